//! Why a change can't be planned.

use portolan_oci::{Digest, Tag};

/// Why a change can't be planned, so that nothing was tried.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// The tag is not in the repository.
    #[error("there is no tag {0}")]
    NoTag(Tag),
    /// The manifest is not in the repository.
    #[error("there is no manifest {0}")]
    NoManifest(Digest),
    /// A tag that was to be new exists.
    #[error("the tag {0} exists already")]
    TagExists(Tag),
    /// The registry deletes no manifests, so neither images nor tags can go.
    #[error("this registry deletes no manifests")]
    DeletionOff,
    /// The registry removes no single tag, and no other way is safe here.
    #[error("this registry removes no single tag, and no other way is safe for {0}")]
    TagDeletionUnsupported(Tag),
    /// A Docker schema 1 manifest, which is never written.
    #[error("{0} is a Docker schema 1 image: it can be read and deleted, but not written again")]
    Relic(Digest),
    /// A fallback index that is no index.
    #[error("the index of referrers at {0} can't be read")]
    FallbackUnreadable(Tag),
    /// The change asks for nothing.
    #[error("nothing is left to change")]
    Nothing,
}
