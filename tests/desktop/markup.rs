//! What strangers write into the gallery does nothing in the window: every payload, in every place where
//! such text is shown, and the same payloads without protection, which do what they are made for.

use std::{
    collections::BTreeSet,
    fmt::Write as _,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    extract::Path,
    http::{HeaderMap, header::CONTENT_TYPE},
    response::{Html, IntoResponse},
    routing::get,
};
use portolan_tests::{
    FreshHome, Keyring, PAYLOAD_EVENTS, Payload, Serving,
    desktop::{Desktop, Window},
    payloads, until,
};
use serde_json::{Value, json};

use crate::driver::browser;

/// As many as are promised.
pub(crate) const LEAST: usize = 200;

/// A server that payloads ask; it notes who did.
pub(crate) struct Bait {
    serving: Serving,
    asked: Arc<Mutex<BTreeSet<usize>>>,
}

impl Bait {
    pub(crate) async fn lay() -> Self {
        let asked = Arc::new(Mutex::new(BTreeSet::new()));
        let (hit, script) = (Arc::clone(&asked), Arc::clone(&asked));
        let router = Router::new()
            .route(
                "/hit/{*place}",
                get(async move |Path(place): Path<String>| note(&hit, &place)),
            )
            .route(
                "/script/{place}",
                get(async move |Path(place): Path<usize>| {
                    script.lock().unwrap().insert(place);
                    let call = format!("top.fired({place})");
                    ([(CONTENT_TYPE, "text/javascript")], call).into_response()
                }),
            )
            .route("/", get(async || Html(unprotected_page())))
            .route(
                "/frame/{place}",
                get(async |Path(place): Path<usize>, headers: HeaderMap| {
                    let host = headers["host"].to_str().unwrap();
                    let payload = payloads(&format!("http://{host}")).swap_remove(place);
                    Html(format!(
                        "<!doctype html><head><script>{}</script></head>{}",
                        prodding(),
                        payload.html
                    ))
                }),
            );
        Self {
            serving: Serving::start(router).await,
            asked,
        }
    }

    pub(crate) fn address(&self) -> String {
        format!("http://{}", self.serving.address())
    }

    fn asked(&self) -> BTreeSet<usize> {
        self.asked.lock().unwrap().clone()
    }
}

/// `12`, or `12/x` below it.
fn note(asked: &Mutex<BTreeSet<usize>>, place: &str) {
    let place = place.split('/').next().and_then(|it| it.parse().ok());
    asked.lock().unwrap().extend::<Option<usize>>(place);
}

/// Every payload in a frame of its own, so that none hides another.
fn unprotected_page() -> String {
    let mut page = "<!doctype html><title>Bare</title><script>window.ran = []; \
                    window.fired = (place) => ran.push(place)</script>"
        .to_owned();
    for place in 0..payloads("").len() {
        let _ = write!(page, "<iframe src=/frame/{place}></iframe>");
    }
    page
}

/// Does to a page what its reader could do.
fn prodding() -> String {
    format!(
        "addEventListener('load', () => setTimeout(() => {{
           for (const element of document.querySelectorAll('*')) {{
             for (const event of {events}) element.dispatchEvent(new Event(event));
             if (element.matches('a, area, button, input[type=submit]')) {{
               element.dispatchEvent(new MouseEvent('click', {{ bubbles: true, cancelable: true }}));
             }}
           }}
         }}, 20))",
        events = json!(PAYLOAD_EVENTS)
    )
}

#[tokio::test]
async fn without_protection_the_payloads_run_and_ask_the_network() {
    let bait = Bait::lay().await;
    let mut desktop = Desktop::start_with(FreshHome::new(), Keyring::Absent).await;
    desktop.set_program(&browser());
    let window = desktop.open(&["--automation"]).await;
    window.visit(&bait.address()).await;
    let all: BTreeSet<usize> = (0..payloads("").len()).collect();
    assert!(all.len() >= LEAST, "{} payloads", all.len());
    let mut done = BTreeSet::new();
    let outcome = until("all payloads to have done something", async || {
        done = bait.asked();
        done.extend(numbers(&window.script("return window.ran", vec![]).await));
        (done == all).then_some(())
    });
    if tokio::time::timeout(portolan_tests::PATIENCE, outcome)
        .await
        .is_err()
    {
        let missing: Vec<Payload> = payloads("")
            .into_iter()
            .enumerate()
            .filter(|(place, _)| !done.contains(place))
            .map(|(_, payload)| payload)
            .collect();
        panic!("{} did nothing: {missing:#?}", missing.len());
    }
    window.close().await;
}

