//! What a vendor's registry offers beyond images, by its own API: a trait each, in a file of its own, that the
//! adapters of those vendors implement who have it. What is done with it is decided above.

mod garbage;
mod log;
mod robots;
mod rules;
mod scope;

use std::fmt;

pub use self::{
    garbage::{Collection, CollectionSchedule, CollectionState, GarbageCollection},
    log::{Log, LogEntry, LogFilter, LogMeaning},
    robots::{NewRobot, Robot, RobotDraft, RobotPermission, RobotRules, Robots},
    rules::{
        HarborFilter, HarborImmutable, HarborPlace, HarborReplication, HarborRetention,
        HarborRetentionRule, HarborSelector, LockedAttributes, RulePurpose, RuleRun, RuleRuns,
        RuleTask, Rules, RunFilter, TagExpressions, VendorRule,
    },
    scope::{Scope, ScopeKind},
};

pub(crate) use self::rules::{misplaced, otherwise, unsupported};

/// What a registry offers; `None` where it has no such thing.
#[derive(Clone, Copy, Default)]
pub struct Offers<'r> {
    /// What was done there, by whom.
    pub log: Option<&'r dyn Log>,
    /// Accounts of machines.
    pub robots: Option<&'r dyn Robots>,
    /// Freeing what nothing needs any more.
    pub garbage: Option<&'r dyn GarbageCollection>,
    /// Rules that it follows by itself.
    pub rules: Option<&'r dyn Rules>,
}

/// The name of an offer.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Offer {
    /// [`Log`]
    Log,
    /// [`Robots`]
    Robots,
    /// [`GarbageCollection`]
    GarbageCollection,
    /// [`Rules`] of what stays.
    Retention,
    /// [`Rules`] of what may not move.
    Immutability,
    /// [`Rules`] of what is copied.
    Replication,
}

/// Why a registry's vendor has an offer, and this sign-in does not.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Withheld {
    /// It is for who is signed in.
    NeedsSignIn,
    /// It is for who has an OAuth token; passwords and robots are for the protocol alone.
    NeedsToken,
}

impl Offers<'_> {
    /// What is offered, and for which kinds of scope.
    pub fn listed(&self) -> Vec<(Offer, &'static [ScopeKind])> {
        let rules = |purpose: RulePurpose| {
            let scopes = self.rules.map(|rules| rules.scopes(purpose));
            scopes.filter(|scopes| !scopes.is_empty())
        };
        let all = [
            (Offer::Log, self.log.map(Log::scopes)),
            (Offer::Robots, self.robots.map(Robots::scopes)),
            (
                Offer::GarbageCollection,
                self.garbage.map(GarbageCollection::scopes),
            ),
            (Offer::Retention, rules(RulePurpose::Retention)),
            (Offer::Immutability, rules(RulePurpose::Immutability)),
            (Offer::Replication, rules(RulePurpose::Replication)),
        ];
        let there = all.into_iter();
        there
            .filter_map(|(offer, scopes)| Some((offer, scopes?)))
            .collect()
    }
}

impl fmt::Debug for Offers<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_list().entries(self.listed()).finish()
    }
}
