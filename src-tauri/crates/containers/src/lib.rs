//! Short names of Podman, Buildah and skopeo: which file says what, which one counts, what a name comes to;
//! and the person's own files changed without losing a comment.
//!
//! The rules are those of containers-registries.conf(5) and of the libraries behind it. The system's files
//! are only ever read. Sign-ins that the same programs keep are the room's `credentials`.

mod change;
mod edit;
mod engine;
mod error;
mod file;
mod meaning;
mod name;
mod places;
mod short_names;
mod write;

pub use change::{Change, Edit, carry_out, find_file_for, prepare_change, prepare_undo};
pub use engine::{Engine, find_engine};
pub use error::Error;
pub use file::{Mode, Problem};
pub use meaning::{Candidate, Meaning, find_meaning};
pub use name::{NameProblem, TargetProblem, read_name, read_target};
pub use places::{Layout, Owner, Rules};
pub use short_names::{Alias, ReadFile, ShortNames, read_short_names};
