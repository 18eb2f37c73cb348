//! What is known of one repository while it is looked at, shared by every verb about it; and the shelf
//! of those in use.

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError, atomic::AtomicBool},
    time::Instant,
};

use portolan_contract::{Event, Failure, RepositoryAt};
use portolan_oci::{Digest, RepositoryName, Tag};
use portolan_storage::ConnectionId;
use tokio::sync::{Mutex as AsyncMutex, OwnedMutexGuard, watch};
use tokio_util::task::TaskTracker;

use super::{
    fetch::Queue,
    known::Known,
    presence::Confirmed,
    refresh::{Outcome, now_ms},
    shared_view::SharedView,
    upkeep::LookUps,
};
use crate::{App, Events, app::off_the_loop, failures::OrFail};

/// Repositories that are kept in memory.
const KEPT: usize = 12;

/// The repositories in use, the one used last at the end.
#[derive(Debug, Default)]
pub(crate) struct Shelf(Mutex<Vec<Arc<Collection>>>);

impl Shelf {
    fn find(&self, at: &RepositoryAt) -> Option<Arc<Collection>> {
        let mut kept = lock(&self.0);
        let place = kept.iter().position(|kept| kept.at == *at)?;
        let found = kept.remove(place);
        kept.push(Arc::clone(&found));
        Some(found)
    }

    /// Keeps a collection, unless another asker was faster.
    fn keep(&self, opened: Collection) -> Arc<Collection> {
        let mut kept = lock(&self.0);
        if let Some(faster) = kept.iter().find(|kept| kept.at == opened.at) {
            return Arc::clone(faster);
        }
        let opened = Arc::new(opened);
        kept.push(Arc::clone(&opened));
        if kept.len() > KEPT {
            kept.remove(0);
        }
        opened
    }

    /// Forgets the repositories of a connection: it changed, or its cache was cleared.
    pub(crate) fn forget(&self, connection: &portolan_contract::ConnectionId) {
        lock(&self.0).retain(|kept| kept.at.connection != *connection);
    }

    /// What the registry has is no longer what was listed, however lately that was.
    fn expire(&self, connection: &portolan_contract::ConnectionId) {
        for kept in lock(&self.0).iter() {
            if kept.at.connection == *connection {
                kept.expire();
            }
        }
    }
}

/// What is known of one repository, and the work under way for it.
pub(crate) struct Collection {
    pub(crate) at: RepositoryAt,
    pub(crate) connection: ConnectionId,
    pub(crate) repository: RepositoryName,
    pub(super) events: Events,
    state: Mutex<State>,
    pub(super) view: SharedView,
    pub(super) queue: Mutex<Queue>,
    /// What is learned and not kept yet. It is closed from the beginning, so whoever waits for it waits
    /// until there is nothing of the kind.
    pub(super) keeping: TaskTracker,
    pub(super) confirmed: Mutex<Confirmed>,
    pub(super) look_ups: Mutex<LookUps>,
    /// Somebody waits for images to come back from the archive.
    pub(super) awaits_restores: AtomicBool,
    /// The tags of the newest window.
    pub(super) in_view: Mutex<Vec<Tag>>,
    pub(super) refresh: Mutex<Option<watch::Receiver<Option<Outcome>>>>,
    /// One asker a digest; the others find what it learned.
    turns: Mutex<HashMap<Digest, Arc<AsyncMutex<()>>>>,
}

/// The part that changes.
#[derive(Debug, Default)]
pub(crate) struct State {
    /// Whoever makes a view of it has its own hold of it, and keeps nobody waiting meanwhile.
    pub(crate) known: Arc<Known>,
    /// Rises with every change.
    pub(crate) revision: u64,
    /// The revision that changed the rows last.
    pub(super) rows: u64,
    /// What is shown must not be older than this revision.
    pub(super) settled: u64,
    /// Why what is shown is not fresh or not whole.
    pub(crate) problem: Option<Failure>,
    pub(crate) refreshing: bool,
    /// When a refresh was tried last.
    pub(crate) tried: Option<Instant>,
    /// The registry is known to have changed since.
    pub(crate) is_expired: bool,
    /// What was observed before this moment is asked for again when it comes into view.
    pub(crate) stale_before: i64,
}

impl State {
    /// What is known, to be changed. A view that is being made of it is made of what it was.
    pub(crate) fn known_mut(&mut self) -> &mut Known {
        Arc::make_mut(&mut self.known)
    }

    /// The rows changed.
    pub(crate) fn touch_rows(&mut self) {
        self.revision += 1;
        self.rows = self.revision;
    }
}

impl fmt::Debug for Collection {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Collection({:?})", self.at)
    }
}

impl Collection {
    pub(super) fn new(
        at: RepositoryAt,
        connection: ConnectionId,
        repository: RepositoryName,
        known: Known,
        events: Events,
    ) -> Self {
        let keeping = TaskTracker::new();
        keeping.close();
        Self {
            keeping,
            at,
            connection,
            repository,
            events,
            state: Mutex::new(State {
                known: Arc::new(known),
                revision: 1,
                rows: 1,
                ..State::default()
            }),
            view: SharedView::default(),
            queue: Mutex::default(),
            confirmed: Mutex::default(),
            look_ups: Mutex::default(),
            awaits_restores: AtomicBool::new(false),
            in_view: Mutex::default(),
            refresh: Mutex::default(),
            turns: Mutex::default(),
        }
    }

