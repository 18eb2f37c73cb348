//! Which part of a repository a change, an undo or a resumption wants to be how.

use std::collections::{BTreeMap, BTreeSet};

use portolan_oci::{Digest, Tag};

use crate::{
    Abilities, Following, Part, Proof, Refusal, Removal, RemovalMethod, Repository, follow,
    lookup::Lookup,
    removal::{Circumstances, choose},
};

/// What a person wants changed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Change {
    /// Puts a tag on a manifest, new or moved.
    PutTag {
        /// The tag.
        tag: Tag,
        /// Where it will point.
        digest: Digest,
    },
    /// Gives a tag another name.
    RenameTag {
        /// Its name now.
        from: Tag,
        /// Its new name, which must be free.
        to: Tag,
    },
    /// Removes tags and no others.
    RemoveTags {
        /// Which.
        tags: BTreeSet<Tag>,
    },
    /// Deletes images with all their tags.
    DeleteImages {
        /// Which.
        digests: BTreeSet<Digest>,
    },
    /// Deletes everything.
    DeleteRepository,
    /// Deletes images with all their tags, and removes tags from others.
    Expire {
        /// The images.
        digests: BTreeSet<Digest>,
        /// Tags of images that stay.
        tags: BTreeSet<Tag>,
    },
}

/// What should become so, and how the parts of it that could be done in several ways are done.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Aim {
    /// What should be so.
    pub part: Part,
    /// Tags that were named by the person.
    pub asked_tags: BTreeSet<Tag>,
    /// What is deleted, and why.
    pub following: Following,
    /// How tags are removed from a digest that stays.
    pub removals: BTreeMap<Digest, Removal>,
}

impl Aim {
    /// Replaces the index at a fallback tag by one without the entries that go. `next` is the digest
    /// of the new index; `None` where no entry is left, so that tag and index go. An index with other
    /// tags stays.
    pub fn replace_fallback(&mut self, repository: &Repository, tag: &Tag, next: Option<Digest>) {
        let Some(old) = repository.tags.get(tag) else {
            return;
        };
        let has_other_tags = repository
            .tags
            .iter()
            .any(|(other, at)| at == old && other != tag);
        if next.is_none() && has_other_tags {
            return;
        }
        if let Some(next) = &next {
            self.part.manifests.insert(next.clone(), true);
        }
        if !has_other_tags {
            self.part.manifests.insert(old.clone(), false);
            self.following.bookkeeping.insert(old.clone());
        }
        self.part.tags.insert(tag.clone(), next);
    }
}

/// What `change` wants of `repository`.
///
/// # Errors
/// A [`Refusal`] where it can't be, so that nothing is tried.
pub fn aim(repository: &Repository, change: &Change, abilities: Abilities) -> Result<Aim, Refusal> {
    match change {
        Change::PutTag { tag, digest } => put_tag(repository, tag, digest),
        Change::RenameTag { from, to } => rename_tag(repository, from, to, abilities),
        Change::RemoveTags { tags } => remove_tags(repository, tags, abilities),
        Change::DeleteImages { digests } => delete_images(repository, digests, abilities),
        Change::Expire { digests, tags } => {
            let mut aim = match (digests.is_empty(), tags.is_empty()) {
                (true, _) => return remove_tags(repository, tags, abilities),
                (false, true) => return delete_images(repository, digests, abilities),
                (false, false) => delete_images(repository, digests, abilities)?,
            };
            let removing = remove_tags(repository, tags, abilities)?;
            // Images that go lose all of their tags, so these are of others.
            aim.part.tags.extend(removing.part.tags);
            for (digest, present) in removing.part.manifests {
                aim.part.manifests.entry(digest).or_insert(present);
            }
            aim.asked_tags.extend(removing.asked_tags);
            aim.following.asked.extend(removing.following.asked);
            aim.removals.extend(removing.removals);
            Ok(aim)
        }
        Change::DeleteRepository => {
            // Everything goes, so only what the person would call an image counts as asked for.
            let lookup = Lookup::of(repository);
            let tops: BTreeSet<Digest> = repository
                .manifests
                .keys()
                .filter(|digest| repository.has(digest) && is_image(&lookup, digest))
                .cloned()
                .collect();
            let mut following = follow(repository, &tops);
            let all = following.all();
            let rest = repository
                .manifests
                .keys()
                .filter(|digest| repository.has(digest));
            following
                .bookkeeping
                .extend(rest.filter(|digest| !all.contains(*digest)).cloned());
            following.entries.clear();
            delete(repository, following, abilities)
        }
    }
}

