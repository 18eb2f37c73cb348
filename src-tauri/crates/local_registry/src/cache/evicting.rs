//! Taking cached images away again: the chosen ones, those that nobody pulled for long, and the longest
//! unused ones while there is too much. Their bytes are free at once, since they can be had again.

use std::{
    collections::{BTreeSet, HashSet},
    sync::Arc,
    time::Duration,
};

use jiff::Timestamp;
use portolan_oci::{Digest, RepositoryName, Tag};
use rusqlite::{Connection, OptionalExtension as _, params};
use tokio_util::sync::CancellationToken;

use super::{
    before_now, blocking,
    kept::forget_reference,
    lock,
    reading::{SPARED, is_recent},
};
use crate::{
    CachedImage, Error, Freed, LocalRegistry, manifests::parse_digest, rows, survey::forget_unnamed,
};

/// How often what is cached is held against its limits.
const EVERY: Duration = Duration::from_mins(1);

/// How much may be cached, and for how long.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct CacheLimits {
    /// Bytes of all rules together, each content once, without what was pushed as well.
    pub bytes: Option<u64>,
    /// Images that nobody pulled for so long go.
    pub unused_for: Option<Duration>,
}

impl LocalRegistry {
    /// Takes cached images away, by tag or digest, and frees their bytes as far as nothing else needs
    /// them. What was pushed by somebody is never taken.
    pub fn evict(&self, images: &[(RepositoryName, String)]) -> Result<Freed, Error> {
        self.write_uses()?;
        // Nothing may arrive between the row's end and the file's.
        let closed = self.pool.close();
        let (contents, manifests) = self.database.write(|transaction| {
            let mut touched = BTreeSet::new();
            for (repository, reference) in images {
                let id = rows::repository(transaction, repository)?;
                let Some(id) = id.filter(|_| self.cache_rule_of(repository).is_some()) else {
                    continue;
                };
                if forget_cached(transaction, id, reference)? {
                    touched.insert(id);
                }
            }
            let mut gone = Gone::default();
            for id in touched {
                gone.collect(transaction, id)?;
            }
            let freed = gone.free(transaction)?;
            forget_unnamed(transaction)?;
            Ok((freed, gone.manifests))
        })?;
        let mut freed = Freed {
            manifests,
            ..Freed::default()
        };
        for (place, (digest, size)) in contents.iter().enumerate() {
            if let Err(error) = self.pool.remove(digest) {
                // Files that stay must be known, or nobody would ever free them.
                self.note_stored(&contents[place..])?;
                return Err(error);
            }
            freed.contents += 1;
            freed.bytes += size;
        }
        drop(closed);
        if freed.manifests > 0 {
            self.cache.note_change();
        }
        Ok(freed)
    }

    /// Takes away what passes the limits at `now`: first what nobody pulled for too long, then what was
    /// pulled longest ago. What somebody reads is spared, and by the limit of bytes what was pulled in the
    /// last ten minutes too.
    pub fn keep_within(&self, limits: CacheLimits, now: Timestamp) -> Result<Freed, Error> {
        let used = self.manifests_in_use(now)?;
        let mut freed = Freed::default();
        if limits == CacheLimits::default() {
            return Ok(freed);
        }
        let prefixes = self.cached_prefixes();
        let mut images: Vec<CachedImage> = Vec::new();
        for prefix in &prefixes {
            images.extend(self.list_cached(prefix)?);
        }
        images.retain(|image| !used.contains(&(image.repository.clone(), image.digest.clone())));
        images.sort_by_key(|image| image.used_at);
        if let Some(age) = limits.unused_for {
            let since = now.saturating_sub(age).unwrap_or(Timestamp::MIN);
            let (old, young): (Vec<_>, Vec<_>) =
                images.into_iter().partition(|image| image.used_at < since);
            freed = add(freed, self.evict(&named(&old))?);
            images = young;
        }
        if let Some(limit) = limits.bytes {
            let mut waiting = images.iter().filter(|image| !is_recent(image.used_at, now));
            while self.measure_own(&prefixes)? > limit
                && let Some(image) = waiting.next()
            {
                freed = add(freed, self.evict(&named(std::slice::from_ref(image)))?);
            }
        }
        Ok(freed)
    }

    fn cached_prefixes(&self) -> Vec<RepositoryName> {
        let rules = self
            .cache
            .rules
            .read()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        rules.iter().map(|rule| rule.prefix.clone()).collect()
    }

    /// Bytes that would be free if all that was pulled through under these prefixes went.
    fn measure_own(&self, prefixes: &[RepositoryName]) -> Result<u64, Error> {
        let prefixes: Vec<String> = prefixes.iter().map(|prefix| format!("{prefix}/")).collect();
        let prefixes = serde_json::Value::from(prefixes).to_string();
        self.database.read(|view| {
            let bytes: i64 = view
                .prepare_cached(
                    "WITH here (id) AS (
                         SELECT id FROM repositories r
                         WHERE EXISTS (SELECT 1 FROM cached WHERE repository_id = r.id)
                           AND EXISTS (SELECT 1 FROM json_each(?1) p
                               WHERE substr(r.name, 1, length(p.value)) = p.value)),
                     held (id) AS (
                         SELECT content_id FROM manifests
                         WHERE repository_id IN here AND removed_at IS NULL
                         UNION
                         SELECT content_id FROM links
                         WHERE repository_id IN here AND removed_at IS NULL)
                     SELECT coalesce(sum(size), 0) FROM contents c
                     WHERE id IN held
                       AND NOT EXISTS (SELECT 1 FROM manifests WHERE content_id = c.id
                           AND (repository_id NOT IN here OR removed_at IS NOT NULL))
                       AND NOT EXISTS (SELECT 1 FROM links WHERE content_id = c.id
                           AND (repository_id NOT IN here OR removed_at IS NOT NULL))",
                )?
                .query_row([prefixes], |row| row.get(0))?;
            Ok(bytes as u64)
        })
    }
}

