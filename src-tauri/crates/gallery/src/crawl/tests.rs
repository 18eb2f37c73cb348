//! How a crawl behaves, over a gallery in memory and a made clock.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    sync::Mutex,
};

use async_trait::async_trait;
use tokio::time::Instant;

use super::*;
use crate::{Cursor, PublisherPage, Result, StarterSource, TagPage};

/// Rows of a page, and results that are shown of one question.
const PAGE: usize = 10;
const CAP: usize = 50;

/// A gallery in memory, which finds what begins with the words, and misbehaves as it is told.
#[derive(Debug, Default)]
struct Shelf {
    names: Vec<String>,
    asked: Mutex<Vec<(String, Option<Cursor>)>>,
    faults: Mutex<VecDeque<Error>>,
    /// Questions that always fail.
    cursed: Vec<String>,
    /// Always shows the first page, and says that there is a next one.
    goes_in_circles: bool,
    /// Finds everything whatever the words.
    ignores_words: bool,
}

impl Shelf {
    fn with(count: usize) -> Self {
        Self {
            // Names that share long beginnings, as those of large publishers do.
            names: (0..count).map(|at| format!("a{at:04}")).collect(),
            ..Self::default()
        }
    }

    fn asked(&self) -> Vec<String> {
        let asked = self.asked.lock().unwrap();
        asked.iter().map(|(words, _)| words.clone()).collect()
    }
}

fn record(name: &str) -> Record {
    let row = crate::StarterListing {
        source: StarterSource::EcrPublic,
        alias: "ships",
        name: "x",
        kind: "image",
        categories: Vec::new(),
        platforms: Vec::new(),
        publisher: "",
        description: "",
        words: Vec::new(),
        renown: 0,
    };
    let mut record = Record::from(row);
    name.clone_into(&mut record.listing.card.name);
    record
}

fn host() -> String {
    "gallery.example".to_owned()
}

fn server() -> Error {
    Error::Server {
        host: host(),
        status: 500,
        until: None,
    }
}

#[async_trait]
impl Source for Shelf {
    fn kind(&self) -> SourceKind {
        SourceKind::EcrPublic
    }

    fn host(&self) -> &'static str {
        "gallery.example"
    }

    async fn search(&self, words: &str, place: Option<&Cursor>) -> Result<Found> {
        self.asked
            .lock()
            .unwrap()
            .push((words.to_owned(), place.cloned()));
        if let Some(fault) = self.faults.lock().unwrap().pop_front() {
            return Err(fault);
        }
        if self.cursed.iter().any(|it| it == words) {
            return Err(server());
        }
        let is_found = |name: &&String| self.ignores_words || name.starts_with(words);
        let found: Vec<&String> = self.names.iter().filter(is_found).collect();
        let at = place.map_or(0, |place| place.0.parse().unwrap());
        let from = if self.goes_in_circles { 0 } else { at };
        let shown = found.len().min(CAP);
        let end = (from + PAGE).min(shown);
        let has_more = end < shown || self.goes_in_circles;
        Ok(Found {
            records: found[from.min(end)..end]
                .iter()
                .map(|it| record(it))
                .collect(),
            total: Some(found.len() as u64),
            is_capped: found.len() > CAP,
            next: has_more.then(|| Cursor((at + PAGE).to_string())),
            left_out: 0,
        })
    }

    async fn read(&self, _: &str, _: &str) -> Result<Record> {
        Err(self.unsupported("a repository"))
    }

    async fn tags(&self, _: &str, _: &str, _: Option<&Cursor>) -> Result<TagPage> {
        Err(self.unsupported("tags"))
    }

    async fn publisher(&self, _: &str, _: Option<&Cursor>) -> Result<PublisherPage> {
        Err(self.unsupported("a publisher"))
    }
}

fn crawl() -> Crawl {
    Crawl::new(SourceKind::EcrPublic, 3_600)
}

/// Goes on until it is done, and answers which names were found and the steps.
async fn finish(crawl: &mut Crawl, shelf: &Shelf) -> (BTreeSet<String>, Vec<Step>) {
    let (mut names, mut steps) = (BTreeSet::new(), Vec::new());
    while !crawl.is_done() {
        let step = crawl.advance(shelf).await;
        names.extend(step.records.iter().map(|it| it.listing.card.name.clone()));
        steps.push(step);
        assert!(steps.len() < 20_000, "it does not end");
    }
    (names, steps)
}