fn delete_images(
    repository: &Repository,
    digests: &BTreeSet<Digest>,
    abilities: Abilities,
) -> Result<Aim, Refusal> {
    if let Some(missing) = digests.iter().find(|digest| !repository.has(digest)) {
        return Err(Refusal::NoManifest(missing.clone()));
    }
    delete(repository, follow(repository, digests), abilities)
}

fn is_image(lookup: &Lookup<'_>, digest: &Digest) -> bool {
    lookup.subjects_of(digest).next().is_none() && !lookup.is_fallback_index(digest)
}

fn put_tag(repository: &Repository, tag: &Tag, digest: &Digest) -> Result<Aim, Refusal> {
    let manifest = repository
        .manifests
        .get(digest)
        .filter(|manifest| manifest.present)
        .ok_or_else(|| Refusal::NoManifest(digest.clone()))?;
    if manifest.media_type.is_schema1() {
        return Err(Refusal::Relic(digest.clone()));
    }
    if repository.tags.get(tag) == Some(digest) {
        return Err(Refusal::Nothing);
    }
    let mut aim = Aim::default();
    aim.part.tags.insert(tag.clone(), Some(digest.clone()));
    aim.part.manifests.insert(digest.clone(), true);
    aim.asked_tags.insert(tag.clone());
    Ok(aim)
}

fn rename_tag(
    repository: &Repository,
    from: &Tag,
    to: &Tag,
    abilities: Abilities,
) -> Result<Aim, Refusal> {
    let digest = repository
        .tags
        .get(from)
        .ok_or_else(|| Refusal::NoTag(from.clone()))?;
    if repository.tags.contains_key(to) {
        return Err(Refusal::TagExists(to.clone()));
    }
    let mut aim = put_tag(repository, to, digest)?;
    aim.part.tags.insert(from.clone(), None);
    aim.asked_tags.insert(from.clone());
    // The new name is on the digest by then, so it is never deleted with its only tag.
    let circumstances = Circumstances {
        only_tags: false,
        tags_known: repository.unknown_tags == 0,
        bytes_in_hand: true,
    };
    let removal = choose(abilities, circumstances).ok_or_else(|| no_removal(abilities, from))?;
    keep_others(
        &Lookup::of(repository),
        digest,
        &BTreeSet::from([from.clone()]),
        &mut aim.part,
    );
    aim.removals.insert(digest.clone(), removal);
    Ok(aim)
}

fn remove_tags(
    repository: &Repository,
    tags: &BTreeSet<Tag>,
    abilities: Abilities,
) -> Result<Aim, Refusal> {
    let mut aim = Aim {
        asked_tags: tags.clone(),
        ..Aim::default()
    };
    let lookup = Lookup::of(repository);
    let mut by_digest: BTreeMap<&Digest, BTreeSet<Tag>> = BTreeMap::new();
    for tag in tags {
        let digest = repository
            .tags
            .get(tag)
            .ok_or_else(|| Refusal::NoTag(tag.clone()))?;
        by_digest.entry(digest).or_default().insert(tag.clone());
    }
    for (digest, removed) in by_digest {
        let circumstances = circumstances(repository, &lookup, digest, &removed);
        let removal = choose(abilities, circumstances).ok_or_else(|| {
            no_removal(abilities, removed.first().unwrap_or_else(|| unreachable!()))
        })?;
        for tag in &removed {
            aim.part.tags.insert(tag.clone(), None);
        }
        match removal.method {
            RemovalMethod::OnlyTag => {
                aim.part.manifests.insert(digest.clone(), false);
                aim.following.asked.insert(digest.clone());
            }
            // A registry's own deletion of the last tag may take the image with it: ECR's does.
            RemovalMethod::Native if circumstances.only_tags => {
                aim.removals.insert(digest.clone(), removal);
            }
            _ => {
                keep_others(&lookup, digest, &removed, &mut aim.part);
                aim.part.manifests.insert(digest.clone(), true);
                aim.removals.insert(digest.clone(), removal);
            }
        }
    }
    if aim.part.tags.is_empty() {
        return Err(Refusal::Nothing);
    }
    Ok(aim)
}

