//! Connections to vendors in the whole program: recognised by themselves, and many of them at once.

use std::sync::Arc;

use futures_util::future::join_all;
use http::Method;
use portolan_app::{App, GalleryPlaces, VendorAddresses};
use portolan_contract::{
    Connection, ListRepositories, RegistryKind, RepositoryColumn, RepositorySort, TestConnection,
};
use portolan_credentials::{SecretStore, Surroundings};
use portolan_storage::{ConnectionDraft as StoredDraft, Paths, Store};
use portolan_tests::{
    Answer, FreshHome, Scripted, free_port,
    vendors::{AnyRules, DockerHubApi, PlainRules, PretendedVendor, Shelf},
};
use serde_json::json;

use crate::program::{draft, signed_in};

async fn open(home: &FreshHome, vendors: &str) -> Arc<App> {
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

#[tokio::test]
async fn twenty_connections_refresh_together_and_neither_a_slow_nor_a_dead_one_delays_the_others() {
    let home = FreshHome::new();
    let (hub, named) = hub().await;
    hub.shelf().fill("me/app", 1);
    let mut plain = Vec::new();
    for _ in 0..12 {
        let rules: AnyRules = Box::new(PlainRules);
        let vendor = PretendedVendor::start(rules, Shelf::default()).await;
        vendor.shelf().fill("team/app", 1);
        plain.push(vendor);
    }
    let silent = Scripted::start().await;
    for path in [
        "/v2/",
        "/v2/_catalog",
        "/api/v2.0/systeminfo",
        "/v2/_oci/ext/discover",
        "/api/v1/discovery",
    ] {
        silent.answer(Method::GET, path, Answer::silence());
    }
    let app = open(&home, &named).await;
    let mut drafts: Vec<_> = plain.iter().map(|vendor| draft(&vendor.host())).collect();
    drafts.extend((0..6).map(|_| signed_in("docker.io", "me", "secret")));
    drafts.push(draft(&format!("127.0.0.1:{}", free_port())));
    drafts.push(draft(&silent.host()));
    assert_eq!(drafts.len(), 20);
    let added = join_all(drafts.into_iter().map(|draft| app.add_connection(draft))).await;
    let added: Vec<Connection> = added.into_iter().map(Result::unwrap).collect();
    let (well, ill) = added.split_at(18);
    let refresh = |connection: &Connection| app.refresh_repositories(connection.id.clone());
    let slow = refresh(&ill[1]);
    let others = async {
        let done = join_all(well.iter().map(refresh)).await;
        for outcome in done {
            outcome.unwrap();
        }
        for connection in well {
            assert_eq!(rows(&app, connection).await, 1, "{}", connection.host);
        }
    };
    let dead = refresh(&ill[0]);
    tokio::select! {
        biased;
        (dead, ()) = async { tokio::join!(dead, others) } => assert!(dead.is_err()),
        _ = slow => panic!("who never answers was waited for less long than the others"),
    }
    app.close().await;
}
