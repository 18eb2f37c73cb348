//! What is wrong in a repository or of no use any more, from what is known of it. It asks nobody, and
//! what is not known is no finding.

mod examine;
mod near_limit;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use portolan_oci::{Digest, Tag};

pub use examine::examine;
pub use near_limit::{NearLimit, near_limit};

/// A repository as far as it is known.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Examined {
    /// Every tag whose digest is known, attachment tags too.
    pub tags: BTreeMap<Tag, Digest>,
    /// The manifests that were seen in the repository, tagged or not.
    pub images: BTreeMap<Digest, ExaminedImage>,
    /// Digests that the registry was seen to lack.
    pub missing: BTreeSet<Digest>,
    /// Whether `images` are all that there are: the registry lists those without a tag too.
    pub is_whole: bool,
}

/// A manifest as far as it is known.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct ExaminedImage {
    /// What an index names.
    pub children: Vec<Digest>,
    /// What it describes.
    pub subject: Option<Digest>,
    /// When somebody pulled it.
    pub pulled: Pulled,
}

/// When an image was last pulled.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Pulled {
    /// The registry doesn't tell.
    #[default]
    Unknown,
    /// Not since it was pushed then.
    Never(Timestamp),
    /// Then.
    Last(Timestamp),
}

/// Something that is wrong, or of no use any more.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Finding {
    /// A tag whose manifest the registry lacks: pulling it fails.
    ContentGone {
        /// Which tag.
        tag: Tag,
        /// What it points to.
        digest: Digest,
    },
    /// An index that names manifests which the registry lacks: pulling it fails on their platforms.
    BrokenIndex {
        /// Which index.
        digest: Digest,
        /// Its tags.
        tags: Vec<Tag>,
        /// What it names in vain.
        missing: Vec<Digest>,
    },
    /// A signature, attestation or the like of what is not there.
    DanglingReferrer {
        /// Which manifest.
        digest: Digest,
        /// Its tags: those of cosign and the fallback tag of referrers.
        tags: Vec<Tag>,
        /// What it describes.
        subject: Digest,
        /// The subject is known to be gone, and not just nowhere seen.
        is_certain: bool,
    },
    /// An image that nobody has pulled for long.
    Unpulled {
        /// Which image.
        digest: Digest,
        /// Its tags.
        tags: Vec<Tag>,
        /// Since when.
        since: Timestamp,
        /// It was never pulled; that is when it was pushed.
        never: bool,
    },
}
