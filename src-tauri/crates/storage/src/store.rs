//! The database of what can't be fetched again and of what was seen: how a home is opened, and the way in
//! for every verb.

use std::{
    fs,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};

use rusqlite::Connection;

use crate::{
    ActivityId, Error, Paths, Salvaged, content::RecentlyUsed, database::Database, opening,
};

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
    database: Database,
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
                database: Database::new(paths.database(), writer),
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
        self.shared.database.read(query).await
    }

    /// Runs `change` in one transaction: all of it is kept, or, on an error, nothing.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        change: impl FnOnce(&Connection) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        self.shared.database.write(change).await
    }

    /// Lets go of what a deletion left in the file.
    pub(crate) async fn give_back_space(&self) {
        self.shared.database.give_back_space().await;
    }

    pub(crate) fn recently_used<T>(&self, act: impl FnOnce(&mut RecentlyUsed) -> T) -> T {
        let mut used = self
            .shared
            .recently_used
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        act(&mut used)
    }
}

#[cfg(test)]
mod tests;
