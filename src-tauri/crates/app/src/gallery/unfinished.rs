//! Verbs that wait for what is behind them.

use portolan_contract::{
    Code, ExportPack, Failure, ImportPack, JobId, ListListingTags, ListingAt, ListingPage,
    ListingTagWindow, ListingUses, Logo, Nothing, PackExport, Publisher, PublisherAt, Retry,
    SourceAt, UseListing, Visited,
};

use crate::App;

impl App {
    /// Answers once the room behind it is open.
    pub async fn read_listing(&self, _request: ListingAt) -> Result<ListingPage, Failure> {
        Err(not_yet())
    }

    /// Answers once the room behind it is open.
    pub async fn list_listing_tags(
        &self,
        _request: ListListingTags,
    ) -> Result<ListingTagWindow, Failure> {
        Err(not_yet())
    }

    /// Answers once the room behind it is open.
    pub async fn list_uses(&self, _request: UseListing) -> Result<ListingUses, Failure> {
        Err(not_yet())
    }

    /// Answers once the room behind it is open.
    pub async fn read_logo(&self, _request: ListingAt) -> Result<Logo, Failure> {
        Err(not_yet())
    }

    /// Answers once the room behind it is open.
    pub async fn visit_listing(&self, _request: ListingAt) -> Result<Visited, Failure> {
        Err(not_yet())
    }

    /// Answers once the room behind it is open.
    pub async fn read_publisher(&self, _request: PublisherAt) -> Result<Publisher, Failure> {
        Err(not_yet())
    }

    /// Answers once the room behind it is open.
    pub async fn start_harvest(&self, _request: SourceAt) -> Result<JobId, Failure> {
        Err(not_yet())
    }

    /// Answers once the room behind it is open.
    pub async fn pause_harvest(&self, _request: SourceAt) -> Result<Nothing, Failure> {
        Err(not_yet())
    }

    /// Answers once the room behind it is open.
    pub async fn export_pack(&self, _request: ExportPack) -> Result<PackExport, Failure> {
        Err(not_yet())
    }

    /// Answers once the room behind it is open.
    pub async fn import_pack(&self, _request: ImportPack) -> Result<JobId, Failure> {
        Err(not_yet())
    }
}

fn not_yet() -> Failure {
    Failure {
        code: Code::Unsupported,
        hint: None,
        retry: Retry::No,
        detail: "the gallery is not open yet".to_owned(),
    }
}
