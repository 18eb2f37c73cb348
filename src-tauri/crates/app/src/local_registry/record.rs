//! Work on the local registry as an activity: written down before it begins, with what came of it.

use std::{future::Future, sync::Arc};

use portolan_contract::{ActivityDeed, ActivityId, Event, Failure, JobId, JobKind};
use portolan_storage::{ActivityDraft, ActivityState, ItemOutcome};

use crate::{App, JobAbout, Progress, changes::Title, failures::OrFail};

/// The kind under which this work is kept in the journal. It can't be undone.
const KIND: &str = "local";

impl App {
    /// Starts work on the local registry that Activity lists, with one item for each of `targets`.
    /// The work answers how many of them are done, and why not all.
    pub(super) async fn start_recorded<Work, Running>(
        self: &Arc<Self>,
        kind: JobKind,
        deed: ActivityDeed,
        targets: Vec<String>,
        work: Work,
    ) -> Result<JobId, Failure>
    where
        Work: FnOnce(Progress) -> Running,
        Running: Future<Output = (usize, Result<(), Failure>)> + Send + 'static,
    {
        let connection = self.local.connection.clone();
        let stored = self.stored_connection(&connection).await?;
        let title = Title {
            connection_name: stored.draft.name.clone(),
            deed,
            certain: false,
            restorable_until: None,
        };
        let title = serde_json::to_value(title)
            .map_err(|problem| Failure::unexpected(problem.to_string()))?;
        let count = targets.len();
        let draft = ActivityDraft {
            kind: KIND.to_owned(),
            title,
            connection: Some(stored.id),
            repository: None,
            undoes: None,
            targets: targets.into_iter().map(Into::into).collect(),
        };
        let activity = self.store.plan_activity(draft).await.or_fail()?;
        self.store.start_activity(activity).await.or_fail()?;
        let shown = ActivityId(activity.to_string());
        self.events.tell(Event::ActivityChanged {
            activity: shown.clone(),
        });
        let about = JobAbout {
            id: JobId(activity.to_string()),
            connection: Some(connection.clone()),
            ..JobAbout::new(kind)
        };
        let app = Arc::clone(self);
        Ok(self.jobs.start(about, move |progress| {
            let working = work(progress);
            async move {
                let (done, outcome) = working.await;
                let failure = outcome.as_ref().err();
                let result = failure.and_then(|failure| serde_json::to_value(failure).ok());
                for n in 0..count.min(done + 1) {
                    let (outcome, detail) = match failure {
                        _ if n < done => (ItemOutcome::Done, None),
                        Some(_) => (ItemOutcome::Failed, result.clone()),
                        None => break,
                    };
                    let ended = app.store.end_item(activity, n as u32, outcome, detail);
                    ended.await.or_fail()?;
                }
                let state = match (failure, done) {
                    (None, _) => ActivityState::Done,
                    (Some(_), 0) => ActivityState::Failed,
                    (Some(_), _) => ActivityState::Partly,
                };
                let ended = app.store.end_activity(activity, state, result);
                ended.await.or_fail()?;
                app.expire(&connection);
                app.events.tell(Event::LocalRegistryChanged);
                app.events.tell(Event::RepositoriesChanged { connection });
                app.events.tell(Event::ActivityChanged { activity: shown });
                outcome
            }
        }))
    }
}
