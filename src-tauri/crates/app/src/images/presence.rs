//! What this session has confirmed with the registry: which manifests are there, which are missing.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
    time::Instant,
};

use portolan_oci::{Digest, Selector, Tag};
use portolan_storage::ImageSummary;

use super::{
    collection::{Collection, lock},
    refresh::{FRESH_FOR, now_ms},
};

/// What was confirmed, and when.
#[derive(Debug, Default)]
pub(crate) struct Confirmed {
    /// When each opened image was last asked for again.
    asked: HashMap<(Selector, Digest), Instant>,
    /// When each digest was last confirmed, in milliseconds since 1970.
    at: HashMap<Digest, i64>,
    present: HashSet<Digest>,
}

impl Collection {
    /// Where a tag is known to point.
    pub(crate) fn points_to(&self, tag: &Tag) -> Option<Digest> {
        self.state().known.points_to(tag).cloned()
    }

    /// Whether a digest is known to be that of a manifest.
    pub(crate) fn knows_manifest(&self, digest: &Digest) -> bool {
        let state = self.state();
        let known = &state.known;
        known.image(digest).is_some()
            || known.untagged.contains(digest)
            || known
                .targets
                .iter()
                .any(|target| target.digest.as_ref() == Some(digest))
            || known
                .images
                .values()
                .any(|image| image.children.iter().any(|child| child.digest == *digest))
    }

    /// When it was last confirmed where a tag points.
    pub(crate) fn observed(&self, tag: &Tag) -> i64 {
        let state = self.state();
        let target = state.known.target(tag);
        target
            .and_then(|target| target.observed_at)
            .or(state.known.listed_at)
            .unwrap_or_default()
    }

    /// When a digest was last confirmed, by itself or by a tag on it.
    pub(crate) fn observed_digest(&self, digest: &Digest) -> i64 {
        let confirmed = lock(&self.confirmed).at.get(digest).copied();
        let state = self.state();
        let targets = state.known.targets.iter();
        let by_tag = targets
            .filter(|target| target.digest.as_ref() == Some(digest))
            .filter_map(|target| target.observed_at)
            .max();
        confirmed
            .max(by_tag)
            .or(state.known.listed_at)
            .unwrap_or_default()
    }

    /// Whether an opened image was not asked for again lately; asking counts from now.
    pub(crate) fn is_time_to_confirm(&self, selector: &Selector, digest: &Digest) -> bool {
        let mut confirmed = lock(&self.confirmed);
        confirmed.asked.retain(|_, at| at.elapsed() < FRESH_FOR);
        let key = (selector.clone(), digest.clone());
        confirmed.asked.insert(key, Instant::now()).is_none()
    }

    /// Notes that the registry has a manifest now.
    pub(crate) fn note_confirmed(&self, digest: &Digest) {
        lock(&self.confirmed).at.insert(digest.clone(), now_ms());
    }

    /// Takes in which manifests the registry has and lacks; what is news changes the revision.
    pub(crate) fn take_presence(&self, missing: Vec<Digest>, present: Vec<Digest>) {
        let mut is_news = false;
        {
            let mut confirmed = lock(&self.confirmed);
            for digest in &missing {
                confirmed.present.remove(digest);
            }
            for digest in &present {
                is_news |= confirmed.present.insert(digest.clone());
            }
        }
        let mut state = self.state();
        let is_other =
            |digest: &Digest, is_missing: bool| state.known.missing.contains(digest) != is_missing;
        is_news |= missing.iter().any(|digest| is_other(digest, true))
            || present.iter().any(|digest| is_other(digest, false));
        if is_news {
            let known = state.known_mut();
            known.missing.extend(missing);
            for digest in &present {
                known.missing.remove(digest);
            }
            state.touch_rows();
        }
    }

    /// Whether this session knows that the registry has (`true`) or lacks a manifest.
    pub(crate) fn has_manifest(&self, digest: &Digest) -> Option<bool> {
        if self.state().known.missing.contains(digest) {
            return Some(false);
        }
        lock(&self.confirmed)
            .present
            .contains(digest)
            .then_some(true)
    }

    /// Takes in what an opened image says of itself.
    pub(crate) fn take_summary(&self, summary: &ImageSummary) {
        let mut state = self.state();
        let is_news = state
            .known
            .image(&summary.digest)
            .is_none_or(|known| **known != *summary);
        if is_news {
            let kept = Arc::new(summary.clone());
            state
                .known_mut()
                .images
                .insert(summary.digest.clone(), kept);
            state.touch_rows();
        }
        if !state.known.settled.contains(&summary.digest) {
            state.known_mut().settled.insert(summary.digest.clone());
        }
    }
}
