//! Rules that have their turn by themselves, while the program runs: on a schedule, or when a change was
//! seen. What was slept through comes once, and is said to be late.

use std::{sync::Arc, time::Duration};

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use portolan_contract::{Failure, JobId, ReplicationRun, TurnCause};
use portolan_policy::schedule;
use tokio_util::sync::CancellationToken;

use super::run::Turn;
use crate::{App, failures::OrFail};

/// How often it is looked whether it is time.
const LOOK_EVERY: Duration = Duration::from_secs(30);

/// How long changes are gathered before they are followed.
const GATHER_FOR: Duration = Duration::from_secs(2);

impl App {
    /// Gives rules their turns until the program ends.
    pub(crate) async fn keep_replicating(self: Arc<Self>, ending: CancellationToken) {
        loop {
            tokio::select! {
                () = ending.cancelled() => return,
                () = tokio::time::sleep(LOOK_EVERY) => {
                    let zone = TimeZone::system();
                    let now = Timestamp::now();
                    let due = self.run_due_replication(now, &zone).await;
                    let looked = self.run_looks(now).await;
                    if let Err(failure) = due.and(looked) {
                        tracing::warn!(%failure, "rules that copy did not have their turn");
                    }
                }
                () = self.replicating.woken.notified() => {
                    tokio::select! {
                        () = ending.cancelled() => return,
                        () = tokio::time::sleep(GATHER_FOR) => self.run_seen(),
                    }
                }
            }
        }
    }

    /// Gives rules that follow changes a turn as often as the settings say, because not every change is
    /// seen by a window; answers their jobs. What such a turn costs an idle source is its lists and a
    /// question a tag.
    pub(crate) async fn run_looks(self: &Arc<Self>, now: Timestamp) -> Result<Vec<JobId>, Failure> {
        let settings = self.settings.current();
        let every = SignedDuration::from_mins(i64::from(settings.follow_minutes));
        if every.is_zero() || settings.schedules_paused {
            return Ok(Vec::new());
        }
        let mut jobs = Vec::new();
        let turns = self.store.replication_turns().await.or_fail()?;
        for rule in self.copy_rules() {
            if !rule.on_change || self.replicating.running(&rule.id).is_some() {
                continue;
            }
            let last = turns.get(&rule.id).and_then(|turn| turn.last_run.clone());
            let last = last.and_then(|run| serde_json::from_value::<ReplicationRun>(run).ok());
            let last = last.and_then(|run| Timestamp::from_millisecond(run.at).ok());
            let looked = self.replicating.looked(&rule.id).max(last);
            // A clock that was put back brings a look too many rather than none for long.
            if looked.is_some_and(|at| at <= now && now.duration_since(at) < every) {
                continue;
            }
            self.replicating.look(&rule.id, now);
            jobs.push(self.start_turn(Turn {
                rule,
                cause: TurnCause::Seen,
                is_late: false,
                everything: false,
                only: None,
                at: now,
            }));
        }
        Ok(jobs)
    }

    /// Gives those rules their turn for which it is time, and answers their jobs.
    pub(crate) async fn run_due_replication(
        self: &Arc<Self>,
        now: Timestamp,
        zone: &TimeZone,
    ) -> Result<Vec<JobId>, Failure> {
        let mut jobs = Vec::new();
        let turns = self.store.replication_turns().await.or_fail()?;
        for rule in self.copy_rules() {
            let Some(rhythm) = rule.schedule else {
                continue;
            };
            let counted_at = turns.get(&rule.id).map(|turn| turn.counted_at);
            let due = match counted_at {
                Some(counted_at) if counted_at <= now => {
                    schedule::due(rhythm, counted_at, now, zone)
                }
                // The clock was put back, or what was counted is lost: from here on it is counted anew.
                _ => {
                    let counted = self.store.count_replication_from(&rule.id, now);
                    counted.await.or_fail()?;
                    continue;
                }
            };
            // While it has a turn, the next one waits.
            let Some(due) = due.filter(|_| self.replicating.running(&rule.id).is_none()) else {
                continue;
            };
            // Counted before it is tried, so that what fails is not tried without end.
            let counted = self.store.count_replication_from(&rule.id, now);
            counted.await.or_fail()?;
            jobs.push(self.start_turn(Turn {
                rule,
                cause: TurnCause::Scheduled,
                is_late: due.is_late,
                everything: false,
                only: None,
                at: now,
            }));
        }
        Ok(jobs)
    }
}