#[tokio::test(start_paused = true)]
async fn everything_is_found_although_each_question_shows_only_so_much() {
    let shelf = Shelf::with(1_234);
    let (names, steps) = finish(&mut crawl(), &shelf).await;
    assert_eq!(names.len(), 1_234);
    let last = &steps.last().unwrap().progress;
    assert!(last.is_done && last.terms_capped == 0 && last.terms_failed == 0);
    assert_eq!(last.expected, Some(1_234));
    assert!((last.fraction - 1.0).abs() < 1e-9);
    let fractions: Vec<f64> = steps.iter().map(|it| it.progress.fraction).collect();
    assert!(fractions.is_sorted(), "progress never goes back");
}

#[tokio::test(start_paused = true)]
async fn it_never_asks_more_often_than_was_set() {
    let (shelf, mut crawl) = (Shelf::with(300), crawl());
    let began = Instant::now();
    let (_, steps) = finish(&mut crawl, &shelf).await;
    let least = Duration::from_secs(steps.len() as u64 - 1);
    assert!(began.elapsed() >= least, "{:?}", began.elapsed());
    assert_eq!(steps[0].progress.hourly, 3_600);
}

#[tokio::test(start_paused = true)]
async fn a_crawl_that_was_kept_goes_on_with_the_page_it_was_at() {
    let (whole, parts) = (Shelf::with(700), Shelf::with(700));
    finish(&mut crawl(), &whole).await;
    let mut kept = serde_json::to_string(&crawl()).unwrap();
    let mut names = BTreeSet::new();
    loop {
        let mut crawl: Crawl = serde_json::from_str(&kept).unwrap();
        if crawl.is_done() {
            break;
        }
        let step = crawl.advance(&parts).await;
        names.extend(step.records.into_iter().map(|it| it.listing.card.name));
        kept = serde_json::to_string(&crawl).unwrap();
        assert!(kept.len() < 100_000, "its state stays small");
    }
    assert_eq!(names.len(), 700);
    let (whole, parts) = (whole.asked.lock().unwrap(), parts.asked.lock().unwrap());
    assert_eq!(
        *whole, *parts,
        "nothing is asked twice, nothing is left out"
    );
}

#[tokio::test(start_paused = true)]
async fn a_step_that_is_dropped_leaves_the_crawl_as_it_was() {
    let (shelf, mut crawl) = (Shelf::with(100), crawl());
    crawl.advance(&shelf).await;
    let before = serde_json::to_string(&crawl).unwrap();
    let cut_short = tokio::time::timeout(Duration::from_millis(10), crawl.advance(&shelf));
    assert!(cut_short.await.is_err(), "it was waiting for its pace");
    assert_eq!(serde_json::to_string(&crawl).unwrap(), before);
    assert_eq!(finish(&mut crawl, &shelf).await.0.len(), 100);
}

#[tokio::test(start_paused = true)]
async fn a_source_that_asks_to_wait_is_left_alone_so_long_and_asked_more_slowly() {
    let (shelf, mut crawl) = (Shelf::with(300), crawl());
    let until = Timestamp::now() + SignedDuration::from_mins(5);
    shelf.faults.lock().unwrap().push_back(Error::RateLimited {
        host: host(),
        until: Some(until),
    });
    let step = crawl.advance(&shelf).await;
    assert!(matches!(step.trouble, Some(Error::RateLimited { .. })));
    assert_eq!(step.progress.waits_until, Some(until));
    assert_eq!(step.progress.hourly, 1_800);
    let began = Instant::now();
    // Also a crawl that was kept and loaded again waits.
    let kept = serde_json::to_string(&crawl).unwrap();
    let mut crawl: Crawl = serde_json::from_str(&kept).unwrap();
    crawl.advance(&shelf).await;
    assert!(began.elapsed() > Duration::from_secs(4 * 60 + 50));
    let (_, steps) = finish(&mut crawl, &shelf).await;
    assert_eq!(
        shelf.asked()[..2],
        ["", ""],
        "the same question comes again"
    );
    assert!(steps.last().unwrap().progress.hourly > 1_800, "it recovers");
}

#[tokio::test(start_paused = true)]
async fn an_absurd_wait_is_no_end() {
    let (shelf, mut crawl) = (Shelf::with(20), crawl());
    shelf.faults.lock().unwrap().push_back(Error::RateLimited {
        host: host(),
        until: Timestamp::now()
            .checked_add(SignedDuration::from_hours(8_000))
            .ok(),
    });
    let began = Instant::now();
    assert_eq!(finish(&mut crawl, &shelf).await.0.len(), 20);
    assert!(began.elapsed() < Duration::from_hours(25));
}

