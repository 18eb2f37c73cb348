//! Telling a registry from everything else that answers.

use axum::response::Response;
use portolan_distribution::{Error, SignInScheme};

use crate::fake::{Fake, alice, body, redirect, status, with_header, with_status};

#[tokio::test]
async fn what_is_no_registry_is_told_with_what_it_answered() {
    type Answering = fn() -> Response;
    let answers: [(&str, Answering); 6] = [
        ("a web page", || body("text/html", "<html>Welcome</html>")),
        ("a web page", || body("text/plain", "<!doctype html>")),
        ("404", || status(404)),
        ("a web page", || {
            with_status(body("text/html", "<html>"), 404)
        }),
        ("text that no registry sends", || {
            body("text/plain", "SSH-2.0")
        }),
        ("401 without saying how to sign in", || status(401)),
    ];
    for (expected, answer) in answers {
        let fake = Fake::start(move |_| answer()).await;
        let refused = fake.client().ping().await;
        assert!(
            matches!(&refused, Err(Error::NotARegistry { answered, .. }) if answered == expected),
            "{expected}: {refused:?}"
        );
    }
}

#[tokio::test]
async fn a_redirect_to_a_login_page_is_no_registry() {
    let fake = Fake::start(|seen| match seen.path.as_str() {
        "/login" => body("text/html", "<html>Sign in</html>"),
        _ => redirect("/login"),
    })
    .await;
    let refused = fake.client().ping().await;
    assert!(
        matches!(refused, Err(Error::NotARegistry { .. })),
        "{refused:?}"
    );
}

#[tokio::test]
async fn registries_greet_in_many_ways() {
    for answer in [
        || body("application/json", "{}"),
        || body("application/json", "\"\""),
        || body("text/plain", ""),
        || status(200),
    ] {
        let fake = Fake::start(move |_| with_header(answer(), "server", "fake/1")).await;
        let ping = fake.client().ping().await.unwrap();
        assert_eq!(ping.scheme, SignInScheme::Open);
        assert_eq!(ping.server.as_deref(), Some("fake/1"));
    }
}

#[tokio::test]
async fn a_sign_in_that_is_refused_is_told_by_ping() {
    let fake = Fake::start(|_| with_header(status(401), "www-authenticate", "Basic realm=x")).await;
    let ping = fake.client().ping().await.unwrap();
    assert_eq!((ping.scheme, ping.admitted), (SignInScheme::Basic, false));
    let refused = fake.client_as(alice()).ping().await;
    assert!(
        matches!(refused, Err(Error::Unauthorized { .. })),
        "{refused:?}"
    );
}

#[tokio::test]
async fn a_server_of_https_that_is_asked_in_plain_http_is_told() {
    let fake = Fake::start(|_| {
        with_status(
            body(
                "text/plain",
                "Client sent an HTTP request to an HTTPS server.\n",
            ),
            400,
        )
    })
    .await;
    let refused = fake.client().ping().await;
    assert!(
        matches!(&refused, Err(Error::NotARegistry { answered, .. }) if answered.contains("https")),
        "{refused:?}"
    );
}
