//! What a registry does by itself with the images it keeps — scans, signatures, copies —, which its list
//! does not tell: looked up for rows in view and kept for a while. Who is asked is said elsewhere.

use std::{
    collections::{BTreeMap, HashMap, HashSet, VecDeque},
    sync::Arc,
    time::{Duration, Instant},
};

use portolan_contract::{Failure, ProgressState, ReplicatedTo, SignedBy};
use portolan_oci::{Digest, MediaType};
use portolan_storage::{ScanState, ScanSummary, StorageClass};

use super::{
    collection::{Collection, lock},
    known::Known,
};

/// What is settled is not looked up again for so long.
const FRESH_FOR: Duration = Duration::from_mins(10);

/// What is under way, or could not be had, is looked up again after so long.
const SOON: Duration = Duration::from_secs(20);

/// What is known of one image; what is `None` was not looked up.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Upkeep {
    /// What a scan came to, where there was one.
    pub(crate) scan: Option<ScanSummary>,
    /// Who signs it.
    pub(crate) signing: Option<Vec<SignedBy>>,
    /// Where it is copied.
    pub(crate) replication: Option<Vec<ReplicatedTo>>,
}

/// What can be looked up of an image, a request each.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub(crate) enum Aspect {
    /// What a scan came to.
    Scan,
    /// Who signs it.
    Signing,
    /// Where it is copied.
    Replication,
}

/// One aspect of one image.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(crate) struct LookUp {
    /// Which image.
    pub(crate) digest: Digest,
    /// What of it.
    pub(crate) aspect: Aspect,
}

/// What a look-up brought.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Found {
    /// `None`: it was never scanned.
    Scan(Option<ScanSummary>),
    /// Nobody, where empty.
    Signing(Vec<SignedBy>),
    /// Nowhere, where empty.
    Replication(Vec<ReplicatedTo>),
}

/// What is to be looked up in one repository, and what was.
#[derive(Debug, Default)]
pub(super) struct LookUps {
    /// Of the newest window, in its order.
    queue: VecDeque<LookUp>,
    busy: HashSet<LookUp>,
    fresh_until: HashMap<LookUp, Instant>,
    denied: BTreeMap<Aspect, Failure>,
    is_driven: bool,
}

impl Upkeep {
    /// Whether somebody signs it.
    pub(super) fn is_signed(&self) -> bool {
        self.signing.as_ref().is_some_and(|all| !all.is_empty())
    }

    /// Whether it is copied anywhere.
    pub(super) fn is_copied(&self) -> bool {
        self.replication.as_ref().is_some_and(|all| !all.is_empty())
    }

    /// For sorting: what needs a look first.
    pub(super) fn signing_order(&self) -> Option<u8> {
        let all = self.signing.as_ref()?;
        Some(rank(all.iter().map(|one| one.state)))
    }

    /// For sorting: what needs a look first.
    pub(super) fn replication_order(&self) -> Option<u8> {
        let all = self.replication.as_ref()?;
        Some(rank(all.iter().map(|one| one.state)))
    }

    fn with(&self, found: Found) -> Self {
        let mut next = self.clone();
        match found {
            Found::Scan(scan) => next.scan = scan,
            Found::Signing(signing) => next.signing = Some(signing),
            Found::Replication(replication) => next.replication = Some(replication),
        }
        next
    }
}

/// Failed before under way, before done; what nobody does comes after all of it.
fn rank(states: impl Iterator<Item = ProgressState>) -> u8 {
    let of = |state| match state {
        ProgressState::Failed => 0,
        ProgressState::Unknown => 1,
        ProgressState::Running => 2,
        ProgressState::Complete => 3,
    };
    states.map(of).min().unwrap_or(4)
}

impl Found {
    /// Whether it will be otherwise before long.
    fn is_under_way(&self) -> bool {
        match self {
            Self::Scan(scan) => scan
                .as_ref()
                .is_some_and(|scan| matches!(scan.state, ScanState::Pending | ScanState::Running)),
            Self::Signing(all) => all.iter().any(|one| one.state == ProgressState::Running),
            Self::Replication(all) => all.iter().any(|one| one.state == ProgressState::Running),
        }
    }
}

