//! Public listings and what belongs to them: a database of its own, large, and all of it a cache that can
//! be made again. What a record says is not this room's business: records are bytes here.

mod caches;
mod changes;
mod intake;
mod listings;
mod shelf;
mod sources;

use std::path::PathBuf;

use jiff::Timestamp;
use rusqlite::Connection;

pub use caches::{KeptLogo, KeptTags};
pub use changes::{ListingChange, ListingNews};
pub use listings::{StoredListing, Taken};
pub use sources::{Harvested, SourceCount, SourceState};

use crate::{
    Error, Paths,
    database::{Database, located},
    kept_aside::keep_aside,
    migrations::{GALLERY_STEPS, Migrated},
    opening::{Plan, open_file},
};

/// What was acknowledged survives kill -9; after the end of the power the last of it may be missing,
/// which a cache can bear.
const PLAN: Plan = Plan {
    migrations: &GALLERY_STEPS,
    read_at_start: &["changes", "sources", "searches", "opened"],
    synchronous: "NORMAL",
};

/// The database of listings. Clones are the same one. Like [`crate::Store`] it is `async` and runs SQLite
/// on blocking threads; the home must be held by a store for as long as this is open.
#[derive(Clone, Debug)]
pub struct GalleryStore {
    database: Database,
}

/// What opening found and did.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct GalleryReport {
    /// There was no database; a fresh one was made.
    pub created: bool,
    /// A damaged database was found and kept here; a fresh one was opened.
    pub damaged_kept_at: Option<PathBuf>,
}

impl GalleryStore {
    /// Opens the listings of a home. Blocks: call it on a blocking thread.
    ///
    /// A damaged database is moved aside (`gallery.db.damaged-<time>`); a fresh one takes its place.
    pub fn open(paths: &Paths) -> Result<(Self, GalleryReport), Error> {
        let path = paths.gallery();
        let mut report = GalleryReport::default();
        let (writer, migrated) = match open_file(&path, &PLAN) {
            Err(Error::Damaged { .. }) => {
                report.damaged_kept_at = Some(keep_aside(&path, Timestamp::now())?);
                open_file(&path, &PLAN)?
            }
            other => other?,
        };
        // A marker that can't be removed costs one whole check more at the next start.
        let _ = std::fs::remove_file(crate::database::suspicion(&path));
        report.created = migrated == Migrated::Fresh;
        intake::note_left(&writer).map_err(|error| located(&path, error))?;
        let database = Database::new(path, writer);
        Ok((Self { database }, report))
    }

    /// Bytes of the file, without what is free in it.
    pub async fn size(&self) -> Result<u64, Error> {
        self.read(|database| {
            let pragma =
                |name: &str| database.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
            let pages = pragma("page_count")? - pragma("freelist_count")?;
            Ok((pages * pragma("page_size")?) as u64)
        })
        .await
    }

    async fn read<T: Send + 'static>(
        &self,
        query: impl FnOnce(&Connection) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        self.database.read(query).await
    }

    async fn write<T: Send + 'static>(
        &self,
        change: impl FnOnce(&Connection) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        self.database.write(change).await
    }
}

#[cfg(test)]
mod tests;
