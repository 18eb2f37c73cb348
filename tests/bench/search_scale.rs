//! Five million listings: how much slower than one million, how quickly opened, how much memory.
//! `LISTINGS=50000` makes the smaller one smaller; the larger has five times as many.
//! `PORTOLAN_BENCH_KEPT=FOLDER` keeps what it fills for the next time.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark fails at once"
)]

use std::{
    env,
    path::Path,
    process::{Command, ExitCode},
    time::Instant,
};

use portolan_search::{Cancellation, Index, Query};
use portolan_tests::{
    Kept, ListingCorpus, listings_wanted,
    measure::{RUNS, Verdict, percentile},
    own_memory,
};

const SEED: u64 = 42;
const TYPED: u64 = 20_261_122;

/// In the process that memory is read from: the index that it opens.
const OPENED: &str = "PORTOLAN_SEARCH_SCALE_OPENED";

fn main() -> ExitCode {
    if let Some(folder) = env::var_os(OPENED) {
        search_and_say_memory(Path::new(&folder));
        return ExitCode::SUCCESS;
    }
    let count = listings_wanted(1_000_000);
    let corpora = [count, count * 5].map(|count| ListingCorpus::new(SEED, count));
    let kept = Kept::open();
    let [small, large] = corpora.each_ref().map(|corpus| kept.index(corpus));
    let typed = corpora[0].keystrokes(TYPED, 2_000);

    let mut verdict = Verdict::default();
    let (mut ours, mut theirs, mut openings) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let started = Instant::now();
        let index = Index::open_to_read(&large).unwrap();
        openings.push(started.elapsed().as_secs_f64() * 1000.0);
        ours.push(percentile(&time(&index, &typed), 0.95));
        drop(index);
        let index = Index::open_to_read(&small).unwrap();
        theirs.push(percentile(&time(&index, &typed), 0.95));
    }
    let memory = read_memory(&large);
    verdict.compare(
        "search scale p95",
        "ms",
        &ours,
        ("a fifth of the listings", &theirs),
        3.0,
    );
    verdict.hold_below("search scale open", "ms", &openings, 50.0);
    verdict.hold_below("search scale memory", "MiB", &[memory], 60.0);
    verdict.exit_code()
}

/// MiB of its own that a fresh process has after a thousand searches: nothing else was done in it.
fn read_memory(folder: &Path) -> f64 {
    let mut itself = Command::new(env::current_exe().unwrap());
    let output = itself.env(OPENED, folder).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout)
        .unwrap()
        .trim()
        .parse()
        .unwrap()
}

fn search_and_say_memory(folder: &Path) {
    let index = Index::open_to_read(folder).unwrap();
    let typed = ListingCorpus::new(SEED, index.listings()).keystrokes(TYPED, 1_000);
    time(&index, &typed);
    println!("{}", own_memory());
}

/// Milliseconds of each keystroke.
fn time(index: &Index, typed: &[String]) -> Vec<f64> {
    let one = |text: &String| {
        let query = Query {
            text: text.clone(),
            limit: 50,
            ..Query::default()
        };
        let started = Instant::now();
        std::hint::black_box(index.search(&query, &Cancellation::default()).unwrap());
        started.elapsed().as_secs_f64() * 1000.0
    };
    typed.iter().map(one).collect()
}
