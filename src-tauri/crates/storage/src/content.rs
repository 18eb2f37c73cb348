//! Manifests and configs by digest: true for ever, so kept until the cache is full.

use std::collections::HashMap;

use portolan_oci::{Digest, MediaType};
use rusqlite::{Connection as Database, OptionalExtension, params};

use crate::{
    ConnectionId, Error, Store,
    rows::{millis, now},
};

/// The exact bytes of a manifest or config.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Content {
    /// What the bytes hash to.
    pub digest: Digest,
    /// As the registry named it.
    pub media_type: MediaType,
    /// Exactly as the registry sent them.
    pub bytes: Vec<u8>,
}

/// What the cache holds.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct CacheUsage {
    /// Bytes of all content, each digest once.
    pub bytes: u64,
    /// Of these, bytes that undo needs; no limit evicts them.
    pub held_for_undo: u64,
    /// How many digests.
    pub digests: u64,
    /// Each connection's share. Content seen by two connections counts in both.
    pub connections: Vec<ConnectionUsage>,
}

/// One connection's share of the cache.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ConnectionUsage {
    /// Whose.
    pub connection: ConnectionId,
    /// Bytes of all content it has seen.
    pub bytes: u64,
    /// How many digests it has seen.
    pub digests: u64,
}

impl Store {
    /// Keeps content that `connection` has seen, and evicts what was used longest ago while the whole is
    /// larger than `limit` bytes. What undo needs is never evicted.
    ///
    /// # Errors
    /// [`Error::DigestMismatch`] where the bytes are not what the digest says: nothing is kept then.
    pub async fn keep_content(
        &self,
        connection: ConnectionId,
        contents: Vec<Content>,
        limit: u64,
    ) -> Result<(), Error> {
        let used = self.recently_used(std::mem::take);
        self.write(move |database| {
            record_use(database, used)?;
            for content in &contents {
                let id = insert(database, content)?;
                database
                    .prepare_cached("INSERT OR IGNORE INTO content_seen VALUES (?, ?)")?
                    .execute(params![connection.to_string(), id])?;
            }
            evict(database, limit)
        })
        .await
    }

    /// Reads content by digest, whichever connection brought it, and notes that it was used.
    pub async fn content(&self, digest: &Digest) -> Result<Option<Content>, Error> {
        Ok(self.contents(vec![digest.clone()]).await?.pop())
    }

    /// Reads many contents at once; those not kept are left out.
    pub async fn contents(&self, digests: Vec<Digest>) -> Result<Vec<Content>, Error> {
        let found = self
            .read(move |database| {
                let mut found = Vec::with_capacity(digests.len());
                for digest in &digests {
                    found.extend(read(database, digest)?);
                }
                Ok(found)
            })
            .await?;
        let at = millis(now());
        self.recently_used(|used| used.extend(found.iter().map(|(id, _)| (*id, at))));
        Ok(found.into_iter().map(|(_, content)| content).collect())
    }

    /// Which of these digests are kept, without reading their bytes.
    pub async fn kept_among(&self, digests: Vec<Digest>) -> Result<Vec<Digest>, Error> {
        self.read(move |database| {
            let mut statement =
                database.prepare_cached("SELECT 1 FROM content WHERE digest = ?")?;
            let mut kept = Vec::new();
            for digest in digests {
                if statement.exists([digest.as_str()])? {
                    kept.push(digest);
                }
            }
            Ok(kept)
        })
        .await
    }

    /// Whether a connection has itself seen this digest. Content that only another connection saw must
    /// not be taken as proof that this one's registry has it.
    pub async fn has_seen(&self, connection: ConnectionId, digest: &Digest) -> Result<bool, Error> {
        let digest = digest.clone();
        self.read(move |database| {
            Ok(database
                .prepare_cached(
                    "SELECT 1 FROM content_seen JOIN content ON content.id = content_seen.content
                     WHERE connection = ? AND digest = ?",
                )?
                .exists(params![connection.to_string(), digest.as_str()])?)
        })
        .await
    }

