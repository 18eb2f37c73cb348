//! Where listings come from: whether a source may be asked, when it was, and how far its harvest is.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::{Serialize, de::DeserializeOwned};

use super::{
    GalleryStore, StoredListing, Taken,
    listings::{note_gone, put_all, put_one},
};
use crate::{
    Error,
    rows::{json, millis, read_optional_time},
};

/// What is kept of a source. One that was never mentioned may be asked.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SourceState {
    /// Whether it may be asked.
    pub enabled: bool,
    /// When it was asked last.
    pub asked_at: Option<Timestamp>,
    /// When all of it was fetched last.
    pub harvested_at: Option<Timestamp>,
    /// Why it did not answer when it was asked last, as JSON.
    problem: Option<String>,
    /// How far a harvest is, in the words of whoever crawls; nothing while there is none.
    pub crawl: Option<Vec<u8>>,
    /// Listings that this harvest has met, each counted once.
    pub met: u64,
}

impl Default for SourceState {
    fn default() -> Self {
        Self {
            enabled: true,
            asked_at: None,
            harvested_at: None,
            problem: None,
            crawl: None,
            met: 0,
        }
    }
}

impl SourceState {
    /// Why it did not answer, in the caller's words; nothing where they can't be read any more.
    pub fn problem<T: DeserializeOwned>(&self) -> Option<T> {
        serde_json::from_str(self.problem.as_deref()?).ok()
    }
}

/// How many listings a source has.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct SourceCount {
    /// All.
    pub listings: u64,
    /// Of these, those that no source has confirmed yet.
    pub starter: u64,
}

/// How a harvest stands after one step.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Harvested {
    /// It begins, and goes on from here.
    Begun(Vec<u8>, Timestamp),
    /// It goes on from here.
    UpTo(Vec<u8>),
    /// All of it was fetched.
    Whole(Timestamp),
}

impl GalleryStore {
    /// What is kept of a source.
    pub async fn source(&self, name: &str) -> Result<SourceState, Error> {
        let name = name.to_owned();
        self.read(move |database| {
            Ok(database
                .prepare_cached(
                    "SELECT enabled, asked_at, harvested_at, problem, crawl, harvest_met FROM sources
                     WHERE name = ?",
                )?
                .query_row([name], read_source)
                .optional()?
                .unwrap_or_default())
        })
        .await
    }

