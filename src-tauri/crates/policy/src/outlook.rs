//! Whether a change can be taken back, said before it is made.

use std::collections::{BTreeMap, BTreeSet};

use portolan_oci::Digest;

use crate::{Abilities, Aim, Blob, Proof, Repository};

/// Whether a change can be taken back.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Outlook {
    /// Nothing that the registry does by itself can hinder it. Otherwise it is only likely.
    pub certain: bool,
    /// Nothing can hinder it while the registry keeps what is deleted.
    pub certain_while_kept: bool,
    /// The blobs that the registry may collect afterwards.
    pub at_stake: BTreeMap<Digest, Blob>,
}

impl Outlook {
    /// Bytes of the layers at stake. Configs are kept anyway.
    pub fn layer_bytes(&self) -> u64 {
        self.layers().map(|blob| blob.size).sum()
    }

    /// The layers at stake, those that a registry holds.
    pub fn layers(&self) -> impl Iterator<Item = &Blob> {
        self.at_stake
            .values()
            .filter(|blob| !blob.is_config && !blob.foreign)
    }
}

/// Decides how sure it is that `aim` can be taken back.
///
/// A blob is at stake when a manifest that goes, or that is left without a tag, has it, and no tagged
/// manifest that stays is known to have it too. Taking back a tag that is put needs the registry to
/// remove tags.
pub fn outlook(repository: &Repository, aim: &Aim, abilities: Abilities) -> Outlook {
    let tags_after = repository
        .tags
        .iter()
        .filter(|(tag, _)| !aim.part.tags.contains_key(*tag))
        .map(|(_, digest)| digest)
        .chain(aim.part.tags.values().flatten());
    let mut staying: BTreeSet<Digest> = BTreeSet::new();
    for digest in tags_after {
        if !staying.contains(digest) {
            staying.extend(repository.closure(digest));
        }
    }
    staying.retain(|digest| aim.part.manifests.get(digest) != Some(&false));
    let mut losing: BTreeSet<Digest> = aim
        .part
        .manifests
        .iter()
        .filter(|(digest, present)| !**present && repository.has(digest))
        .map(|(digest, _)| digest.clone())
        .collect();
    for tag in aim.part.tags.keys() {
        if let Some(now) = repository.tags.get(tag) {
            losing.extend(repository.closure(now));
        }
    }
    losing.retain(|digest| !staying.contains(digest) && repository.has(digest));
    let held: BTreeSet<&Digest> = staying
        .iter()
        .filter_map(|digest| repository.manifests.get(digest))
        .flat_map(|manifest| manifest.blobs.iter().map(|blob| &blob.digest))
        .collect();
    let at_stake: BTreeMap<Digest, Blob> = losing
        .iter()
        .filter_map(|digest| repository.manifests.get(digest))
        .flat_map(|manifest| &manifest.blobs)
        .filter(|blob| !blob.foreign && !held.contains(&blob.digest))
        .map(|blob| (blob.digest.clone(), blob.clone()))
        .collect();
    let all_known = losing.iter().all(|digest| {
        let manifest = repository.manifests.get(digest);
        manifest.is_some_and(|manifest| manifest.understood)
    });
    let adds_tag = aim
        .part
        .tags
        .iter()
        .any(|(tag, at)| at.is_some() && !repository.tags.contains_key(tag));
    let removes_tags_surely =
        abilities.delete_tag == Proof::Proven || abilities.delete_digest == Proof::Proven;
    let certain_while_kept = all_known && (!adds_tag || removes_tags_surely);
    Outlook {
        certain: certain_while_kept && (abilities.keeps_deleted || at_stake.is_empty()),
        certain_while_kept,
        at_stake,
    }
}
