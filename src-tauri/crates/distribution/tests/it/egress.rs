//! Where requests may go and what they may carry: redirects, Link and Location to other places.

use std::sync::Arc;

use bytes::Bytes;
use portolan_distribution::{Client, Credential, Error, Result};
use portolan_oci::{Digest, RepositoryName};
use serde_json::json;

use crate::fake::{
    CANARY, Fake, alice, body, connect, endpoint, json, redirect, status, with_header, with_status,
};
use crate::whole_lists::all_tags;

fn repository() -> RepositoryName {
    "team/app".parse().unwrap()
}

fn basic() -> axum::response::Response {
    with_header(status(401), "www-authenticate", "Basic realm=x")
}

/// No request that a fake saw carried a secret.
fn assert_untold(fake: &Fake) {
    for seen in fake.seen() {
        assert_eq!(seen.authorization(), "", "{}", seen.path);
        assert!(!String::from_utf8_lossy(&seen.body).contains(CANARY));
    }
}

const CONTENT: &[u8] = b"content";

/// A registry that greets well and sends everything else there.
async fn redirecting(target: &str) -> Fake {
    let target = target.to_owned();
    Fake::start(move |seen| match seen.path.as_str() {
        "/v2/" => status(200),
        _ => redirect(&target),
    })
    .await
}

async fn pull(client: &Client) -> Result<Bytes> {
    client
        .get_blob(&repository(), &Digest::of(CONTENT), 100)
        .await
}

async fn upload(client: &Client) -> Result<()> {
    let content = Bytes::from_static(CONTENT);
    client
        .upload_blob(&repository(), &Digest::of(CONTENT), &content)
        .await
}

#[tokio::test]
async fn a_blob_redirect_is_followed_without_credentials_and_verified() {
    let store = Fake::start(|seen| match seen.path.as_str() {
        "/good" => body("application/octet-stream", "content"),
        _ => body("application/octet-stream", "other"),
    })
    .await;
    for (path, is_good) in [("good", true), ("bad", false)] {
        let target = format!("http://{}/{path}", store.host());
        let fake = Fake::start(move |seen| match seen.authorization() {
            "" => basic(),
            _ => redirect(&target),
        })
        .await;
        let got = pull(&fake.client_as(alice())).await;
        if is_good {
            assert_eq!(got.unwrap(), "content");
        } else {
            assert!(matches!(got, Err(Error::DigestMismatch { .. })), "{got:?}");
        }
    }
    assert_eq!(store.seen().len(), 2);
    assert_untold(&store);
}

#[tokio::test]
async fn a_redirect_to_a_private_address_that_nobody_approved_is_refused() {
    let canary = Fake::canary().await;
    // Typed as 127.0.0.1, so the same machine by another name is another host; and the other way round.
    for (typed_alias, target) in [
        (false, format!("http://{}/x", canary.alias())),
        (true, format!("http://{}/x", canary.host())),
        (
            true,
            format!(
                "http://[::1]:{}/x",
                canary.host().rsplit(':').next().unwrap()
            ),
        ),
        (false, "http://169.254.169.254/latest/meta-data".to_owned()),
        (false, "http://[::ffff:10.0.0.1]/x".to_owned()),
    ] {
        let to = target.clone();
        let fake = Fake::start(move |seen| match seen.path.as_str() {
            "/v2/" => status(200),
            _ => redirect(&to),
        })
        .await;
        let host = if typed_alias {
            fake.alias()
        } else {
            fake.host()
        };
        let client = connect(endpoint(&host), alice().shared());
        let refused = pull(&client).await;
        assert!(
            matches!(refused, Err(Error::PrivateAddress { .. })),
            "{target}: {refused:?}"
        );
    }
    assert_eq!(canary.seen().len(), 0);
}

#[tokio::test]
async fn an_approved_host_may_be_private() {
    let store = Fake::start(|_| body("application/octet-stream", "content")).await;
    let target = format!("http://{}/x", store.alias());
    let fake = redirecting(&target).await;
    let mut endpoint = endpoint(&fake.host());
    endpoint.approved_hosts = vec![store.alias()];
    pull(&connect(endpoint, alice().shared())).await.unwrap();
    assert_untold(&store);
}

