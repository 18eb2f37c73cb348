//! Why files can't be read as images, or not be written.

use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use portolan_oci::Digest;
use portolan_registries::{Error, Nature};

/// Why files can't be read as images, or not be written.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The system refuses.
    #[error("{} can't be used: {cause}", .path.display())]
    Io {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        cause: io::Error,
    },
    /// It is neither an OCI layout nor what `docker save` writes.
    #[error(
        "{} is neither an OCI image layout nor an archive of docker save; choose one of these", .0.display()
    )]
    UnknownForm(PathBuf),
    /// An archive that is compressed as a whole, so that nothing in it can be read where it lies.
    #[error("{} is compressed as a whole; decompress it first, as with gunzip, xz -d or zstd -d", .0.display())]
    Compressed(PathBuf),
    /// An entry of an archive that could lead out of it: an absolute path, `..`, a link, a device.
    #[error("the archive has an entry {0:?} that could lead out of it; nothing of it is used")]
    Escapes(String),
    /// The same name twice, so that programs would disagree on what it is.
    #[error("the archive has {0:?} twice; nothing of it is used")]
    Twice(String),
    /// Headers that programs read differently.
    #[error("programs disagree on what the archive holds at {0:?}; nothing of it is used")]
    Ambiguous(String),
    /// The archive ends in the middle, or its headers make no sense.
    #[error("the archive is damaged or cut off: {0}; get it again")]
    Damaged(String),
    /// More entries, or larger ones, than anything honest.
    #[error("the file holds more than is sensible: {0}")]
    TooMuch(String),
    /// Something that has to be in it is not.
    #[error("{0} is not in it; the file is not whole")]
    Missing(String),
    /// Content that is not what its name says.
    #[error("{asked} has the content {got}; the file is damaged, get it again")]
    Mismatch {
        /// What it should be.
        asked: Digest,
        /// What it is.
        got: Digest,
    },
    /// A text that can't be understood.
    #[error("{file} can't be understood: {reason}")]
    Unreadable {
        /// Which.
        file: String,
        /// Why.
        reason: String,
    },
    /// There is something under the name already, and nothing is overwritten.
    #[error("{} is there already; choose another name, or remove it first", .0.display())]
    Exists(PathBuf),
    /// Not every image came, so there is no archive of some of them.
    #[error("not everything came, so {} was not written; go on, or begin anew", .0.display())]
    Unfinished(PathBuf),
    /// Something that is no image, where only images fit.
    #[error("{0} is no image that a container could be made of; save it as an OCI layout instead")]
    NoImage(Digest),
}

impl FileError {
    /// What the system refused about `path`.
    pub(crate) fn io(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        |cause| Self::Io { path, cause }
    }

    /// The error of a file behind one of a place.
    pub fn of(error: &Error) -> Option<&Self> {
        match error {
            Error::Native { cause, .. } => cause.downcast_ref(),
            _ => None,
        }
    }

    /// The file or folder that it is about, where one is named.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::Io { path, .. }
            | Self::UnknownForm(path)
            | Self::Compressed(path)
            | Self::Exists(path)
            | Self::Unfinished(path) => Some(path),
            _ => None,
        }
    }

    /// Whether the disk has no room left.
    pub fn is_full(&self) -> bool {
        let full = [io::ErrorKind::StorageFull, io::ErrorKind::QuotaExceeded];
        matches!(self, Self::Io { cause, .. } if full.contains(&cause.kind()))
    }
}

impl From<FileError> for Error {
    fn from(error: FileError) -> Self {
        let nature = match &error {
            FileError::Missing(_) => Nature::NotFound,
            FileError::Exists(_) => Nature::Conflict,
            FileError::Io { cause, .. } if cause.kind() == io::ErrorKind::PermissionDenied => {
                Nature::Forbidden
            }
            FileError::Io { .. } => Nature::Unexpected,
            _ => Nature::Invalid,
        };
        Self::Native {
            nature,
            cause: Arc::new(error),
        }
    }
}
