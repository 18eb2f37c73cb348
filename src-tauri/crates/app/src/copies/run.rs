//! A copy being carried out: what undo needs kept, each tag written down, and what came of it.

use std::sync::Arc;

use portolan_contract::{ActivityId, Event, Failure};
use portolan_oci::Digest;
use portolan_storage::{ActivityId as KeptId, ActivityState, ItemOutcome, TagObservation};
use portolan_transfer::{
    CopyOptions, CopyPlan, Error, Listener, PlannedTag, Report, RepositoryPlace, copy,
};
use tokio::sync::mpsc::UnboundedReceiver;
use tokio_util::sync::CancellationToken;

use super::watch::{Mark, Stop, Watch};
use crate::{
    App, Progress,
    changes::{Site, now},
    failures::{OrFail, ToFailure},
};

/// A copy being carried out.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) app: Arc<App>,
    pub(crate) site: Site,
    pub(crate) activity: KeptId,
    pub(crate) plan: Arc<CopyPlan>,
    pub(crate) source: Arc<RepositoryPlace>,
    pub(crate) destination: Arc<RepositoryPlace>,
    pub(crate) watch: Arc<Watch>,
    pub(crate) progress: Progress,
    pub(crate) is_resumed: bool,
}

/// One line of the activity.
#[derive(Debug)]
pub(crate) struct Item<'p> {
    /// The image that it belongs to, by its place in the plan.
    place: usize,
    pub(crate) tag: Option<&'p PlannedTag>,
    pub(crate) digest: &'p Digest,
}

/// The lines of an activity: a tag each, or the digest of an image that gets none.
pub(crate) fn items(plan: &CopyPlan) -> Vec<Item<'_>> {
    let mut items = Vec::new();
    for (place, image) in plan.images.iter().enumerate() {
        let digest = &image.digest;
        let before = items.len();
        items.extend(image.all_tags().map(|tag| Item {
            place,
            tag: Some(tag),
            digest,
        }));
        if items.len() == before {
            items.push(Item {
                place,
                tag: None,
                digest,
            });
        }
    }
    items
}

impl Run {
    /// Does all of it, and writes down what came of it.
    pub(crate) async fn run(self, heard: UnboundedReceiver<Mark>) -> Result<(), Failure> {
        let app = &self.app;
        let kept = app.keep_for_copy(&self.site, self.activity, &self.plan);
        let kept = kept.await;
        let outcome = match kept {
            Ok(()) => Ok(self.copy(heard).await),
            Err(failure) => Err(failure),
        };
        let id = self.activity.to_string();
        let ended = self.end(outcome).await;
        self.app.copies.end(&id);
        self.app.events.tell(Event::CopiesChanged);
        self.app.events.tell(Event::ActivityChanged {
            activity: ActivityId(id),
        });
        ended
    }

    async fn copy(&self, heard: UnboundedReceiver<Mark>) -> Report {
        let cancel = CancellationToken::new();
        let options = CopyOptions {
            listener: Arc::clone(&self.watch) as Arc<dyn Listener>,
            cancel: cancel.clone(),
            is_resumed: self.is_resumed,
            ..CopyOptions::default()
        };
        let plan = Arc::clone(&self.plan);
        let (source, destination) = (Arc::clone(&self.source), Arc::clone(&self.destination));
        let copying = copy(plan, source, destination, options);
        let over = CancellationToken::new();
        let copying = async {
            let report = copying.await;
            over.cancel();
            report
        };
        let stopping = async {
            tokio::select! {
                () = self.progress.cancelled() => cancel.cancel(),
                () = over.cancelled() => {}
            }
        };
        let (report, (), ()) = tokio::join!(copying, stopping, self.write_down(heard, &over));
        report
    }

