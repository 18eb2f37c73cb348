//! Rules that have their turn now or soon, and what was looked ahead, in memory.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use jiff::Timestamp;
use portolan_contract::{JobId, ReplicationOutlook};
use tokio::sync::Notify;

/// How many looks ahead are kept: the last ones.
const KEPT: usize = 8;

/// What a look ahead has found so far.
pub(crate) type Outlook = Arc<Mutex<ReplicationOutlook>>;

/// Rules that have their turn now or soon, and what was looked ahead.
#[derive(Debug, Default)]
pub(crate) struct Replicating {
    state: Mutex<State>,
    /// Something is worth looking at at once.
    pub(super) woken: Notify,
}

#[derive(Debug, Default)]
struct State {
    /// The jobs of rules that have their turn, by the rules' identities.
    running: HashMap<String, JobId>,
    /// Repositories in which something was seen to change, by the rules that take them.
    seen: BTreeMap<String, BTreeSet<String>>,
    outlooks: Vec<(JobId, Outlook)>,
    /// When the sources of rules were last asked by the clock.
    looked: HashMap<String, Timestamp>,
}

impl Replicating {
    /// The job of a rule that has its turn.
    pub(super) fn running(&self, rule: &str) -> Option<JobId> {
        self.state().running.get(rule).cloned()
    }

    /// Notes that a rule has its turn under a job, unless it has one under another, which is answered.
    pub(super) fn begin(&self, rule: &str, job: &JobId) -> Option<JobId> {
        let mut state = self.state();
        if let Some(running) = state.running.get(rule) {
            return Some(running.clone());
        }
        state.running.insert(rule.to_owned(), job.clone());
        None
    }

    /// Notes that its turn is over.
    pub(super) fn end(&self, rule: &str) {
        self.state().running.remove(rule);
        self.woken.notify_one();
    }

    /// Notes that something changed in a repository that a rule takes.
    pub(super) fn see(&self, rule: &str, repository: &str) {
        let mut state = self.state();
        let seen = state.seen.entry(rule.to_owned()).or_default();
        seen.insert(repository.to_owned());
        drop(state);
        self.woken.notify_one();
    }

    /// Takes out what was seen to change, of rules that do not have their turn yet.
    pub(super) fn take_seen(&self) -> BTreeMap<String, BTreeSet<String>> {
        let mut state = self.state();
        let State { running, seen, .. } = &mut *state;
        let (waiting, ready) = std::mem::take(seen)
            .into_iter()
            .partition(|(rule, _)| running.contains_key(rule));
        *seen = waiting;
        ready
    }

    /// When the source of a rule was last asked by the clock, since the program started.
    pub(super) fn looked(&self, rule: &str) -> Option<Timestamp> {
        self.state().looked.get(rule).copied()
    }

    /// Notes that it is asked now.
    pub(super) fn look(&self, rule: &str, now: Timestamp) {
        self.state().looked.insert(rule.to_owned(), now);
    }

    /// Keeps what a look ahead finds.
    pub(super) fn keep_outlook(&self, job: JobId, outlook: &Outlook) {
        let mut state = self.state();
        if state.outlooks.len() >= KEPT {
            state.outlooks.remove(0);
        }
        state.outlooks.push((job, Arc::clone(outlook)));
    }

    /// What a look ahead has found so far.
    pub(super) fn outlook(&self, job: &JobId) -> Option<ReplicationOutlook> {
        let state = self.state();
        let found = state.outlooks.iter().find(|(known, _)| known == job);
        found.map(|(_, outlook)| lock(outlook).clone())
    }

    /// Takes it out, so that it is begun once.
    pub(super) fn take_outlook(&self, job: &JobId) {
        self.state().outlooks.retain(|(known, _)| known != job);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }
}

/// A panic elsewhere leaves plain values behind, which are still right.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
