//! What the sources make of everything a service can answer: always an error that says what happened,
//! or what could be read of it; never a panic, a stall or a large memory.

use std::time::Duration;

use portolan_distribution::Deadlines;
use portolan_gallery::{
    Error, Record, Result, Source,
    SourceKind::{self, DockerHub, EcrPublic, Quay},
};
use portolan_tests::{Answer, Galleries, Gallery, ShownListing};
use serde_json::{Value, json};

use super::{one, with_deadlines};

/// Every question that a source can be asked, and what came of it.
async fn ask_all(source: &dyn Source) -> Vec<Result<Vec<Record>>> {
    let tags = source.tags("bitnami", "redis", None).await;
    vec![
        source.search("redis", None).await.map(|it| it.records),
        source.read("bitnami", "redis").await.map(|it| vec![it]),
        source.publisher("bitnami", None).await.map(|it| it.records),
        tags.map(|_| Vec::new()),
    ]
}

async fn with_answer(answer: Answer) -> Galleries {
    let galleries = Galleries::start().await;
    galleries.fault_always("/", answer);
    galleries
}

#[tokio::test]
async fn each_status_is_told_apart() {
    type Is = fn(&Error) -> bool;
    let told: [(u16, Is); 9] = [
        (401, |it| matches!(it, Error::Forbidden { status: 401, .. })),
        (403, |it| matches!(it, Error::Forbidden { .. })),
        (404, |it| matches!(it, Error::NotFound { .. })),
        (418, |it| matches!(it, Error::Refused { status: 418, .. })),
        (429, |it| matches!(it, Error::RateLimited { .. })),
        (500, |it| matches!(it, Error::Server { .. })),
        (502, |it| matches!(it, Error::Server { .. })),
        (503, |it| matches!(it, Error::Server { .. })),
        (304, |it| matches!(it, Error::NotUnderstood { .. })),
    ];
    for (status, is_told) in told {
        let galleries = with_answer(Answer::status(status)).await;
        for kind in SourceKind::ALL {
            for outcome in ask_all(&*one(&galleries, kind)).await {
                let error = outcome.unwrap_err();
                assert!(is_told(&error), "{status} of {kind:?} became {error:?}");
                assert!(error.to_string().contains("127.0.0.1"), "{error}");
            }
        }
    }
}

#[tokio::test]
async fn a_request_to_wait_says_until_when_and_is_not_sat_out() {
    for header in ["retry-after", "x-retry-after"] {
        let seconds = if header == "retry-after" {
            "90"
        } else {
            "4000000000"
        };
        let galleries = with_answer(Answer::status(429).header(header, seconds)).await;
        for kind in SourceKind::ALL {
            let error = one(&galleries, kind).search("x", None).await.unwrap_err();
            assert!(error.until().is_some(), "{error:?}");
        }
        assert_eq!(galleries.seen().len(), 3, "each was asked once");
    }
}

#[tokio::test]
async fn pages_for_people_and_other_nonsense_are_not_understood() {
    let web_page = "<!doctype html><title>Just a moment…</title>";
    for answer in [
        Answer::status(200)
            .header("content-type", "text/html")
            .body(web_page),
        Answer::status(200)
            .header("content-type", "application/json")
            .body(web_page),
        Answer::status(200).body("Bad gateway"),
        Answer::status(200).body(""),
        Answer::json(200, &json!([1, 2])),
        Answer::json(200, &json!(null)),
        Answer::status(200).body("{\"results\":[{\"name\":\"a\""),
        Answer::status(200).body("[".repeat(1 << 20)),
        Answer::status(200).body(format!("{{\"results\":{}", "[".repeat(200_000))),
        Answer::status(200).body(format!("{{\"results\":[{}0]}}", "0,".repeat(1_500_000))),
        Answer::status(200).body(b"\xff\xfe\x00\x00{}".to_vec()),
    ] {
        let galleries = with_answer(answer).await;
        for kind in SourceKind::ALL {
            for outcome in ask_all(&*one(&galleries, kind)).await {
                let error = outcome.unwrap_err();
                assert!(matches!(error, Error::NotUnderstood { .. }), "{error:?}");
            }
        }
    }
}

#[tokio::test]
async fn a_body_without_end_is_cut_and_one_that_trickles_is_left() {
    let deadlines = Deadlines {
        answer: Duration::from_millis(300),
        idle: Duration::from_millis(300),
        rate_span: Duration::from_millis(300),
        tries: 1,
        ..Deadlines::default()
    };
    let fifty_megabytes = format!("{{\"x\":\"{}\"}}", "x".repeat(50 << 20));
    for answer in [
        Answer::status(200).body(fifty_megabytes.clone()),
        Answer::status(200).endless(vec![b' '; 1 << 16]),
        Answer::status(200).trickle("{\"a\":\"aaaaaaaaaaaaaaaaaaaa", Duration::from_millis(50)),
        Answer::status(200).cut("{\"results\":[]}"),
        Answer::silence(),
    ] {
        let galleries = with_answer(answer).await;
        let sources = with_deadlines(&galleries, deadlines.clone());
        for kind in SourceKind::ALL {
            let error = sources.of(kind).search("x", None).await.unwrap_err();
            assert!(matches!(error, Error::Connection(_)), "{error:?}");
        }
    }
    // A refusal that is that long is a refusal still.
    let galleries = with_answer(Answer::status(503).body(fifty_megabytes)).await;
    let error = one(&galleries, EcrPublic)
        .search("x", None)
        .await
        .unwrap_err();
    assert!(
        matches!(error, Error::Server { status: 503, .. }),
        "{error:?}"
    );
}

