//! Searching as one types over a million listings: top 50 with snippets and the exact total, then the
//! same with one typo, against tuned FTS5 in the same process. `LISTINGS=50000` makes it smaller,
//! `PORTOLAN_BENCH_KEPT=FOLDER` keeps what it fills for the next time.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark fails at once"
)]

use std::{process::ExitCode, thread, time::Instant};

use portolan_search::{Cancellation, Hits, Index, Query};
use portolan_tests::{
    Kept, ListingCorpus, listings_wanted,
    measure::{RUNS, Verdict, percentile},
};

/// The corpus' seed, and the one of what is typed, which nothing was tuned on.
const SEED: u64 = 42;
const TYPED: u64 = 20_261_121;
const KEYSTROKES: usize = 2_000;
const TYPOS: usize = 500;
/// The peer is a hundred times slower, so its times are those of every ninth text.
const SAMPLED: usize = 9;

fn main() -> ExitCode {
    let corpus = ListingCorpus::new(SEED, listings_wanted(1_000_000));
    let kept = Kept::open();
    // Filling is measured elsewhere, so both may be filled at once.
    let (folder, mut peer) = thread::scope(|scope| {
        let peer = scope.spawn(|| kept.fts5(&corpus));
        let folder = kept.index(&corpus);
        (folder, peer.join().unwrap())
    });
    let index = Index::open_to_read(&folder).unwrap();
    peer.load_vocabulary().unwrap();

    let typed = corpus.keystrokes(TYPED, KEYSTROKES);
    let typos = corpus.typos(TYPED, TYPOS);
    let mut verdict = Verdict::default();
    let (mut found, mut peer_found) = ([0.0; 2], [0.0; 2]);
    for typo in &typos {
        let side = usize::from(typo.has_alias);
        let hits = search(&index, &typo.text).hits;
        let is_meant = hits
            .iter()
            .take(10)
            .any(|hit| hit.card.reference() == typo.meant);
        found[side] += f64::from(u8::from(is_meant));
        let rows = peer.search_misspelt(&typo.text).unwrap().1;
        let is_meant = rows.iter().take(10).any(|row| row.reference == typo.meant);
        peer_found[side] += f64::from(u8::from(is_meant));
    }
    let missed_of = typos.iter().filter(|it| it.has_alias).count() as f64;
    let missed = 100.0 * (missed_of - found[1]) / missed_of;
    verdict.hold_below("search typo with alias missed", "%", &[missed], 5.0);
    // Fewer found than the peer finds would be a ratio above one.
    verdict.compare(
        "search typo without alias",
        "found by fts5 per ours",
        &[peer_found[0]],
        ("ours", &[found[0].max(1.0)]),
        1.0,
    );

    let mut ours = [Vec::new(), Vec::new(), Vec::new()];
    let mut theirs = [Vec::new(), Vec::new()];
    for run in 0..=RUNS {
        let times = time(&typed, |text| search(&index, text));
        let peer_times = time(typed.iter().step_by(SAMPLED), |text| {
            peer.search(text).unwrap()
        });
        let typo_times = time(typos.iter().map(|it| &it.text), |text| search(&index, text));
        let peer_typo_times = time(typos.iter().step_by(SAMPLED).map(|it| &it.text), |text| {
            peer.search_misspelt(text).unwrap()
        });
        // The first run warms the pages of both.
        if run > 0 {
            ours[0].push(percentile(&times, 0.95));
            ours[1].push(percentile(&times, 0.99));
            ours[2].push(percentile(&typo_times, 0.95));
            theirs[0].push(percentile(&peer_times, 0.95));
            theirs[1].push(percentile(&peer_typo_times, 0.95));
        }
    }
    let sampled = format!("fts5 (every {SAMPLED}th)");
    verdict.compare("search p95", "ms", &ours[0], (&sampled, &theirs[0]), 0.10);
    verdict.hold_below("search p99", "ms", &ours[1], 8.0);
    verdict.compare(
        "search typo p95",
        "ms",
        &ours[2],
        (&sampled, &theirs[1]),
        0.15,
    );

    verdict.exit_code()
}

fn search(index: &Index, text: &str) -> Hits {
    let query = Query {
        text: text.to_owned(),
        limit: 50,
        ..Query::default()
    };
    index.search(&query, &Cancellation::default()).unwrap()
}

/// Milliseconds of each.
fn time<'a, Answer>(
    texts: impl IntoIterator<Item = &'a String>,
    ask: impl Fn(&str) -> Answer,
) -> Vec<f64> {
    let one = |text: &String| {
        let started = Instant::now();
        std::hint::black_box(ask(text));
        started.elapsed().as_secs_f64() * 1000.0
    };
    texts.into_iter().map(one).collect()
}