fn named(images: &[CachedImage]) -> Vec<(RepositoryName, String)> {
    let named = images
        .iter()
        .map(|image| (image.repository.clone(), image.reference.clone()));
    named.collect()
}

fn add(one: Freed, other: Freed) -> Freed {
    Freed {
        contents: one.contents + other.contents,
        bytes: one.bytes + other.bytes,
        manifests: one.manifests + other.manifests,
    }
}

/// Takes a cached reference out, and says whether there was one.
fn forget_cached(connection: &Connection, repository: i64, reference: &str) -> Result<bool, Error> {
    let is_cached: bool = connection
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM cached WHERE repository_id = ? AND reference = ?)",
        )?
        .query_row(params![repository, reference], |row| row.get(0))?;
    if !is_cached {
        return Ok(false);
    }
    forget_reference(connection, repository, reference)?;
    if reference.parse::<Tag>().is_ok() {
        connection
            .prepare_cached("DELETE FROM tags WHERE repository_id = ? AND name = ?")?
            .execute(params![repository, reference])?;
    }
    Ok(true)
}

/// What repositories no longer hold.
#[derive(Default)]
struct Gone {
    /// Contents by identity.
    contents: HashSet<i64>,
    manifests: u64,
}

impl Gone {
    /// Takes out of a repository what none of its tags and cached references leads to.
    fn collect(&mut self, connection: &Connection, repository: i64) -> Result<(), Error> {
        connection.execute_batch(
            "CREATE TEMP TABLE IF NOT EXISTS needed (id INTEGER PRIMARY KEY);
             DELETE FROM temp.needed",
        )?;
        connection.execute(
            "INSERT INTO temp.needed
             WITH RECURSIVE needed_here (id) AS (
                 SELECT m.content_id FROM manifests m JOIN contents c ON c.id = m.content_id
                 WHERE m.repository_id = ?1 AND m.removed_at IS NULL AND (
                     EXISTS (SELECT 1 FROM tags t WHERE t.manifest_id = m.id)
                     OR EXISTS (SELECT 1 FROM cached k
                         WHERE k.repository_id = ?1 AND k.reference = c.digest)
                     OR m.untagged_at >= ?2)
                 UNION
                 SELECT e.child_id FROM needed_here n JOIN edges e ON e.parent_id = n.id)
             SELECT id FROM needed_here",
            params![repository, before_now(SPARED)],
        )?;
        for (is_manifest, sql) in [
            (
                true,
                "DELETE FROM manifests WHERE repository_id = ? AND removed_at IS NULL
                   AND content_id NOT IN temp.needed RETURNING content_id",
            ),
            (
                false,
                "DELETE FROM links WHERE repository_id = ? AND removed_at IS NULL
                   AND content_id NOT IN temp.needed RETURNING content_id",
            ),
        ] {
            let mut statement = connection.prepare(sql)?;
            let rows = statement.query_map([repository], |row| row.get::<_, i64>(0))?;
            for content in rows {
                self.contents.insert(content?);
                self.manifests += u64::from(is_manifest);
            }
        }
        Ok(())
    }

    /// Forgets contents that no repository holds any more, and says whose files may go.
    fn free(&self, connection: &Connection) -> Result<Vec<(Digest, u64)>, Error> {
        let mut freed = Vec::new();
        for content in &self.contents {
            let unheld: Option<(String, i64)> = connection
                .prepare_cached(
                    "SELECT digest, size FROM contents
                     WHERE id = ?1 AND size IS NOT NULL
                       AND NOT EXISTS (SELECT 1 FROM manifests WHERE content_id = ?1)
                       AND NOT EXISTS (SELECT 1 FROM links WHERE content_id = ?1)",
                )?
                .query_row([content], |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()?;
            let Some((digest, size)) = unheld else {
                continue;
            };
            freed.push((parse_digest(&digest)?, size as u64));
            connection
                .prepare_cached("DELETE FROM edges WHERE parent_id = ?")?
                .execute([content])?;
            connection
                .prepare_cached("UPDATE contents SET size = NULL, stored_at = NULL WHERE id = ?")?
                .execute([content])?;
        }
        Ok(freed)
    }
}

/// Writes down from time to time what was used, and keeps what is cached within its limits.
pub(crate) async fn keep_tidy(registry: Arc<LocalRegistry>, ended: CancellationToken) {
    loop {
        let is_ending = tokio::select! {
            () = ended.cancelled() => true,
            () = tokio::time::sleep(EVERY) => false,
        };
        let limits = *lock(&registry.cache.limits);
        let kept = blocking(&registry, move |registry| {
            registry.write_uses()?;
            if is_ending {
                return Ok(Freed::default());
            }
            registry.keep_within(limits, Timestamp::now())
        });
        match kept.await {
            Ok(freed) if freed.contents > 0 => {
                tracing::info!(
                    bytes = freed.bytes,
                    "the cache was brought within its limits"
                );
            }
            Ok(_) => {}
            Err(error) => tracing::warn!(%error, "the cache could not be tidied"),
        }
        if is_ending {
            return;
        }
    }
}
