//! What of the cache is on its way to somebody: it is not taken away by a limit meanwhile.

use std::{collections::HashSet, sync::Arc, time::Duration};

use jiff::Timestamp;
use portolan_oci::{Digest, RepositoryName};

use super::lock;
use crate::{Error, LocalRegistry, manifests::parse_digest, rows};

/// What was pulled, or lost its tag, less than this ago may still be on its way to somebody.
pub(super) const SPARED: Duration = Duration::from_mins(10);

/// A blob of a repository.
pub(super) type BlobKey = (RepositoryName, Digest);

/// Who reads a blob.
#[derive(Debug, Default)]
pub(super) struct Readers {
    now: usize,
    /// When the last of them had read, in milliseconds since 1970.
    last: i64,
}

/// A blob is read by somebody for as long as this lives.
#[derive(Debug)]
pub(crate) struct Reading {
    registry: Arc<LocalRegistry>,
    key: BlobKey,
}

impl Drop for Reading {
    fn drop(&mut self) {
        let mut all = lock(&self.registry.cache.reading);
        let readers = all.entry(self.key.clone()).or_default();
        readers.now = readers.now.saturating_sub(1);
        readers.last = rows::now();
    }
}

impl LocalRegistry {
    /// Notes that a blob of a cached repository is being read; `None` for any other repository.
    pub(crate) fn note_reading(
        self: &Arc<Self>,
        repository: &RepositoryName,
        digest: &Digest,
    ) -> Option<Reading> {
        self.cache_rule_of(repository)?;
        let key = (repository.clone(), digest.clone());
        lock(&self.cache.reading)
            .entry(key.clone())
            .or_default()
            .now += 1;
        Some(Reading {
            registry: Arc::clone(self),
            key,
        })
    }

    /// Manifests that lead to a blob which is read, has just been read, or is arriving.
    pub(super) fn manifests_in_use(&self, now: Timestamp) -> Result<HashSet<BlobKey>, Error> {
        let mut blobs: Vec<BlobKey> = lock(&self.cache.arriving).keys().cloned().collect();
        let mut reading = lock(&self.cache.reading);
        reading
            .retain(|_, readers| readers.now > 0 || is_recent(rows::timestamp(readers.last), now));
        blobs.extend(reading.keys().cloned());
        drop(reading);
        self.database.read(|view| {
            let mut statement = view.prepare_cached(
                "WITH RECURSIVE above (id) AS (
                     SELECT id FROM contents WHERE digest = ?
                     UNION SELECT e.parent_id FROM above a JOIN edges e ON e.child_id = a.id)
                 SELECT digest FROM contents WHERE id IN above",
            )?;
            let mut used = HashSet::new();
            for (repository, digest) in &blobs {
                let above =
                    statement.query_map([digest.as_str()], |row| row.get::<_, String>(0))?;
                for digest in above {
                    used.insert((repository.clone(), parse_digest(&digest?)?));
                }
            }
            Ok(used)
        })
    }
}

/// Whether something happened so lately that it may be going on. A time further ahead than that comes of a
/// clock that was put back, and counts as long ago.
pub(super) fn is_recent(time: Timestamp, now: Timestamp) -> bool {
    now.duration_since(time).unsigned_abs() < SPARED
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_happened_by_a_clock_that_was_put_back_is_not_recent_for_ever() {
        let now: Timestamp = "2026-11-21T12:00:00Z".parse().unwrap();
        let minute = Duration::from_mins(1);
        assert!(is_recent(now - minute * 9, now));
        assert!(is_recent(now + minute, now));
        assert!(!is_recent(now - minute * 10, now));
        assert!(!is_recent(now + minute * 60 * 24, now));
    }
}
