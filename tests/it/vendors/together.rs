//! Connections to vendors in the whole program: recognised by themselves, and many of them at once.

use std::sync::Arc;

use futures_util::future::join_all;
use http::Method;
use portolan_app::{App, GalleryPlaces, VendorAddresses};
use portolan_contract::{
    Code, Connection, ConnectionDraft, ConnectionId, ListRepositories, RegistryKind, RepositoryAt,
    RepositoryColumn, RepositorySort, TestConnection,
};
use portolan_credentials::{SecretStore, Surroundings};
use portolan_storage::{ConnectionDraft as StoredDraft, Paths, Store};
use portolan_tests::{
    Answer, FreshHome, Scripted, free_port,
    vendors::{
        AnyRules, ArtifactoryApi, AzureApi, DockerHubApi, GiteaRules, GithubApi, GitlabApi,
        GoogleRules, HarborApi, NexusRules, PlainRules, PretendedVendor, PulpApi, QuayApi, Shelf,
        ZotAge, ZotApi,
    },
};
use serde_json::json;
use tokio::sync::Notify;

use crate::program::{draft, signed_in};

pub(super) async fn open(home: &FreshHome, vendors: &str) -> Arc<App> {
    let surroundings = Surroundings {
        home: home.home(),
        ..Surroundings::default()
    };
    App::open_everywhere(
        &home.portolan(),
        SecretStore::session_only(),
        surroundings,
        &GalleryPlaces::nowhere(),
        VendorAddresses::named(vendors),
    )
    .await
    .unwrap()
}

async fn hub() -> (PretendedVendor<DockerHubApi>, String) {
    let hub = PretendedVendor::start(DockerHubApi::of("me", "secret"), Shelf::default()).await;
    hub.want("me", "secret");
    let named = format!(
        "docker-hub={},docker-hub-registry={}",
        hub.url(),
        hub.host()
    );
    (hub, named)
}

async fn rows(app: &Arc<App>, connection: &Connection) -> usize {
    let request = ListRepositories {
        connection: connection.id.clone(),
        filter: String::new(),
        marked: None,
        sort: RepositorySort {
            column: RepositoryColumn::Name,
            descending: false,
        },
        offset: 0,
        limit: 10,
    };
    app.list_repositories(request).await.unwrap().rows.len()
}

/// A Harbor, as far as it greets.
async fn harbor() -> Scripted {
    let server = Scripted::start().await;
    let greeting = json!({ "auth_mode": "db_auth" });
    server
        .answer(Method::GET, "/v2/", Answer::json(200, &json!({})))
        .answer(
            Method::GET,
            "/api/v2.0/systeminfo",
            Answer::json(200, &greeting),
        );
    server
}

#[tokio::test]
async fn a_pasted_host_is_recognised_by_itself_and_said_by_its_test() {
    let home = FreshHome::new();
    let (_hub, named) = hub().await;
    let (server, plain) = (harbor().await, Scripted::start().await);
    plain.answer(Method::GET, "/v2/", Answer::json(200, &json!({})));
    let app = open(&home, &named).await;
    for (address, kind) in [
        ("docker.io", RegistryKind::DockerHub),
        (server.host().as_str(), RegistryKind::Harbor),
        (plain.host().as_str(), RegistryKind::Generic),
    ] {
        let report = app
            .test_connection(TestConnection {
                draft: draft(address),
                of: None,
            })
            .await
            .unwrap();
        assert_eq!(report.kind, kind, "{address}");
        let added = app.add_connection(draft(address)).await.unwrap();
        assert_eq!(added.kind, kind, "{address}");
    }
    app.close().await;
}

#[tokio::test]
async fn a_connection_of_an_older_portolan_is_recognised_when_it_is_used() {
    let home = FreshHome::new();
    let server = harbor().await;
    let (store, _) = Store::open(&Paths::at(home.portolan())).unwrap();
    let mut kept = StoredDraft::to(server.host());
    kept.plain_http = true;
    assert_eq!(kept.kind, "generic");
    store.add_connection(kept).await.unwrap();
    drop(store);
    let app = open(&home, "").await;
    let kind = async |app: &Arc<App>| {
        let all = app
            .list_connections(portolan_contract::Nothing {})
            .await
            .unwrap();
        let found = all.into_iter().find(|it| it.kind != RegistryKind::Local);
        found.unwrap()
    };
    let before = kind(&app).await;
    assert_eq!(before.kind, RegistryKind::Generic);
    // Whatever the list comes to, it was looked at.
    let _ = app.refresh_repositories(before.id).await;
    assert_eq!(kind(&app).await.kind, RegistryKind::Harbor);
    app.close().await;
}

