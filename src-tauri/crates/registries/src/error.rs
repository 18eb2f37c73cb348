//! How a registry's verbs fail.

use std::sync::Arc;

use jiff::Timestamp;
use portolan_distribution as distribution;
use portolan_oci::{Digest, Tag};

/// Shorthand for this crate's results.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a verb failed. Cheap to clone.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
    /// The request itself failed.
    #[error(transparent)]
    Request(#[from] distribution::Error),
    /// The registry deletes nothing, as it is set up.
    #[error("the registry does not allow deletion{}", setting.as_ref().map(|setting| format!(": {setting} switches it on")).unwrap_or_default())]
    DeletionOff {
        /// The registry's own setting that allows it, where its kind could be told.
        setting: Option<String>,
        /// What the registry answered.
        answered: String,
    },
    /// The registry has no deletion of a tag alone.
    #[error("the registry can't remove a tag alone; another way must be chosen")]
    TagDeletionUnsupported {
        /// What the registry answered.
        answered: String,
    },
    /// A way was asked for that is safe only where deletion by digest was seen to work.
    #[error("deletion by digest was not seen to work here, so this way could destroy the tag")]
    DeletionUnproven,
    /// A tag no longer points where it did when the change was decided.
    #[error("{tag} now points to {}", found.as_ref().map_or("nothing", Digest::as_str))]
    TagMoved {
        /// The tag.
        tag: Tag,
        /// Where it was expected to point.
        expected: Digest,
        /// Where it points now; `None` where it is gone.
        found: Option<Digest>,
    },
    /// The way needs something the image is not.
    #[error("{method} does not fit: {reason}")]
    DoesNotFit {
        /// The way.
        method: crate::RemovalMethod,
        /// Why.
        reason: &'static str,
    },
    /// A change failed half-way and could not be put back: the bytes are with the caller.
    #[error("{} could not be put back: {cause}", tags.iter().map(Tag::as_str).collect::<Vec<_>>().join(", "))]
    NotRestored {
        /// Tags that are now missing.
        tags: Vec<Tag>,
        /// The digest that they pointed to.
        digest: Digest,
        /// Why.
        cause: Box<Error>,
    },
    /// The registry's own API failed. The cause is the error of the room that speaks it, for who knows
    /// that room; for everybody else there is its nature.
    #[error("{cause}")]
    Native {
        /// What kind of failure it is.
        nature: Nature,
        /// The error itself.
        cause: Arc<dyn std::error::Error + Send + Sync>,
    },
}

/// What kind of failure an error of a registry's own API is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Nature {
    /// It is not there.
    NotFound,
    /// The other side can't be reached.
    Unreachable,
    /// The sign-in is missing, wrong or at its end.
    SignIn,
    /// Signed in, but not allowed.
    Forbidden,
    /// Too many requests, until then where it is known.
    Busy(Option<Timestamp>),
    /// What is there stands in the way.
    Conflict,
    /// It can't be done, as it was asked for.
    Invalid,
    /// Anything else.
    Unexpected,
}

impl Error {
    /// Whether the thing asked for is not there.
    pub fn is_not_found(&self) -> bool {
        match self {
            Self::Request(error) => error.is_not_found(),
            Self::Native { nature, .. } => *nature == Nature::NotFound,
            _ => false,
        }
    }

    /// Whether the registry can't be reached at all, so that asking for more is pointless.
    pub fn is_unreachable(&self) -> bool {
        match self {
            Self::Request(error) => error.is_unreachable(),
            Self::Native { nature, .. } => *nature == Nature::Unreachable,
            _ => false,
        }
    }
}
