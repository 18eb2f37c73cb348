//! The registry token, and blobs that need it.

use axum::response::Response;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use futures_util::future::join_all;
use jiff::{SignedDuration, Timestamp};
use portolan_ecr::Error;
use portolan_oci::Digest;
use portolan_registries::{self as registries, Registry as _};
use serde_json::json;

use crate::fake::{Fake, REGION, Seen, fail, named, ok, respond};

const CONTENT: &[u8] = b"content";

/// A token that lasts so long from now.
fn token(password: &str, lasts: SignedDuration) -> Response {
    let expires_at = (Timestamp::now() + lasts).as_millisecond() as f64 / 1000.0;
    ok(json!({ "authorizationData": [{
        "authorizationToken": STANDARD.encode(format!("AWS:{password}")),
        "expiresAt": expires_at,
        "proxyEndpoint": "https://123456789012.dkr.ecr.eu-west-1.amazonaws.com",
    }] }))
}

/// A registry that takes this password.
fn registry_with(password: &str, seen: &Seen) -> Response {
    let expected = format!("Basic {}", STANDARD.encode(format!("AWS:{password}")));
    if seen.header("authorization") != expected {
        return Response::builder()
            .status(401)
            .header("www-authenticate", "Basic realm=\"ecr\"")
            .body("Not Authorized\n".into())
            .unwrap();
    }
    match seen.path.as_str() {
        "/v2/" => respond(200, "application/json", "{}"),
        _ => respond(200, "application/octet-stream", CONTENT),
    }
}

#[tokio::test]
async fn all_work_of_a_region_shares_one_token() {
    let fake = Fake::start(|seen| match seen.operation().as_str() {
        "GetAuthorizationToken" => token("password", SignedDuration::from_hours(12)),
        _ => registry_with("password", seen),
    })
    .await;
    let registry = fake.registry(&[REGION]);
    let blobs = (0..8).map(|_| async {
        let digest = Digest::of(CONTENT);
        registry
            .blob(&named("eu-west-1/team/app"), &digest, 100)
            .await
    });
    for blob in join_all(blobs).await {
        assert_eq!(blob.unwrap(), CONTENT);
    }
    registry.registry_token(REGION).await.unwrap();
    assert_eq!(fake.seen_of("GetAuthorizationToken").len(), 1);
    let paths: Vec<String> = fake.seen().into_iter().map(|seen| seen.path).collect();
    let path = format!("/v2/team/app/blobs/{}", Digest::of(CONTENT));
    assert!(paths.contains(&path), "{paths:?}");
    assert!(!format!("{registry:?}").contains("password"));
}

#[tokio::test]
async fn a_token_that_expired_on_its_way_is_used_once_and_not_asked_for_in_circles() {
    let fake = Fake::start(|seen| match seen.operation().as_str() {
        "GetAuthorizationToken" => token("password", SignedDuration::from_secs(-60)),
        _ => registry_with("another", seen),
    })
    .await;
    let registry = fake.registry(&[REGION]);
    let digest = Digest::of(CONTENT);
    let refused = registry.blob(&named("eu-west-1/app"), &digest, 100).await;
    assert!(refused.is_err());
    let asked = fake.seen_of("GetAuthorizationToken").len();
    assert!((1..=4).contains(&asked), "asked {asked} times");
}

#[tokio::test]
async fn a_token_is_renewed_before_its_end() {
    let fake = Fake::start(|seen| match seen.before {
        0 => token("old", SignedDuration::from_mins(5)),
        _ => token("new", SignedDuration::from_hours(12)),
    })
    .await;
    let registry = fake.registry(&[REGION]);
    registry.registry_token(REGION).await.unwrap();
    let renewed = registry.registry_token(REGION).await.unwrap();
    assert!(renewed.expires_at > Timestamp::now() + SignedDuration::from_hours(11));
    registry.registry_token(REGION).await.unwrap();
    assert_eq!(fake.seen().len(), 2);
}

#[tokio::test]
async fn a_token_that_is_refused_is_replaced_once() {
    let fake = Fake::start(|seen| match (seen.operation().as_str(), seen.before) {
        ("GetAuthorizationToken", 0) => token("revoked", SignedDuration::from_hours(12)),
        ("GetAuthorizationToken", _) => token("password", SignedDuration::from_hours(12)),
        _ => registry_with("password", seen),
    })
    .await;
    let registry = fake.registry(&[REGION]);
    let digest = Digest::of(CONTENT);
    let blob = registry.blob(&named("eu-west-1/app"), &digest, 100).await;
    assert_eq!(blob.unwrap(), CONTENT);
    assert_eq!(fake.seen_of("GetAuthorizationToken").len(), 2);
}

#[tokio::test]
async fn a_missing_permission_for_the_token_is_said_where_a_blob_was_asked_for() {
    let fake = Fake::start(|seen| match seen.operation().as_str() {
        "GetAuthorizationToken" => fail(400, "AccessDeniedException", ""),
        _ => registry_with("password", seen),
    })
    .await;
    let registry = fake.registry(&[REGION]);
    let digest = Digest::of(CONTENT);
    let refused = registry.blob(&named("eu-west-1/app"), &digest, 100).await;
    let refused: registries::Error = refused.unwrap_err();
    let Some(Error::Denied(denial)) = Error::of(&refused) else {
        panic!("{refused:?}");
    };
    assert_eq!(denial.action, "ecr:GetAuthorizationToken");
    assert_eq!(denial.resource, "*");
}

#[tokio::test]
async fn a_token_that_ended_is_replaced_as_well_where_amazon_says_403() {
    for (words, tokens) in [
        (
            "Your authorization token has expired. Reauthenticate and try again.",
            2,
        ),
        // What is not allowed does not become so by asking again.
        ("Not allowed.", 1),
    ] {
        let old = format!("Basic {}", STANDARD.encode("AWS:old"));
        let fake = Fake::start(move |seen| match (seen.operation().as_str(), seen.before) {
            ("GetAuthorizationToken", 0) => token("old", SignedDuration::from_hours(12)),
            ("GetAuthorizationToken", _) => token("password", SignedDuration::from_hours(12)),
            _ if seen.header("authorization") == old => {
                let body = json!({ "errors": [{ "code": "DENIED", "message": words }] });
                respond(403, "application/json", body.to_string())
            }
            _ => registry_with("password", seen),
        })
        .await;
        let registry = fake.registry(&[REGION]);
        let digest = Digest::of(CONTENT);
        let blob = registry.blob(&named("eu-west-1/app"), &digest, 100).await;
        assert_eq!(blob.is_ok(), tokens == 2, "{words}");
        assert_eq!(fake.seen_of("GetAuthorizationToken").len(), tokens);
    }
}
