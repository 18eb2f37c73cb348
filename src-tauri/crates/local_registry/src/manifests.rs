//! Manifests and tags of a repository: pushing, reading, removing. Each costs the same however many tags
//! the repository has: every statement here reaches its rows by an index.

use portolan_oci::{Algorithm, Digest, MediaType, RepositoryName, Selector, Tag};
use rusqlite::{Connection, OptionalExtension as _, params};

use crate::{Error, LocalRegistry, cache::forget_reference, manifest::ManifestFacts, rows};

/// A manifest, byte for byte as it was pushed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct StoredManifest {
    /// The digest of `bytes`.
    pub digest: Digest,
    /// The media type it was pushed with.
    pub media_type: MediaType,
    /// The exact bytes.
    pub bytes: Vec<u8>,
}

/// A manifest without its bytes.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ManifestHead {
    /// Its digest.
    pub digest: Digest,
    /// The media type it was pushed with.
    pub media_type: MediaType,
    /// Its size in bytes.
    pub size: u64,
}

/// What a push of a manifest led to.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PushedManifest {
    /// The manifest's digest.
    pub digest: Digest,
    /// The manifest it describes, when it names one: it is listed among that one's referrers now.
    pub subject: Option<Digest>,
}

impl LocalRegistry {
    /// Stores a manifest under a tag or its own digest. When this returns, it survives the loss of power.
    ///
    /// `media_type` is what the client announced; without it the manifest's own word is taken.
    ///
    /// # Errors
    /// [`Error::InvalidManifest`], [`Error::ManifestTooLarge`], [`Error::MissingContent`] when a blob it
    /// names is not in the repository, [`Error::DigestMismatch`] when it is pushed under a digest it does
    /// not have.
    pub fn put_manifest(
        &self,
        repository: &RepositoryName,
        selector: &Selector,
        media_type: Option<&MediaType>,
        bytes: &[u8],
    ) -> Result<PushedManifest, Error> {
        let facts = ManifestFacts::read(media_type, bytes)?;
        let digest = match selector {
            Selector::Tag(_) => Digest::of_with(Algorithm::Sha256, bytes),
            Selector::Digest(expected) => {
                let actual = Digest::of_with(expected.algorithm(), bytes);
                if actual != *expected {
                    return Err(Error::DigestMismatch {
                        expected: expected.clone(),
                        actual,
                    });
                }
                actual
            }
        };
        self.require_blobs(repository, &facts)?;
        let guard = self.pool.enter();
        self.pool.put(bytes, &digest)?;
        self.database.write(|transaction| {
            let id = rows::ensure_repository(transaction, repository)?;
            // Asked again inside the transaction: a blob may have been removed since.
            let missing = missing_blobs(transaction, Some(id), &facts)?;
            if !missing.is_empty() {
                return Err(Error::MissingContent {
                    repository: repository.clone(),
                    missing,
                });
            }
            let content = rows::ensure_stored(transaction, &digest, bytes.len() as u64)?;
            note_edges(transaction, content, &facts)?;
            let manifest = upsert_manifest(transaction, id, content, &facts)?;
            if let Selector::Tag(tag) = selector {
                point_tag(transaction, id, tag, manifest)?;
                // Where this was pulled through once, it is the person's own from now on.
                forget_reference(transaction, id, tag.as_str())?;
            }
            rows::mark_layout_stale(transaction, id)
        })?;
        drop(guard);
        self.layouts.touch(repository);
        Ok(PushedManifest {
            digest,
            subject: facts.subject,
        })
    }

    fn require_blobs(
        &self,
        repository: &RepositoryName,
        facts: &ManifestFacts,
    ) -> Result<(), Error> {
        let missing = self.database.read(|view| {
            let id = rows::repository(view, repository)?;
            missing_blobs(view, id, facts)
        })?;
        if missing.is_empty() {
            return Ok(());
        }
        Err(Error::MissingContent {
            repository: repository.clone(),
            missing,
        })
    }