/// Whether the list could have told of a scan and does not. Indexes and what is put away are not scanned.
fn may_have_a_scan(known: &Known, digest: &Digest) -> bool {
    known.listed.get(digest).is_some_and(|listed| {
        let is_index = listed.media_type.as_ref().is_some_and(MediaType::is_index);
        let is_at_hand = matches!(listed.storage, None | Some(StorageClass::Standard));
        listed.scan.is_none() && listed.subject.is_none() && !is_index && is_at_hand
    })
}

impl Collection {
    /// Wants what is not known of these images, or not any more, in place of what was wanted before.
    /// Answers whether somebody has to see to it.
    pub(crate) fn want_look_ups(&self, digests: Vec<Digest>, now: Instant) -> bool {
        let known = Arc::clone(&self.state().known);
        let mut look_ups = lock(&self.look_ups);
        let look_ups = &mut *look_ups;
        look_ups.queue.clear();
        for digest in digests {
            for aspect in [Aspect::Signing, Aspect::Replication, Aspect::Scan] {
                let look_up = LookUp {
                    digest: digest.clone(),
                    aspect,
                };
                let fresh_until = look_ups.fresh_until.get(&look_up);
                let is_fresh = fresh_until.is_some_and(|until| *until > now);
                let is_denied = look_ups.denied.contains_key(&aspect);
                let is_told = aspect == Aspect::Scan && !may_have_a_scan(&known, &digest);
                if !is_fresh && !is_denied && !is_told && !look_ups.busy.contains(&look_up) {
                    look_ups.queue.push_back(look_up);
                }
            }
        }
        let is_due = !look_ups.queue.is_empty() && !look_ups.is_driven;
        look_ups.is_driven |= is_due;
        is_due
    }

    /// What to look up next. Without one, whoever asked is done.
    pub(crate) fn next_look_up(&self) -> Option<LookUp> {
        let mut look_ups = lock(&self.look_ups);
        let Some(next) = look_ups.queue.pop_front() else {
            look_ups.is_driven = false;
            return None;
        };
        look_ups.busy.insert(next.clone());
        Some(next)
    }

    /// Keeps what a look-up brought; answers whether anything is to be shown of it.
    pub(crate) fn take_found(&self, of: LookUp, found: Found, now: Instant) -> bool {
        let lasts = if found.is_under_way() {
            SOON
        } else {
            FRESH_FOR
        };
        {
            let mut look_ups = lock(&self.look_ups);
            look_ups.busy.remove(&of);
            look_ups.fresh_until.insert(of.clone(), now + lasts);
        }
        let before = self.state().known.upkeep.get(&of.digest).cloned();
        let before = before.unwrap_or_default();
        let next = before.with(found);
        if next == *before {
            return false;
        }
        self.change(|state| {
            let upkeep = &mut state.known_mut().upkeep;
            upkeep.insert(of.digest, Arc::new(next));
        });
        true
    }

    /// Notes that a look-up failed. What is denied is not asked for again until the person looks again.
    pub(crate) fn note_not_found(
        &self,
        of: LookUp,
        failure: Failure,
        is_denied: bool,
        now: Instant,
    ) {
        {
            let mut look_ups = lock(&self.look_ups);
            look_ups.busy.remove(&of);
            if is_denied {
                look_ups.queue.retain(|other| other.aspect != of.aspect);
                look_ups.denied.entry(of.aspect).or_insert(failure);
            } else {
                look_ups.fresh_until.insert(of, now + SOON);
                return;
            }
        }
        self.remark(|_| {});
    }

    /// What is not looked up because it is denied.
    pub(super) fn denied_look_ups(&self) -> Vec<Failure> {
        lock(&self.look_ups).denied.values().cloned().collect()
    }

    /// Everything is worth looking up again: the person asks.
    pub(super) fn forget_look_ups(&self) {
        let mut look_ups = lock(&self.look_ups);
        look_ups.fresh_until.clear();
        look_ups.denied.clear();
    }

    /// One image is worth looking up again: something was done with it.
    pub(crate) fn forget_look_ups_of(&self, digest: &Digest) {
        let mut look_ups = lock(&self.look_ups);
        let fresh_until = &mut look_ups.fresh_until;
        fresh_until.retain(|look_up, _| look_up.digest != *digest);
    }
}

#[cfg(test)]
mod tests;
