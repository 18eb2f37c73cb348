//! Fetching all that a source has, politely and step by step. What a step brought is kept together with
//! where the next begins, so that nothing is asked twice however it was stopped.

use std::{
    collections::BTreeSet,
    sync::Arc,
    time::{Duration, Instant},
};

use jiff::Timestamp;
use portolan_contract::{Code, Event, Failure, JobId, JobKind, Nothing, Retry, SourceAt};
use portolan_gallery::{Crawl, Record, SourceKind, starter};
use portolan_storage::Harvested;

use super::{
    harvests::{Turn, expected, read_crawl},
    records::{keep_all, merge},
    sources::{Known, can_harvest, switched_off},
    trouble::{plain, show_trouble},
};
use crate::{App, JobAbout, Progress, failures::OrFail};

/// How often the window is told how far it is.
const TELL_EVERY: Duration = Duration::from_millis(500);

/// How often it is noted that a source answered as before.
const NOTE_EVERY: Duration = Duration::from_secs(10);

impl App {
    /// Begins to fetch all that a source has, or goes on where that was stopped.
    pub async fn start_harvest(self: &Arc<Self>, request: SourceAt) -> Result<JobId, Failure> {
        let kind = self.harvestable(&request.source).await?;
        let state = self.gallery.store.source(kind.as_str()).await.or_fail()?;
        if !state.enabled {
            return Err(switched_off(kind.as_str()));
        }
        let about = JobAbout::new(JobKind::Harvest);
        let turn = match self.gallery.harvests.begin(kind, about.id.clone()) {
            Ok(turn) => turn,
            Err(running) => return Ok(running),
        };
        let app = Arc::clone(self);
        Ok(self.jobs.start(about, move |progress| async move {
            let outcome = app.harvest(kind, &turn, &progress).await;
            drop(turn);
            app.events.tell(Event::GallerySourcesChanged);
            outcome
        }))
    }

    /// Stops fetching, and keeps where to go on.
    pub async fn pause_harvest(&self, request: SourceAt) -> Result<Nothing, Failure> {
        let kind = self.harvestable(&request.source).await?;
        self.gallery.harvests.pause(kind).await;
        Ok(Nothing {})
    }

    async fn harvestable(&self, source: &str) -> Result<SourceKind, Failure> {
        match self.known_source(source).await? {
            Known::Public(kind) if can_harvest(kind) => Ok(kind),
            _ => {
                let detail = format!("{source} does not list all it has");
                Err(plain(Code::Unsupported, Retry::No, detail))
            }
        }
    }

    async fn harvest(
        &self,
        kind: SourceKind,
        turn: &Turn,
        progress: &Progress,
    ) -> Result<(), Failure> {
        let name = kind.as_str();
        let mut state = self.gallery.store.source(name).await.or_fail()?;
        // It may have been switched off since somebody looked.
        if !state.enabled {
            return Ok(());
        }
        let mut crawl = begin_or_go_on(kind, state.crawl.as_deref(), self.gallery.harvest_ceiling);
        let before = crawl.progress().requests;
        turn.note(crawl.progress(), false);
        // From here on it is there to go on with.
        self.keep_beginning(&crawl).await?;
        self.events.tell(Event::GallerySourcesChanged);
        let source = self.gallery.sources.of(kind);
        let (mut told, mut noted) = (Instant::now(), None::<Instant>);
        loop {
            let step = tokio::select! {
                biased;
                () = turn.paused() => return Ok(()),
                () = progress.cancelled() => return Ok(()),
                step = crawl.advance(source.as_ref()) => step,
            };
            let problem = step.trouble.as_ref().map(|error| show_trouble(name, error));
            self.keep_step(&crawl, step.records).await?;
            let is_other = state.problem::<Failure>() != problem;
            if is_other || noted.is_none_or(|at| at.elapsed() > NOTE_EVERY) {
                noted = Some(Instant::now());
                self.note_asked(name, &state, problem.as_ref()).await?;
                state = self.gallery.store.source(name).await.or_fail()?;
            }
            let asked = step.progress.requests.saturating_sub(before);
            if let Some(expected) = expected(&step.progress) {
                progress.expect_items(expected.saturating_sub(before).max(asked));
            }
            progress.finish_item();
            let (is_done, got) = (step.progress.is_done, step.progress.done);
            turn.note(step.progress, problem.is_some());
            if told.elapsed() > TELL_EVERY {
                told = Instant::now();
                self.events.tell(Event::GallerySourcesChanged);
            }
            match problem {
                _ if !is_done => {}
                // A source that answered nothing at all was not harvested.
                Some(problem) if got == 0 => return Err(problem),
                _ => return Ok(()),
            }
        }
    }

    /// Keeps that a harvest is under way, and that it begins if it does.
    async fn keep_beginning(&self, crawl: &Crawl) -> Result<(), Failure> {
        let kept = keep(crawl)?;
        let harvested = if crawl.progress().requests == 0 {
            Harvested::Begun(kept, Timestamp::now())
        } else {
            Harvested::UpTo(kept)
        };
        let name = crawl.source().as_str();
        let store = &self.gallery.store;
        let kept = store.keep_harvest(name, harvested, Vec::new(), merge).await;
        kept.or_fail().map(drop)
    }

    /// Keeps what a step brought and where the next begins: both or neither.
    async fn keep_step(&self, crawl: &Crawl, records: Vec<Record>) -> Result<(), Failure> {
        let is_whole = crawl.is_done() && crawl.progress().done > 0;
        let harvested = if is_whole {
            Harvested::Whole(Timestamp::now())
        } else {
            Harvested::UpTo(keep(crawl)?)
        };
        let listings = keep_all(&records)?;
        let name = crawl.source().as_str();
        let store = &self.gallery.store;
        let taken = store.keep_harvest(name, harvested, listings, merge).await;
        if taken.or_fail()?.is_news() {
            self.gallery.index.wake();
        }
        Ok(())
    }
}

fn keep(crawl: &Crawl) -> Result<Vec<u8>, Failure> {
    serde_json::to_vec(crawl).map_err(|problem| Failure::unexpected(problem.to_string()))
}

/// The crawl that was stopped, or a new one.
fn begin_or_go_on(kind: SourceKind, kept: Option<&[u8]>, ceiling: u32) -> Crawl {
    let kept = kept.and_then(read_crawl);
    if let Some(mut crawl) = kept.filter(|crawl| !crawl.is_done()) {
        crawl.set_ceiling(ceiling);
        return crawl;
    }
    let mut crawl = Crawl::new(kind, ceiling);
    // Publishers that are known: a source that finds whole words only shows little for their beginnings.
    let aliases: BTreeSet<&str> = starter()
        .filter(|row| SourceKind::from(row.source) == kind)
        .map(|row| row.alias)
        .collect();
    crawl.add_words(aliases.into_iter().map(str::to_owned));
    crawl
}
