//! Begins a copy: takes its plan, writes the activity down, keeps the plan, and starts its job.

use std::sync::Arc;

use portolan_contract::{
    ActivityDeed, ActivityId, Begun, Change, CopyPlace, Failure, JobId, JobKind, StartCopy,
};
use portolan_oci::Digest;
use portolan_policy::Deed;
use portolan_storage::{ActivityDraft, ActivityId as KeptId};
use portolan_transfer::{CopyPlan, Source};
use tokio::sync::mpsc;

use super::{
    places::say_place,
    preview::show_conversion,
    run::{Item, Run, items},
    under_way::About,
    watch::Watch,
};
use crate::{
    App, JobAbout,
    changes::{KIND, Site, Task, Title},
    failures::OrFail,
};

/// What is done for a line, under a digest that may have been found since it was planned.
pub(super) fn task_of(item: &Item<'_>, digest: &Digest) -> Task {
    Task::Deed(match item.tag {
        Some(tag) => Deed::PutTag {
            tag: tag.tag.clone(),
            digest: digest.clone(),
            before: tag.before.clone(),
        },
        None => Deed::PutManifest {
            digest: digest.clone(),
        },
    })
}

impl App {
    /// Begins a planned copy. What is begun is an activity, and a job of the same identity.
    pub async fn start_copy(self: &Arc<Self>, request: StartCopy) -> Result<Begun, Failure> {
        let prepared = self.copies.take(&request.plan, &request.typed)?;
        self.begin_copy(prepared.about, prepared.source, prepared.plan)
            .await
    }

    /// Begins a copy that may be begun: writes it down, keeps its plan, and starts its job. A source that is
    /// open already is read on.
    pub(crate) async fn begin_copy(
        self: &Arc<Self>,
        about: About,
        source: Option<Arc<dyn Source>>,
        plan: Arc<CopyPlan>,
    ) -> Result<Begun, Failure> {
        let site = self.copy_site(&about.destination).await?;
        let activity = match &site {
            Some(site) => self.write_copy_down(site, &about, &plan).await?,
            None => self.write_saving_down(&about, &plan).await?,
        };
        let json = |problem: serde_json::Error| Failure::unexpected(problem.to_string());
        let kept_about = serde_json::to_string(&about).map_err(json)?;
        let kept_plan = serde_json::to_string(&*plan).map_err(json)?;
        let kept = self.store.keep_transfer(activity, kept_about, kept_plan);
        kept.await.or_fail()?;
        let source = match source {
            Some(source) => source,
            None => self.copy_source(&about.source).await?,
        };
        let sides = (source, site);
        self.run_copy(activity, about, sides, plan, false).await
    }

    /// Starts the job of a copy that is written down.
    pub(crate) async fn run_copy(
        self: &Arc<Self>,
        activity: KeptId,
        about: About,
        (source, site): (Arc<dyn Source>, Option<Site>),
        plan: Arc<CopyPlan>,
        is_resumed: bool,
    ) -> Result<Begun, Failure> {
        let destination = self.copy_destination(&about.destination, &about.source);
        let destination = destination.await?;
        // Before it is listed as begun, so that a crash from here on finds it interrupted.
        self.store.start_activity(activity).await.or_fail()?;
        let shown = ActivityId(activity.to_string());
        let job = JobAbout {
            id: JobId(shown.0.clone()),
            kind: JobKind::Copy,
            connection: site.as_ref().map(|site| site.id.clone()),
            repository: Some(match &site {
                Some(site) => site.repository.to_string(),
                None => about.destination_name.clone(),
            }),
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
                source,
                destination,
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
                    from: say_place(&about.source, &about.source_name),
                    conversion: show_conversion(plan.conversion),
                },
            },
            certain: false,
            restorable_until: None,
        };
        let json = |problem: serde_json::Error| Failure::unexpected(problem.to_string());
        let targets = items(plan)
            .into_iter()
            .map(|item| serde_json::to_value(task_of(&item, item.planned())));
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

    /// Writes down that images go to a file or an engine: one thing, which is there as a whole or not.
    async fn write_saving_down(&self, about: &About, plan: &CopyPlan) -> Result<KeptId, Failure> {
        let tags = plan.images.iter().flat_map(|image| &image.tags);
        let tags = tags.map(|tag| tag.tag.to_string()).collect();
        let from = say_place(&about.source, &about.source_name);
        let to = say_place(&about.destination, &about.destination_name);
        let deed = match &about.destination {
            CopyPlace::File { form, .. } => ActivityDeed::SaveToFile {
                from,
                path: to.clone(),
                form: *form,
                tags,
            },
            _ => ActivityDeed::PullIntoEngine {
                from,
                engine: to.clone(),
                tags,
            },
        };
        let title = Title {
            connection_name: about.source_name.clone(),
            deed,
            certain: false,
            restorable_until: None,
        };
        let title = serde_json::to_value(title)
            .map_err(|problem| Failure::unexpected(problem.to_string()))?;
        let connection = match &about.source {
            CopyPlace::Repository { connection, .. } => {
                Some(self.stored_connection(connection).await?.id)
            }
            CopyPlace::File { .. } | CopyPlace::Engine { .. } => None,
        };
        let draft = ActivityDraft {
            kind: KIND.to_owned(),
            title,
            connection,
            repository: None,
            undoes: None,
            targets: vec![to.into()],
        };
        self.store.plan_activity(draft).await.or_fail()
    }
}
