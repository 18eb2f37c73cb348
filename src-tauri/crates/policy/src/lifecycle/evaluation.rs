//! What a policy means for every image of a repository at a moment: each rule alone first, then the
//! strongest rule that selects an image decides about it.

use jiff::{SignedDuration, Timestamp};

use super::{
    Action, Image, ImageStatus, LifecyclePolicy, Priority, Reason, Rule, StorageClass, Trigger,
    Verdict, kinship::Kinship, matching::Selector,
};

const SECONDS_OF_A_DAY: i64 = 24 * 60 * 60;

/// What a policy means for images at a moment.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Evaluation {
    /// The moment.
    pub at: Timestamp,
    /// A verdict for each image, in their order.
    pub verdicts: Vec<Verdict>,
}

/// How many images.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Totals {
    /// Go, those that follow among them.
    pub expire: usize,
    /// Are archived, those that follow among them.
    pub archive: usize,
    /// Stay.
    pub stay: usize,
}

impl Evaluation {
    /// How many go, are archived and stay.
    pub fn totals(&self) -> Totals {
        let mut totals = Totals::default();
        for verdict in &self.verdicts {
            match verdict.deed() {
                Some((_, Action::Expire)) => totals.expire += 1,
                Some((_, Action::Archive)) => totals.archive += 1,
                None => totals.stay += 1,
            }
        }
        totals
    }
}

/// What `policy` means for the images of a repository at `now`. The list is to be whole, since rules
/// count, with each digest once; of images of the same moment the earlier one counts as older.
pub fn evaluate(policy: &LifecyclePolicy, images: &[Image], now: Timestamp) -> Evaluation {
    let kinship = Kinship::of(images);
    let mut view = View::select(policy.rules(), images, &kinship, now);
    for number in 0..policy.rules().len() {
        view.apply(number);
    }
    let mut verdicts: Vec<Verdict> = (0..images.len())
        .map(|at| view.verdict(at, &kinship))
        .collect();
    for at in 0..images.len() {
        if let Some(subject) = kinship.subject(at) {
            verdicts[at] = follow(&verdicts[subject], &images[subject]);
        }
    }
    Evaluation { at: now, verdicts }
}

fn follow(of_subject: &Verdict, subject: &Image) -> Verdict {
    let subject = subject.digest.clone();
    match *of_subject {
        Verdict::Taken {
            rule,
            action,
            since,
        } => Verdict::Follows {
            subject,
            rule,
            action,
            since,
        },
        _ => Verdict::Stays(Reason::FollowsSubject { subject }),
    }
}

/// The images as the rules see them. Rules are numbered by strength; a set of them is the bits of a
/// number, for which there are few enough.
struct View<'v> {
    rules: &'v [Rule],
    images: &'v [Image],
    now: Timestamp,
    /// Which rules select each image.
    selected: Vec<u64>,
    /// Which rules would take each image if they were alone.
    taking: Vec<u64>,
    /// Where the strongest rule that selects an image counts: its place from 0, and since when too
    /// many younger ones are there.
    places: Vec<(u32, Timestamp)>,
    /// The images from the youngest to the oldest, where a rule counts.
    youngest_first: Vec<u32>,
}

impl<'v> View<'v> {
    fn select(rules: &'v [Rule], images: &'v [Image], kinship: &Kinship, now: Timestamp) -> Self {
        let selectors = |class| -> Vec<(u64, Selector<'v>)> {
            let numbered = rules.iter().enumerate();
            numbered
                .filter(|(_, rule)| rule.storage_class() == class)
                .map(|(number, rule)| (1 << number, Selector::of(&rule.tags)))
                .collect()
        };
        let standard = selectors(StorageClass::Standard);
        let archive = selectors(StorageClass::Archive);
        let selected = |(at, image): (usize, &Image)| -> u64 {
            let selectors = match image.status {
                _ if kinship.subject(at).is_some() => return 0,
                ImageStatus::Active => &standard,
                ImageStatus::Archived => &archive,
                ImageStatus::Activating => return 0,
            };
            selectors
                .iter()
                .filter(|(_, selector)| selector.selects(&image.tags))
                .fold(0, |bits, (bit, _)| bits | bit)
        };
        let counts = rules
            .iter()
            .any(|rule| matches!(rule.trigger, Trigger::MoreThan(_)));
        Self {
            rules,
            images,
            now,
            selected: images.iter().enumerate().map(selected).collect(),
            taking: vec![0; images.len()],
            places: vec![(0, Timestamp::MIN); images.len()],
            youngest_first: if counts {
                youngest_first(images)
            } else {
                Vec::new()
            },
        }
    }

