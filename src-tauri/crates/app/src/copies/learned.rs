//! What a copy learns of its own plan while layers are packed anew: written into the kept plan, into the
//! lines of its activity, and into what undo goes by.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use portolan_contract::Failure;
use portolan_oci::Digest;
use portolan_storage::{ActivityId, Store};
use portolan_transfer::{CopyPlan, Repacked};

use super::{
    run::{Run, items},
    start::task_of,
};
use crate::{App, changes::Step, failures::OrFail};

/// How often a plan is written anew at most: what is lost by a crash is only packed again.
const KEEP_EVERY: Duration = Duration::from_secs(5);

/// The plan with what its layers became.
pub(super) struct Learned {
    plan: Arc<CopyPlan>,
    is_new: bool,
    kept: Instant,
}

impl Learned {
    pub(super) fn of(plan: &Arc<CopyPlan>) -> Self {
        Self {
            plan: Arc::clone(plan),
            is_new: false,
            kept: Instant::now(),
        }
    }

    /// A layer was packed anew.
    pub(super) fn note(&mut self, from: Digest, into: Repacked) {
        Arc::make_mut(&mut self.plan).repacked.insert(from, into);
        self.is_new = true;
    }

    /// Keeps the plan if there is something new; not at once unless it is over.
    pub(super) async fn keep(
        &mut self,
        app: &App,
        activity: ActivityId,
        is_over: bool,
    ) -> Result<(), Failure> {
        if !self.is_new || !(is_over || self.kept.elapsed() > KEEP_EVERY) {
            return Ok(());
        }
        let plan = serde_json::to_string(&*self.plan)
            .map_err(|problem| Failure::unexpected(problem.to_string()))?;
        app.store.restate_transfer(activity, plan).await.or_fail()?;
        self.is_new = false;
        self.kept = Instant::now();
        Ok(())
    }
}

impl Run {
    /// Writes down what a manifest is of which the plan knew no digest, before its tag is put.
    pub(super) async fn restate(
        &self,
        store: &Store,
        planned: &Digest,
        digest: &Digest,
    ) -> Result<(), Failure> {
        let json = |problem: serde_json::Error| Failure::unexpected(problem.to_string());
        for (n, item) in items(&self.plan).iter().enumerate() {
            if item.planned() == planned {
                let task = serde_json::to_value(task_of(item, digest)).map_err(json)?;
                let restated = store.restate_item(self.activity, n as u32, task);
                restated.await.or_fail()?;
            }
        }
        let Some(kept) = store.undo_snapshot(self.activity).await.or_fail()? else {
            return Ok(());
        };
        for (n, step) in (0..).zip(kept.steps) {
            let Ok(mut step) = serde_json::from_value::<Step>(step) else {
                continue;
            };
            let tags = step.after.tags.values_mut().flatten();
            let mut has_changed = false;
            for tagged in tags.filter(|tagged| *tagged == planned) {
                *tagged = digest.clone();
                has_changed = true;
            }
            if has_changed {
                let step = serde_json::to_value(step).map_err(json)?;
                let restated = store.restate_undo(self.activity, n, step);
                restated.await.or_fail()?;
            }
        }
        Ok(())
    }
}
