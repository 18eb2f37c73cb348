//! The journal through batches that fail, pages, and connections that go.

use serde_json::json;

use super::*;
use crate::fixtures::{activity, connection, fresh, name};

async fn states(store: &Store, id: ActivityId) -> Vec<ItemState> {
    let items = store.activity_items(id).await.unwrap();
    items.into_iter().map(|item| item.state).collect()
}

#[tokio::test]
async fn a_batch_that_failed_half_way_says_which_half_and_can_go_on() {
    let (_home, store) = fresh();
    let id = activity(&store, 3).await;
    assert_eq!(
        store.activity(id).await.unwrap().state,
        ActivityState::Planned
    );
    store.start_activity(id).await.unwrap();
    for (n, outcome, detail) in [
        (0, ItemOutcome::Done, None),
        (1, ItemOutcome::Failed, Some(json!({"status": 405}))),
    ] {
        store.start_item(id, n).await.unwrap();
        store.end_item(id, n, outcome, detail).await.unwrap();
    }
    let result = Some(json!({"why": "deletion is switched off"}));
    store
        .end_activity(id, ActivityState::Partly, result.clone())
        .await
        .unwrap();
    let kept = store.activity(id).await.unwrap();
    assert_eq!(
        (kept.state, kept.result.clone()),
        (ActivityState::Partly, result)
    );
    assert_eq!((kept.items, kept.items_done, kept.items_failed), (3, 1, 1));
    assert_eq!(
        states(&store, id).await,
        [ItemState::Done, ItemState::Failed, ItemState::Waiting]
    );
    let failed = store.activity_items(id).await.unwrap().remove(1);
    assert_eq!(failed.outcome, Some(json!({"status": 405})));
    assert_eq!(failed.target, json!({"tag": "v1"}));

    store.start_activity(id).await.unwrap();
    for n in 1..3 {
        store.start_item(id, n).await.unwrap();
        store
            .end_item(id, n, ItemOutcome::Done, None)
            .await
            .unwrap();
    }
    store
        .end_activity(id, ActivityState::Done, None)
        .await
        .unwrap();
    let ended = store.activity(id).await.unwrap();
    assert_eq!((ended.items_done, ended.items_failed), (3, 0));
    assert_eq!(ended.started_at, kept.started_at);
}

#[tokio::test]
async fn activities_read_newest_first_page_by_page_even_within_one_millisecond() {
    let (_home, store) = fresh();
    let mut made = Vec::new();
    for _ in 0..5 {
        made.push(activity(&store, 0).await);
    }
    let mut read = Vec::new();
    let mut after = None;
    loop {
        let page = store.activities(after, 2).await.unwrap();
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        assert!(read.len() < 5, "the pages end");
        read.extend(page.into_iter().map(|activity| activity.id));
    }
    let distinct: std::collections::BTreeSet<_> = read.iter().copied().collect();
    assert_eq!(distinct, made.into_iter().collect());
}

#[tokio::test]
async fn what_was_done_stays_readable_when_its_connection_is_gone() {
    let (_home, store) = fresh();
    let connection = connection(&store).await;
    let undone = activity(&store, 1).await;
    let draft = ActivityDraft {
        kind: "undo".to_owned(),
        title: json!({"host": "registry.example"}),
        connection: Some(connection),
        repository: Some(name("team/app")),
        undoes: Some(undone),
        targets: vec![],
    };
    let id = store.plan_activity(draft).await.unwrap();
    store.remove_connection(connection).await.unwrap();
    let kept = store.activity(id).await.unwrap();
    assert_eq!(
        (kept.connection, kept.undoes),
        (Some(connection), Some(undone))
    );
}

#[tokio::test]
async fn marking_what_does_not_exist_is_an_error_not_a_silence() {
    let (_home, store) = fresh();
    let id = activity(&store, 1).await;
    for refused in [
        store.start_item(id, 1).await,
        store
            .end_item(ActivityId::new(), 0, ItemOutcome::Done, None)
            .await,
        store.start_activity(ActivityId::new()).await,
        store
            .end_activity(ActivityId::new(), ActivityState::Done, None)
            .await,
    ] {
        assert!(
            matches!(refused, Err(Error::NotFound { .. })),
            "{refused:?}"
        );
    }
}
