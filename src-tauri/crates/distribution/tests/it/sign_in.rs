//! Signing in: challenges, tokens, and what a refusal means.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use axum::response::Response;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use futures_util::future::{BoxFuture, join_all};
use http::Method;
use portolan_distribution::{Authenticate, Credential, Error, Result, SignInProblem, SignInScheme};
use portolan_oci::{Digest, RepositoryName, Selector};
use serde_json::json;

use crate::fake::{
    CANARY, Fake, Seen, alice, connect, endpoint, error, json, redirect, status, with_header,
    with_status,
};
use crate::whole_lists::all_tags;

fn repository() -> RepositoryName {
    "team/app".parse().unwrap()
}

fn challenge(seen: &Seen, scope: &str) -> Response {
    let scope = if scope.is_empty() {
        String::new()
    } else {
        format!(r#",scope="{scope}""#)
    };
    let text = format!(
        r#"Bearer realm="http://{}/token",service="reg & co#1"{scope}"#,
        seen.host()
    );
    with_header(error(401, "UNAUTHORIZED"), "www-authenticate", &text)
}

fn tags() -> Response {
    json(&json!({"tags": ["a"]}))
}

/// A registry that hands out `token-<n>` and takes each of them.
fn registry(seen: &Seen, scope: &str) -> Response {
    match seen.path.as_str() {
        "/token" => json(&json!({"token": format!("token-{}", seen.before)})),
        _ if seen.authorization().starts_with("Bearer token-") => tags(),
        _ => challenge(seen, scope),
    }
}

fn tokens(fake: &Fake) -> Vec<Seen> {
    let seen = fake.seen().into_iter();
    seen.filter(|seen| seen.path == "/token").collect()
}

#[tokio::test]
async fn a_token_is_asked_for_with_what_the_verb_needs_and_used_again() {
    let fake = Fake::start(|seen| registry(seen, "")).await;
    let client = fake.client_as(alice());
    assert_eq!(
        client.ping().await.unwrap().scheme,
        SignInScheme::Token { host: fake.host() }
    );
    for _ in 0..3 {
        all_tags(&client, &repository()).await.unwrap();
    }
    let tokens = tokens(&fake);
    assert_eq!(
        tokens.len(),
        2,
        "one for the greeting and one for the repository"
    );
    assert_eq!(tokens[0].values("scope"), [] as [&str; 0]);
    assert_eq!(tokens[1].values("scope"), ["repository:team/app:pull"]);
    assert_eq!(tokens[1].values("service"), ["reg & co#1"]);
    assert!(tokens[1].authorization().starts_with("Basic "));
}

#[tokio::test]
async fn many_requests_at_once_share_one_greeting_and_one_token() {
    let fake = Fake::start(|seen| registry(seen, "")).await;
    let client = fake.client_as(alice());
    let repository = repository();
    let digests: Vec<Selector> = (0..20)
        .map(|number| Selector::Digest(Digest::of(&[number])))
        .collect();
    let heads = digests
        .iter()
        .map(|digest| client.head_manifest(&repository, digest));
    join_all(heads).await;
    assert_eq!(fake.count("/v2/"), 1);
    assert_eq!(tokens(&fake).len(), 1);
}

#[tokio::test]
async fn several_scopes_of_a_challenge_are_asked_for_one_by_one() {
    let fake = Fake::start(|seen| match seen.path.as_str() {
        "/v2/" => status(200),
        _ => registry(seen, "repository:team/app:pull,push repository:base:pull"),
    })
    .await;
    all_tags(&fake.client(), &repository()).await.unwrap();
    assert_eq!(
        tokens(&fake)[0].values("scope"),
        ["repository:base:pull", "repository:team/app:pull,push"]
    );
}

#[tokio::test]
async fn a_token_server_that_refuses_repeated_scopes_gets_them_in_one() {
    let fake = Fake::start(|seen| match seen.path.as_str() {
        "/v2/" => status(200),
        "/token" if seen.values("scope").len() > 1 => status(400),
        _ => registry(seen, "repository:team/app:pull repository:base:pull"),
    })
    .await;
    all_tags(&fake.client(), &repository()).await.unwrap();
    assert_eq!(
        tokens(&fake)[1].values("scope"),
        ["repository:base:pull repository:team/app:pull"]
    );
}

#[tokio::test]
async fn a_token_is_replaced_before_it_expires() {
    let fake = Fake::start(|seen| match seen.path.as_str() {
        "/token" => json(&json!({"token": format!("token-{}", seen.before), "expires_in": 0.1})),
        _ => registry(seen, ""),
    })
    .await;
    let client = fake.client();
    let began = std::time::Instant::now();
    while tokens(&fake).len() < 2 {
        all_tags(&client, &repository()).await.unwrap();
        assert!(
            began.elapsed().as_secs() < 60,
            "the token was never replaced"
        );
    }
    // It was replaced ahead of time: no request was ever refused for an old token.
    let refused = fake.seen().into_iter().filter(|seen| {
        seen.path.starts_with("/v2/team") && !seen.authorization().starts_with("Bearer token-")
    });
    assert_eq!(refused.count(), 0);
}

#[tokio::test]
async fn a_token_that_stops_working_is_replaced_once() {
    let fake = Fake::start(|seen| match seen.path.as_str() {
        "/token" => registry(seen, ""),
        // The first token is revoked after one use.
        _ if seen.authorization() == "Bearer token-0" && seen.before > 0 => challenge(seen, ""),
        _ => registry(seen, ""),
    })
    .await;
    let client = fake.client();
    all_tags(&client, &repository()).await.unwrap();
    all_tags(&client, &repository()).await.unwrap();
    assert_eq!(tokens(&fake).len(), 2);
}

#[tokio::test]
async fn an_identity_token_is_turned_into_access_by_a_refresh_grant() {
    let fake = Fake::start(|seen| match (&seen.method, seen.path.as_str()) {
        (&Method::POST, "/token") => json(&json!({"access_token": "token-x"})),
        (_, "/token") => status(405),
        _ => registry(seen, ""),
    })
    .await;
    let client = fake.client_as(Credential::IdentityToken(CANARY.into()));
    all_tags(&client, &repository()).await.unwrap();
    let form = String::from_utf8(tokens(&fake)[0].body.to_vec()).unwrap();
    assert_eq!(
        form,
        format!(
            "grant_type=refresh_token&service=reg+%26+co%231&scope=repository%3Ateam%2Fapp%3Apull\
             &client_id=portolan&refresh_token={CANARY}"
        )
    );
}

#[tokio::test]
async fn a_registry_token_is_used_as_it_is() {
    let fake = Fake::start(|seen| registry(seen, "")).await;
    let client = fake.client_as(Credential::RegistryToken("token-own".into()));
    all_tags(&client, &repository()).await.unwrap();
    assert_eq!(tokens(&fake).len(), 0);
}

#[tokio::test]
async fn a_wrong_password_is_told_from_a_missing_permission() {
    let fake = Fake::start(|seen| match seen.path.as_str() {
        "/token" => error(401, "UNAUTHORIZED"),
        _ => registry(seen, ""),
    })
    .await;
    for (client, expected) in [
        (fake.client_as(alice()), SignInProblem::WrongCredentials),
        (fake.client(), SignInProblem::NoCredentials),
    ] {
        let refused = all_tags(&client, &repository()).await;
        assert!(
            matches!(&refused, Err(Error::Unauthorized { reason, .. }) if *reason == expected),
            "{refused:?}"
        );
    }

    let claims = URL_SAFE_NO_PAD
        .encode(r#"{"access":[{"type":"repository","name":"team/app","actions":["pull"]}]}"#);
    let fake = Fake::start(move |seen| match seen.path.as_str() {
        "/token" => json(&json!({"token": format!("e30.{claims}.x")})),
        _ => challenge(seen, ""),
    })
    .await;
    let refused = fake
        .client_as(alice())
        .put_manifest(
            &repository(),
            &Selector::Tag("a".parse().unwrap()),
            &portolan_oci::MediaType::OCI_MANIFEST,
            bytes::Bytes::from_static(b"{}"),
        )
        .await;
    let Err(Error::Forbidden { asked, granted, .. }) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(asked, ["repository:team/app:pull,push"]);
    assert_eq!(granted.unwrap(), ["repository:team/app:pull"]);
}

#[tokio::test]
async fn deletion_asks_for_its_own_action_and_then_for_everything() {
    let fake = Fake::start(|seen| match seen.path.as_str() {
        "/token" => {
            let scope = seen.values("scope").join(" ");
            let wide = scope.contains('*');
            json(&json!({"token": if wide { "token-wide" } else { "token-narrow" }}))
        }
        "/v2/" => challenge(seen, ""),
        _ if seen.authorization() == "Bearer token-wide" => status(202),
        _ => challenge(seen, "repository:team/app:delete"),
    })
    .await;
    fake.client()
        .delete_manifest(&repository(), &Selector::Tag("a".parse().unwrap()))
        .await
        .unwrap();
    let asked: Vec<String> = tokens(&fake)
        .iter()
        .map(|token| token.values("scope").join(" "))
        .collect();
    assert_eq!(
        asked,
        [
            "repository:team/app:delete,pull",
            "repository:team/app:*,delete,pull"
        ]
    );
}

struct Changing(AtomicUsize);

impl Authenticate for Changing {
    fn credential(&self) -> BoxFuture<'_, Result<Credential>> {
        let read = self.0.fetch_add(1, Ordering::Relaxed);
        Box::pin(async move {
            Ok(Credential::Basic {
                user: "alice".to_owned(),
                password: if read == 0 { "old" } else { "new" }.into(),
            })
        })
    }
}

#[tokio::test]
async fn a_refused_credential_is_read_again_because_it_may_have_changed() {
    let fake = Fake::start(|seen| {
        // Basic alice:new
        if seen.authorization() == "Basic YWxpY2U6bmV3" {
            return tags();
        }
        with_header(status(401), "www-authenticate", "Basic realm=x")
    })
    .await;
    let client = connect(
        endpoint(&fake.host()),
        Arc::new(Changing(AtomicUsize::new(0))),
    );
    all_tags(&client, &repository()).await.unwrap();
}

#[tokio::test]
async fn credentials_are_not_sent_to_a_realm_elsewhere() {
    let canary = Fake::canary().await;
    let elsewhere = [
        format!("http://{}/token", canary.alias()),
        "https://evil.example/token".to_owned(),
        "http://169.254.169.254/latest/meta-data".to_owned(),
        "https://[::ffff:127.0.0.1]/token".to_owned(),
    ];
    for realm in elsewhere {
        let text = format!(r#"Bearer realm="{realm}""#);
        let fake = Fake::start(move |_| with_header(status(401), "www-authenticate", &text)).await;
        let refused = all_tags(&fake.client_as(alice()), &repository()).await;
        assert!(
            matches!(&refused, Err(Error::RealmElsewhere { .. })),
            "{realm}: {refused:?}"
        );
    }
    assert_eq!(canary.seen().len(), 0);
}

#[tokio::test]
async fn a_realm_that_the_person_approved_is_asked() {
    let tokens = Fake::start(|_| json(&json!({"token": "token-1"}))).await;
    // A registry that is reached by one name and signs in at another is approved by host; both are
    // plain http here, so the realm must still be on the registry's own host.
    let text = format!(r#"Bearer realm="http://{}/token""#, tokens.host());
    let fake = Fake::start(move |seen| {
        if seen.authorization() == "Bearer token-1" {
            return tags();
        }
        with_header(status(401), "www-authenticate", &text)
    })
    .await;
    all_tags(&fake.client_as(alice()), &repository())
        .await
        .unwrap();
    assert!(tokens.seen()[0].authorization().starts_with("Basic "));
}

#[tokio::test]
async fn a_token_server_that_redirects_takes_no_credentials_along() {
    let canary = Fake::canary().await;
    let targets = [
        format!("http://{}/token", canary.host()),
        format!("http://{}/token", canary.alias()),
        "http://169.254.169.254/latest".to_owned(),
    ];
    for target in targets {
        let fake = Fake::start(move |seen| match seen.path.as_str() {
            "/token" => redirect(&target),
            _ => registry(seen, ""),
        })
        .await;
        let refused = all_tags(&fake.client_as(alice()), &repository()).await;
        assert!(
            matches!(&refused, Err(Error::CrossOrigin { .. })),
            "{refused:?}"
        );
    }
    assert_eq!(canary.seen().len(), 0);
}

#[tokio::test]
async fn a_token_of_fifty_megabytes_is_not_read() {
    let fake = Fake::start(|seen| match seen.path.as_str() {
        "/token" => crate::fake::body("application/json", vec![b' '; 50 << 20]),
        _ => registry(seen, ""),
    })
    .await;
    let refused = all_tags(&fake.client(), &repository()).await;
    assert!(
        matches!(refused, Err(Error::TooLarge { limit }) if limit == 1 << 20),
        "{refused:?}"
    );
}

#[tokio::test]
async fn a_missing_permission_is_forbidden() {
    let fake = Fake::start(|seen| match seen.path.as_str() {
        "/v2/" => status(200),
        _ => error(403, "DENIED"),
    })
    .await;
    let refused = all_tags(&fake.client_as(alice()), &repository()).await;
    let Err(Error::Forbidden { complaint, .. }) = refused else {
        panic!("{refused:?}");
    };
    assert!(complaint.unwrap().is("DENIED"));
}

#[tokio::test]
async fn a_busy_token_server_is_waited_for_and_a_very_busy_one_is_told() {
    let fake = Fake::start(|seen| match (seen.path.as_str(), seen.before) {
        ("/token", 0) => with_header(status(429), "retry-after", "0"),
        _ => registry(seen, ""),
    })
    .await;
    all_tags(&fake.client(), &repository()).await.unwrap();
    let fake = Fake::start(|seen| match seen.path.as_str() {
        "/token" => with_header(with_status(status(200), 429), "retry-after", "9000"),
        _ => registry(seen, ""),
    })
    .await;
    let refused = all_tags(&fake.client(), &repository()).await;
    assert!(
        matches!(refused, Err(Error::RateLimited { until: Some(_), .. })),
        "{refused:?}"
    );
}

#[tokio::test]
async fn secrets_show_in_no_debug_and_no_error() {
    let fake = Fake::start(|seen| match seen.path.as_str() {
        "/token" => error(401, "UNAUTHORIZED"),
        _ => registry(seen, ""),
    })
    .await;
    let client = fake.client_as(alice());
    let refused = all_tags(&client, &repository()).await.unwrap_err();
    let mut endpoint = endpoint(&fake.host());
    endpoint.client_certificate = Some(portolan_distribution::ClientCertificate {
        certificates: String::new(),
        key: CANARY.into(),
    });
    endpoint.proxy = portolan_distribution::Proxy::Url(format!("http://user:{CANARY}@proxy:1"));
    let texts = format!(
        "{client:?} {refused:?} {refused} {:?} {endpoint:?}",
        alice()
    );
    assert!(!texts.contains(CANARY), "{texts}");
}
