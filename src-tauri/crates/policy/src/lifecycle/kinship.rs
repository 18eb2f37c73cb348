//! What ties images together: indexes to their children, referrers to what they describe.

use std::collections::HashMap;

use portolan_oci::Digest;

use super::{Image, ImageStatus};

/// No image.
const NONE: u32 = u32::MAX;

/// The ties of each image by its place in the list.
pub(super) struct Kinship {
    /// The image that is described at last; itself where it describes none that is here.
    roots: Vec<u32>,
    /// An active index that names it.
    parents: Vec<u32>,
}

impl Kinship {
    pub(super) fn of(images: &[Image]) -> Self {
        Self {
            roots: roots(images),
            parents: parents(images),
        }
    }

    /// What it describes at last, where it is a referrer of an image that is here.
    pub(super) fn subject(&self, at: usize) -> Option<usize> {
        let root = self.roots[at] as usize;
        (root != at).then_some(root)
    }

    /// The first active index that names it.
    pub(super) fn index(&self, at: usize) -> Option<usize> {
        let parent = self.parents[at];
        (parent != NONE).then_some(parent as usize)
    }
}

/// Follows subjects to their end, each image once. Digests allow no circle; in answers that claim one
/// the image where it closes is taken for the end.
fn roots(images: &[Image]) -> Vec<u32> {
    let itself: Vec<u32> = (0..images.len() as u32).collect();
    if images.iter().all(|image| image.subject.is_none()) {
        return itself;
    }
    let mut places: HashMap<&Digest, u32> = HashMap::with_capacity(images.len());
    for (at, image) in images.iter().enumerate() {
        places.entry(&image.digest).or_insert(at as u32);
    }
    let subject = |at: u32| {
        let subject = images[at as usize].subject.as_ref()?;
        places.get(subject).copied().filter(|place| *place != at)
    };
    let mut roots = vec![NONE; images.len()];
    let mut path = Vec::new();
    for start in itself {
        let mut at = start;
        let root = loop {
            if roots[at as usize] != NONE {
                break roots[at as usize];
            }
            // Marks it as seen on this path.
            roots[at as usize] = at;
            path.push(at);
            match subject(at) {
                Some(next) => at = next,
                None => break at,
            }
        };
        for at in path.drain(..) {
            roots[at as usize] = root;
        }
    }
    roots
}

/// An index that is archived protects nobody: its children may be archived or expired after it.
fn parents(images: &[Image]) -> Vec<u32> {
    let mut named: HashMap<&Digest, u32> = HashMap::new();
    for (at, image) in images.iter().enumerate() {
        if image.status != ImageStatus::Archived {
            for child in image
                .children
                .iter()
                .filter(|child| **child != image.digest)
            {
                named.entry(child).or_insert(at as u32);
            }
        }
    }
    if named.is_empty() {
        return vec![NONE; images.len()];
    }
    let parent = |image: &Image| named.get(&image.digest).copied().unwrap_or(NONE);
    images.iter().map(parent).collect()
}
