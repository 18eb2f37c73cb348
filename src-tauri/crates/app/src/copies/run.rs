//! A copy being carried out: what undo needs kept, each tag written down, and what came of it.

use std::sync::Arc;

use portolan_contract::{ActivityId, CopyPlace, Event, Failure};
use portolan_oci::Digest;
use portolan_storage::{ActivityId as KeptId, ActivityState, ItemOutcome, TagObservation};
use portolan_transfer::{
    CopyOptions, CopyPlan, Destination, Error, FileError, Listener, PlannedTag, Report, Source,
    copy,
};
use tokio::sync::mpsc::UnboundedReceiver;
use tokio_util::sync::CancellationToken;

use super::{
    learned::Learned,
    watch::{Mark, Stop, Watch},
};
use crate::{
    App, Progress,
    changes::{Site, now},
    failures::{OrFail, ToFailure},
};

/// A copy being carried out.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) app: Arc<App>,
    /// The repository that is changed; `None` where a file is written.
    pub(crate) site: Option<Site>,
    pub(crate) activity: KeptId,
    pub(crate) plan: Arc<CopyPlan>,
    pub(crate) source: Arc<dyn Source>,
    pub(crate) destination: Arc<dyn Destination>,
    pub(crate) watch: Arc<Watch>,
    pub(crate) progress: Progress,
    pub(crate) is_resumed: bool,
}

/// One line of the activity.
#[derive(Debug)]
pub(crate) struct Item<'p> {
    /// The image that it belongs to, by its place in the plan.
    pub(crate) place: usize,
    pub(crate) tag: Option<&'p PlannedTag>,
    pub(crate) digest: &'p Digest,
}

impl<'p> Item<'p> {
    /// What is put for it, as it was planned.
    pub(crate) fn planned(&self) -> &'p Digest {
        self.tag.map_or(self.digest, |tag| &tag.digest)
    }
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
        let kept = match &self.site {
            Some(site) => app.keep_for_copy(site, self.activity, &self.plan).await,
            // What is written did not exist before.
            None => Ok(()),
        };
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
        let mut learned = Learned::of(&self.plan);
        loop {
            let mark = tokio::select! {
                biased;
                mark = heard.recv() => mark,
                () = over.cancelled() => None,
            };
            let is_over = mark.is_none();
            let written = match mark {
                Some(mark) => self.write_mark(mark, &mut learned).await,
                None => Ok(()),
            };
            let kept = learned.keep(&self.app, self.activity, is_over).await;
            if let Err(failure) = written.and(kept) {
                // What the registry has is right anyway, and the next refresh finds it.
                tracing::warn!(%failure, "what a copy did was not written down");
            }
            if is_over {
                return;
            }
        }
    }

    async fn write_mark(&self, mark: Mark, learned: &mut Learned) -> Result<(), Failure> {
        if let Mark::Repacked(from, into) = mark {
            learned.note(from, into);
            return Ok(());
        }
        // A file is there as a whole or not, and its only item ends with it.
        let Some(site) = &self.site else {
            return Ok(());
        };
        let store = &site.store;
        match mark {
            Mark::Repacked(..) => Ok(()),
            Mark::Known { planned, digest } => self.restate(store, &planned, &digest).await,
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
                let (id, repository) = (site.connection.id, &site.repository);
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
        let store = &self.app.store;
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
        if self.site.is_none() {
            let outcome = match state {
                ActivityState::Done | ActivityState::Partly => Some(ItemOutcome::Done),
                ActivityState::Failed => Some(ItemOutcome::Failed),
                _ => None,
            };
            if let Some(outcome) = outcome {
                let ended = store.end_item(self.activity, 0, outcome, None);
                ended.await.or_fail()?;
            }
            if state == ActivityState::Done
                && let CopyPlace::File { path, form } = &self.watch.about.destination
            {
                self.app.note_saved_file(self.activity, path, *form).await?;
            }
        }
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
        if let Some(site) = &self.site {
            if done > 0 {
                let (id, here) = (site.connection.id, vec![site.repository.clone()]);
                store.record_repositories(id, here, now()).await.or_fail()?;
                self.app.repositories.expire(&site.id);
                self.app.events.tell(Event::RepositoriesChanged {
                    connection: site.id.clone(),
                });
            }
            self.app.reread_images(&site.at()).await?;
        }
        result.cloned().map_or(Ok(()), Err)
    }
}

/// The first failure that is not merely the stop of all, or what another one came to.
fn first_failure(report: &Report) -> Option<Failure> {
    let failures = report
        .images
        .iter()
        .filter_map(|image| image.as_ref().err());
    let failures = failures.filter(|error| !matches!(error, Error::Cancelled));
    let failure = failures.min_by_key(|error| is_unfinished(error));
    failure.map(ToFailure::to_failure)
}

/// Whether an image came and is not there because others did not.
fn is_unfinished(error: &Error) -> bool {
    let Error::Place { cause, .. } = error else {
        return false;
    };
    matches!(FileError::of(cause), Some(FileError::Unfinished(_)))
}
