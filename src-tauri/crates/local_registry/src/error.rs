//! What can go wrong inside the local registry, in words a person can act on.

use std::{
    io,
    net::SocketAddr,
    path::{Path, PathBuf},
};

use portolan_oci::{Digest, RepositoryName};

use crate::UpstreamError;

/// Why the local registry could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The address is reachable from other machines; the registry serves its own machine only.
    #[error("{0} can be reached from other machines; listen on 127.0.0.1 or [::1] instead")]
    NotLoopback(SocketAddr),
    /// The port this home always used is held by another program.
    #[error(
        "port {port} is used by another program; end that program, or let the registry take another port"
    )]
    PortTaken {
        /// The port remembered for this home.
        port: u16,
    },
    /// No port could be had at all.
    #[error("no port of this machine could be listened on: {0}")]
    NoPort(#[source] io::Error),
    /// Another process has this registry open. One writer at a time is what keeps it whole.
    #[error("the registry in {} is already open in {holder}; use that one, or end it first", root.display())]
    InUse {
        /// The folder both want.
        root: PathBuf,
        /// What the other process said of itself: process id, program, since when.
        holder: String,
    },
    /// The folder was written by a newer Portolan.
    #[error(
        "the registry in {} was written by a newer version (schema {found}, this one knows {known}); use that version",
        root.display()
    )]
    NewerSchema {
        /// The folder.
        root: PathBuf,
        /// The schema found there.
        found: i64,
        /// The newest schema this version reads.
        known: i64,
    },
    /// The disk is full. Nothing that was stored before is harmed.
    #[error(
        "no room is left for {}; free some space and try again, nothing stored was harmed",
        path.display()
    )]
    DiskFull {
        /// What could not grow.
        path: PathBuf,
    },
    /// The disk or the folder can't be written.
    #[error(
        "{} can't be written ({reason}); make it writable, nothing stored was harmed",
        path.display()
    )]
    ReadOnly {
        /// What can't be written.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// The database is damaged. Opening the registry again keeps the damaged file aside and rebuilds it.
    #[error("the registry's database is damaged ({0}); open the registry again to have it rebuilt")]
    Damaged(String),
    /// A file could not be read or written.
    #[error("{doing} {}: {source}", path.display())]
    File {
        /// What was being done, as in "reading".
        doing: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system answered.
        source: io::Error,
    },
    /// The database refused a statement.
    #[error("the registry's database failed: {0}")]
    Database(#[source] rusqlite::Error),
    /// No such repository.
    #[error("there is no repository {0} here")]
    UnknownRepository(RepositoryName),
    /// No such manifest: a tag or a digest.
    #[error("{repository} has no manifest {reference}")]
    UnknownManifest {
        /// Where it was looked for.
        repository: RepositoryName,
        /// The tag or digest asked for.
        reference: String,
    },
    /// No such blob in that repository.
    #[error("{repository} has no blob {digest}")]
    UnknownBlob {
        /// Where it was looked for.
        repository: RepositoryName,
        /// The blob asked for.
        digest: Digest,
    },
    /// A manifest names content that was never pushed to its repository.
    #[error(
        "the manifest names content that {repository} does not have: {}",
        list(missing)
    )]
    MissingContent {
        /// Where the manifest was pushed.
        repository: RepositoryName,
        /// What is missing.
        missing: Vec<Digest>,
    },
    /// The bytes are not a manifest.
    #[error("not a manifest: {0}")]
    InvalidManifest(String),
    /// A manifest larger than registries take.
    #[error("a manifest has at most 4 MiB; this one is larger")]
    ManifestTooLarge,
    /// The bytes don't have the digest they were announced with.
    #[error("the content has the digest {actual}, not {expected}")]
    DigestMismatch {
        /// What the client announced.
        expected: Digest,
        /// What arrived.
        actual: Digest,
    },
    /// No such upload: finished, cancelled, given up, or the registry was started anew.
    #[error("there is no such upload; start it again")]
    UnknownUpload,
    /// A chunk that does not begin where the upload stands.
    #[error("the chunk begins elsewhere; the upload stands at {at} bytes")]
    ChunkOutOfOrder {
        /// Bytes received so far.
        at: u64,
    },
    /// The body's length is not what the request announced.
    #[error("the body has {actual} bytes where {expected} were announced")]
    LengthMismatch {
        /// Announced bytes.
        expected: u64,
        /// Bytes received.
        actual: u64,
    },
    /// The client went away in the middle of a body.
    #[error("the body broke off: {0}")]
    BrokenBody(String),
    /// A password that can't be hashed or a hash that can't be read.
    #[error("the password can't be used: {0}")]
    Password(String),
    /// The stand-alone command was called in a way it does not know.
    #[error("{0}\n\nusage: {usage}", usage = crate::command::USAGE)]
    Usage(String),
    /// What is pulled through from elsewhere is changed there.
    #[error(
        "{repository} is pulled through from elsewhere by the rule for {prefix}/; push to that registry, or to a name outside {prefix}/"
    )]
    CachedRepository {
        /// What was to be changed.
        repository: RepositoryName,
        /// The rule it is under.
        prefix: RepositoryName,
    },
    /// It is not here, and the registry that it would be pulled through from did not give it.
    #[error("{0}")]
    Upstream(#[source] UpstreamError),
    /// A task of the registry was cancelled because the program is ending.
    #[error("the registry is stopping")]
    Stopping,
}

fn list(digests: &[Digest]) -> String {
    let texts: Vec<&str> = digests.iter().take(5).map(Digest::as_str).collect();
    let more = digests.len().saturating_sub(texts.len());
    if more == 0 {
        texts.join(", ")
    } else {
        format!("{} and {more} more", texts.join(", "))
    }
}

impl From<UpstreamError> for Error {
    fn from(error: UpstreamError) -> Self {
        Self::Upstream(error)
    }
}

impl Error {
    /// Turns what the system answered into the error a person can act on.
    pub(crate) fn file(doing: &'static str, path: impl Into<PathBuf>, source: io::Error) -> Self {
        let path = path.into();
        match source.kind() {
            io::ErrorKind::StorageFull
            | io::ErrorKind::QuotaExceeded
            | io::ErrorKind::FileTooLarge => Self::DiskFull { path },
            io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied => Self::ReadOnly {
                path,
                reason: source.to_string(),
            },
            _ => Self::File {
                doing,
                path,
                source,
            },
        }
    }

    /// Names the database where SQLite said what is wrong and not with which file.
    pub(crate) fn of_database(self, database: &Path) -> Self {
        let named = |path: PathBuf| {
            if path.as_os_str().is_empty() {
                database.to_owned()
            } else {
                path
            }
        };
        match self {
            Self::DiskFull { path } => Self::DiskFull { path: named(path) },
            Self::ReadOnly { path, reason } => Self::ReadOnly {
                path: named(path),
                reason,
            },
            other => other,
        }
    }
}

/// Without the file's name, which SQLite does not tell: see [`Error::of_database`].
impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::DiskFull {
                path: PathBuf::new(),
            },
            Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
                Self::ReadOnly {
                    path: PathBuf::new(),
                    reason: error.to_string(),
                }
            }
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                Self::Damaged(error.to_string())
            }
            _ => Self::Database(error),
        }
    }
}
