//! The SQLite database: opening, checking, one writer, several readers. What is written is the verbs'.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};

use crate::{Error, files::Files};

/// The schema this version reads and writes, kept in `user_version`.
const SCHEMA: i64 = 2;

/// Read connections kept open between reads.
const IDLE_READERS: usize = 3;

/// The database of one registry.
#[derive(Debug)]
pub(crate) struct Database {
    path: PathBuf,
    files: Arc<dyn Files>,
    is_new: bool,
    writer: Mutex<Connection>,
    readers: Mutex<Vec<Connection>>,
}

impl Database {
    /// Opens the database, creating it where there is none, and checks that it is whole.
    ///
    /// # Errors
    /// [`Error::Damaged`] when SQLite finds it damaged, [`Error::NewerSchema`] when it is not ours to read.
    pub(crate) fn open(path: &Path, files: Arc<dyn Files>) -> Result<Self, Error> {
        Self::open_at(path, files).map_err(|error| error.of_database(path))
    }

    fn open_at(path: &Path, files: Arc<dyn Files>) -> Result<Self, Error> {
        let mut writer = connect(path, OpenFlags::SQLITE_OPEN_CREATE)?;
        check(&writer)?;
        let found: i64 = writer.query_row("PRAGMA user_version", [], |row| row.get(0))?;
        if found > SCHEMA {
            return Err(Error::NewerSchema {
                root: path.parent().unwrap_or(path).to_owned(),
                found,
                known: SCHEMA,
            });
        }
        if found < SCHEMA {
            let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
            if found < 1 {
                transaction.execute_batch(include_str!("schema.sql"))?;
            }
            transaction.execute_batch(include_str!("cache.sql"))?;
            transaction.pragma_update(None, "user_version", SCHEMA)?;
            transaction.commit()?;
        }
        Ok(Self {
            path: path.to_owned(),
            files,
            is_new: found == 0,
            writer: Mutex::new(writer),
            readers: Mutex::default(),
        })
    }

    /// Whether there was nothing to open, so that it starts empty.
    pub(crate) fn is_new(&self) -> bool {
        self.is_new
    }

    /// Runs `change` in one transaction. When this returns `Ok`, the change is durable.
    pub(crate) fn write<T>(
        &self,
        change: impl FnOnce(&Transaction<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let outcome = self.commit(change);
        outcome.map_err(|error| error.of_database(&self.path))
    }

    fn commit<T>(
        &self,
        change: impl FnOnce(&Transaction<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let outcome = change(&transaction)?;
        transaction.commit()?;
        self.files.committed(&self.path);
        Ok(outcome)
    }

    /// Runs `look` on a consistent view of what is committed.
    pub(crate) fn read<T>(
        &self,
        look: impl FnOnce(&Connection) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let idle = {
            let mut readers = self.readers.lock().unwrap_or_else(PoisonError::into_inner);
            readers.pop()
        };
        let mut connection = match idle {
            Some(connection) => connection,
            None => connect(&self.path, OpenFlags::empty())
                .map_err(|error| error.of_database(&self.path))?,
        };
        let view = connection.transaction()?;
        let outcome = look(&view)?;
        drop(view);
        let mut readers = self.readers.lock().unwrap_or_else(PoisonError::into_inner);
        if readers.len() < IDLE_READERS {
            readers.push(connection);
        }
        Ok(outcome)
    }

    /// Shows every statement of the writer, and of one reader, to what `observe` makes.
    #[cfg(test)]
    pub(crate) fn trace<F>(&self, observe: impl Fn() -> F)
    where
        F: FnMut(rusqlite::trace::TraceEvent<'_>) + Send + 'static,
    {
        let profile = rusqlite::trace::TraceEventCodes::SQLITE_TRACE_PROFILE;
        let mut writer = self.writer.lock().unwrap();
        writer.trace_v2(profile, Some(observe())).unwrap();
        let mut reader = connect(&self.path, OpenFlags::empty()).unwrap();
        reader.trace_v2(profile, Some(observe())).unwrap();
        self.readers.lock().unwrap().push(reader);
    }

    /// The database's own bytes on disk.
    pub(crate) fn bytes_on_disk(&self) -> u64 {
        ["", "-wal"]
            .iter()
            .filter_map(|suffix| std::fs::metadata(with_suffix(&self.path, suffix)).ok())
            .map(|metadata| metadata.len())
            .sum()
    }
}

/// `path` with `suffix` after its last character: SQLite's own way of naming the files beside.
pub(crate) fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut text = path.as_os_str().to_owned();
    text.push(suffix);
    PathBuf::from(text)
}

fn connect(path: &Path, extra: OpenFlags) -> Result<Connection, Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | extra;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(std::time::Duration::from_secs(10))?;
    connection.set_prepared_statement_cache_capacity(64);
    // A commit that returned is on the disk: WAL alone would be durable only at the next checkpoint.
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "full")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    Ok(connection)
}

fn check(connection: &Connection) -> Result<(), Error> {
    let verdict: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if verdict == "ok" {
        Ok(())
    } else {
        Err(Error::Damaged(verdict))
    }
}
