//! What was fetched beside the listings: their tags and their logos, with their age.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, params};

use super::GalleryStore;
use crate::{
    Error,
    rows::{millis, read_time},
};

/// Of so many repositories tags are kept, and logos of so many; what was fetched longest ago goes.
const MOST: i64 = 2_000;

/// The tags of a repository.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct KeptTags {
    /// In the words of whoever keeps them.
    pub tags: Vec<u8>,
    /// When they were asked for.
    pub observed_at: Timestamp,
}

/// The logo of a repository, or that there is none.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct KeptLogo {
    /// A PNG; nothing where there is no logo.
    pub picture: Option<Vec<u8>>,
    /// When it was asked for.
    pub observed_at: Timestamp,
}

impl GalleryStore {
    /// Keeps the tags of a repository.
    pub async fn keep_tags(&self, reference: &str, tags: KeptTags) -> Result<(), Error> {
        let reference = reference.to_owned();
        self.write(move |database| {
            database.execute(
                "INSERT OR REPLACE INTO tag_listings (reference, observed_at, tags)
                 VALUES (?, ?, ?)",
                params![reference, millis(tags.observed_at), tags.tags],
            )?;
            database.execute(
                "DELETE FROM tag_listings WHERE reference NOT IN
                 (SELECT reference FROM tag_listings ORDER BY observed_at DESC LIMIT ?)",
                [MOST],
            )?;
            Ok(())
        })
        .await
    }

    /// The tags of a repository, if they were ever fetched.
    pub async fn tags_of(&self, reference: &str) -> Result<Option<KeptTags>, Error> {
        let reference = reference.to_owned();
        self.read(move |database| {
            Ok(database
                .prepare_cached("SELECT tags, observed_at FROM tag_listings WHERE reference = ?")?
                .query_row([reference], |row| {
                    Ok(KeptTags {
                        tags: row.get(0)?,
                        observed_at: read_time(row, 1)?,
                    })
                })
                .optional()?)
        })
        .await
    }

    /// Keeps a repository's logo, or that it has none.
    pub async fn keep_logo(&self, reference: &str, logo: KeptLogo) -> Result<(), Error> {
        let reference = reference.to_owned();
        self.write(move |database| {
            database.execute(
                "INSERT OR REPLACE INTO logos (reference, observed_at, picture) VALUES (?, ?, ?)",
                params![reference, millis(logo.observed_at), logo.picture],
            )?;
            database.execute(
                "DELETE FROM logos WHERE reference NOT IN
                 (SELECT reference FROM logos ORDER BY observed_at DESC LIMIT ?)",
                [MOST],
            )?;
            Ok(())
        })
        .await
    }

    /// A repository's logo, if it was ever asked for.
    pub async fn logo_of(&self, reference: &str) -> Result<Option<KeptLogo>, Error> {
        let reference = reference.to_owned();
        self.read(move |database| {
            Ok(database
                .prepare_cached("SELECT picture, observed_at FROM logos WHERE reference = ?")?
                .query_row([reference], |row| {
                    Ok(KeptLogo {
                        picture: row.get(0)?,
                        observed_at: read_time(row, 1)?,
                    })
                })
                .optional()?)
        })
        .await
    }

    /// Forgets tags and logos; listings stay.
    pub async fn clear_caches(&self) -> Result<(), Error> {
        self.write(|database| {
            database.execute("DELETE FROM tag_listings", [])?;
            database.execute("DELETE FROM logos", [])?;
            Ok(())
        })
        .await?;
        self.database.give_back_space().await;
        Ok(())
    }
}
