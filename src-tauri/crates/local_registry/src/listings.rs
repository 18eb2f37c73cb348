//! Listings by pages: repositories, tags, referrers, and how much each repository holds.

use jiff::Timestamp;
use portolan_oci::{Digest, MediaType, RepositoryName, Tag};
use rusqlite::{OptionalExtension as _, params};

use crate::{Error, LocalRegistry, manifests::parse_digest, rows};

/// Bytes of descriptors after which a page of referrers ends: far below the 4 MiB that clients take.
const REFERRERS_PAGE_BYTES: usize = 1024 * 1024;

/// One page of a listing.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Page<T> {
    /// The page's entries, in order.
    pub items: Vec<T>,
    /// Whether there is something after the last one.
    pub has_more: bool,
}

/// What a repository holds.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RepositorySummary {
    /// Its name.
    pub name: RepositoryName,
    /// How many tags.
    pub tags: u64,
    /// How many manifests, tagged or not.
    pub manifests: u64,
    /// Compressed bytes of all content its manifests name, each counted once.
    pub bytes: u64,
    /// When a manifest was last pushed.
    pub pushed_at: Option<Timestamp>,
}

/// A manifest that names a subject.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Referrer {
    /// Its digest.
    pub digest: Digest,
    /// Its own media type.
    pub media_type: MediaType,
    /// Its size in bytes.
    pub size: u64,
    /// Its artifact type, or its config's media type.
    pub artifact_type: Option<String>,
    /// Its annotations, a JSON object.
    pub annotations: Option<String>,
}

impl LocalRegistry {
    /// The names of repositories that have a manifest, in order, after `last`.
    pub fn list_repositories(
        &self,
        last: Option<&str>,
        limit: usize,
    ) -> Result<Page<RepositoryName>, Error> {
        let names = self.database.read(|view| {
            let mut statement = view.prepare_cached(
                "SELECT name FROM repositories r
                 WHERE name > ?1 AND EXISTS (
                     SELECT 1 FROM manifests m
                     WHERE m.repository_id = r.id AND m.removed_at IS NULL)
                 ORDER BY name LIMIT ?2",
            )?;
            let rows = statement.query_map(
                params![last.unwrap_or_default(), limit_and_one(limit)],
                |row| row.get::<_, String>(0),
            )?;
            Ok(rows.collect::<Result<Vec<_>, _>>()?)
        })?;
        page(names, limit, |name| {
            name.parse()
                .map_err(|_| Error::Damaged(format!("{name:?} stands where a name should")))
        })
    }

    /// The tags of a repository after `last`, which need not exist, in the order of the distribution spec
    /// 1.1.1: alphanumeric without regard to case; tags that differ in case only, upper case first.
    ///
    /// # Errors
    /// [`Error::UnknownRepository`].
    pub fn list_tags(
        &self,
        repository: &RepositoryName,
        last: Option<&str>,
        limit: usize,
    ) -> Result<Page<Tag>, Error> {
        let names = self.database.read(|view| {
            let id = rows::existing_repository(view, repository)?;
            let mut statement = view.prepare_cached(
                // The first comparison finds the place in the index, the second leaves out what shares it.
                "SELECT name FROM tags
                 WHERE repository_id = ?1 AND name COLLATE NOCASE >= ?2
                   AND (name COLLATE NOCASE > ?2 OR name > ?2)
                 ORDER BY name COLLATE NOCASE, name LIMIT ?3",
            )?;
            let rows = statement.query_map(
                params![id, last.unwrap_or_default(), limit_and_one(limit)],
                |row| row.get::<_, String>(0),
            )?;
            Ok(rows.collect::<Result<Vec<_>, _>>()?)
        })?;
        page(names, limit, |name| {
            name.parse()
                .map_err(|_| Error::Damaged(format!("{name:?} stands where a tag should")))
        })
    }

    /// The manifests of a repository that no tag points to and no index contains, newest first.
    ///
    /// # Errors
    /// [`Error::UnknownRepository`].
    pub fn list_untagged(&self, repository: &RepositoryName) -> Result<Vec<Digest>, Error> {
        self.database.read(|view| {
            let id = rows::existing_repository(view, repository)?;
            let mut statement = view.prepare_cached(
                "SELECT c.digest FROM manifests m JOIN contents c ON c.id = m.content_id
                 WHERE m.repository_id = ?1 AND m.removed_at IS NULL
                   AND NOT EXISTS (SELECT 1 FROM tags t WHERE t.manifest_id = m.id)
                   AND NOT EXISTS (
                       SELECT 1 FROM edges e JOIN manifests p ON p.content_id = e.parent_id
                       WHERE e.child_id = m.content_id
                         AND p.repository_id = ?1 AND p.removed_at IS NULL)
                 ORDER BY m.id DESC",
            )?;
            let rows = statement.query_map([id], |row| row.get::<_, String>(0))?;
            rows.map(|digest| parse_digest(&digest?)).collect()
        })
    }

