//! What is cached, as rows: keeping a manifest, where a tag points, when it was used, and the list.

use jiff::Timestamp;
use portolan_oci::{Digest, RepositoryName, Selector, Tag};
use rusqlite::{Connection, OptionalExtension as _, params};

use super::{UpstreamManifest, lock};
use crate::{
    Error, LocalRegistry,
    manifest::ManifestFacts,
    manifests::{find_manifest, note_edges, parse_digest, point_tag, upsert_manifest},
    rows,
};

/// A manifest that is here.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    pub(crate) digest: Digest,
    /// When the upstream last said that this is it; 0 where that is not known.
    pub(crate) checked_at: i64,
    pub(crate) missing_at: Option<i64>,
}

/// An image that was pulled through.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct CachedImage {
    /// Its repository here.
    pub repository: RepositoryName,
    /// The tag, or the digest where it was asked for by that alone.
    pub reference: String,
    /// Where that points.
    pub digest: Digest,
    /// Bytes that are here of it. Others may share them.
    pub bytes: u64,
    /// When this manifest was fetched.
    pub fetched_at: Timestamp,
    /// When its upstream was last asked; `None` where another stands behind the rule since.
    pub checked_at: Option<Timestamp>,
    /// When it was last pulled.
    pub used_at: Timestamp,
    /// Since when its upstream has it no longer.
    pub missing_at: Option<Timestamp>,
}

/// How much is cached under a prefix.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct CachedSize {
    /// Repositories.
    pub repositories: u64,
    /// Images.
    pub images: u64,
    /// Bytes, each content once.
    pub bytes: u64,
}

impl LocalRegistry {
    /// What a selector stands for here, and when its upstream was asked.
    pub(crate) fn known(
        &self,
        repository: &RepositoryName,
        selector: &Selector,
    ) -> Result<Option<Known>, Error> {
        self.database.read(|view| {
            let Some(id) = rows::repository(view, repository)? else {
                return Ok(None);
            };
            let Some((_, head)) = find_manifest(view, id, selector)? else {
                return Ok(None);
            };
            let asked: Option<(i64, Option<i64>)> = view
                .prepare_cached(
                    "SELECT checked_at, missing_at FROM cached
                     WHERE repository_id = ? AND reference = ?",
                )?
                .query_row(params![id, selector.to_string()], |row| {
                    Ok((row.get(0)?, row.get(1)?))
                })
                .optional()?;
            let (checked_at, missing_at) = asked.unwrap_or_default();
            Ok(Some(Known {
                digest: head.digest,
                checked_at,
                missing_at,
            }))
        })
    }

