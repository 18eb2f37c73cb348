//! Begins a copy: takes its plan, writes the activity down, keeps the plan, and starts its job.

use std::sync::Arc;

use portolan_contract::{
    ActivityDeed, ActivityId, Begun, Change, Failure, JobId, JobKind, StartCopy,
};
use portolan_policy::Deed;
use portolan_storage::{ActivityDraft, ActivityId as KeptId};
use portolan_transfer::CopyPlan;
use tokio::sync::mpsc;

use super::{
    run::{Run, items},
    under_way::About,
    watch::Watch,
};
use crate::{
    App, JobAbout,
    changes::{KIND, Site, Task, Title},
    failures::OrFail,
};

impl App {
    /// Begins a planned copy. What is begun is an activity, and a job of the same identity.
    pub async fn start_copy(self: &Arc<Self>, request: StartCopy) -> Result<Begun, Failure> {
        let prepared = self.copies.take(&request.plan, &request.typed)?;
        let about = prepared.about;
        let site = self
            .site(&about.destination.connection, &about.destination.repository)
            .await?;
        let activity = self.write_copy_down(&site, &about, &prepared.plan).await?;
        let json = |problem: serde_json::Error| Failure::unexpected(problem.to_string());
        let kept_about = serde_json::to_string(&about).map_err(json)?;
        let kept_plan = serde_json::to_string(&*prepared.plan).map_err(json)?;
        let kept = self.store.keep_transfer(activity, kept_about, kept_plan);
        kept.await.or_fail()?;
        self.run_copy(activity, about, site, prepared.plan, false)
            .await
    }

    /// Starts the job of a copy that is written down.
    pub(crate) async fn run_copy(
        self: &Arc<Self>,
        activity: KeptId,
        about: About,
        site: Site,
        plan: Arc<CopyPlan>,
        is_resumed: bool,
    ) -> Result<Begun, Failure> {
        let source = self.copy_place(&about.source).await?;
        let destination = self.copy_place(&about.destination).await?;
        // Before it is listed as begun, so that a crash from here on finds it interrupted.
        self.store.start_activity(activity).await.or_fail()?;
        let shown = ActivityId(activity.to_string());
        let job = JobAbout {
            id: JobId(shown.0.clone()),
            kind: JobKind::Copy,
            connection: Some(site.id.clone()),
            repository: Some(site.repository.to_string()),
        };
        let app = Arc::clone(self);
        let begun = shown.clone();
        self.jobs.start(job, move |progress| {
            let (marks, heard) = mpsc::unbounded_channel();
            let totals = (plan.images.len() as u64, plan.bytes_to_send());
            let watch = Watch::new(
                about,
                begun.clone(),
                totals,
                progress.clone(),
                app.events.clone(),
                marks,
            );
            let watch = Arc::new(watch);
            app.copies.begin(&begun.0, &watch);
            let run = Run {
                app,
                site,
                activity,
                plan,
                source: Arc::new(source),
                destination: Arc::new(destination),
                watch,
                progress,
                is_resumed,
            };
            run.run(heard)
        });
        Ok(Begun { activity: shown })
    }

    /// Writes a copy and each of its tags down.
    async fn write_copy_down(
        &self,
        site: &Site,
        about: &About,
        plan: &CopyPlan,
    ) -> Result<KeptId, Failure> {
        let tags = plan.images.iter().flat_map(|image| &image.tags);
        let title = Title {
            connection_name: site.connection.draft.name.clone(),
            deed: ActivityDeed::Change {
                change: Change::CopyHere {
                    repository: site.repository.to_string(),
                    tags: tags.map(|tag| tag.tag.to_string()).collect(),
                    from: format!("{}/{}", about.source_name, about.source.repository),
                },
            },
            certain: false,
        };
        let json = |problem: serde_json::Error| Failure::unexpected(problem.to_string());
        let targets = items(plan).into_iter().map(|item| {
            let task = match item.tag {
                Some(tag) => Deed::PutTag {
                    tag: tag.tag.clone(),
                    digest: tag.digest.clone(),
                    before: tag.before.clone(),
                },
                None => Deed::PutManifest {
                    digest: item.digest.clone(),
                },
            };
            serde_json::to_value(Task::Deed(task))
        });
        let draft = ActivityDraft {
            kind: KIND.to_owned(),
            title: serde_json::to_value(title).map_err(json)?,
            connection: Some(site.connection.id),
            repository: Some(site.repository.clone()),
            undoes: None,
            targets: targets.collect::<Result<_, _>>().map_err(json)?,
        };
        self.store.plan_activity(draft).await.or_fail()
    }
}