    /// The referrers of a digest in the order they were pushed, after `last`. An unknown repository has
    /// none: a client asks before its first push (distribution spec 1.1, "Listing Referrers").
    pub fn list_referrers(
        &self,
        repository: &RepositoryName,
        subject: &Digest,
        artifact_type: Option<&str>,
        last: Option<&Digest>,
        limit: usize,
    ) -> Result<Page<Referrer>, Error> {
        self.database.read(|view| {
            let after: i64 = match last {
                None => 0,
                Some(last) => view
                    .prepare_cached(
                        "SELECT m.id FROM manifests m
                         JOIN contents c ON c.id = m.content_id
                         JOIN repositories r ON r.id = m.repository_id
                         WHERE r.name = ? AND c.digest = ?",
                    )?
                    .query_row(params![repository.as_str(), last.as_str()], |row| {
                        row.get(0)
                    })
                    .optional()?
                    .unwrap_or(i64::MAX),
            };
            let mut statement = view.prepare_cached(
                "SELECT c.digest, m.media_type, c.size, m.artifact_type, m.annotations
                 FROM manifests m
                 JOIN contents c ON c.id = m.content_id
                 JOIN repositories r ON r.id = m.repository_id
                 WHERE r.name = ?1 AND m.subject = ?2 AND m.removed_at IS NULL
                   AND m.id > ?3 AND (?4 IS NULL OR m.artifact_type = ?4)
                 ORDER BY m.id",
            )?;
            let mut found = statement.query(params![
                repository.as_str(),
                subject.as_str(),
                after,
                artifact_type
            ])?;
            let mut items = Vec::new();
            let mut bytes = 0;
            while let Some(row) = found.next()? {
                if items.len() >= limit || bytes >= REFERRERS_PAGE_BYTES {
                    return Ok(Page {
                        items,
                        has_more: true,
                    });
                }
                let annotations: Option<String> = row.get(4)?;
                bytes += 512 + annotations.as_ref().map_or(0, String::len);
                items.push(Referrer {
                    digest: parse_digest(&row.get::<_, String>(0)?)?,
                    media_type: row.get::<_, String>(1)?.into(),
                    size: row.get::<_, i64>(2)? as u64,
                    artifact_type: row.get(3)?,
                    annotations,
                });
            }
            Ok(Page {
                items,
                has_more: false,
            })
        })
    }

    /// Every repository that has a manifest, with what it holds.
    pub fn summarize_repositories(&self) -> Result<Vec<RepositorySummary>, Error> {
        self.database.read(|view| {
            let mut statement = view.prepare_cached(
                "SELECT r.name,
                    (SELECT count(*) FROM tags t WHERE t.repository_id = r.id),
                    (SELECT count(*) FROM manifests m
                     WHERE m.repository_id = r.id AND m.removed_at IS NULL) AS present,
                    (SELECT coalesce(sum(size), 0) FROM contents WHERE id IN (
                        SELECT content_id FROM manifests
                        WHERE repository_id = r.id AND removed_at IS NULL
                        UNION
                        SELECT e.child_id FROM manifests m JOIN edges e ON e.parent_id = m.content_id
                        WHERE m.repository_id = r.id AND m.removed_at IS NULL)),
                    (SELECT max(pushed_at) FROM manifests m
                     WHERE m.repository_id = r.id AND m.removed_at IS NULL)
                 FROM repositories r WHERE present > 0 ORDER BY r.name",
            )?;
            let mut found = statement.query([])?;
            let mut summaries = Vec::new();
            while let Some(row) = found.next()? {
                let name: String = row.get(0)?;
                summaries.push(RepositorySummary {
                    name: name
                        .parse()
                        .map_err(|_| Error::Damaged(format!("{name:?} stands where a name should")))?,
                    tags: row.get::<_, i64>(1)? as u64,
                    manifests: row.get::<_, i64>(2)? as u64,
                    bytes: row.get::<_, i64>(3)? as u64,
                    pushed_at: row.get::<_, Option<i64>>(4)?.map(rows::timestamp),
                });
            }
            Ok(summaries)
        })
    }
}

/// One more than asked for, to learn whether there is more.
fn limit_and_one(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1)
}

fn page<T>(
    mut names: Vec<String>,
    limit: usize,
    parse: impl Fn(&String) -> Result<T, Error>,
) -> Result<Page<T>, Error> {
    let has_more = names.len() > limit;
    names.truncate(limit);
    Ok(Page {
        items: names.iter().map(parse).collect::<Result<_, _>>()?,
        has_more,
    })
}
