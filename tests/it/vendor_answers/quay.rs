//! Quay: namespaces, tags, the time machine, and who may ask its API.

use jiff::Timestamp;
use portolan_distribution::{Credential, Error as WireError};
use portolan_oci::Tag;
use portolan_registries::{Expiration, Kind, Mark};
use portolan_tests::{Answer, Scripted};
use serde_json::{Value, json};

use super::{
    DELETE, GET, POST, PUT, asked, connect, digest, images, names, repository, signed_in, was_told,
    wire,
};

const APP: &str = "/api/v1/repository/acme/app";
const TOKEN_USER: &str = "$oauthtoken";

fn tag(name: &str, content: &str, more: &Value) -> Value {
    let mut row = json!({
        "name": name, "reversion": false, "start_ts": 1_700_000_000, "is_manifest_list": false,
        "manifest_digest": digest(content).to_string(), "size": 1_234,
        "last_modified": "Tue, 14 Nov 2023 22:13:20 -0000",
    });
    for (key, value) in more.as_object().into_iter().flatten() {
        row[key] = value.clone();
    }
    row
}

fn tags(rows: &[Value], has_more: bool) -> Answer {
    Answer::json(
        200,
        &json!({ "tags": rows, "page": 1, "has_additional": has_more }),
    )
}

#[tokio::test]
async fn tags_come_by_the_hundred_with_digests_sizes_and_dates_and_without_a_manifest() {
    let server = Scripted::start().await;
    let path = format!("{APP}/tag/");
    server
        .answer(
            GET,
            &format!("{path}?onlyActiveTags=true&limit=100&page=1"),
            tags(
                &[tag("latest", "a", &json!({})), tag("1.0", "a", &json!({}))],
                true,
            ),
        )
        .answer(
            GET,
            &format!("{path}?onlyActiveTags=true&limit=100&page=2"),
            tags(&[tag("0.9", "b", &json!({}))], false),
        );
    // Public repositories are read as nobody.
    let registry = connect(Kind::Quay, "quay.io", &server, Credential::Anonymous);
    let images = images(registry.as_ref(), "acme/app").await;
    assert_eq!(images.len(), 3);
    assert_eq!(images[0].digest, images[1].digest);
    assert_eq!(images[2].size, Some(1_234));
    assert_eq!(images[2].pushed_at.unwrap().as_second(), 1_700_000_000);
    assert_eq!(server.seen().len(), 2);
}

