//! The repositories of each connection in use, read once and read again when they changed.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Instant,
};

use portolan_contract::{
    AbilityState, ConnectionId, Failure, RepositoryMark, RepositoryRow, ResourceTag,
};
use portolan_storage::{CatalogState, Connection, ListedTotals, Repository};
use tokio::sync::watch;

use super::counted::Counted;
use crate::{App, amazon::reference, failures::OrFail};

/// Ends when a refresh does, with how it went.
pub(super) type Ending = watch::Receiver<Option<Result<(), Failure>>>;

/// The connections whose repositories are in use.
#[derive(Debug, Default)]
pub(crate) struct Shelf(Mutex<HashMap<ConnectionId, Arc<Catalog>>>);

/// What is known of the repositories of one connection, and the work under way for it.
#[derive(Debug, Default)]
pub(crate) struct Catalog {
    state: Mutex<State>,
    pub(super) refresh: Mutex<Option<Ending>>,
}

/// The part that changes.
#[derive(Debug, Default)]
pub(crate) struct State {
    listed: Option<Arc<Listed>>,
    /// Rises whenever what was read is no longer true, so that a slow reader keeps nothing stale.
    changes: u64,
    pub(crate) refreshing: bool,
    pub(crate) problem: Option<Failure>,
    pub(crate) tried: Option<Instant>,
    /// The registry is known to have changed since.
    pub(crate) is_expired: bool,
    /// What was looked into for its totals, and when.
    pub(super) measured: HashMap<String, Instant>,
    /// What the registry said of all of them at once, and when.
    pub(super) counted: Option<(Instant, Arc<Counted>)>,
    /// What owners wrote on their repositories.
    pub(super) resource_tags: HashMap<String, Vec<ResourceTag>>,
}

/// The repositories of a connection at one moment, in name order.
#[derive(Debug)]
pub(crate) struct Listed {
    pub(crate) rows: Vec<RepositoryRow>,
    /// The marks that the registry keeps for the person.
    pub(crate) marks: Vec<RepositoryMark>,
    pub(crate) catalog: AbilityState,
    pub(crate) observed_at: Option<i64>,
}

impl Shelf {
    /// What is known of a connection.
    pub(crate) fn catalog(&self, connection: &ConnectionId) -> Arc<Catalog> {
        let mut kept = lock(&self.0);
        Arc::clone(kept.entry(connection.clone()).or_default())
    }

    /// What was read of a connection is no longer true.
    pub(crate) fn invalidate(&self, connection: &ConnectionId) {
        if let Some(catalog) = lock(&self.0).get(connection) {
            catalog.invalidate();
        }
    }

    /// Forgets a connection: it changed or is gone.
    pub(crate) fn forget(&self, connection: &ConnectionId) {
        lock(&self.0).remove(connection);
    }

    /// What was read of every connection is no longer true.
    pub(crate) fn invalidate_all(&self) {
        for catalog in lock(&self.0).values() {
            catalog.invalidate();
        }
    }

    /// What the registry says of all its repositories at once is asked again.
    pub(crate) fn ask_again(&self, connection: &ConnectionId) {
        if let Some(catalog) = lock(&self.0).get(connection) {
            catalog.invalidate();
            catalog.state().counted = None;
        }
    }

    /// What the registry lists is no longer what was listed, however lately that was.
    pub(crate) fn expire(&self, connection: &ConnectionId) {
        if let Some(catalog) = lock(&self.0).get(connection) {
            catalog.invalidate();
            catalog.state().is_expired = true;
        }
    }
}

impl Catalog {
    /// The state, for as long as the guard lives; never across an await.
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }

    pub(super) fn invalidate(&self) {
        let mut state = self.state();
        state.listed = None;
        state.changes += 1;
    }
}

pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A panic elsewhere leaves plain data behind, which is still right.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl App {
    /// The repositories of a connection, from the cache.
    pub(super) async fn listed(
        &self,
        connection: &ConnectionId,
        catalog: &Catalog,
    ) -> Result<Arc<Listed>, Failure> {
        let changes = {
            let state = catalog.state();
            if let Some(listed) = &state.listed {
                return Ok(Arc::clone(listed));
            }
            state.changes
        };
        let mut listed = self.read_listed(connection, catalog).await?;
        for row in &mut listed.rows {
            if let Some(tags) = catalog.state().resource_tags.get(&row.name) {
                row.resource_tags.clone_from(tags);
            }
        }
        let listed = Arc::new(listed);
        let mut state = catalog.state();
        if state.changes == changes {
            state.listed = Some(Arc::clone(&listed));
        }
        Ok(listed)
    }

    async fn read_listed(
        &self,
        connection: &ConnectionId,
        catalog: &Catalog,
    ) -> Result<Listed, Failure> {
        let stored = self.stored_connection(connection).await?;
        let (repositories, offered, bookmarks, totals) = tokio::join!(
            self.store.repositories(stored.id),
            self.store.catalog(stored.id),
            self.store.bookmarks(),
            self.store.listed_totals(stored.id),
        );
        let totals = totals.or_fail()?;
        let offered = offered.or_fail()?;
        let bookmarked: HashSet<String> = bookmarks
            .or_fail()?
            .into_iter()
            .map(|bookmark| bookmark.address)
            .collect();
        let counted = self.counted(connection, catalog).await;
        let rows = repositories
            .or_fail()?
            .into_iter()
            .map(|repository| {
                let total = totals.get(&repository.name);
                row(&stored, repository, (&counted, total), &bookmarked)
            })
            // What is gone is of interest only to who said so.
            .filter(|row| !row.gone || row.pinned || row.bookmarked)
            .collect();
        Ok(Listed {
            marks: counted.marks.clone(),
            rows,
            catalog: ability(offered),
            observed_at: offered.map(|offered| offered.listed_at.as_millisecond()),
        })
    }
}

fn row(
    connection: &Connection,
    repository: Repository,
    (counted, total): (&Counted, Option<&ListedTotals>),
    bookmarked: &HashSet<String>,
) -> RepositoryRow {
    let count = counted.counts.get(&repository.name);
    let (host, name) = reference(&connection.draft, repository.name.as_str());
    let address = format!("{host}/{name}");
    RepositoryRow {
        bookmarked: bookmarked.contains(&address),
        marks: counted.marks_on(&repository.name),
        name: repository.name.into(),
        pinned: repository.pinned,
        tags: count
            .and_then(|count| count.tags)
            .or(repository.tags_listed_at.map(|_| repository.tags)),
        images: total.map(|total| total.images),
        bytes: count
            .and_then(|count| count.bytes)
            .or(total.and_then(|total| total.bytes)),
        resource_tags: Vec::new(),
        last_seen: Some(repository.last_seen.as_millisecond()),
        gone: repository.gone_at.is_some(),
    }
}

fn ability(offered: Option<CatalogState>) -> AbilityState {
    match offered {
        None => AbilityState::Unknown,
        Some(catalog) if catalog.offered => AbilityState::Yes,
        Some(_) => AbilityState::No,
    }
}