    /// Finds what one rule would take alone.
    fn apply(&mut self, number: usize) {
        let bit = 1 << number;
        match self.rules[number].trigger {
            Trigger::MoreThan(keeps) => self.count(bit, keeps as usize),
            trigger => {
                for at in 0..self.images.len() {
                    if self.selected[at] & bit != 0
                        && due(trigger, &self.images[at]).is_some_and(|due| due < self.now)
                    {
                        self.taking[at] |= bit;
                    }
                }
            }
        }
    }

    fn count(&mut self, bit: u64, keeps: usize) {
        let mut counted: Vec<u32> = Vec::new();
        for &at in &self.youngest_first {
            let selected = self.selected[at as usize];
            if selected & bit == 0 {
                continue;
            }
            let place = counted.len();
            counted.push(at);
            // It has been too many since the last of those that fill the count came.
            let since = place
                .checked_sub(keeps)
                .map(|last| self.images[counted[last] as usize].ordered_at());
            if since.is_some() {
                self.taking[at as usize] |= bit;
            }
            if selected.trailing_zeros() == bit.trailing_zeros() {
                self.places[at as usize] = (place as u32, since.unwrap_or(Timestamp::MIN));
            }
        }
    }

    fn verdict(&self, at: usize, kinship: &Kinship) -> Verdict {
        let image = &self.images[at];
        if image.status == ImageStatus::Activating {
            return Verdict::Stays(Reason::Restoring);
        }
        let selected = self.selected[at];
        if selected == 0 {
            return Verdict::Stays(Reason::NoRule);
        }
        let number = selected.trailing_zeros() as usize;
        let rule = &self.rules[number];
        let taking = self.taking[at];
        let is_taken = taking & (1 << number) != 0;
        if let Some(index) = kinship.index(at) {
            return Verdict::Stays(Reason::ChildOf {
                index: self.images[index].digest.clone(),
                from: is_taken.then_some(rule.priority),
            });
        }
        if is_taken {
            return Verdict::Taken {
                rule: rule.priority,
                action: rule.action,
                since: match rule.trigger {
                    Trigger::MoreThan(_) => self.places[at].1,
                    trigger => due(trigger, image).unwrap_or(self.now),
                },
            };
        }
        Verdict::Stays(self.reason(at, rule, taking))
    }

    /// Why the strongest rule that selects an image leaves it.
    fn reason(&self, at: usize, rule: &Rule, taking: u64) -> Reason {
        let priority: Priority = rule.priority;
        if taking != 0 {
            return Reason::Shielded {
                by: priority,
                from: self.rules[taking.trailing_zeros() as usize].priority,
            };
        }
        match rule.trigger {
            Trigger::MoreThan(keeps) => Reason::Kept {
                rule: priority,
                place: self.places[at].0 + 1,
                keeps,
            },
            trigger => match due(trigger, &self.images[at]) {
                Some(due) => Reason::TooYoung {
                    rule: priority,
                    due,
                    days: days_until(self.now, due),
                },
                None => Reason::TimeUnknown { rule: priority },
            },
        }
    }
}

fn youngest_first(images: &[Image]) -> Vec<u32> {
    let mut order: Vec<(Timestamp, u32)> = images
        .iter()
        .enumerate()
        .map(|(at, image)| (image.ordered_at(), at as u32))
        .collect();
    order.sort_unstable_by(|one, other| other.cmp(one));
    order.into_iter().map(|(_, at)| at).collect()
}

/// The moment after which a rule about time takes an image; `None` where it can't be known.
fn due(trigger: Trigger, image: &Image) -> Option<Timestamp> {
    let (from, days) = match trigger {
        Trigger::MoreThan(_) => return None,
        Trigger::Pushed(days) => (image.pushed_at, days),
        Trigger::Pulled(days) => (image.unpulled_since(), days),
        Trigger::Archived(days) => (image.archived_at?, days),
    };
    let wait = SignedDuration::from_secs(i64::from(days) * SECONDS_OF_A_DAY);
    // What lies beyond the end of time never comes.
    Some(from.checked_add(wait).unwrap_or(Timestamp::MAX))
}

fn days_until(now: Timestamp, due: Timestamp) -> u32 {
    let seconds = due.duration_since(now).as_secs_f64().max(0.0);
    (seconds / SECONDS_OF_A_DAY as f64).ceil() as u32
}
