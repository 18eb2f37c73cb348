//! What strangers write goes through the whole program, from a source's or a registry's answer by way of
//! Rust to the window, and does nothing there. That the payloads do something without protection is shown
//! in `markup.rs`.

use http::Method;
use portolan_app::{App, GalleryPlaces};
use portolan_contract::{ClientCertificateDraft, ConnectionDraft, ProxyChoice, SignInDraft};
use portolan_credentials::{SecretStore, Surroundings};
use portolan_oci::Digest;
use portolan_tests::{
    Answer, FreshHome, Galleries, Gallery, Keyring, Payload, Scripted, Seen, ShownListing,
    desktop::{Desktop, Window},
    payloads, until,
};
use serde_json::{Value, json};

use crate::{
    gallery::{hit_comes, the_box_has_the_focus},
    markup::{Bait, LEAST, assert_links_lead_out, assert_untouched, know, numbers, run},
};

const PICTURE: &str = r#"<svg xmlns="http://www.w3.org/2000/svg" onload="top.fired(0)"><script>top.fired(0)</script></svg>"#;

/// Whether this asked for the page of the repository `name`.
fn asks_for(seen: &Seen, name: &str) -> bool {
    seen.path == "/getRepositoryCatalogData" && String::from_utf8_lossy(&seen.body).contains(name)
}

#[tokio::test]
async fn what_a_source_answers_does_nothing_in_the_window() {
    let bait = Bait::lay().await;
    let payloads = payloads(&bait.address());
    let galleries = Galleries::start().await;
    let logo = galleries.serve("/logo.svg", "image/svg+xml", PICTURE);
    for (place, Payload { text, .. }) in payloads.iter().enumerate() {
        let listing = ShownListing {
            about: text.clone(),
            usage: text.clone(),
            publisher: text.clone(),
            tags: vec![text.clone(), "latest".to_owned()],
            logo: Some(if place % 2 == 0 {
                logo.clone()
            } else {
                text.clone()
            }),
            ..ShownListing::new("payload", &format!("p-{place:03}"), &said(place, text))
        };
        galleries.show(Gallery::EcrPublic, listing);
        // A name is never made into another one: these are not listed at all.
        galleries.show(Gallery::EcrPublic, ShownListing::new("payload", text, text));
        galleries.show(Gallery::DockerHub, ShownListing::new(text, "payload", text));
    }
    let home = FreshHome::new().asking(&galleries);
    let desktop = Desktop::start_with(home, Keyring::Open).await;
    desktop
        .journey("strangers-source", async |window| {
            window.find("heading", "Portolan").await;
            begin(window, &payloads, &bait).await;
            window.go_to("portolan:gallery/sources").await;
            window
                .click("button", "Harvest all of Amazon ECR Public")
                .await;
            window.shows("Harvested whole").await;
            run(window, "look()").await;

            window.press("Control+E").await;
            the_box_has_the_focus(window).await;
            window.type_text("publisher:payload source:ecr-public").await;
            hit_comes(window, "payload/p-").await;
            let count = format!("{} found", payloads.len());
            window.shows(&count).await;
            run(window, "await scrollThrough('main [role=grid]')").await;
            let is_read = "stranger.isRead = (text) => !text.includes('Refreshing') && !text.includes('Not seen yet')";
            run(window, is_read).await;
            for first in (0..payloads.len()).step_by(10) {
                let last = payloads.len().min(first + 10);
                run(window, &format!("await openEach({first}, {last})")).await;
            }
            shows_most(window).await;
            // Who leaves a page before its question is on the way calls it back: those are asked again.
            for place in 0..payloads.len() {
                let name = format!("p-{place:03}");
                let is_asked = || galleries.seen().iter().any(|it| asks_for(it, &name));
                if !is_asked() {
                    window.go_to(&format!("public.ecr.aws/payload/{name}")).await;
                    let what = format!("the question for {name}");
                    until(&what, async || is_asked().then_some(())).await;
                    run(window, "look()").await;
                }
            }

            window.go_to("public.ecr.aws/payload/p-000").await;
            window.find_like("tab", "Tags").await.click().await;
            run(window, "await scrollThrough('main [role=grid]')").await;
            window.find("tab", "Use it").await.click().await;
            window.arrives("region", "Dockerfile").await;
            run(window, "look()").await;
            // What it says of its publisher is on the button.
            let publisher = window.find_like("button", "Everything by").await;
            publisher.click().await;
            run(window, "await scrollThrough('main [role=grid], main [role=listbox]')").await;
            assert_untouched(window, &bait).await;
            assert_links_lead_out(window).await;
        })
        .await;
}

