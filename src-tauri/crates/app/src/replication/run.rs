//! A turn of a rule, or a copy of a whole registry: each repository is looked at, copied and cleared of
//! what went, and what came of it is written down.

use std::{
    collections::{BTreeSet, HashSet},
    sync::Arc,
};

use futures_util::{FutureExt as _, StreamExt as _, stream};
use jiff::Timestamp;
use portolan_contract::{
    ActivityDeed, ActivityId, ConnectionId, Event, Failure, JobId, JobKind, ReplicationRun,
    RunCopyRule, TurnCause, TurnOutcome,
};
use portolan_policy::replication::Rule;
use portolan_storage::{ActivityDraft, ActivityState, ItemOutcome};

use super::legs::{Leg, LegFailure, PlannedLeg};
use crate::{
    App, JobAbout, Progress,
    changes::{Title, now},
    failures::OrFail,
    images::is_about_reaching,
};

/// Legs that are planned at the same time, ahead of the one that is carried out.
const PLANNED_AT_ONCE: usize = 4;

/// The kind under which turns are kept in the journal.
const KIND: &str = "replication";

/// A turn of a rule before it has begun.
#[derive(Clone, Debug)]
pub(super) struct Turn {
    /// The rule; without an identity for a copy of a whole registry.
    pub(super) rule: Rule,
    pub(super) cause: TurnCause,
    pub(super) is_late: bool,
    /// What arrived before is asked for again.
    pub(super) everything: bool,
    /// These repositories alone.
    pub(super) only: Option<BTreeSet<String>>,
    pub(super) at: Timestamp,
}

impl Turn {
    /// One that the person asked for.
    pub(super) fn asked(rule: Rule, everything: bool) -> Self {
        Self {
            rule,
            cause: TurnCause::Asked,
            is_late: false,
            everything,
            only: None,
            at: now(),
        }
    }
}

impl App {
    /// Gives a rule its turn now. Answers its job, or that of the turn that it has already.
    pub async fn run_copy_rule(self: &Arc<Self>, request: RunCopyRule) -> Result<JobId, Failure> {
        let rule = self.copy_rule(&request.rule)?;
        Ok(self.start_turn(Turn::asked(rule, request.everything)))
    }

    /// Begins a turn. Answers its job, or that of the turn that the rule has already.
    pub(super) fn start_turn(self: &Arc<Self>, turn: Turn) -> JobId {
        let about = JobAbout {
            connection: Some(ConnectionId(turn.rule.source.clone())),
            ..JobAbout::new(JobKind::Replicate)
        };
        let id = turn.rule.id.clone();
        if !id.is_empty()
            && let Some(running) = self.replicating.begin(&id, &about.id)
        {
            return running;
        }
        let app = Arc::clone(self);
        let job = self.jobs.start(about, move |progress| {
            let taking = Arc::clone(&app);
            async move {
                let taken = taking.take_copy_turn(&turn, &progress).boxed().await;
                app.replicating.end(&id);
                app.events.tell(Event::ReplicationChanged);
                taken
            }
        });
        self.events.tell(Event::ReplicationChanged);
        job
    }

    async fn take_copy_turn(
        self: &Arc<Self>,
        turn: &Turn,
        progress: &Progress,
    ) -> Result<(), Failure> {
        let mut run = ReplicationRun {
            at: turn.at.as_millisecond(),
            cause: turn.cause,
            late: turn.is_late,
            outcome: TurnOutcome::Nothing,
            repositories: 0,
            copied: 0,
            same: 0,
            failed: 0,
            deleted: 0,
            held_back: 0,
            bytes: 0,
            failure: None,
        };
        let fatal = self.do_legs(turn, progress, &mut run).await.err();
        if progress.is_cancelled() && self.jobs.go_on().is_break() {
            // The program ends: what is pending is seen, and the next turn goes on with it.
            return Ok(());
        }
        let is_fatal = fatal.is_some();
        if let Some(failure) = fatal {
            run.failure.get_or_insert(failure);
        }
        let did = run.copied + run.deleted;
        run.outcome = if progress.is_cancelled() {
            TurnOutcome::Stopped
        } else if is_fatal || run.failed > 0 || run.failure.is_some() {
            if did + run.same > 0 {
                TurnOutcome::Partly
            } else {
                TurnOutcome::Failed
            }
        } else if did > 0 {
            TurnOutcome::Done
        } else {
            TurnOutcome::Nothing
        };
        if !turn.rule.id.is_empty() {
            let kept = serde_json::to_value(&run)
                .map_err(|problem| Failure::unexpected(problem.to_string()))?;
            let noted = self
                .store
                .note_replication_run(&turn.rule.id, turn.at, kept);
            noted.await.or_fail()?;
        }
        // What was merely seen to change and came to nothing is no news.
        if turn.cause != TurnCause::Seen || run.outcome != TurnOutcome::Nothing {
            self.write_replication(turn, &run).await?;
        }
        match run.outcome {
            TurnOutcome::Failed => run.failure.map_or(Ok(()), Err),
            _ => Ok(()),
        }
    }

