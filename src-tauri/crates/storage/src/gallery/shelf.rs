//! What the gallery shows before anything is typed: searches worth coming back to, and what was opened.

use jiff::Timestamp;
use rusqlite::params;

use super::GalleryStore;
use crate::{Error, rows::millis};

/// How many of each are kept.
const KEPT: i64 = 50;

impl GalleryStore {
    /// Keeps a search. The oldest beyond fifty are forgotten.
    pub async fn keep_search(&self, text: &str, at: Timestamp) -> Result<(), Error> {
        let text = text.to_owned();
        self.write(move |database| {
            database.execute(
                // Two of one moment keep their order.
                "INSERT OR REPLACE INTO searches VALUES
                 (?, max(?, (SELECT coalesce(max(kept_at), 0) + 1 FROM searches)))",
                params![text, millis(at)],
            )?;
            database.execute(
                "DELETE FROM searches WHERE text NOT IN
                 (SELECT text FROM searches ORDER BY kept_at DESC LIMIT ?)",
                [KEPT],
            )?;
            Ok(())
        })
        .await
    }

    /// The searches, the last one first.
    pub async fn searches(&self, limit: usize) -> Result<Vec<String>, Error> {
        self.read(move |database| {
            let mut statement = database
                .prepare_cached("SELECT text FROM searches ORDER BY kept_at DESC LIMIT ?")?;
            let rows = statement.query_map([limit as i64], |row| row.get(0))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .await
    }

    /// Forgets all searches.
    pub async fn forget_searches(&self) -> Result<(), Error> {
        self.write(|database| {
            database.execute("DELETE FROM searches", [])?;
            Ok(())
        })
        .await
    }

    /// Notes that a repository's page was opened. The oldest beyond fifty are forgotten.
    pub async fn note_opened(&self, reference: &str, at: Timestamp) -> Result<(), Error> {
        let reference = reference.to_owned();
        self.write(move |database| {
            database.execute(
                "INSERT OR REPLACE INTO opened VALUES (?, ?)",
                params![reference, millis(at)],
            )?;
            database.execute(
                "DELETE FROM opened WHERE reference NOT IN
                 (SELECT reference FROM opened ORDER BY opened_at DESC LIMIT ?)",
                [KEPT],
            )?;
            Ok(())
        })
        .await
    }

    /// References whose pages were opened, the last one first.
    pub async fn opened(&self, limit: usize) -> Result<Vec<String>, Error> {
        self.read(move |database| {
            let mut statement = database.prepare_cached(
                "SELECT reference FROM opened ORDER BY opened_at DESC, reference LIMIT ?",
            )?;
            let rows = statement.query_map([limit as i64], |row| row.get(0))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .await
    }
}