#[tokio::test(start_paused = true)]
async fn a_source_in_trouble_is_asked_ever_more_slowly_and_nothing_is_lost() {
    let (shelf, mut crawl) = (Shelf::with(300), crawl());
    let faults = (0..9).map(|at| match at % 3 {
        0 => server(),
        1 => Error::NotUnderstood {
            host: host(),
            what: "a web page".to_owned(),
        },
        _ => Error::Connection(portolan_distribution::Error::Refused { host: host() }),
    });
    shelf.faults.lock().unwrap().extend(faults);
    let began = Instant::now();
    let (names, steps) = finish(&mut crawl, &shelf).await;
    assert_eq!(names.len(), 300);
    assert_eq!(steps.iter().filter(|it| it.trouble.is_some()).count(), 9);
    assert!(
        began.elapsed() > Duration::from_mins(8),
        "{:?}",
        began.elapsed()
    );
}

#[tokio::test(start_paused = true)]
async fn one_question_that_always_fails_does_not_hold_up_the_others() {
    let mut shelf = Shelf::with(300);
    shelf.cursed = vec!["a01".to_owned()];
    let (names, steps) = finish(&mut crawl(), &shelf).await;
    assert_eq!(steps.last().unwrap().progress.terms_failed, 1);
    assert_eq!(names.len(), 200);
    let asked = shelf.asked();
    let first = asked.iter().position(|it| it == "a01").unwrap();
    assert_eq!(asked[first + 1], "a02", "the others come first");
}

#[tokio::test(start_paused = true)]
async fn a_source_that_fails_always_ends_the_crawl_after_hours_not_never() {
    let mut shelf = Shelf::with(10);
    shelf.cursed = vec![String::new()];
    let began = Instant::now();
    finish(&mut crawl(), &shelf).await;
    assert_eq!(shelf.asked().len(), 12);
    assert!(began.elapsed() > Duration::from_mins(30));
}

#[tokio::test(start_paused = true)]
async fn a_source_that_goes_in_circles_is_left() {
    let mut shelf = Shelf::with(30);
    shelf.goes_in_circles = true;
    let (names, steps) = finish(&mut crawl(), &shelf).await;
    assert_eq!((names.len(), steps.len()), (10, 2));
    assert!(
        steps[1].records.is_empty(),
        "what comes again is not handed over again"
    );
}

#[tokio::test(start_paused = true)]
async fn a_source_that_does_not_look_at_the_words_is_not_asked_for_all_of_them() {
    let mut shelf = Shelf::with(300);
    shelf.ignores_words = true;
    let (names, steps) = finish(&mut crawl(), &shelf).await;
    assert_eq!(names.len(), CAP);
    assert!(steps.len() < 3_000, "{}", steps.len());
    assert!(steps.last().unwrap().progress.terms_capped > 0);
}

#[tokio::test(start_paused = true)]
async fn a_place_that_was_lost_is_found_by_beginning_the_list_again() {
    let (shelf, mut crawl) = (Shelf::with(45), crawl());
    let mut names = BTreeMap::new();
    while !crawl.is_done() {
        if crawl.progress().requests == 3 {
            let lost = Error::CursorExpired { host: host() };
            shelf.faults.lock().unwrap().push_back(lost);
        }
        for record in crawl.advance(&shelf).await.records {
            *names.entry(record.listing.card.name).or_insert(0) += 1;
        }
    }
    assert_eq!(names.len(), 45);
    assert_eq!(shelf.asked().len(), 3 + 1 + 5);
}

#[tokio::test(start_paused = true)]
async fn words_that_are_known_are_asked_too_each_once() {
    let (shelf, mut crawl) = (Shelf::with(300), crawl());
    crawl.add_words(["a0299", "zebra", "a0299", ""].map(str::to_owned));
    finish(&mut crawl, &shelf).await;
    let asked = shelf.asked();
    assert_eq!(asked[asked.len() - 2..], ["a0299", "zebra"]);
}

#[tokio::test(start_paused = true)]
async fn a_source_without_such_a_question_ends_it_at_once() {
    let (shelf, mut crawl) = (Shelf::with(300), crawl());
    let refusal = shelf.unsupported("everything it has");
    shelf.faults.lock().unwrap().push_back(refusal);
    let (_, steps) = finish(&mut crawl, &shelf).await;
    assert_eq!((steps.len(), shelf.asked().len()), (1, 1));
    assert!(
        crawl.advance(&shelf).await.trouble.is_none(),
        "what is done stays done"
    );
}
