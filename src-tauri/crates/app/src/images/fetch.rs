//! Asks the registry for what rows lack: those of the newest window first, then those that a job wants;
//! many at once, and what they bring is kept in bunches.

use std::{
    collections::{HashMap, HashSet, VecDeque},
    future::Future,
    sync::Arc,
    time::{Duration, Instant},
};

use futures_util::{StreamExt as _, future::BoxFuture, stream::FuturesUnordered};
use portolan_contract::{Failure, JobId};
use portolan_oci::Digest;
use portolan_storage::{Content, ImageSummary, TagObservation};
use tokio::sync::oneshot;

use super::{
    collection::{Collection, lock},
    learn::{Learned, Want, learn},
    source::{Severity, Source},
};
use crate::{App, Jobs, Progress};

/// Rows that are looked up at the same time: as many as the connector lets through to one host at most.
/// It lets through fewer at first, and fewer where a host complains.
const AT_ONCE: usize = 32;

/// What was learned is kept when there is so much of it, or after so long.
const BUNCH: usize = 64;
const KEEP_EVERY: Duration = Duration::from_millis(400);

/// How often the window is told that details came.
const TELL_EVERY: Duration = Duration::from_millis(150);

/// After a failure a row is not asked for again for so long.
const PATIENCE: Duration = Duration::from_secs(30);

/// What is to be looked up in one repository.
#[derive(Debug, Default)]
pub(crate) struct Queue {
    /// What the newest window lacks, in its order.
    front: VecDeque<Want>,
    job: Option<LoadJob>,
    busy: HashSet<Want>,
    failed: HashMap<Want, Instant>,
    driven: bool,
}

/// Everything that a repository lacks, on the person's wish.
#[derive(Debug)]
struct LoadJob {
    id: JobId,
    rest: VecDeque<Want>,
    running: HashSet<Want>,
    progress: Progress,
    done: Option<oneshot::Sender<Result<(), Failure>>>,
}

impl LoadJob {
    fn end(&mut self, outcome: Result<(), Failure>) {
        if let Some(done) = self.done.take() {
            // Nobody may be waiting any more: the job was cancelled.
            let _ = done.send(outcome);
        }
    }
}

impl Collection {
    /// Puts what a window lacks before everything else, in place of the window before it.
    pub(super) fn want_first(&self, wants: impl IntoIterator<Item = Want>) {
        let mut queue = lock(&self.queue);
        let queue = &mut *queue;
        queue.front.clear();
        for want in wants {
            let failed = queue.failed.get(&want);
            if failed.is_none_or(|at| at.elapsed() > PATIENCE) && !queue.busy.contains(&want) {
                queue.front.push_back(want);
            }
        }
    }

    /// Forgets failures, because the person asks again.
    pub(super) fn forgive(&self) {
        lock(&self.queue).failed.clear();
        self.forget_look_ups();
    }

    /// The job that loads everything, if one runs.
    pub(super) fn load_job(&self) -> Option<JobId> {
        lock(&self.queue).job.as_ref().map(|job| job.id.clone())
    }

    /// Wants everything; the answer comes when all of it was looked up.
    pub(super) fn want_all(
        &self,
        id: JobId,
        wants: Vec<Want>,
        progress: Progress,
    ) -> oneshot::Receiver<Result<(), Failure>> {
        let (done, ended) = oneshot::channel();
        progress.expect_items(wants.len() as u64);
        lock(&self.queue).job = Some(LoadJob {
            id,
            rest: wants.into(),
            running: HashSet::new(),
            progress,
            done: Some(done),
        });
        ended
    }

    /// Wants no longer everything.
    pub(super) fn stop_wanting_all(&self) {
        lock(&self.queue).job = None;
    }

    /// What to look up next.
    fn next_want(&self) -> Option<Want> {
        let mut queue = lock(&self.queue);
        let queue = &mut *queue;
        while let Some(want) = queue.front.pop_front() {
            // The window may have looked at a view a moment old.
            if !self.is_answered(&want) && queue.busy.insert(want.clone()) {
                return Some(want);
            }
        }
        let job = queue.job.as_mut()?;
        while let Some(want) = job.rest.pop_front() {
            if self.is_known(&want) || !queue.busy.insert(want.clone()) {
                job.progress.finish_item();
                continue;
            }
            job.running.insert(want.clone());
            return Some(want);
        }
        if job.running.is_empty() {
            job.end(Ok(()));
            queue.job = None;
        }
        None
    }

