//! A plan being carried out: checked, what undo needs kept, each item done, all of it written down.

use std::{
    collections::{BTreeSet, HashSet},
    sync::Arc,
};

use jiff::Timestamp;
use portolan_contract::{ActivityId, Change, Event, Failure, PlanPurpose};
use portolan_oci::{Digest, Tag};
use portolan_policy::Deed;
use portolan_storage::{ActivityId as KeptId, ActivityState, ItemOutcome, KeptLayer};

use super::{
    aftermath,
    deed::Means,
    journal::Task,
    keeping::keep,
    plans::Prepared,
    refusals::{changed, ends_all},
    site::{Site, now},
    survey::Survey,
};
use crate::{App, Progress, failures::OrFail};

/// The activity that is taken back.
#[derive(Debug)]
pub(crate) struct Undone {
    pub(crate) id: KeptId,
    /// What that one had taken back itself, which is so again afterwards.
    pub(crate) undoes: Option<KeptId>,
    pub(crate) layers: Vec<KeptLayer>,
}

/// A plan being carried out.
#[derive(Debug)]
pub(crate) struct Work {
    pub(crate) app: Arc<App>,
    pub(crate) site: Site,
    pub(crate) prepared: Prepared,
    pub(crate) activity: KeptId,
    pub(crate) undone: Option<Undone>,
    pub(crate) until: Timestamp,
    pub(crate) keep_layers: bool,
    pub(crate) progress: Progress,
}

/// What came of the items.
#[derive(Debug, Default)]
struct Tally {
    done: usize,
    left: usize,
    failure: Option<Failure>,
}

impl Work {
    /// Does all of it, and writes down what came of it.
    pub(crate) async fn run(self) -> Result<(), Failure> {
        self.progress.expect_items(self.prepared.tasks.len() as u64);
        let prepared = match self.check().await {
            Ok(()) => self.keep_for_undo().await,
            failed => failed,
        };
        let tally = match prepared {
            Ok(()) => self.do_all().await,
            Err(failure) => Tally {
                left: self.prepared.tasks.len(),
                failure: Some(failure),
                ..Tally::default()
            },
        };
        self.end(&tally).await?;
        tally.failure.map_or(Ok(()), Err)
    }

    /// Refuses to begin where the registry is no longer as the plan says.
    async fn check(&self) -> Result<(), Failure> {
        let prepared = &self.prepared;
        let mut survey = Survey::default();
        let frozen = self.frozen();
        survey
            .resolve(&self.site, frozen.iter().map(|(tag, _)| tag.clone()))
            .await?;
        let mut differ: Vec<String> = frozen
            .iter()
            .filter(|(tag, at)| survey.repository.tags.get(tag) != at.as_ref())
            .map(|(tag, _)| tag.to_string())
            .collect();
        if let Some(listed) = &prepared.listed
            && !prepared.going.is_empty()
        {
            differ.extend(self.find_new_tags(listed).await?);
        }
        if differ.is_empty() {
            Ok(())
        } else {
            Err(changed(differ))
        }
    }

    /// Where each tag was when the plan was made.
    fn frozen(&self) -> Vec<(Tag, Option<Digest>)> {
        if self.prepared.goes_on.is_some() {
            // Half of it is done: each deed checks for itself.
            return Vec::new();
        }
        let tags = &self.prepared.before.tags;
        tags.iter()
            .map(|(tag, at)| (tag.clone(), at.clone()))
            .collect()
    }

    /// Tags that have come since, on something that goes.
    async fn find_new_tags(&self, listed: &HashSet<Tag>) -> Result<Vec<String>, Failure> {
        let mut now = Survey::default();
        let mut new = BTreeSet::new();
        let mut cursor = None;
        loop {
            let page = self
                .site
                .registry
                .list_tags(&self.site.repository, cursor.as_ref())
                .await;
            let page = match page {
                Err(error) if error.is_not_found() => break,
                other => other.or_fail()?,
            };
            let tags = page.items.into_iter().map(|row| row.tag);
            new.extend(tags.filter(|tag| !listed.contains(tag)));
            match page.next {
                Some(next) if cursor.as_ref() != Some(&next) => cursor = Some(next),
                _ => break,
            }
        }
        now.resolve(&self.site, new).await?;
        let whole = self.deletes_all();
        Ok(now
            .repository
            .tags
            .iter()
            .filter(|(_, at)| whole || self.prepared.going.contains(at))
            .map(|(tag, _)| tag.to_string())
            .collect())
    }

    fn deletes_all(&self) -> bool {
        matches!(
            &self.prepared.plan.purpose,
            PlanPurpose::Change {
                change: Change::DeleteRepository { .. }
            }
        )
    }

    async fn keep_for_undo(&self) -> Result<(), Failure> {
        let store = &self.site.store;
        if let Err(problem) = store.forget_expired_undo(now()).await {
            tracing::warn!(%problem, "expired undo was not forgotten");
        }
        if self.prepared.goes_on.is_some() {
            return Ok(());
        }
        let kept = keep(
            &self.site,
            self.activity,
            &self.prepared,
            self.keep_layers,
            self.until,
            &self.progress,
        )
        .await;
        if kept.is_err() || self.progress.is_cancelled() {
            // Nothing was done, so there is nothing to take back.
            store.forget_undo(self.activity).await.or_fail()?;
        }
        kept
    }

