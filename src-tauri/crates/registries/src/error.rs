//! How a registry's verbs fail.

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
}

impl Error {
    /// Whether the thing asked for is not there.
    pub fn is_not_found(&self) -> bool {
        matches!(self, Self::Request(error) if error.is_not_found())
    }

    /// Whether the registry can't be reached at all, so that asking for more is pointless.
    pub fn is_unreachable(&self) -> bool {
        matches!(self, Self::Request(error) if error.is_unreachable())
    }
}
