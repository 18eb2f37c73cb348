//! Free space: shown before it is done, sparing what undo needs.

use jiff::{SignedDuration, Timestamp};
use portolan_local_registry::{SpacePlan, SpaceRules};
use portolan_oci::{Digest, MediaType};
use reqwest::StatusCode;
use serde_json::json;

use crate::fixture::{Home, Image, descriptor, name};

/// Everything is older than this.
fn later() -> Timestamp {
    Timestamp::now() + SignedDuration::from_hours(1)
}

/// What was just done is younger than this.
fn earlier() -> Timestamp {
    Timestamp::now() - SignedDuration::from_hours(1)
}

fn plan(home: &Home, keep_since: Timestamp, untagged: bool) -> SpacePlan {
    let rules = SpaceRules {
        keep_since,
        untagged,
    };
    home.registry.plan_free_space(rules).unwrap()
}

async fn delete_image(home: &Home, repository: &str, manifest: &[u8]) {
    let path = format!("/v2/{repository}/manifests/{}", Digest::of(manifest));
    let response = home.client.delete(&path).await;
    assert_eq!(response.status(), StatusCode::ACCEPTED);
}

#[tokio::test]
async fn a_deleted_image_is_spared_until_its_time_and_then_goes_whole() {
    let home = Home::start();
    let kept = home.client.push_image("team/app", "kept", "kept").await;
    let gone = home.client.push_image("team/app", "gone", "gone").await;
    delete_image(&home, "team/app", &gone).await;
    assert!(plan(&home, earlier(), true).is_empty());

    let plan = plan(&home, later(), false);
    let image = Image::of("gone");
    let mut expected = [&gone, &image.config, &image.layer].map(|bytes| Digest::of(bytes));
    expected.sort();
    let planned: Vec<_> = plan
        .contents
        .iter()
        .map(|(digest, _)| digest.clone())
        .collect();
    assert_eq!(planned, expected);
    assert_eq!(plan.repositories.len(), 1);
    assert_eq!(plan.repositories[0].removed, [Digest::of(&gone)]);
    assert!(plan.repositories[0].untagged.is_empty());
    assert_eq!(
        plan.bytes(),
        (gone.len() + image.config.len() + image.layer.len()) as u64
    );

    assert_eq!(plan.repositories[0].bytes, plan.bytes());

    let freed = home.registry.free_space(&plan).unwrap();
    assert_eq!(
        (freed.contents, freed.bytes, freed.manifests),
        (3, plan.bytes(), 1)
    );
    assert_eq!(home.registry.size().unwrap().contents, 3);
    let verification = home.registry.verify(|_, _| {}).unwrap();
    assert!(verification.is_sound());
    assert_eq!(verification.sound, 3);
    let response = home.client.get("/v2/team/app/manifests/kept").await;
    assert_eq!(response.bytes().await.unwrap(), kept);
    // Pushing it anew needs its blobs anew.
    let response = home
        .client
        .put_manifest("team/app", "gone", &MediaType::OCI_MANIFEST, &gone)
        .await;
    assert_eq!(response.status(), StatusCode::NOT_FOUND);
    home.client.push_image("team/app", "gone", "gone").await;
}

#[tokio::test]
async fn shared_content_stays_while_one_repository_needs_it() {
    let home = Home::start();
    let manifest = home.client.push_image("team/one", "v1", "shared").await;
    home.client.push_image("team/two", "v1", "shared").await;
    delete_image(&home, "team/one", &manifest).await;
    let plan = plan(&home, later(), true);
    assert!(plan.contents.is_empty());
    home.registry.free_space(&plan).unwrap();
    let response = home.client.get("/v2/team/two/manifests/v1").await;
    assert_eq!(response.bytes().await.unwrap(), manifest);
    assert!(home.registry.verify(|_, _| {}).unwrap().is_sound());
}

