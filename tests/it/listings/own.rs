//! The person's own registries in the gallery.

use std::time::Duration;

use portolan_contract::{
    ConnectionDraft, EditConnection, GallerySourceKind, Grouping, ImageColumn, ImageFilter,
    ImageSort, ListImages, ListingAt, Nothing, ProxyChoice, RepositoryAt, SwitchSource,
};
use portolan_storage::{Paths, Store};
use portolan_tests::{CountingProxy, DockerRegistry, FreshHome, Setup, until};

use super::{finds, references, search, source};
use crate::program::{draft, open};

#[tokio::test(flavor = "multi_thread")]
async fn what_is_browsed_is_found_under_its_connections_name_until_that_is_gone() {
    let registry = DockerRegistry::start(Setup::DeletionOn).await;
    let proxy = CountingProxy::start(&registry.url(), Duration::ZERO).await;
    registry
        .pusher()
        .image("team/sextant", "1.0", "a-quadrant")
        .await;
    registry
        .pusher()
        .image("team/astrolabe", "2.0", "brass")
        .await;
    let home = FreshHome::new();
    let app = open(&home).await;
    let named = |name: &str| ConnectionDraft {
        name: name.to_owned(),
        proxy: ProxyChoice::None,
        ..draft(&proxy.host())
    };
    let connection = app.add_connection(named("Ship Yard")).await.unwrap().id;
    app.refresh_repositories(connection.clone()).await.unwrap();
    let [astrolabe, sextant] =
        ["astrolabe", "sextant"].map(|name| format!("{}/team/{name}", proxy.host()));
    let both = [astrolabe.as_str(), sextant.as_str()];
    finds(&app, "source:ship-yard", &both).await;
    let hit = search(&app, "sextant source:ship-yard")
        .await
        .hits
        .remove(0);
    assert_eq!(hit.card.connection, Some(connection.clone()));
    let listed = source(&app, "ship-yard").await;
    assert_eq!(listed.kind, GallerySourceKind::Connection);
    assert_eq!((listed.listings, listed.can_harvest), (2, false));
    assert!(listed.asked_at.is_some());

    // What the newest image says is searched once it was read.
    let at = RepositoryAt {
        connection: connection.clone(),
        repository: "team/sextant".to_owned(),
    };
    app.refresh_images(at.clone()).await.unwrap();
    until("the image to be read", async || {
        let window = app.list_images(list(&at)).await.unwrap();
        (window.known == window.all && window.all > 0).then_some(())
    })
    .await;
    finds(&app, "source:ship-yard quadrant", &[sextant.as_str()]).await;
    finds(&app, "source:ship-yard arch:amd64", &[sextant.as_str()]).await;

    let edit = EditConnection {
        id: connection.clone(),
        draft: named("Dock"),
    };
    app.edit_connection(edit).await.unwrap();
    finds(&app, "source:ship-yard", &[]).await;
    finds(&app, "source:dock", &both).await;
    finds(&app, "source:dock quadrant", &[sextant.as_str()]).await;
    app.close().await;
    drop(app);

    let app = open(&home).await;
    finds(&app, "source:dock", &both).await;
    app.remove_connection(connection).await.unwrap();
    finds(&app, "source:dock", &[]).await;
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repository_of_two_sources_is_one_hit_and_one_page_that_name_both() {
    let home = FreshHome::new();
    // A connection to Docker Hub that was browsed once.
    let (store, _) = Store::open(&Paths::at(home.portolan())).unwrap();
    let hub = portolan_storage::ConnectionDraft {
        name: "Mirror".to_owned(),
        ..portolan_storage::ConnectionDraft::to("docker.io".to_owned())
    };
    let connection = store.add_connection(hub).await.unwrap().id;
    let nginx = vec!["library/nginx".parse().unwrap()];
    store
        .replace_catalog(connection, nginx, jiff::Timestamp::now())
        .await
        .unwrap();
    drop(store);
    let app = open(&home).await;
    let reference = "docker.io/library/nginx";
    finds(&app, "source:mirror", &[reference]).await;
    let pasted = search(&app, reference).await;
    let found = references(&pasted).into_iter();
    assert_eq!(found.filter(|it| *it == reference).count(), 1);
    let hit = search(&app, "source:mirror").await.hits.remove(0);
    assert_eq!(hit.card.source, "docker-hub");
    assert_eq!(hit.card.also, ["mirror"]);
    assert!(
        !hit.card.description.is_empty(),
        "what the other says stays"
    );
    let at = ListingAt {
        reference: reference.to_owned(),
    };
    let page = app.read_listing(at.clone()).await.unwrap();
    assert_eq!(page.card.also, ["mirror"]);
    let all = search(&app, "").await.all;
    let shelf = app.read_gallery_shelf(Nothing {}).await.unwrap();
    assert_eq!(shelf.listings, all, "it counts once");
    app.close().await;
    drop(app);

    // The index made anew has it once, too.
    std::fs::remove_dir_all(Paths::at(home.portolan()).index()).unwrap();
    let app = open(&home).await;
    finds(&app, "source:mirror", &[reference]).await;
    until("all to be found", async || {
        (search(&app, "").await.all == all).then_some(())
    })
    .await;
    let id = portolan_contract::ConnectionId(connection.to_string());
    app.remove_connection(id).await.unwrap();
    finds(&app, "source:mirror", &[]).await;
    let pasted = search(&app, reference).await;
    let found = references(&pasted).into_iter();
    assert_eq!(found.filter(|it| *it == reference).count(), 1);
    let page = app.read_listing(at).await.unwrap();
    assert_eq!(page.card.also, Vec::<String>::new());
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_connection_does_not_inherit_the_switch_of_a_namesake() {
    let home = FreshHome::new();
    let app = open(&home).await;
    let yard = ConnectionDraft {
        name: "Yard".to_owned(),
        ..draft("127.0.0.1:9")
    };
    let first = app.add_connection(yard.clone()).await.unwrap().id;
    let off = SwitchSource {
        source: "yard".to_owned(),
        enabled: false,
    };
    assert!(!app.switch_source(off).await.unwrap().enabled);
    app.remove_connection(first).await.unwrap();
    until("the source to go", async || {
        let sources = app.list_sources(Nothing {}).await.unwrap();
        sources.iter().all(|it| it.id != "yard").then_some(())
    })
    .await;
    app.add_connection(yard).await.unwrap();
    assert!(source(&app, "yard").await.enabled);
    app.close().await;
}

fn list(at: &RepositoryAt) -> ListImages {
    ListImages {
        connection: at.connection.clone(),
        repository: at.repository.clone(),
        grouping: Grouping::Digest,
        sort: ImageSort {
            column: ImageColumn::Tag,
            descending: true,
        },
        filter: ImageFilter::default(),
        offset: 0,
        limit: 200,
    }
}
