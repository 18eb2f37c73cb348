//! What rules mean for every image of a repository at a moment: what they would take, without what
//! something that stays needs, and without what is not known well enough.

use std::collections::HashMap;

use jiff::Timestamp;
use portolan_oci::{Digest, Tag};

use super::{
    Action, Image, Known, Leader, Priority, Reason, RetentionPolicy, Scope, Snapshot, Use, Verdict,
    image::Status,
    needed::{Need, Ties, needed},
    units::{Outcome, Unit, judge, units_of},
};

/// What rules mean for images at a moment.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Evaluation {
    /// The moment.
    pub at: Timestamp,
    /// A verdict for each image, in their order.
    pub verdicts: Vec<Verdict>,
    /// What is missing that could speak for any image.
    pub known: Known,
}

/// How many images and tags.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Totals {
    /// Images that go, those that go with others among them.
    pub expire: usize,
    /// Images that are archived.
    pub archive: usize,
    /// Tags that are taken off images that stay.
    pub tags: usize,
    /// Images that stay.
    pub stay: usize,
    /// Of those, the ones that would go if what is missing were known and did not speak for them.
    pub unsure: usize,
}

impl Evaluation {
    /// How many of what.
    pub fn totals(&self) -> Totals {
        let mut totals = Totals::default();
        for verdict in &self.verdicts {
            match verdict.deed() {
                Some((_, Action::Expire)) => totals.expire += 1,
                Some((_, Action::Archive)) => totals.archive += 1,
                None => totals.stay += 1,
            }
            match verdict {
                Verdict::LosesTags { tags } => totals.tags += tags.len(),
                Verdict::Stays(Reason::Unsure { .. } | Reason::Unread { .. }) => {
                    totals.unsure += 1;
                }
                _ => {}
            }
        }
        totals
    }

    /// Whether nothing would be left.
    pub fn takes_all(&self) -> bool {
        !self.verdicts.is_empty() && self.verdicts.iter().all(Verdict::goes)
    }
}

/// What `policy` means for a repository at `now`, of which `uses` are in use.
pub fn evaluate(
    policy: &RetentionPolicy,
    snapshot: &Snapshot,
    uses: &[Use],
    now: Timestamp,
) -> Evaluation {
    let images = &snapshot.images;
    let ties = Ties::of(images);
    let units = units_of(images, policy.scope, |at| ties.is_referrer(at));
    let outcomes = judge(policy, images, &units, now);
    let alone = Alone::of(images, &units, &outcomes);
    let used = used(images, uses);
    let is_used: Vec<bool> = used.iter().map(Option::is_some).collect();
    // What was not read may describe something, or name it.
    let takes: Vec<bool> = (0..images.len())
        .map(|at| alone.action(at) == Some(Action::Expire) && images[at].is_read())
        .collect();
    let needs = needed(snapshot, &ties, &takes, &is_used);
    let known = snapshot.known();
    let scene = Scene {
        images,
        ties: &ties,
        alone: &alone,
        used: &used,
        needs: &needs,
        known,
        scope: policy.scope,
    };
    Evaluation {
        at: now,
        verdicts: (0..images.len()).map(|at| scene.verdict(at)).collect(),
        known,
    }
}

/// By what each image is in use.
fn used<'u>(images: &[Image], uses: &'u [Use]) -> Vec<Option<&'u Use>> {
    let mut digests: HashMap<&Digest, &Use> = HashMap::new();
    let mut tags: HashMap<&Tag, &Use> = HashMap::new();
    for used in uses {
        match (&used.digest, &used.tag) {
            (Some(digest), _) => {
                digests.entry(digest).or_insert(used);
            }
            (None, Some(tag)) => {
                tags.entry(tag).or_insert(used);
            }
            (None, None) => {}
        }
    }
    let find = |image: &Image| {
        let by_digest = digests.get(&image.digest);
        by_digest
            .or_else(|| image.tags.iter().find_map(|tag| tags.get(tag)))
            .copied()
    };
    images.iter().map(find).collect()
}

/// What the rules make of each image by itself: all outcomes of its units.
struct Alone<'a> {
    units: &'a [Unit<'a>],
    outcomes: &'a [Outcome],
    /// The first unit of each image, and the one after its last.
    ranges: Vec<(usize, usize)>,
}

impl<'a> Alone<'a> {
    fn of(images: &[Image], units: &'a [Unit<'a>], outcomes: &'a [Outcome]) -> Self {
        let mut ranges = vec![(0, 0); images.len()];
        for (number, unit) in units.iter().enumerate() {
            let range = &mut ranges[unit.image];
            if range.1 == 0 {
                range.0 = number;
            }
            range.1 = number + 1;
        }
        Self {
            units,
            outcomes,
            ranges,
        }
    }

    fn outcomes(&self, at: usize) -> &'a [Outcome] {
        let (first, end) = self.ranges[at];
        &self.outcomes[first..end]
    }

    /// What happens to an image of which everything is taken.
    fn action(&self, at: usize) -> Option<Action> {
        let outcomes = self.outcomes(at);
        let mut actions = outcomes.iter().map(|outcome| match outcome {
            Outcome::Taken { action, .. } => Some(*action),
            Outcome::Stays(_) => None,
        });
        let first = actions.next()??;
        actions.all(|action| action == Some(first)).then_some(first)
    }

    /// The rule that takes an image, and since when.
    fn rule(&self, at: usize) -> Option<(Priority, Option<Timestamp>)> {
        match self.outcomes(at).first()? {
            Outcome::Taken { rule, since, .. } => Some((*rule, *since)),
            Outcome::Stays(_) => None,
        }
    }

    /// Why it stays, as far as the rules alone go.
    fn reason(&self, at: usize) -> Reason {
        let reasons = self.outcomes(at).iter().find_map(|outcome| match outcome {
            Outcome::Stays(reason) => Some(reason.clone()),
            Outcome::Taken { .. } => None,
        });
        reasons.unwrap_or(Reason::NoRule)
    }
}

