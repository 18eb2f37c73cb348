//! What each rule alone takes of what it selects, images or tags, and which rule decides about each: the
//! strongest that selects it. What images are to each other is looked at afterwards.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use portolan_oci::Tag;

use super::{
    Action, Image, Order, Priority, Reason, RetentionPolicy, Rule, Scope, Trigger,
    image::Status,
    selection::Selector,
    version::{Line, Place, version_of},
};
use crate::lifecycle::StorageClass;

const SECONDS_OF_A_DAY: i64 = 24 * 60 * 60;

/// What rules select: an image with all of its tags, one of its tags, or an image without any.
pub(super) struct Unit<'s> {
    /// The image's place in the list.
    pub(super) image: usize,
    /// Its tags, or the one tag.
    pub(super) tags: &'s [Tag],
}

/// What the rules alone make of a unit.
#[derive(Clone, Debug)]
pub(super) enum Outcome {
    Taken {
        rule: Priority,
        action: Action,
        since: Option<Timestamp>,
    },
    Stays(Reason),
}

/// Where a unit is among those that the rule counts that decides about it.
#[derive(Clone, Copy)]
enum Counted {
    /// It can't be: what would order it is not known.
    Unordered,
    /// Its place from 0, and since when too many younger ones are there.
    At(u32, Option<Timestamp>),
}

/// The units of images, but for those that follow others.
pub(super) fn units_of(
    images: &[Image],
    scope: Scope,
    follows: impl Fn(usize) -> bool,
) -> Vec<Unit<'_>> {
    let mut units = Vec::with_capacity(images.len());
    for (at, image) in images.iter().enumerate() {
        if follows(at) || image.status == Status::Activating {
            continue;
        }
        if scope == Scope::Images || image.tags.is_empty() {
            units.push(Unit {
                image: at,
                tags: &image.tags,
            });
        } else {
            let tags = image.tags.chunks(1);
            units.extend(tags.map(|tags| Unit { image: at, tags }));
        }
    }
    units
}

/// What the rules alone make of each unit.
pub(super) fn judge(
    policy: &RetentionPolicy,
    images: &[Image],
    units: &[Unit<'_>],
    now: Timestamp,
) -> Vec<Outcome> {
    let mut view = View::select(policy, images, units, now);
    for number in 0..policy.rules.len() {
        view.apply(number);
    }
    (0..units.len()).map(|at| view.outcome(at)).collect()
}

struct View<'v> {
    rules: &'v [Rule],
    images: &'v [Image],
    units: &'v [Unit<'v>],
    now: Timestamp,
    /// Which rules select each unit: the bits of a number, the strongest first.
    selected: Vec<u64>,
    /// Which rules would take each unit if they were alone.
    taking: Vec<u64>,
    counted: Vec<Counted>,
}

