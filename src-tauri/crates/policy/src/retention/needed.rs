//! What images are to each other, and what of what the rules would take is needed by something that
//! stays.

use std::collections::HashMap;

use portolan_oci::Digest;

use super::{Image, Snapshot};

/// The ties of images by their places in the list.
pub(super) struct Ties {
    /// The children of each that are there.
    pub(super) children: Vec<Vec<usize>>,
    /// The indexes that name each.
    pub(super) parents: Vec<Vec<usize>>,
    /// What each describes, of what is there.
    pub(super) subjects: Vec<Vec<usize>>,
    /// What describes each.
    pub(super) referrers: Vec<Vec<usize>>,
}

/// Why an image that a rule would take is needed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Need {
    /// It stays for itself.
    Itself,
    /// An index that stays names it.
    Child(usize),
    /// It describes something that stays.
    Referrer(usize),
    /// Something that is needed describes it, or is a part of it and in use.
    Upwards(usize),
}

impl Ties {
    pub(super) fn of(images: &[Image]) -> Self {
        let places: HashMap<&Digest, usize> = images
            .iter()
            .enumerate()
            .map(|(at, image)| (&image.digest, at))
            .collect();
        let mut ties = Self {
            children: vec![Vec::new(); images.len()],
            parents: vec![Vec::new(); images.len()],
            subjects: vec![Vec::new(); images.len()],
            referrers: vec![Vec::new(); images.len()],
        };
        for (at, image) in images.iter().enumerate() {
            let there = |named: &Digest| places.get(named).copied().filter(|it| *it != at);
            for child in image.children().iter().filter_map(there) {
                ties.children[at].push(child);
                ties.parents[child].push(at);
            }
            for subject in image.subjects().iter().filter_map(there) {
                ties.subjects[at].push(subject);
                ties.referrers[subject].push(at);
            }
        }
        ties
    }

    /// Whether it goes with what it describes.
    pub(super) fn is_referrer(&self, at: usize) -> bool {
        !self.subjects[at].is_empty()
    }
}

/// What has to stay because of what stays, with the reason that was found first. `takes`: the rules would
/// have it go. `used`: somebody uses it.
pub(super) fn needed(
    snapshot: &Snapshot,
    ties: &Ties,
    takes: &[bool],
    used: &[bool],
) -> Vec<Option<Need>> {
    let mut stays: Vec<bool> = vec![false; takes.len()];
    loop {
        let needs = needed_with(snapshot, ties, takes, used, &stays);
        let led = led(ties, takes, &needs);
        // Digests allow no circle; what an answer claims to be in one goes with nobody.
        let unled: Vec<usize> = (0..takes.len())
            .filter(|at| needs[*at].is_none() && !led[*at])
            .collect();
        if unled.is_empty() {
            return needs;
        }
        for at in unled {
            stays[at] = true;
        }
    }
}

/// What goes because a rule takes it, or because it belongs to what a rule takes.
fn led(ties: &Ties, takes: &[bool], needs: &[Option<Need>]) -> Vec<bool> {
    let mut led = vec![false; takes.len()];
    let mut open: Vec<usize> = (0..takes.len())
        .filter(|at| takes[*at] && needs[*at].is_none())
        .collect();
    while let Some(at) = open.pop() {
        if std::mem::replace(&mut led[at], true) {
            continue;
        }
        let with_it = ties.children[at].iter().chain(&ties.referrers[at]);
        open.extend(with_it.filter(|with| needs[**with].is_none()));
    }
    led
}

fn needed_with(
    snapshot: &Snapshot,
    ties: &Ties,
    takes: &[bool],
    used: &[bool],
    stays: &[bool],
) -> Vec<Option<Need>> {
    let images = &snapshot.images;
    let leaves_children = leaves_children(snapshot);
    let mut needs: Vec<Option<Need>> = vec![None; images.len()];
    let mut open: Vec<usize> = Vec::new();
    // What is in use keeps what it is a part of, and what it describes.
    let mut used_up: Vec<usize> = (0..images.len()).filter(|at| used[*at]).collect();
    for at in &used_up {
        needs[*at] = Some(Need::Itself);
        open.push(*at);
    }
    while let Some(at) = used_up.pop() {
        for &above in ties.parents[at].iter().chain(&ties.subjects[at]) {
            if needs[above].is_none() {
                needs[above] = Some(Need::Upwards(at));
                open.push(above);
                used_up.push(above);
            }
        }
    }
    for (at, image) in images.iter().enumerate() {
        let is_free_child = image.is_read()
            && image.tags.is_empty()
            && !ties.parents[at].is_empty()
            && !leaves_children;
        let is_led = takes[at] || ties.is_referrer(at) || is_free_child;
        if needs[at].is_none() && (stays[at] || !is_led) {
            // A child in a claimed circle stays where it is with its index, as any child does.
            let index = ties.parents[at].first().filter(|_| is_free_child);
            needs[at] = Some(index.map_or(Need::Itself, |index| Need::Child(*index)));
            open.push(at);
        }
    }
    // A subject and what describes it share one fate.
    while let Some(at) = open.pop() {
        let below = ties.children[at]
            .iter()
            .map(|child| (*child, Need::Child(at)));
        let beside = ties.referrers[at]
            .iter()
            .map(|referrer| (*referrer, Need::Referrer(at)));
        let above = ties.subjects[at]
            .iter()
            .map(|subject| (*subject, Need::Upwards(at)));
        for (next, need) in below.chain(beside).chain(above) {
            if needs[next].is_none() {
                needs[next] = Some(need);
                open.push(next);
            }
        }
    }
    needs
}

/// Whether children of an index that goes are left, because something that nobody has seen may need them.
pub(super) fn leaves_children(snapshot: &Snapshot) -> bool {
    !snapshot.untagged_known || !snapshot.known().is_all()
}
