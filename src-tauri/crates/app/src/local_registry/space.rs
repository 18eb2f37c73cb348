//! Frees space in the local registry: first shown, then done as shown.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use portolan_contract::{
    Event, Failure, FreeSpace, FreeSpacePlan, FreedRepository, JobId, JobKind, Nothing,
};
use portolan_local_registry::SpaceRules;

use crate::{App, JobAbout, app::off_the_loop, failures::OrFail};

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
        let (app, connection) = (Arc::clone(self), self.local.connection.clone());
        let about = JobAbout {
            connection: Some(connection.clone()),
            ..JobAbout::new(JobKind::FreeSpace)
        };
        Ok(self.jobs.start(about, move |progress| async move {
            progress.expect_bytes(plan.bytes());
            let freed = off_the_loop(move || registry.free_space(&plan))
                .await?
                .or_fail()?;
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
}
