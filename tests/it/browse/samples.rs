//! The sample images in the local registry: one of each kind that a registry holds, all opened.

use std::sync::Arc;

use portolan_app::App;
use portolan_contract::{
    ActivityDeed, ActivityId, ActivityState, Event, FreeSpace, Hint, ImageKind, JobId,
    ListActivities, ListRepositories, Nothing, OpenImage, Presence, RepositoryAt, RepositoryColumn,
    RepositorySort,
};
use portolan_tests::{FreshHome, until};
use tokio::sync::broadcast::Receiver;

use super::list;
use crate::program::open;

/// Waits until a job has ended, and wants that to be well.
async fn ends_well(events: &mut Receiver<Event>, job: &JobId) {
    loop {
        if let Event::JobEnded {
            job: ended,
            failure,
        } = events.recv().await.unwrap()
            && ended == *job
        {
            assert_eq!(failure, None);
            return;
        }
    }
}

/// What was done last, its state, and how many items of how many.
async fn last_done(app: &Arc<App>) -> (ActivityId, ActivityDeed, ActivityState, u64, u64) {
    let all = ListActivities {
        connection: None,
        offset: 0,
        limit: 10,
    };
    let last = app.list_activities(all).await.unwrap().rows.remove(0);
    (last.id, last.deed, last.state, last.done, last.items)
}

#[tokio::test]
async fn the_local_registry_counts_its_repositories_unopened_and_its_own_work_is_an_activity() {
    let home = FreshHome::new();
    let app = open(&home).await;
    let connection = app.read_about(Nothing {}).await.unwrap().local_registry;
    let mut events = app.events.listen();
    let samples = app.add_samples(Nothing {}).await.unwrap();
    ends_well(&mut events, &samples).await;
    let (id, deed, state, done, items) = last_done(&app).await;
    assert_eq!(
        (id.0.as_str(), state),
        (samples.0.as_str(), ActivityState::Done)
    );
    assert!(matches!(deed, ActivityDeed::AddSamples), "{deed:?}");
    assert!(done == items && items >= 7, "{done} of {items}");
    let report = app.read_activity(id).await.unwrap();
    assert_eq!(report.items[0].target, "samples/harbour");

    app.refresh_repositories(connection.clone()).await.unwrap();
    let wanted = ListRepositories {
        connection,
        filter: "logbook".to_owned(),
        marked: None,
        sort: RepositorySort {
            column: RepositoryColumn::Name,
            descending: false,
        },
        offset: 0,
        limit: 10,
    };
    let row = app.list_repositories(wanted).await.unwrap().rows.remove(0);
    assert_eq!(row.tags, Some(60));
    assert!(row.bytes.is_some_and(|bytes| bytes > 0), "{:?}", row.bytes);

    let plan = app.preview_free_space(Nothing {}).await.unwrap().id;
    let freeing = app.free_space(FreeSpace { plan }).await.unwrap();
    ends_well(&mut events, &freeing).await;
    let (id, deed, state, ..) = last_done(&app).await;
    assert_eq!((id.0, state), (freeing.0, ActivityState::Done));
    assert!(matches!(deed, ActivityDeed::FreeSpace { .. }), "{deed:?}");
    app.close().await;
}

#[tokio::test]
async fn every_sample_is_a_row_and_opens_and_only_the_broken_one_is_broken() {
    let home = FreshHome::new();
    let app = open(&home).await;
    let connection = app.read_about(Nothing {}).await.unwrap().local_registry;
    let mut events = app.events.listen();
    let job = app.add_samples(Nothing {}).await.unwrap();
    ends_well(&mut events, &job).await;
    app.refresh_repositories(connection.clone()).await.unwrap();
    let repositories = app
        .list_repositories(ListRepositories {
            connection: connection.clone(),
            filter: String::new(),
            marked: None,
            sort: RepositorySort {
                column: RepositoryColumn::Name,
                descending: false,
            },
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
