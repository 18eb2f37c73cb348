//! A repository's images as rows of one grid: from the cache at once, details filled in behind.

use portolan_contract::{
    DetailCost, Failure, ImageWindow, JobId, ListImages, Refreshed, RepositoryAt,
};

use crate::App;

impl App {
    /// Not built yet.
    pub async fn list_images(&self, request: ListImages) -> Result<ImageWindow, Failure> {
        Err(Failure::unexpected(format!("not built yet: {request:?}")))
    }

    /// Not built yet.
    pub async fn refresh_images(&self, request: RepositoryAt) -> Result<Refreshed, Failure> {
        Err(Failure::unexpected(format!("not built yet: {request:?}")))
    }

    /// Not built yet.
    pub async fn estimate_details(&self, request: RepositoryAt) -> Result<DetailCost, Failure> {
        Err(Failure::unexpected(format!("not built yet: {request:?}")))
    }

    /// Not built yet.
    pub async fn load_details(&self, request: RepositoryAt) -> Result<JobId, Failure> {
        Err(Failure::unexpected(format!("not built yet: {request:?}")))
    }
}
