//! What this room's tests share: a fresh store, and small things to put into it.

use jiff::{SignedDuration, Timestamp};
use portolan_oci::{Digest, MediaType, RepositoryName};
use serde_json::json;
use tempfile::TempDir;

use crate::{
    ActivityDraft, ActivityId, ConnectionDraft, ConnectionId, Content, Paths, Store, TagObservation,
};

/// A store in a folder that goes with the first value.
pub(crate) fn fresh() -> (TempDir, Store) {
    let home = TempDir::new().unwrap();
    let (store, _) = Store::open(&Paths::at(home.path())).unwrap();
    (home, store)
}

pub(crate) async fn connection(store: &Store) -> ConnectionId {
    let draft = ConnectionDraft::to("registry.example");
    store.add_connection(draft).await.unwrap().id
}

pub(crate) async fn activity(store: &Store, items: usize) -> ActivityId {
    let draft = ActivityDraft {
        kind: "delete_images".to_owned(),
        title: json!({"count": items}),
        connection: None,
        repository: Some(name("team/app")),
        undoes: None,
        targets: (0..items)
            .map(|n| json!({"tag": format!("v{n}")}))
            .collect(),
    };
    store.plan_activity(draft).await.unwrap()
}

/// Minutes after an arbitrary day.
pub(crate) fn at(minute: i64) -> Timestamp {
    Timestamp::from_second(1_750_000_000 + minute * 60).unwrap()
}

/// Days from now.
pub(crate) fn later(days: i64) -> Timestamp {
    crate::rows::now() + SignedDuration::from_hours(24 * days)
}

pub(crate) fn name(text: &str) -> RepositoryName {
    text.parse().unwrap()
}

/// Content of a size, different for each seed.
pub(crate) fn bytes_of_size(size: usize, seed: u8) -> Content {
    let bytes = vec![seed; size];
    Content {
        digest: Digest::of(&bytes),
        media_type: MediaType::OCI_MANIFEST,
        bytes,
    }
}

/// Records one tag.
pub(crate) async fn sees(
    store: &Store,
    connection: ConnectionId,
    repository: &str,
    tag: &str,
    digest: &Digest,
    minute: i64,
) -> Vec<crate::TagChange> {
    let observation = TagObservation {
        tag: tag.parse().unwrap(),
        digest: digest.clone(),
        media_type: Some(MediaType::OCI_MANIFEST),
        observed_at: at(minute),
    };
    store
        .record_tags(connection, &name(repository), vec![observation])
        .await
        .unwrap()
}
