//! A window onto the repositories of a connection.

use std::{cmp::Ordering, sync::Arc};

use portolan_contract::{
    Failure, ListRepositories, RepositoryColumn, RepositoryRow, RepositorySort, RepositoryWindow,
};

use crate::App;

/// Rows of one window, at most.
const LIMIT: usize = 1000;

impl App {
    /// A window onto the repositories whose names contain the filter, whatever its case. What the rows of
    /// the window lack is asked for behind.
    pub async fn list_repositories(
        self: &Arc<Self>,
        request: ListRepositories,
    ) -> Result<RepositoryWindow, Failure> {
        let catalog = self.repositories.catalog(&request.connection);
        self.refresh_catalog_if_stale(&request.connection, &catalog)
            .await?;
        let listed = self.listed(&request.connection, &catalog).await?;
        let wanted = request.filter.trim().to_lowercase();
        let matches = |row: &&RepositoryRow| {
            let is_marked = |mark| row.marks.contains(&mark);
            row.name.contains(&wanted) && request.marked.is_none_or(is_marked)
        };
        let mut matching: Vec<&RepositoryRow> = listed.rows.iter().filter(matches).collect();
        // They stand in name order, which is how ties are broken.
        matching.sort_by(|one, other| compare(one, other, request.sort));
        let limit = (request.limit as usize).min(LIMIT);
        let window = matching.iter().skip(request.offset as usize).take(limit);
        let rows: Vec<RepositoryRow> = window.map(|row| (*row).clone()).collect();
        self.measure_behind(&request.connection, &catalog, &rows);
        let state = catalog.state();
        Ok(RepositoryWindow {
            total: matching.len() as u64,
            all: listed.rows.len() as u64,
            offset: request.offset,
            rows,
            marks: listed.marks.clone(),
            catalog: listed.catalog,
            observed_at: listed.observed_at,
            refreshing: state.refreshing,
            problem: state.problem.clone(),
        })
    }
}

fn compare(one: &RepositoryRow, other: &RepositoryRow, sort: RepositorySort) -> Ordering {
    let numbers = |row: &RepositoryRow| match sort.column {
        RepositoryColumn::Name => None,
        RepositoryColumn::Tags => row.tags,
        RepositoryColumn::Images => row.images,
        RepositoryColumn::Bytes => row.bytes,
        RepositoryColumn::Seen => row.last_seen.map(|at| at.max(0) as u64),
    };
    let order = match (numbers(one), numbers(other)) {
        _ if sort.column == RepositoryColumn::Name => one.name.cmp(&other.name),
        (Some(one), Some(other)) => one.cmp(&other),
        // What is not known comes last either way.
        (one, other) => return other.is_some().cmp(&one.is_some()),
    };
    if sort.descending {
        order.reverse()
    } else {
        order
    }
}
