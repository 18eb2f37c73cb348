//! Who is let in: loopback only, no web pages, and a password where one is set.

use std::{net::TcpListener, sync::Arc};

use portolan_local_registry::{Access, Disk, Error, LocalRegistry, PasswordHash};
use reqwest::{Method, StatusCode};

use crate::fixture::{Home, error_code, header};

fn password(secret: &str) -> Access {
    Access::Password {
        user: "alice".to_owned(),
        hash: PasswordHash::of(secret).unwrap(),
    }
}

async fn status_with(home: &Home, secret: &str) -> StatusCode {
    let request = home.client.request(Method::GET, "/v2/");
    let request = request.basic_auth("alice", Some(secret));
    request.send().await.unwrap().status()
}

#[tokio::test]
async fn an_address_that_others_can_reach_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let registry = LocalRegistry::open(folder.path()).unwrap();
    let listener = TcpListener::bind("0.0.0.0:0").unwrap();
    let refused = registry.serve(listener, Access::Anonymous).unwrap_err();
    assert!(matches!(refused, Error::NotLoopback(_)), "{refused}");
}

#[tokio::test]
async fn a_password_is_asked_for_and_can_be_changed_while_serving() {
    let home = Home::start_with(password("old"), Arc::new(Disk));
    let response = home.client.get("/v2/").await;
    assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
    assert!(header(&response, "www-authenticate").starts_with("Basic realm="));
    assert_eq!(error_code(response).await, "UNAUTHORIZED");
    assert_eq!(status_with(&home, "old").await, StatusCode::OK);
    assert_eq!(status_with(&home, "old").await, StatusCode::OK);
    assert_eq!(status_with(&home, "wrong").await, StatusCode::UNAUTHORIZED);

    home.serving.set_access(password("new"));
    assert_eq!(status_with(&home, "old").await, StatusCode::UNAUTHORIZED);
    assert_eq!(status_with(&home, "new").await, StatusCode::OK);

    home.serving.set_access(Access::Anonymous);
    assert_eq!(home.client.get("/v2/").await.status(), StatusCode::OK);
}

#[tokio::test]
async fn nothing_is_told_to_whoever_has_no_password() {
    let home = Home::start_with(password("secret"), Arc::new(Disk));
    for (method, path) in [
        (Method::GET, "/v2/_catalog"),
        (Method::POST, "/v2/a/blobs/uploads/"),
        (Method::DELETE, "/v2/a/manifests/b"),
        (Method::GET, "/anything"),
    ] {
        let response = home.client.request(method, path).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED, "{path}");
    }
}

#[tokio::test]
async fn web_pages_are_kept_out() {
    let home = Home::start();
    let request = home.client.request(Method::POST, "/v2/a/blobs/uploads/");
    let response = request
        .header("origin", "http://evil.example")
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), StatusCode::FORBIDDEN);
    // A name of the attacker's that was pointed at this machine.
    let request = home.client.request(Method::GET, "/v2/_catalog");
    let response = request
        .header("host", "evil.example:5050")
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), StatusCode::MISDIRECTED_REQUEST);
    let request = home.client.request(Method::GET, "/v2/");
    let response = request
        .header("host", "localhost:5050")
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), StatusCode::OK);
}