/// What decides how `removed` are taken off `digest`.
fn circumstances(
    repository: &Repository,
    lookup: &Lookup<'_>,
    digest: &Digest,
    removed: &BTreeSet<Tag>,
) -> Circumstances {
    let tags_known = repository.unknown_tags == 0;
    let is_relic = repository
        .manifests
        .get(digest)
        .is_none_or(|manifest| manifest.media_type.is_schema1());
    Circumstances {
        only_tags: tags_known
            && lookup
                .tags_on(digest)
                .iter()
                .all(|tag| removed.contains(*tag))
            && lookup.indexes_naming(digest).next().is_none()
            && lookup.referrers_of(digest).next().is_none(),
        tags_known,
        bytes_in_hand: !is_relic,
    }
}

fn keep_others(lookup: &Lookup<'_>, digest: &Digest, removed: &BTreeSet<Tag>, part: &mut Part) {
    for tag in lookup.tags_on(digest) {
        if !removed.contains(*tag) {
            part.tags.insert((*tag).clone(), Some(digest.clone()));
        }
    }
}

fn no_removal(abilities: Abilities, tag: &Tag) -> Refusal {
    if abilities.delete_digest == Proof::Refused {
        Refusal::DeletionOff
    } else {
        Refusal::TagDeletionUnsupported(tag.clone())
    }
}

fn delete(
    repository: &Repository,
    following: Following,
    abilities: Abilities,
) -> Result<Aim, Refusal> {
    if abilities.delete_digest == Proof::Refused {
        return Err(Refusal::DeletionOff);
    }
    let all = following.all();
    if all.is_empty() {
        return Err(Refusal::Nothing);
    }
    let mut aim = Aim {
        following,
        ..Aim::default()
    };
    for (tag, digest) in &repository.tags {
        if all.contains(digest) {
            aim.part.tags.insert(tag.clone(), None);
        }
    }
    for digest in all {
        aim.part.manifests.insert(digest, false);
    }
    Ok(aim)
}

/// What it takes to make `part` so: an undo, or going on with what was left undone.
///
/// A manifest that was to go stays where something new has come to need it: a tag that the part does
/// not name.
///
/// # Errors
/// A [`Refusal`] where a tag can't be removed in a safe way.
pub fn aim_at(repository: &Repository, part: &Part, abilities: Abilities) -> Result<Aim, Refusal> {
    let mut aim = Aim {
        part: part.clone(),
        asked_tags: part.tags.keys().cloned().collect(),
        ..Aim::default()
    };
    let lookup = Lookup::of(repository);
    for (digest, present) in &part.manifests {
        if *present || !repository.has(digest) {
            continue;
        }
        let is_bookkeeping = lookup.is_fallback_index(digest);
        let is_needed = repository.unknown_tags > 0 && !is_bookkeeping
            || lookup.tags_on(digest).iter().any(|tag| {
                part.tags
                    .get(*tag)
                    .is_none_or(|at| at.as_ref() == Some(digest))
            });
        // Bookkeeping that can't be deleted does no harm; an image that was to go does.
        if is_needed || is_bookkeeping && abilities.delete_digest == Proof::Refused {
            aim.part.manifests.remove(digest);
        } else if abilities.delete_digest == Proof::Refused {
            return Err(Refusal::DeletionOff);
        } else if is_bookkeeping {
            aim.following.bookkeeping.insert(digest.clone());
        } else {
            aim.following.asked.insert(digest.clone());
        }
    }
    let mut by_digest: BTreeMap<&Digest, BTreeSet<Tag>> = BTreeMap::new();
    for (tag, at) in &part.tags {
        if let (None, Some(now)) = (at, repository.tags.get(tag)) {
            by_digest.entry(now).or_default().insert(tag.clone());
        }
    }
    for (digest, removed) in by_digest {
        if aim.part.manifests.get(digest) == Some(&false) {
            continue;
        }
        let circumstances = Circumstances {
            only_tags: false,
            ..circumstances(repository, &lookup, digest, &removed)
        };
        let removal = choose(abilities, circumstances).ok_or_else(|| {
            no_removal(abilities, removed.first().unwrap_or_else(|| unreachable!()))
        })?;
        keep_others(&lookup, digest, &removed, &mut aim.part);
        // What the part says of another tag comes before where that tag happens to be.
        for (tag, at) in &part.tags {
            aim.part.tags.insert(tag.clone(), at.clone());
        }
        aim.removals.insert(digest.clone(), removal);
    }
    Ok(aim)
}