/// The same answer with every member of another type, one type after another.
fn garbled(value: &Value, with: &Value) -> Value {
    match value {
        Value::Array(members) => members.iter().map(|it| garbled(it, with)).collect(),
        Value::Object(members) => members
            .iter()
            .map(|(key, it)| (key.clone(), garbled(it, with)))
            .collect(),
        _ => with.clone(),
    }
}

#[tokio::test]
async fn members_of_any_other_type_cost_only_themselves() {
    let answer = json!({
        "repositoryCatalogSearchResultList": [{
            "repositoryName": "redis", "primaryRegistryAliasName": "bitnami", "displayName": "x",
            "logoUrl": "x", "repositoryDescription": "x", "operatingSystems": ["x"],
            "architectures": ["x"], "registryVerified": true, "downloadCount": 1 }],
        "totalResults": 1, "nextToken": "x",
        "catalogData": { "description": "x", "architectures": ["x"], "operatingSystems": ["x"],
            "logoUrl": "x", "aboutText": "x", "usageText": "x" },
        "insightData": { "downloadCount": 1 },
        "imageTagDetails": [{ "imageTag": "x", "createdAt": "x", "imageDetail": {
            "imageDigest": "x", "imageSizeInBytes": 1, "imagePushedAt": "x" } }],
        "count": 1, "next": "x", "total": 1, "has_additional": true, "next_page": "x",
        "results": [{ "id": "bitnami/redis", "name": "redis", "namespace": { "name": "bitnami" },
            "repo_name": "bitnami/redis", "description": "x", "short_description": "x",
            "pull_count": "x", "star_count": 1, "architectures": [{ "name": "x" }],
            "rate_plans": [{ "repositories": [{ "pull_count": 1 }] }], "logo_url": { "small": "x" },
            "images": [{ "os": "x", "architecture": "x" }], "last_modified": 1, "stars": 1 }],
        "repositories": [{ "namespace": "bitnami", "name": "redis", "description": "x" }],
        "tags": [{ "name": "x", "manifest_digest": "x", "size": 1, "start_ts": 1 }],
        "description": "x", "full_description": "x", "last_updated": "x", "categories": [1],
        "is_public": "x", "is_private": "x", "media_types": ["x"],
    });
    let others = [
        json!(null),
        json!(true),
        json!(-1),
        json!(1e308),
        json!(u64::MAX),
        json!(""),
        json!("\u{0}\u{1b}[2J\u{202e}<script>"),
        json!("x".repeat(100_000)),
        json!([[[]]]),
        json!({ "a": { "b": [] } }),
    ];
    for other in others {
        let galleries = with_answer(Answer::json(200, &garbled(&answer, &other))).await;
        for kind in SourceKind::ALL {
            for outcome in ask_all(&*one(&galleries, kind)).await {
                for record in outcome.into_iter().flatten() {
                    assert_eq!(record.check(), Ok(()), "{other} became {record:?}");
                }
            }
        }
    }
}

#[tokio::test]
async fn rows_that_name_no_repository_are_left_out_and_counted() {
    let galleries = Galleries::start().await;
    for name in ["redis", "Bad Name", "../x", "a\u{0}b", "", "\u{202e}gpj"] {
        galleries.show(
            Gallery::EcrPublic,
            ShownListing::new("ships", name, "Sails"),
        );
    }
    let found = one(&galleries, EcrPublic).search("", None).await.unwrap();
    assert_eq!((found.records.len(), found.left_out), (1, 5));
}

#[tokio::test]
async fn hostile_texts_arrive_without_what_hides_or_turns_them() {
    let galleries = Galleries::start().await;
    let hostile = ShownListing {
        about: format!("{}\u{0}\u{1b}[31m\u{202e}", "x".repeat(300_000)),
        publisher: "a\u{202e}b\nc".to_owned(),
        logo: Some("javascript:alert(1)".to_owned()),
        ..ShownListing::new("ships", "a", "One\u{7}\n\nTwo\u{2066}")
    };
    galleries.show(Gallery::EcrPublic, hostile);
    let source = one(&galleries, EcrPublic);
    let found = source.search("", None).await.unwrap().records.remove(0);
    assert_eq!(found.listing.card.description, "One Two");
    assert_eq!(found.listing.card.publisher, "ab c");
    assert_eq!(found.logo, None);
    let read = source.read("ships", "a").await.unwrap();
    assert!(read.listing.about.len() < 200_000);
    assert_eq!(read.check(), Ok(()));
}

#[tokio::test]
async fn a_place_in_a_list_that_expired_is_told_from_an_unknown_repository() {
    let galleries = Galleries::start().await;
    let many = ShownListing {
        tags: (0..1_500).map(|at| format!("v{at}")).collect(),
        ..ShownListing::new("ships", "s", "Sails")
    };
    galleries.show(Gallery::EcrPublic, many);
    let source = one(&galleries, EcrPublic);
    let page = source.tags("ships", "s", None).await.unwrap();
    galleries.expire_tokens();
    let error = source
        .tags("ships", "s", page.next.as_ref())
        .await
        .unwrap_err();
    assert!(matches!(error, Error::CursorExpired { .. }), "{error:?}");
    for kind in [DockerHub, Quay] {
        let foreign = page.next.as_ref();
        let error = one(&galleries, kind)
            .search("x", foreign)
            .await
            .unwrap_err();
        assert!(matches!(error, Error::CursorExpired { .. }), "{error:?}");
    }
}

#[tokio::test]
async fn a_source_that_leads_inside_or_off_https_is_not_followed() {
    let galleries = with_answer(
        Answer::status(302).header("location", "http://169.254.169.254/latest/meta-data"),
    )
    .await;
    for kind in SourceKind::ALL {
        let error = one(&galleries, kind).search("x", None).await.unwrap_err();
        assert!(matches!(error, Error::Connection(_)), "{error:?}");
    }
}
