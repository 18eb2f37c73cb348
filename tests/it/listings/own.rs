//! The person's own registries in the gallery.

use std::time::Duration;

use portolan_contract::{
    ConnectionDraft, EditConnection, GallerySourceKind, Grouping, ImageColumn, ImageFilter,
    ImageSort, ListImages, ProxyChoice, RepositoryAt,
};
use portolan_tests::{CountingProxy, DockerRegistry, FreshHome, Setup, until};

use super::{finds, search, source};
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
