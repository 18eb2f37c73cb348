//! GitHub in the whole program: what deleting a version would break, GitHub's own undo, and its refusals.

use std::sync::Arc;

use http::Method;
use jiff::{SignedDuration, Timestamp};
use portolan_app::{App, GalleryPlaces, VendorAddresses};
use portolan_contract::{
    Certainty, ConnectionId, Grouping, ImageColumn, ImageFilter, ImageRow, ImageSort, ListImages,
    RepositoryAt,
};
use portolan_credentials::{SecretStore, Surroundings};
use portolan_tests::{
    FreshHome, until,
    vendors::{GithubApi, PretendedVendor, Shelf, ShelvedRepository},
};

use crate::{
    changes::{carry_out, change, delete, preview, undo},
    program::signed_in,
};

const USER: &str = "octo";
const TOKEN: &str = "ghp_of_octo";
const REPOSITORY: &str = "octo/app";

struct Stage {
    github: PretendedVendor<GithubApi>,
    app: Arc<App>,
    connection: ConnectionId,
    _home: FreshHome,
}

impl Stage {
    async fn open() -> Self {
        let github = PretendedVendor::start(GithubApi::of(USER, TOKEN), Shelf::default()).await;
        github.want(USER, TOKEN);
        let home = FreshHome::new();
        let surroundings = Surroundings {
            home: home.home(),
            ..Surroundings::default()
        };
        let named = format!("github={},github-registry={}", github.url(), github.host());
        let app = App::open_everywhere(
            &home.portolan(),
            SecretStore::session_only(),
            surroundings,
            &GalleryPlaces::nowhere(),
            VendorAddresses::named(&named),
        )
        .await
        .unwrap();
        let added = app.add_connection(signed_in("ghcr.io", USER, TOKEN)).await;
        Self {
            github,
            app,
            connection: added.unwrap().id,
            _home: home,
        }
    }

    fn manifests_put(&self) -> usize {
        let seen = self.github.seen().into_iter();
        seen.filter(|asked| asked.method == Method::PUT && asked.path.contains("/manifests/"))
            .count()
    }
}

#[tokio::test]
async fn a_version_inside_an_index_is_warned_of_although_no_tag_names_it() {
    let stage = Stage::open().await;
    let pusher = stage.github.pusher();
    let child = pusher.image(REPOSITORY, "child", "one").await;
    let other = pusher.image(REPOSITORY, "other", "two").await;
    pusher
        .index(REPOSITORY, "multi", &[child.clone(), other])
        .await;
    let untag = |repository: &mut ShelvedRepository| repository.tags.remove("child");
    let untagged = stage
        .github
        .shelf()
        .repositories
        .get_mut(REPOSITORY)
        .and_then(untag);
    assert!(untagged.is_some());
    let digests = [child.digest.to_string()];
    let plan = preview(&stage.app, &stage.connection, delete(REPOSITORY, &digests))
        .await
        .unwrap();
    let told: Vec<_> = plan
        .blast_radius
        .indexes
        .iter()
        .flat_map(|index| index.tags.clone())
        .collect();
    assert_eq!(told, ["multi"]);
    stage.app.close().await;
}

#[tokio::test]
async fn a_deleted_version_is_restored_by_github_and_nothing_is_pushed() {
    let stage = Stage::open().await;
    stage.github.shelf().fill(REPOSITORY, 3);
    let digest = stage.github.shelf().repositories[REPOSITORY].tags["v1"].clone();
    let asked = delete(REPOSITORY, std::slice::from_ref(&digest));
    let plan = preview(&stage.app, &stage.connection, asked.clone())
        .await
        .unwrap();
    assert_eq!(plan.undo.certainty, Certainty::Certain);
    // GitHub keeps it for thirty days, which the plan and the activity say.
    let until = Timestamp::from_millisecond(plan.undo.restorable_until.unwrap()).unwrap();
    let thirty_days = SignedDuration::from_hours(30 * 24);
    let left = until.duration_since(Timestamp::now());
    assert!(left <= thirty_days && left > thirty_days - SignedDuration::from_mins(5));
    let activity = change(&stage.app, &stage.connection, asked).await;
    assert_eq!(stage.github.rules().deleted(), 1);
    let report = stage.app.read_activity(activity.clone()).await.unwrap();
    let told = report.activity.undo.unwrap();
    assert_eq!(told.certainty, Certainty::Certain);
    assert!(told.restorable_until.is_some());
    // What GitHub still has of it is not looked for, nor sent.
    stage.github.shelf().blobs.clear();
    undo(&stage.app, activity).await;
    assert_eq!(stage.github.rules().deleted(), 0);
    assert_eq!(
        stage.github.shelf().repositories[REPOSITORY].tags["v1"],
        digest
    );
    assert_eq!(stage.manifests_put(), 0);
    stage.app.close().await;
}