    /// How many listings each source has.
    pub async fn count_listings(&self) -> Result<BTreeMap<String, SourceCount>, Error> {
        self.read(|database| {
            let mut statement = database.prepare_cached(
                "SELECT source, count(*), coalesce(sum(starter), 0) FROM listings GROUP BY source",
            )?;
            let rows = statement.query_map([], |row| {
                let count = SourceCount {
                    listings: row.get::<_, i64>(1)? as u64,
                    starter: row.get::<_, i64>(2)? as u64,
                };
                Ok((row.get(0)?, count))
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .await
    }

    /// What a source lists.
    pub async fn references_of(&self, name: &str) -> Result<Vec<String>, Error> {
        let name = name.to_owned();
        self.read(move |database| {
            let mut statement =
                database.prepare_cached("SELECT reference FROM listings WHERE source = ?")?;
            let rows = statement.query_map([name], |row| row.get(0))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .await
    }

    /// Lets a source be asked, or not.
    pub async fn switch_source(&self, name: &str, enabled: bool) -> Result<(), Error> {
        let name = name.to_owned();
        self.write(move |database| {
            mention(database, &name)?;
            database.execute(
                "UPDATE sources SET enabled = ?2 WHERE name = ?1",
                params![name, enabled],
            )?;
            Ok(())
        })
        .await
    }

    /// Notes that a source was asked, and why it did not answer if it did not.
    pub async fn note_asked<T: Serialize + Sync>(
        &self,
        name: &str,
        at: Timestamp,
        problem: Option<&T>,
    ) -> Result<(), Error> {
        let name = name.to_owned();
        let problem = problem.map(json).transpose()?;
        self.write(move |database| {
            mention(database, &name)?;
            database.execute(
                "UPDATE sources SET asked_at = ?2, problem = ?3 WHERE name = ?1",
                params![name, millis(at), problem],
            )?;
            Ok(())
        })
        .await
    }

    /// Takes in what one step of a harvest brought, together with where it goes on: both or neither.
    pub async fn keep_harvest<Merge>(
        &self,
        name: &str,
        harvested: Harvested,
        listings: Vec<StoredListing>,
        merge: Merge,
    ) -> Result<Taken, Error>
    where
        Merge: Fn(&StoredListing, StoredListing) -> StoredListing + Send + 'static,
    {
        let name = name.to_owned();
        self.write(move |database| {
            mention(database, &name)?;
            match harvested {
                Harvested::Begun(crawl, at) => database.execute(
                    "UPDATE sources SET crawl = ?2, harvest_begun = ?3, harvest_met = 0
                     WHERE name = ?1",
                    params![name, crawl, millis(at)],
                )?,
                Harvested::UpTo(crawl) => database.execute(
                    "UPDATE sources SET crawl = ?2 WHERE name = ?1",
                    params![name, crawl],
                )?,
                Harvested::Whole(at) => database.execute(
                    "UPDATE sources SET crawl = NULL, harvested_at = ?2 WHERE name = ?1",
                    params![name, millis(at)],
                )?,
            };
            take_harvest(database, &name, listings, merge)
        })
        .await
    }

    /// Forgets a source that there is no more: what it lists, and what was chosen for it.
    pub async fn forget_source(&self, name: &str) -> Result<u64, Error> {
        let gone = self.remove_listings(name, None).await?;
        let name = name.to_owned();
        self.write(move |database| {
            database.execute("DELETE FROM sources WHERE name = ?", [name])?;
            Ok(gone)
        })
        .await
    }

    /// Calls a source otherwise, with all its listings, which `rewrite` gives the new name.
    pub async fn rename_source<Rewrite>(
        &self,
        from: &str,
        to: &str,
        rewrite: Rewrite,
    ) -> Result<(), Error>
    where
        Rewrite: Fn(StoredListing) -> StoredListing + Send + 'static,
    {
        let (from, to) = (from.to_owned(), to.to_owned());
        self.write(move |database| {
            database.execute(
                "UPDATE OR REPLACE sources SET name = ?2 WHERE name = ?1",
                [&from, &to],
            )?;
            let mut statement = database.prepare(
                "DELETE FROM listings WHERE source = ?
                 RETURNING reference, source, starter, observed_at, has_logo, record",
            )?;
            let moved = statement
                .query_map([&from], super::listings::read_listing)?
                .collect::<Result<Vec<_>, _>>()?;
            for listing in &moved {
                note_gone(database, &listing.reference, &from)?;
            }
            let moved = moved.into_iter().map(|listing| StoredListing {
                source: to.clone(),
                ..rewrite(listing)
            });
            put_all(database, moved, |_, new| new)?;
            Ok(())
        })
        .await
    }
}

/// Takes in listings, and counts those that the harvest had not met before.
fn take_harvest(
    database: &Connection,
    name: &str,
    listings: Vec<StoredListing>,
    merge: impl Fn(&StoredListing, StoredListing) -> StoredListing,
) -> Result<Taken, Error> {
    let mut known = database.prepare_cached(
        "SELECT 1 FROM listings WHERE reference = ?1 AND source = ?2 AND observed_at >=
         (SELECT harvest_begun FROM sources WHERE name = ?2)",
    )?;
    let (mut taken, mut met) = (Taken::default(), 0_i64);
    for listing in listings {
        met += i64::from(!known.exists([&listing.reference, &listing.source])?);
        put_one(database, listing, &merge, &mut taken)?;
    }
    database
        .prepare_cached("UPDATE sources SET harvest_met = harvest_met + ?2 WHERE name = ?1")?
        .execute(params![name, met])?;
    Ok(taken)
}

fn mention(database: &Connection, name: &str) -> Result<(), Error> {
    database
        .prepare_cached("INSERT OR IGNORE INTO sources (name) VALUES (?)")?
        .execute([name])?;
    Ok(())
}

fn read_source(row: &Row<'_>) -> rusqlite::Result<SourceState> {
    Ok(SourceState {
        enabled: row.get(0)?,
        asked_at: read_optional_time(row, 1)?,
        harvested_at: read_optional_time(row, 2)?,
        problem: row.get(3)?,
        crawl: row.get(4)?,
        met: row.get::<_, i64>(5)? as u64,
    })
}
