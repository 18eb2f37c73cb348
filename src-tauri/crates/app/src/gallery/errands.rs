//! What is asked of a registry's gallery behind an answer, and what asking it came to.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use portolan_contract::Failure;

/// Errands are remembered until there are more than so many.
const MOST: usize = 1_000;
/// What went well is not asked again before this.
const PAUSE: Duration = Duration::from_mins(10);
/// What failed is not asked again before this.
const PAUSE_AFTER_FAILURE: Duration = Duration::from_secs(30);

/// What is asked for.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(super) enum Errand {
    /// A repository's page.
    Page,
    /// A repository's tags.
    Tags,
    /// A publisher's repositories.
    Publisher,
}

/// How an errand is.
#[derive(Clone, Debug, Default)]
pub(super) struct Outcome {
    pub(super) is_running: bool,
    /// Why it failed when it was run last.
    pub(super) problem: Option<Failure>,
    /// How often it ended.
    pub(super) revision: u64,
    ended: Option<Instant>,
}

impl Outcome {
    fn is_due(&self) -> bool {
        let pause = if self.problem.is_some() {
            PAUSE_AFTER_FAILURE
        } else {
            PAUSE
        };
        !self.is_running && self.ended.is_none_or(|ended| ended.elapsed() >= pause)
    }
}

/// All errands of this start of the program.
#[derive(Debug, Default)]
pub(crate) struct Errands(Mutex<HashMap<(Errand, String), Outcome>>);

impl Errands {
    /// Whether it is to be run now; who is told so runs it and tells its end.
    pub(super) fn begin(&self, errand: Errand, about: &str) -> bool {
        let mut all = self.all();
        if all.len() > MOST {
            all.retain(|_, outcome| outcome.is_running);
        }
        let outcome = all.entry((errand, about.to_owned())).or_default();
        if outcome.is_due() {
            outcome.is_running = true;
            return true;
        }
        false
    }

    /// Tells that it ended.
    pub(super) fn end(&self, errand: Errand, about: &str, problem: Option<Failure>) {
        let mut all = self.all();
        let outcome = all.entry((errand, about.to_owned())).or_default();
        outcome.is_running = false;
        outcome.problem = problem;
        outcome.ended = Some(Instant::now());
        outcome.revision += 1;
    }

    /// How it is.
    pub(super) fn look(&self, errand: Errand, about: &str) -> Outcome {
        let all = self.all();
        all.get(&(errand, about.to_owned()))
            .cloned()
            .unwrap_or_default()
    }

    /// A panic elsewhere leaves a plain map behind, which is still right.
    fn all(&self) -> MutexGuard<'_, HashMap<(Errand, String), Outcome>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_runs_or_ended_just_now_is_not_begun_again() {
        let errands = Errands::default();
        assert!(errands.begin(Errand::Page, "quay.io/a/b"));
        assert!(!errands.begin(Errand::Page, "quay.io/a/b"));
        assert!(errands.begin(Errand::Tags, "quay.io/a/b"));
        errands.end(Errand::Page, "quay.io/a/b", None);
        assert!(!errands.begin(Errand::Page, "quay.io/a/b"));
        let outcome = errands.look(Errand::Page, "quay.io/a/b");
        assert_eq!((outcome.is_running, outcome.revision), (false, 1));
    }
}
