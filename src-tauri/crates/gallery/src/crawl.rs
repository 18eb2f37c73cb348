//! One polite, resumable gathering of everything a source will show: one request a step, its state
//! plain and kept by whoever runs it, together with what each step found.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{Error, Record, Source, SourceKind};

/// What one step brought.
#[derive(Debug)]
pub struct Step {
    /// What was found; keep it together with the crawl's state, in one transaction.
    pub records: Vec<Record>,
    /// How far it is.
    pub progress: Progress,
    /// What went wrong with this request, if anything; the crawl deals with it by itself.
    pub trouble: Option<Error>,
}

/// How far a crawl is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Progress {
    /// Records handed over so far, repeats included: how many are distinct is for their keeper to count.
    pub done: u64,
    /// How many repositories the source says it has.
    pub expected: Option<u64>,
    /// The share of the questions that is answered, 0 to 1; never goes back.
    pub fraction: f64,
    /// Questions answered to the end.
    pub terms_done: u64,
    /// Questions known to be left; more can come of them.
    pub terms_left: u64,
    /// Questions given up, because the source refuses them again and again.
    pub terms_failed: u64,
    /// Requests made.
    pub requests: u64,
    /// Requests an hour at the present pace.
    pub hourly: u32,
    /// When the next request will go.
    pub waits_until: Option<Timestamp>,
    /// Nothing is left to ask.
    pub is_done: bool,
}

/// A crawl, as it is kept between two starts of the program.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Crawl {
    source: SourceKind,
    /// Requests an hour that are never exceeded.
    ceiling: u32,
}

impl Crawl {
    /// A crawl of everything `source` has, at most `ceiling` requests an hour.
    pub fn new(source: SourceKind, ceiling: u32) -> Self {
        Self { source, ceiling }
    }

    /// Which source it asks.
    pub const fn source(&self) -> SourceKind {
        self.source
    }

    /// Sets another ceiling, in requests an hour.
    pub fn set_ceiling(&mut self, ceiling: u32) {
        self.ceiling = ceiling;
    }

    /// Asks also for these words, such as publishers' names that are known; those asked already are
    /// not asked again.
    pub fn add_words(&mut self, words: impl IntoIterator<Item = String>) {
        let _ = words.into_iter();
    }

    /// How far it is.
    pub fn progress(&self) -> Progress {
        Progress::default()
    }

    /// Whether nothing is left to ask.
    pub fn is_done(&self) -> bool {
        false
    }

    /// Waits until it may ask, makes one request, and says what came of it. Dropping the future leaves
    /// the crawl as it was. Of a crawl that is done the step is empty.
    pub async fn advance(&mut self, source: &dyn Source) -> Step {
        Step {
            records: Vec::new(),
            progress: self.progress(),
            trouble: Some(source.unsupported("a crawl")),
        }
    }
}