    /// Points a tag at a manifest that is here already; `false` where it is not.
    pub(crate) fn point_cached(
        &self,
        repository: &RepositoryName,
        tag: &Tag,
        digest: &Digest,
    ) -> Result<bool, Error> {
        self.database.write(|transaction| {
            let Some(id) = rows::repository(transaction, repository)? else {
                return Ok(false);
            };
            let selector = Selector::Digest(digest.clone());
            let Some((manifest, _)) = find_manifest(transaction, id, &selector)? else {
                return Ok(false);
            };
            let points_there: bool = transaction
                .prepare_cached(
                    "SELECT EXISTS (SELECT 1 FROM tags
                     WHERE repository_id = ? AND name = ? AND manifest_id = ?)",
                )?
                .query_row(params![id, tag.as_str(), manifest], |row| row.get(0))?;
            if !points_there {
                point_tag(transaction, id, tag, manifest)?;
            }
            note_checked(transaction, id, tag.as_str(), !points_there)?;
            Ok(true)
        })
    }

    /// Keeps a manifest whose digest was verified. Its blobs need not be here: they come when they are
    /// asked for. Those that another repository has are taken over.
    pub(crate) fn keep_manifest(
        &self,
        repository: &RepositoryName,
        selector: &Selector,
        digest: &Digest,
        manifest: &UpstreamManifest,
    ) -> Result<(), Error> {
        let facts = ManifestFacts::read(Some(&manifest.media_type), &manifest.bytes)?;
        let guard = self.pool.enter();
        self.pool.put(&manifest.bytes, digest)?;
        self.database.write(|transaction| {
            let id = rows::ensure_repository(transaction, repository)?;
            let size = manifest.bytes.len() as u64;
            let content = rows::ensure_stored(transaction, digest, size)?;
            note_edges(transaction, content, &facts)?;
            let kept = upsert_manifest(transaction, id, content, &facts)?;
            link_stored(transaction, id, &facts)?;
            // What a tag or an index leads to is no image of its own.
            for led_to in facts.children.iter().chain([digest]) {
                forget_reference(transaction, id, led_to.as_str())?;
            }
            match selector {
                Selector::Tag(tag) => {
                    point_tag(transaction, id, tag, kept)?;
                    note_checked(transaction, id, tag.as_str(), true)
                }
                Selector::Digest(_) if has_parent(transaction, id, content)? => Ok(()),
                Selector::Digest(_) => note_checked(transaction, id, digest.as_str(), true),
            }
        })?;
        drop(guard);
        Ok(())
    }

    /// Notes that the upstream says that there is no such thing.
    pub(crate) fn note_missing(
        &self,
        repository: &RepositoryName,
        reference: &str,
    ) -> Result<(), Error> {
        self.database.write(|transaction| {
            let Some(id) = rows::repository(transaction, repository)? else {
                return Ok(());
            };
            transaction
                .prepare_cached(
                    "UPDATE cached SET checked_at = ?3, missing_at = coalesce(missing_at, ?3)
                     WHERE repository_id = ?1 AND reference = ?2",
                )?
                .execute(params![id, reference, rows::now()])?;
            Ok(())
        })
    }

    /// Forgets when the upstream was asked for what is cached under a prefix: all of it is asked for again.
    /// For when another upstream stands behind it.
    pub fn forget_checks(&self, prefix: &RepositoryName) -> Result<(), Error> {
        self.database.write(|transaction| {
            transaction.execute(
                "UPDATE cached SET checked_at = 0, missing_at = NULL WHERE repository_id IN (
                     SELECT id FROM repositories WHERE substr(name, 1, length(?1)) = ?1)",
                [format!("{prefix}/")],
            )?;
            Ok(())
        })?;
        self.cache.note_change();
        Ok(())
    }

    /// The same for one tag or digest.
    pub(crate) fn forget_check(
        &self,
        repository: &RepositoryName,
        reference: &str,
    ) -> Result<(), Error> {
        self.database.write(|transaction| {
            let Some(id) = rows::repository(transaction, repository)? else {
                return Ok(());
            };
            transaction
                .prepare_cached(
                    "UPDATE cached SET checked_at = 0, missing_at = NULL
                     WHERE repository_id = ? AND reference = ?",
                )?
                .execute(params![id, reference])?;
            Ok(())
        })
    }

    /// Writes down when images were last pulled.
    pub(crate) fn write_uses(&self) -> Result<(), Error> {
        let uses = std::mem::take(&mut *lock(&self.cache.uses));
        if uses.is_empty() {
            return Ok(());
        }
        self.database.write(|transaction| {
            for ((repository, reference), used_at) in &uses {
                let Some(id) = rows::repository(transaction, repository)? else {
                    continue;
                };
                transaction
                    .prepare_cached(
                        "UPDATE cached SET used_at = max(used_at, ?3)
                         WHERE repository_id = ?1 AND reference = ?2",
                    )?
                    .execute(params![id, reference, used_at])?;
            }
            Ok(())
        })
    }

    /// All images that were pulled through under a prefix, by repository and tag.
    pub fn list_cached(&self, prefix: &RepositoryName) -> Result<Vec<CachedImage>, Error> {
        self.write_uses()?;
        self.database.read(|view| {
            let mut statement = view.prepare_cached(
                "SELECT r.name, k.reference, c.digest, k.fetched_at, k.checked_at, k.used_at,
                    k.missing_at,
                    (WITH RECURSIVE parts (id) AS (
                         SELECT m.content_id
                         UNION SELECT e.child_id FROM parts p JOIN edges e ON e.parent_id = p.id)
                     SELECT coalesce(sum(size), 0) FROM contents WHERE id IN parts)
                 FROM repositories r
                 JOIN cached k ON k.repository_id = r.id
                 LEFT JOIN tags t ON t.repository_id = r.id AND t.name = k.reference
                 LEFT JOIN contents d ON d.digest = k.reference
                 JOIN manifests m ON m.repository_id = r.id AND m.removed_at IS NULL
                      AND (m.id = t.manifest_id OR m.content_id = d.id)
                 JOIN contents c ON c.id = m.content_id
                 WHERE substr(r.name, 1, length(?1)) = ?1
                 ORDER BY r.name, k.reference COLLATE NOCASE, k.reference",
            )?;
            let mut found = statement.query([format!("{prefix}/")])?;
            let mut images = Vec::new();
            while let Some(row) = found.next()? {
                images.push(CachedImage {
                    repository: parse_name(&row.get::<_, String>(0)?)?,
                    reference: row.get(1)?,
                    digest: parse_digest(&row.get::<_, String>(2)?)?,
                    fetched_at: rows::timestamp(row.get(3)?),
                    checked_at: Some(row.get(4)?).filter(|&at| at > 0).map(rows::timestamp),
                    used_at: rows::timestamp(row.get(5)?),
                    missing_at: row.get::<_, Option<i64>>(6)?.map(rows::timestamp),
                    bytes: row.get::<_, i64>(7)? as u64,
                });
            }
            Ok(images)
        })
    }

    /// How much is cached under a prefix.
    pub fn measure_cached(&self, prefix: &RepositoryName) -> Result<CachedSize, Error> {
        self.database.read(|view| {
            Ok(view
                .prepare_cached(
                    "WITH here (id) AS (
                         SELECT id FROM repositories r
                         WHERE substr(r.name, 1, length(?1)) = ?1
                           AND EXISTS (SELECT 1 FROM cached WHERE repository_id = r.id)),
                     parts (id) AS (
                         SELECT content_id FROM manifests
                         WHERE repository_id IN here AND removed_at IS NULL
                         UNION
                         SELECT e.child_id FROM manifests m JOIN edges e ON e.parent_id = m.content_id
                         WHERE m.repository_id IN here AND m.removed_at IS NULL)
                     SELECT (SELECT count(*) FROM here),
                         (SELECT count(*) FROM cached WHERE repository_id IN here),
                         (SELECT coalesce(sum(size), 0) FROM contents WHERE id IN parts)",
                )?
                .query_row([format!("{prefix}/")], |row| {
                    Ok(CachedSize {
                        repositories: row.get::<_, i64>(0)? as u64,
                        images: row.get::<_, i64>(1)? as u64,
                        bytes: row.get::<_, i64>(2)? as u64,
                    })
                })?)
        })
    }

    /// Repositories under a prefix that hold something that was pushed and not pulled through.
    pub fn list_pushed_under(&self, prefix: &RepositoryName) -> Result<Vec<RepositoryName>, Error> {
        self.database.read(|view| {
            let mut statement = view.prepare_cached(
                "SELECT r.name FROM repositories r
                 WHERE substr(r.name, 1, length(?1)) = ?1 AND (
                     EXISTS (SELECT 1 FROM tags t WHERE t.repository_id = r.id AND NOT EXISTS (
                         SELECT 1 FROM cached k
                         WHERE k.repository_id = r.id AND k.reference = t.name))
                     OR EXISTS (
                         SELECT 1 FROM manifests m JOIN contents c ON c.id = m.content_id
                         WHERE m.repository_id = r.id AND m.removed_at IS NULL
                           AND m.untagged_at IS NULL
                           AND NOT EXISTS (SELECT 1 FROM tags t WHERE t.manifest_id = m.id)
                           AND NOT EXISTS (SELECT 1 FROM cached k
                               WHERE k.repository_id = r.id AND k.reference = c.digest)
                           AND NOT EXISTS (
                               SELECT 1 FROM edges e JOIN manifests p ON p.content_id = e.parent_id
                               WHERE e.child_id = m.content_id AND p.repository_id = r.id)))
                 ORDER BY r.name",
            )?;
            let names =
                statement.query_map([format!("{prefix}/")], |row| row.get::<_, String>(0))?;
            names.map(|name| parse_name(&name?)).collect()
        })
    }

    /// Every cached tag that a rule stands for.
    pub(crate) fn list_cached_tags(&self) -> Result<Vec<(RepositoryName, Tag)>, Error> {
        let rows: Vec<(String, String)> = self.database.read(|view| {
            let mut statement = view.prepare_cached(
                "SELECT r.name, k.reference FROM cached k
                 JOIN repositories r ON r.id = k.repository_id
                 JOIN tags t ON t.repository_id = r.id AND t.name = k.reference
                 ORDER BY r.name, k.reference",
            )?;
            let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })?;
        let mut tags = Vec::new();
        for (name, tag) in rows {
            let name = parse_name(&name)?;
            if self.cache_rule_of(&name).is_none() {
                continue;
            }
            let tag = tag
                .parse()
                .map_err(|_| Error::Damaged(format!("{tag:?} stands where a tag should")))?;
            tags.push((name, tag));
        }
        Ok(tags)
    }
}

