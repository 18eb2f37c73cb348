//! What is known of a repository when a change is decided.

use std::collections::{BTreeMap, BTreeSet};

use portolan_oci::{Digest, MediaType, Tag};

/// What is known of a repository when a change is decided.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Repository {
    /// Every tag whose digest is known, attachment tags too.
    pub tags: BTreeMap<Tag, Digest>,
    /// How many tags there are whose digest is not known.
    pub unknown_tags: u64,
    /// Whether the registry told of every manifest, untagged ones too. Where it can't, an untagged
    /// index that nobody has seen may contain anything.
    pub untagged_known: bool,
    /// Every manifest that is known, in the repository or not.
    pub manifests: BTreeMap<Digest, Manifest>,
    /// Which manifest describes which, however that was found out.
    pub referrers: Vec<ReferrerLink>,
}

/// A manifest, as far as decisions need it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Manifest {
    /// As the registry calls it.
    pub media_type: MediaType,
    /// Bytes of the manifest itself.
    pub size: u64,
    /// The manifests that an index names, in its order.
    pub children: Vec<Digest>,
    /// Config and layers.
    pub blobs: Vec<Blob>,
    /// It was understood, so that it needs nothing but these children and blobs, and registries take
    /// it again: not so for a Docker schema 1 relic.
    pub understood: bool,
    /// What it describes.
    pub subject: Option<Digest>,
    /// The artifact type, where it says one.
    pub artifact_type: Option<String>,
    /// Whether the registry has it in this repository now.
    pub present: bool,
}

/// A config or layer of a manifest.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Blob {
    /// Which.
    pub digest: Digest,
    /// Bytes as stored.
    pub size: u64,
    /// A config, rather than a layer.
    pub is_config: bool,
    /// Not held by registries: a foreign layer.
    pub foreign: bool,
}

/// One manifest describes another.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct ReferrerLink {
    /// What is described.
    pub subject: Digest,
    /// What describes it.
    pub referrer: Digest,
    /// How that was found.
    pub found_by: FoundBy,
}

/// How a referrer was found.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum FoundBy {
    /// By the referrers API.
    Api,
    /// In the index at the subject's fallback tag.
    FallbackTag,
    /// At one of cosign's tags for the subject.
    CosignTag,
}

impl Repository {
    /// Whether the registry has the manifest.
    pub fn has(&self, digest: &Digest) -> bool {
        self.manifests
            .get(digest)
            .is_some_and(|manifest| manifest.present)
    }

    /// A manifest with everything that it needs: the children of an index, and theirs.
    pub fn closure(&self, digest: &Digest) -> BTreeSet<Digest> {
        let mut found = BTreeSet::new();
        let mut open = vec![digest.clone()];
        while let Some(next) = open.pop() {
            let Some(manifest) = self.manifests.get(&next) else {
                continue;
            };
            if found.insert(next) {
                open.extend(manifest.children.iter().cloned());
            }
        }
        found
    }
}
