//! Tags as last seen. What they were before is in `tag_history`.

use std::collections::HashMap;

use jiff::Timestamp;
use portolan_oci::{Digest, MediaType, RepositoryName, Tag};
use rusqlite::{Connection as Database, OptionalExtension, Row, params};

use crate::{
    ConnectionId, Error, Store, repositories,
    rows::{millis, read_optional_text, read_optional_time, read_text},
    tag_history,
};

/// A tag as last seen.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct TagRow {
    /// The tag.
    pub tag: Tag,
    /// What it points to; `None` until it was resolved once.
    pub digest: Option<Digest>,
    /// The media type of that manifest, where the registry said it.
    pub media_type: Option<MediaType>,
    /// Since when it is known to point there.
    pub seen_from: Option<Timestamp>,
    /// When it was last asked for and still pointed there: the age that the screen shows.
    pub observed_at: Option<Timestamp>,
}

/// A tag that was resolved.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct TagObservation {
    /// The tag.
    pub tag: Tag,
    /// What it points to.
    pub digest: Digest,
    /// The media type of that manifest, where the registry said it.
    pub media_type: Option<MediaType>,
    /// When the registry answered.
    pub observed_at: Timestamp,
}

/// A tag that an observation found elsewhere than before.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct TagChange {
    /// The tag.
    pub tag: Tag,
    /// What it pointed to before.
    pub before: Digest,
    /// What it points to now.
    pub now: Digest,
}

/// How a listing differs from the one before.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct TagListingChange {
    /// Tags that are new.
    pub added: Vec<Tag>,
    /// Tags that are gone.
    pub removed: Vec<Tag>,
}

/// How much is known of a repository's tags.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct TagCount {
    /// All tags.
    pub all: u64,
    /// Tags whose digest is known.
    pub resolved: u64,
    /// Different digests among them.
    pub digests: u64,
}

impl Store {
    /// Puts a whole listing in place of the one before, in the registry's order. Tags that are no longer
    /// named go to the history; what was known of the others stays.
    pub async fn replace_tag_listing(
        &self,
        connection: ConnectionId,
        repository: &RepositoryName,
        names: Vec<Tag>,
        observed_at: Timestamp,
    ) -> Result<TagListingChange, Error> {
        let repository = repository.clone();
        self.write(move |database| {
            let id = repositories::see(database, connection, &repository, observed_at)?;
            let change = replace_listing(database, id, names, observed_at)?;
            database.execute(
                "UPDATE repositories SET tags_listed_at = ?2 WHERE id = ?1",
                params![id, millis(observed_at)],
            )?;
            Ok(change)
        })
        .await
    }

    /// Records what tags point to; a digest that a tag has left goes to the history. Tags that were not
    /// listed yet are added at the end. An observation older than what is known is ignored.
    pub async fn record_tags(
        &self,
        connection: ConnectionId,
        repository: &RepositoryName,
        observations: Vec<TagObservation>,
    ) -> Result<Vec<TagChange>, Error> {
        let repository = repository.clone();
        self.write(move |database| {
            let Some(latest) = observations.iter().map(|seen| seen.observed_at).max() else {
                return Ok(Vec::new());
            };
            let id = repositories::see(database, connection, &repository, latest)?;
            let end: i64 = database.query_row(
                "SELECT coalesce(max(position), -1) + 1 FROM tags WHERE repository = ?",
                [id],
                |row| row.get(0),
            )?;
            let mut changes = Vec::new();
            for (position, observation) in (end..).zip(observations) {
                changes.extend(record(database, id, observation, position)?);
            }
            Ok(changes)
        })
        .await
    }

    /// Records that a tag is gone; what it pointed to goes to the history.
    pub async fn record_tag_gone(
        &self,
        connection: ConnectionId,
        repository: &RepositoryName,
        tag: &Tag,
        observed_at: Timestamp,
    ) -> Result<(), Error> {
        let (repository, tag) = (repository.clone(), tag.clone());
        self.write(
            move |database| match repositories::find(database, connection, &repository)? {
                Some(id) => remove(database, id, tag.as_str(), observed_at),
                None => Ok(()),
            },
        )
        .await
    }