#[tokio::test]
async fn what_a_registry_answers_does_nothing_in_the_window() {
    let bait = Bait::lay().await;
    let payloads = payloads(&bait.address());
    let registry = Scripted::start().await;
    serve(&registry, &payloads);
    let host = registry.host();
    let home = FreshHome::new();
    connect(&home, &host).await;
    let desktop = Desktop::start_with(home, Keyring::Open).await;
    desktop
        .journey("strangers-registry", async |window| {
            window.find("combobox", "Address").await;
            begin(window, &payloads, &bait).await;
            window.go_to(&host).await;
            window.find_like("row", "payload").await;
            run(window, "look()").await;
            window.go_to(&format!("{host}/team/payload")).await;
            window.find("grid", "Images of team/payload").await;
            window.settled().await;
            run(window, "await scrollThrough('main [role=grid]')").await;

            window.go_to(&format!("{host}/team/payload:latest")).await;
            for tab in ["History", "Layers", "Annotations", "Referrers", "Raw", "Overview"] {
                window.find_like("tab", tab).await.click().await;
                window.settled().await;
                run(window, "stranger.shown.clear(); for (const more of document.querySelectorAll('main [aria-expanded=false]')) more.click(); look()").await;
                if tab == "History" {
                    shows_most(window).await;
                }
            }
            window.go_to(&format!("{host}/team/payload:index")).await;
            window.arrives("tab", "Overview").await;
            window.settled().await;
            run(window, "look()").await;

            // What it says of its refusals, one after the other.
            for place in (0..payloads.len()).step_by(15) {
                window.go_to(&format!("{host}/team/refused:p-{place}")).await;
                window.arrives("button", "Try again").await;
                run(window, "look()").await;
            }
            assert_untouched(window, &bait).await;
        })
        .await;
}

/// As a description says it, and `markup.js` looks for it.
fn said(place: usize, text: &str) -> String {
    format!("payload {place} {text}")
}

/// Tells the page what to look for. Only links that lead out are not followed: there is no browser here.
async fn begin(window: &Window, payloads: &[Payload], bait: &Bait) {
    know(window, payloads, bait).await;
    run(window, "interpose(['open_link'])").await;
}

async fn shows_most(window: &Window) {
    let shown = run(window, "return [...stranger.shown]").await;
    let shown = numbers(&shown).len();
    assert!(shown >= LEAST, "{shown} were shown");
}