/// A registry of some kind in which there is one repository, and how a person connects to it.
struct Member {
    vendor: PretendedVendor<AnyRules>,
    kind: RegistryKind,
    draft: ConnectionDraft,
}

impl Member {
    /// One at its own address.
    async fn own(kind: RegistryKind, rules: AnyRules, user: &str) -> Self {
        let vendor = PretendedVendor::start(rules, Shelf::default()).await;
        let draft = signed_in(&vendor.host(), user, SECRET);
        Self::holding_one(vendor, kind, draft)
    }

    /// One that a person calls by its vendor's host.
    async fn named(kind: RegistryKind, rules: AnyRules, user: &str, host: &str) -> Self {
        let vendor = PretendedVendor::start(rules, Shelf::default()).await;
        Self::holding_one(vendor, kind, signed_in(host, user, SECRET))
    }

    fn holding_one(
        vendor: PretendedVendor<AnyRules>,
        kind: RegistryKind,
        draft: ConnectionDraft,
    ) -> Self {
        vendor.shelf().fill("me/app", 1);
        Self {
            vendor,
            kind,
            draft,
        }
    }
}

const SECRET: &str = "canary-secret";

/// One registry of each kind, and some of none in particular: fifteen.
async fn of_every_kind() -> Vec<Member> {
    let mut members = vec![
        Member::named(
            RegistryKind::DockerHub,
            Box::new(DockerHubApi::of("me", SECRET)),
            "me",
            "docker.io",
        )
        .await,
        Member::named(
            RegistryKind::Github,
            Box::new(GithubApi::of("me", SECRET)),
            "me",
            "ghcr.io",
        )
        .await,
        Member::named(
            RegistryKind::Quay,
            Box::new(QuayApi::of(SECRET)),
            QuayApi::USER,
            "quay.io",
        )
        .await,
        Member::named(
            RegistryKind::GoogleArtifactRegistry,
            Box::new(GoogleRules),
            "oauth2accesstoken",
            "europe-docker.pkg.dev",
        )
        .await,
        Member::named(
            RegistryKind::Azure,
            Box::new(AzureApi::default()),
            "me",
            "mine.azurecr.io",
        )
        .await,
    ];
    let zot = ZotApi::of(ZotAge::Current);
    let own: [(RegistryKind, AnyRules); 10] = [
        (RegistryKind::Harbor, Box::new(HarborApi::default())),
        (RegistryKind::Zot, Box::new(zot)),
        (RegistryKind::Gitlab, Box::new(GitlabApi::of("me", SECRET))),
        (RegistryKind::Gitea, Box::new(GiteaRules::of("me", SECRET))),
        (
            RegistryKind::Artifactory,
            Box::new(ArtifactoryApi::of("me", SECRET)),
        ),
        (RegistryKind::Nexus, Box::new(NexusRules::of("me", SECRET))),
        (RegistryKind::Pulp, Box::new(PulpApi::of("me", SECRET))),
        (RegistryKind::Generic, Box::new(PlainRules)),
        (RegistryKind::Generic, Box::new(PlainRules)),
        (RegistryKind::Generic, Box::new(PlainRules)),
    ];
    for (kind, rules) in own {
        members.push(Member::own(kind, rules, "me").await);
    }
    members
}

/// A registry whose catalog is answered like this.
async fn listing(answer: Answer) -> Scripted {
    let server = Scripted::start().await;
    server
        .answer(Method::GET, "/v2/", Answer::json(200, &json!({})))
        .answer(Method::GET, "/v2/_catalog", answer);
    server
}

/// A registry that takes connections and says nothing.
async fn silent() -> Scripted {
    let server = Scripted::start().await;
    for path in [
        "/v2/",
        "/v2/_catalog",
        "/api/v2.0/systeminfo",
        "/v2/_oci/ext/discover",
        "/api/v1/discovery",
        "/pulp/api/v3/status/",
    ] {
        server.answer(Method::GET, path, Answer::silence());
    }
    server
}

