//! Rules that have their turn by themselves, while the program runs. A turn looks at the repository
//! afresh, is written down in Activity, and does something only where the person has said so.

use std::{sync::Arc, time::Duration};

use jiff::{Timestamp, tz::TimeZone};
use portolan_contract::{
    ActivityDeed, ActivityId, CarryOut, Change, Confirmation, ConnectionId, Event, Failure,
    Nothing, PreviewChange, RanRules, RepositoryAt, RetentionOutcome, RetentionRun,
    RetentionSchedule, SetStorageClass,
};
use portolan_policy::{retention, schedule};
use portolan_storage::{ActivityDraft, ActivityState, ItemOutcome, RetentionRow};
use tokio_util::sync::CancellationToken;

use super::{
    check::{ARCHIVED_AT_ONCE, archived, freed, takings},
    kept::{rhythm, schedule_of},
};
use crate::{App, changes::Title, failures::OrFail};

/// How often it is looked whether it is time.
const LOOK_EVERY: Duration = Duration::from_secs(30);

/// The kind under which turns are kept in the journal.
const KIND: &str = "retention";

impl App {
    /// Gives rules their turns until the program ends.
    pub(crate) async fn keep_schedules(self: Arc<Self>, ending: CancellationToken) {
        loop {
            tokio::select! {
                () = ending.cancelled() => return,
                () = tokio::time::sleep(LOOK_EVERY) => {}
            }
            if self.settings.current().schedules_paused {
                continue;
            }
            let zone = TimeZone::system();
            let turns = self.run_due_retention(Timestamp::now(), &zone);
            tokio::select! {
                () = ending.cancelled() => return,
                done = turns => if let Err(failure) = done {
                    tracing::warn!(%failure, "rules did not have their turn");
                },
            }
        }
    }

    /// Gives those rules their turn now for which it is time, also while schedules are paused.
    pub async fn run_due_rules(self: &Arc<Self>, _: Nothing) -> Result<RanRules, Failure> {
        let turns = self
            .run_due_retention(Timestamp::now(), &TimeZone::system())
            .await?;
        Ok(RanRules { turns })
    }

    /// Gives those rules their turn for which it is time, and says how many there were.
    pub(crate) async fn run_due_retention(
        self: &Arc<Self>,
        now: Timestamp,
        zone: &TimeZone,
    ) -> Result<u64, Failure> {
        let mut turns = 0;
        for row in self.store.scheduled_retention().await.or_fail()? {
            let Some(schedule) = schedule_of(&row.kept) else {
                continue;
            };
            if row.kept.counted_at > now {
                // The clock was put back: from here on it is counted anew.
                let noted =
                    self.store
                        .note_retention_run(row.connection, &row.repository, None, now);
                noted.await.or_fail()?;
                continue;
            }
            let rhythm = rhythm(schedule.rhythm);
            if let Some(due) = schedule::due(rhythm, row.kept.counted_at, now, zone) {
                self.take_turn(&row, &schedule, now, due.is_late).await?;
                turns += 1;
            }
        }
        Ok(turns)
    }

    /// One turn of the rules of one repository, whatever comes of it.
    async fn take_turn(
        self: &Arc<Self>,
        row: &RetentionRow,
        schedule: &RetentionSchedule,
        now: Timestamp,
        late: bool,
    ) -> Result<(), Failure> {
        let at = RepositoryAt {
            connection: ConnectionId(row.connection.to_string()),
            repository: row.repository.to_string(),
        };
        // Counted before it is tried, so that what fails is not tried without end.
        let noted = self
            .store
            .note_retention_run(row.connection, &row.repository, None, now);
        noted.await.or_fail()?;
        let mut run = RetentionRun {
            at: now.as_millisecond(),
            late,
            outcome: RetentionOutcome::Failed,
            images: 0,
            tags: 0,
            freed: None,
            unsure: 0,
            held_by: None,
            archived: None,
        };
        let failure = self
            .try_turn(&at, &row.kept.document, schedule, now, &mut run)
            .await
            .err();
        if let Some(failure) = &failure {
            run.outcome = RetentionOutcome::Failed;
            tracing::warn!(%failure, repository = %row.repository, "rules failed in their turn");
        }
        let kept = serde_json::to_value(&run)
            .map_err(|problem| Failure::unexpected(problem.to_string()))?;
        let noted = self
            .store
            .note_retention_run(row.connection, &row.repository, Some(kept), now);
        noted.await.or_fail()?;
        self.write_turn(&at, row, run.clone(), failure).await?;
        let RepositoryAt {
            connection,
            repository,
        } = at;
        self.events.tell(Event::RetentionChanged {
            connection: connection.clone(),
            repository: repository.clone(),
        });
        self.events.tell(Event::RetentionRan {
            connection,
            repository,
            run,
        });
        Ok(())
    }