#[tokio::test]
async fn untagged_manifests_go_only_when_asked_and_never_from_an_index_or_a_kept_subject() {
    let home = Home::start();
    let subject = home.client.push_image("team/app", "v1", "subject").await;
    let untagged = home.client.push_image("team/app", "moved", "old").await;
    home.client.push_image("team/app", "moved", "new").await;
    let child = home.client.push_image("team/app", "child", "child").await;
    home.client.delete("/v2/team/app/manifests/child").await;
    let index = json!({
        "schemaVersion": 2,
        "mediaType": MediaType::OCI_INDEX,
        "manifests": [descriptor(&MediaType::OCI_MANIFEST, &child)],
    })
    .to_string();
    home.client
        .put_manifest("team/app", "index", &MediaType::OCI_INDEX, index.as_bytes())
        .await;
    let referrer = Image::of("old").manifest_with(json!({
        "subject": descriptor(&MediaType::OCI_MANIFEST, &subject),
    }));
    let digest = Digest::of(&referrer);
    home.client.put_untagged("team/app", &referrer).await;
    assert_eq!(
        home.registry.list_untagged(&name("team/app")).unwrap(),
        [digest.clone(), Digest::of(&untagged)]
    );

    assert!(plan(&home, later(), false).is_empty());
    assert!(plan(&home, earlier(), true).is_empty());
    let plan = plan(&home, later(), true);
    assert_eq!(plan.repositories[0].untagged, [Digest::of(&untagged)]);
    let freed = home.registry.free_space(&plan).unwrap();
    assert_eq!(freed.manifests, 1);
    for (reference, status) in [
        (Digest::of(&untagged), StatusCode::NOT_FOUND),
        (Digest::of(&child), StatusCode::OK),
        (digest, StatusCode::OK),
    ] {
        let path = format!("/v2/team/app/manifests/{reference}");
        assert_eq!(home.client.head(&path).await.status(), status);
    }
}

#[tokio::test]
async fn what_became_needed_since_the_plan_was_made_stays() {
    let home = Home::start();
    let manifest = home.client.push_image("team/app", "v1", "one").await;
    delete_image(&home, "team/app", &manifest).await;
    let plan = plan(&home, later(), true);
    assert_eq!(plan.contents.len(), 3);
    // Undo, after the preview and before the deed.
    let response = home
        .client
        .put_manifest("team/app", "v1", &MediaType::OCI_MANIFEST, &manifest)
        .await;
    assert_eq!(response.status(), StatusCode::CREATED);
    assert_eq!(home.registry.free_space(&plan).unwrap().contents, 0);
    assert!(home.registry.verify(|_, _| {}).unwrap().is_sound());
    // What came to be free since is not in the plan, so it stays too.
    home.client.push_blob("team/app", b"never used").await;
    assert_eq!(home.registry.free_space(&plan).unwrap().contents, 0);
}

#[tokio::test]
async fn a_blob_that_no_manifest_ever_named_goes_when_it_is_old() {
    let home = Home::start();
    home.client.push_blob("team/app", b"abandoned").await;
    assert!(plan(&home, earlier(), true).is_empty());
    let plan = plan(&home, later(), true);
    assert_eq!(plan.contents, [(Digest::of(b"abandoned"), 9)]);
    assert_eq!(plan.repositories[0].bytes, 9);
    assert_eq!(home.registry.free_space(&plan).unwrap().bytes, 9);
    assert_eq!(home.registry.size().unwrap().contents, 0);
}

#[tokio::test]
async fn a_deleted_blob_stays_while_a_manifest_names_it() {
    let home = Home::start();
    home.client.push_image("team/app", "v1", "one").await;
    let layer = Digest::of(&Image::of("one").layer);
    home.client
        .delete(&format!("/v2/team/app/blobs/{layer}"))
        .await;
    assert!(plan(&home, later(), true).contents.is_empty());
}

#[tokio::test]
async fn freed_bytes_leave_the_layouts_too() {
    let home = Home::start();
    let gone = home.client.push_image("team/app", "gone", "gone").await;
    home.client.push_image("team/app", "kept", "kept").await;
    let layout = home.registry.write_layout(&name("team/app")).unwrap();
    let link = layout.join("blobs/sha256").join(Digest::of(&gone).hex());
    assert!(link.exists());
    delete_image(&home, "team/app", &gone).await;
    let plan = plan(&home, later(), false);
    home.registry.free_space(&plan).unwrap();
    assert!(!link.exists());
}

#[tokio::test]
async fn freeing_while_others_push_the_same_content_loses_nothing() {
    let home = Home::start();
    for round in 0..10 {
        let manifest = home.client.push_image("team/app", "v1", "contested").await;
        delete_image(&home, "team/app", &manifest).await;
        let plan = plan(&home, later(), true);
        let registry = std::sync::Arc::clone(&home.registry);
        let freeing = tokio::task::spawn_blocking(move || registry.free_space(&plan).unwrap());
        let image = Image::of("contested");
        home.client.push_blob("team/app", &image.config).await;
        home.client.push_blob("team/app", &image.layer).await;
        let response = home
            .client
            .put_manifest("team/app", "v1", &MediaType::OCI_MANIFEST, &manifest)
            .await;
        freeing.await.unwrap();
        // Freed between the blobs and the manifest, it is refused; acknowledged, it is whole.
        if response.status() == StatusCode::CREATED {
            let response = home.client.get("/v2/team/app/manifests/v1").await;
            assert_eq!(response.status(), StatusCode::OK, "round {round}");
        }
        assert!(home.registry.verify(|_, _| {}).unwrap().is_sound());
    }
}