    /// The state, for as long as the guard lives; never across an await.
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }

    /// The registry changed: it is listed again when it is next looked at, and what is in view asked.
    fn expire(&self) {
        let mut state = self.state();
        state.is_expired = true;
        state.stale_before = now_ms();
    }

    /// Changes what is known of the rows.
    pub(crate) fn change(&self, change: impl FnOnce(&mut State)) {
        let mut state = self.state();
        change(&mut state);
        state.touch_rows();
    }

    /// Changes what is told beside the rows.
    pub(crate) fn remark(&self, change: impl FnOnce(&mut State)) {
        let mut state = self.state();
        change(&mut state);
        state.revision += 1;
    }

    /// Waits until nobody else asks for what `digest` names.
    pub(super) async fn turn(&self, digest: &Digest) -> OwnedMutexGuard<()> {
        let turn = {
            let mut turns = lock(&self.turns);
            // Those that nobody waits for any more.
            if turns.len() > 256 {
                turns.retain(|_, turn| Arc::strong_count(turn) > 1);
            }
            Arc::clone(turns.entry(digest.clone()).or_default())
        };
        turn.lock_owned().await
    }

    /// What tells the window that this changed.
    pub(crate) fn changed(&self) -> Event {
        Event::ImagesChanged {
            connection: self.at.connection.clone(),
            repository: self.at.repository.clone(),
            revision: self.state().revision,
        }
    }
}

/// A panic elsewhere leaves plain data behind, which is still right.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl App {
    /// What is known of a repository, read from the cache the first time.
    pub(crate) async fn collection(&self, at: &RepositoryAt) -> Result<Arc<Collection>, Failure> {
        if let Some(found) = self.images.find(at) {
            return Ok(found);
        }
        let connection = self.stored_connection(&at.connection).await?.id;
        let repository: RepositoryName = at
            .repository
            .parse()
            .map_err(|problem| invalid_repository(&at.repository, &problem))?;
        let known = self.read_known(connection, &repository).await?;
        let events = self.events.clone();
        let opened = Collection::new(at.clone(), connection, repository, known, events);
        Ok(self.images.keep(opened))
    }

    async fn read_known(
        &self,
        connection: ConnectionId,
        repository: &RepositoryName,
    ) -> Result<Known, Failure> {
        let (rows, images, listed, missing, seen) = tokio::join!(
            self.store.tags(connection, repository),
            self.store.images_in(connection, repository),
            self.store.listed_images(connection, repository),
            self.store.missing_manifests(connection, repository),
            self.store.repository(connection, repository),
        );
        let listed_at = seen.or_fail()?.and_then(|seen| seen.tags_listed_at);
        let (rows, images, missing) = (rows.or_fail()?, images.or_fail()?, missing.or_fail()?);
        let listed = listed.or_fail()?;
        off_the_loop(move || {
            let listed_at = listed_at.map(jiff::Timestamp::as_millisecond);
            Known {
                missing: missing.into_iter().collect(),
                ..Known::read(rows, images, listed, listed_at)
            }
        })
        .await
    }

    /// What is known of a repository that is in use.
    pub(crate) fn in_use(&self, at: &RepositoryAt) -> Option<Arc<Collection>> {
        self.images.find(at)
    }

    /// Reads a repository again from what is kept, because a change was carried out there, and tells
    /// the window.
    pub(crate) async fn reread_images(&self, at: &RepositoryAt) -> Result<(), Failure> {
        self.note_change(at);
        let Some(collection) = self.images.find(at) else {
            self.events.tell(Event::ImagesChanged {
                connection: at.connection.clone(),
                repository: at.repository.clone(),
                revision: 0,
            });
            return Ok(());
        };
        let known = self
            .read_known(collection.connection, &collection.repository)
            .await?;
        collection.change(|state| state.known_mut().take_over(known));
        collection.expire();
        collection.settle().await;
        self.repositories.invalidate(&at.connection);
        self.events.tell(collection.changed());
        Ok(())
    }

    /// A registry is known to have changed: what was listed of it lately is listed again when it is
    /// next looked at.
    pub(crate) fn expire(&self, connection: &portolan_contract::ConnectionId) {
        self.repositories.expire(connection);
        self.images.expire(connection);
    }

    /// Forgets what is in memory of a connection: it leads elsewhere now, or is gone.
    pub(crate) fn forget_seen(&self, connection: &portolan_contract::ConnectionId) {
        self.repositories.forget(connection);
        self.images.forget(connection);
    }
}

/// The failure of a name that breaks the grammar.
pub(crate) fn invalid_repository(name: &str, problem: &portolan_oci::NameError) -> Failure {
    Failure {
        hint: Some(portolan_contract::Hint::NameInvalid {
            name: name.to_owned(),
        }),
        ..Failure::invalid("repository", problem.to_string())
    }
}
