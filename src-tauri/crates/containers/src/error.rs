//! Why a file of short names could not be read or changed.

use std::path::PathBuf;

use crate::{NameProblem, Problem, TargetProblem};

/// What went wrong with a change of short names.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The name can't be a short name.
    #[error("the short name can't be: {0}")]
    Name(#[from] NameProblem),
    /// The target can't be what a short name stands for.
    #[error("the target can't be: {0}")]
    Target(#[from] TargetProblem),
    /// The file is damaged. It was left alone.
    #[error("{} is left alone, because {problem}", .path.display())]
    Damaged {
        /// Which file.
        path: PathBuf,
        /// What is wrong and where.
        problem: Problem,
    },
    /// The file belongs to the system.
    #[error("{} belongs to the system and is only read", .path.display())]
    ReadOnly {
        /// Which file.
        path: PathBuf,
    },
    /// The environment names other files, so what is written to the person's own would not count.
    #[error("{} is not read: the environment names other files", .path.display())]
    NotRead {
        /// The person's own file.
        path: PathBuf,
    },
    /// It has changed since, so taking the change back would lose that.
    #[error("{name} is another in {} by now", .path.display())]
    ChangedSince {
        /// Which file.
        path: PathBuf,
        /// Which short name.
        name: String,
    },
    /// The file says so already, or has no such name.
    #[error("{} says so already", .path.display())]
    AlreadySo {
        /// Which file.
        path: PathBuf,
    },
    /// The system refused to read or write.
    #[error("{}: {reason}", .path.display())]
    System {
        /// Which file or folder.
        path: PathBuf,
        /// What the system said.
        reason: String,
        /// Whether no space was left.
        is_full: bool,
    },
}

impl Error {
    /// What the system said of a file.
    pub(crate) fn of_system(path: &std::path::Path, problem: &std::io::Error) -> Self {
        use std::io::ErrorKind::{QuotaExceeded, StorageFull};
        Self::System {
            path: path.to_owned(),
            reason: problem.to_string(),
            is_full: matches!(problem.kind(), StorageFull | QuotaExceeded),
        }
    }
}