#[tokio::test]
async fn a_challenge_at_the_end_of_a_redirect_is_not_answered() {
    let store = Fake::start(|_| basic()).await;
    let target = format!("http://{}/blob", store.host());
    let fake = Fake::start(move |seen| match seen.path.as_str() {
        "/v2/" => basic(),
        _ => redirect(&target),
    })
    .await;
    let refused = pull(&fake.client_as(alice())).await;
    assert!(
        matches!(&refused, Err(Error::Unauthorized { host, .. }) if *host == store.host()),
        "{refused:?}"
    );
    assert_untold(&store);
}

#[tokio::test]
async fn a_registry_that_redirects_everything_is_read_as_nobody() {
    let upstream = Fake::start(|seen| match seen.path.as_str() {
        "/v2/" => with_header(
            status(401),
            "www-authenticate",
            r#"Bearer realm="https://evil.example/token""#,
        ),
        _ => json(&json!({"tags": ["a"]})),
    })
    .await;
    let host = upstream.host();
    let fake = Fake::start(move |seen| redirect(&format!("http://{host}{}", seen.path))).await;
    let client = fake.client_as(alice());
    assert!(client.ping().await.unwrap().admitted);
    let page = all_tags(&client, &repository()).await.unwrap();
    assert_eq!(page.items.len(), 1);
    assert_untold(&upstream);
    assert_untold(&fake);
}

#[tokio::test]
async fn redirects_in_circles_end_after_five() {
    let fake = Fake::start(|seen| match seen.path.as_str() {
        "/v2/" => status(200),
        path => redirect(path),
    })
    .await;
    let refused = pull(&fake.client()).await;
    assert!(
        matches!(refused, Err(Error::TooManyRedirects { .. })),
        "{refused:?}"
    );
    assert_eq!(fake.seen().len(), 1 + 6);
}

#[tokio::test]
async fn a_redirect_can_not_bring_credentials_or_another_scheme() {
    for target in ["ftp://127.0.0.1/x", "file:///etc/passwd"] {
        let fake = redirecting(target).await;
        let refused = pull(&fake.client()).await;
        assert!(
            matches!(refused, Err(Error::CrossOrigin { .. })),
            "{refused:?}"
        );
    }
    let store = Fake::start(|_| body("application/octet-stream", "content")).await;
    let target = format!("http://user:pass@{}/x", store.host());
    let fake = redirecting(&target).await;
    pull(&fake.client()).await.unwrap();
    assert_untold(&store);
}

#[tokio::test]
async fn a_link_to_another_place_is_refused_before_it_is_asked() {
    let canary = Fake::canary().await;
    for target in [
        format!("http://{}/v2/team/app/tags/list?last=a", canary.host()),
        "//169.254.169.254/latest".to_owned(),
        "http://169.254.169.254/latest".to_owned(),
    ] {
        let fake = Fake::start(move |seen| match seen.path.as_str() {
            "/v2/" => basic(),
            _ => with_header(
                json(&json!({"tags": ["a"]})),
                "link",
                &format!("<{target}>; rel=\"next\""),
            ),
        })
        .await;
        let refused = all_tags(&fake.client_as(alice()), &repository()).await;
        assert!(
            matches!(&refused, Err(Error::CrossOrigin { what: "Link", .. })),
            "{refused:?}"
        );
    }
    assert_eq!(canary.seen().len(), 0);
}

#[tokio::test]
async fn an_upload_sent_elsewhere_carries_no_credentials() {
    let store = Fake::start(|_| status(201)).await;
    let location = format!("http://{}/upload?state=x", store.host());
    let fake = Fake::start(move |seen| match seen.authorization() {
        "" => basic(),
        _ => with_header(with_status(status(200), 202), "location", &location),
    })
    .await;
    upload(&fake.client_as(alice())).await.unwrap();
    let put = &store.seen()[0];
    assert_eq!(put.body, CONTENT);
    assert_eq!(put.values("state"), ["x"]);
    assert_eq!(put.values("digest"), [Digest::of(CONTENT).as_str()]);
    assert_untold(&store);
}

