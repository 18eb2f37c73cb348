//! Frees space in the local registry: first shown, then done as shown.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use portolan_contract::{
    ActivityDeed, ActivityId, Event, Failure, FreeSpace, FreeSpacePlan, FreedRepository, JobId,
    JobKind, Nothing,
};
use portolan_local_registry::{SpacePlan, SpaceRules};
use portolan_storage::{ActivityDraft, ActivityId as KeptId, ActivityState, ItemOutcome};
use serde_json::Value;

use crate::{App, JobAbout, app::off_the_loop, changes::Title, failures::OrFail};

/// The kind under which it is kept in the journal.
const KIND: &str = "free_space";

impl App {
    /// Finds what nothing needs any more, sparing what undo may still need.
    pub async fn preview_free_space(&self, _: Nothing) -> Result<FreeSpacePlan, Failure> {
        let registry = self.local_store().await?;
        let days = i64::from(self.settings.current().undo_days);
        let now = Timestamp::now();
        let keep_since = now
            .saturating_sub(SignedDuration::from_hours(24 * days))
            .unwrap_or(Timestamp::MIN);
        let (plan, everything) = off_the_loop(move || {
            let rules = SpaceRules {
                keep_since,
                untagged: true,
            };
            let plan = registry.plan_free_space(rules)?;
            // What would go if nothing were spared, to say how much is.
            let everything = registry.plan_free_space(SpaceRules {
                keep_since: Timestamp::MAX,
                untagged: true,
            })?;
            Ok::<_, portolan_local_registry::Error>((plan, everything.bytes()))
        })
        .await?
        .or_fail()?;
        let repositories = plan.repositories.iter().map(|repository| FreedRepository {
            name: repository.repository.to_string(),
            manifests: (repository.untagged.len() + repository.removed.len()) as u64,
            bytes: repository.bytes,
        });
        let repositories: Vec<FreedRepository> = repositories.collect();
        let (manifests, bytes) = (
            repositories.iter().map(|one| one.manifests).sum(),
            plan.bytes(),
        );
        let blobs = (plan.contents.len() as u64).saturating_sub(manifests);
        let (id, until) = self.space_plans.keep(plan);
        Ok(FreeSpacePlan {
            id,
            manifests,
            blobs,
            bytes,
            spared_bytes: everything.saturating_sub(bytes),
            repositories,
            expires_at: until.as_millisecond(),
        })
    }

    /// Begins removing what a plan showed. What became needed since stays.
    pub async fn free_space(self: &Arc<Self>, request: FreeSpace) -> Result<JobId, Failure> {
        let registry = self.local_store().await?;
        let plan = self.space_plans.take(&request.plan)?;
        let activity = self.write_down_space(&plan).await?;
        let (app, connection) = (Arc::clone(self), self.local.connection.clone());
        let about = JobAbout {
            id: JobId(activity.to_string()),
            connection: Some(connection.clone()),
            ..JobAbout::new(JobKind::FreeSpace)
        };
        Ok(self.jobs.start(about, move |progress| async move {
            progress.expect_bytes(plan.bytes());
            let repositories = plan.repositories.len();
            let freed = off_the_loop(move || registry.free_space(&plan))
                .await
                .and_then(OrFail::or_fail);
            app.note_freed(activity, repositories, freed.as_ref().err())
                .await?;
            let freed = freed?;
            progress.finish_bytes(freed.bytes);
            tracing::info!(
                bytes = freed.bytes,
                manifests = freed.manifests,
                "freed space"
            );
            app.expire(&connection);
            app.events.tell(Event::LocalRegistryChanged);
            app.events.tell(Event::RepositoriesChanged { connection });
            Ok(())
        }))
    }

    /// Writes down what shall go, an item for each repository, before anything goes.
    async fn write_down_space(&self, plan: &SpacePlan) -> Result<KeptId, Failure> {
        let local = self.stored_connection(&self.local.connection).await?;
        let title = Title {
            connection_name: local.draft.name,
            deed: ActivityDeed::FreeSpace {
                bytes: plan.bytes(),
            },
            // It can't be taken back.
            certain: false,
        };
        let title = serde_json::to_value(title)
            .map_err(|problem| Failure::unexpected(problem.to_string()))?;
        let repositories = plan.repositories.iter();
        let draft = ActivityDraft {
            kind: KIND.to_owned(),
            title,
            connection: Some(local.id),
            repository: None,
            undoes: None,
            targets: repositories
                .map(|space| Value::from(space.repository.as_str()))
                .collect(),
        };
        let id = self.store.plan_activity(draft).await.or_fail()?;
        self.store.start_activity(id).await.or_fail()?;
        self.tell_activity(id);
        Ok(id)
    }

    /// Writes down how it ended: all of it or, as far as one can tell, nothing.
    async fn note_freed(
        &self,
        id: KeptId,
        repositories: usize,
        failure: Option<&Failure>,
    ) -> Result<(), Failure> {
        let (outcome, state) = match failure {
            None => (ItemOutcome::Done, ActivityState::Done),
            Some(_) => (ItemOutcome::Failed, ActivityState::Failed),
        };
        let detail = failure.and_then(|failure| serde_json::to_value(failure).ok());
        for item in 0..repositories as u32 {
            let ended = self.store.end_item(id, item, outcome, detail.clone());
            ended.await.or_fail()?;
        }
        self.store.end_activity(id, state, None).await.or_fail()?;
        self.tell_activity(id);
        Ok(())
    }

    fn tell_activity(&self, id: KeptId) {
        let activity = ActivityId(id.to_string());
        self.events.tell(Event::ActivityChanged { activity });
    }
}