    /// All tags of a repository in the registry's order.
    pub async fn tags(
        &self,
        connection: ConnectionId,
        repository: &RepositoryName,
    ) -> Result<Vec<TagRow>, Error> {
        let repository = repository.clone();
        self.read(move |database| {
            let Some(id) = repositories::find(database, connection, &repository)? else {
                return Ok(Vec::new());
            };
            let mut statement = database.prepare_cached(
                "SELECT name, digest, media_type, seen_from, observed_at FROM tags
                 WHERE repository = ? ORDER BY position, name",
            )?;
            let rows = statement.query_map([id], read_tag)?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .await
    }

    /// One tag as last seen.
    pub async fn tag(
        &self,
        connection: ConnectionId,
        repository: &RepositoryName,
        tag: &Tag,
    ) -> Result<Option<TagRow>, Error> {
        let (repository, tag) = (repository.clone(), tag.clone());
        self.read(move |database| {
            let Some(id) = repositories::find(database, connection, &repository)? else {
                return Ok(None);
            };
            Ok(database
                .prepare_cached(
                    "SELECT name, digest, media_type, seen_from, observed_at FROM tags
                     WHERE repository = ? AND name = ?",
                )?
                .query_row(params![id, tag.as_str()], read_tag)
                .optional()?)
        })
        .await
    }

    /// How many tags there are, and of how many the digest is known.
    pub async fn tag_count(
        &self,
        connection: ConnectionId,
        repository: &RepositoryName,
    ) -> Result<TagCount, Error> {
        let repository = repository.clone();
        self.read(move |database| {
            let Some(id) = repositories::find(database, connection, &repository)? else {
                return Ok(TagCount::default());
            };
            Ok(database
                .prepare_cached(
                    "SELECT count(*), count(digest), count(DISTINCT digest) FROM tags
                     WHERE repository = ?",
                )?
                .query_row([id], |row| {
                    Ok(TagCount {
                        all: row.get::<_, i64>(0)? as u64,
                        resolved: row.get::<_, i64>(1)? as u64,
                        digests: row.get::<_, i64>(2)? as u64,
                    })
                })?)
        })
        .await
    }

    /// Which tags of a repository point to a digest.
    pub async fn tags_on(
        &self,
        connection: ConnectionId,
        repository: &RepositoryName,
        digest: &Digest,
    ) -> Result<Vec<Tag>, Error> {
        let (repository, digest) = (repository.clone(), digest.clone());
        self.read(move |database| {
            let Some(id) = repositories::find(database, connection, &repository)? else {
                return Ok(Vec::new());
            };
            let mut statement = database.prepare_cached(
                "SELECT name FROM tags WHERE repository = ? AND digest = ? ORDER BY position, name",
            )?;
            let rows =
                statement.query_map(params![id, digest.as_str()], |row| read_text(row, 0))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .await
    }
}

fn replace_listing(
    database: &Database,
    repository: i64,
    names: Vec<Tag>,
    observed_at: Timestamp,
) -> Result<TagListingChange, Error> {
    let mut before: HashMap<String, i64> = database
        .prepare_cached("SELECT name, position FROM tags WHERE repository = ?")?
        .query_map([repository], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    let mut insert = database.prepare_cached(
        "INSERT OR IGNORE INTO tags (repository, name, position) VALUES (?, ?, ?)",
    )?;
    let mut place = database
        .prepare_cached("UPDATE tags SET position = ?3 WHERE repository = ?1 AND name = ?2")?;
    let mut change = TagListingChange::default();
    for (position, tag) in names.into_iter().enumerate() {
        let position = position as i64;
        match before.remove(tag.as_str()) {
            Some(was) if was == position => {}
            Some(_) => {
                place.execute(params![repository, tag.as_str(), position])?;
            }
            None => {
                // A name that a listing repeats is inserted, and reported, once.
                if insert.execute(params![repository, tag.as_str(), position])? > 0 {
                    change.added.push(tag);
                }
            }
        }
    }
    for name in before.into_keys() {
        remove(database, repository, &name, observed_at)?;
        change.removed.extend(name.parse::<Tag>());
    }
    change.removed.sort();
    Ok(change)
}

fn remove(
    database: &Database,
    repository: i64,
    name: &str,
    observed_at: Timestamp,
) -> Result<(), Error> {
    tag_history::append(database, repository, name, observed_at, true)?;
    database
        .prepare_cached("DELETE FROM tags WHERE repository = ? AND name = ?")?
        .execute(params![repository, name])?;
    Ok(())
}

/// Moves all tags on a digest to the history.
pub(crate) fn remove_all_on(
    database: &Database,
    repository: i64,
    digest: &Digest,
    observed_at: Timestamp,
) -> Result<(), Error> {
    let names = database
        .prepare_cached("SELECT name FROM tags WHERE repository = ? AND digest = ?")?
        .query_map(params![repository, digest.as_str()], |row| row.get(0))?
        .collect::<Result<Vec<String>, _>>()?;
    for name in names {
        remove(database, repository, &name, observed_at)?;
    }
    Ok(())
}

fn record(
    database: &Database,
    repository: i64,
    seen: TagObservation,
    position_if_new: i64,
) -> Result<Option<TagChange>, Error> {
    let known = database
        .prepare_cached("SELECT digest, observed_at FROM tags WHERE repository = ? AND name = ?")?
        .query_row(params![repository, seen.tag.as_str()], |row| {
            Ok((
                read_optional_text::<Digest>(row, 0)?,
                row.get::<_, Option<i64>>(1)?,
            ))
        })
        .optional()?;
    let at = millis(seen.observed_at);
    let media_type = seen.media_type.as_ref().map(MediaType::as_str);
    crate::images::see_manifest(database, repository, &seen.digest, seen.observed_at)?;
    let before = match known {
        Some((_, Some(observed_at))) if observed_at > at => return Ok(None),
        Some((Some(before), _)) if before == seen.digest => {
            database
                .prepare_cached(
                    "UPDATE tags SET observed_at = ?3, media_type = coalesce(?4, media_type)
                     WHERE repository = ?1 AND name = ?2",
                )?
                .execute(params![repository, seen.tag.as_str(), at, media_type])?;
            return Ok(None);
        }
        Some((before, _)) => before,
        None => None,
    };
    if before.is_some() {
        tag_history::append(
            database,
            repository,
            seen.tag.as_str(),
            seen.observed_at,
            false,
        )?;
    }
    database
        .prepare_cached(
            "INSERT INTO tags (repository, name, position, digest, media_type, seen_from, observed_at)
             VALUES (?1, ?2, ?6, ?3, ?4, ?5, ?5)
             ON CONFLICT (repository, name) DO UPDATE
             SET digest = ?3, media_type = ?4, seen_from = ?5, observed_at = ?5",
        )?
        .execute(params![
            repository,
            seen.tag.as_str(),
            seen.digest.as_str(),
            media_type,
            at,
            position_if_new
        ])?;
    Ok(before.map(|before| TagChange {
        tag: seen.tag,
        before,
        now: seen.digest,
    }))
}

pub(crate) fn read_media_type(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<MediaType>> {
    Ok(row.get::<_, Option<String>>(column)?.map(MediaType::from))
}

fn read_tag(row: &Row<'_>) -> rusqlite::Result<TagRow> {
    Ok(TagRow {
        tag: read_text(row, 0)?,
        digest: read_optional_text(row, 1)?,
        media_type: read_media_type(row, 2)?,
        seen_from: read_optional_time(row, 3)?,
        observed_at: read_optional_time(row, 4)?,
    })
}

#[cfg(test)]
mod tests;
