//! Scrolling and filtering 100,000 tags in the real window.
//!
//! The tags are known already and lie in the cache, each with an image of its own. The list is
//! scrolled at a constant speed, a quick flick of a wheel that goes on, and every frame is timed and
//! looked at as it is about to be painted: a row in view that is not there, or not loaded, is blank.
//! Frames are held against those of an empty page in the same run. Then the filter is typed into by
//! the keyboard, a key at a time.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark fails at once"
)]

use std::{process::ExitCode, sync::Arc, time::Duration};

use http::Method;
use jiff::Timestamp;
use portolan_app::App;
use portolan_contract::{ClientCertificateDraft, ConnectionDraft, ProxyChoice, SignInDraft};
use portolan_credentials::{SecretStore, Surroundings};
use portolan_oci::{Digest, MediaType, RepositoryName, Tag};
use portolan_storage::{ImageKind, ImageSummary, Paths, Store, TagObservation};
use portolan_tests::{
    Answer, FreshHome, Keyring, Scripted, built_program,
    desktop::{Desktop, Window},
    measure::{RUNS, Verdict, percentile},
};
use serde::Deserialize;
use serde_json::json;

const TAGS: usize = 100_000;
const REPOSITORY: &str = "bench/many";

/// How long is scrolled, in milliseconds, and how fast, in pixels a second: some hundred rows.
const SCROLLED_FOR: u64 = 6_000;
const SPEED: u64 = 3_000;

/// Each key is typed after the one before was answered, and each changes how many rows there are; `<`
/// takes the last letter back.
const TYPED: &str = "7.12<<<<9.4<<<1.0.5<<<<<";

#[tokio::main]
async fn main() -> ExitCode {
    let registry = Scripted::start().await;
    let host = registry.host();
    let home = FreshHome::new();
    seed(&home, &registry).await;
    let mut desktop = Desktop::start_with(home, Keyring::Open).await;

    let (mut slow, mut blank, mut filtering) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..RUNS {
        desktop.set_program(&built_program("examples/empty_window"));
        let window = desktop.open(&[]).await;
        window.find("button", "Ask").await;
        let empty = scroll(&window).await;
        window.close().await;
        let usual = percentile(&empty.frames, 0.5);

        desktop.set_program(&built_program("portolan"));
        let (mut seen, mut times) = (Scrolled::default(), Vec::new());
        desktop
            .journey("bench-grid", async |window| {
                window.go_to(&format!("{host}/{REPOSITORY}")).await;
                let grid = format!("Images of {REPOSITORY}");
                window.find("grid", &grid).await;
                window.settled().await;
                seen = scroll(window).await;
                times = filter(window).await;
            })
            .await;
        let late = seen.frames.iter().filter(|it| **it > 1.5 * usual).count();
        slow.push(100.0 * late as f64 / seen.frames.len() as f64);
        blank.push(seen.blank as f64);
        filtering.push(percentile(&times, 0.95));
        println!(
            "empty page: median frame {usual:.1} ms; grid: {} frames, median {:.1} ms, p95 {:.1} ms; \
             filter: median {:.1} ms",
            seen.frames.len(),
            percentile(&seen.frames, 0.5),
            percentile(&seen.frames, 0.95),
            percentile(&times, 0.5),
        );
    }

    let mut verdict = Verdict::default();
    verdict.hold_below(
        "grid, frames longer than 1.5 of an empty page's",
        "%",
        &slow,
        5.0,
    );
    verdict.hold_below("grid, blank rows while scrolling", "rows", &blank, 0.0);
    verdict.hold_below(
        "grid, filter key to painted rows, p95",
        "ms",
        &filtering,
        50.0,
    );
    verdict.exit_code()
}

/// What was seen while scrolling.
#[derive(Default, Deserialize)]
struct Scrolled {
    /// Milliseconds from each frame to the next.
    frames: Vec<f64>,
    /// Rows that were in view and not drawn, over all frames.
    blank: u64,
}

/// Scrolls the grid of the page; on a page that has none, only times its frames.
async fn scroll(window: &Window) -> Scrolled {
    let script = r#"
        const [lasts, speed, done] = arguments;
        const grid = document.querySelector("[role=grid]");
        const head = grid?.querySelector("[role=columnheader]").getBoundingClientRect().bottom;
        const frames = [];
        let blank = 0;
        const look = () => {
            const box = grid.getBoundingClientRect();
            const rows = [...grid.querySelectorAll("[role=row]")].filter((row) => row.ariaBusy !== "true");
            const drawn = rows.map((row) => row.getBoundingClientRect()).filter((it) => it.bottom > head && it.top < box.bottom);
            const height = drawn.reduce((sum, it) => sum + Math.min(it.bottom, box.bottom) - Math.max(it.top, head), 0);
            const rowHeight = drawn[0]?.height ?? 32;
            blank += Math.round((box.bottom - head - height) / rowHeight);
        };
        let began, last;
        const step = (now) => {
            if (began === undefined) began = now;
            else frames.push(now - last);
            last = now;
            if (now - began > lasts) return done({ frames, blank });
            if (grid) {
                grid.scrollTop = (now - began) * speed / 1000;
                look();
            }
            requestAnimationFrame(step);
        };
        requestAnimationFrame(step);"#;
    let seen = window
        .script_to_its_end(script, vec![json!(SCROLLED_FOR), json!(SPEED)])
        .await;
    serde_json::from_value(seen).unwrap()
}

