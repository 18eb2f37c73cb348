//! Copies that were planned or are under way, in memory; and what a kept one is.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use portolan_contract::{Code, CopyPlace, Failure, Hint, PlanId, Retry};
use portolan_transfer::{CopyPlan, Source};
use serde::{Deserialize, Serialize};

use super::watch::Watch;
use crate::changes::{name_not_typed, now};

/// From where to where, as it is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct About {
    pub(crate) source: CopyPlace,
    pub(crate) source_name: String,
    pub(crate) destination: CopyPlace,
    pub(crate) destination_name: String,
}

/// A copy that was planned and not begun.
#[derive(Clone, Debug)]
pub(crate) struct Prepared {
    pub(crate) about: About,
    pub(crate) plan: Arc<CopyPlan>,
    /// Where the images come from, where finding it again would cost as much.
    pub(crate) source: Option<Arc<dyn Source>>,
    /// What has to be typed to begin it.
    pub(crate) typed: Option<String>,
    pub(crate) expires_at: i64,
}

/// Copies that were planned or are under way.
#[derive(Clone, Debug, Default)]
pub(crate) struct Copies(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    waiting: HashMap<String, Prepared>,
    running: HashMap<String, Arc<Watch>>,
}

impl Copies {
    /// Keeps a plan until its time is over.
    pub(crate) fn keep(&self, id: &PlanId, prepared: Prepared) {
        let now = now().as_millisecond();
        let mut state = self.state();
        state.waiting.retain(|_, waiting| waiting.expires_at > now);
        state.waiting.insert(id.0.clone(), prepared);
    }

    /// Takes a plan out, so that it is begun once. One whose name was not typed right stays.
    pub(crate) fn take(&self, id: &PlanId, typed: &str) -> Result<Prepared, Failure> {
        let mut state = self.state();
        let expired = || {
            let detail = "preview the copy again";
            Failure::new(
                Code::Conflict,
                Hint::PlanExpired,
                Retry::AfterChange,
                detail,
            )
        };
        let waiting = state.waiting.get(&id.0);
        let waiting = waiting.filter(|waiting| waiting.expires_at > now().as_millisecond());
        let wanted = waiting.ok_or_else(expired)?.typed.as_deref();
        if wanted.is_some_and(|wanted| wanted != typed) {
            return Err(name_not_typed());
        }
        state.waiting.remove(&id.0).ok_or_else(expired)
    }

    /// Notes that a copy is under way.
    pub(crate) fn begin(&self, activity: &str, watch: &Arc<Watch>) {
        let running = &mut self.state().running;
        running.insert(activity.to_owned(), Arc::clone(watch));
    }

    /// Notes that it no longer is.
    pub(crate) fn end(&self, activity: &str) {
        self.state().running.remove(activity);
    }

    /// A copy that is under way.
    pub(crate) fn running(&self, activity: &str) -> Option<Arc<Watch>> {
        self.state().running.get(activity).cloned()
    }

    /// A panic elsewhere leaves plain maps behind, which are still right.
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
