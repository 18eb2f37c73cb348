//! The rules that a person keeps for a repository, and their schedule.

use jiff::{Timestamp, tz::TimeZone};
use portolan_contract::{
    Event, Failure, KeepRetention, KeptRetention, RepositoryAt, RetentionRun, RetentionSchedule,
    Rhythm as Shown,
};
use portolan_oci::RepositoryName;
use portolan_policy::{
    retention,
    schedule::{self, Rhythm},
};
use portolan_storage::{ConnectionId, RetentionKept};

use crate::{App, failures::OrFail, images::invalid_repository};

impl App {
    /// The rules that are kept for a repository.
    pub async fn read_retention(&self, request: RepositoryAt) -> Result<KeptRetention, Failure> {
        let (connection, repository) = self.retention_place(&request).await?;
        let kept = self.store.retention(connection, &repository).await;
        Ok(show_kept(kept.or_fail()?.as_ref()))
    }

    /// Keeps rules for a repository, or forgets them. A schedule counts from now on.
    pub async fn keep_retention(&self, request: KeepRetention) -> Result<KeptRetention, Failure> {
        let at = RepositoryAt {
            connection: request.connection,
            repository: request.repository,
        };
        let (connection, repository) = self.retention_place(&at).await?;
        let before = self.store.retention(connection, &repository).await;
        let before = before.or_fail()?;
        let kept = match request.text {
            None => None,
            Some(document) => {
                if retention::read(&document).policy().is_none() {
                    return Err(Failure::invalid("text", "these rules can't be"));
                }
                check_rhythm(request.schedule.as_ref())?;
                let schedule = request
                    .schedule
                    .map(serde_json::to_value)
                    .transpose()
                    .map_err(|problem| Failure::unexpected(problem.to_string()))?;
                let is_same = before
                    .as_ref()
                    .is_some_and(|before| before.schedule == schedule);
                Some(RetentionKept {
                    document,
                    last_run: before.as_ref().and_then(|before| before.last_run.clone()),
                    counted_at: before
                        .filter(|_| is_same)
                        .map_or_else(Timestamp::now, |before| before.counted_at),
                    schedule,
                })
            }
        };
        let shown = show_kept(kept.as_ref());
        let done = self.store.keep_retention(connection, &repository, kept);
        done.await.or_fail()?;
        self.events.tell(Event::RetentionChanged {
            connection: at.connection,
            repository: at.repository,
        });
        Ok(shown)
    }

    async fn retention_place(
        &self,
        at: &RepositoryAt,
    ) -> Result<(ConnectionId, RepositoryName), Failure> {
        let connection = self.stored_connection(&at.connection).await?.id;
        let repository: RepositoryName = at
            .repository
            .parse()
            .map_err(|problem| invalid_repository(&at.repository, &problem))?;
        Ok((connection, repository))
    }
}

fn check_rhythm(schedule: Option<&RetentionSchedule>) -> Result<(), Failure> {
    let is_possible = match schedule.map(|schedule| &schedule.rhythm) {
        None => true,
        Some(Shown::Hours { hours }) => (1..=24 * 31).contains(hours),
        Some(Shown::Daily { minute }) => *minute < 24 * 60,
    };
    if is_possible {
        Ok(())
    } else {
        Err(Failure::invalid("schedule", "no such time"))
    }
}

/// How often, in the words of the room that reckons.
pub(super) fn rhythm(shown: Shown) -> Rhythm {
    match shown {
        Shown::Hours { hours } => Rhythm::Hours(hours),
        Shown::Daily { minute } => Rhythm::Daily(minute),
    }
}

/// The schedule of rules; what another version wrote in other words is none.
pub(super) fn schedule_of(kept: &RetentionKept) -> Option<RetentionSchedule> {
    serde_json::from_value(kept.schedule.clone()?).ok()
}

fn show_kept(kept: Option<&RetentionKept>) -> KeptRetention {
    let schedule = kept.and_then(schedule_of);
    let next = schedule.as_ref().zip(kept).map(|(schedule, kept)| {
        let next = schedule::next(
            rhythm(schedule.rhythm),
            kept.counted_at,
            &TimeZone::system(),
        );
        next.as_millisecond()
    });
    let last: Option<RetentionRun> = kept
        .and_then(|kept| kept.last_run.clone())
        .and_then(|run| serde_json::from_value(run).ok());
    KeptRetention {
        text: kept.map(|kept| kept.document.clone()),
        schedule,
        next,
        last,
    }
}
