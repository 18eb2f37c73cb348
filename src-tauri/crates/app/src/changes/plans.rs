//! Plans that were shown and may be carried out: single-use, in memory, and soon forgotten.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use jiff::{SignedDuration, Timestamp};
use portolan_contract::{
    ActivityId, Code, Confirmation, ConnectionId, Failure, Hint, Plan, PlanId, Retry,
};
use portolan_oci::{Digest, Tag};
use portolan_policy::{Blob, Part};
use portolan_storage::Content;

use super::{journal::Task, site::now};

/// How long a plan may be carried out after it was shown.
const LIFE: SignedDuration = SignedDuration::from_mins(10);

/// A plan with all that carrying it out needs.
#[derive(Clone, Debug)]
pub(crate) struct Prepared {
    /// As it was shown.
    pub(crate) plan: Plan,
    /// What will be done, in order; a number is the place in an activity that goes on.
    pub(crate) tasks: Vec<(Option<u32>, Task)>,
    /// What is touched, as it was found: what an undo aims at.
    pub(crate) before: Part,
    /// What should become so.
    pub(crate) after: Part,
    /// Every tag that was listed, where all were.
    pub(crate) listed: Option<HashSet<Tag>>,
    /// Manifests that go, on which no new tag may appear meanwhile.
    pub(crate) going: Vec<Digest>,
    /// What must have gone well before something is done to a manifest: before it goes, the index that
    /// names it and the subject that it describes; before it comes, its children and its subject.
    pub(crate) needs: BTreeMap<Digest, Vec<Digest>>,
    /// Configs of what is touched.
    pub(crate) configs: Vec<Blob>,
    /// Layers that the registry may collect afterwards.
    pub(crate) layers: Vec<Blob>,
    /// Manifests that are made by the change itself.
    pub(crate) made: Vec<Content>,
    /// The activity that goes on, rather than a new one.
    pub(crate) goes_on: Option<ActivityId>,
}

/// Plans by identity, and which connections were seen not to move tags.
#[derive(Clone, Debug, Default)]
pub(crate) struct Plans(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    waiting: HashMap<String, Prepared>,
    /// Used ones, to tell them from expired ones; forgotten with the time of their expiry.
    used: HashMap<String, Timestamp>,
    immutable: HashSet<String>,
}

/// A new plan's identity and its end.
pub(crate) fn new_life() -> (PlanId, i64) {
    let until = now().saturating_add(LIFE).unwrap_or(Timestamp::MAX);
    (
        PlanId(uuid::Uuid::new_v4().to_string()),
        until.as_millisecond(),
    )
}

impl Plans {
    /// Keeps a plan until its time is over.
    pub(crate) fn keep(&self, prepared: Prepared) {
        let now = now();
        let mut state = self.state();
        state
            .waiting
            .retain(|_, waiting| waiting.plan.expires_at > now.as_millisecond());
        state.used.retain(|_, until| *until > now);
        state.waiting.insert(prepared.plan.id.0.clone(), prepared);
    }

    /// Takes a plan out, so that it is carried out once. One whose name was not typed right stays.
    pub(crate) fn take(&self, id: &PlanId, typed: &str) -> Result<Prepared, Failure> {
        let mut state = self.state();
        let refuse =
            |code, hint, detail: &str| Err(Failure::new(code, hint, Retry::AfterChange, detail));
        if state.used.contains_key(&id.0) {
            return refuse(Code::Conflict, Hint::PlanUsed, "a plan is carried out once");
        }
        let Some(prepared) = state
            .waiting
            .get(&id.0)
            .filter(|waiting| waiting.plan.expires_at > now().as_millisecond())
        else {
            return refuse(
                Code::Conflict,
                Hint::PlanExpired,
                "preview the change again",
            );
        };
        if let Confirmation::TypeName { text } = &prepared.plan.confirmation
            && typed != text
        {
            let code = Code::InvalidInput {
                field: "typed".to_owned(),
            };
            return refuse(code, Hint::NameNotTyped, "the name was not typed as it is");
        }
        let until = now().saturating_add(LIFE).unwrap_or(Timestamp::MAX);
        state.used.insert(id.0.clone(), until);
        match state.waiting.remove(&id.0) {
            Some(prepared) => Ok(prepared),
            None => refuse(
                Code::Conflict,
                Hint::PlanExpired,
                "preview the change again",
            ),
        }
    }

    /// Whether a connection's tags were seen not to move.
    pub(crate) fn is_immutable(&self, connection: &ConnectionId) -> bool {
        self.state().immutable.contains(&connection.0)
    }

    /// Notes that a connection's tags don't move.
    pub(crate) fn note_immutable(&self, connection: &ConnectionId) {
        self.state().immutable.insert(connection.0.clone());
    }

    /// Makes a plan's time be over.
    #[cfg(test)]
    pub(crate) fn expire(&self, id: &PlanId) {
        if let Some(prepared) = self.state().waiting.get_mut(&id.0) {
            prepared.plan.expires_at = 0;
        }
    }

    /// A panic elsewhere leaves plain maps behind, which are still right.
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
