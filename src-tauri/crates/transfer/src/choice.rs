//! What a person wants copied, before anybody was asked.

use std::collections::BTreeMap;

use portolan_oci::{Digest, Platform, Selector, Tag};

use crate::Conversion;

/// What is to be copied and how.
#[derive(Clone, Debug)]
pub struct Choice {
    /// Which images.
    pub what: What,
    /// Which of an index's platforms.
    pub platforms: PlatformChoice,
    /// What describes the images (signatures, attestations, SBOMs) comes along.
    pub referrers: bool,
    /// What is written anew on the way.
    pub conversion: Conversion,
    /// By tag of the destination, what an earlier copy left there. A tag whose source is where it was
    /// then is taken to be up to date without asking the destination; empty to ask about every tag.
    pub remembered: BTreeMap<Tag, Remembered>,
}

/// Which images.
#[derive(Clone, Debug)]
pub enum What {
    /// These.
    Images(Vec<Wanted>),
    /// Every tag of the repository, under the same names.
    Repository,
}

/// One image.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Wanted {
    /// Where it is at the source.
    pub selector: Selector,
    /// Its tags at the destination; none leaves it to its digest.
    pub tags: Vec<Tag>,
}

/// Which of an index's platforms.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub enum PlatformChoice {
    /// All: the index goes as it is, with its digest.
    #[default]
    All,
    /// These alone. An index that has others becomes a new one with another digest; an image that is no
    /// index goes as it is.
    Only(Vec<Platform>),
}

/// What an earlier copy of a tag came to.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Remembered {
    /// Where the source's tag was.
    pub source: Digest,
    /// What the destination's tag leads to since.
    pub destination: Digest,
}

impl Choice {
    /// Everything about these images.
    pub fn images(wanted: Vec<Wanted>) -> Self {
        Self {
            what: What::Images(wanted),
            platforms: PlatformChoice::All,
            referrers: true,
            conversion: Conversion::default(),
            remembered: BTreeMap::new(),
        }
    }

    /// Everything of the repository.
    pub fn repository() -> Self {
        Self {
            what: What::Repository,
            ..Self::images(Vec::new())
        }
    }
}

impl Wanted {
    /// A tag, under the same name.
    pub fn tag(tag: Tag) -> Self {
        Self {
            selector: Selector::Tag(tag.clone()),
            tags: vec![tag],
        }
    }
}

impl PlatformChoice {
    /// Whether a child of this platform comes along. What names no platform, or none that could run, is
    /// decided by whoever knows what it belongs to.
    pub(crate) fn takes(&self, platform: &Platform) -> bool {
        match self {
            Self::All => true,
            Self::Only(chosen) => chosen.iter().any(|wanted| {
                wanted.os == platform.os
                    && wanted.architecture == platform.architecture
                    // `linux/arm64` means every variant of it.
                    && (wanted.variant.is_none() || wanted.variant == platform.variant)
                    && (wanted.os_version.is_none() || wanted.os_version == platform.os_version)
            }),
        }
    }
}