    /// What a tag or digest stands for, without reading it.
    ///
    /// # Errors
    /// [`Error::UnknownRepository`] and [`Error::UnknownManifest`].
    pub fn manifest_head(
        &self,
        repository: &RepositoryName,
        selector: &Selector,
    ) -> Result<ManifestHead, Error> {
        self.database.read(|view| {
            let id = rows::existing_repository(view, repository)?;
            find_manifest(view, id, selector)?
                .map(|(_, head)| head)
                .ok_or_else(|| unknown(repository, selector))
        })
    }

    /// The manifest behind a tag or digest.
    ///
    /// # Errors
    /// [`Error::UnknownRepository`] and [`Error::UnknownManifest`].
    pub fn read_manifest(
        &self,
        repository: &RepositoryName,
        selector: &Selector,
    ) -> Result<StoredManifest, Error> {
        let head = self.manifest_head(repository, selector)?;
        let bytes = self.pool.read(&head.digest)?;
        Ok(StoredManifest {
            digest: head.digest,
            media_type: head.media_type,
            bytes,
        })
    }

    /// Removes one tag and leaves its manifest and other tags, or a manifest with all tags on it. The
    /// bytes stay in the pool until space is freed, so pushing the same manifest again brings it back.
    ///
    /// # Errors
    /// [`Error::UnknownRepository`] and [`Error::UnknownManifest`].
    pub fn delete_manifest(
        &self,
        repository: &RepositoryName,
        selector: &Selector,
    ) -> Result<(), Error> {
        self.database.write(|transaction| {
            let id = rows::existing_repository(transaction, repository)?;
            let (manifest, _) = find_manifest(transaction, id, selector)?
                .ok_or_else(|| unknown(repository, selector))?;
            match selector {
                Selector::Tag(tag) => {
                    transaction
                        .prepare_cached("DELETE FROM tags WHERE repository_id = ? AND name = ?")?
                        .execute(params![id, tag.as_str()])?;
                    note_untagged(transaction, manifest)?;
                }
                Selector::Digest(_) => remove_manifest(transaction, manifest)?,
            }
            rows::mark_layout_stale(transaction, id)
        })?;
        self.layouts.touch(repository);
        Ok(())
    }

    /// Removes every manifest and tag of a repository. The bytes stay until space is freed.
    ///
    /// # Errors
    /// [`Error::UnknownRepository`].
    pub fn delete_repository(&self, repository: &RepositoryName) -> Result<(), Error> {
        self.database.write(|transaction| {
            let id = rows::existing_repository(transaction, repository)?;
            transaction.execute("DELETE FROM tags WHERE repository_id = ?", [id])?;
            transaction.execute(
                "UPDATE manifests SET removed_at = ?2, untagged_at = NULL
                 WHERE repository_id = ?1 AND removed_at IS NULL",
                params![id, rows::now()],
            )?;
            rows::mark_layout_stale(transaction, id)
        })?;
        self.layouts.touch(repository);
        Ok(())
    }
}

fn unknown(repository: &RepositoryName, selector: &Selector) -> Error {
    Error::UnknownManifest {
        repository: repository.clone(),
        reference: selector.to_string(),
    }
}

fn missing_blobs(
    connection: &Connection,
    repository: Option<i64>,
    facts: &ManifestFacts,
) -> Result<Vec<Digest>, Error> {
    let Some(repository) = repository else {
        return Ok(facts.blobs.clone());
    };
    let mut missing = Vec::new();
    for digest in &facts.blobs {
        if rows::linked_size(connection, repository, digest)?.is_none() {
            missing.push(digest.clone());
        }
    }
    Ok(missing)
}

/// Notes what a manifest names.
pub(crate) fn note_edges(
    connection: &Connection,
    content: i64,
    facts: &ManifestFacts,
) -> Result<(), Error> {
    let named = facts.blobs.iter().chain(&facts.foreign);
    for child in named.chain(&facts.children) {
        let child = rows::ensure_content(connection, child)?;
        connection
            .prepare_cached("INSERT OR IGNORE INTO edges VALUES (?, ?)")?
            .execute([content, child])?;
    }
    Ok(())
}

