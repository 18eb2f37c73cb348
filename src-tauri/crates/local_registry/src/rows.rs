//! The few statements that every verb builds on: ids of repositories and contents, and the clock.

use jiff::Timestamp;
use portolan_oci::{Digest, RepositoryName};
use rusqlite::{Connection, OptionalExtension as _, params};

use crate::Error;

/// Milliseconds since 1970, as all times in the database are.
pub(crate) fn now() -> i64 {
    Timestamp::now().as_millisecond()
}

pub(crate) fn timestamp(milliseconds: i64) -> Timestamp {
    Timestamp::from_millisecond(milliseconds).unwrap_or_default()
}

/// The repository's id, where it is known.
pub(crate) fn repository(
    connection: &Connection,
    name: &RepositoryName,
) -> Result<Option<i64>, Error> {
    Ok(connection
        .prepare_cached("SELECT id FROM repositories WHERE name = ?")?
        .query_row([name.as_str()], |row| row.get(0))
        .optional()?)
}

/// The repository's id, or the error that says there is none.
pub(crate) fn existing_repository(
    connection: &Connection,
    name: &RepositoryName,
) -> Result<i64, Error> {
    repository(connection, name)?.ok_or_else(|| Error::UnknownRepository(name.clone()))
}

/// The repository's id; a repository is there once something was pushed to it.
pub(crate) fn ensure_repository(
    connection: &Connection,
    name: &RepositoryName,
) -> Result<i64, Error> {
    if let Some(id) = repository(connection, name)? {
        return Ok(id);
    }
    connection
        .prepare_cached("INSERT INTO repositories (name, created_at) VALUES (?, ?)")?
        .execute(params![name.as_str(), now()])?;
    Ok(connection.last_insert_rowid())
}

/// The content's id, where something speaks of it.
pub(crate) fn content(connection: &Connection, digest: &Digest) -> Result<Option<i64>, Error> {
    Ok(connection
        .prepare_cached("SELECT id FROM contents WHERE digest = ?")?
        .query_row([digest.as_str()], |row| row.get(0))
        .optional()?)
}

/// The content's id, noting its digest as named but not stored where it is new.
pub(crate) fn ensure_content(connection: &Connection, digest: &Digest) -> Result<i64, Error> {
    if let Some(id) = content(connection, digest)? {
        return Ok(id);
    }
    connection
        .prepare_cached("INSERT INTO contents (digest) VALUES (?)")?
        .execute([digest.as_str()])?;
    Ok(connection.last_insert_rowid())
}

/// The content's id, noting that the pool has it.
pub(crate) fn ensure_stored(
    connection: &Connection,
    digest: &Digest,
    size: u64,
) -> Result<i64, Error> {
    let id = ensure_content(connection, digest)?;
    connection
        .prepare_cached(
            "UPDATE contents SET size = ?2, stored_at = ?3 WHERE id = ?1 AND size IS NOT ?2",
        )?
        .execute(params![id, size as i64, now()])?;
    Ok(id)
}

/// Notes that the repository has the blob.
pub(crate) fn link(connection: &Connection, repository: i64, content: i64) -> Result<(), Error> {
    connection
        .prepare_cached(
            "INSERT INTO links (repository_id, content_id, linked_at) VALUES (?1, ?2, ?3)
             ON CONFLICT DO UPDATE SET linked_at = ?3, removed_at = NULL",
        )?
        .execute(params![repository, content, now()])?;
    Ok(())
}

/// The size of a blob that the repository has.
pub(crate) fn linked_size(
    connection: &Connection,
    repository: i64,
    digest: &Digest,
) -> Result<Option<u64>, Error> {
    Ok(connection
        .prepare_cached(
            "SELECT c.size FROM contents c JOIN links l ON l.content_id = c.id
             WHERE c.digest = ?2 AND l.repository_id = ?1
               AND l.removed_at IS NULL AND c.size IS NOT NULL",
        )?
        .query_row(params![repository, digest.as_str()], |row| {
            row.get::<_, i64>(0)
        })
        .optional()?
        .map(|size| size as u64))
}

/// Notes that the repository's layout on disk no longer shows what it has.
pub(crate) fn mark_layout_stale(connection: &Connection, repository: i64) -> Result<(), Error> {
    connection
        .prepare_cached(
            "UPDATE repositories SET layout_stale = 1 WHERE id = ? AND layout_stale = 0",
        )?
        .execute([repository])?;
    Ok(())
}
