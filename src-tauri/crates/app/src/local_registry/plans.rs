//! Plans to free space that were shown and not yet carried out: single-use, and soon forgotten.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use jiff::{SignedDuration, Timestamp};
use portolan_contract::{Code, Failure, Hint, PlanId, Retry};
use portolan_local_registry::SpacePlan;

/// How long a plan may be carried out after it was shown.
const LIFE: SignedDuration = SignedDuration::from_mins(10);

/// Plans by identity.
#[derive(Debug, Default)]
pub(crate) struct SpacePlans(Mutex<HashMap<String, (Timestamp, SpacePlan)>>);

impl SpacePlans {
    /// Keeps a plan, and says until when.
    pub(crate) fn keep(&self, plan: SpacePlan) -> (PlanId, Timestamp) {
        let id = uuid::Uuid::new_v4().to_string();
        let now = Timestamp::now();
        let until = now.saturating_add(LIFE).unwrap_or(Timestamp::MAX);
        let mut plans = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        plans.retain(|_, (until, _)| *until > now);
        plans.insert(id.clone(), (until, plan));
        (PlanId(id), until)
    }

    /// Takes a plan out: it can be carried out once.
    pub(crate) fn take(&self, id: &PlanId) -> Result<SpacePlan, Failure> {
        let mut plans = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match plans.remove(&id.0) {
            Some((until, plan)) if until > Timestamp::now() => Ok(plan),
            Some(_) => Err(Failure::new(
                Code::Conflict,
                Hint::PlanExpired,
                Retry::AfterChange,
                "",
            )),
            None => Err(Failure::new(
                Code::Conflict,
                Hint::PlanUsed,
                Retry::AfterChange,
                "",
            )),
        }
    }
}
