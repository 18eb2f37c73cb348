//! What can go wrong with the index.

use std::{
    io,
    path::{Path, PathBuf},
};

/// Why the index did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A newer keystroke made this search pointless. Nothing went wrong.
    #[error("the search was cancelled")]
    Cancelled,
    /// Only one process writes.
    #[error("the index in {0} is written by another process; close it, or read only")]
    InUse(PathBuf),
    /// It was opened for reading.
    #[error("this index was opened for reading only")]
    ReadOnly,
    /// A rebuild is under way already.
    #[error("the index is being rebuilt already")]
    Rebuilding,
    /// A thread that fills the index ended by a mistake in the program.
    #[error("filling the index ended in the middle; this is a mistake in the program")]
    Unfinished,
    /// What is on disk is not what was written; the index must be rebuilt from the stored listings.
    #[error("the index is damaged and has to be rebuilt: {0}")]
    Damaged(String),
    /// The file system refused.
    #[error("{doing} {path}: {source}", path = path.display())]
    File {
        /// What was attempted.
        doing: &'static str,
        /// On what.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A listing that could not be written as a document.
    #[error("a listing can't be stored: {0}")]
    Listing(#[from] serde_json::Error),
    /// The engine refused for a reason of its own, such as a full disk.
    #[error("the index could not be used: {0}")]
    Engine(tantivy::TantivyError),
}

impl Error {
    pub(crate) fn file(doing: &'static str, path: &Path, source: io::Error) -> Self {
        Self::File {
            doing,
            path: path.to_owned(),
            source,
        }
    }
}

impl From<tantivy::TantivyError> for Error {
    fn from(error: tantivy::TantivyError) -> Self {
        use tantivy::TantivyError as Theirs;
        match error {
            Theirs::DataCorruption(_)
            | Theirs::IncompatibleIndex(_)
            | Theirs::OpenReadError(_)
            | Theirs::SchemaError(_)
            | Theirs::FieldNotFound(_) => Self::Damaged(error.to_string()),
            Theirs::IoError(ref io)
                if matches!(
                    io.kind(),
                    io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof
                ) =>
            {
                Self::Damaged(error.to_string())
            }
            _ => Self::Engine(error),
        }
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        tantivy::TantivyError::from(error).into()
    }
}
