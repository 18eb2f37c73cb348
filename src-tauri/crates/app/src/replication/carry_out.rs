//! Carries out what is to be done for one repository at one destination, and notes image by image how it
//! stands.

use std::sync::Arc;

use portolan_contract::{
    CarryOut, Change, Confirmation, CopyPlace, Event, Failure, JobId, PreviewChange,
    ReplicationRun, RepositoryAt,
};
use portolan_oci::Tag;
use portolan_storage::{ItemState, Replicated, ReplicatedState};
use portolan_transfer::{CopyPlan, PlannedImage, TagStanding};
use tokio::sync::broadcast::{Receiver, error::RecvError};

use super::legs::{Leg, PlannedLeg};
use crate::{
    App, Progress,
    changes::{kept_id, now},
    copies::{About, Stop, items},
    failures::OrFail,
};

/// What became of an image.
#[derive(Clone, Debug)]
enum Arrival {
    There,
    Failed(Failure),
    /// It was stopped before.
    NotYet,
}

impl App {
    pub(super) async fn carry_out_leg(
        self: &Arc<Self>,
        leg: &Leg,
        mut planned: PlannedLeg,
        progress: &Progress,
        run: &mut ReplicationRun,
    ) -> Result<(), Failure> {
        run.held_back += planned.held_back;
        let mut news = Vec::new();
        for (from, reason) in &planned.plan.left {
            let failure = Failure::unexpected(reason.clone());
            run.failed += 1;
            run.failure.get_or_insert_with(|| failure.clone());
            let row = Replicated {
                state: ReplicatedState::Failed,
                failure: serde_json::to_value(failure).ok(),
                ..planned.row(from)
            };
            news.push(row);
        }
        let images = std::mem::take(&mut planned.plan.images);
        let (there, moving): (Vec<_>, Vec<_>) = images
            .into_iter()
            .partition(|image| planned.plan.is_up_to_date(image));
        for image in &there {
            run.same += 1;
            news.extend(planned.arrived(image));
        }
        let pending = moving.iter().map(|image| planned.row(&image.from));
        news.extend(pending);
        self.keep_replicated(leg, news).await?;
        self.forget_replicated(leg, &planned, vec![String::new()])
            .await?;
        if !moving.is_empty() {
            planned.plan.images = moving;
            let plan = std::mem::take(&mut planned.plan);
            self.copy_leg(leg, &planned, plan, progress, run).await?;
        }
        let lost = planned.lost.iter().map(ToString::to_string).collect();
        self.forget_replicated(leg, &planned, lost).await?;
        if !planned.gone.is_empty() && !progress.is_cancelled() {
            match self.delete_gone(leg, &planned.gone, progress).await {
                Ok(()) => {
                    run.deleted += planned.gone.len() as u64;
                    let gone = planned.gone.iter().map(ToString::to_string).collect();
                    self.forget_replicated(leg, &planned, gone).await?;
                }
                Err(failure) => {
                    run.failed += planned.gone.len() as u64;
                    run.failure.get_or_insert(failure);
                }
            }
        }
        Ok(())
    }

    /// Copies what is not there yet, as an ordinary copy that can be taken back.
    async fn copy_leg(
        self: &Arc<Self>,
        leg: &Leg,
        planned: &PlannedLeg,
        plan: CopyPlan,
        progress: &Progress,
        run: &mut ReplicationRun,
    ) -> Result<(), Failure> {
        run.bytes += plan.bytes_to_send();
        let plan = Arc::new(plan);
        let arrivals = match self.copy_images(leg, &plan, progress).await {
            Ok(arrivals) => arrivals,
            Err(failure) => vec![Arrival::Failed(failure); plan.images.len()],
        };
        let mut news = Vec::new();
        for (image, arrival) in plan.images.iter().zip(arrivals) {
            match arrival {
                Arrival::There => {
                    run.copied += 1;
                    let was_put = image
                        .tags
                        .iter()
                        .any(|tag| tag.standing() != TagStanding::Same);
                    let mut row = planned.there(image);
                    row.was_put |= was_put;
                    news.push(row);
                }
                Arrival::Failed(failure) => {
                    run.failed += 1;
                    news.push(Replicated {
                        state: ReplicatedState::Failed,
                        failure: serde_json::to_value(&failure).ok(),
                        ..planned.row(&image.from)
                    });
                    run.failure.get_or_insert(failure);
                }
                Arrival::NotYet => {}
            }
        }
        self.keep_replicated(leg, news).await
    }

    async fn copy_images(
        self: &Arc<Self>,
        leg: &Leg,
        plan: &Arc<CopyPlan>,
        progress: &Progress,
    ) -> Result<Vec<Arrival>, Failure> {
        let from = self.stored_connection(&leg.source.connection).await?;
        let to = self.stored_connection(&leg.destination.connection).await?;
        let about = About {
            source: place_of(&leg.source),
            source_name: from.draft.name,
            destination: place_of(&leg.destination),
            destination_name: to.draft.name,
        };
        let mut events = self.events.listen();
        let begun = self.begin_copy(about, None, Arc::clone(plan)).await?;
        let job = JobId(begun.activity.0.clone());
        let ended = tokio::select! {
            ended = self.end_of(&mut events, &job) => ended,
            () = progress.cancelled() => {
                if self.jobs.go_on().is_continue() && let Some(watch) = self.copies.running(&job.0) {
                    watch.stop(Stop::Cancel);
                }
                self.end_of(&mut events, &job).await
            }
        };
        let id = kept_id(&begun.activity)?;
        let written = self.store.activity_items(id).await.or_fail()?;
        if self.jobs.go_on().is_continue() {
            // The next turn plans what did not arrive anew.
            self.store.forget_transfer(id).await.or_fail()?;
            self.events.tell(Event::CopiesChanged);
        }
        let mut arrivals = vec![Arrival::There; plan.images.len()];
        for (item, written) in items(plan).iter().zip(&written) {
            let arrival = match written.state {
                ItemState::Done => continue,
                ItemState::Failed => {
                    let outcome = written.outcome.clone();
                    let failure = outcome.and_then(|it| serde_json::from_value(it).ok());
                    Arrival::Failed(failure.unwrap_or_else(|| Failure::unexpected("it failed")))
                }
                // What kept the whole from beginning kept each image from it.
                _ => ended.clone().map_or(Arrival::NotYet, Arrival::Failed),
            };
            arrivals[item.place] = arrival;
        }
        Ok(arrivals)
    }

