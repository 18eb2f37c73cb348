//! The links of a repository turned round, so that decisions about thousands of manifests stay quick.

use std::collections::{BTreeMap, BTreeSet};

use portolan_oci::{AttachmentTag, Digest, Tag};

use crate::Repository;

/// Who points at whom, looked up by the one that is pointed at.
#[derive(Debug, Default)]
pub(crate) struct Lookup<'a> {
    tags: BTreeMap<&'a Digest, Vec<&'a Tag>>,
    parents: BTreeMap<&'a Digest, BTreeSet<&'a Digest>>,
    referrers: BTreeMap<&'a Digest, BTreeSet<&'a Digest>>,
    subjects: BTreeMap<&'a Digest, BTreeSet<&'a Digest>>,
    fallback_indexes: BTreeSet<&'a Digest>,
}

impl<'a> Lookup<'a> {
    pub(crate) fn of(repository: &'a Repository) -> Self {
        let mut lookup = Self::default();
        for (tag, digest) in &repository.tags {
            lookup.tags.entry(digest).or_default().push(tag);
            if is_fallback(tag) {
                lookup.fallback_indexes.insert(digest);
            }
        }
        for (parent, manifest) in &repository.manifests {
            if manifest.present {
                for child in &manifest.children {
                    lookup.parents.entry(child).or_default().insert(parent);
                }
            }
        }
        for link in &repository.referrers {
            lookup
                .referrers
                .entry(&link.subject)
                .or_default()
                .insert(&link.referrer);
            lookup
                .subjects
                .entry(&link.referrer)
                .or_default()
                .insert(&link.subject);
        }
        lookup
    }

    /// All known tags on a digest, in order.
    pub(crate) fn tags_on(&self, digest: &Digest) -> &[&'a Tag] {
        self.tags.get(digest).map_or(&[], Vec::as_slice)
    }

    /// The indexes in the registry that name it as a child, bookkeeping of referrers left out.
    pub(crate) fn indexes_naming(&self, digest: &Digest) -> impl Iterator<Item = &'a Digest> {
        self.parents
            .get(digest)
            .into_iter()
            .flatten()
            .copied()
            .filter(|parent| !self.is_fallback_index(parent))
    }

    /// What describes it.
    pub(crate) fn referrers_of(&self, digest: &Digest) -> impl Iterator<Item = &'a Digest> {
        self.referrers.get(digest).into_iter().flatten().copied()
    }

    /// What it describes.
    pub(crate) fn subjects_of(&self, digest: &Digest) -> impl Iterator<Item = &'a Digest> {
        self.subjects.get(digest).into_iter().flatten().copied()
    }

    /// Whether it is the index of referrers at some fallback tag: bookkeeping, not an image.
    pub(crate) fn is_fallback_index(&self, digest: &Digest) -> bool {
        self.fallback_indexes.contains(digest)
    }
}

/// Whether a tag is where clients keep the referrers of a manifest.
pub(crate) fn is_fallback(tag: &Tag) -> bool {
    AttachmentTag::recognise(tag).is_some_and(|tag| tag.cosign_kind().is_none())
}