/// Notes that a repository has a manifest, whether or not it had it before.
pub(crate) fn upsert_manifest(
    connection: &Connection,
    repository: i64,
    content: i64,
    facts: &ManifestFacts,
) -> Result<i64, Error> {
    Ok(connection
        .prepare_cached(
            "INSERT INTO manifests
                 (repository_id, content_id, media_type, artifact_type, subject, annotations, pushed_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
             ON CONFLICT (repository_id, content_id)
             DO UPDATE SET media_type = ?3, pushed_at = ?7, removed_at = NULL
             RETURNING id",
        )?
        .query_row(
            params![
                repository,
                content,
                facts.media_type.as_str(),
                facts.artifact_type,
                facts.subject.as_ref().map(Digest::as_str),
                facts.annotations,
                rows::now()
            ],
            |row| row.get(0),
        )?)
}

/// Points a tag at a manifest, wherever it pointed before.
pub(crate) fn point_tag(
    connection: &Connection,
    repository: i64,
    tag: &Tag,
    manifest: i64,
) -> Result<(), Error> {
    let before: Option<i64> = connection
        .prepare_cached("SELECT manifest_id FROM tags WHERE repository_id = ? AND name = ?")?
        .query_row(params![repository, tag.as_str()], |row| row.get(0))
        .optional()?;
    connection
        .prepare_cached(
            "INSERT INTO tags (repository_id, name, manifest_id, moved_at) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT DO UPDATE SET manifest_id = ?3, moved_at = ?4",
        )?
        .execute(params![repository, tag.as_str(), manifest, rows::now()])?;
    connection
        .prepare_cached("UPDATE manifests SET untagged_at = NULL WHERE id = ?")?
        .execute([manifest])?;
    match before {
        Some(before) if before != manifest => note_untagged(connection, before),
        _ => Ok(()),
    }
}

fn note_untagged(connection: &Connection, manifest: i64) -> Result<(), Error> {
    connection
        .prepare_cached(
            "UPDATE manifests SET untagged_at = ?2
             WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM tags WHERE manifest_id = ?1)",
        )?
        .execute(params![manifest, rows::now()])?;
    Ok(())
}

/// Takes a manifest and all its tags out of its repository.
pub(crate) fn remove_manifest(connection: &Connection, manifest: i64) -> Result<(), Error> {
    connection
        .prepare_cached("DELETE FROM tags WHERE manifest_id = ?")?
        .execute([manifest])?;
    connection
        .prepare_cached("UPDATE manifests SET removed_at = ?2, untagged_at = NULL WHERE id = ?1")?
        .execute(params![manifest, rows::now()])?;
    Ok(())
}

/// The manifest behind a tag or digest, with its row's id.
pub(crate) fn find_manifest(
    connection: &Connection,
    repository: i64,
    selector: &Selector,
) -> Result<Option<(i64, ManifestHead)>, Error> {
    let (sql, key) = match selector {
        Selector::Tag(tag) => (
            "SELECT m.id, c.digest, m.media_type, c.size FROM tags t
             JOIN manifests m ON m.id = t.manifest_id
             JOIN contents c ON c.id = m.content_id
             WHERE t.repository_id = ? AND t.name = ?",
            tag.as_str(),
        ),
        Selector::Digest(digest) => (
            "SELECT m.id, c.digest, m.media_type, c.size FROM contents c
             JOIN manifests m ON m.content_id = c.id
             WHERE m.repository_id = ? AND c.digest = ? AND m.removed_at IS NULL",
            digest.as_str(),
        ),
    };
    let found: Option<(i64, String, String, i64)> = connection
        .prepare_cached(sql)?
        .query_row(params![repository, key], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })
        .optional()?;
    found
        .map(|(id, digest, media_type, size)| {
            let head = ManifestHead {
                digest: parse_digest(&digest)?,
                media_type: media_type.into(),
                size: size as u64,
            };
            Ok((id, head))
        })
        .transpose()
}

/// Reads a digest back from a row. Only a damaged database has one that is not a digest.
pub(crate) fn parse_digest(text: &str) -> Result<Digest, Error> {
    text.parse()
        .map_err(|_| Error::Damaged(format!("{text:?} stands where a digest should")))
}

#[cfg(test)]
mod tests;