    /// Whether nothing is to be learned: it is known, and was confirmed lately enough.
    fn is_answered(&self, want: &Want) -> bool {
        if !self.is_known(want) {
            return false;
        }
        let state = self.state();
        match want {
            Want::Tag(tag) => state.known.target(tag).is_some_and(|target| {
                target
                    .observed_at
                    .is_some_and(|observed| observed >= state.stale_before)
            }),
            Want::Digest(_) => true,
        }
    }

    fn is_known(&self, want: &Want) -> bool {
        let state = self.state();
        match want {
            Want::Tag(tag) => {
                let digest = state
                    .known
                    .target(tag)
                    .and_then(|target| target.digest.as_ref());
                digest.is_some_and(|digest| state.known.is_complete(digest))
            }
            Want::Digest(digest) => state.known.is_complete(digest),
        }
    }

    /// Notes that a look-up ended; whether the others are worth going on with.
    fn finish(&self, want: &Want, failure: Option<&(Failure, Severity)>) -> bool {
        let mut queue = lock(&self.queue);
        let queue = &mut *queue;
        queue.busy.remove(want);
        if let Some(job) = &mut queue.job
            && job.running.remove(want)
        {
            job.progress.finish_item();
        }
        let Some((failure, severity)) = failure else {
            queue.failed.remove(want);
            return true;
        };
        queue.failed.insert(want.clone(), Instant::now());
        if *severity == Severity::Alone {
            return true;
        }
        // The next ones would fail likewise: they wait for the next window.
        for want in queue.front.drain(..) {
            queue.failed.insert(want, Instant::now());
        }
        if let Some(mut job) = queue.job.take() {
            job.end(Err(failure.clone()));
        }
        false
    }

    /// Takes the wheel, if nobody has it and there is somewhere to go.
    fn begin_driving(&self) -> bool {
        let mut queue = lock(&self.queue);
        let has_work = !queue.front.is_empty() || queue.job.is_some();
        let begins = has_work && !queue.driven;
        queue.driven |= begins;
        begins
    }

    /// Leaves the wheel, unless there is more to do.
    fn end_driving(&self) -> bool {
        let mut queue = lock(&self.queue);
        let has_work = !queue.front.is_empty() || queue.job.is_some();
        queue.driven = has_work;
        !has_work
    }
}

/// What was learned and not kept yet. What is left in it when its work is cut short is kept all the same.
struct Bunch {
    source: Source,
    jobs: Jobs,
    learned: Unkept,
}

#[derive(Default)]
struct Unkept {
    observations: Vec<TagObservation>,
    summaries: Vec<ImageSummary>,
    contents: Vec<Content>,
    /// Children of indexes that the registry lacks.
    missing: Vec<Digest>,
    /// Children that it has.
    present: Vec<Digest>,
}

impl Bunch {
    fn new(source: &Source, jobs: &Jobs) -> Self {
        Self {
            source: source.clone(),
            jobs: jobs.clone(),
            learned: Unkept::default(),
        }
    }

    fn add(&mut self, learned: &mut Learned) {
        let unkept = &mut self.learned;
        unkept.observations.extend(learned.observation.take());
        unkept.summaries.extend(learned.summary.take());
        unkept.contents.append(&mut learned.contents);
        unkept.missing.append(&mut learned.missing);
        unkept.present.append(&mut learned.present);
    }

    fn is_full(&self) -> bool {
        self.learned
            .observations
            .len()
            .max(self.learned.summaries.len())
            >= BUNCH
    }

    /// Keeps all that is in it by now.
    fn keep(&mut self) -> impl Future<Output = ()> + Send + 'static {
        std::mem::take(&mut self.learned).keep(self.source.clone())
    }
}

impl Drop for Bunch {
    fn drop(&mut self) {
        if !self.learned.is_empty() {
            let keeping = self.keep();
            self.jobs.start_to_finish(keeping);
        }
    }
}

impl Unkept {
    fn is_empty(&self) -> bool {
        self.observations.is_empty()
            && self.summaries.is_empty()
            && self.contents.is_empty()
            && self.missing.is_empty()
            && self.present.is_empty()
    }

    /// What can't be kept is still shown.
    async fn keep(self, source: Source) {
        let (connection, repository) = (source.connection, &source.repository);
        let store = &source.store;
        if !self.observations.is_empty() {
            let kept = store.record_tags(connection, repository, self.observations);
            warn(kept.await.map(drop));
        }
        if !self.summaries.is_empty() {
            let seen_at = jiff::Timestamp::now();
            let kept = store.record_images(connection, repository, self.summaries, seen_at);
            warn(kept.await);
        }
        source.keep_presence(self.missing, self.present).await;
        source.keep(self.contents).await;
    }
}

