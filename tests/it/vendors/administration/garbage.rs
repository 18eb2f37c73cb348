//! Harbor's collection of garbage: its turns, one now, its log, and when it comes by itself.

use std::sync::atomic::Ordering;

use portolan_contract::{
    ActivityDeed, Code, CollectGarbage, GarbageSchedule, GarbageState, GarbageTurnAt, Hint,
    ListActivities, ListCollections, SetBack, SetGarbageSchedule,
};

use super::{harbor, quay};

#[tokio::test]
async fn a_turn_is_begun_dry_listed_with_its_log_and_stopped() {
    let scene = harbor().await;
    let begin = CollectGarbage {
        connection: scene.connection.clone(),
        dry: true,
        delete_untagged: false,
    };
    scene.app.collect_garbage(begin).await.unwrap();
    let asked = ListCollections {
        connection: scene.connection.clone(),
        cursor: None,
    };
    let page = scene.app.list_collections(asked.clone()).await.unwrap();
    let [turn] = page.turns.as_slice() else {
        panic!("{:?}", page.turns);
    };
    assert!(turn.is_dry && !turn.is_scheduled && !turn.deletes_untagged);
    assert_eq!((turn.state, page.next), (GarbageState::Done, None));
    let of = GarbageTurnAt {
        connection: scene.connection.clone(),
        id: turn.id,
    };
    let log = scene.app.read_collection_log(of.clone()).await.unwrap();
    assert!(log.text.contains("3 blobs eligible") && !log.is_cut);
    scene.app.stop_collection(of).await.unwrap();
    let page = scene.app.list_collections(asked).await.unwrap();
    assert_eq!(page.turns[0].state, GarbageState::Stopped);
    scene.app.close().await;
}

#[tokio::test]
async fn a_schedule_is_set_refused_where_another_was_shown_and_set_back() {
    let scene = harbor().await;
    let connection = scene.connection.clone();
    let none = scene.app.read_garbage_schedule(connection.clone()).await;
    assert_eq!(none.unwrap().schedule, None);
    let nightly = GarbageSchedule {
        cron: "0 0 2 * * *".to_owned(),
        deletes_untagged: true,
    };
    let set = SetGarbageSchedule {
        connection: connection.clone(),
        before: None,
        after: Some(nightly.clone()),
    };
    scene.app.set_garbage_schedule(set.clone()).await.unwrap();
    let now = scene.app.read_garbage_schedule(connection.clone()).await;
    assert_eq!(now.unwrap().schedule, Some(nightly));
    let stale = scene.app.set_garbage_schedule(set).await.unwrap_err();
    assert_eq!(stale.code, Code::Conflict);

    let asked = ListActivities {
        connection: Some(connection.clone()),
        offset: 0,
        limit: 10,
    };
    let rows = scene.app.list_activities(asked).await.unwrap().rows;
    let mut rows = rows.into_iter();
    let set = rows.find(|row| matches!(row.deed, ActivityDeed::GarbageSchedule { .. }));
    let activity = set.unwrap().id;
    scene.app.set_back(SetBack { activity }).await.unwrap();
    assert_eq!(scene.vendor.rules().administration.schedule(), None);
    scene.app.close().await;
}

#[tokio::test]
async fn who_is_no_administrator_of_the_system_is_told_which_right_it_takes() {
    let scene = harbor().await;
    let administration = &scene.vendor.rules().administration;
    administration
        .is_for_projects_only
        .store(true, Ordering::Relaxed);
    let begin = CollectGarbage {
        connection: scene.connection.clone(),
        dry: false,
        delete_untagged: true,
    };
    let refused = scene.app.collect_garbage(begin).await.unwrap_err();
    assert_eq!(refused.code, Code::Forbidden);
    let named = matches!(refused.hint, Some(Hint::MissingPermission { scope, .. }) if scope == "garbage-collection:create (system)");
    assert!(named);
    assert!(administration.turns().is_empty());
    scene.app.close().await;
}

#[tokio::test]
async fn a_vendor_without_a_collection_says_so_without_being_asked() {
    let scene = quay().await;
    scene.vendor.forget();
    let asked = ListCollections {
        connection: scene.connection.clone(),
        cursor: None,
    };
    let refused = scene.app.list_collections(asked).await.unwrap_err();
    assert_eq!(refused.code, Code::Unsupported);
    assert!(scene.vendor.seen().is_empty());
    scene.app.close().await;
}