    async fn do_all(&self) -> Tally {
        let layers = self
            .undone
            .as_ref()
            .map_or(&[][..], |undone| &undone.layers);
        let means = Means {
            site: &self.site,
            plans: &self.app.plans,
            after: &self.prepared.after,
            made: &self.prepared.made,
            layers,
        };
        let mut tally = Tally::default();
        let mut failed: BTreeSet<Digest> = BTreeSet::new();
        let mut is_over = false;
        for (at, (n, task)) in self.prepared.tasks.iter().enumerate() {
            is_over = is_over || self.progress.is_cancelled();
            if is_over || self.is_in_vain(task, &failed) {
                failed.extend(digests_of(task));
                tally.left += 1;
                continue;
            }
            let n = n.unwrap_or(at as u32);
            match self.do_one(&means, n, task).await {
                Ok(()) => {
                    tally.done += 1;
                    self.progress.finish_item();
                }
                Err(failure) => {
                    is_over = ends_all(&failure);
                    failed.extend(digests_of(task));
                    tally.left += 1;
                    tally.failure.get_or_insert(failure);
                }
            }
        }
        tally
    }

    /// Whether something failed that had to go well before this.
    fn is_in_vain(&self, task: &Task, failed: &BTreeSet<Digest>) -> bool {
        if failed.is_empty() {
            return false;
        }
        let Task::Deed(deed) = task else {
            return false;
        };
        let (Deed::PutManifest { digest }
        | Deed::PutTag { digest, .. }
        | Deed::RemoveTags { digest, .. }
        | Deed::DeleteManifest { digest, .. }) = deed;
        // Removing one tag depends on no other removal; but in a rename on the new tag.
        if matches!(deed, Deed::RemoveTags { .. }) {
            return self.puts_tags() && failed.contains(digest);
        }
        let needs = self.prepared.needs.get(digest).into_iter().flatten();
        failed.contains(digest) || needs.into_iter().any(|need| failed.contains(need))
    }

    fn puts_tags(&self) -> bool {
        let mut tasks = self.prepared.tasks.iter();
        tasks.any(|(_, task)| matches!(task, Task::Deed(Deed::PutTag { .. })))
    }

    async fn do_one(&self, means: &Means<'_>, n: u32, task: &Task) -> Result<(), Failure> {
        let store = &self.site.store;
        store.start_item(self.activity, n).await.or_fail()?;
        let done = means.perform(task).await;
        let (outcome, detail) = match &done {
            Ok(()) => (ItemOutcome::Done, None),
            Err(failure) => (ItemOutcome::Failed, serde_json::to_value(failure).ok()),
        };
        let ended = store
            .end_item(self.activity, n, outcome, detail)
            .await
            .or_fail();
        if done.is_ok()
            && let Err(failure) = aftermath::note(&self.site, task).await
        {
            // The next refresh finds it out anyway.
            tracing::warn!(%failure, "what a change did was not noted");
        }
        self.tell();
        done.and(ended)
    }

    async fn end(&self, tally: &Tally) -> Result<(), Failure> {
        let store = &self.site.store;
        let was_cancelled = self.progress.is_cancelled() && tally.failure.is_none();
        let state = match (tally.left, was_cancelled, tally.done) {
            (0, _, _) => ActivityState::Done,
            (_, true, _) => ActivityState::Cancelled,
            (_, _, 0) if self.prepared.goes_on.is_none() => ActivityState::Failed,
            _ => ActivityState::Partly,
        };
        let result = tally
            .failure
            .as_ref()
            .and_then(|failure| serde_json::to_value(failure).ok());
        store
            .end_activity(self.activity, state, result)
            .await
            .or_fail()?;
        if state == ActivityState::Done
            && let Some(undone) = &self.undone
        {
            store
                .end_activity(undone.id, ActivityState::Undone, None)
                .await
                .or_fail()?;
            self.tell_of(undone.id);
            // What is taken back had taken something back: that is so again.
            if let Some(again) = undone.undoes {
                store
                    .end_activity(again, ActivityState::Done, None)
                    .await
                    .or_fail()?;
                self.tell_of(again);
            }
        }
        if tally.done > 0 {
            if let Err(failure) = aftermath::refresh_referrers(&self.site, &self.prepared).await {
                tracing::warn!(%failure, "referrers were not asked for anew");
            }
            self.note_repository().await?;
        }
        self.tell();
        self.app.reread_images(&self.site.at()).await
    }

    /// A repository whose last image went is not there any more; one that is put back is.
    async fn note_repository(&self) -> Result<(), Failure> {
        let store = &self.site.store;
        let (id, repository) = (self.site.connection.id, &self.site.repository);
        if self.deletes_all() {
            store
                .record_repository_gone(id, repository, now())
                .await
                .or_fail()?;
        } else {
            let here = vec![repository.clone()];
            store.record_repositories(id, here, now()).await.or_fail()?;
        }
        self.app.repositories.expire(&self.site.id);
        self.app.events.tell(Event::RepositoriesChanged {
            connection: self.site.id.clone(),
        });
        Ok(())
    }

    fn tell(&self) {
        self.tell_of(self.activity);
    }

    fn tell_of(&self, activity: KeptId) {
        self.app.events.tell(Event::ActivityChanged {
            activity: ActivityId(activity.to_string()),
        });
    }
}

/// The digests that a failed task leaves in doubt.
fn digests_of(task: &Task) -> Vec<Digest> {
    match task {
        Task::PutBlob(digest)
        | Task::Deed(
            Deed::PutManifest { digest }
            | Deed::RemoveTags { digest, .. }
            | Deed::DeleteManifest { digest, .. },
        ) => vec![digest.clone()],
        Task::Deed(Deed::PutTag { digest, before, .. }) => {
            before.iter().chain([digest]).cloned().collect()
        }
    }
}