/// All that a verdict is found from.
struct Scene<'a> {
    images: &'a [Image],
    ties: &'a Ties,
    alone: &'a Alone<'a>,
    used: &'a [Option<&'a Use>],
    needs: &'a [Option<Need>],
    known: Known,
    scope: Scope,
}

impl Scene<'_> {
    fn verdict(&self, at: usize) -> Verdict {
        let Some(need) = self.needs[at] else {
            return self.going(at);
        };
        if let Some(text) = self.use_of(at) {
            return Verdict::Stays(Reason::InUse { text });
        }
        let from = self
            .alone
            .action(at)
            .and_then(|_| Some(self.alone.rule(at)?.0));
        if let Some(subject) = self.ties.subjects[at].first() {
            let subject = self.digest(*subject);
            return Verdict::Stays(Reason::FollowsSubject { subject });
        }
        if self.images[at].status == Status::Activating {
            return Verdict::Stays(Reason::Restoring);
        }
        let action = self.alone.action(at);
        if let Need::Child(index) = need {
            let index = self.digest(index);
            return Verdict::Stays(Reason::ChildOf { index, from });
        }
        if let (Need::Upwards(referrer), Some(from)) = (need, from) {
            let referrer = self.digest(referrer);
            return Verdict::Stays(Reason::Describes { referrer, from });
        }
        match (action, from) {
            (Some(Action::Archive), Some(rule)) => self.archived(at, rule),
            (Some(Action::Expire), Some(rule)) => Verdict::Stays(Reason::Unread { rule }),
            _ => self.staying(at),
        }
    }

    /// It is needed by nobody.
    fn going(&self, at: usize) -> Verdict {
        let (rule, leader) = self.leader(at);
        if !self.known.is_all() {
            return Verdict::Stays(Reason::Unsure { rule });
        }
        match leader {
            Some(leader) => Verdict::Follows { leader, rule },
            None => Verdict::Taken {
                rule,
                action: Action::Expire,
                since: self.alone.rule(at).and_then(|(_, since)| since),
            },
        }
    }

    /// The rule that takes what goes, and what it goes with where no rule takes it by itself.
    fn leader(&self, at: usize) -> (Priority, Option<Leader>) {
        let mut seen = vec![at];
        let mut open = vec![(at, None)];
        while let Some((at, leader)) = open.pop() {
            let is_taken = self.alone.action(at) == Some(Action::Expire);
            if let Some((rule, _)) = self.alone.rule(at).filter(|_| is_taken) {
                return (rule, leader);
            }
            let indexes = self.ties.parents[at]
                .iter()
                .map(|index| (*index, Leader::Index(self.digest(*index))));
            let subjects = self.ties.subjects[at]
                .iter()
                .map(|subject| (*subject, Leader::Subject(self.digest(*subject))));
            for (next, found) in indexes.chain(subjects) {
                if !seen.contains(&next) {
                    seen.push(next);
                    open.push((next, leader.clone().or(Some(found))));
                }
            }
        }
        unreachable!("what goes is taken by a rule or led by what is")
    }

    /// An index that is not archived itself keeps its children where they are.
    fn archived(&self, at: usize, rule: Priority) -> Verdict {
        let stays = |index: &&usize| self.images[**index].status != Status::Archived;
        if let Some(index) = self.ties.parents[at].iter().find(stays) {
            let index = self.digest(*index);
            let from = Some(rule);
            return Verdict::Stays(Reason::ChildOf { index, from });
        }
        Verdict::Taken {
            rule,
            action: Action::Archive,
            since: self.alone.rule(at).and_then(|(_, since)| since),
        }
    }

    /// It stays by itself; rules about tags may take some of them.
    fn staying(&self, at: usize) -> Verdict {
        if self.scope == Scope::Tags {
            let (first, _) = self.alone.ranges[at];
            let taken: Vec<_> = self
                .alone
                .outcomes(at)
                .iter()
                .enumerate()
                .filter_map(|(number, outcome)| {
                    let tag = self.alone.units[first + number].tags.first()?;
                    match outcome {
                        Outcome::Taken { rule, .. } => Some((tag.clone(), *rule)),
                        Outcome::Stays(_) => None,
                    }
                })
                .collect();
            if let Some((_, rule)) = taken.first() {
                return if self.known.is_all() {
                    Verdict::LosesTags { tags: taken }
                } else {
                    Verdict::Stays(Reason::Unsure { rule: *rule })
                };
            }
        }
        let stays = |index: &&usize| self.needs[**index].is_some();
        if let Some(index) = self.ties.parents[at].iter().find(stays) {
            let index = self.digest(*index);
            return Verdict::Stays(Reason::ChildOf { index, from: None });
        }
        Verdict::Stays(self.alone.reason(at))
    }

    /// What is used of it, or of what keeps it for that.
    fn use_of(&self, at: usize) -> Option<String> {
        if let Some(used) = self.used[at] {
            return Some(used.text.clone());
        }
        let mut at = at;
        for _ in 0..self.images.len() {
            let Some(Need::Upwards(below)) = self.needs[at] else {
                return None;
            };
            if let Some(used) = self.used[below] {
                return Some(used.text.clone());
            }
            at = below;
        }
        None
    }

    fn digest(&self, at: usize) -> Digest {
        self.images[at].digest.clone()
    }
}