impl<'v> View<'v> {
    fn select(
        policy: &'v RetentionPolicy,
        images: &'v [Image],
        units: &'v [Unit<'v>],
        now: Timestamp,
    ) -> Self {
        let selectors: Vec<(u64, StorageClass, Selector<'v>)> = policy
            .rules
            .iter()
            .enumerate()
            .map(|(number, rule)| {
                (
                    1 << number,
                    rule.class,
                    Selector::of(&rule.tags, policy.scope),
                )
            })
            .collect();
        let selected = units.iter().map(|unit| {
            let class = match images[unit.image].status {
                Status::Archived => StorageClass::Archive,
                Status::Active | Status::Activating => StorageClass::Standard,
            };
            selectors
                .iter()
                .filter(|(_, of, selector)| *of == class && selector.selects(unit.tags))
                .fold(0, |bits, (bit, ..)| bits | bit)
        });
        Self {
            rules: &policy.rules,
            images,
            units,
            now,
            selected: selected.collect(),
            taking: vec![0; units.len()],
            counted: vec![Counted::Unordered; units.len()],
        }
    }

    /// Finds what one rule would take alone.
    fn apply(&mut self, number: usize) {
        let bit = 1 << number;
        match self.rules[number].trigger {
            Trigger::MoreThan(keeps, order) => self.count(bit, keeps as usize, order),
            Trigger::VersionsMoreThan(keeps) => self.count_versions(bit, keeps as usize),
            trigger => {
                for at in 0..self.units.len() {
                    let image = &self.images[self.units[at].image];
                    if self.selected[at] & bit != 0
                        && due(trigger, image, self.now).is_some_and(|due| due < self.now)
                    {
                        self.taking[at] |= bit;
                    }
                }
            }
        }
    }

    /// What has no moment takes no place, so that it pushes nobody out.
    fn count(&mut self, bit: u64, keeps: usize, order: Order) {
        let moment = |at: usize| {
            let image = &self.images[self.units[at].image];
            match order {
                Order::Pushed => image.ordered_at(),
                Order::Created => image.built_at(self.now),
            }
        };
        let mut ordered: Vec<(Timestamp, usize)> = (0..self.units.len())
            .filter(|at| self.selected[*at] & bit != 0)
            .filter_map(|at| Some((moment(at)?, at)))
            .collect();
        ordered.sort_unstable_by(|one, other| other.cmp(one));
        for (place, &(_, at)) in ordered.iter().enumerate() {
            // It has been too many since the last of those that fill the count came.
            let since = place.checked_sub(keeps).map(|last| ordered[last].0);
            if since.is_some() {
                self.taking[at] |= bit;
            }
            self.note(at, bit, Counted::At(place as u32, since));
        }
    }

    fn count_versions(&mut self, bit: u64, keeps: usize) {
        let mut lines: BTreeMap<Line, BTreeSet<Place>> = BTreeMap::new();
        let mut versions: Vec<(usize, Vec<(Line, Place)>)> = Vec::new();
        for (at, unit) in self.units.iter().enumerate() {
            if self.selected[at] & bit == 0 {
                continue;
            }
            let read = unit.tags.iter().filter_map(|tag| version_of(tag.as_str()));
            let read: Vec<(Line, Place)> = read.collect();
            for (line, place) in &read {
                lines.entry(line.clone()).or_default().insert(place.clone());
            }
            if !read.is_empty() {
                versions.push((at, read));
            }
        }
        // The place of each version in its line, the newest first.
        let places: BTreeMap<(&Line, &Place), usize> = lines
            .iter()
            .flat_map(|(line, places)| {
                let numbered = places.iter().rev().enumerate();
                numbered.map(move |(number, place)| ((line, place), number))
            })
            .collect();
        for (at, read) in &versions {
            let found = read
                .iter()
                .filter_map(|(line, place)| places.get(&(line, place)));
            // One version that stays keeps an image.
            let Some(best) = found.min().copied() else {
                continue;
            };
            if best >= keeps {
                self.taking[*at] |= bit;
            }
            self.note(*at, bit, Counted::At(best as u32, None));
        }
    }

    fn note(&mut self, at: usize, bit: u64, counted: Counted) {
        if self.selected[at].trailing_zeros() == bit.trailing_zeros() {
            self.counted[at] = counted;
        }
    }

    fn outcome(&self, at: usize) -> Outcome {
        let selected = self.selected[at];
        if selected == 0 {
            return Outcome::Stays(Reason::NoRule);
        }
        let number = selected.trailing_zeros() as usize;
        let rule = &self.rules[number];
        let image = &self.images[self.units[at].image];
        if self.taking[at] & (1 << number) != 0 {
            let since = match (rule.trigger, self.counted[at]) {
                (Trigger::MoreThan(..), Counted::At(_, since)) => since,
                (trigger, _) => due(trigger, image, self.now),
            };
            return Outcome::Taken {
                rule: rule.priority,
                action: rule.action,
                since,
            };
        }
        Outcome::Stays(self.reason(at, rule))
    }

    /// Why the strongest rule that selects a unit leaves it.
    fn reason(&self, at: usize, rule: &Rule) -> Reason {
        let taking = self.taking[at];
        if taking != 0 {
            return Reason::Shielded {
                by: rule.priority,
                from: self.rules[taking.trailing_zeros() as usize].priority,
            };
        }
        let rule_of = rule.priority;
        match (rule.trigger, self.counted[at]) {
            (
                Trigger::MoreThan(keeps, _) | Trigger::VersionsMoreThan(keeps),
                Counted::At(place, _),
            ) => Reason::Kept {
                rule: rule_of,
                place: place + 1,
                keeps,
            },
            (Trigger::VersionsMoreThan(_), Counted::Unordered) => {
                Reason::NoVersion { rule: rule_of }
            }
            (trigger, _) => {
                let image = &self.images[self.units[at].image];
                match due(trigger, image, self.now) {
                    Some(due) => Reason::TooYoung {
                        rule: rule_of,
                        due,
                        days: days_until(self.now, due),
                    },
                    None => Reason::TimeUnknown { rule: rule_of },
                }
            }
        }
    }
}

/// The moment after which a rule about time takes an image; `None` where it can't be known.
fn due(trigger: Trigger, image: &Image, now: Timestamp) -> Option<Timestamp> {
    let (from, days) = match trigger {
        Trigger::MoreThan(..) | Trigger::VersionsMoreThan(_) => return None,
        Trigger::Pushed(days) => (image.pushed_by()?, days),
        Trigger::Pulled(days) => (image.unpulled_since()?, days),
        Trigger::Archived(days) => (image.archived_at?, days),
        Trigger::Created(days) => (image.built_at(now)?, days),
    };
    let wait = SignedDuration::from_secs(i64::from(days) * SECONDS_OF_A_DAY);
    // What lies beyond the end of time never comes.
    Some(from.checked_add(wait).unwrap_or(Timestamp::MAX))
}

fn days_until(now: Timestamp, due: Timestamp) -> u32 {
    let seconds = due.duration_since(now).as_secs_f64().max(0.0);
    (seconds / SECONDS_OF_A_DAY as f64).ceil() as u32
}
