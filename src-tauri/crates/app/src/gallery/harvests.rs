//! Which harvests are under way, and how each looks to the person.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use jiff::Timestamp;
use portolan_contract::{Harvest, HarvestState, JobId};
use portolan_gallery::{Crawl, Progress, SourceKind};
use tokio_util::sync::CancellationToken;

/// The rate is that of the last so long.
const LATELY: Duration = Duration::from_mins(1);

/// Below this share of the questions nobody can say how many there will be.
const TOO_SOON: f64 = 0.005;

/// The harvests under way. Clones are the same.
#[derive(Clone, Debug, Default)]
pub(crate) struct Harvests(Arc<Mutex<HashMap<SourceKind, Arc<Running>>>>);

/// One of them.
#[derive(Debug)]
pub(super) struct Running {
    job: JobId,
    pause: CancellationToken,
    ended: CancellationToken,
    pulse: Mutex<Pulse>,
}

/// How it goes.
#[derive(Debug)]
struct Pulse {
    begun: Instant,
    asked: VecDeque<Instant>,
    progress: Progress,
    has_trouble: bool,
}

/// The right to harvest a source, held by one job at a time.
#[derive(Debug)]
pub(super) struct Turn {
    kind: SourceKind,
    running: Arc<Running>,
    all: Harvests,
}

impl Harvests {
    /// The turn of a job, or the job that has it.
    pub(super) fn begin(&self, kind: SourceKind, job: JobId) -> Result<Turn, JobId> {
        let mut all = self.lock();
        if let Some(running) = all.get(&kind) {
            return Err(running.job.clone());
        }
        let running = Arc::new(Running {
            job,
            pause: CancellationToken::new(),
            ended: CancellationToken::new(),
            pulse: Mutex::new(Pulse {
                begun: Instant::now(),
                asked: VecDeque::new(),
                progress: Progress::default(),
                has_trouble: false,
            }),
        });
        all.insert(kind, Arc::clone(&running));
        Ok(Turn {
            kind,
            running,
            all: self.clone(),
        })
    }

    /// Asks a harvest to pause, and waits until it does.
    pub(super) async fn pause(&self, kind: SourceKind) {
        let running = self.lock().get(&kind).cloned();
        if let Some(running) = running {
            running.pause.cancel();
            running.ended.cancelled().await;
        }
    }

    /// How a harvest of this source looks: under way, or kept half-way. `met` is how many listings it has
    /// met, each counted once: the crawl itself counts what it meets twice.
    pub(super) fn show(&self, kind: SourceKind, kept: Option<&[u8]>, met: u64) -> Option<Harvest> {
        let running = self.lock().get(&kind).cloned();
        let harvest = match running {
            Some(running) => lock(&running.pulse).show(),
            None => show_paused(
                &read_crawl(kept?)
                    .filter(|crawl| !crawl.is_done())?
                    .progress(),
            ),
        };
        Some(Harvest {
            listings: met,
            ..harvest
        })
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<SourceKind, Arc<Running>>> {
        lock(&self.0)
    }
}

impl Turn {
    /// Waits until somebody wants a pause.
    pub(super) async fn paused(&self) {
        self.running.pause.cancelled().await;
    }

    /// Notes how far it is.
    pub(super) fn note(&self, progress: Progress, has_trouble: bool) {
        let mut pulse = lock(&self.running.pulse);
        let now = Instant::now();
        if progress.requests > pulse.progress.requests && pulse.progress != Progress::default() {
            pulse.asked.push_back(now);
        }
        while pulse.asked.front().is_some_and(|at| now - *at > LATELY) {
            pulse.asked.pop_front();
        }
        pulse.progress = progress;
        pulse.has_trouble = has_trouble;
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.all.lock().remove(&self.kind);
        self.running.ended.cancel();
    }
}

impl Pulse {
    fn show(&self) -> Harvest {
        let now = Instant::now();
        let lately = self.asked.iter().filter(|at| now - **at <= LATELY).count();
        let seconds = (now - self.begun).min(LATELY).as_secs_f64().max(1.0);
        let a_minute = lately as f64 * 60.0 / seconds;
        let progress = &self.progress;
        let expected = expected(progress);
        let left = expected.map(|expected| expected.saturating_sub(progress.requests));
        let seconds_left = left
            .filter(|_| a_minute > 0.0)
            .map(|left| (left as f64 * 60.0 / a_minute).ceil() as u64);
        let waits_until = progress
            .waits_until
            .filter(|until| self.has_trouble && *until > Timestamp::now());
        Harvest {
            state: HarvestState::Running,
            asked_a_minute: a_minute.round() as u64,
            seconds_left,
            waits_until: waits_until.map(Timestamp::as_millisecond),
            ..show_paused(progress)
        }
    }
}

fn show_paused(progress: &Progress) -> Harvest {
    Harvest {
        state: HarvestState::Paused,
        listings: progress.done,
        asked: progress.requests,
        expected: expected(progress),
        asked_a_minute: 0,
        seconds_left: None,
        waits_until: None,
    }
}

/// How many questions there will be, judged by the share of them that is answered.
pub(super) fn expected(progress: &Progress) -> Option<u64> {
    if progress.fraction < TOO_SOON {
        return None;
    }
    let all = (progress.requests as f64 / progress.fraction).ceil() as u64;
    Some(all.max(progress.requests))
}

/// A crawl as it was kept. One that can't be read any more is begun again.
pub(super) fn read_crawl(kept: &[u8]) -> Option<Crawl> {
    serde_json::from_slice(kept)
        .inspect_err(|problem| tracing::warn!(%problem, "a harvest can't be gone on with"))
        .ok()
}

/// A panic elsewhere leaves plain counters behind, which are still right.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_job_at_a_time_harvests_a_source() {
        let harvests = Harvests::default();
        let job = |name: &str| JobId(name.to_owned());
        let turn = harvests.begin(SourceKind::EcrPublic, job("one")).unwrap();
        let second = harvests.begin(SourceKind::EcrPublic, job("two"));
        assert_eq!(second.unwrap_err(), job("one"));
        drop(turn);
        assert!(harvests.begin(SourceKind::EcrPublic, job("three")).is_ok());
    }

    #[test]
    fn the_number_of_questions_is_told_once_it_can_be_judged() {
        let progress = |requests, fraction| Progress {
            requests,
            fraction,
            ..Progress::default()
        };
        assert_eq!(expected(&progress(3, 0.001)), None);
        assert_eq!(expected(&progress(10, 0.25)), Some(40));
        assert_eq!(expected(&progress(10, 1.0)), Some(10));
    }

    #[test]
    fn what_is_kept_half_way_is_shown_as_paused() {
        let crawl = Crawl::new(SourceKind::EcrPublic, 60);
        let kept = serde_json::to_vec(&crawl).unwrap();
        let show = |kept: &[u8]| Harvests::default().show(SourceKind::EcrPublic, Some(kept), 7);
        assert_eq!(show(&kept).unwrap().state, HarvestState::Paused);
        assert!(show(b"not a crawl").is_none());
    }
}
