//! What the search index has not seen yet.

use rusqlite::params;

use super::{GalleryStore, StoredListing, listings::read_listing};
use crate::Error;

/// One thing that the index has to catch up with.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum ListingChange {
    /// It is new, or says something else now.
    Put(StoredListing),
    /// It is gone.
    Gone {
        /// `host/alias/name`.
        reference: String,
        /// Which source said so.
        source: String,
    },
}

/// Changes in their order.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct ListingNews {
    /// What changed.
    pub changes: Vec<ListingChange>,
    /// The number of the last of them; what the index has when it has all of these.
    pub upto: i64,
}

impl GalleryStore {
    /// The number of the last change there was, and of the last that the index has.
    pub async fn last_changes(&self) -> Result<(i64, i64), Error> {
        self.read(|database| {
            Ok(
                database.query_row("SELECT last, indexed FROM changes", [], |row| {
                    Ok((row.get(0)?, row.get(1)?))
                })?,
            )
        })
        .await
    }

    /// The first changes that the index does not have, at most so many; none when it has all.
    pub async fn news(&self, limit: usize) -> Result<ListingNews, Error> {
        self.read(move |database| {
            let mut statement = database.prepare_cached(
                "SELECT reference, source, starter, observed_at, has_logo, record, change FROM listings
                 WHERE change > (SELECT indexed FROM changes)
                 UNION ALL
                 SELECT reference, source, 0, NULL, 0, NULL, change FROM gone
                 WHERE change > (SELECT indexed FROM changes)
                 ORDER BY change LIMIT ?",
            )?;
            let mut rows = statement.query([limit as i64])?;
            let mut news = ListingNews::default();
            while let Some(row) = rows.next()? {
                news.upto = row.get(6)?;
                let is_gone = row.get_ref(5)? == rusqlite::types::ValueRef::Null;
                news.changes.push(if is_gone {
                    ListingChange::Gone {
                        reference: row.get(0)?,
                        source: row.get(1)?,
                    }
                } else {
                    ListingChange::Put(read_listing(row)?)
                });
            }
            Ok(news)
        })
        .await
    }

    /// Notes that the index has all changes up to this one.
    pub async fn note_indexed(&self, upto: i64) -> Result<(), Error> {
        self.write(move |database| {
            database.execute("UPDATE changes SET indexed = ?", [upto])?;
            database.execute("DELETE FROM gone WHERE change <= ?", params![upto])?;
            Ok(())
        })
        .await
    }
}
