//! Azure's adapter against a pretended registry of Azure's.

use std::sync::Arc;

use http::Method;
use portolan_distribution::{
    Authenticate as _, Connector, Credential, Endpoint, Error as WireError, Pages,
};
use portolan_oci::{Selector, Tag};
use portolan_registries::{EntraSignIn, Error, Kind, Registry};
use portolan_tests::{
    Answer,
    vendors::{AzureApi, PretendedVendor, connect},
};

use super::{list, name, tag};

/// What a person calls it; the loopback answers for it.
const HOST: &str = "mine.azurecr.io";

async fn start() -> PretendedVendor<AzureApi> {
    let azure = PretendedVendor::start(AzureApi::default(), AzureApi::shelf()).await;
    azure.want("mine", "password");
    azure
}

fn sign_in(azure: &PretendedVendor<AzureApi>) -> Arc<dyn Registry> {
    let credential = Credential::Basic {
        user: "mine".to_owned(),
        password: "password".to_owned().into(),
    };
    connect(Kind::Azure, &azure.host(), HOST, credential)
}

#[tokio::test]
async fn a_thousand_tags_with_their_dates_are_ten_requests_and_no_manifest() {
    let azure = start().await;
    azure.shelf().fill("team/app", 1_000);
    let registry = sign_in(&azure);
    assert_eq!(registry.kind(), Kind::Azure);
    let images = list(registry.as_ref(), &name("team/app")).await;
    assert_eq!(images.len(), 1_000);
    assert!(
        images
            .iter()
            .all(|image| image.pushed_at.is_some() && image.tags.len() == 1)
    );
    let seen = azure.seen();
    assert_eq!(seen.len(), 10);
    assert!(seen.iter().all(|asked| !asked.path.contains("/manifests/")));
}

#[tokio::test]
async fn repositories_are_followed_from_page_to_page() {
    let azure = start().await;
    for number in 0..150 {
        azure.shelf().fill(&format!("team/app{number:03}"), 1);
    }
    let registry = sign_in(&azure);
    let mut all = Vec::new();
    let mut pages = Pages::default();
    while let Some(page) = registry.next_repositories(&mut pages).await.unwrap() {
        all.extend(page.items);
    }
    assert_eq!(all.len(), 150);
    assert!(registry.observed().catalog.is_proven());
}

#[tokio::test]
async fn a_next_page_elsewhere_is_not_followed() {
    let azure = start().await;
    let away = Answer::json(200, &serde_json::json!({ "repositories": ["a"] })).header(
        "link",
        "<http://evil.example/acr/v1/_catalog?last=a>; rel=\"next\"",
    );
    azure.fail(Method::GET, "/acr/v1/_catalog", away);
    let registry = sign_in(&azure);
    let page = registry.list_repositories(None).await.unwrap();
    let refused = registry
        .list_repositories(page.next.as_ref())
        .await
        .unwrap_err();
    assert!(
        matches!(refused, Error::Request(WireError::CrossOrigin { .. })),
        "{refused:?}"
    );
}

#[tokio::test]
async fn a_tag_goes_alone_though_the_protocol_would_take_its_image_along() {
    let azure = start().await;
    let pusher = azure.pusher();
    let image = pusher.image("team/app", "v1", "hello").await;
    pusher.image("team/app", "latest", "hello").await;
    let registry = sign_in(&azure);
    let repository = name("team/app");
    registry.delete_tag(&repository, &tag("v1")).await.unwrap();
    assert_eq!(pusher.tags("team/app").await, ["latest"]);
    let selector = Selector::Digest(image.digest.clone());
    assert!(registry.resolve(&repository, &selector).await.is_ok());
    registry
        .delete_manifest(&repository, &image.digest)
        .await
        .unwrap();
    assert!(
        registry
            .resolve(&repository, &selector)
            .await
            .unwrap_err()
            .is_not_found()
    );
}

