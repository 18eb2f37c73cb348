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

/// A digest that some image names.
#[derive(Clone, Copy)]
struct Named {
    /// Where it is in the list.
    at: u32,
    /// The first active index that has it as a child.
    parent: u32,
}

impl Kinship {
    pub(super) fn of(images: &[Image]) -> Self {
        // Few images name others, so it is their digests that are kept and not everybody's.
        let mut named = named(images);
        let mut parents = vec![NONE; images.len()];
        if !named.is_empty() {
            for (at, image) in images.iter().enumerate() {
                if let Some(found) = named.get_mut(&image.digest) {
                    found.at = found.at.min(at as u32);
                    parents[at] = found.parent;
                }
            }
        }
        Self {
            roots: roots(images, &named),
            parents,
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

/// Every digest that is a subject or a child, without its place. An index that is archived protects
/// nobody: its children may be archived or expired after it.
fn named(images: &[Image]) -> HashMap<&Digest, Named> {
    let mut named = HashMap::new();
    let nobody = Named {
        at: NONE,
        parent: NONE,
    };
    for (at, image) in images.iter().enumerate() {
        if let Some(subject) = &image.subject {
            named.entry(subject).or_insert(nobody);
        }
        if image.status != ImageStatus::Archived {
            for child in image.children.iter().filter(|it| **it != image.digest) {
                let child = named.entry(child).or_insert(nobody);
                child.parent = child.parent.min(at as u32);
            }
        }
    }
    named
}

/// Follows subjects to their end, each image once. Digests allow no circle; in answers that claim one
/// the image where it closes is taken for the end.
fn roots(images: &[Image], named: &HashMap<&Digest, Named>) -> Vec<u32> {
    let subject = |at: u32| {
        let subject = images[at as usize].subject.as_ref()?;
        let place = named.get(subject)?.at;
        (place != NONE && place != at).then_some(place)
    };
    let mut roots = vec![NONE; images.len()];
    let mut path = Vec::new();
    for start in 0..images.len() as u32 {
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