    /// Evicts what was used longest ago until the cache is within `limit` bytes; for when the setting
    /// was lowered.
    pub async fn shrink_cache(&self, limit: u64) -> Result<(), Error> {
        let used = self.recently_used(std::mem::take);
        self.write(move |database| {
            record_use(database, used)?;
            evict(database, limit)
        })
        .await?;
        self.give_back_space().await;
        Ok(())
    }

    /// Evicts all content that undo does not need. Names, tags and summaries stay.
    pub async fn clear_content(&self) -> Result<(), Error> {
        self.shrink_cache(0).await
    }

    /// Forgets what one connection has seen, and drops what then nobody has seen and no undo needs.
    pub async fn clear_connection_content(&self, connection: ConnectionId) -> Result<(), Error> {
        self.write(move |database| {
            database.execute(
                "DELETE FROM content_seen WHERE connection = ?",
                [connection.to_string()],
            )?;
            drop_unseen(database)
        })
        .await
    }

    /// What the cache holds, and whose it is.
    pub async fn cache_usage(&self) -> Result<CacheUsage, Error> {
        self.read(|database| {
            let (bytes, digests) = database.query_row(
                "SELECT (SELECT bytes FROM content_total), (SELECT count(*) FROM content)",
                [],
                |row| Ok((row.get::<_, i64>(0)? as u64, row.get::<_, i64>(1)? as u64)),
            )?;
            let held_for_undo = database.query_row(
                "SELECT coalesce(sum(size), 0) FROM content
                 WHERE id IN (SELECT content FROM undo_content)",
                [],
                |row| row.get::<_, i64>(0),
            )? as u64;
            let mut statement = database.prepare_cached(
                "SELECT connections.id, coalesce(sum(size), 0), count(content.id) FROM connections
                 LEFT JOIN content_seen ON content_seen.connection = connections.id
                 LEFT JOIN content ON content.id = content_seen.content
                 GROUP BY connections.id ORDER BY position",
            )?;
            let connections = statement
                .query_map([], |row| {
                    Ok(ConnectionUsage {
                        connection: crate::rows::read_text(row, 0)?,
                        bytes: row.get::<_, i64>(1)? as u64,
                        digests: row.get::<_, i64>(2)? as u64,
                    })
                })?
                .collect::<Result<_, _>>()?;
            Ok(CacheUsage {
                bytes,
                held_for_undo,
                digests,
                connections,
            })
        })
        .await
    }
}

/// Keeps content if it is not kept yet, and answers its row.
pub(crate) fn insert(database: &Database, content: &Content) -> Result<i64, Error> {
    if !content.digest.matches(&content.bytes) {
        return Err(Error::DigestMismatch {
            digest: content.digest.clone(),
        });
    }
    let id = database
        .prepare_cached(
            "INSERT INTO content (digest, size, used_at, media_type, bytes) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (digest) DO UPDATE SET used_at = ?3 RETURNING id",
        )?
        .query_row(
            params![
                content.digest.as_str(),
                content.bytes.len() as i64,
                millis(now()),
                content.media_type.as_str(),
                content.bytes
            ],
            |row| row.get(0),
        )?;
    Ok(id)
}

/// Content rows that were read since their use was last written down, and when. It only matters before
/// something is evicted; what is lost with the process costs the order of eviction a little.
pub(crate) type RecentlyUsed = HashMap<i64, i64>;

fn record_use(database: &Database, used: RecentlyUsed) -> Result<(), Error> {
    let mut update = database.prepare_cached("UPDATE content SET used_at = ?2 WHERE id = ?1")?;
    for (id, at) in used {
        update.execute([id, at])?;
    }
    Ok(())
}

fn read(database: &Database, digest: &Digest) -> Result<Option<(i64, Content)>, Error> {
    Ok(database
        .prepare_cached("SELECT id, media_type, bytes FROM content WHERE digest = ?")?
        .query_row([digest.as_str()], |row| {
            Ok((
                row.get(0)?,
                Content {
                    digest: digest.clone(),
                    media_type: MediaType::from(row.get::<_, String>(1)?),
                    bytes: row.get(2)?,
                },
            ))
        })
        .optional()?)
}

