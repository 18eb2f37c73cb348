//! Why keeping or finding something failed.

use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

/// What went wrong in the home folder, its database or its settings file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No home folder is known: the platform names none and `PORTOLAN_HOME` is not set.
    #[error("no data folder is known for this person; set PORTOLAN_HOME to a folder")]
    NoHome,
    /// Another running Portolan holds this home.
    #[error("{} is in use by another Portolan; close it, or set another PORTOLAN_HOME", .path.display())]
    InUse {
        /// The home.
        path: PathBuf,
    },
    /// The database was written by a newer Portolan; nothing was touched.
    #[error(
        "the database {} has schema {found}, this Portolan knows {known}; use a newer Portolan",
        .path.display()
    )]
    NewerSchema {
        /// The database.
        path: PathBuf,
        /// The version in the file.
        found: u32,
        /// The newest version this program knows.
        known: u32,
    },
    /// The folder or file can't be written.
    #[error("{} can't be written: {reason}; check its permissions and that the disk is not read-only", .path.display())]
    ReadOnly {
        /// What was to be written.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// The disk is full; what was being saved was not saved, what was there before is unharmed.
    #[error("the disk holding {} is full; free some space and try again", .path.display())]
    DiskFull {
        /// What was to be written.
        path: PathBuf,
    },
    /// The database turned out to be damaged while in use. It is set aside at the next start.
    #[error("the database {} is damaged; restart Portolan, which sets it aside and keeps it", .path.display())]
    Damaged {
        /// The database.
        path: PathBuf,
    },
    /// Bytes that don't hash to the digest they were to be kept under.
    #[error("the content does not match {digest}; it was not kept")]
    DigestMismatch {
        /// The digest that was asked for.
        digest: portolan_oci::Digest,
    },
    /// What was to be kept belongs to a connection or activity that was removed meanwhile.
    #[error("what this belongs to was removed meanwhile; nothing was kept")]
    OwnerGone,
    /// A proxy's URL holds a user or password, which would be kept in plain text.
    #[error("a proxy is written without user and password here: {0} would keep them in plain text")]
    SecretInProxy(&'static str),
    /// There is no such thing (any more).
    #[error("no {what} named {name}")]
    NotFound {
        /// `connection`, `activity` …
        what: &'static str,
        /// Which one.
        name: String,
    },
    /// Something kept could not be read back as what it should be.
    #[error("what was kept as {what} can't be read: {reason}")]
    Unreadable {
        /// What it should be.
        what: &'static str,
        /// Why it is not.
        reason: String,
    },
    /// The system refused a file operation for another reason.
    #[error("{}: {source}", .path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// SQLite refused for another reason.
    #[error("the database answered: {0}")]
    Database(rusqlite::Error),
}

impl Error {
    /// Sorts a file error into read-only, full, or other.
    pub(crate) fn io(path: &Path, source: std::io::Error) -> Self {
        use std::io::ErrorKind;
        let path = path.to_owned();
        match source.kind() {
            ErrorKind::PermissionDenied
            | ErrorKind::ReadOnlyFilesystem
            | ErrorKind::NotADirectory => Self::ReadOnly {
                path,
                reason: source.to_string(),
            },
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Self::DiskFull { path },
            _ => Self::Io { path, source },
        }
    }

    /// Sorts an SQLite error into read-only, full, damaged, or other.
    pub(crate) fn database(path: &Path, source: rusqlite::Error) -> Self {
        let path = path.to_owned();
        if let rusqlite::Error::SqliteFailure(failure, _) = &source
            && failure.extended_code == rusqlite::ffi::SQLITE_CONSTRAINT_FOREIGNKEY
        {
            return Self::OwnerGone;
        }
        match source.sqlite_error_code() {
            Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
                Self::ReadOnly {
                    path,
                    reason: source.to_string(),
                }
            }
            Some(ErrorCode::DiskFull) => Self::DiskFull { path },
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged { path },
            _ => Self::Database(source),
        }
    }
}

impl From<rusqlite::Error> for Error {
    /// Keeps the SQLite error as it is; [`crate::Store`] sorts it once it knows the path.
    fn from(source: rusqlite::Error) -> Self {
        Self::Database(source)
    }
}

/// Refuses a URL with `user:password@` in it; `place` is where it would have been kept.
pub(crate) fn refuse_secret_in_url(url: &str, place: &'static str) -> Result<(), Error> {
    let authority = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = authority.split(['/', '?', '#']).next().unwrap_or_default();
    if authority.contains('@') {
        return Err(Error::SecretInProxy(place));
    }
    Ok(())
}