/// A registry that writes payloads wherever somebody else's words are shown.
fn serve(registry: &Scripted, payloads: &[Payload]) {
    let texts: Vec<String> = payloads
        .iter()
        .enumerate()
        .map(|(place, it)| said(place, &it.text))
        .collect();
    let pairs: serde_json::Map<String, Value> = texts
        .iter()
        .enumerate()
        .map(|(place, text)| (format!("payload.{place}.{text}"), json!(text)))
        .collect();
    let config = json!({
        "architecture": texts[0], "os": texts[1], "author": texts[2], "created": texts[3],
        "config": {
            "User": texts[4], "WorkingDir": texts[5], "Env": texts, "Cmd": texts, "Entrypoint": texts,
            "Labels": pairs, "ExposedPorts": pairs, "Volumes": pairs, "StopSignal": texts[6],
        },
        "rootfs": { "type": texts[7], "diff_ids": texts },
        "history": texts.iter().map(|text| json!({
            "created_by": text, "comment": text, "author": text, "empty_layer": true,
        })).collect::<Vec<_>>(),
    });
    let digest = |value: &Value| Digest::of(value.to_string().as_bytes()).to_string();
    let blob = |value: &Value| json!({ "digest": digest(value), "size": value.to_string().len() });
    let mut about_config = blob(&config);
    about_config["mediaType"] = json!("application/vnd.oci.image.config.v1+json");
    let layers: Vec<Value> = texts
        .iter()
        .map(|text| {
            let digest = Digest::of(text.as_bytes()).to_string();
            json!({ "mediaType": text, "digest": digest, "size": 1, "annotations": { text: text } })
        })
        .collect();
    let image = json!({
        "schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json",
        "artifactType": texts[8], "config": about_config, "layers": layers, "annotations": pairs,
    });
    let mut children = Vec::new();
    for text in &texts {
        let mut child = blob(&image);
        child["mediaType"] = image["mediaType"].clone();
        child["platform"] = json!({ "os": text, "architecture": text, "variant": text });
        child["annotations"] = json!({ text: text });
        child["artifactType"] = json!(text);
        children.push(child);
    }
    let index = json!({
        "schemaVersion": 2, "mediaType": "application/vnd.oci.image.index.v1+json",
        "manifests": children, "annotations": pairs,
    });
    let page = |value: &Value| Answer::json(200, value);
    let names: Vec<&str> = ["team/payload", "team/refused"]
        .into_iter()
        .chain(texts.iter().map(String::as_str))
        .collect();
    let tags: Vec<&str> = ["latest", "index"]
        .into_iter()
        .chain(texts.iter().map(String::as_str))
        .collect();
    let base = "/v2/team/payload";
    let get = |path: &str, answer: Answer| {
        registry.answer(Method::GET, path, answer.clone());
        registry.answer(Method::HEAD, path, answer);
    };
    get("/v2/", page(&json!({})));
    get("/v2/_catalog", page(&json!({ "repositories": names })));
    get(
        &format!("{base}/tags/list"),
        page(&json!({ "name": texts[9], "tags": tags })),
    );
    get(
        "/v2/team/refused/tags/list",
        Answer::error(403, &texts[10], &texts[11]),
    );
    for (tag, manifest) in [("latest", &image), ("index", &index)] {
        let bytes = manifest.to_string();
        let kind = manifest["mediaType"].as_str().unwrap();
        let answer = Answer::status(200)
            .header("content-type", kind)
            .header("docker-content-digest", &digest(manifest))
            .body(bytes);
        get(&format!("{base}/manifests/{tag}"), answer.clone());
        get(&format!("{base}/manifests/{}", digest(manifest)), answer);
        get(
            &format!("{base}/referrers/{}", digest(manifest)),
            Answer::status(200)
                .header("content-type", index["mediaType"].as_str().unwrap())
                .body(index.to_string()),
        );
    }
    get(
        &format!("{base}/blobs/{}", digest(&config)),
        Answer::status(200).body(config.to_string()),
    );
    for (place, text) in texts.iter().enumerate() {
        let errors =
            json!({ "errors": [{ "code": text, "message": text, "detail": { "why": text } }] });
        let status = [400, 403, 429, 500][place % 4];
        get(
            &format!("/v2/team/refused/manifests/p-{place}"),
            Answer::json(status, &errors),
        );
    }
}

/// A connection to the registry, made before the window is opened.
async fn connect(home: &FreshHome, host: &str) {
    let surroundings = Surroundings {
        home: home.home(),
        ..Surroundings::default()
    };
    let secrets = SecretStore::session_only();
    let places = GalleryPlaces::nowhere();
    let app = App::open_among(&home.portolan(), secrets, surroundings, &places)
        .await
        .unwrap();
    let draft = ConnectionDraft {
        amazon: None,
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
    };
    app.add_connection(draft).await.unwrap();
    app.close().await;
}
