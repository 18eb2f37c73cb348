//! What removing or archiving images would save.

use std::collections::BTreeMap;

use jiff::Timestamp;
use portolan_oci::Digest;

use super::{
    Money, RegionPrices, StoredRepository, Terms,
    bill::charges,
    stored::{ByClass, Stock},
};
use crate::lifecycle::{Action, Evaluation, Image, StorageClass};

const SECONDS_OF_A_DAY: i64 = 24 * 60 * 60;
const DAYS_OF_A_MONTH: u128 = 30;

/// What happens to an image.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Change {
    /// It is deleted.
    Remove,
    /// It is moved to the archive.
    Archive,
}

/// What changes would save.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Saving {
    /// What storage costs a month now.
    pub before: Money,
    /// What it would cost.
    pub after: Money,
    /// Bytes that would be gone from the standard class and the archive together.
    pub freed: u64,
    /// Bytes that would be in the archive and are not now.
    pub archived: u64,
    /// What would be billed once, because something leaves the archive before its least time.
    pub once: Money,
}

impl Saving {
    /// What is saved each month; below nothing where it costs more.
    pub fn a_month(&self) -> Money {
        self.before - self.after
    }
}

/// What a lifecycle policy changes in the repository at `place`, by its evaluation of these images.
pub fn changes_of(
    place: usize,
    images: &[Image],
    evaluation: &Evaluation,
) -> BTreeMap<(usize, Digest), Change> {
    let changed = images.iter().zip(&evaluation.verdicts);
    changed
        .filter_map(|(image, verdict)| {
            let change = match verdict.deed()?.1 {
                Action::Expire => Change::Remove,
                Action::Archive => Change::Archive,
            };
            Some(((place, image.digest.clone()), change))
        })
        .collect()
}

/// What `changes` would save: what happens to which image of which repository, by its place. Layers
/// that an image that stays needs too are not freed.
pub fn saving(
    repositories: &[StoredRepository],
    changes: &BTreeMap<(usize, Digest), Change>,
    prices: &RegionPrices,
    bytes_per_gb: u64,
    terms: Terms,
    now: Timestamp,
) -> Saving {
    let before = Stock::count(repositories, terms.sharing, |_, image| Some(image.class));
    let after = Stock::count(repositories, terms.sharing, |place, image| {
        match changes.get(&(place, image.digest.clone())) {
            None => Some(image.class),
            Some(Change::Remove) => None,
            Some(Change::Archive) => Some(StorageClass::Archive),
        }
    });
    let cost = |bytes| -> Money {
        let [storage, archive] = charges(bytes, prices, bytes_per_gb, terms);
        storage.cost + archive.cost
    };
    let all = |bytes: ByClass| bytes.standard.saturating_add(bytes.archive);
    Saving {
        before: cost(before.bytes),
        after: cost(after.bytes),
        freed: all(before.bytes).saturating_sub(all(after.bytes)),
        archived: after.bytes.archive.saturating_sub(before.bytes.archive),
        once: left_early(&before, &after, prices, bytes_per_gb, now),
    }
}

/// The rest of the archive's least time for what leaves it.
fn left_early(
    before: &Stock<'_>,
    after: &Stock<'_>,
    prices: &RegionPrices,
    bytes_per_gb: u64,
    now: Timestamp,
) -> Money {
    let archive = before.bytes.archive;
    let a_month = prices.archive.cost(archive, bytes_per_gb);
    let least = i64::from(prices.archive_days_least);
    let mut bytes_by_days: u128 = 0;
    for (key, held) in before.blobs() {
        let leaves = held.class == StorageClass::Archive && !after.has(key);
        if let Some(archived_at) = held.archived_at.filter(|_| leaves) {
            let days = now.duration_since(archived_at).as_secs() / SECONDS_OF_A_DAY;
            let rest = (least - days).clamp(0, least);
            bytes_by_days += u128::from(held.bytes) * u128::from(rest.unsigned_abs());
        }
    }
    a_month.part(bytes_by_days, u128::from(archive) * DAYS_OF_A_MONTH)
}
