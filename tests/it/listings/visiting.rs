//! Looking into a registry that nobody connected.

use portolan_contract::{
    Change, Hint, ListListingTags, ListingAt, ListingTagColumn, ListingTagSort, OpenImage,
    PreviewChange,
};
use portolan_tests::{DockerRegistry, FreshHome, Setup, until};

use crate::program::open;

#[tokio::test]
async fn a_registry_that_nobody_connected_is_looked_into_and_nothing_is_changed_there() {
    let registry = DockerRegistry::start(Setup::DeletionOn).await;
    let pushed = registry.pusher().image("team/orrery", "1.0", "brass").await;
    let home = FreshHome::new();
    let app = open(&home).await;
    let reference = format!("{}/team/orrery", registry.host());
    let request = ListListingTags {
        reference: reference.clone(),
        filter: String::new(),
        sort: ListingTagSort {
            column: ListingTagColumn::Tag,
            descending: true,
        },
        offset: 0,
        limit: 10,
    };
    let tags = until("the tags", async || {
        let window = app.list_listing_tags(request.clone()).await.unwrap();
        (window.total > 0).then_some(window.rows)
    })
    .await;
    assert_eq!(tags[0].tag, "1.0");

    let at = ListingAt { reference };
    let visited = app.visit_listing(at.clone()).await.unwrap();
    let again = app.visit_listing(at).await.unwrap();
    assert_eq!(again.connection, visited.connection);
    let image = app
        .open_image(OpenImage {
            connection: visited.connection.clone(),
            repository: visited.repository.clone(),
            selector: "1.0".to_owned(),
        })
        .await
        .unwrap();
    assert_eq!(image.digest, pushed.digest.to_string());

    let refused = app
        .preview_change(PreviewChange {
            connection: visited.connection,
            change: Change::DeleteRepository {
                repository: visited.repository,
            },
        })
        .await
        .unwrap_err();
    assert!(
        matches!(refused.hint, Some(Hint::ConnectionReadOnly)),
        "{refused:?}"
    );
    app.close().await;
}
