//! Searching the gallery in the real window: from a key to its painted results, over a million listings.
//! `LISTINGS=50000` makes it fewer.
//!
//! What is typed is a part of the trace that nothing was tuned on. Each text counts once: the answer to one
//! that was typed before is still there. Facets are counted and the sources asked (nobody answers) in the
//! pauses, as when a person types. The index is filled where the program keeps it, and the listings beside
//! it have no records: nothing reads these while one types.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark fails at once"
)]

use std::{collections::HashSet, process::ExitCode};

use portolan_gallery::starter;
use portolan_search::{Cancellation, Index};
use portolan_storage::{GalleryStore, Paths, Store, StoredListing};
use portolan_tests::{
    FreshHome, Keyring, ListingCorpus,
    desktop::{Desktop, Window},
    listings_wanted,
    measure::{RUNS, Verdict, percentile},
    until,
};
use serde::Deserialize;
use serde_json::{Value, json};

/// The corpus' seed, and the one of what is typed.
const SEED: u64 = 42;
const TYPED: u64 = 20_261_121;

/// Keys of one run, each typed after the one before was answered.
const KEYS: usize = 200;

/// Listings that are kept at a time.
const PIECE: usize = 10_000;

#[tokio::main]
async fn main() -> ExitCode {
    let corpus = ListingCorpus::new(SEED, listings_wanted(1_000_000));
    let home = FreshHome::new();
    keep(&home, &corpus).await;
    index(&home, &corpus);
    let desktop = Desktop::start_with(home, Keyring::Open).await;
    let all = corpus.count() + starter().count() as u64;

    let trace = corpus.keystrokes(TYPED, KEYS * RUNS);
    let mut slowest = Vec::new();
    for texts in trace.chunks(KEYS) {
        // The end of a text that began in the part before would come in one piece.
        let begun = texts.iter().take_while(|it| it.chars().count() > 1).count();
        let texts = &texts[begun..];
        let mut painted = Vec::new();
        desktop
            .journey("bench-gallery", async |window| {
                open_gallery(window, all).await;
                painted = type_all(window, texts).await;
            })
            .await;
        let times: Vec<f64> = painted.iter().map(|it| it.took).collect();
        slowest.push(percentile(&times, 0.95));
        painted.sort_by(|one, two| two.took.total_cmp(&one.took));
        let worst: Vec<String> = painted.iter().take(5).map(Painted::show).collect();
        println!(
            "{} keys: median {:.1} ms, p95 {:.1} ms; slowest: {}",
            times.len(),
            percentile(&times, 0.5),
            percentile(&times, 0.95),
            worst.join(", ")
        );
    }

    let mut verdict = Verdict::default();
    verdict.hold_below("gallery, key to painted results, p95", "ms", &slowest, 50.0);
    verdict.exit_code()
}

/// A text whose results were painted.
#[derive(Clone, Debug, Deserialize)]
struct Painted {
    text: String,
    /// Milliseconds from the key that made the text.
    took: f64,
}

impl Painted {
    fn show(&self) -> String {
        format!("{:?} {:.0} ms", self.text, self.took)
    }
}

/// The listings, in the database that the program follows.
async fn keep(home: &FreshHome, corpus: &ListingCorpus) {
    let paths = Paths::at(home.portolan());
    let (_store, _) = Store::open(&paths).unwrap();
    let (gallery, _) = GalleryStore::open(&paths).unwrap();
    let mut piece = Vec::with_capacity(PIECE);
    for (listing, number) in corpus.iter().zip(1..) {
        piece.push(StoredListing {
            reference: listing.card.reference(),
            source: listing.card.source,
            starter: false,
            observed_at: None,
            has_logo: false,
            record: b"{}".to_vec(),
        });
        if piece.len() == PIECE || number == corpus.count() {
            let piece = std::mem::take(&mut piece);
            gallery.put_listings(piece, |_, new| new).await.unwrap();
        }
    }
    let (last, _) = gallery.last_changes().await.unwrap();
    gallery.note_indexed(last).await.unwrap();
}

/// Their index, where the program looks for it.
fn index(home: &FreshHome, corpus: &ListingCorpus) {
    let folder = Paths::at(home.portolan()).index();
    let (index, _) = Index::open(&folder).unwrap();
    index
        .rebuild(corpus.iter(), &Cancellation::default(), |_| ())
        .unwrap();
}

/// Opens the gallery, and waits until so many listings can be found.
async fn open_gallery(window: &Window, all: u64) {
    window.find("combobox", "Address").await;
    window.press("Control+E").await;
    let digits = r#"return document.querySelector("main")?.innerText
        .match(/([\d,]+) public repositories/)?.[1].replaceAll(",", "") ?? null"#;
    until("all listings to be in the index", async || {
        let shown = window.script(digits, vec![]).await;
        (shown == json!(all.to_string())).then_some(())
    })
    .await;
    window.settled().await;
    window.find("combobox", "Search the gallery").await;
}

/// Types each text, whose beginning is the one before it or nothing, and times those that are new.
async fn type_all(window: &Window, texts: &[String]) -> Vec<Painted> {
    // The box is busy from the key on until the results of its text are drawn.
    let listen = r#"
        const box = document.activeElement;
        window.painted = [];
        let pressed, before;
        const isAnswered = () =>
            box.value !== before && box.ariaBusy === "false" &&
            document.querySelector("main [role=grid] [aria-busy=true]") === null;
        box.addEventListener("keydown", (event) => {
            if (event.key.length > 1 || event.ctrlKey) return;
            pressed = event.timeStamp;
            before = box.value;
        }, true);
        new MutationObserver(() => {
            if (pressed === undefined || !isAnswered()) return;
            const from = pressed;
            const text = box.value;
            pressed = undefined;
            requestAnimationFrame(() => setTimeout(() => window.painted.push({ text, took: performance.now() - from }), 0));
        }).observe(document.querySelector("main"), { attributes: true, characterData: true, childList: true, subtree: true });"#;
    window.script(listen, vec![]).await;
    let mut before = "";
    for (count, text) in (1..).zip(texts) {
        let typed = text.strip_prefix(before).filter(|_| !before.is_empty());
        if typed.is_none() {
            window.press("Control+A").await;
        }
        window.type_text(typed.unwrap_or(text)).await;
        until(&format!("the results of {text:?}"), async || {
            let painted = window.script("return window.painted.length", vec![]).await;
            (painted == json!(count)).then_some(())
        })
        .await;
        before = text;
    }
    let painted: Value = window.script("return window.painted", vec![]).await;
    let painted: Vec<Painted> = serde_json::from_value(painted).unwrap();
    assert!(
        painted.iter().map(|it| &it.text).eq(texts),
        "what was painted is not what was typed: {painted:?}"
    );
    let mut seen = HashSet::new();
    let is_new = |it: &Painted| seen.insert(it.text.clone());
    painted.into_iter().filter(is_new).collect()
}
