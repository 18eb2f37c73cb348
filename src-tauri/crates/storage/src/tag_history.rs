//! What tags were before: a row for each digest that a tag has left.

use jiff::Timestamp;
use portolan_oci::{Digest, MediaType, RepositoryName, Tag};
use rusqlite::{Connection as Database, Row, params};

use crate::{
    ConnectionId, Error, Store, repositories,
    rows::{millis, read_optional_time, read_text, read_time},
    tags::read_media_type,
};

/// What a tag was for a time.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct TagPast {
    /// The tag.
    pub tag: Tag,
    /// What it pointed to.
    pub digest: Digest,
    /// The media type of that manifest, where it was known.
    pub media_type: Option<MediaType>,
    /// When it was first seen there.
    pub seen_from: Timestamp,
    /// When it was first seen to be elsewhere or gone; `None` for what it is now.
    pub seen_until: Option<Timestamp>,
    /// Whether it ended by the tag's going, rather than by its moving.
    pub removed: bool,
}

impl Store {
    /// What a tag is and was, newest first.
    pub async fn tag_history(
        &self,
        connection: ConnectionId,
        repository: &RepositoryName,
        tag: &Tag,
    ) -> Result<Vec<TagPast>, Error> {
        let (repository, tag) = (repository.clone(), tag.clone());
        self.read(move |database| {
            let Some(id) = repositories::find(database, connection, &repository)? else {
                return Ok(Vec::new());
            };
            let mut statement = database.prepare_cached(
                "SELECT name, digest, media_type, seen_from, NULL AS seen_until, 0, 1 AS current
                 FROM tags WHERE repository = ?1 AND name = ?2 AND digest IS NOT NULL
                 UNION ALL
                 SELECT name, digest, media_type, seen_from, seen_until, removed, 0
                 FROM tag_history WHERE repository = ?1 AND name = ?2
                 ORDER BY current DESC, seen_until DESC",
            )?;
            let rows = statement.query_map(params![id, tag.as_str()], read_past)?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .await
    }

    /// Digests that tags of a repository have left, newest first: where an image that nobody names any
    /// more may still be found.
    pub async fn past_tags(
        &self,
        connection: ConnectionId,
        repository: &RepositoryName,
        limit: usize,
    ) -> Result<Vec<TagPast>, Error> {
        let repository = repository.clone();
        self.read(move |database| {
            let Some(id) = repositories::find(database, connection, &repository)? else {
                return Ok(Vec::new());
            };
            let mut statement = database.prepare_cached(
                "SELECT name, digest, media_type, seen_from, seen_until, removed FROM tag_history
                 WHERE repository = ?1 ORDER BY seen_until DESC LIMIT ?2",
            )?;
            let rows = statement.query_map(params![id, limit as i64], read_past)?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .await
    }
}

/// Writes down that a tag leaves the digest it is on; it has to be moved or removed next.
pub(crate) fn append(
    database: &Database,
    repository: i64,
    name: &str,
    until: Timestamp,
    removed: bool,
) -> Result<(), Error> {
    database
        .prepare_cached(
            "INSERT INTO tag_history (repository, name, digest, media_type, seen_from, seen_until, removed)
             SELECT repository, name, digest, media_type, seen_from, ?3, ?4 FROM tags
             WHERE repository = ?1 AND name = ?2 AND digest IS NOT NULL",
        )?
        .execute(params![repository, name, millis(until), removed])?;
    Ok(())
}

fn read_past(row: &Row<'_>) -> rusqlite::Result<TagPast> {
    Ok(TagPast {
        tag: read_text(row, 0)?,
        digest: read_text(row, 1)?,
        media_type: read_media_type(row, 2)?,
        seen_from: read_time(row, 3)?,
        seen_until: read_optional_time(row, 4)?,
        removed: row.get(5)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        TagChange,
        fixtures::{at, connection, fresh, name, sees},
    };

    #[tokio::test]
    async fn the_history_of_a_tag_tells_each_digest_and_its_time() {
        let (_home, store) = fresh();
        let id = connection(&store).await;
        let (old, new) = (Digest::of(b"old"), Digest::of(b"new"));
        let latest: Tag = "latest".parse().unwrap();
        assert_eq!(sees(&store, id, "a", "latest", &old, 1).await, []);
        assert_eq!(sees(&store, id, "a", "latest", &old, 2).await, []);
        assert_eq!(
            sees(&store, id, "a", "latest", &new, 3).await,
            [TagChange {
                tag: latest.clone(),
                before: old.clone(),
                now: new.clone()
            }]
        );
        store
            .record_tag_gone(id, &name("a"), &latest, at(4))
            .await
            .unwrap();
        sees(&store, id, "a", "latest", &old, 5).await;
        let history = store.tag_history(id, &name("a"), &latest).await.unwrap();
        let told: Vec<_> = history
            .into_iter()
            .map(|past| (past.digest, past.seen_from, past.seen_until, past.removed))
            .collect();
        assert_eq!(
            told,
            [
                (old.clone(), at(5), None, false),
                (new, at(3), Some(at(4)), true),
                (old, at(1), Some(at(3)), false),
            ]
        );
    }
}
