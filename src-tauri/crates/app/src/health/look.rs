//! Looks into all of a registry, so that its health and its use of space are known: lists what was never
//! listed, reads what was never read.

use std::sync::Arc;

use jiff::Timestamp;
use portolan_contract::{
    ConnectionId, Event, Failure, JobId, JobKind, LookIntoAll, Nothing, RepositoryAt,
};
use portolan_oci::{RepositoryName, Selector};
use portolan_storage::TagObservation;
use tokio::sync::broadcast::error::RecvError;

use crate::{
    App, JobAbout, Progress,
    failures::OrFail,
    images::{invalid_repository, is_about_reaching},
};

impl App {
    /// Looks into everything of a registry that nobody has looked into yet. A repository that refuses does
    /// not keep the others from being read.
    pub async fn look_into_all(self: &Arc<Self>, request: LookIntoAll) -> Result<JobId, Failure> {
        self.stored_connection(&request.connection).await?;
        let about = JobAbout {
            connection: Some(request.connection.clone()),
            ..JobAbout::new(JobKind::LookIntoAll)
        };
        let app = Arc::clone(self);
        Ok(self.jobs.start(about, |progress| async move {
            app.look_into(request.connection, &progress).await
        }))
    }

    async fn look_into(
        self: &Arc<Self>,
        connection: ConnectionId,
        progress: &Progress,
    ) -> Result<(), Failure> {
        let id = self.stored_connection(&connection).await?.id;
        let mut rows = self.standing_repositories(id).await?;
        if rows.is_empty() {
            self.refresh_repositories(connection.clone()).await?;
            rows = self.standing_repositories(id).await?;
        }
        progress.expect_items(rows.len() as u64);
        let mut first_problem = None;
        for row in rows {
            if progress.is_cancelled() {
                return Ok(());
            }
            let at = RepositoryAt {
                connection: connection.clone(),
                repository: row.name.to_string(),
            };
            let looked = self.look_into_one(at, row.tags_listed_at.is_some(), progress);
            if let Err(failure) = looked.await {
                // The others would fail likewise.
                if is_about_reaching(&failure) {
                    return Err(failure);
                }
                first_problem.get_or_insert(failure);
            }
            progress.finish_item();
        }
        first_problem.map_or(Ok(()), Err)
    }

    async fn look_into_one(
        self: &Arc<Self>,
        at: RepositoryAt,
        is_listed: bool,
        progress: &Progress,
    ) -> Result<(), Failure> {
        if !is_listed {
            self.refresh_images(at.clone()).await?;
        }
        if self.estimate_details(at.clone()).await?.unknown > 0 {
            self.load_within(at.clone(), progress).await?;
        }
        self.look_for_subjects(&at).await
    }

    /// Loads what rows of a repository lack, until that is done.
    async fn load_within(
        self: &Arc<Self>,
        at: RepositoryAt,
        progress: &Progress,
    ) -> Result<(), Failure> {
        let mut events = self.events.listen();
        let job = self.load_details(at).await?;
        loop {
            let event = tokio::select! {
                () = progress.cancelled() => {
                    let Nothing {} = self.cancel_job(job).await?;
                    return Ok(());
                }
                event = events.recv() => event,
            };
            match event {
                Ok(Event::JobEnded {
                    job: ended,
                    failure,
                }) if ended == job => {
                    return failure.map_or(Ok(()), Err);
                }
                // Its end may be among what was missed.
                Err(RecvError::Lagged(_)) if !self.jobs.is_running(&job) => return Ok(()),
                Ok(_) | Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return Ok(()),
            }
        }
    }

    /// Finds out where signatures and the like are, and whether what they describe is still there.
    async fn look_for_subjects(&self, at: &RepositoryAt) -> Result<(), Failure> {
        let id = self.stored_connection(&at.connection).await?.id;
        let name: RepositoryName = at
            .repository
            .parse()
            .map_err(|problem| invalid_repository(&at.repository, &problem))?;
        let Some(row) = self.store.repository(id, &name).await.or_fail()? else {
            return Ok(());
        };
        let known = self.known_repository(id, row).await?;
        let registry = self.registry(&at.connection).await?;
        let observed_at = Timestamp::now();
        let mut observations = Vec::new();
        for tag in &known.unknown_tags {
            let found = registry.resolve(&name, &Selector::Tag(tag.clone())).await;
            match found {
                Ok(found) => observations.push(TagObservation {
                    tag: tag.clone(),
                    digest: found.digest,
                    media_type: found.media_type,
                    observed_at,
                }),
                // It went meanwhile: the next list tells.
                Err(error) if error.is_not_found() => {}
                Err(error) => return Err(error).or_fail(),
            }
        }
        let noted = self.store.record_tags(id, &name, observations);
        noted.await.or_fail()?;
        let (mut missing, mut present) = (Vec::new(), Vec::new());
        for subject in known.unseen_subjects() {
            let selector = Selector::Digest(subject.clone());
            match registry.resolve(&name, &selector).await {
                Ok(_) => present.push(subject),
                Err(error) if error.is_not_found() => missing.push(subject),
                Err(error) => return Err(error).or_fail(),
            }
        }
        let seen = self.store.record_manifests(id, &name, present, observed_at);
        seen.await.or_fail()?;
        self.store
            .record_presence(id, &name, missing, Vec::new(), observed_at)
            .await
            .or_fail()
    }
}
