//! Listings: taken in one by one or many at once, read, and removed.

use std::collections::HashSet;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params, params_from_iter};

use super::GalleryStore;
use crate::{
    Error,
    rows::{millis, read_optional_time},
};

/// One repository as one source knows it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct StoredListing {
    /// `host/alias/name`, without a tag.
    pub reference: String,
    /// Which source says so.
    pub source: String,
    /// Shipped with the program, and confirmed by no source yet.
    pub starter: bool,
    /// When a source said so last; nothing for starter listings.
    pub observed_at: Option<Timestamp>,
    /// Whether there is a logo to fetch.
    pub has_logo: bool,
    /// What is known of it, in the words of whoever keeps it.
    pub record: Vec<u8>,
}

/// How many listings a change made or renewed.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Taken {
    /// That were not there before.
    pub added: u64,
    /// That were there, and say something else now.
    pub renewed: u64,
    /// That were there and say the same.
    pub same: u64,
}

impl Taken {
    pub(super) const fn add(&mut self, more: Self) {
        self.added += more.added;
        self.renewed += more.renewed;
        self.same += more.same;
    }

    /// Whether the index has anything to catch up with.
    pub const fn is_news(&self) -> bool {
        self.added + self.renewed > 0
    }
}

const COLUMNS: &str = "reference, source, starter, observed_at, has_logo, record";

impl GalleryStore {
    /// Takes in listings, all or none. Where there is one already, `merge(known, new)` says what is to be
    /// kept of both.
    pub async fn put_listings<Merge>(
        &self,
        listings: Vec<StoredListing>,
        merge: Merge,
    ) -> Result<Taken, Error>
    where
        Merge: Fn(&StoredListing, StoredListing) -> StoredListing + Send + 'static,
    {
        self.write(move |database| put_all(database, listings, merge))
            .await
    }

