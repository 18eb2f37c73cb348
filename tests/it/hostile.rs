//! Registries that misbehave: each answer is a clear, specific failure for the window, and takes nothing
//! with it.

use http::Method;
use jiff::Timestamp;
use portolan_app::App;
use portolan_contract::{
    Code, ConnectionDraft, Failure, Hint, OpenImage, ProxyChoice, RepositoryAt,
};
use portolan_oci::Digest;
use portolan_tests::{Answer, FreshHome, PASSWORD, Scripted, USER};
use serde_json::json;

use crate::program::{open, signed_in};

const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";

/// A registry of one tag, `team/app:odd`, whose manifest is answered so.
async fn registry(answer: Answer) -> Scripted {
    let registry = Scripted::start().await;
    let path = "/v2/team/app/manifests/odd";
    registry
        .answer(Method::GET, "/v2/", Answer::json(200, &json!({})))
        .answer(Method::HEAD, path, answer.clone())
        .answer(Method::GET, path, answer);
    registry
}

async fn connect(app: &App, registry: &Scripted) -> RepositoryAt {
    let draft = ConnectionDraft {
        proxy: ProxyChoice::None,
        ..signed_in(&registry.host(), USER, PASSWORD)
    };
    let connection = app.add_connection(draft).await.unwrap().id;
    RepositoryAt {
        connection,
        repository: "team/app".to_owned(),
    }
}

async fn open_image(registry: &Scripted, selector: &str) -> Failure {
    let home = FreshHome::new();
    let app = open(&home).await;
    let at = connect(&app, registry).await;
    let request = OpenImage {
        connection: at.connection,
        repository: at.repository,
        selector: selector.to_owned(),
    };
    let failure = app.open_image(request).await.unwrap_err();
    app.close().await;
    let told = serde_json::to_string(&failure).unwrap();
    assert!(!told.contains(PASSWORD), "{told}");
    failure
}

#[tokio::test]
async fn a_limit_says_when_to_come_back_where_the_registry_says_it() {
    let busy = Answer::error(429, "TOOMANYREQUESTS", "slow down");
    let named = registry(busy.clone().header("retry-after", "3600")).await;
    let failure = open_image(&named, "odd").await;
    let Code::RateLimited { until: Some(until) } = failure.code else {
        panic!("{failure:?}");
    };
    let wait = until - Timestamp::now().as_millisecond();
    assert!((3_500_000..=3_600_000).contains(&wait), "{wait} ms");

    let unnamed = registry(busy).await;
    let failure = open_image(&unnamed, "odd").await;
    assert_eq!(failure.code, Code::RateLimited { until: None });
}

#[tokio::test]
async fn a_manifest_over_4_mib_is_not_read() {
    let long = Answer::status(200)
        .header("content-type", MANIFEST)
        .body(vec![b' '; 4 * 1024 * 1024 + 1]);
    let failure = open_image(&registry(long).await, "odd").await;
    assert!(
        matches!(failure.hint, Some(Hint::ManifestTooLarge { .. })),
        "{failure:?}"
    );
}

