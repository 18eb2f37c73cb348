//! A part of a repository as it is, was or should be.

use std::collections::BTreeMap;

use portolan_oci::{Digest, Tag};
use serde::{Deserialize, Serialize};

use crate::Repository;

/// Some tags and manifests of a repository, as they are, were, or should be. What it does not name
/// it says nothing about.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// Where a tag points; `None`: there is no such tag.
    pub tags: BTreeMap<Tag, Option<Digest>>,
    /// Whether a manifest is in the repository.
    pub manifests: BTreeMap<Digest, bool>,
}

impl Part {
    /// The same tags and manifests as they are in `repository` now, and besides every manifest that
    /// a tag named here needs now: what an undo must find again.
    #[must_use]
    pub fn before(&self, repository: &Repository) -> Self {
        let mut before = Self::default();
        for tag in self.tags.keys() {
            let now = repository.tags.get(tag);
            before.tags.insert(tag.clone(), now.cloned());
            if let Some(digest) = now {
                for needed in repository.closure(digest) {
                    let present = repository.has(&needed);
                    before.manifests.insert(needed, present);
                }
            }
        }
        for digest in self.manifests.keys() {
            before
                .manifests
                .insert(digest.clone(), repository.has(digest));
        }
        before
    }

    /// Whether `repository` is so.
    pub fn holds_in(&self, repository: &Repository) -> bool {
        self.tags
            .iter()
            .all(|(tag, at)| repository.tags.get(tag) == at.as_ref())
            && self
                .manifests
                .iter()
                .all(|(digest, present)| repository.has(digest) == *present)
    }
}
