//! Opening the database, and the two ways in: one writer, a few readers, both off the event loop.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use jiff::Timestamp;
use rusqlite::{Connection, TransactionBehavior};
use tokio::sync::Semaphore;

use crate::{
    ActivityId, Error, Paths,
    kept_aside::keep_aside,
    migrations::{self, Migrated},
    paths::{create_private_folder, open_private_file},
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
        let lock = lock_home(paths)?;
        let mut report = OpenReport::default();
        let database = paths.database();
        let mut writer = match open_checked(paths, &mut report) {
            Err(Error::Damaged { .. }) => {
                report = OpenReport {
                    damaged_kept_at: Some(keep_aside(&database, Timestamp::now())?),
                    ..OpenReport::default()
                };
                open_checked(paths, &mut report)?
            }
            other => other?,
        };
        // A marker that can't be removed costs one whole check more at the next start.
        let _ = fs::remove_file(suspicion(&database));
        report.interrupted = crate::journal::mark_interrupted(&mut writer)
            .map_err(|error| located(&database, error))?;
        crate::undo::sweep(&writer, &paths.kept_layers(), true)
            .map_err(|error| located(&database, error))?;
        let store = Self {
            shared: Arc::new(Shared {
                paths: paths.clone(),
                writer: Mutex::new(writer),
                writing: Semaphore::new(1),
                idle_readers: Mutex::default(),
                reading: Semaphore::new(READERS),
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
                None => open_reader(&shared.paths.database())?,
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

impl Shared {
    fn located(&self, error: Error) -> Error {
        located(&self.paths.database(), error)
    }
}

/// Says which file an SQLite error is about. Damage leaves a marker, so that the next opening checks
/// every page.
fn located(database: &Path, error: Error) -> Error {
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

fn suspicion(database: &Path) -> PathBuf {
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

fn lock_home(paths: &Paths) -> Result<fs::File, Error> {
    let path = paths.lock();
    let file = open_private_file(&path).map_err(|source| Error::io(&path, source))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(fs::TryLockError::WouldBlock) => Err(Error::InUse {
            path: paths.home().to_owned(),
        }),
        Err(fs::TryLockError::Error(source)) => Err(Error::io(&path, source)),
    }
}

/// Opens the writer, brings the schema up to date, and reads what must be readable.
fn open_checked(paths: &Paths, report: &mut OpenReport) -> Result<Connection, Error> {
    let path = paths.database();
    // SQLite gives its journal and shared memory the permissions of the database.
    open_private_file(&path).map_err(|source| Error::io(&path, source))?;
    create_private_folder(&paths.kept_layers())?;
    let open = || -> Result<(Connection, Migrated), Error> {
        let mut writer = Connection::open(&path)?;
        prepare(&writer)?;
        writer.pragma_update(None, "journal_mode", "WAL")?;
        // A commit is on the disk when it returns: the journal and undo rely on it.
        writer.pragma_update(None, "synchronous", "FULL")?;
        writer.pragma_update(None, "journal_size_limit", 64 << 20)?;
        let migrated = migrations::run(&path, &mut writer)?;
        check(&writer, suspicion(&path).exists())?;
        Ok((writer, migrated))
    };
    let (writer, migrated) = open().map_err(|error| located(&path, error))?;
    match migrated {
        Migrated::Fresh => report.created = true,
        Migrated::From(version) => report.migrated_from = Some(version),
        Migrated::UpToDate => {}
    }
    Ok(writer)
}

fn open_reader(path: &Path) -> Result<Connection, Error> {
    let open = || -> Result<Connection, Error> {
        let reader = Connection::open(path)?;
        prepare(&reader)?;
        reader.pragma_update(None, "query_only", true)?;
        Ok(reader)
    };
    open().map_err(|error| located(path, error))
}

fn prepare(connection: &Connection) -> Result<(), Error> {
    connection.busy_timeout(Duration::from_secs(10))?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.pragma_update(None, "cache_size", -16_384)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(())
}

/// Tables that can't be fetched again. Every start reads them whole; they are small. The cache is
/// checked only where damage was met before, because reading it all would slow every start.
const PRECIOUS: [&str; 6] = [
    "connections",
    "bookmarks",
    "activities",
    "undo_snapshots",
    "undo_content",
    "window_state",
];

fn check(connection: &Connection, thoroughly: bool) -> Result<(), Error> {
    if thoroughly {
        let verdict: String =
            connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
        if verdict != "ok" {
            return Err(Error::Damaged {
                path: connection.path().map(PathBuf::from).unwrap_or_default(),
            });
        }
        return Ok(());
    }
    for table in PRECIOUS {
        let mut statement = connection.prepare(&format!("SELECT * FROM {table}"))?;
        let mut rows = statement.query([])?;
        while rows.next()?.is_some() {}
    }
    Ok(())
}
