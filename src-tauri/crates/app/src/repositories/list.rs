//! A window onto the repositories of a connection.

use std::sync::Arc;

use portolan_contract::{Failure, ListRepositories, RepositoryWindow};

use crate::App;

/// Rows of one window, at most.
const LIMIT: usize = 1000;

impl App {
    /// A window onto the repositories whose names contain the filter, whatever its case.
    pub async fn list_repositories(
        self: &Arc<Self>,
        request: ListRepositories,
    ) -> Result<RepositoryWindow, Failure> {
        let catalog = self.repositories.catalog(&request.connection);
        self.refresh_catalog_if_stale(&request.connection, &catalog)
            .await?;
        let listed = self.listed(&request.connection, &catalog).await?;
        let wanted = request.filter.trim().to_lowercase();
        let mut matching = listed.rows.iter().filter(|row| row.name.contains(&wanted));
        let offset = request.offset as usize;
        let limit = (request.limit as usize).min(LIMIT);
        let before = matching.by_ref().take(offset).count();
        let rows: Vec<_> = matching.by_ref().take(limit).cloned().collect();
        let total = (before + rows.len() + matching.count()) as u64;
        let state = catalog.state();
        Ok(RepositoryWindow {
            total,
            all: listed.rows.len() as u64,
            offset: request.offset,
            rows,
            catalog: listed.catalog,
            observed_at: listed.observed_at,
            refreshing: state.refreshing,
            problem: state.problem.clone(),
        })
    }
}
