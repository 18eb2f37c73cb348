//! Frees space in the local registry: first shown, then done as shown.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use portolan_contract::{
    ActivityDeed, Failure, FreeSpace, FreeSpacePlan, FreedRepository, JobId, JobKind, Nothing,
};
use portolan_local_registry::SpaceRules;

use crate::{App, app::off_the_loop, failures::OrFail};

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
        let targets: Vec<String> = plan
            .repositories
            .iter()
            .map(|repository| repository.repository.to_string())
            .collect();
        let (count, bytes) = (targets.len(), plan.bytes());
        let deed = ActivityDeed::FreeSpace { bytes };
        self.start_recorded(
            JobKind::FreeSpace,
            deed,
            targets,
            move |progress| async move {
                progress.expect_bytes(bytes);
                let freed = off_the_loop(move || registry.free_space(&plan)).await;
                match freed.and_then(OrFail::or_fail) {
                    Ok(freed) => {
                        progress.finish_bytes(freed.bytes);
                        let (bytes, manifests) = (freed.bytes, freed.manifests);
                        tracing::info!(bytes, manifests, "freed space");
                        (count, Ok(()))
                    }
                    Err(failure) => (0, Err(failure)),
                }
            },
        )
        .await
    }
}
