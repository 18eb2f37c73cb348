//! One polite, resumable gathering of everything a source will show: one request a step, its state
//! plain and kept by whoever runs it, together with what each step found.
//!
//! A source shows only so many results for one question, so a question with more is split into longer
//! ones: first no words at all, then each letter and digit, then two of them … What a step changes is
//! changed after its request came back, so a crawl that is dropped, or killed and loaded again, goes on
//! with the page it was at.

mod clock;
mod terms;

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use self::{clock::Clock, terms::Terms};
use crate::{Error, Found, Pace, Record, Source, SourceKind};

/// The longest wait after requests that failed one after another, where the source names none.
const LONGEST_WAIT: Duration = Duration::from_mins(15);

/// The wait after being taken for a robot.
const FORBIDDEN_WAIT: Duration = Duration::from_mins(30);

/// The longest wait that a source may ask for.
const LONGEST_ASKED: SignedDuration = SignedDuration::from_hours(24);

/// So many failures one after another are the source's, not the questions'.
const STREAK: u32 = 3;

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
    /// The share of the questions that is answered, 0 to 1; never goes back by itself.
    pub fraction: f64,
    /// Questions answered to the end.
    pub terms_done: u64,
    /// Questions known to be left; more can come of them.
    pub terms_left: u64,
    /// Questions given up, because the source fails at them again and again.
    pub terms_failed: u64,
    /// Questions that were left at the source's cap, because they can't be split any further.
    pub terms_capped: u64,
    /// Requests made.
    pub requests: u64,
    /// Requests an hour at the present pace.
    pub hourly: u32,
    /// When the next request may go.
    pub waits_until: Option<Timestamp>,
    /// Nothing is left to ask.
    pub is_done: bool,
}

/// A crawl, as it is kept between two starts of the program.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Crawl {
    source: SourceKind,
    pace: Pace,
    terms: Terms,
    /// Not before this, whatever the pace.
    waits_until: Option<Timestamp>,
    /// Requests that failed since one went well.
    failures: u32,
    done: u64,
    requests: u64,
    expected: Option<u64>,
    #[serde(skip)]
    clock: Clock,
}

impl Crawl {
    /// A crawl of everything `source` has, at most `ceiling` requests an hour.
    pub fn new(source: SourceKind, ceiling: u32) -> Self {
        Self {
            source,
            pace: Pace::new(ceiling),
            terms: Terms::everything(),
            waits_until: None,
            failures: 0,
            done: 0,
            requests: 0,
            expected: None,
            clock: Clock::default(),
        }
    }

    /// Which source it asks.
    pub const fn source(&self) -> SourceKind {
        self.source
    }

    /// Sets another ceiling, in requests an hour.
    pub fn set_ceiling(&mut self, ceiling: u32) {
        self.pace.set_ceiling(ceiling);
    }

    /// Asks also for these words, such as publishers' names that are known: a source that finds whole
    /// words only shows little for their beginnings. The crawl keeps them all until they are asked.
    pub fn add_words(&mut self, words: impl IntoIterator<Item = String>) {
        self.terms.add(words);
    }

    /// How far it is.
    pub fn progress(&self) -> Progress {
        Progress {
            done: self.done,
            expected: self.expected,
            fraction: self.terms.fraction(),
            terms_done: self.terms.done,
            terms_left: self.terms.left(),
            terms_failed: self.terms.failed,
            terms_capped: self.terms.capped,
            requests: self.requests,
            hourly: self.pace.hourly(),
            waits_until: self.waits_until.filter(|_| !self.is_done()),
            is_done: self.is_done(),
        }
    }

    /// Whether nothing is left to ask.
    pub fn is_done(&self) -> bool {
        self.terms.left() == 0
    }

    /// Waits until it may ask, makes one request, and says what came of it. Dropping the future leaves
    /// the crawl as it was. Of a crawl that is done the step is empty.
    pub async fn advance(&mut self, source: &dyn Source) -> Step {
        let Some(term) = self.terms.current() else {
            return self.step(Vec::new(), None);
        };
        if let Some(until) = self.waits_until {
            self.clock.sleep_until(until, LONGEST_ASKED).await;
        }
        let answer = source.search(&term.words, term.place.as_ref()).await;
        self.requests += 1;
        match answer {
            Ok(found) => {
                let records = self.accept(found);
                self.step(records, None)
            }
            Err(error) => {
                self.refuse(&error);
                self.step(Vec::new(), Some(error))
            }
        }
    }

    fn step(&self, records: Vec<Record>, trouble: Option<Error>) -> Step {
        Step {
            records,
            progress: self.progress(),
            trouble,
        }
    }

    fn accept(&mut self, mut found: Found) -> Vec<Record> {
        self.failures = 0;
        self.pace.went_well();
        self.wait(self.pace.pause());
        if self.terms.is_everything() {
            self.expected = found.total.or(self.expected);
        }
        let records = std::mem::take(&mut found.records);
        let is_fresh = self.terms.turn_page(&found, &records);
        if !is_fresh {
            return Vec::new();
        }
        self.done += records.len() as u64;
        records
    }

    fn refuse(&mut self, error: &Error) {
        self.failures = self.failures.saturating_add(1);
        let doubled = 2_u32.saturating_pow(self.failures.min(16));
        let backoff = (self.pace.pause() * doubled).min(LONGEST_WAIT.max(self.pace.pause()));
        let everything_fails = self.failures > STREAK;
        match error {
            // The list is begun again; what was found of it is found again.
            Error::CursorExpired { .. } => {
                self.terms.begin_again();
                self.wait(self.pace.pause());
            }
            Error::RateLimited { until, .. } => {
                self.pace.complained();
                self.wait_at_least(backoff, *until);
            }
            Error::Server { until, .. } => {
                self.pace.complained();
                self.terms.put_off(everything_fails);
                self.wait_at_least(backoff, *until);
            }
            Error::Forbidden { .. } => {
                self.pace.complained();
                self.wait(FORBIDDEN_WAIT);
            }
            // Without a network nothing is asked in vain: the same question comes again.
            error if error.is_unreachable() => self.wait(backoff),
            Error::NotFound { .. } => {
                self.terms.close();
                self.wait(self.pace.pause());
            }
            Error::Unsupported { .. } => self.terms.give_up(),
            _ => {
                self.terms.put_off(everything_fails);
                self.wait(backoff);
            }
        }
    }

    fn wait_at_least(&mut self, pause: Duration, until: Option<Timestamp>) {
        self.wait(pause);
        let latest = self.clock.now().checked_add(LONGEST_ASKED).ok();
        self.waits_until = self.waits_until.max(until.min(latest));
    }

    fn wait(&mut self, pause: Duration) {
        let pause = SignedDuration::try_from(pause).unwrap_or(SignedDuration::MAX);
        self.waits_until = self.clock.now().checked_add(pause).ok();
    }
}

#[cfg(test)]
mod tests;
