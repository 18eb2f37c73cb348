//! The deeds that make an aim so, in an order in which an interruption harms least.

use std::collections::{BTreeMap, BTreeSet};

use portolan_oci::{Digest, Tag};
use serde::{Deserialize, Serialize};

use crate::{Aim, Removal, RemovalMethod, Repository, lookup::Lookup};

/// One thing that is done to the registry. It can be done again without harm.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub enum Deed {
    /// Puts a manifest by its digest.
    PutManifest {
        /// Which.
        digest: Digest,
    },
    /// Points a tag to a manifest that is there.
    PutTag {
        /// The tag.
        tag: Tag,
        /// Where it will point.
        digest: Digest,
        /// Where it points now.
        before: Option<Digest>,
    },
    /// Takes tags off a manifest that stays.
    RemoveTags {
        /// The manifest.
        digest: Digest,
        /// Which tags.
        tags: Vec<Tag>,
        /// All tags that stay on it.
        others: Vec<Tag>,
        /// How.
        removal: Removal,
    },
    /// Deletes a manifest and every tag on it.
    DeleteManifest {
        /// Which.
        digest: Digest,
        /// The tags on it by then.
        tags: Vec<Tag>,
    },
}

/// The deeds that lead from `repository` as it is to `aim`: what something else needs is put before
/// that (children before their index, subjects before what describes them, tags last), and deleted
/// after it (an index before its children).
pub fn deeds(repository: &Repository, aim: &Aim) -> Vec<Deed> {
    let mut deeds = Vec::new();
    let missing = aim
        .part
        .manifests
        .iter()
        .filter(|(digest, present)| **present && !repository.has(digest))
        .map(|(digest, _)| digest.clone())
        .collect();
    for digest in needed_first(repository, &missing) {
        deeds.push(Deed::PutManifest { digest });
    }
    // People's tags come after attachments' tags, so that an image appears with all that describes it.
    let mut puts: Vec<(&Tag, &Digest)> = aim
        .part
        .tags
        .iter()
        .filter_map(|(tag, at)| Some((tag, at.as_ref()?)))
        .filter(|(tag, at)| repository.tags.get(*tag) != Some(*at))
        .collect();
    puts.sort_by_key(|(tag, _)| portolan_oci::AttachmentTag::recognise(tag).is_none());
    let mut tags_then = repository.tags.clone();
    for (tag, digest) in puts {
        let before = tags_then.insert(tag.clone(), digest.clone());
        deeds.push(Deed::PutTag {
            tag: tag.clone(),
            digest: digest.clone(),
            before,
        });
    }
    deeds.extend(removals(aim, &mut tags_then));
    let gone = aim
        .part
        .manifests
        .iter()
        .filter(|(digest, present)| !**present && repository.has(digest))
        .map(|(digest, _)| digest.clone())
        .collect();
    for digest in needed_last(repository, &gone) {
        let tags = tags_then
            .iter()
            .filter(|(_, at)| **at == digest)
            .map(|(tag, _)| tag.clone())
            .collect();
        deeds.push(Deed::DeleteManifest { digest, tags });
    }
    deeds
}

fn removals(aim: &Aim, tags_then: &mut BTreeMap<Tag, Digest>) -> Vec<Deed> {
    let mut deeds = Vec::new();
    for (digest, removal) in &aim.removals {
        let on_digest: Vec<Tag> = tags_then
            .iter()
            .filter(|(_, at)| *at == digest)
            .map(|(tag, _)| tag.clone())
            .collect();
        let (gone, others): (Vec<Tag>, Vec<Tag>) = on_digest
            .into_iter()
            .partition(|tag| aim.part.tags.get(tag) == Some(&None));
        for tag in &gone {
            tags_then.remove(tag);
        }
        if gone.is_empty() {
            continue;
        }
        // Deleting and restoring is once for all tags of a digest, the other ways are a tag each.
        let groups = if removal.method == RemovalMethod::DeleteAndRestore {
            vec![gone]
        } else {
            gone.into_iter().map(|tag| vec![tag]).collect()
        };
        for tags in groups {
            deeds.push(Deed::RemoveTags {
                digest: digest.clone(),
                tags,
                others: others.clone(),
                removal: *removal,
            });
        }
    }
    deeds
}

/// Children before their index, subjects before what describes them.
fn needed_first(repository: &Repository, digests: &BTreeSet<Digest>) -> Vec<Digest> {
    sorted(digests, |digest| {
        let manifest = repository.manifests.get(digest);
        manifest
            .into_iter()
            .flat_map(|manifest| manifest.children.iter().chain(&manifest.subject))
            .cloned()
            .collect()
    })
}

/// An index before its children, a subject before what describes it: what was asked for goes first.
fn needed_last(repository: &Repository, digests: &BTreeSet<Digest>) -> Vec<Digest> {
    let lookup = Lookup::of(repository);
    sorted(digests, |digest| {
        let above = lookup
            .indexes_naming(digest)
            .chain(lookup.subjects_of(digest));
        let entries = repository
            .manifests
            .get(digest)
            .filter(|_| lookup.is_fallback_index(digest))
            .map(|index| &index.children);
        above
            .chain(entries.into_iter().flatten())
            .cloned()
            .collect()
    })
}

/// Depth first, each after those that it names; a circle is cut where it closes.
fn sorted(digests: &BTreeSet<Digest>, first: impl Fn(&Digest) -> Vec<Digest>) -> Vec<Digest> {
    let mut order = Vec::with_capacity(digests.len());
    let mut seen = BTreeSet::new();
    for start in digests {
        let mut open = vec![(start.clone(), false)];
        while let Some((digest, is_ready)) = open.pop() {
            if is_ready {
                order.push(digest);
            } else if seen.insert(digest.clone()) {
                let before = first(&digest);
                open.push((digest, true));
                open.extend(
                    before
                        .into_iter()
                        .filter(|other| digests.contains(other) && !seen.contains(other))
                        .map(|other| (other, false)),
                );
            }
        }
    }
    order
}