/// Notes that a reference was pushed by somebody, or led to by something: it is no cached image.
pub(crate) fn forget_reference(
    connection: &Connection,
    repository: i64,
    reference: &str,
) -> Result<(), Error> {
    connection
        .prepare_cached("DELETE FROM cached WHERE repository_id = ? AND reference = ?")?
        .execute(params![repository, reference])?;
    Ok(())
}

fn note_checked(
    connection: &Connection,
    repository: i64,
    reference: &str,
    is_fetched: bool,
) -> Result<(), Error> {
    connection
        .prepare_cached(
            "INSERT INTO cached (repository_id, reference, fetched_at, checked_at, used_at)
             VALUES (?1, ?2, ?3, ?3, ?3)
             ON CONFLICT DO UPDATE SET checked_at = ?3, missing_at = NULL,
                 fetched_at = CASE WHEN ?4 THEN ?3 ELSE fetched_at END",
        )?
        .execute(params![repository, reference, rows::now(), is_fetched])?;
    Ok(())
}

/// Gives the repository those blobs of a manifest that the pool has already.
fn link_stored(
    connection: &Connection,
    repository: i64,
    facts: &ManifestFacts,
) -> Result<(), Error> {
    for blob in &facts.blobs {
        let stored: Option<i64> = connection
            .prepare_cached("SELECT id FROM contents WHERE digest = ? AND size IS NOT NULL")?
            .query_row([blob.as_str()], |row| row.get(0))
            .optional()?;
        if let Some(content) = stored {
            rows::link(connection, repository, content)?;
        }
    }
    Ok(())
}

/// Whether something in the repository leads to this content.
fn has_parent(connection: &Connection, repository: i64, content: i64) -> Result<bool, Error> {
    Ok(connection
        .prepare_cached(
            "SELECT EXISTS (
                 SELECT 1 FROM edges e JOIN manifests p ON p.content_id = e.parent_id
                 WHERE e.child_id = ?2 AND p.repository_id = ?1 AND p.removed_at IS NULL)
             OR EXISTS (
                 SELECT 1 FROM manifests m JOIN tags t ON t.manifest_id = m.id
                 WHERE m.repository_id = ?1 AND m.content_id = ?2)",
        )?
        .query_row([repository, content], |row| row.get(0))?)
}

/// Reads a name back from a row.
pub(crate) fn parse_name(text: &str) -> Result<RepositoryName, Error> {
    text.parse()
        .map_err(|_| Error::Damaged(format!("{text:?} stands where a name should")))
}