fn warn(kept: Result<(), portolan_storage::Error>) {
    if let Err(problem) = kept {
        tracing::warn!(%problem, "what was learned was not kept");
    }
}

impl App {
    /// Where the content of a repository comes from.
    pub(crate) async fn source(&self, collection: &Collection) -> Result<Source, Failure> {
        Ok(Source {
            store: self.store.clone(),
            registry: self.registry(&collection.at.connection).await?,
            connection: collection.connection,
            repository: collection.repository.clone(),
            cache_limit: self.settings.current().cache_limit_bytes,
        })
    }

    /// Looks up what is wanted, behind, unless that is going on already.
    pub(super) fn drive(self: &Arc<Self>, collection: &Arc<Collection>) {
        if !collection.begin_driving() {
            return;
        }
        let (app, collection) = (Arc::clone(self), Arc::clone(collection));
        self.jobs.start_behind(async move {
            match app.source(&collection).await {
                Ok(source) => loop {
                    app.look_up(&source, &collection).await;
                    if collection.end_driving() {
                        break;
                    }
                },
                Err(failure) => {
                    collection.finish_all(&failure);
                    app.events.tell(collection.changed());
                }
            }
        });
    }

    /// Looks up everything that is wanted, until nothing is.
    async fn look_up(self: &Arc<Self>, source: &Source, collection: &Arc<Collection>) {
        let under_way = collection.keeping.token();
        let mut running: FuturesUnordered<BoxFuture<'_, (Want, Learned)>> = FuturesUnordered::new();
        let mut goes_on = true;
        let mut bunch = Bunch::new(source, &self.jobs);
        let mut kept_at = Instant::now();
        let mut told_at: Option<Instant> = None;
        let mut is_news = false;
        loop {
            while goes_on && running.len() < AT_ONCE {
                let Some(want) = collection.next_want() else {
                    break;
                };
                running.push(Box::pin(async move {
                    let learned = learn(source, collection, &want).await;
                    (want, learned)
                }));
            }
            let Some((want, mut learned)) = running.next().await else {
                break;
            };
            goes_on &= collection.finish(&want, learned.failure.as_ref());
            collection.note(&want, &learned);
            is_news |= learned.summary.is_some();
            bunch.add(&mut learned);
            if bunch.is_full() || kept_at.elapsed() > KEEP_EVERY {
                kept_at = Instant::now();
                self.jobs
                    .start_to_finish(collection.keeping.track_future(bunch.keep()));
            }
            if told_at.is_none_or(|at| at.elapsed() > TELL_EVERY) {
                told_at = Some(Instant::now());
                self.events.tell(collection.changed());
            }
        }
        let (app, at) = (Arc::clone(self), collection.at.clone());
        let kept_of = Arc::clone(collection);
        let keeping = collection.keeping.track_future(bunch.keep());
        drop(under_way);
        self.jobs.start_to_finish(async move {
            keeping.await;
            if is_news {
                // Rules and bills read what was kept, and it is there only now.
                kept_of.remark(|_| {});
                app.events.tell(kept_of.changed());
                app.list_own_image(&at).await;
            }
        });
        collection.settle().await;
        self.events.tell(collection.changed());
    }
}

impl Collection {
    /// Notes what was learned of a tag, and why something was not.
    fn note(&self, want: &Want, learned: &Learned) {
        self.change(|state| {
            if let Some(seen) = &learned.observation {
                let at = seen.observed_at.as_millisecond();
                state
                    .known_mut()
                    .observe(&seen.tag, seen.digest.clone(), at);
            }
            if let Some((failure, severity)) = &learned.failure {
                match (want, severity) {
                    (_, Severity::All) => state.problem = Some(failure.clone()),
                    (Want::Tag(tag), Severity::Alone) => {
                        state.known_mut().note_problem(tag, failure.clone());
                    }
                    (Want::Digest(digest), Severity::Alone) => {
                        state.known_mut().note_problem_of(digest, failure);
                    }
                }
            }
        });
    }

    /// Nothing can be looked up at all.
    fn finish_all(&self, failure: &Failure) {
        self.remark(|state| state.problem = Some(failure.clone()));
        let mut queue = lock(&self.queue);
        let queue = &mut *queue;
        for want in queue.front.drain(..) {
            queue.failed.insert(want, Instant::now());
        }
        if let Some(mut job) = queue.job.take() {
            job.end(Err(failure.clone()));
        }
        queue.driven = false;
    }
}