/// Deletes what was used longest ago, a bunch at a time, until the total is within the limit.
fn evict(database: &Database, limit: u64) -> Result<(), Error> {
    let mut total = database.query_row("SELECT bytes FROM content_total", [], |row| {
        row.get::<_, i64>(0)
    })? as u64;
    if total <= limit {
        return Ok(());
    }
    let mut oldest = database.prepare_cached(
        "SELECT id, size FROM content
         WHERE NOT EXISTS (SELECT 1 FROM undo_content WHERE undo_content.content = content.id)
         ORDER BY used_at, size LIMIT 256",
    )?;
    let mut delete = database.prepare_cached("DELETE FROM content WHERE id = ?")?;
    loop {
        let bunch = oldest
            .query_map([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?)))?
            .collect::<Result<Vec<_>, _>>()?;
        if bunch.is_empty() {
            return Ok(());
        }
        for (id, size) in bunch {
            delete.execute([id])?;
            total = total.saturating_sub(size as u64);
            if total <= limit {
                return Ok(());
            }
        }
    }
}

/// Drops content and summaries that no connection has seen any more and no undo needs.
pub(crate) fn drop_unseen(database: &Database) -> Result<(), Error> {
    database.execute_batch(
        "DELETE FROM content
         WHERE NOT EXISTS (SELECT 1 FROM content_seen WHERE content_seen.content = content.id)
           AND NOT EXISTS (SELECT 1 FROM undo_content WHERE undo_content.content = content.id);
         DELETE FROM images
         WHERE NOT EXISTS (SELECT 1 FROM manifests WHERE manifests.digest = images.digest);
         DELETE FROM index_children
         WHERE NOT EXISTS (SELECT 1 FROM manifests WHERE manifests.digest = parent);",
    )?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{bytes_of_size, connection, fresh, later};

    async fn use_at(store: &Store, digest: &Digest, minutes: i64) {
        let digest = digest.clone();
        store
            .write(move |database| {
                database.execute(
                    "UPDATE content SET used_at = ?2 WHERE digest = ?1",
                    params![digest.as_str(), minutes * 60_000],
                )?;
                Ok(())
            })
            .await
            .unwrap();
    }

    #[tokio::test]
    async fn content_comes_back_byte_for_byte() {
        let (_home, store) = fresh();
        let connection = connection(&store).await;
        let content = bytes_of_size(1000, 1);
        store
            .keep_content(connection, vec![content.clone()], 1 << 20)
            .await
            .unwrap();
        assert_eq!(
            store.content(&content.digest).await.unwrap(),
            Some(content.clone())
        );
        assert_eq!(
            store
                .kept_among(vec![Digest::of(b"other"), content.digest.clone()])
                .await
                .unwrap(),
            [content.digest]
        );
    }

    #[tokio::test]
    async fn bytes_that_are_not_what_the_digest_says_are_not_kept() {
        let (_home, store) = fresh();
        let connection = connection(&store).await;
        let lie = Content {
            digest: Digest::of(b"the truth"),
            ..bytes_of_size(10, 1)
        };
        let honest = bytes_of_size(10, 2);
        let refused = store
            .keep_content(connection, vec![honest.clone(), lie.clone()], 1 << 20)
            .await;
        assert!(matches!(refused, Err(Error::DigestMismatch { digest }) if digest == lie.digest));
        assert_eq!(store.content(&honest.digest).await.unwrap(), None);
    }

    #[tokio::test]
    async fn a_full_cache_evicts_what_was_used_longest_ago() {
        let (_home, store) = fresh();
        let connection = connection(&store).await;
        let contents: Vec<_> = (0..10).map(|seed| bytes_of_size(1000, seed)).collect();
        store
            .keep_content(connection, contents.clone(), 10_000)
            .await
            .unwrap();
        for (age, content) in contents.iter().enumerate() {
            use_at(&store, &content.digest, age as i64).await;
        }
        // Reading the oldest makes it the newest.
        store.content(&contents[0].digest).await.unwrap();
        let newcomer = bytes_of_size(2500, 99);
        store
            .keep_content(connection, vec![newcomer.clone()], 10_000)
            .await
            .unwrap();
        let all = contents
            .iter()
            .chain([&newcomer])
            .map(|content| content.digest.clone());
        let kept = store.kept_among(all.collect()).await.unwrap();
        let evicted: Vec<_> = contents
            .iter()
            .enumerate()
            .filter(|(_, content)| !kept.contains(&content.digest))
            .map(|(n, _)| n)
            .collect();
        assert_eq!(evicted, [1, 2, 3]);
        assert!(kept.contains(&newcomer.digest));
        assert!(store.cache_usage().await.unwrap().bytes <= 10_000);
    }

    #[tokio::test]
    async fn eviction_spares_what_undo_needs_until_its_time_is_over() {
        let (_home, store) = fresh();
        let connection = connection(&store).await;
        let activity = crate::fixtures::activity(&store, 1).await;
        let (kept, other) = (bytes_of_size(1000, 1), bytes_of_size(1000, 2));
        store
            .keep_for_undo(activity, vec![], vec![kept.clone()], later(14))
            .await
            .unwrap();
        store
            .keep_content(connection, vec![kept.clone(), other.clone()], 1 << 20)
            .await
            .unwrap();
        store.clear_content().await.unwrap();
        assert_eq!(
            store.content(&kept.digest).await.unwrap(),
            Some(kept.clone())
        );
        assert_eq!(store.content(&other.digest).await.unwrap(), None);
        assert_eq!(store.cache_usage().await.unwrap().held_for_undo, 1000);
        store.forget_expired_undo(later(15)).await.unwrap();
        store.clear_content().await.unwrap();
        assert_eq!(store.content(&kept.digest).await.unwrap(), None);
        assert_eq!(
            store.cache_usage().await.unwrap(),
            CacheUsage {
                connections: vec![ConnectionUsage {
                    connection,
                    bytes: 0,
                    digests: 0
                }],
                ..CacheUsage::default()
            }
        );
    }

    #[tokio::test]
    async fn the_cache_of_a_connection_goes_with_it_but_not_what_another_has_seen() {
        let (_home, store) = fresh();
        let (first, second) = (connection(&store).await, connection(&store).await);
        let (own, shared) = (bytes_of_size(100, 1), bytes_of_size(200, 2));
        store
            .keep_content(first, vec![own.clone(), shared.clone()], 1 << 20)
            .await
            .unwrap();
        store
            .keep_content(second, vec![shared.clone()], 1 << 20)
            .await
            .unwrap();
        assert!(store.has_seen(first, &own.digest).await.unwrap());
        assert!(!store.has_seen(second, &own.digest).await.unwrap());
        let usage = store.cache_usage().await.unwrap();
        assert_eq!((usage.bytes, usage.digests), (300, 2));
        assert_eq!(usage.connections[0].bytes, 300);
        assert_eq!(usage.connections[1].bytes, 200);
        store.remove_connection(first).await.unwrap();
        assert_eq!(store.content(&own.digest).await.unwrap(), None);
        assert_eq!(store.content(&shared.digest).await.unwrap(), Some(shared));
        assert_eq!(store.cache_usage().await.unwrap().bytes, 200);
    }

    #[tokio::test]
    async fn a_cleared_cache_gives_its_space_back() {
        let (_home, store) = fresh();
        let connection = connection(&store).await;
        let contents: Vec<_> = (0..100).map(|seed| bytes_of_size(50_000, seed)).collect();
        store
            .keep_content(connection, contents, 1 << 30)
            .await
            .unwrap();
        let size = || {
            let files = std::fs::read_dir(store.paths().home()).unwrap();
            files
                .map(|file| file.unwrap().metadata().unwrap().len())
                .sum::<u64>()
        };
        assert!(size() > 5_000_000);
        store.clear_content().await.unwrap();
        assert!(size() < 1_000_000, "{}", size());
    }

    #[tokio::test]
    async fn content_for_a_connection_that_was_removed_meanwhile_is_refused_by_name() {
        let (_home, store) = fresh();
        let late = store
            .keep_content(ConnectionId::new(), vec![bytes_of_size(10, 1)], 1 << 20)
            .await;
        assert!(matches!(late, Err(Error::OwnerGone)));
        assert_eq!(store.cache_usage().await.unwrap().digests, 0);
    }
}