    async fn do_legs(
        self: &Arc<Self>,
        turn: &Turn,
        progress: &Progress,
        run: &mut ReplicationRun,
    ) -> Result<(), Failure> {
        let legs = tokio::select! {
            () = progress.cancelled() => return Ok(()),
            legs = self.legs(&turn.rule, turn.only.as_ref()) => legs?,
        };
        progress.expect_items(legs.len() as u64);
        let plans = legs.into_iter();
        let plans = plans.map(|leg| self.plan_and_keep(leg, turn).boxed());
        let plans = stream::iter(plans.collect::<Vec<_>>());
        let mut plans = plans.buffered(PLANNED_AT_ONCE);
        let mut silent: HashSet<ConnectionId> = HashSet::new();
        loop {
            let next = tokio::select! {
                biased;
                () = progress.cancelled() => return Ok(()),
                next = plans.next() => next,
            };
            let Some((leg, planned)) = next else {
                return Ok(());
            };
            if silent.contains(&leg.destination.connection) {
                continue;
            }
            run.repositories += 1;
            match planned {
                Ok(planned) => self.carry_out_leg(&leg, *planned, progress, run).await?,
                Err(LegFailure {
                    failure,
                    is_of_destination,
                }) => {
                    run.failed += 1;
                    run.failure.get_or_insert_with(|| failure.clone());
                    self.note_leg_failed(&leg, &failure).await?;
                    if is_about_reaching(&failure) {
                        if !is_of_destination {
                            return Err(failure);
                        }
                        // The others there would fail like this one.
                        silent.insert(leg.destination.connection.clone());
                    }
                }
            }
            progress.finish_item();
            self.events.tell(Event::ReplicationChanged);
        }
    }

    async fn plan_and_keep(
        &self,
        leg: Leg,
        turn: &Turn,
    ) -> (Leg, Result<Box<PlannedLeg>, LegFailure>) {
        let planned = self.plan_leg(&leg, turn.everything).await;
        (leg, planned.map(Box::new))
    }

    /// Writes a turn down in Activity.
    async fn write_replication(&self, turn: &Turn, run: &ReplicationRun) -> Result<(), Failure> {
        let source = self
            .stored_connection(&ConnectionId(turn.rule.source.clone()))
            .await?;
        let to = turn.rule.destinations.first();
        let to = to.map(|to| ConnectionId(to.connection.clone()));
        let place = match to {
            // A destination may be gone by now.
            Some(to) => self.stored_connection(&to).await.unwrap_or(source.clone()),
            None => source.clone(),
        };
        let json = |problem: serde_json::Error| Failure::unexpected(problem.to_string());
        let is_rule = !turn.rule.id.is_empty();
        let title = Title {
            connection_name: place.draft.name.clone(),
            deed: ActivityDeed::Replication {
                rule: is_rule.then(|| turn.rule.name.clone()),
                source: source.draft.name.clone(),
                run: Box::new(run.clone()),
            },
            certain: false,
            restorable_until: None,
        };
        let target = if is_rule {
            turn.rule.name.clone()
        } else {
            source.draft.name.clone()
        };
        let draft = ActivityDraft {
            kind: KIND.to_owned(),
            title: serde_json::to_value(title).map_err(json)?,
            connection: Some(place.id),
            repository: None,
            undoes: None,
            targets: vec![target.into()],
        };
        let activity = self.store.plan_activity(draft).await.or_fail()?;
        self.store.start_activity(activity).await.or_fail()?;
        let (outcome, state) = match run.outcome {
            TurnOutcome::Done | TurnOutcome::Nothing => (ItemOutcome::Done, ActivityState::Done),
            TurnOutcome::Partly => (ItemOutcome::Failed, ActivityState::Partly),
            TurnOutcome::Failed => (ItemOutcome::Failed, ActivityState::Failed),
            TurnOutcome::Stopped => (ItemOutcome::Done, ActivityState::Cancelled),
        };
        let result = run.failure.as_ref();
        let result = result.and_then(|failure| serde_json::to_value(failure).ok());
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
