//! What vendors offer beyond images, through the program's verbs: which of it there is, for which sign-in.

mod garbage;
mod log;
mod robots;

use std::sync::Arc;

use http::Method;
use portolan_app::App;
use portolan_contract::{
    ConnectionDraft, ConnectionId, OfferName, OfferScope, ProxyChoice, ReadOffers, ScopeAt,
    ScopeKind, Withheld,
};
use portolan_distribution::Credential;
use portolan_registries::Kind;
use portolan_tests::{
    Answer, FreshHome,
    vendors::{HarborApi, PretendedVendor, QuayApi, Shelf, VendorRules, connect},
};

use crate::program::{draft, open, signed_in};

/// The program, connected to a vendor.
struct Scene<Rules> {
    app: Arc<App>,
    vendor: PretendedVendor<Rules>,
    connection: ConnectionId,
    home: FreshHome,
}

impl<Rules: VendorRules> Scene<Rules> {
    async fn open(
        vendor: PretendedVendor<Rules>,
        sign_in: impl FnOnce(&str) -> ConnectionDraft,
    ) -> Self {
        let home = FreshHome::new();
        let app = open(&home).await;
        let draft = ConnectionDraft {
            proxy: ProxyChoice::None,
            ..sign_in(&vendor.host())
        };
        let connection = app.add_connection(draft).await.unwrap();
        assert!(connection.has_offers, "{:?}", connection.kind);
        Self {
            app,
            vendor,
            connection: connection.id,
            home,
        }
    }

    fn at(&self, scope: OfferScope) -> ScopeAt {
        ScopeAt {
            connection: self.connection.clone(),
            scope,
        }
    }
}

async fn harbor() -> Scene<HarborApi> {
    let harbor = PretendedVendor::start(HarborApi::default(), HarborApi::shelf()).await;
    harbor.want("admin", "secret");
    harbor.pusher().image("library/app", "v1", "one").await;
    Scene::open(harbor, |host| signed_in(host, "admin", "secret")).await
}

async fn quay() -> Scene<QuayApi> {
    let quay = PretendedVendor::start(QuayApi::of("token"), Shelf::default()).await;
    quay.shelf().fill("acme/app", 1);
    quay.shelf().fill("acme/tool", 1);
    Scene::open(quay, |host| signed_in(host, QuayApi::USER, "token")).await
}

fn namespace(name: &str) -> OfferScope {
    OfferScope::Namespace {
        name: name.to_owned(),
    }
}

fn repository(name: &str) -> OfferScope {
    OfferScope::Repository {
        repository: name.to_owned(),
    }
}

fn offers_of(connection: &ConnectionId) -> ReadOffers {
    ReadOffers {
        connection: connection.clone(),
        repository: Some("library/app".to_owned()),
    }
}

#[tokio::test]
async fn a_harbor_offers_a_log_robots_and_the_collection_of_garbage_for_what_each_is_for() {
    use ScopeKind::{Namespace, Registry, Repository};
    let scene = harbor().await;
    let told = scene.app.read_offers(offers_of(&scene.connection)).await;
    let told = told.unwrap();
    let scopes_of = |name| {
        let mut offers = told.offers.iter();
        let offer = offers.find(|offer| offer.name == name);
        offer.map(|offer| offer.scopes.clone()).unwrap_or_default()
    };
    assert_eq!(scopes_of(OfferName::Log), [Registry, Namespace, Repository]);
    assert_eq!(scopes_of(OfferName::Robots), [Registry, Namespace]);
    assert_eq!(scopes_of(OfferName::GarbageCollection), [Registry]);
    let known = [
        OfferScope::Registry,
        namespace("library"),
        repository("library/app"),
    ];
    assert_eq!(told.scopes, known);
    assert_eq!((told.withheld, told.problem), (None, None));
    scene.app.close().await;
}

#[tokio::test]
async fn namespaces_that_may_not_be_listed_are_a_problem_beside_what_is_offered() {
    let scene = harbor().await;
    let refused = Answer::error(403, "FORBIDDEN", "forbidden");
    scene
        .vendor
        .fail(Method::GET, "/api/v2.0/projects", refused);
    let told = scene.app.read_offers(offers_of(&scene.connection)).await;
    let told = told.unwrap();
    assert!(told.problem.is_some());
    assert_eq!(
        told.scopes,
        [OfferScope::Registry, repository("library/app")]
    );
    assert!(!told.offers.is_empty());
    scene.app.close().await;
}

#[tokio::test]
async fn who_has_no_token_of_quay_is_told_that_it_takes_one_and_nobody_is_asked() {
    let quay = PretendedVendor::start(QuayApi::of("token"), Shelf::default()).await;
    let scene = Scene::open(quay, |host| signed_in(host, "acme+ci", "password")).await;
    scene.vendor.forget();
    let told = scene.app.read_offers(offers_of(&scene.connection)).await;
    assert_eq!(told.unwrap().withheld, Some(Withheld::NeedsToken));
    let asked = scene.vendor.seen();
    assert!(asked.iter().all(|it| !it.path.starts_with("/api/v1/user")));
    scene.app.close().await;
}

#[tokio::test]
async fn who_is_nobody_in_a_harbor_is_told_to_sign_in() {
    let harbor = PretendedVendor::start(HarborApi::default(), HarborApi::shelf()).await;
    let scene = Scene::open(harbor, draft).await;
    let told = scene.app.read_offers(offers_of(&scene.connection)).await;
    assert_eq!(told.unwrap().withheld, Some(Withheld::NeedsSignIn));
    scene.app.close().await;
}

/// A window shows the way to the administration before anybody has connected.
#[test]
fn which_kinds_offer_something_is_known_without_a_connection() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let _entered = runtime.enter();
    let by_adapter = [
        (Kind::Generic, "127.0.0.1:1"),
        (Kind::DockerHub, "docker.io"),
        (Kind::Github, "ghcr.io"),
        (Kind::Quay, "127.0.0.1:1"),
        (Kind::Harbor, "127.0.0.1:1"),
        (Kind::Gitlab, "127.0.0.1:1"),
        (Kind::GoogleArtifactRegistry, "europe-docker.pkg.dev"),
        (Kind::Azure, "acme.azurecr.io"),
        (Kind::Zot, "127.0.0.1:1"),
    ];
    for (kind, host) in by_adapter {
        let registry = connect(kind, "127.0.0.1:1", host, Credential::Anonymous);
        assert_eq!(registry.kind(), kind);
        let offers = !registry.offers().listed().is_empty();
        assert_eq!(offers, kind.has_offers(), "{kind}");
    }
}