    /// Takes tags away that went at the source, as a change that can be taken back.
    async fn delete_gone(
        self: &Arc<Self>,
        leg: &Leg,
        gone: &[Tag],
        progress: &Progress,
    ) -> Result<(), Failure> {
        let change = Change::RemoveTags {
            repository: leg.destination.repository.clone(),
            tags: gone.iter().map(ToString::to_string).collect(),
        };
        let plan = self
            .preview_change(PreviewChange {
                connection: leg.destination.connection.clone(),
                change,
            })
            .await?;
        // Deleting was allowed when the rule was made.
        let typed = match plan.confirmation {
            Confirmation::TypeName { text } => text,
            Confirmation::None | Confirmation::Button => String::new(),
        };
        let mut events = self.events.listen();
        let begun = self
            .carry_out(CarryOut {
                plan: plan.id,
                typed,
                keep_layers: false,
            })
            .await?;
        let job = JobId(begun.activity.0);
        tokio::select! {
            ended = self.end_of(&mut events, &job) => ended.map_or(Ok(()), Err),
            () = progress.cancelled() => {
                self.cancel_job(job.clone()).await?;
                let ended = self.end_of(&mut events, &job).await;
                Err(ended.unwrap_or_else(|| Failure::unexpected("it was stopped")))
            }
        }
    }

    /// Waits for the end of a job, and answers why it failed.
    async fn end_of(&self, events: &mut Receiver<Event>, job: &JobId) -> Option<Failure> {
        loop {
            match events.recv().await {
                Ok(Event::JobEnded {
                    job: ended,
                    failure,
                }) if ended == *job => return failure,
                Ok(_) => {}
                // Its end may be among what was missed.
                Err(RecvError::Lagged(_)) if self.jobs.is_running(job) => {}
                Err(_) => return None,
            }
        }
    }

    /// Notes that a repository could not even be looked at.
    pub(super) async fn note_leg_failed(
        &self,
        leg: &Leg,
        failure: &Failure,
    ) -> Result<(), Failure> {
        let (Ok(repository), Ok(place)) = (
            leg.source.repository.parse(),
            leg.destination.repository.parse(),
        ) else {
            return Ok(());
        };
        // A connection that is gone keeps nothing.
        let Ok(stored) = self.stored_connection(&leg.destination.connection).await else {
            return Ok(());
        };
        let row = Replicated {
            connection: stored.id,
            place,
            tag: String::new(),
            repository,
            source: None,
            digest: None,
            state: ReplicatedState::Failed,
            was_put: false,
            failure: serde_json::to_value(failure).ok(),
            at: now(),
        };
        self.keep_replicated(leg, vec![row]).await
    }

    async fn keep_replicated(&self, leg: &Leg, news: Vec<Replicated>) -> Result<(), Failure> {
        if leg.rule.is_empty() || news.is_empty() {
            return Ok(());
        }
        self.store.keep_replicated(&leg.rule, news).await.or_fail()
    }

    async fn forget_replicated(
        &self,
        leg: &Leg,
        planned: &PlannedLeg,
        tags: Vec<String>,
    ) -> Result<(), Failure> {
        let is_kept = |tag: &String| planned.kept.iter().any(|row| row.tag == *tag);
        if leg.rule.is_empty() || !tags.iter().any(is_kept) {
            return Ok(());
        }
        let (at, place) = (planned.stored, &planned.place);
        self.store
            .forget_replicated(&leg.rule, at, place, tags)
            .await
            .or_fail()
    }
}

fn place_of(at: &RepositoryAt) -> CopyPlace {
    CopyPlace::Repository {
        connection: at.connection.clone(),
        repository: at.repository.clone(),
    }
}

impl PlannedLeg {
    /// How a tag stands when it is to be copied, with what was kept of it.
    fn row(&self, tag: &str) -> Replicated {
        let kept = self.kept.iter().find(|row| row.tag == tag);
        Replicated {
            connection: self.stored,
            place: self.place.clone(),
            tag: tag.to_owned(),
            repository: self.repository.clone(),
            source: kept.and_then(|row| row.source.clone()),
            digest: kept.and_then(|row| row.digest.clone()),
            state: ReplicatedState::Pending,
            was_put: kept.is_some_and(|row| row.was_put),
            failure: None,
            at: now(),
        }
    }

    /// How it stands when it is there.
    fn there(&self, image: &PlannedImage) -> Replicated {
        Replicated {
            source: Some(image.source.clone()),
            digest: Some(image.digest.clone()),
            state: ReplicatedState::Done,
            ..self.row(&image.from)
        }
    }

    /// The same, where that is news.
    fn arrived(&self, image: &PlannedImage) -> Option<Replicated> {
        let row = self.there(image);
        let is_known = self.kept.iter().any(|kept| {
            Replicated {
                at: row.at,
                ..kept.clone()
            } == row
        });
        (!is_known).then_some(row)
    }
}
