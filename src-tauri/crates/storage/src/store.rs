//! Opening the database, and the two ways in: one writer, a few readers, both off the event loop.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use rusqlite::{Connection, TransactionBehavior};
use tokio::sync::Semaphore;

use crate::{
    ActivityId, Error, Paths, Salvaged, content::RecentlyUsed, opening, paths::open_private_file,
};

/// How many reads run at the same time; the next ones wait.
const READERS: usize = 4;

/// The database. Clones are the same one; the last clone that goes closes it and frees the home.
///
/// Every verb is `async` and runs SQLite on a blocking thread. A verb whose future is dropped half-way
/// still ends its transaction whole. What a verb has answered `Ok` to is on the disk
/// (`synchronous = FULL`): it survives the end of the process and of the power.
#[derive(Clone, Debug)]
pub struct Store {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    paths: Paths,
    writer: Mutex<Connection>,
    writing: Semaphore,
    idle_readers: Mutex<Vec<Connection>>,
    reading: Semaphore,
    /// Noted in memory, so that reading the cache writes nothing.
    recently_used: Mutex<RecentlyUsed>,
    /// Locked for as long as the store lives; the system frees it even after kill -9.
    _lock: fs::File,
}

/// What opening found and did.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct OpenReport {
    /// There was no database; a fresh one was made.
    pub created: bool,
    /// The schema version before it was brought up to date, where that was needed.
    pub migrated_from: Option<u32>,
    /// A damaged database was found and kept here; a fresh one was opened.
    pub damaged_kept_at: Option<PathBuf>,
    /// What could be carried over from the damaged database.
    pub salvaged: Salvaged,
    /// Activities that were running when the program ended. They can go on.
    pub interrupted: Vec<ActivityId>,
}

impl Store {
    /// Opens the database of a home, making the home if needed. Blocks: call it before the event loop
    /// runs, or on a blocking thread.
    ///
    /// A damaged database is moved aside (`portolan.db.damaged-<time>`), never deleted.
    ///
    /// # Errors
    /// [`Error::InUse`] when another process holds the home, [`Error::NewerSchema`],
    /// [`Error::ReadOnly`], [`Error::DiskFull`]; nothing was changed then.
    pub fn open(paths: &Paths) -> Result<(Self, OpenReport), Error> {
        paths.create()?;
        let lock = opening::lock_home(paths)?;
        let (writer, report) = opening::open_writer(paths)?;
        let store = Self {
            shared: Arc::new(Shared {
                paths: paths.clone(),
                writer: Mutex::new(writer),
                writing: Semaphore::new(1),
                idle_readers: Mutex::default(),
                reading: Semaphore::new(READERS),
                recently_used: Mutex::default(),
                _lock: lock,
            }),
        };
        Ok((store, report))
    }

    /// The home this database is in.
    pub fn paths(&self) -> &Paths {
        &self.shared.paths
    }

    /// Runs `query` on a reader, which sees one moment of the database.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        query: impl FnOnce(&Connection) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let _permit = self.shared.reading.acquire().await;
        let shared = Arc::clone(&self.shared);
        on_blocking_thread(move || {
            let idle = unpoisoned(shared.idle_readers.lock()).pop();
            let reader = match idle {
                Some(reader) => reader,
                None => opening::open_reader(&shared.paths.database())?,
            };
            let answer = {
                let moment = reader
                    .unchecked_transaction()
                    .map_err(|error| shared.located(error.into()))?;
                query(&moment).map_err(|error| shared.located(error))
            };
            unpoisoned(shared.idle_readers.lock()).push(reader);
            answer
        })
        .await
    }

    /// Runs `change` in one transaction: all of it is kept, or, on an error, nothing.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        change: impl FnOnce(&Connection) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let _permit = self.shared.writing.acquire().await;
        let shared = Arc::clone(&self.shared);
        on_blocking_thread(move || {
            let mut writer = unpoisoned(shared.writer.lock());
            let attempt = || -> Result<T, Error> {
                let transaction =
                    writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
                let answer = change(&transaction)?;
                transaction.commit()?;
                Ok(answer)
            };
            let result = attempt();
            result.map_err(|error| shared.located(error))
        })
        .await
    }
}

impl Store {
    /// Lets go of what a deletion left in the file. Nothing depends on it: where it fails, the space is
    /// used again later.
    pub(crate) async fn give_back_space(&self) {
        let _permit = self.shared.writing.acquire().await;
        let shared = Arc::clone(&self.shared);
        let given = on_blocking_thread(move || {
            let writer = unpoisoned(shared.writer.lock());
            let mut vacuum = writer.prepare("PRAGMA incremental_vacuum")?;
            let mut steps = vacuum.query([])?;
            // Each step frees a page.
            while steps.next()?.is_some() {}
            writer.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
            Ok(())
        });
        if let Err(error) = given.await {
            tracing::warn!(%error, "the database kept its size");
        }
    }

    pub(crate) fn recently_used<T>(&self, act: impl FnOnce(&mut RecentlyUsed) -> T) -> T {
        let mut used = unpoisoned(self.shared.recently_used.lock());
        act(&mut used)
    }
}

impl Shared {
    fn located(&self, error: Error) -> Error {
        located(&self.paths.database(), error)
    }
}

/// Says which file an SQLite error is about. Damage leaves a marker, so that the next opening checks
/// every page.
pub(crate) fn located(database: &Path, error: Error) -> Error {
    let Error::Database(source) = error else {
        return error;
    };
    let error = Error::database(database, source);
    if matches!(error, Error::Damaged { .. }) {
        tracing::error!(%error, "the database is damaged");
        // Without the marker the next opening still makes its ordinary checks.
        let _ = open_private_file(&suspicion(database));
    }
    error
}

pub(crate) fn suspicion(database: &Path) -> PathBuf {
    database.with_extension("db.suspect")
}

pub(crate) async fn on_blocking_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(stopped) if stopped.is_panic() => std::panic::resume_unwind(stopped.into_panic()),
        // Only a runtime that is shutting down refuses work.
        Err(stopped) => Err(Error::Unreadable {
            what: "an answer",
            reason: stopped.to_string(),
        }),
    }
}

/// A panic in a closure rolled its transaction back, so what the lock guards is sound.
fn unpoisoned<T>(lock: Result<T, PoisonError<T>>) -> T {
    lock.unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
