//! Filling the index: listings a second, size on disk and memory against tuned FTS5 with the same fields,
//! and how soon one changed listing is found. `LISTINGS=50000` makes it smaller.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark fails at once"
)]

use std::{
    cmp::Reverse,
    process::ExitCode,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use portolan_search::{Cancellation, Change, Hits, Index, Query, popularity};
use portolan_tests::{
    Fts5, ListingCorpus, listings_wanted,
    measure::{RUNS, Verdict, percentile},
    own_memory, size_of,
};

const SEED: u64 = 42;
/// Made before the clock starts, so this many fit into memory with their texts.
const MOST: u64 = 200_000;

fn main() -> ExitCode {
    let corpus = ListingCorpus::new(SEED, listings_wanted(MOST).min(MOST));
    let mut verdict = Verdict::default();
    let memory = measure_memory(&corpus);
    verdict.hold_below("index memory", "MiB", &[memory], 250.0);

    // FTS5 ranks by the order in which it was filled, so that is the order of popularity for both.
    let mut listings: Vec<_> = corpus.iter().collect();
    listings.sort_by_key(|it| Reverse(popularity(&it.card)));
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    let (mut our_size, mut their_size) = (0, 0);
    for _ in 0..RUNS {
        let folder = tempfile::tempdir().unwrap();
        let copies = listings.clone();
        let started = Instant::now();
        let (index, _) = Index::open(folder.path()).unwrap();
        index
            .rebuild(copies, &Cancellation::default(), |_| {})
            .unwrap();
        ours.push(started.elapsed().as_secs_f64());
        drop(index);
        our_size = size_of(folder.path());

        let folder = tempfile::tempdir().unwrap();
        let copies = listings.clone();
        let started = Instant::now();
        drop(Fts5::fill(&folder.path().join("peer.db"), copies.into_iter()).unwrap());
        theirs.push(started.elapsed().as_secs_f64());
        their_size = size_of(folder.path());
    }
    // Half the time is twice the listings a second.
    verdict.compare("index time", "s", &ours, ("fts5", &theirs), 0.5);
    let mebibytes = |bytes: u64| vec![bytes as f64 / 1_048_576.0];
    verdict.compare(
        "index size",
        "MiB",
        &mebibytes(our_size),
        ("fts5", &mebibytes(their_size)),
        0.6,
    );

    let folder = tempfile::tempdir().unwrap();
    let (index, _) = Index::open(folder.path()).unwrap();
    index
        .rebuild(listings, &Cancellation::default(), |_| {})
        .unwrap();
    let quiet = time_searches(&index, &corpus);
    let is_over = AtomicBool::new(false);
    let (busy, seen) = thread::scope(|scope| {
        let changing = scope.spawn(|| change_until(&index, &corpus, &is_over));
        let busy = time_searches(&index, &corpus);
        is_over.store(true, Ordering::Relaxed);
        (busy, changing.join().unwrap())
    });
    verdict.hold_below(
        "index change to found p95",
        "s",
        &[percentile(&seen, 0.95)],
        1.0,
    );
    let (busy, quiet) = (percentile(&busy, 0.95), percentile(&quiet, 0.95));
    verdict.compare(
        "index search p95 while changing",
        "ms",
        &[busy],
        ("quiet", &[quiet]),
        2.0,
    );
    verdict.exit_code()
}

/// The most memory of one's own that filling takes, with listings made as they are asked for.
fn measure_memory(corpus: &ListingCorpus) -> f64 {
    let before = own_memory();
    let folder = tempfile::tempdir().unwrap();
    let is_over = AtomicBool::new(false);
    let most = thread::scope(|scope| {
        let watching = scope.spawn(|| {
            let mut most: f64 = 0.0;
            while !is_over.load(Ordering::Relaxed) {
                most = most.max(own_memory());
                thread::sleep(Duration::from_millis(10));
            }
            most
        });
        let (index, _) = Index::open(folder.path()).unwrap();
        index
            .rebuild(corpus.iter(), &Cancellation::default(), |_| {})
            .unwrap();
        is_over.store(true, Ordering::Relaxed);
        watching.join().unwrap()
    });
    most - before
}

/// Milliseconds of each keystroke.
fn time_searches(index: &Index, corpus: &ListingCorpus) -> Vec<f64> {
    let typed = corpus.keystrokes(3, 4_000);
    let one = |text: &String| {
        let started = Instant::now();
        std::hint::black_box(find(index, text));
        started.elapsed().as_secs_f64() * 1000.0
    };
    typed.iter().map(one).collect()
}

fn find(index: &Index, text: &str) -> Hits {
    let query = Query {
        text: text.to_owned(),
        limit: 50,
        ..Query::default()
    };
    index.search(&query, &Cancellation::default()).unwrap()
}

/// Changes a listing now and then. Says after how many seconds each could be found.
fn change_until(index: &Index, corpus: &ListingCorpus, is_over: &AtomicBool) -> Vec<f64> {
    let mut seen = Vec::new();
    for number in 0.. {
        let word = format!("changed{number}word");
        let mut listing = corpus.listing(number * 31 % corpus.count());
        listing.card.description.clone_from(&word);
        let started = Instant::now();
        let change = Change {
            put: vec![listing],
            removed: Vec::new(),
        };
        index.change(&change).unwrap();
        assert_eq!(find(index, &word).hits[0].card.description, word);
        seen.push(started.elapsed().as_secs_f64());
        if is_over.load(Ordering::Relaxed) {
            break;
        }
        thread::sleep(Duration::from_millis(100));
    }
    seen
}
