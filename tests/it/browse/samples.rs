//! The sample images in the local registry: one of each kind that a registry holds, all opened.

use portolan_contract::{
    Event, Hint, ImageKind, ListRepositories, Nothing, OpenImage, Presence, RepositoryAt,
};
use portolan_tests::{FreshHome, until};

use super::list;
use crate::program::open;

#[tokio::test]
async fn every_sample_is_a_row_and_opens_and_only_the_broken_one_is_broken() {
    let home = FreshHome::new();
    let app = open(&home).await;
    let connection = app.read_about(Nothing {}).await.unwrap().local_registry;
    let mut events = app.events.listen();
    let job = app.add_samples(Nothing {}).await.unwrap();
    loop {
        if let Event::JobEnded {
            job: ended,
            failure,
        } = events.recv().await.unwrap()
            && ended == job
        {
            assert_eq!(failure, None);
            break;
        }
    }
    app.refresh_repositories(connection.clone()).await.unwrap();
    let repositories = app
        .list_repositories(ListRepositories {
            connection: connection.clone(),
            filter: String::new(),
            offset: 0,
            limit: 100,
        })
        .await
        .unwrap();
    assert!(repositories.total >= 7, "{:?}", repositories.rows);
    let mut kinds = Vec::new();
    let mut broken = 0;
    let mut attachments = 0;
    let mut most_tags = 0;
    for repository in repositories.rows {
        let at = RepositoryAt {
            connection: connection.clone(),
            repository: repository.name.clone(),
        };
        app.refresh_images(at.clone()).await.unwrap();
        let window = until("every row is known", async || {
            let window = app.list_images(list(&at)).await.unwrap();
            (window.known == window.all && window.all > 0).then_some(window)
        })
        .await;
        let tags: u64 = window.rows.iter().map(|row| row.tag_count).sum();
        most_tags = most_tags.max(tags);
        for row in window.rows {
            assert_eq!(row.problem, None, "{} {:?}", at.repository, row.tags);
            let digest = row.digest.clone().unwrap();
            let opened = app
                .open_image(OpenImage {
                    connection: connection.clone(),
                    repository: at.repository.clone(),
                    selector: row.tags.first().unwrap_or(&digest).clone(),
                })
                .await
                .unwrap();
            assert_eq!(opened.digest, digest);
            assert_eq!(
                Some(opened.kind),
                row.kind,
                "{} {:?}",
                at.repository,
                row.tags
            );
            assert!(
                opened.problem.as_ref().is_none_or(|problem| {
                    matches!(problem.hint, Some(Hint::BlobsMissing { .. }))
                }),
                "{:?}",
                opened.problem
            );
            let is_missing =
                |child: &portolan_contract::PlatformImage| child.present == Presence::Missing;
            let opened = until("the children were looked for", async || {
                let again = app
                    .open_image(OpenImage {
                        connection: connection.clone(),
                        repository: at.repository.clone(),
                        selector: digest.clone(),
                    })
                    .await
                    .unwrap();
                let mut children = again.platforms.iter();
                children
                    .all(|child| child.present != Presence::Unknown)
                    .then_some(again)
            })
            .await;
            assert_eq!(opened.platforms.iter().any(is_missing), row.broken);
            broken += u64::from(row.broken);
            attachments += row.attachments;
            if row.broken {
                assert_eq!(row.size, None);
            } else if row.kind != Some(ImageKind::Relic) {
                assert!(row.size.is_some(), "{} {:?}", at.repository, row.tags);
            }
            kinds.extend(row.kind);
        }
    }
    kinds.sort();
    kinds.dedup();
    assert!(kinds.contains(&ImageKind::Index) && kinds.contains(&ImageKind::HelmChart));
    assert_eq!(broken, 1);
    assert!(attachments >= 3, "{attachments}");
    assert!(most_tags >= 60, "{most_tags}");
    app.close().await;
}

#[tokio::test]
async fn an_image_that_no_tag_names_any_more_is_a_row_of_the_local_registry() {
    let home = FreshHome::new();
    let app = open(&home).await;
    let connection = app.read_about(Nothing {}).await.unwrap().local_registry;
    let address = app.read_local_registry(Nothing {}).await.unwrap().address;
    let push = portolan_tests::Pusher::new(&format!("http://{address}"), None);
    let first = push.image("team/app", "latest", "first").await;
    let second = push.image("team/app", "latest", "second").await;
    let at = RepositoryAt {
        connection,
        repository: "team/app".to_owned(),
    };
    app.refresh_images(at.clone()).await.unwrap();
    let window = until("both rows are known", async || {
        let window = app.list_images(list(&at)).await.unwrap();
        (window.known == 2).then_some(window)
    })
    .await;
    let rows: Vec<_> = window
        .rows
        .iter()
        .map(|row| (row.tags.len(), row.digest.clone().unwrap()))
        .collect();
    assert_eq!(
        rows,
        [
            (1, second.digest.to_string()),
            (0, first.digest.to_string())
        ]
    );
    app.close().await;
}