#[tokio::test]
async fn an_upload_sent_to_a_private_address_is_refused() {
    let canary = Fake::canary().await;
    for location in [
        format!("http://{}/upload", canary.alias()),
        "http://169.254.169.254/upload".to_owned(),
    ] {
        let fake = Fake::start(move |seen| match seen.path.as_str() {
            "/v2/" => status(200),
            _ => with_header(with_status(status(200), 202), "location", &location),
        })
        .await;
        let refused = upload(&fake.client_as(alice())).await;
        assert!(
            matches!(refused, Err(Error::PrivateAddress { .. })),
            "{refused:?}"
        );
    }
    assert_eq!(canary.seen().len(), 0);
}

#[tokio::test]
async fn foreign_places_in_a_cursor_are_refused() {
    let canary = Fake::canary().await;
    let fake = Fake::start(|_| json(&json!({"tags": ["a"]}))).await;
    let cursor = format!("http://{}/v2/", canary.host()).into();
    let refused = fake
        .client_as(alice())
        .list_tags(&repository(), Some(&cursor), None)
        .await;
    assert!(
        matches!(refused, Err(Error::CrossOrigin { .. })),
        "{refused:?}"
    );
    assert_eq!(canary.seen().len(), 0);
}

#[tokio::test]
async fn a_proxy_is_used_where_one_is_named() {
    let proxy = Fake::start(|seen| {
        assert_eq!(seen.host(), "registry.example");
        status(200)
    })
    .await;
    let mut endpoint = endpoint("registry.example");
    endpoint.proxy = portolan_distribution::Proxy::Url(format!("http://{}", proxy.host()));
    connect(endpoint, Arc::new(Credential::Anonymous))
        .ping()
        .await
        .unwrap();
    assert_eq!(proxy.seen().len(), 1);
}

/// A web API on loopback, approved or not.
fn web(approved: &[&str]) -> portolan_distribution::Web {
    let connector = portolan_distribution::Connector::new("portolan/test");
    connector.web(approved).unwrap()
}

fn signed(url: &str) -> http::Request<Bytes> {
    http::Request::post(url)
        .header("authorization", "AWS4-HMAC-SHA256 Credential=key")
        .header("x-amz-target", "Api.Operation")
        .header("user-agent", "sdk/1")
        .body(Bytes::from_static(b"{}"))
        .unwrap()
}

#[tokio::test]
async fn a_request_that_somebody_else_signed_is_carried_as_it_is_and_once() {
    let fake = Fake::start(|_| status(503)).await;
    let url = format!("http://{}/", fake.host());
    let answer = web(&["127.0.0.1"]).carry(signed(&url), 100).await.unwrap();
    assert_eq!(answer.status, 503);
    let seen = fake.seen();
    assert_eq!(seen.len(), 1);
    assert_eq!(seen[0].authorization(), "AWS4-HMAC-SHA256 Credential=key");
    assert_eq!(seen[0].header("user-agent"), Some("sdk/1"));
    assert_eq!(seen[0].body, "{}");
}

#[tokio::test]
async fn a_signed_request_follows_no_redirect() {
    let canary = Fake::canary().await;
    let target = format!("http://{}/", canary.host());
    let fake = Fake::start(move |_| redirect(&target)).await;
    let url = format!("http://{}/", fake.host());
    let answer = web(&["127.0.0.1"]).carry(signed(&url), 100).await.unwrap();
    assert!((300..400).contains(&answer.status));
    assert!(canary.seen().is_empty());
}

#[tokio::test]
async fn a_signed_request_leads_inside_and_over_plain_http_only_where_that_was_approved() {
    let fake = Fake::canary().await;
    let plain = format!("http://{}/", fake.host());
    let refused = web(&[]).carry(signed(&plain), 100).await;
    assert!(matches!(refused, Err(Error::Setting { .. })), "{refused:?}");
    let inside = format!("https://{}/", fake.host());
    let refused = web(&[]).carry(signed(&inside), 100).await;
    assert!(
        matches!(refused, Err(Error::PrivateAddress { .. })),
        "{refused:?}"
    );
    assert!(fake.seen().is_empty());
}