    /// Writes down what is told, until the copy is over and all of it is written.
    async fn write_down(&self, mut heard: UnboundedReceiver<Mark>, over: &CancellationToken) {
        loop {
            let mark = tokio::select! {
                biased;
                mark = heard.recv() => mark,
                () = over.cancelled() => None,
            };
            let Some(mark) = mark else { return };
            if let Err(failure) = self.write_mark(mark).await {
                // What the registry has is right anyway, and the next refresh finds it.
                tracing::warn!(%failure, "what a copy did was not written down");
            }
        }
    }

    async fn write_mark(&self, mark: Mark) -> Result<(), Failure> {
        let store = &self.site.store;
        match mark {
            Mark::Tag(tag, digest) => {
                for (n, item) in items(&self.plan).iter().enumerate() {
                    if item.tag.is_some_and(|planned| planned.tag == tag) {
                        let done = ItemOutcome::Done;
                        let ended = store.end_item(self.activity, n as u32, done, None);
                        ended.await.or_fail()?;
                    }
                }
                let observation = TagObservation {
                    tag,
                    digest,
                    media_type: None,
                    observed_at: now(),
                };
                let (id, repository) = (self.site.connection.id, &self.site.repository);
                let noted = store.record_tags(id, repository, vec![observation]);
                noted.await.map(drop).or_fail()
            }
            Mark::Image(place, failure) => {
                for (n, item) in items(&self.plan).iter().enumerate() {
                    if item.place != place || (failure.is_none() && item.tag.is_some()) {
                        continue;
                    }
                    let (outcome, detail) = match &failure {
                        None => (ItemOutcome::Done, None),
                        Some(failure) => (ItemOutcome::Failed, serde_json::to_value(failure).ok()),
                    };
                    let ended = store.end_item(self.activity, n as u32, outcome, detail);
                    ended.await.or_fail()?;
                }
                Ok(())
            }
        }
    }

    /// Writes down how it ended. What can go on stays kept.
    async fn end(&self, outcome: Result<Report, Failure>) -> Result<(), Failure> {
        let store = &self.site.store;
        let stop = self.watch.stopped();
        if stop.is_none() && self.progress.is_cancelled() && self.app.jobs.go_on().is_break() {
            // The program ends: the next start finds it interrupted, and can go on.
            return Ok(());
        }
        let was_stopped = stop.is_some() || self.progress.is_cancelled();
        let (done, failure) = match &outcome {
            Ok(report) => (report.done(), first_failure(report)),
            Err(failure) => (0, Some(failure.clone())),
        };
        let state = match (was_stopped, done) {
            _ if done == self.plan.images.len() => ActivityState::Done,
            (true, _) => ActivityState::Cancelled,
            (_, 0) => ActivityState::Failed,
            _ => ActivityState::Partly,
        };
        let result = failure.as_ref().filter(|_| !was_stopped);
        let kept = result.and_then(|failure| serde_json::to_value(failure).ok());
        let ended = store.end_activity(self.activity, state, kept);
        ended.await.or_fail()?;
        if state == ActivityState::Done || stop == Some(Stop::Cancel) {
            store.forget_transfer(self.activity).await.or_fail()?;
        } else {
            let is_paused = was_stopped;
            let noted = store.pause_transfer(self.activity, is_paused);
            noted.await.or_fail()?;
        }
        if done > 0 {
            let (id, here) = (self.site.connection.id, vec![self.site.repository.clone()]);
            store.record_repositories(id, here, now()).await.or_fail()?;
            self.app.repositories.expire(&self.site.id);
            self.app.events.tell(Event::RepositoriesChanged {
                connection: self.site.id.clone(),
            });
        }
        self.app.reread_images(&self.site.at()).await?;
        result.cloned().map_or(Ok(()), Err)
    }
}

/// The first failure that is not merely the stop of all.
fn first_failure(report: &Report) -> Option<Failure> {
    let mut failures = report
        .images
        .iter()
        .filter_map(|image| image.as_ref().err());
    let failure = failures.find(|error| !matches!(error, Error::Cancelled));
    failure.map(ToFailure::to_failure)
}