    async fn try_turn(
        self: &Arc<Self>,
        at: &RepositoryAt,
        document: &str,
        schedule: &RetentionSchedule,
        now: Timestamp,
        run: &mut RetentionRun,
    ) -> Result<(), Failure> {
        let reading = retention::read(document);
        let policy = reading
            .policy()
            .ok_or_else(|| Failure::invalid("text", "these rules can't be"))?;
        self.refresh_images(at.clone()).await?;
        self.read_all_details(at).await?;
        let judged = self.judge_retention(at, policy.clone(), now, true).await?;
        if let Some(problem) = &judged.problem {
            return Err(problem.clone());
        }
        let totals = judged.evaluation.totals();
        run.images = totals.expire as u64;
        run.tags = totals.tags as u64;
        run.unsure = totals.unsure as u64;
        let freed = freed(&judged);
        run.freed = (freed.unread_going == 0).then_some(freed.bytes);
        let unfollowed = judged.found.unfollowed.first();
        run.held_by = unfollowed.map(|(tag, _)| tag.to_string());
        let away = archived(&judged);
        let takings = takings(at, &judged);
        if takings.is_none() && away.is_empty() {
            run.outcome = RetentionOutcome::Nothing;
            return Ok(());
        }
        if takings.as_ref().is_some_and(|takings| takings.takes_all) {
            run.outcome = RetentionOutcome::WouldTakeAll;
            return Ok(());
        }
        if !schedule.carry_out {
            run.outcome = RetentionOutcome::Told;
            run.archived = (!away.is_empty()).then_some(away.len() as u64);
            return Ok(());
        }
        run.outcome = RetentionOutcome::Begun;
        run.archived = self.put_away(at, &away).await?;
        let Some(takings) = takings else {
            return Ok(());
        };
        let change = Change::ApplyRules {
            repository: at.repository.clone(),
            preview: self.frozen.keep(takings),
            images: run.images,
            tags: run.tags,
        };
        let plan = self
            .preview_change(PreviewChange {
                connection: at.connection.clone(),
                change,
            })
            .await?;
        // Carrying out was allowed when the schedule was set.
        let typed = match plan.confirmation {
            Confirmation::TypeName { text } => text,
            Confirmation::None | Confirmation::Button => String::new(),
        };
        self.carry_out(CarryOut {
            plan: plan.id,
            typed,
            keep_layers: false,
        })
        .await?;
        Ok(())
    }

    /// Puts images into the archive, and says how many.
    async fn put_away(
        self: &Arc<Self>,
        at: &RepositoryAt,
        digests: &[String],
    ) -> Result<Option<u64>, Failure> {
        let mut done = None;
        for some in digests.chunks(ARCHIVED_AT_ONCE) {
            let set = self.set_storage_class(SetStorageClass {
                connection: at.connection.clone(),
                repository: at.repository.clone(),
                digests: some.to_vec(),
                archive: true,
            });
            *done.get_or_insert(0) += set.await?.done;
        }
        Ok(done)
    }

    /// Reads what is not known yet of a repository, and waits for it.
    pub(crate) async fn read_all_details(
        self: &Arc<Self>,
        at: &RepositoryAt,
    ) -> Result<(), Failure> {
        let mut events = self.events.listen();
        let reading = self.load_details(at.clone()).await?;
        loop {
            match events.recv().await {
                Ok(Event::JobEnded { job, failure }) if job == reading => {
                    return failure.map_or(Ok(()), Err);
                }
                Ok(_) => {}
                // Its end may be among what was missed.
                Err(_) if self.jobs.is_running(&reading) => {}
                Err(_) => return Ok(()),
            }
        }
    }

    /// Writes a turn down.
    async fn write_turn(
        &self,
        at: &RepositoryAt,
        row: &RetentionRow,
        run: RetentionRun,
        failure: Option<Failure>,
    ) -> Result<(), Failure> {
        let stored = self.stored_connection(&at.connection).await?;
        let json = |problem: serde_json::Error| Failure::unexpected(problem.to_string());
        let title = Title {
            connection_name: stored.draft.name.clone(),
            deed: ActivityDeed::RetentionRun {
                repository: at.repository.clone(),
                run,
            },
            certain: false,
            restorable_until: None,
        };
        let draft = ActivityDraft {
            kind: KIND.to_owned(),
            title: serde_json::to_value(title).map_err(json)?,
            connection: Some(row.connection),
            repository: Some(row.repository.clone()),
            undoes: None,
            targets: vec![at.repository.clone().into()],
        };
        let activity = self.store.plan_activity(draft).await.or_fail()?;
        self.store.start_activity(activity).await.or_fail()?;
        let (outcome, state) = match failure {
            None => (ItemOutcome::Done, ActivityState::Done),
            Some(_) => (ItemOutcome::Failed, ActivityState::Failed),
        };
        let result = failure.and_then(|failure| serde_json::to_value(failure).ok());
        let ended = self.store.end_item(activity, 0, outcome, result.clone());
        ended.await.or_fail()?;
        let ended = self.store.end_activity(activity, state, result);
        ended.await.or_fail()?;
        self.events.tell(Event::ActivityChanged {
            activity: ActivityId(activity.to_string()),
        });
        Ok(())
    }
}