#[tokio::test]
async fn in_the_window_no_payload_runs_or_asks_the_network_wherever_it_is_shown() {
    let bait = Bait::lay().await;
    let payloads = payloads(&bait.address());
    let desktop = Desktop::start().await;
    desktop
        .journey("markup", async |window| {
            window.find("combobox", "Address").await;
            interpose(window, &payloads, &bait).await;
            window.go_to("payload page").await;
            window.find("tab", "Overview").await;
            for first in (0..payloads.len()).step_by(40) {
                let last = payloads.len().min(first + 40);
                run(window, &format!("await showEach({first}, {last})")).await;
            }
            let shown = run(window, "return [...stranger.shown]").await;
            assert!(
                numbers(&shown).len() >= LEAST,
                "{} were shown",
                numbers(&shown).len()
            );

            window.find_like("tab", "Tags").await.click().await;
            run(window, "await scrollThrough('main [role=grid]')").await;
            window.find("tab", "Use it").await.click().await;
            window.arrives("region", "Dockerfile").await;
            run(window, "look()").await;
            // Nobody answers for the registry: the refusal is told in a toast.
            for place in (0..payloads.len()).step_by(9) {
                let visit = format!("stranger.at = {place}; look()");
                run(window, &visit).await;
                window.click("button", "Browse as a registry").await;
            }
            for place in (0..payloads.len()).step_by(25) {
                window.go_to(&format!("payload {place} alone")).await;
                window.find("heading", "Not in the gallery").await;
                run(window, "look()").await;
            }

            window.go_to("payload publisher").await;
            run(
                window,
                "await scrollThrough('main [role=grid], main [role=listbox]')",
            )
            .await;
            window.click("treeitem", "Gallery").await;
            window.arrives("button", "payload 0").await;
            run(window, "look()").await;
            window
                .find("combobox", "Search the gallery")
                .await
                .fill("payload")
                .await;
            run(
                window,
                "await scrollThrough('main [role=grid], main [role=listbox]')",
            )
            .await;
            assert_untouched(window, &bait).await;
            assert_links_lead_out(window).await;
        })
        .await;
}

/// Puts the stranger's answers in the place of the gallery's.
async fn interpose(window: &Window, payloads: &[Payload], bait: &Bait) {
    know(window, payloads, bait).await;
    run(window, "interpose()").await;
}

/// Tells the page what to look for.
pub(crate) async fn know(window: &Window, payloads: &[Payload], bait: &Bait) {
    let texts: Vec<Value> = payloads
        .iter()
        .map(|it| json!({ "text": it.text, "html": it.html }))
        .collect();
    let logo = format!("{}/hit/0", bait.address());
    let known = json!({ "payloads": texts, "logo": logo, "events": PAYLOAD_EVENTS });
    run(window, &format!("Object.assign(stranger, {known})")).await;
}

/// Runs a step of `markup.js`, to its end.
pub(crate) async fn run(window: &Window, step: &str) -> Value {
    let script = format!(
        "const finish = arguments[arguments.length - 1];\n{}\n\
         (async () => {{ {step} }})().then(finish, (error) => finish(`failed: ${{error}}`));",
        include_str!("markup.js")
    );
    let answer = window.script_to_its_end(&script, vec![]).await;
    if let Some(text) = answer.as_str() {
        assert!(!text.starts_with("failed: "), "{text}");
    }
    answer
}

/// Nothing ran, got into the page or asked the network.
pub(crate) async fn assert_untouched(window: &Window, bait: &Bait) {
    let state = run(
        window,
        "return { ran: stranger.ran, found: [...stranger.found], at: location.href }",
    )
    .await;
    assert_eq!(state["ran"], json!([]), "something ran");
    assert_eq!(state["found"], json!([]), "something got into the page");
    assert_eq!(bait.asked(), BTreeSet::new(), "the network was asked");
    assert!(
        state["at"].as_str().unwrap().starts_with("tauri://"),
        "{state}"
    );
}

/// Links were pressed, and led to where a browser may go.
pub(crate) async fn assert_links_lead_out(window: &Window) {
    let opened = run(window, "return [...new Set(stranger.opened)]").await;
    let opened = opened.as_array().unwrap();
    assert!(!opened.is_empty(), "no link was pressed");
    for url in opened.iter().filter_map(Value::as_str) {
        assert!(
            ["http://", "https://", "mailto:"]
                .iter()
                .any(|it| url.starts_with(it)),
            "{url}"
        );
    }
}

pub(crate) fn numbers(list: &Value) -> BTreeSet<usize> {
    let list = list.as_array().into_iter().flatten();
    list.filter_map(|it| Some(it.as_u64()? as usize)).collect()
}