#[tokio::test]
async fn twenty_connections_of_all_kinds_refresh_together_and_no_ill_one_delays_another() {
    let home = FreshHome::new();
    let members = of_every_kind().await;
    let named: Vec<String> = ["docker-hub", "github", "quay", "google", "azure"]
        .iter()
        .zip(&members)
        .map(|(name, it)| {
            format!(
                "{name}={},{name}-registry={}",
                it.vendor.url(),
                it.vendor.host()
            )
        })
        .collect();
    let gate = Arc::new(Notify::new());
    let one = json!({ "repositories": ["me/app"] });
    let slow = listing(Answer::json(200, &one).behind(&gate)).await;
    let silent = silent().await;
    let page = Answer::status(200)
        .header("content-type", "text/html")
        .body("<!doctype html><title>Sign in</title>");
    let page = listing(page).await;
    let busy = listing(Answer::status(429).header("retry-after", "3600")).await;
    let app = open(&home, &named.join(",")).await;
    let mut drafts: Vec<ConnectionDraft> = members.iter().map(|it| it.draft.clone()).collect();
    drafts.extend([&slow, &silent, &page, &busy].map(|server| draft(&server.host())));
    drafts.push(draft(&format!("127.0.0.1:{}", free_port())));
    assert_eq!(drafts.len(), 20);
    let added = join_all(drafts.into_iter().map(|draft| app.add_connection(draft))).await;
    let added: Vec<Connection> = added.into_iter().map(Result::unwrap).collect();
    let (well, ill) = added.split_at(members.len());
    for (connection, member) in well.iter().zip(&members) {
        assert_eq!(connection.kind, member.kind, "{}", connection.host);
    }
    let refresh = |connection: &Connection| app.refresh_repositories(connection.id.clone());
    let mut slow = Box::pin(refresh(&ill[0]));
    let mut silent = Box::pin(refresh(&ill[1]));
    let others = async {
        let done = join_all(well.iter().map(refresh)).await;
        for (outcome, connection) in done.into_iter().zip(well) {
            assert!(outcome.is_ok(), "{}: {outcome:?}", connection.host);
            assert_eq!(rows(&app, connection).await, 1, "{}", connection.host);
        }
        let done = join_all(ill[2..].iter().map(refresh)).await;
        let codes: Vec<Code> = done.into_iter().map(|it| it.unwrap_err().code).collect();
        assert!(
            matches!(
                codes.as_slice(),
                [_, Code::RateLimited { until: Some(_) }, Code::Offline]
            ),
            "{codes:?}"
        );
    };
    // Everybody else is there before the slow one answers, and the silent one is still waited for then.
    tokio::select! {
        () = others => {}
        _ = &mut slow => panic!("the gate is closed"),
        _ = &mut silent => panic!("who never answers was waited for less long than the others"),
    }
    gate.notify_one();
    slow.await.unwrap();
    assert_eq!(rows(&app, &ill[0]).await, 1);
    app.close().await;
}

#[tokio::test]
async fn what_is_looked_into_from_the_gallery_is_asked_of_its_vendor_s_api_as_nobody() {
    let home = FreshHome::new();
    let (hub, named) = hub().await;
    hub.shelf().fill("grafana/grafana", 3);
    let (store, _) = Store::open(&Paths::at(home.portolan())).unwrap();
    let mut visited = StoredDraft::to("docker.io".to_owned());
    visited.kind = "visited".to_owned();
    visited.read_only = true;
    let visited = store.add_connection(visited).await.unwrap();
    drop(store);
    let app = open(&home, &named).await;
    let at = RepositoryAt {
        connection: ConnectionId(visited.id.to_string()),
        repository: "grafana/grafana".to_owned(),
    };
    app.refresh_images(at).await.unwrap();
    let seen = hub.seen();
    let lists = seen.iter().filter(|it| it.path.ends_with("/tags"));
    assert_eq!(lists.count(), 1);
    assert!(
        seen.iter().all(|it| !it.path.contains("/manifests/")),
        "it would count as a pull"
    );
    assert!(
        seen.iter()
            .all(|it| !it.headers.contains_key("authorization")),
        "nobody signs in"
    );
    app.close().await;
}
