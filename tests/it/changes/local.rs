//! Against the registry inside Portolan, with its own sample images.

use std::{collections::BTreeMap, sync::Arc};

use portolan_app::App;
use portolan_contract::{Certainty, Change, Event, Nothing};
use portolan_tests::{FreshHome, Pusher};
use serde_json::Value;
use tokio::sync::broadcast::error::RecvError;

use super::{carry_out, change, preview, undo};
use crate::program::open;

async fn add_samples(app: &Arc<App>) {
    let mut events = app.events.listen();
    let begun = app.add_samples(Nothing {}).await.unwrap();
    loop {
        match events.recv().await {
            Ok(Event::JobEnded { job, failure }) if job == begun => {
                assert_eq!(failure, None);
                return;
            }
            Ok(_) | Err(RecvError::Lagged(_)) => {}
            Err(problem) => panic!("{problem}"),
        }
    }
}

async fn repositories(pusher: &Pusher) -> Vec<String> {
    let catalog = pusher.ask(reqwest::Method::GET, "/v2/_catalog").await;
    let catalog: Value = catalog.json().await.unwrap();
    let names = catalog["repositories"].as_array().unwrap().iter();
    names
        .filter_map(|name| name.as_str().map(str::to_owned))
        .collect()
}

/// Every tag with its exact bytes, and every manifest below it with its own and its referrers.
async fn visible(pusher: &Pusher, repository: &str) -> BTreeMap<String, Vec<u8>> {
    let mut visible = BTreeMap::new();
    let mut open = pusher.tags(repository).await;
    while let Some(name) = open.pop() {
        if visible.contains_key(&name) {
            continue;
        }
        let Some(bytes) = pusher.manifest_of(repository, &name).await else {
            continue;
        };
        let digest = portolan_oci::Digest::of(&bytes).to_string();
        let manifest: Value = serde_json::from_slice(&bytes).unwrap();
        let path = format!("/v2/{repository}/referrers/{digest}");
        let referrers = pusher.ask(reqwest::Method::GET, &path).await;
        let referrers: Value = referrers.json().await.unwrap();
        for list in [&manifest["manifests"], &referrers["manifests"]] {
            let entries = list.as_array().into_iter().flatten();
            open.extend(entries.filter_map(|entry| Some(entry["digest"].as_str()?.to_owned())));
        }
        let mut described: Vec<String> = referrers["manifests"]
            .as_array()
            .into_iter()
            .flatten()
            .map(ToString::to_string)
            .collect();
        described.sort();
        visible.insert(
            format!("referrers of {digest}"),
            described.concat().into_bytes(),
        );
        visible.insert(name, bytes);
    }
    visible
}

#[tokio::test]
async fn every_sample_can_be_deleted_and_comes_back_whole() {
    let home = FreshHome::new();
    let app = open(&home).await;
    let status = app.read_local_registry(Nothing {}).await.unwrap();
    let local = status.connection;
    let pusher = Pusher::new(&format!("http://{}", status.address), None);
    add_samples(&app).await;
    let names = repositories(&pusher).await;
    assert!(names.len() >= 5, "{names:?}");
    for repository in names {
        let before = visible(&pusher, &repository).await;
        let wish = Change::DeleteRepository {
            repository: repository.clone(),
        };
        let plan = preview(&app, &local, wish).await.unwrap();
        assert_eq!(plan.undo.certainty, Certainty::Certain, "{repository}");
        let (deleted, outcome) = carry_out(&app, &plan).await;
        outcome.unwrap();
        assert!(
            pusher.tags(&repository).await.is_empty(),
            "{repository} is still there"
        );
        undo(&app, deleted).await;
        assert_eq!(
            visible(&pusher, &repository).await,
            before,
            "{repository} is not whole"
        );
    }
    app.close().await;
}

#[tokio::test]
async fn one_tag_of_a_sample_is_removed_by_the_registry_itself_and_put_back() {
    let home = FreshHome::new();
    let app = open(&home).await;
    let status = app.read_local_registry(Nothing {}).await.unwrap();
    let local = status.connection;
    let pusher = Pusher::new(&format!("http://{}", status.address), None);
    let image = pusher.image("team/app", "1.0", "one").await;
    pusher.image("team/app", "latest", "one").await;
    let before = visible(&pusher, "team/app").await;
    let wish = super::remove("team/app", &["latest"]);
    let plan = preview(&app, &local, wish.clone()).await.unwrap();
    assert_eq!(plan.warnings, []);
    let removed = change(&app, &local, wish).await;
    assert_eq!(pusher.tags("team/app").await, ["1.0"]);
    let kept = pusher.manifest_of("team/app", image.digest.as_str()).await;
    assert_eq!(kept, Some(image.bytes));
    undo(&app, removed).await;
    assert_eq!(visible(&pusher, "team/app").await, before);
    app.close().await;
}
