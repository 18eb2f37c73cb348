//! A connection's repositories: from the cache at once, refreshed behind.

use portolan_contract::{
    Branch, ConnectionId, Failure, ListBranches, ListRepositories, Nothing, RepositoryAt,
    RepositoryWindow,
};

use crate::App;

impl App {
    /// Not built yet.
    pub async fn list_repositories(
        &self,
        request: ListRepositories,
    ) -> Result<RepositoryWindow, Failure> {
        Err(Failure::unexpected(format!("not built yet: {request:?}")))
    }

    /// Not built yet.
    pub async fn list_branches(&self, request: ListBranches) -> Result<Vec<Branch>, Failure> {
        Err(Failure::unexpected(format!("not built yet: {request:?}")))
    }

    /// Not built yet.
    pub async fn refresh_repositories(&self, request: ConnectionId) -> Result<Nothing, Failure> {
        Err(Failure::unexpected(format!("not built yet: {request:?}")))
    }

    /// Not built yet.
    pub async fn pin_repository(&self, request: RepositoryAt) -> Result<Nothing, Failure> {
        Err(Failure::unexpected(format!("not built yet: {request:?}")))
    }

    /// Not built yet.
    pub async fn unpin_repository(&self, request: RepositoryAt) -> Result<Nothing, Failure> {
        Err(Failure::unexpected(format!("not built yet: {request:?}")))
    }
}
