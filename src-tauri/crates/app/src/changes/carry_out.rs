//! Begins carrying out a plan: takes it, writes the activity down, and starts its job.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use portolan_contract::{
    ActivityDeed, ActivityId, Begun, CarryOut, Certainty, Code, Failure, Hint, JobId, JobKind,
    PlanPurpose, Retry,
};
use portolan_storage::{ActivityDraft, ActivityId as KeptId};

use super::{
    journal::{KIND, Title, change_of, kept_id, show_activity},
    plans::Prepared,
    site::{Site, now},
    work::{Undone, Work},
};
use crate::{App, JobAbout, failures::OrFail};

impl App {
    /// Carries out a plan, once. What is begun is an activity, and a job of the same identity.
    pub async fn carry_out(self: &Arc<Self>, request: CarryOut) -> Result<Begun, Failure> {
        let prepared = self.plans.take(&request.plan, &request.typed)?;
        if prepared.plan.undo.certainty == Certainty::Impossible {
            let digests = prepared.plan.undo.missing_blobs.clone();
            return Err(Failure::new(
                Code::NotFound,
                Hint::BlobsMissing { digests },
                Retry::No,
                "what is needed is neither in the registry nor kept here",
            ));
        }
        let site = self
            .site(&prepared.plan.connection, &prepared.plan.repository)
            .await?;
        let undone = self.find_undone(&prepared.plan.purpose).await?;
        let activity = match &prepared.goes_on {
            Some(activity) => kept_id(activity)?,
            None => {
                self.write_down(&site, &prepared, request.keep_layers)
                    .await?
            }
        };
        let days = i64::from(self.settings.current().undo_days);
        let until = now()
            .saturating_add(SignedDuration::from_hours(24 * days))
            .unwrap_or(Timestamp::MAX);
        let shown = ActivityId(activity.to_string());
        let about = JobAbout {
            id: JobId(shown.0.clone()),
            kind: if undone.is_some() {
                JobKind::Undo
            } else {
                JobKind::Change
            },
            connection: Some(site.id.clone()),
            repository: Some(site.repository.to_string()),
        };
        // Before it is listed as begun, so that a crash from here on finds it interrupted.
        self.store.start_activity(activity).await.or_fail()?;
        let app = Arc::clone(self);
        self.jobs.start(about, move |progress| {
            let work = Work {
                app,
                site,
                prepared,
                activity,
                undone,
                until,
                keep_layers: request.keep_layers,
                progress,
            };
            work.run()
        });
        Ok(Begun { activity: shown })
    }

    /// The activity that a plan takes back, with the layers that are kept for it.
    async fn find_undone(&self, purpose: &PlanPurpose) -> Result<Option<Undone>, Failure> {
        let id = match purpose {
            PlanPurpose::Change { .. } => return Ok(None),
            PlanPurpose::Undo { activity } => kept_id(activity)?,
            PlanPurpose::Resume { activity } => {
                let resumed = self.store.activity(kept_id(activity)?).await.or_fail()?;
                match resumed.undoes {
                    Some(undone) => undone,
                    None => return Ok(None),
                }
            }
        };
        let snapshot = self.store.undo_snapshot(id).await.or_fail()?;
        let undoes = self.store.activity(id).await.or_fail()?.undoes;
        Ok(Some(Undone {
            id,
            undoes,
            layers: snapshot.map(|snapshot| snapshot.layers).unwrap_or_default(),
        }))
    }

    /// Writes an activity and its items down.
    async fn write_down(
        &self,
        site: &Site,
        prepared: &Prepared,
        keep_layers: bool,
    ) -> Result<KeptId, Failure> {
        let (deed, undoes) = match &prepared.plan.purpose {
            PlanPurpose::Change { change } => (
                ActivityDeed::Change {
                    change: change.clone(),
                },
                None,
            ),
            PlanPurpose::Undo { activity } | PlanPurpose::Resume { activity } => {
                let kept = self.store.activity(kept_id(activity)?).await.or_fail()?;
                let shown = show_activity(&kept);
                let change = shown.as_ref().and_then(|shown| change_of(&shown.deed));
                let Some(change) = change.cloned() else {
                    return Err(Failure::unexpected("the activity can't be read"));
                };
                let of = activity.clone();
                (ActivityDeed::Undo { of, change }, Some(kept.id))
            }
        };
        let title = Title {
            connection_name: site.connection.draft.name.clone(),
            deed,
            certain: prepared.plan.undo.certainty == Certainty::Certain || keep_layers,
            restorable_until: prepared
                .plan
                .undo
                .restorable_until
                .filter(|_| !keep_layers)
                .and_then(|until| Timestamp::from_millisecond(until).ok()),
        };
        let json = |problem: serde_json::Error| Failure::unexpected(problem.to_string());
        let draft = ActivityDraft {
            kind: KIND.to_owned(),
            title: serde_json::to_value(title).map_err(json)?,
            connection: Some(site.connection.id),
            repository: Some(site.repository.clone()),
            undoes,
            targets: prepared
                .tasks
                .iter()
                .map(|(_, task)| serde_json::to_value(task))
                .collect::<Result<_, _>>()
                .map_err(json)?,
        };
        self.store.plan_activity(draft).await.or_fail()
    }
}
