//! Long work in progress: started, told about, cancelled. Every task of the program belongs here.

use std::{
    any::Any,
    collections::HashMap,
    future::Future,
    ops::ControlFlow,
    panic::AssertUnwindSafe,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use futures_util::FutureExt as _;
use portolan_contract::{ConnectionId, Event, Failure, Job, JobId, JobKind, Nothing};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{App, Events};

/// How often a job tells of its progress at most.
const TELL_EVERY: Duration = Duration::from_millis(100);

/// All tasks of the running program. Closing it cancels and awaits every one of them.
#[derive(Clone, Debug)]
pub struct Jobs(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    events: Events,
    running: Mutex<HashMap<String, Progress>>,
    tasks: TaskTracker,
    ending: CancellationToken,
}

impl Jobs {
    pub(crate) fn new(events: Events) -> Self {
        Self(Arc::new(Shared {
            events,
            running: Mutex::default(),
            tasks: TaskTracker::new(),
            ending: CancellationToken::new(),
        }))
    }

    /// Starts listed, cancellable work. `work` gets the means to tell of its progress and must look at
    /// [`Progress::cancelled`] where stopping is safe: a job is asked to stop, never torn off.
    pub fn start<Work, Running>(&self, about: JobAbout, work: Work) -> JobId
    where
        Work: FnOnce(Progress) -> Running,
        Running: Future<Output = Result<(), Failure>> + Send + 'static,
    {
        let id = about.id.clone();
        let progress = Progress::new(about, self.0.events.clone(), self.0.ending.child_token());
        self.running().insert(id.0.clone(), progress.clone());
        progress.tell(true);
        let running = work(progress.clone());
        let shared = Arc::clone(&self.0);
        let ended = id.clone();
        self.0.tasks.spawn(async move {
            // What panics ends with a failure: its tile would turn for ever.
            let outcome = AssertUnwindSafe(running).catch_unwind().await;
            let outcome = outcome.unwrap_or_else(|panic| Err(of_panic(&*panic)));
            if let Err(failure) = &outcome {
                tracing::warn!(job = %ended.0, %failure, "a job failed");
            }
            progress.tell(true);
            lock(&shared.running).remove(&ended.0);
            let failure = if progress.is_cancelled() {
                None
            } else {
                outcome.err()
            };
            shared.events.tell(Event::JobEnded {
                job: ended,
                failure,
            });
        });
        id
    }

    /// Starts unlisted work behind, such as a refresh. It is dropped when the program ends.
    pub fn start_behind(&self, work: impl Future<Output = ()> + Send + 'static) {
        let ending = self.0.ending.clone();
        self.0.tasks.spawn(async move {
            tokio::select! {
                () = ending.cancelled() => {}
                () = work => {}
            }
        });
    }

    /// Starts unlisted work that goes on until the program ends, and ends by itself when it is told to.
    pub fn start_until_end<Work, Running>(&self, work: Work)
    where
        Work: FnOnce(CancellationToken) -> Running,
        Running: Future<Output = ()> + Send + 'static,
    {
        self.0.tasks.spawn(work(self.0.ending.child_token()));
    }

    /// Starts unlisted work that the end of the program waits for, such as keeping what was learned. It
    /// must be short.
    pub fn start_to_finish(&self, work: impl Future<Output = ()> + Send + 'static) {
        self.0.tasks.spawn(work);
    }

    /// Whether a job of this identity is running.
    pub fn is_running(&self, id: &JobId) -> bool {
        self.running().contains_key(&id.0)
    }

    /// Whether work that the next start would go on with goes on now: not while the program ends.
    pub(crate) fn go_on(&self) -> ControlFlow<()> {
        if self.0.ending.is_cancelled() {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    }

    /// Asks everything to stop, and waits until it has.
    pub async fn close(&self) {
        self.0.ending.cancel();
        self.0.tasks.close();
        self.0.tasks.wait().await;
    }

    fn running(&self) -> MutexGuard<'_, HashMap<String, Progress>> {
        lock(&self.0.running)
    }
}

/// What a panic said, where it said something.
fn of_panic(panic: &(dyn Any + Send)) -> Failure {
    let said = panic
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned());
    Failure::unexpected(said.unwrap_or_default())
}

/// A panic elsewhere leaves plain counters behind, which are still right.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What a job is, before it has begun.
#[derive(Clone, Debug)]
pub struct JobAbout {
    /// A fresh identity, or that of the activity it carries out.
    pub id: JobId,
    /// What it does.
    pub kind: JobKind,
    /// For which connection, if for one.
    pub connection: Option<ConnectionId>,
    /// For which repository, if for one.
    pub repository: Option<String>,
}

impl JobAbout {
    /// A job with an identity of its own.
    pub fn new(kind: JobKind) -> Self {
        let id = JobId(uuid::Uuid::new_v4().to_string());
        Self {
            id,
            kind,
            connection: None,
            repository: None,
        }
    }

    /// The same, for a repository of a connection.
    #[must_use]
    pub fn at(self, connection: ConnectionId, repository: String) -> Self {
        Self {
            connection: Some(connection),
            repository: Some(repository),
            ..self
        }
    }
}