#[tokio::test]
async fn what_the_token_lacks_for_deleting_or_restoring_is_named() {
    let stage = Stage::open().await;
    stage.github.shelf().fill(REPOSITORY, 3);
    let tags = stage.github.shelf().repositories[REPOSITORY].tags.clone();
    let activity = change(
        &stage.app,
        &stage.connection,
        delete(REPOSITORY, &[tags["v1"].clone()]),
    )
    .await;
    stage.github.rules().withdraw("write:packages");
    let plan = stage.app.preview_undo(activity).await.unwrap();
    let failure = carry_out(&stage.app, &plan).await.1.unwrap_err();
    assert!(
        format!("{failure:?}").contains("write:packages"),
        "{failure:?}"
    );
    stage.github.rules().withdraw("delete:packages");
    let plan = preview(
        &stage.app,
        &stage.connection,
        delete(REPOSITORY, &[tags["v2"].clone()]),
    )
    .await
    .unwrap();
    let failure = carry_out(&stage.app, &plan).await.1.unwrap_err();
    assert!(
        format!("{failure:?}").contains("delete:packages"),
        "{failure:?}"
    );
    assert!(
        stage.github.shelf().repositories[REPOSITORY]
            .tags
            .contains_key("v2")
    );
    stage.app.close().await;
}

#[tokio::test]
async fn a_version_that_was_downloaded_too_often_stays_and_github_says_why() {
    let stage = Stage::open().await;
    stage.github.shelf().fill(REPOSITORY, 2);
    let digest = stage.github.shelf().repositories[REPOSITORY].tags["v1"].clone();
    stage.github.rules().make_popular(&digest);
    let plan = preview(&stage.app, &stage.connection, delete(REPOSITORY, &[digest]))
        .await
        .unwrap();
    let failure = carry_out(&stage.app, &plan).await.1.unwrap_err();
    assert!(
        format!("{failure:?}").contains("5000 downloads"),
        "{failure:?}"
    );
    assert!(
        stage.github.shelf().repositories[REPOSITORY]
            .tags
            .contains_key("v1")
    );
    stage.app.close().await;
}

#[tokio::test]
async fn what_githubs_list_does_not_tell_is_read_for_the_rows_in_view_alone() {
    let stage = Stage::open().await;
    stage.github.shelf().fill(REPOSITORY, 200);
    let at = RepositoryAt {
        connection: stage.connection.clone(),
        repository: REPOSITORY.to_owned(),
    };
    stage.app.refresh_images(at.clone()).await.unwrap();
    stage.github.forget();
    let rows = until("the rows in view to be filled", async || {
        let request = ListImages {
            connection: at.connection.clone(),
            repository: at.repository.clone(),
            grouping: Grouping::Digest,
            sort: ImageSort {
                column: ImageColumn::Tag,
                descending: true,
            },
            filter: ImageFilter::default(),
            offset: 0,
            limit: 20,
        };
        let window = stage.app.list_images(request).await.unwrap();
        let is_filled = |row: &ImageRow| row.size.is_some() && !row.platforms.is_empty();
        window.rows.iter().all(is_filled).then_some(window.rows)
    })
    .await;
    assert_eq!(rows.len(), 20);
    // A manifest and a config for each, after a knock at the door.
    let asked = stage.github.seen().len();
    assert!(asked <= 41, "{asked} requests");
    stage.app.close().await;
}
