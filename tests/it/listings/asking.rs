//! The live sources: asked all at once, merged with what is known, and no worse for what they answer.

use portolan_contract::{AskSources, Code, Hint, SourcesAnswer, SwitchSource};
use portolan_tests::{Answer, FreshHome, Galleries, Gallery, ShownListing};
use serde_json::json;

use super::{finds, open_at, references, search, source};
use crate::program::open;

async fn ask(app: &portolan_app::App, text: &str) -> SourcesAnswer {
    let text = text.to_owned();
    app.ask_sources(AskSources { text }).await.unwrap()
}

/// Three galleries that each have one repository of orreries.
async fn orreries() -> Galleries {
    let galleries = Galleries::start().await;
    for (gallery, alias) in [
        (Gallery::EcrPublic, "brass"),
        (Gallery::DockerHub, "copper"),
        (Gallery::Quay, "tin"),
    ] {
        galleries.show(
            gallery,
            ShownListing::new(alias, "orrery", "Turns the planets"),
        );
    }
    galleries
}

const ORRERIES: [&str; 3] = [
    "docker.io/copper/orrery",
    "public.ecr.aws/brass/orrery",
    "quay.io/tin/orrery",
];

#[tokio::test(flavor = "multi_thread")]
async fn what_the_sources_know_is_found_and_stays_found_without_them() {
    let galleries = orreries().await;
    let home = FreshHome::new();
    let app = open_at(&home, &galleries).await;
    assert!(search(&app, "orrery source:quay").await.hits.is_empty());
    let answer = ask(&app, "orrery").await;
    assert_eq!(
        (answer.added, answer.refreshed, answer.problems),
        (3, 0, Vec::new())
    );
    finds(&app, "orrery planets", &ORRERIES).await;
    let again = ask(&app, "orrery").await;
    assert_eq!((again.added, again.refreshed), (0, 3));
    let quay = source(&app, "quay").await;
    assert!(quay.asked_at.is_some() && quay.problem.is_none());
    assert_eq!((quay.listings, quay.starter), (1, 0));
    app.close().await;
    drop(app);
    let app = open(&home).await;
    finds(&app, "orrery planets", &ORRERIES).await;
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shipped_listing_is_refreshed_by_its_source() {
    let galleries = Galleries::start().await;
    let mut nginx = ShownListing::new("library", "nginx", "Official build of Nginx.");
    nginx.pulls = 12_345_678;
    galleries.show(Gallery::DockerHub, nginx);
    let home = FreshHome::new();
    let app = open_at(&home, &galleries).await;
    // The shipped catalogue is there once something can be searched.
    search(&app, "nginx").await;
    let before = source(&app, "docker-hub").await;
    let answer = ask(&app, "docker pull nginx:1.27").await;
    assert_eq!((answer.added, answer.refreshed), (0, 1));
    assert_eq!(answer.problems, Vec::new());
    let card = portolan_tests::until("nginx to be refreshed", async || {
        let found = search(&app, "docker.io/library/nginx").await;
        let card = found.hits.into_iter().next()?.card;
        (!card.starter).then_some(card)
    })
    .await;
    assert_eq!(card.pulls, Some(12_345_678));
    let after = source(&app, "docker-hub").await;
    assert_eq!(after.listings, before.listings);
    assert_eq!(after.starter, before.starter - 1);
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_source_that_is_switched_off_is_never_asked() {
    let galleries = orreries().await;
    let home = FreshHome::new();
    let app = open_at(&home, &galleries).await;
    // The shipped catalogue is there once something can be searched.
    search(&app, "orrery").await;
    let known = source(&app, "docker-hub").await.listings;
    for (source, enabled) in [("ecr-public", false), ("docker-hub", false)] {
        let source = source.to_owned();
        let switched = app.switch_source(SwitchSource { source, enabled }).await;
        assert!(!switched.unwrap().enabled);
    }
    ask(&app, "orrery").await;
    ask(&app, "public.ecr.aws/brass/orrery:latest").await;
    ask(&app, "publisher:copper").await;
    let harvest = portolan_contract::SourceAt {
        source: "ecr-public".to_owned(),
    };
    let refused = app.start_harvest(harvest).await.unwrap_err();
    assert!(matches!(refused.hint, Some(Hint::SourceSwitchedOff { .. })));
    let seen = galleries.seen();
    assert!(!seen.is_empty());
    assert!(
        seen.iter().all(|seen| seen.path.contains("/api/v1/")),
        "{seen:?}"
    );
    finds(&app, "orrery planets", &["quay.io/tin/orrery"]).await;
    app.close().await;
    drop(app);
    let app = open_at(&home, &galleries).await;
    let docker_hub = source(&app, "docker-hub").await;
    assert!(!docker_hub.enabled && docker_hub.listings == known);
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_a_source_answers_the_others_are_heard_and_its_status_says_why_it_was_not() {
    let galleries = orreries().await;
    let html = "<!doctype html><title>Robot?</title><script>alert(1)</script>";
    let answers = [
        (
            "a page for people",
            Answer::status(200)
                .header("content-type", "text/html")
                .body(html),
        ),
        (
            "no list",
            Answer::json(200, &json!({ "something": ["else"] })),
        ),
        ("another shape", Answer::json(200, &json!([1, 2, 3]))),
        (
            "half a document",
            Answer::status(200).body("{\"results\": [{"),
        ),
        (
            "a broken connection",
            Answer::status(200).cut("{\"results\": ["),
        ),
        (
            "no end",
            Answer::status(200).endless("{\"results\": [".repeat(100)),
        ),
        ("400", Answer::status(400)),
        ("403", Answer::status(403).body(html)),
        ("404", Answer::status(404)),
        ("500", Answer::status(500).body(html)),
    ];
    let home = FreshHome::new();
    let app = open_at(&home, &galleries).await;
    for (what, answer) in answers {
        galleries.mend();
        galleries.fault_always("/searchRepositoryCatalogData", answer.clone());
        galleries.fault_always("/api/v1/", answer);
        let answer = ask(&app, "orrery").await;
        let failed: Vec<_> = answer
            .problems
            .iter()
            .map(|it| it.source.as_str())
            .collect();
        assert_eq!(failed, ["ecr-public", "quay"], "{what}");
        for failed in failed {
            assert!(source(&app, failed).await.problem.is_some(), "{what}");
        }
        assert_eq!(source(&app, "docker-hub").await.problem, None);
    }
    finds(&app, "orrery planets", &["docker.io/copper/orrery"]).await;
    galleries.mend();
    assert_eq!(ask(&app, "orrery").await.problems, Vec::new());
    for name in ["ecr-public", "quay"] {
        assert_eq!(source(&app, name).await.problem, None);
    }
    finds(&app, "orrery planets", &ORRERIES).await;
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_source_that_wants_to_be_left_alone_is() {
    let galleries = orreries().await;
    let busy = Answer::status(429).header("retry-after", "3600");
    galleries.fault_always("/api/v1/", busy);
    let home = FreshHome::new();
    let app = open_at(&home, &galleries).await;
    let quay = |answer: &SourcesAnswer| {
        let problem = &answer.problems[0];
        assert_eq!(problem.source, "quay");
        assert!(
            matches!(problem.failure.code, Code::RateLimited { until: Some(_) }),
            "{problem:?}"
        );
    };
    quay(&ask(&app, "orrery").await);
    galleries.mend();
    let asked = |galleries: &Galleries| {
        let seen = galleries.seen().into_iter();
        seen.filter(|seen| seen.path.contains("/api/v1/")).count()
    };
    let before = asked(&galleries);
    quay(&ask(&app, "orrery planets").await);
    assert_eq!(asked(&galleries), before);
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_rows_are_kept_harmless_or_not_at_all() {
    let galleries = Galleries::start().await;
    let row = |name: &str, description: &str| {
        json!({
            "repositoryName": name,
            "primaryRegistryAliasName": "hostile",
            "repositoryDescription": description,
            "downloadCount": "1B+",
            "stars": { "not": "a number" },
        })
    };
    let page = json!({
        "repositoryCatalogSearchResultList": [
            row("fine", "orrery \u{202e}reversed\u{0}\u{1b}[31m"),
            row("../../etc", "orrery"),
            row("a b", "orrery"),
            "a text", 7, null, {},
        ],
        "totalResults": "many",
    });
    galleries.fault_always("/searchRepositoryCatalogData", Answer::json(200, &page));
    let home = FreshHome::new();
    let app = open_at(&home, &galleries).await;
    ask(&app, "orrery").await;
    finds(&app, "publisher:hostile", &["public.ecr.aws/hostile/fine"]).await;
    let found = search(&app, "publisher:hostile").await;
    assert_eq!(references(&found).len(), 1);
    let description = &found.hits[0].card.description;
    assert!(
        !description
            .chars()
            .any(|it| it.is_control() || it == '\u{202e}'),
        "{description:?}"
    );
    app.close().await;
}