/// How far a job is; cheap to clone into its parts.
#[derive(Clone, Debug)]
pub struct Progress(Arc<Counted>);

#[derive(Debug)]
struct Counted {
    about: JobAbout,
    events: Events,
    token: CancellationToken,
    started: Instant,
    done_items: AtomicU64,
    total_items: AtomicU64,
    done_bytes: AtomicU64,
    total_bytes: AtomicU64,
    told: Mutex<Option<Instant>>,
}

/// Stands for a total that is not known.
const UNKNOWN: u64 = u64::MAX;

impl Progress {
    fn new(about: JobAbout, events: Events, token: CancellationToken) -> Self {
        Self(Arc::new(Counted {
            about,
            events,
            token,
            started: Instant::now(),
            done_items: AtomicU64::new(0),
            total_items: AtomicU64::new(UNKNOWN),
            done_bytes: AtomicU64::new(0),
            total_bytes: AtomicU64::new(UNKNOWN),
            told: Mutex::new(None),
        }))
    }

    /// Sets how many items there are in all.
    pub fn expect_items(&self, total: u64) {
        self.0.total_items.store(total, Ordering::Relaxed);
        self.tell(false);
    }

    /// Sets how many bytes there are in all.
    pub fn expect_bytes(&self, total: u64) {
        self.0.total_bytes.store(total, Ordering::Relaxed);
        self.tell(false);
    }

    /// One more item is done.
    pub fn finish_item(&self) {
        self.0.done_items.fetch_add(1, Ordering::Relaxed);
        self.tell(false);
    }

    /// So many items are done in all.
    pub fn reach_items(&self, done: u64) {
        self.0.done_items.store(done, Ordering::Relaxed);
        self.tell(false);
    }

    /// More bytes are done.
    pub fn finish_bytes(&self, count: u64) {
        self.0.done_bytes.fetch_add(count, Ordering::Relaxed);
        self.tell(false);
    }

    /// So many bytes are done in all.
    pub fn reach_bytes(&self, done: u64) {
        self.0.done_bytes.store(done, Ordering::Relaxed);
        self.tell(false);
    }

    /// Whether the job was asked to stop.
    pub fn is_cancelled(&self) -> bool {
        self.0.token.is_cancelled()
    }

    /// Waits until the job is asked to stop.
    pub async fn cancelled(&self) {
        self.0.token.cancelled().await;
    }

    /// Asks the job to stop.
    pub(crate) fn cancel(&self) {
        self.0.token.cancel();
    }

    fn job(&self) -> Job {
        let counted = &self.0;
        let known = |value: u64| (value != UNKNOWN).then_some(value);
        let done_items = counted.done_items.load(Ordering::Relaxed);
        let total_items = known(counted.total_items.load(Ordering::Relaxed));
        let done_bytes = counted.done_bytes.load(Ordering::Relaxed);
        let total_bytes = known(counted.total_bytes.load(Ordering::Relaxed));
        let seconds = counted.started.elapsed().as_secs_f64().max(0.001);
        // Bytes tell more of the time left than items do, where they are known.
        let (done, total) = match total_bytes {
            Some(total) => (done_bytes, Some(total)),
            None => (done_items, total_items),
        };
        let seconds_left = total
            .filter(|_| done > 0)
            .map(|total| (total.saturating_sub(done) as f64 * seconds / done as f64).ceil() as u64);
        Job {
            id: counted.about.id.clone(),
            kind: counted.about.kind,
            connection: counted.about.connection.clone(),
            repository: counted.about.repository.clone(),
            done_items,
            total_items,
            done_bytes,
            total_bytes,
            rate: done_items as f64 / seconds,
            seconds_left,
        }
    }

    fn tell(&self, always: bool) {
        {
            let mut told = lock(&self.0.told);
            if !always && told.is_some_and(|at| at.elapsed() < TELL_EVERY) {
                return;
            }
            *told = Some(Instant::now());
        }
        self.0.events.tell(Event::JobProgress { job: self.job() });
    }
}

impl App {
    /// Everything listed that is running now.
    pub async fn list_jobs(&self, _: Nothing) -> Result<Vec<Job>, Failure> {
        let mut jobs: Vec<Job> = self.jobs.running().values().map(Progress::job).collect();
        jobs.sort_by(|one, other| one.id.0.cmp(&other.id.0));
        Ok(jobs)
    }

    /// Asks a job to stop where stopping is safe. One that has ended needs no stopping.
    pub async fn cancel_job(&self, id: JobId) -> Result<Nothing, Failure> {
        if let Some(progress) = self.jobs.running().get(&id.0) {
            progress.cancel();
        }
        Ok(Nothing {})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn work_that_panics_ends_with_what_it_said() {
        let events = Events::default();
        let mut heard = events.listen();
        let jobs = Jobs::new(events);
        let id = jobs.start(JobAbout::new(JobKind::Refresh), |_| async {
            panic!("a stone in the way")
        });
        let ended = loop {
            if let Event::JobEnded { job, failure } = heard.recv().await.unwrap() {
                assert_eq!(job, id);
                break failure.unwrap();
            }
        };
        assert_eq!(ended, Failure::unexpected("a stone in the way"));
        assert!(!jobs.is_running(&id));
        jobs.close().await;
    }
}