/// Milliseconds from each key typed into the filter to the frame in which its rows are painted.
async fn filter(window: &Window) -> Vec<f64> {
    let field = window.find("searchbox", "Filter by tag or digest").await;
    field.click().await;
    // How many rows there are changes with the rows themselves.
    let listen = r#"
        const grid = document.querySelector("[role=grid]");
        const field = document.activeElement;
        window.filtered = [];
        let pressed, before;
        const isAnswered = () =>
            grid.ariaRowCount !== before &&
            [...grid.querySelectorAll("[data-index]")].every((row) => row.ariaBusy !== "true");
        field.addEventListener("keydown", (event) => { pressed = event.timeStamp; before = grid.ariaRowCount; }, true);
        new MutationObserver(() => {
            if (pressed === undefined || !isAnswered()) return;
            const from = pressed;
            pressed = undefined;
            requestAnimationFrame(() => setTimeout(() => window.filtered.push(performance.now() - from), 0));
        }).observe(document.querySelector("main"), { attributes: true, characterData: true, childList: true, subtree: true });"#;
    window.script(listen, vec![]).await;
    for (count, key) in (1..).zip(TYPED.chars()) {
        match key {
            '<' => window.press("Backspace").await,
            key => window.press(&key.to_string()).await,
        }
        portolan_tests::until("the rows of a filter", async || {
            let painted = window.script("return window.filtered.length", vec![]).await;
            (painted == json!(count)).then_some(())
        })
        .await;
    }
    let times = window.script("return window.filtered", vec![]).await;
    serde_json::from_value(times).unwrap()
}

/// A home in which all is known of the repository, and the registry that has it.
async fn seed(home: &FreshHome, registry: &Scripted) {
    let names: Vec<String> = (0..TAGS).map(tag).collect();
    let list = json!({ "name": REPOSITORY, "tags": names });
    registry
        .answer(Method::GET, "/v2/", Answer::json(200, &json!({})))
        .answer(
            Method::GET,
            &format!("/v2/{REPOSITORY}/tags/list"),
            Answer::json(200, &list),
        );
    let app = open(home).await;
    app.add_connection(anonymous(&registry.host()))
        .await
        .unwrap();
    app.close().await;
    drop(app);

    let (store, _) = Store::open(&Paths::at(home.portolan())).unwrap();
    let connections = store.connections().await.unwrap();
    let connection = connections
        .iter()
        .find(|it| it.draft.host == registry.host())
        .unwrap()
        .id;
    let repository: RepositoryName = REPOSITORY.parse().unwrap();
    let now = Timestamp::now();
    let tags: Vec<Tag> = names.iter().map(|name| name.parse().unwrap()).collect();
    store
        .replace_tag_listing(connection, &repository, tags.clone(), now)
        .await
        .unwrap();
    let observed = |tag: Tag| TagObservation {
        digest: digest(&tag),
        tag,
        media_type: Some(MediaType::OCI_MANIFEST),
        // Within five minutes nothing is asked again; a run may take longer.
        observed_at: now + Duration::from_hours(1),
    };
    let summaries = tags
        .iter()
        .zip(0_u32..)
        .map(|(tag, number)| summary(tag, number, now));
    store
        .record_images(connection, &repository, summaries.collect(), now)
        .await
        .unwrap();
    let observations = tags.into_iter().map(observed).collect();
    store
        .record_tags(connection, &repository, observations)
        .await
        .unwrap();
}

/// Releases in version order, each with candidates.
fn tag(number: usize) -> String {
    let (major, minor, patch) = (number / 10_000, number / 100 % 100, number % 100);
    match patch % 10 {
        0 => format!("{major}.{minor}.{patch}-rc.1"),
        _ => format!("{major}.{minor}.{patch}"),
    }
}

fn digest(tag: &Tag) -> Digest {
    Digest::of(tag.to_string().as_bytes())
}

fn summary(tag: &Tag, number: u32, now: Timestamp) -> ImageSummary {
    let platforms = ["linux/amd64", "linux/arm64", "linux/arm/v7"];
    ImageSummary {
        digest: digest(tag),
        kind: if number.is_multiple_of(3) {
            ImageKind::Index
        } else {
            ImageKind::Image
        },
        media_type: MediaType::OCI_MANIFEST,
        artifact_type: None,
        compressed_size: Some(20_000_000 + u64::from(number) * 977),
        created_at: Some(now - Duration::from_secs(u64::from(number) * 600)),
        subject: None,
        platforms: platforms[..=number as usize % 3]
            .iter()
            .map(ToString::to_string)
            .collect(),
        children: Vec::new(),
        excerpt: std::collections::BTreeMap::new(),
    }
}

/// The program in a home, with secrets in memory and nobody's Docker files.
async fn open(home: &FreshHome) -> Arc<App> {
    let surroundings = Surroundings {
        home: home.home(),
        ..Surroundings::default()
    };
    App::open_with(&home.portolan(), SecretStore::session_only(), surroundings)
        .await
        .unwrap()
}

fn anonymous(host: &str) -> ConnectionDraft {
    ConnectionDraft {
        address: host.to_owned(),
        name: String::new(),
        sign_in: SignInDraft::Anonymous,
        plain_http: true,
        read_only: false,
        production: false,
        authorities: None,
        client_certificate: ClientCertificateDraft::None,
        proxy: ProxyChoice::None,
        approved_hosts: Vec::new(),
        amazon: None,
    }
}
