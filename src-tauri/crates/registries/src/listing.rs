//! What lists and look-ups answer.

use jiff::Timestamp;
use portolan_distribution::{ManifestHead, RawManifest};
use portolan_oci::{Digest, MediaType, RepositoryName, Tag};

/// A tag as a list names it. The protocol names nothing else; a kind with a better list fills in more.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ListedTag {
    /// The tag.
    pub tag: Tag,
    /// What it points to.
    pub digest: Option<Digest>,
    /// The type of that manifest.
    pub media_type: Option<MediaType>,
    /// Compressed bytes of the image.
    pub size: Option<u64>,
    /// When it was pushed.
    pub pushed_at: Option<Timestamp>,
}

impl From<Tag> for ListedTag {
    fn from(tag: Tag) -> Self {
        Self {
            tag,
            digest: None,
            media_type: None,
            size: None,
            pushed_at: None,
        }
    }
}

/// A time that a tag was on one digest, as the registry itself remembers it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PastTag {
    /// The digest.
    pub digest: Digest,
    /// Since when.
    pub since: Timestamp,
    /// Until when; `None` for where it is now.
    pub until: Option<Timestamp>,
}

/// What a repository holds, as a registry counts it itself.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RepositoryCount {
    /// The repository.
    pub name: RepositoryName,
    /// How many tags; `None` where the registry counts none.
    pub tags: Option<u64>,
    /// Compressed bytes of all that it holds, each blob once; `None` where the registry counts no bytes.
    pub bytes: Option<u64>,
}

/// A repository that a registry's own search found. Its words are text to show.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct FoundRepository {
    /// The repository.
    pub name: RepositoryName,
    /// What it is for.
    pub description: Option<String>,
    /// Whether everybody may see it.
    pub is_public: Option<bool>,
    /// How many have starred it.
    pub stars: Option<u64>,
}

/// What a tag or digest stands for.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Resolved {
    /// The digest.
    pub digest: Digest,
    /// The manifest's type, where the registry says.
    pub media_type: Option<MediaType>,
    /// The manifest's own bytes, where the registry says.
    pub size: Option<u64>,
    /// The manifest, where it had to be fetched to know its digest.
    pub manifest: Option<RawManifest>,
}

impl Resolved {
    pub(crate) fn of_head(head: ManifestHead) -> Option<Self> {
        Some(Self {
            digest: head.digest?,
            media_type: head.media_type,
            size: head.size,
            manifest: None,
        })
    }

    pub(crate) fn of_manifest(manifest: RawManifest) -> Self {
        Self {
            digest: manifest.digest.clone(),
            media_type: Some(manifest.media_type.clone()),
            size: Some(manifest.bytes.len() as u64),
            manifest: Some(manifest),
        }
    }
}