    /// What each source says of a repository.
    pub async fn listings_at(&self, reference: &str) -> Result<Vec<StoredListing>, Error> {
        let reference = reference.to_owned();
        self.read(move |database| {
            let sql = format!("SELECT {COLUMNS} FROM listings WHERE reference = ? ORDER BY source");
            let mut statement = database.prepare_cached(&sql)?;
            let rows = statement.query_map([reference], read_listing)?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .await
    }

    /// What every source says of several repositories.
    pub async fn listings_among(
        &self,
        references: Vec<String>,
    ) -> Result<Vec<StoredListing>, Error> {
        self.read(move |database| {
            let mut found = Vec::with_capacity(references.len());
            for some in references.chunks(500) {
                let places = vec!["?"; some.len()].join(",");
                let sql = format!("SELECT {COLUMNS} FROM listings WHERE reference IN ({places})");
                let mut statement = database.prepare(&sql)?;
                let rows = statement.query_map(params_from_iter(some), read_listing)?;
                found.extend(rows.collect::<Result<Vec<_>, _>>()?);
            }
            Ok(found)
        })
        .await
    }

    /// Which of these repositories have a logo to fetch.
    pub async fn with_logos(&self, references: Vec<String>) -> Result<HashSet<String>, Error> {
        self.read(move |database| {
            let mut statement = database.prepare_cached(
                "SELECT 1 FROM listings WHERE reference = ? AND has_logo LIMIT 1",
            )?;
            let mut with_logos = HashSet::new();
            for reference in references {
                if statement.exists([&reference])? {
                    with_logos.insert(reference);
                }
            }
            Ok(with_logos)
        })
        .await
    }

    /// Which starter catalogue was taken in.
    pub async fn starter(&self) -> Result<Option<String>, Error> {
        self.read(|database| {
            Ok(database.query_row("SELECT starter FROM changes", [], |row| row.get(0))?)
        })
        .await
    }

    /// Takes in a starter catalogue, in the place of the one before: what that one alone has is gone.
    pub async fn take_starter<Merge>(
        &self,
        version: &str,
        listings: Vec<StoredListing>,
        merge: Merge,
    ) -> Result<Taken, Error>
    where
        Merge: Fn(&StoredListing, StoredListing) -> StoredListing + Send + 'static,
    {
        let version = version.to_owned();
        self.write(move |database| {
            let kept: HashSet<_> = listings
                .iter()
                .map(|listing| (listing.reference.clone(), listing.source.clone()))
                .collect();
            let before = database
                .prepare("SELECT reference, source FROM listings WHERE starter")?
                .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect::<Result<Vec<(String, String)>, _>>()?;
            for (reference, source) in before.iter().filter(|it| !kept.contains(it)) {
                database.execute(
                    "DELETE FROM listings WHERE reference = ? AND source = ?",
                    [reference, source],
                )?;
                note_gone(database, reference, source)?;
            }
            database.execute("UPDATE changes SET starter = ?", [version])?;
            put_all(database, listings, merge)
        })
        .await
    }

    /// Repositories that several sources list.
    pub async fn shared_references(&self) -> Result<HashSet<String>, Error> {
        self.read(|database| {
            let mut statement = database
                .prepare("SELECT reference FROM listings GROUP BY reference HAVING count(*) > 1")?;
            let rows = statement.query_map([], |row| row.get(0))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .await
    }

    /// How many repositories are listed, by however many sources.
    pub async fn count_references(&self) -> Result<u64, Error> {
        self.read(|database| {
            let sql = "SELECT count(*) FROM (SELECT DISTINCT reference FROM listings)";
            let count: i64 = database.query_row(sql, [], |row| row.get(0))?;
            Ok(count as u64)
        })
        .await
    }

    /// Some of all listings, from where the last call ended (0 at first), and where this one does;
    /// none at the end.
    pub async fn some_listings(
        &self,
        after: i64,
        limit: usize,
    ) -> Result<(Vec<StoredListing>, i64), Error> {
        self.read(move |database| {
            let sql =
                format!("SELECT {COLUMNS}, id FROM listings WHERE id > ? ORDER BY id LIMIT ?");
            let mut statement = database.prepare_cached(&sql)?;
            let mut rows = statement.query(params![after, limit as i64])?;
            let (mut listings, mut last) = (Vec::with_capacity(limit), after);
            while let Some(row) = rows.next()? {
                listings.push(read_listing(row)?);
                last = row.get(6)?;
            }
            Ok((listings, last))
        })
        .await
    }

    /// Removes what a source says: of one repository, or of all.
    pub async fn remove_listings(
        &self,
        source: &str,
        reference: Option<String>,
    ) -> Result<u64, Error> {
        let source = source.to_owned();
        self.write(move |database| {
            let mut statement = database.prepare(
                "DELETE FROM listings WHERE source = ?1 AND (?2 IS NULL OR reference = ?2)
                 RETURNING reference",
            )?;
            let gone = statement
                .query_map(params![source, reference], |row| row.get(0))?
                .collect::<Result<Vec<String>, _>>()?;
            for reference in &gone {
                note_gone(database, reference, &source)?;
            }
            Ok(gone.len() as u64)
        })
        .await
    }
}

pub(super) fn put_all(
    database: &Connection,
    listings: impl IntoIterator<Item = StoredListing>,
    merge: impl Fn(&StoredListing, StoredListing) -> StoredListing,
) -> Result<Taken, Error> {
    let mut taken = Taken::default();
    for listing in listings {
        put_one(database, listing, &merge, &mut taken)?;
    }
    Ok(taken)
}

pub(super) fn put_one(
    database: &Connection,
    listing: StoredListing,
    merge: impl Fn(&StoredListing, StoredListing) -> StoredListing,
    taken: &mut Taken,
) -> Result<(), Error> {
    let known = database
        .prepare_cached(
            "SELECT reference, source, starter, observed_at, has_logo, record FROM listings
             WHERE reference = ? AND source = ?",
        )?
        .query_row([&listing.reference, &listing.source], read_listing)
        .optional()?;
    let Some(known) = known else {
        taken.added += 1;
        return put(database, &listing);
    };
    let merged = merge(&known, listing);
    if merged.record == known.record && merged.starter == known.starter {
        taken.same += 1;
        return note_observation(database, &merged);
    }
    taken.renewed += 1;
    put(database, &merged)
}

fn put(database: &Connection, listing: &StoredListing) -> Result<(), Error> {
    let change = next_change(database)?;
    database
        .prepare_cached(
            "INSERT INTO listings
             (reference, source, starter, observed_at, change, has_logo, record)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
             ON CONFLICT (reference, source) DO UPDATE
             SET starter = ?3, observed_at = ?4, change = ?5, has_logo = ?6, record = ?7",
        )?
        .execute(params![
            listing.reference,
            listing.source,
            listing.starter,
            listing.observed_at.map(millis),
            change,
            listing.has_logo,
            listing.record
        ])?;
    Ok(())
}

/// It says the same as before, but lately: nothing that the index would care about.
fn note_observation(database: &Connection, listing: &StoredListing) -> Result<(), Error> {
    database
        .prepare_cached(
            "UPDATE listings SET observed_at = ?3 WHERE reference = ?1 AND source = ?2",
        )?
        .execute(params![
            listing.reference,
            listing.source,
            listing.observed_at.map(millis)
        ])?;
    Ok(())
}

pub(super) fn note_gone(database: &Connection, reference: &str, source: &str) -> Result<(), Error> {
    let change = next_change(database)?;
    database
        .prepare_cached("INSERT INTO gone (change, reference, source) VALUES (?, ?, ?)")?
        .execute(params![change, reference, source])?;
    Ok(())
}

fn next_change(database: &Connection) -> Result<i64, Error> {
    Ok(database
        .prepare_cached("UPDATE changes SET last = last + 1 RETURNING last")?
        .query_row([], |row| row.get(0))?)
}

pub(super) fn read_listing(row: &Row<'_>) -> rusqlite::Result<StoredListing> {
    Ok(StoredListing {
        reference: row.get(0)?,
        source: row.get(1)?,
        starter: row.get(2)?,
        observed_at: read_optional_time(row, 3)?,
        has_logo: row.get(4)?,
        record: row.get(5)?,
    })
}
