//! The two ways into a SQLite file: one writer, a few readers, both off the event loop.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use rusqlite::{Connection, TransactionBehavior};
use tokio::sync::Semaphore;

use crate::{Error, opening, paths::open_private_file};

/// How many reads run at the same time; the next ones wait.
const READERS: usize = 4;

/// Pages that are given back at a time.
const PAGES: u32 = 1_000;

/// An open database file. Clones are the same one; the last clone that goes closes it.
#[derive(Clone, Debug)]
pub(crate) struct Database(Arc<Ways>);

#[derive(Debug)]
struct Ways {
    path: PathBuf,
    writer: Mutex<Connection>,
    writing: Semaphore,
    idle_readers: Mutex<Vec<Connection>>,
    reading: Semaphore,
}

impl Database {
    /// Takes over the writer of a file that was opened and found sound.
    pub(crate) fn new(path: PathBuf, writer: Connection) -> Self {
        Self(Arc::new(Ways {
            path,
            writer: Mutex::new(writer),
            writing: Semaphore::new(1),
            idle_readers: Mutex::default(),
            reading: Semaphore::new(READERS),
        }))
    }

    /// Runs `query` on a reader, which sees one moment of the database.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        query: impl FnOnce(&Connection) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let _permit = self.0.reading.acquire().await;
        let ways = Arc::clone(&self.0);
        on_blocking_thread(move || {
            let idle = unpoisoned(ways.idle_readers.lock()).pop();
            let reader = match idle {
                Some(reader) => reader,
                None => opening::open_reader(&ways.path)?,
            };
            let answer = {
                let moment = reader
                    .unchecked_transaction()
                    .map_err(|error| ways.located(error.into()))?;
                query(&moment).map_err(|error| ways.located(error))
            };
            unpoisoned(ways.idle_readers.lock()).push(reader);
            answer
        })
        .await
    }

    /// Runs `change` in one transaction: all of it is kept, or, on an error, nothing.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        change: impl FnOnce(&Connection) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let _permit = self.0.writing.acquire().await;
        let ways = Arc::clone(&self.0);
        on_blocking_thread(move || {
            let mut writer = unpoisoned(ways.writer.lock());
            let attempt = || -> Result<T, Error> {
                let transaction =
                    writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
                let answer = change(&transaction)?;
                transaction.commit()?;
                Ok(answer)
            };
            let result = attempt();
            result.map_err(|error| ways.located(error))
        })
        .await
    }

    /// Lets go of what a deletion left in the file, a little at a time: others write meanwhile. Nothing
    /// depends on it: where it fails, the space is used again later.
    pub(crate) async fn give_back_space(&self) {
        loop {
            match self.give_back_some().await {
                Ok(true) => {}
                Ok(false) => return,
                Err(error) => {
                    tracing::warn!(%error, "the database kept its size");
                    return;
                }
            }
        }
    }

    /// Whether there is more to give back.
    async fn give_back_some(&self) -> Result<bool, Error> {
        let _permit = self.0.writing.acquire().await;
        let ways = Arc::clone(&self.0);
        on_blocking_thread(move || {
            let writer = unpoisoned(ways.writer.lock());
            let free =
                |name: &str| writer.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
            let before = free("freelist_count")?;
            let mut vacuum = writer.prepare(&format!("PRAGMA incremental_vacuum({PAGES})"))?;
            let mut steps = vacuum.query([])?;
            // Each step frees a page.
            while steps.next()?.is_some() {}
            let after = free("freelist_count")?;
            if after > 0 && after < before {
                return Ok(true);
            }
            writer.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
            Ok(false)
        })
        .await
    }

    /// Uses the writer as it is, outside of any transaction.
    #[cfg(test)]
    pub(crate) fn with_writer<T>(&self, act: impl FnOnce(&mut Connection) -> T) -> T {
        act(&mut self.0.writer.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Ways {
    fn located(&self, error: Error) -> Error {
        located(&self.path, error)
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
