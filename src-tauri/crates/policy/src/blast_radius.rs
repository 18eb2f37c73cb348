//! All that a change touches besides its target.

use std::collections::{BTreeMap, BTreeSet};

use portolan_oci::{Digest, Tag};

use crate::{Aim, Blob, Repository, lookup::Lookup};

/// All that a change touches besides its target.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct BlastRadius {
    /// Every tag that goes or moves, with the digest that it leaves.
    pub tags: Vec<AffectedTag>,
    /// Indexes that stay and name something that goes.
    pub indexes: Vec<AffectedIndex>,
    /// What describes something that goes, and goes with it.
    pub referrers: Vec<AffectedReferrer>,
    /// How many images go: without what describes them, and without bookkeeping.
    pub images: u64,
    /// Compressed bytes of the configs and layers of all that goes, each once, which is what the size of
    /// an image means everywhere; `None` where a manifest is not known.
    pub bytes: Option<u64>,
}

/// A tag that goes or moves.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct AffectedTag {
    /// Which.
    pub tag: Tag,
    /// Where it points now.
    pub digest: Digest,
    /// Whether it was asked for by name.
    pub asked: bool,
}

/// An index that would break.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct AffectedIndex {
    /// Which.
    pub digest: Digest,
    /// The tags on it.
    pub tags: Vec<Tag>,
    /// The child that goes.
    pub child: Digest,
}

/// A referrer that goes with its subject.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct AffectedReferrer {
    /// Which.
    pub digest: Digest,
    /// What it describes.
    pub subject: Digest,
}

impl BlastRadius {
    /// Computes what `aim` touches in `repository`.
    pub fn of(repository: &Repository, aim: &Aim) -> Self {
        let gone: BTreeSet<&Digest> = aim
            .part
            .manifests
            .iter()
            .filter(|(digest, present)| !**present && repository.has(digest))
            .map(|(digest, _)| digest)
            .collect();
        let following = &aim.following;
        let images = gone.iter().filter(|digest| {
            !following.referrers.contains_key(**digest) && !following.bookkeeping.contains(**digest)
        });
        Self {
            tags: affected_tags(repository, aim),
            indexes: affected_indexes(repository, &gone),
            referrers: following
                .referrers
                .iter()
                .map(|(digest, subject)| AffectedReferrer {
                    digest: digest.clone(),
                    subject: subject.clone(),
                })
                .collect(),
            images: images.count() as u64,
            bytes: bytes(repository, gone.iter().copied()),
        }
    }
}

fn affected_tags(repository: &Repository, aim: &Aim) -> Vec<AffectedTag> {
    let mut tags = Vec::new();
    for (tag, at) in &aim.part.tags {
        let Some(now) = repository.tags.get(tag) else {
            continue;
        };
        if at.as_ref() != Some(now) {
            tags.push(AffectedTag {
                tag: tag.clone(),
                digest: now.clone(),
                asked: aim.asked_tags.contains(tag),
            });
        }
    }
    tags
}

fn affected_indexes(repository: &Repository, gone: &BTreeSet<&Digest>) -> Vec<AffectedIndex> {
    let lookup = Lookup::of(repository);
    let mut indexes = Vec::new();
    for child in gone {
        for parent in lookup.indexes_naming(child) {
            if !gone.contains(parent) {
                indexes.push(AffectedIndex {
                    digest: parent.clone(),
                    tags: lookup.tags_on(parent).iter().copied().cloned().collect(),
                    child: (*child).clone(),
                });
            }
        }
    }
    indexes
}

fn bytes<'a>(repository: &Repository, digests: impl Iterator<Item = &'a Digest>) -> Option<u64> {
    let mut blobs: BTreeMap<&Digest, &Blob> = BTreeMap::new();
    for digest in digests {
        let manifest = repository.manifests.get(digest)?;
        blobs.extend(manifest.blobs.iter().map(|blob| (&blob.digest, blob)));
    }
    blobs
        .values()
        .try_fold(0_u64, |sum, blob| sum.checked_add(blob.size))
}