#[tokio::test]
async fn content_of_another_digest_than_was_asked_for_is_refused() {
    let registry = Scripted::start().await;
    let asked = Digest::of(b"what was asked for");
    let other = Answer::status(200)
        .header("content-type", MANIFEST)
        .header("docker-content-digest", asked.as_str())
        .body(r#"{"schemaVersion":2}"#);
    let path = format!("/v2/team/app/manifests/{asked}");
    registry
        .answer(Method::GET, "/v2/", Answer::json(200, &json!({})))
        .answer(Method::HEAD, &path, other.clone())
        .answer(Method::GET, &path, other);
    let failure = open_image(&registry, asked.as_str()).await;
    let Some(Hint::DigestMismatch { asked: named, got }) = &failure.hint else {
        panic!("{failure:?}");
    };
    assert_eq!(named, asked.as_str());
    assert_eq!(*got, Digest::of(br#"{"schemaVersion":2}"#).to_string());
}

#[tokio::test]
async fn a_missing_permission_is_told_from_a_wrong_password() {
    let denied = Answer::error(403, "DENIED", "not for you");
    let failure = open_image(&registry(denied).await, "odd").await;
    assert_eq!(failure.code, Code::Forbidden);
    assert!(
        matches!(failure.hint, Some(Hint::MissingPermission { .. })),
        "{failure:?}"
    );
}

#[tokio::test]
async fn a_registry_whose_disk_is_full_or_read_only_is_named_with_its_trouble() {
    let full = registry(Answer::error(507, "STORAGE_FULL", "no room")).await;
    let failure = open_image(&full, "odd").await;
    assert_eq!(failure.hint, Some(Hint::DiskFull { path: full.host() }));

    let read_only = registry(Answer::error(507, "STORAGE_READ_ONLY", "not now")).await;
    let failure = open_image(&read_only, "odd").await;
    let expected = Hint::DiskReadOnly {
        path: read_only.host(),
    };
    assert_eq!(failure.hint, Some(expected));
}

#[tokio::test]
async fn credentials_stay_where_a_realm_or_a_redirect_leads_elsewhere() {
    let elsewhere = Scripted::start().await;
    let realm = "Bearer realm=\"https://tokens.example/token\",service=\"x\"";
    let challenge = Answer::error(401, "UNAUTHORIZED", "sign in").header("www-authenticate", realm);
    let registry_with_realm = Scripted::start().await;
    registry_with_realm
        .answer(Method::GET, "/v2/", challenge.clone())
        .answer(
            Method::HEAD,
            "/v2/team/app/manifests/odd",
            challenge.clone(),
        )
        .answer(Method::GET, "/v2/team/app/manifests/odd", challenge);
    let failure = open_image(&registry_with_realm, "odd").await;
    assert!(
        matches!(failure.hint, Some(Hint::RealmElsewhere { .. })),
        "{failure:?}"
    );

    let target = format!("{}/v2/team/app/manifests/odd", elsewhere.url());
    let redirect = Answer::status(307).header("location", &target);
    let redirecting = registry(redirect).await;
    open_image(&redirecting, "odd").await;
    let carried: Vec<bool> = elsewhere
        .seen()
        .iter()
        .map(|seen| seen.headers.contains_key("authorization"))
        .collect();
    assert!(!carried.is_empty(), "the redirect was not followed");
    assert!(!carried.contains(&true), "the password went elsewhere");
}

#[tokio::test]
async fn a_list_that_leads_elsewhere_or_in_circles_is_named_and_what_was_read_is_shown() {
    let tags = |next: &str| {
        Answer::json(200, &json!({"name": "team/app", "tags": ["1.0"]}))
            .header("link", &format!("<{next}>; rel=\"next\""))
    };
    let path = "/v2/team/app/tags/list";
    let home = FreshHome::new();
    let app = open(&home).await;

    let elsewhere = Scripted::start().await;
    let leading_away = registry(Answer::status(404)).await;
    let next = format!("{}{path}?last=1.0", elsewhere.url());
    leading_away.answer(Method::GET, path, tags(&next));
    let at = connect(&app, &leading_away).await;
    let failure = app.refresh_images(at).await.unwrap_err();
    assert!(
        matches!(failure.hint, Some(Hint::PointsElsewhere { .. })),
        "{failure:?}"
    );
    assert!(elsewhere.seen().is_empty());

    let circling = registry(Answer::status(404)).await;
    circling.answer(Method::GET, path, tags("/v2/team/app/tags/list?last=1.0"));
    let at = connect(&app, &circling).await;
    app.refresh_images(at.clone()).await.unwrap();
    let asked = circling.seen();
    let lists = asked.iter().filter(|seen| seen.path.starts_with(path));
    assert!(lists.count() < 10, "{asked:?}");
    app.close().await;
}
