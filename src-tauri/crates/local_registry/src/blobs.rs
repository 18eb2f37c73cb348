//! Blobs of a repository: finding, linking, mounting from another repository, removing.

use std::fs::File;

use portolan_oci::{Digest, RepositoryName};
use rusqlite::params;

use crate::{Error, LocalRegistry, rows};

/// A blob opened for reading.
#[derive(Debug)]
pub struct Blob {
    /// Its size in bytes.
    pub size: u64,
    /// The file in the pool.
    pub file: File,
}

impl LocalRegistry {
    /// Stores a blob held in memory and links it to the repository.
    pub fn put_blob(&self, repository: &RepositoryName, bytes: &[u8]) -> Result<Digest, Error> {
        let digest = Digest::of(bytes);
        let guard = self.pool.enter();
        self.pool.put(bytes, &digest)?;
        self.link_blob(repository, &digest, bytes.len() as u64)?;
        drop(guard);
        Ok(digest)
    }

    /// Notes, durably, that a repository has a blob the pool already holds durably.
    pub(crate) fn link_blob(
        &self,
        repository: &RepositoryName,
        digest: &Digest,
        size: u64,
    ) -> Result<(), Error> {
        self.database.write(|transaction| {
            let repository = rows::ensure_repository(transaction, repository)?;
            let content = rows::ensure_stored(transaction, digest, size)?;
            rows::link(transaction, repository, content)
        })
    }

    /// The size of a repository's blob in bytes.
    ///
    /// # Errors
    /// [`Error::UnknownRepository`] and [`Error::UnknownBlob`].
    pub fn blob_size(&self, repository: &RepositoryName, digest: &Digest) -> Result<u64, Error> {
        self.database.read(|view| {
            let id = rows::existing_repository(view, repository)?;
            rows::linked_size(view, id, digest)?.ok_or_else(|| unknown(repository, digest))
        })
    }

    /// Opens a repository's blob for reading.
    ///
    /// # Errors
    /// [`Error::UnknownRepository`] and [`Error::UnknownBlob`].
    pub fn open_blob(&self, repository: &RepositoryName, digest: &Digest) -> Result<Blob, Error> {
        let size = self.blob_size(repository, digest)?;
        let file = self.pool.open_content(digest)?;
        Ok(Blob { size, file })
    }

    /// Links a blob of another repository, or of any when `from` is `None`, without moving a byte
    /// (distribution spec 1.1, "Mounting a blob from another repository"). `false` when it is not there.
    pub fn mount_blob(
        &self,
        repository: &RepositoryName,
        digest: &Digest,
        from: Option<&RepositoryName>,
    ) -> Result<bool, Error> {
        let guard = self.pool.enter();
        let is_mounted = self.database.write(|transaction| {
            let source: Option<i64> = {
                let mut statement = transaction.prepare_cached(
                    "SELECT c.id FROM contents c
                     JOIN links l ON l.content_id = c.id AND l.removed_at IS NULL
                     JOIN repositories r ON r.id = l.repository_id
                     WHERE c.digest = ?1 AND c.size IS NOT NULL AND (?2 IS NULL OR r.name = ?2)
                     LIMIT 1",
                )?;
                let mut found =
                    statement.query(params![digest.as_str(), from.map(RepositoryName::as_str)])?;
                found.next()?.map(|row| row.get(0)).transpose()?
            };
            let Some(content) = source else {
                return Ok(false);
            };
            let repository = rows::ensure_repository(transaction, repository)?;
            rows::link(transaction, repository, content)?;
            Ok(true)
        })?;
        drop(guard);
        Ok(is_mounted)
    }

    /// Takes a blob out of a repository. Its bytes stay in the pool until space is freed.
    ///
    /// # Errors
    /// [`Error::UnknownRepository`] and [`Error::UnknownBlob`].
    pub fn delete_blob(&self, repository: &RepositoryName, digest: &Digest) -> Result<(), Error> {
        self.database.write(|transaction| {
            let id = rows::existing_repository(transaction, repository)?;
            let removed = transaction
                .prepare_cached(
                    "UPDATE links SET removed_at = ?3
                     WHERE repository_id = ?1 AND removed_at IS NULL
                       AND content_id = (SELECT id FROM contents WHERE digest = ?2)",
                )?
                .execute(params![id, digest.as_str(), rows::now()])?;
            if removed == 0 {
                return Err(unknown(repository, digest));
            }
            Ok(())
        })
    }
}

fn unknown(repository: &RepositoryName, digest: &Digest) -> Error {
    Error::UnknownBlob {
        repository: repository.clone(),
        digest: digest.clone(),
    }
}
