//! What goes with images that are deleted: their children, what describes them, and bookkeeping.

use std::collections::{BTreeMap, BTreeSet};

use portolan_oci::{AttachmentTag, CosignKind, Digest, Tag};

use crate::{
    Repository,
    lookup::{Lookup, is_fallback},
};

/// What goes with the images that were asked for.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Following {
    /// The images that were asked for.
    pub asked: BTreeSet<Digest>,
    /// Children of indexes that go, which nothing else needs.
    pub children: BTreeSet<Digest>,
    /// What describes something that goes, and the subject it was followed from.
    pub referrers: BTreeMap<Digest, Digest>,
    /// Indexes at fallback tags of what goes.
    pub bookkeeping: BTreeSet<Digest>,
    /// Fallback tags of what stays, with the entries that go from their indexes.
    pub entries: BTreeMap<Tag, BTreeSet<Digest>>,
}

impl Following {
    /// Everything that goes.
    pub fn all(&self) -> BTreeSet<Digest> {
        self.asked
            .iter()
            .chain(&self.children)
            .chain(self.referrers.keys())
            .chain(&self.bookkeeping)
            .cloned()
            .collect()
    }

    fn has(&self, digest: &Digest) -> bool {
        self.asked.contains(digest)
            || self.children.contains(digest)
            || self.referrers.contains_key(digest)
            || self.bookkeeping.contains(digest)
    }
}

/// Finds what goes with `asked`: whatever describes something that goes; the children of an index
/// that goes, where they have no tag, nothing else contains them, and enough is known to say so.
pub fn follow(repository: &Repository, asked: &BTreeSet<Digest>) -> Following {
    let lookup = Lookup::of(repository);
    let mut following = Following {
        asked: asked.clone(),
        ..Following::default()
    };
    let mut open: Vec<Digest> = asked.iter().cloned().collect();
    // A child is free only when the last index with it goes, so children are looked at in rounds.
    loop {
        while let Some(gone) = open.pop() {
            for referrer in lookup.referrers_of(&gone) {
                if repository.has(referrer) && !following.has(referrer) {
                    following.referrers.insert(referrer.clone(), gone.clone());
                    open.push(referrer.clone());
                }
            }
        }
        add_bookkeeping(repository, &mut following);
        for child in free_children(repository, &following) {
            following.children.insert(child.clone());
            open.push(child);
        }
        if open.is_empty() {
            break;
        }
    }
    add_entries(repository, &mut following);
    following
}

fn free_children(repository: &Repository, following: &Following) -> BTreeSet<Digest> {
    if repository.unknown_tags > 0 || !repository.untagged_known {
        return BTreeSet::new();
    }
    let tagged: BTreeSet<&Digest> = repository.tags.values().collect();
    let kept: BTreeSet<&Digest> = repository
        .manifests
        .iter()
        .filter(|(parent, manifest)| manifest.present && !following.has(parent))
        .flat_map(|(_, manifest)| manifest.children.iter().chain(&manifest.subject))
        .collect();
    following
        .all()
        .iter()
        .filter_map(|parent| repository.manifests.get(parent))
        .flat_map(|manifest| &manifest.children)
        .filter(|child| {
            let describes_what_stays = repository
                .manifests
                .get(*child)
                .and_then(|manifest| manifest.subject.as_ref())
                .is_some_and(|subject| repository.has(subject) && !following.has(subject));
            repository.has(child)
                && !following.has(child)
                && !tagged.contains(child)
                && !kept.contains(child)
                && !describes_what_stays
        })
        .cloned()
        .collect()
}

/// The index at a fallback tag goes with its subject, unless other tags are on it too.
fn add_bookkeeping(repository: &Repository, following: &mut Following) {
    // Attachment tags hold the first 64 characters of a digest's hex part, so that is the key.
    let gone: BTreeSet<Tag> = following
        .all()
        .iter()
        .flat_map(|digest| {
            let cosign = CosignKind::ALL.map(|kind| AttachmentTag::cosign(digest, kind).tag());
            cosign
                .into_iter()
                .chain([AttachmentTag::fallback(digest).tag()])
        })
        .collect();
    let mut candidates: BTreeMap<&Digest, bool> = BTreeMap::new();
    for (tag, digest) in &repository.tags {
        *candidates.entry(digest).or_insert(true) &= gone.contains(tag);
    }
    for (digest, belongs) in candidates {
        if belongs && repository.has(digest) && !following.has(digest) {
            following.bookkeeping.insert(digest.clone());
        }
    }
}

/// Where a subject stays and something that describes it goes, its fallback index loses an entry.
fn add_entries(repository: &Repository, following: &mut Following) {
    let all = following.all();
    for (tag, at) in &repository.tags {
        if !is_fallback(tag) || all.contains(at) {
            continue;
        }
        let Some(index) = repository.manifests.get(at) else {
            continue;
        };
        let gone: BTreeSet<Digest> = index
            .children
            .iter()
            .filter(|child| all.contains(*child))
            .cloned()
            .collect();
        if !gone.is_empty() {
            following.entries.insert(tag.clone(), gone);
        }
    }
}
