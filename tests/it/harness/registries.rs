//! Debian's docker-registry in its four set-ups, and the proxy before it.

use std::time::Duration;

use portolan_tests::{CountingProxy, DockerRegistry, Kind, Pusher, Setup};
use reqwest::{Method, StatusCode};

async fn deletion(registry: &DockerRegistry) -> StatusCode {
    let pusher = registry.pusher();
    let image = pusher.image("team/app", "v1", "one").await;
    let path = format!("/v2/team/app/manifests/{}", image.digest);
    pusher.ask(Method::DELETE, &path).await.status()
}

#[tokio::test]
async fn a_registry_with_deletion_on_lets_an_image_be_deleted() {
    let registry = DockerRegistry::start(Setup::DeletionOn).await;
    assert_eq!(deletion(&registry).await, StatusCode::ACCEPTED);
    assert!(registry.pusher().tags("team/app").await.is_empty());
}

#[tokio::test]
async fn a_registry_with_deletion_off_says_that_it_is_unsupported() {
    let registry = DockerRegistry::start(Setup::DeletionOff).await;
    assert_eq!(deletion(&registry).await, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(registry.pusher().tags("team/app").await, ["v1"]);
}

#[tokio::test]
async fn a_registry_with_htpasswd_takes_the_password_and_refuses_strangers() {
    let registry = DockerRegistry::start(Setup::Htpasswd).await;
    assert_eq!(deletion(&registry).await, StatusCode::ACCEPTED);
    let stranger = Pusher::new(&registry.url(), None);
    let reply = stranger.ask(Method::GET, "/v2/_catalog").await;
    assert_eq!(reply.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_registry_with_a_token_server_accepts_its_tokens_within_their_scope() {
    let registry = DockerRegistry::start(Setup::TokenServer).await;
    assert_eq!(deletion(&registry).await, StatusCode::ACCEPTED);
    let tokens = registry.tokens().unwrap();
    assert!(
        tokens.requests().iter().any(|it| it.user.is_some()),
        "{:?}",
        tokens.requests()
    );

    registry.pusher().image("team/app", "v2", "two").await;
    let stranger = Pusher::new(&registry.url(), None);
    assert_eq!(stranger.tags("team/app").await, ["v2"]);
    let reply = stranger
        .ask(Method::POST, "/v2/team/app/blobs/uploads/")
        .await;
    assert_eq!(reply.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn the_proxy_counts_what_goes_through_and_names_itself_in_locations() {
    let registry = DockerRegistry::start(Setup::DeletionOn).await;
    let proxy = CountingProxy::start(&registry.url(), Duration::ZERO).await;
    let pusher = Pusher::new(&proxy.url(), None);
    let first = pusher
        .image_for("team/app", "amd64", "one", "linux", "amd64")
        .await;
    let second = pusher
        .image_for("team/app", "arm64", "two", "linux", "arm64")
        .await;
    pusher.index("team/app", "v1", &[first, second]).await;
    assert_eq!(proxy.count(&Method::PUT, Kind::ManifestByTag), 3);
    // Two layers and two configs: had a location named the registry itself, fewer were counted.
    assert_eq!(proxy.count(&Method::PUT, Kind::Upload), 4);
    proxy.forget();
    assert_eq!(pusher.tags("team/app").await, ["amd64", "arm64", "v1"]);
    assert_eq!(proxy.passed().len(), 1);
}