#[tokio::test]
async fn namespaces_of_who_has_a_token_are_listed_one_after_another() {
    let server = Scripted::start().await;
    let me =
        json!({ "username": "me", "organizations": [{ "name": "acme" }, { "name": "empty" }] });
    let rows = |names: &[&str]| -> Value {
        let rows = names.iter().map(|name| {
            let (namespace, name) = name.split_once('/').unwrap();
            json!({ "namespace": namespace, "name": name, "kind": "image", "state": "NORMAL" })
        });
        rows.collect()
    };
    let list = "/api/v1/repository?namespace=acme&last_modified=true";
    server
        .answer(GET, "/api/v1/user/", Answer::json(200, &me))
        .answer(
            GET,
            "/api/v1/repository?namespace=me&last_modified=true",
            Answer::json(200, &json!({ "repositories": rows(&["me/tool"]) })),
        )
        .answer(
            GET,
            list,
            Answer::json(
                200,
                &json!({ "repositories": rows(&["acme/a"]), "next_page": "gAAA=" }),
            ),
        )
        .answer(
            GET,
            &format!("{list}&next_page=gAAA%3D"),
            Answer::json(200, &json!({ "repositories": rows(&["acme/b"]) })),
        )
        .answer(
            GET,
            "/api/v1/repository?namespace=empty&last_modified=true",
            Answer::json(200, &json!({ "repositories": [] })),
        );
    let registry = connect(Kind::Quay, "quay.io", &server, signed_in(TOKEN_USER));
    let mut all = Vec::new();
    let mut cursor = None;
    loop {
        let page = registry.list_repositories(cursor.as_ref()).await.unwrap();
        all.extend(page.items);
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    let expected = ["me/tool", "acme/a", "acme/b"].map(repository);
    assert_eq!(all, expected);
}

#[tokio::test]
async fn a_robots_password_is_never_shown_to_the_api() {
    let server = Scripted::start().await;
    server.answer(
        GET,
        &format!("{APP}/tag/"),
        tags(&[tag("1.0", "a", &json!({}))], false),
    );
    let registry = connect(Kind::Quay, "quay.io", &server, signed_in("acme+robot"));
    images(registry.as_ref(), "acme/app").await;
    assert!(!was_told(&server));
    // What the API hides from nobody in particular the protocol may read.
    let refusal = Answer::json(401, &json!({ "error_message": "Requires authentication" }));
    server.answer(GET, &format!("{APP}/tag/"), refusal);
    assert_eq!(
        registry
            .list_images(&repository("acme/app"), None)
            .await
            .unwrap(),
        None
    );
}

#[tokio::test]
async fn a_tag_is_removed_alone_and_the_time_machine_brings_it_back() {
    let server = Scripted::start().await;
    server
        .answer(DELETE, &format!("{APP}/tag/1.0"), Answer::status(204))
        .answer(
            POST,
            &format!("{APP}/tag/1.0/restore"),
            Answer::json(200, &json!({})),
        )
        .answer(
            POST,
            &format!("{APP}/tag/old/restore"),
            Answer::json(400, &json!({ "error_message": "Invalid manifest" })),
        );
    let registry = connect(Kind::Quay, "quay.io", &server, signed_in(TOKEN_USER));
    let at = repository("acme/app");
    registry
        .delete_tag(&at, &"1.0".parse().unwrap())
        .await
        .unwrap();
    assert!(registry.observed().delete_tag.is_proven());
    let wanted = ["1.0", "old"].map(|tag| tag.parse().unwrap());
    let restored = registry
        .restore(&at, &digest("a"), &wanted)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(names(&restored.tags), ["1.0"]);
    let sent = server
        .seen()
        .into_iter()
        .find(|seen| seen.method == POST)
        .unwrap();
    let body: Value = serde_json::from_slice(&sent.body).unwrap();
    assert_eq!(body, json!({ "manifest_digest": digest("a").to_string() }));
    // Beyond its reach there is nothing that Quay could bring back.
    let old = ["old".parse().unwrap()];
    assert_eq!(
        registry.restore(&at, &digest("a"), &old).await.unwrap(),
        None
    );
}

#[tokio::test]
async fn immutable_tags_are_known_before_a_change_and_so_is_the_reach_of_the_time_machine() {
    let server = Scripted::start().await;
    let about = json!({
        "namespace": "acme", "name": "app", "is_public": false, "can_write": true, "state": "MIRROR",
        "description": "# App", "tag_expiration_s": 1_209_600,
    });
    server.answer(GET, APP, Answer::json(200, &about)).answer(
        GET,
        &format!("{APP}/tag/"),
        tags(&[tag("1.0", "a", &json!({ "immutable": true }))], false),
    );
    let registry = connect(Kind::Quay, "quay.io", &server, signed_in(TOKEN_USER));
    let at = repository("acme/app");
    let deleted_at: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
    let until = registry.restorable_until(&at, deleted_at).await.unwrap();
    assert_eq!(until, "2026-12-06T10:00:00Z".parse().ok());
    let frozen = registry
        .frozen_tags(&at, &["1.0".parse().unwrap()])
        .await
        .unwrap();
    assert_eq!(names(&frozen), ["1.0"]);
    let facts = registry.describe_repository(&at).await.unwrap().unwrap();
    assert!(facts.is_editable);
    assert_eq!(facts.long_description.as_deref(), Some("# App"));
    let said: Vec<&str> = facts.said.iter().map(|fact| fact.text.as_str()).collect();
    assert_eq!(said, ["MIRROR", "14 d"]);
}

#[tokio::test]
async fn a_repository_without_a_time_machine_promises_none() {
    let server = Scripted::start().await;
    let without = Answer::json(200, &json!({ "tag_expiration_s": 0 }));
    server.answer(GET, APP, without);
    let registry = connect(Kind::Quay, "quay.io", &server, signed_in(TOKEN_USER));
    let at = repository("acme/app");
    let until = registry.restorable_until(&at, Timestamp::now()).await;
    assert_eq!(until.unwrap(), None);
}

#[tokio::test]
async fn a_missing_scope_and_a_limit_are_told_and_no_list_is_taken_for_empty() {
    let server = Scripted::start().await;
    let registry = connect(Kind::Quay, "quay.io", &server, signed_in(TOKEN_USER));
    let at = repository("acme/app");
    let challenge = r#"Bearer error="insufficient_scope", scope="repo:write""#;
    let refusal = Answer::json(403, &json!({ "error_message": "Unauthorized" }))
        .header("www-authenticate", challenge);
    server.answer(DELETE, &format!("{APP}/tag/1.0"), refusal);
    let error = registry
        .delete_tag(&at, &"1.0".parse().unwrap())
        .await
        .unwrap_err();
    assert!(matches!(wire(&error), WireError::Forbidden { asked, .. } if asked == &["repo:write"]));
    let busy = Answer::json(429, &json!({})).header("retry-after", "3600");
    server.answer(GET, &format!("{APP}/tag/"), busy);
    let error = registry.list_images(&at, None).await.unwrap_err();
    assert!(matches!(
        wire(&error),
        WireError::RateLimited { until: Some(_), .. }
    ));
    server.answer(
        GET,
        &format!("{APP}/tag/"),
        Answer::json(200, &json!({ "tags": null })),
    );
    assert!(registry.list_images(&at, None).await.is_err());
    assert!(
        asked(&server)
            .iter()
            .all(|asked| asked.contains("/acme/app/tag/"))
    );
}

#[tokio::test]
async fn the_history_of_a_tag_has_its_dead_rows_newest_first() {
    let server = Scripted::start().await;
    let dead = json!({ "start_ts": 1_600_000_000, "end_ts": 1_700_000_000 });
    let rows = [tag("1.0", "old", &dead), tag("1.0", "new", &json!({}))];
    server.answer(
        GET,
        &format!("{APP}/tag/?specificTag=1.0&limit=100&page=1"),
        tags(&rows, false),
    );
    let registry = connect(Kind::Quay, "quay.io", &server, Credential::Anonymous);
    let at = repository("acme/app");
    let past = registry
        .tag_history(&at, &"1.0".parse().unwrap())
        .await
        .unwrap()
        .unwrap();
    let told: Vec<_> = past
        .iter()
        .map(|row| {
            (
                &row.digest,
                row.since.as_second(),
                row.until.map(Timestamp::as_second),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            (&digest("new"), 1_700_000_000, None),
            (&digest("old"), 1_600_000_000, Some(1_700_000_000)),
        ]
    );
}

#[tokio::test]
async fn a_tag_says_when_it_expires_and_is_set_to_expire_in_unix_seconds_or_never() {
    let server = Scripted::start().await;
    let expiring =
        json!({ "expiration": "Fri, 01 Jan 2100 00:00:00 -0000", "end_ts": 4_102_444_800_u64 });
    let rows = [tag("1.0", "a", &expiring), tag("2.0", "a", &json!({}))];
    server
        .answer(GET, &format!("{APP}/tag/"), tags(&rows, false))
        .answer(
            PUT,
            &format!("{APP}/tag/1.0"),
            Answer::json(201, &json!("Updated")),
        );
    let registry = connect(Kind::Quay, "quay.io", &server, signed_in(TOKEN_USER));
    let at = repository("acme/app");
    let then = Timestamp::from_second(4_102_444_800).unwrap();
    let one: Tag = "1.0".parse().unwrap();
    let found = registry.tag_expiration(&at, &one).await.unwrap();
    assert_eq!(found, Expiration::At(then));
    let other = registry.tag_expiration(&at, &"2.0".parse().unwrap()).await;
    assert_eq!(other.unwrap(), Expiration::Never);
    // The history does not take a tag that will end for one that has.
    let past = registry.tag_history(&at, &one).await.unwrap().unwrap();
    assert_eq!(past[0].until, None);
    for when in [Some(then), None] {
        registry.set_tag_expiration(&at, &one, when).await.unwrap();
    }
    let sent: Vec<Value> = server
        .seen()
        .into_iter()
        .filter(|seen| seen.method == PUT)
        .map(|seen| serde_json::from_slice(&seen.body).unwrap())
        .collect();
    assert_eq!(
        sent,
        [
            json!({ "expiration": 4_102_444_800_u64 }),
            json!({ "expiration": null })
        ]
    );
}

#[tokio::test]
async fn what_the_api_does_not_show_expires_and_is_labelled_by_nobody() {
    let server = Scripted::start().await;
    let refusal = Answer::json(401, &json!({ "error_message": "Requires authentication" }));
    server
        .answer(GET, &format!("{APP}/tag/"), refusal.clone())
        .answer(
            GET,
            &format!("{APP}/manifest/{}/labels", digest("a")),
            refusal.clone(),
        )
        .answer(
            GET,
            &format!("{APP}/manifest/{}/security", digest("a")),
            refusal,
        );
    let registry = connect(Kind::Quay, "quay.io", &server, signed_in("acme+robot"));
    let at = repository("acme/app");
    let found = registry.tag_expiration(&at, &"1.0".parse().unwrap()).await;
    assert_eq!(found.unwrap(), Expiration::Unsupported);
    assert_eq!(
        registry.image_labels(&at, &digest("a")).await.unwrap(),
        None
    );
    assert_eq!(registry.scan_report(&at, &digest("a")).await.unwrap(), None);
    assert_eq!(registry.list_marked(Mark::Star).await.unwrap(), None);
    assert!(!was_told(&server));
}

#[tokio::test]
async fn a_server_without_a_scanner_has_no_report_and_a_block_page_is_not_taken_for_one() {
    let server = Scripted::start().await;
    let path = format!(
        "{APP}/manifest/{}/security?vulnerabilities=true",
        digest("a")
    );
    server.answer(
        GET,
        &path,
        Answer::json(404, &json!({ "error_type": "not_found" })),
    );
    let registry = connect(Kind::Quay, "quay.io", &server, signed_in(TOKEN_USER));
    let at = repository("acme/app");
    assert_eq!(registry.scan_report(&at, &digest("a")).await.unwrap(), None);
    let page = Answer::status(404)
        .header("content-type", "text/html")
        .body("<!doctype html><title>Blocked</title>");
    server.answer(GET, &path, page);
    assert!(registry.scan_report(&at, &digest("a")).await.is_err());
}
