//! Verbs that wait for what is behind them.

use portolan_contract::{
    Code, ExportPack, Failure, ImportPack, JobId, Nothing, PackExport, Retry, SourceAt,
};

use crate::App;

impl App {
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