#[tokio::test]
async fn locked_tags_are_told_before_a_change() {
    let azure = start().await;
    azure.shelf().fill("team/app", 12);
    {
        let mut shelf = azure.shelf();
        let repository = shelf.repositories.get_mut("team/app").unwrap();
        repository.held.insert("v3".to_owned());
    }
    let registry = sign_in(&azure);
    let repository = name("team/app");
    let few = [tag("v3"), tag("v4"), tag("gone")];
    assert_eq!(
        registry.frozen_tags(&repository, &few).await.unwrap(),
        [tag("v3")]
    );
    let many: Vec<Tag> = (0..12).map(|number| tag(&format!("v{number}"))).collect();
    assert_eq!(
        registry.frozen_tags(&repository, &many).await.unwrap(),
        [tag("v3")]
    );
    let refused = registry.delete_tag(&repository, &tag("v3")).await;
    assert!(refused.is_err());
}

#[tokio::test]
async fn who_may_pull_but_not_read_metadata_reads_tags_by_the_protocol() {
    let azure = start().await;
    azure.shelf().fill("team/app", 2);
    azure.fail(
        Method::GET,
        "/acr/v1/team/app",
        Answer::error(403, "DENIED", "denied"),
    );
    let registry = sign_in(&azure);
    let repository = name("team/app");
    assert_eq!(registry.list_images(&repository, None).await.unwrap(), None);
    assert_eq!(
        registry
            .list_tags(&repository, None)
            .await
            .unwrap()
            .items
            .len(),
        2
    );
}

#[tokio::test]
async fn who_only_looks_like_azure_is_spoken_to_by_the_protocol_alone() {
    let azure = start().await;
    let credential = Credential::Anonymous;
    let pretended = connect(
        Kind::Azure,
        &azure.host(),
        "mine.azurecr.io.evil.example",
        credential,
    );
    assert_eq!(pretended.kind(), Kind::Generic);
}

/// A token of Entra, as far as anybody here reads it: `{"aud":"https://management.azure.com"}`.
const OF_ENTRA: &str = "e30.eyJhdWQiOiJodHRwczovL21hbmFnZW1lbnQuYXp1cmUuY29tIn0.sig";

fn exchanging(azure: &PretendedVendor<AzureApi>, token: &str) -> EntraSignIn {
    let mut endpoint = Endpoint::new(&azure.host()).unwrap();
    endpoint.plain_http = true;
    let web = Connector::new("test").web_beside(&endpoint).unwrap();
    let origin = url::Url::parse(&azure.url()).unwrap();
    let inner = Credential::RegistryToken(token.to_owned().into()).shared();
    EntraSignIn::new(inner, web, origin, HOST)
}

#[tokio::test]
async fn a_token_of_entra_is_exchanged_once_for_one_of_the_registry() {
    let azure = start().await;
    let sign_in = exchanging(&azure, OF_ENTRA);
    for _ in 0..2 {
        let made = sign_in.credential().await.unwrap();
        assert!(matches!(made, Credential::IdentityToken(_)), "{made:?}");
    }
    let seen = azure.seen();
    assert_eq!(seen.len(), 1);
    let form = String::from_utf8(seen[0].body.to_vec()).unwrap();
    assert!(form.contains(&format!("service={HOST}")), "{form}");
    // Its own tokens are used as they are.
    let own = exchanging(&azure, "opaque").credential().await.unwrap();
    assert!(matches!(own, Credential::RegistryToken(_)), "{own:?}");
}

#[tokio::test]
async fn an_expired_token_of_entra_is_said_to_be_refused_and_shown_to_nobody() {
    let azure = start().await;
    let expired = format!("{OF_ENTRA}-expired");
    let refused = exchanging(&azure, &expired).credential().await.unwrap_err();
    assert!(
        matches!(refused, WireError::Unauthorized { .. }),
        "{refused:?}"
    );
    assert!(!format!("{refused:?}").contains("eyJ"));
}
