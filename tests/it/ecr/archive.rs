//! The archive, as the program uses it.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use portolan_contract::{
    ActivityDeed, ActivityState, CheckLifecycle, CheckRetention, KeepRetention, ListActivities,
    Nothing, RetentionOutcome, RetentionSchedule, Rhythm, SetBack, SetStorageClass, StorageClass,
};
use portolan_tests::{aws::Picture, until};

use super::{REPOSITORY, Scene};

async fn storage(scene: &Scene) -> BTreeMap<String, StorageClass> {
    let rows = scene.images().await.rows;
    let known = |row: portolan_contract::ImageRow| Some((row.digest?, row.storage?));
    rows.into_iter().filter_map(known).collect()
}

fn request(scene: &Scene, digests: &[&str], archive: bool) -> SetStorageClass {
    SetStorageClass {
        connection: scene.connection.clone(),
        repository: REPOSITORY.to_owned(),
        digests: digests.iter().map(ToString::to_string).collect(),
        archive,
    }
}

async fn newest(scene: &Scene) -> portolan_contract::Activity {
    let request = ListActivities {
        connection: Some(scene.connection.clone()),
        offset: 0,
        limit: 10,
    };
    let listed = scene.app.list_activities(request).await.unwrap();
    listed.rows.into_iter().next().unwrap()
}

#[tokio::test]
async fn images_go_into_the_archive_and_setting_back_gets_them_out_in_their_time() {
    let scene = Scene::open().await;
    scene.fake.set_restore_time(600.0);
    let one = scene.push(&Picture::of("one").tag("1.0"));
    let two = scene.push(&Picture::of("two").tag("2.0"));
    scene.images().await;
    let set = scene.app.set_storage_class(request(&scene, &[&one], true));
    let set = set.await.unwrap();
    assert_eq!((set.done, set.failed.len()), (1, 0));
    let kept = storage(&scene).await;
    assert_eq!(
        (kept[&one], kept[&two]),
        (StorageClass::Archive, StorageClass::Standard)
    );

    let activity = newest(&scene).await;
    assert!(matches!(
        activity.deed,
        ActivityDeed::StorageClass { archive: true, .. }
    ));
    let back = SetBack {
        activity: activity.id.clone(),
    };
    scene.app.set_back(back.clone()).await.unwrap();
    assert_eq!(storage(&scene).await[&one], StorageClass::Restoring);
    // Once is enough.
    assert!(scene.app.set_back(back).await.is_err());
    // It can't go back before it is out: said so, and nothing is taken for done.
    let restored = newest(&scene).await;
    let back = SetBack {
        activity: restored.id,
    };
    assert!(scene.app.set_back(back).await.is_err());
    assert_eq!(storage(&scene).await[&one], StorageClass::Restoring);
    scene.app.close().await;
}

#[tokio::test]
async fn an_image_that_comes_back_is_watched_until_it_is_there() {
    let scene = Scene::open().await;
    scene.fake.set_restore_time(1.0);
    let one = scene.push(&Picture::of("one").tag("1.0").archived());
    assert_eq!(storage(&scene).await[&one], StorageClass::Archive);
    let set = scene.app.set_storage_class(request(&scene, &[&one], false));
    set.await.unwrap();
    let row = async || {
        let rows = scene.listed().await.rows;
        rows.into_iter().find_map(|row| row.storage)
    };
    // Nobody refreshes: the list is looked at as the window does when it is told of a change.
    until("the image came back", async || {
        (row().await == Some(StorageClass::Standard)).then_some(())
    })
    .await;
    let asked = scene.fake.count("DescribeImages");
    assert!(asked < 8, "{asked} calls");
    scene.app.close().await;
}

#[tokio::test]
async fn of_several_images_each_that_stays_is_named() {
    let scene = Scene::open().await;
    let one = scene.push(&Picture::of("one").tag("1.0"));
    let away = scene.push(&Picture::of("two").tag("2.0").archived());
    scene.images().await;
    let both = request(&scene, &[&one, &away], true);
    let set = scene.app.set_storage_class(both).await.unwrap();
    assert_eq!(set.done, 1);
    assert_eq!(set.failed.len(), 1);
    assert_eq!(set.failed[0].digest, away);
    let activity = newest(&scene).await;
    assert_eq!((activity.state, activity.done), (ActivityState::Partly, 1));
    // What was put away comes back; what was there before is left alone.
    let back = SetBack {
        activity: activity.id,
    };
    scene.app.set_back(back).await.unwrap();
    assert_eq!(storage(&scene).await[&away], StorageClass::Archive);
    scene.app.close().await;
}

#[tokio::test]
async fn a_policy_about_the_archive_is_previewed_as_ecr_previews_it() {
    let scene = Scene::open().await;
    scene.push(&Picture::of("old").tag("1.0").pushed(200.0).archived());
    scene.push(&Picture::of("new").tag("2.0").pushed(10.0).archived());
    scene.push(&Picture::of("here").tag("3.0").pushed(200.0));
    scene.images().await;
    let text = r#"{"rules": [{"rulePriority": 1, "selection": {"tagStatus": "any",
        "storageClass": "archive", "countType": "sinceImageTransitioned", "countUnit": "days",
        "countNumber": 100}, "action": {"type": "expire"}}]}"#;
    let check = CheckLifecycle {
        connection: scene.connection.clone(),
        repository: REPOSITORY.to_owned(),
        text: text.to_owned(),
    };
    let checked = scene.app.check_lifecycle(check.clone()).await.unwrap();
    assert_eq!(checked.complaints, []);
    let preview = checked.preview.unwrap();
    assert_eq!((preview.expire, preview.stay), (1, 2));
    let theirs = scene.app.preview_lifecycle_by_ecr(check).await.unwrap();
    assert_eq!((theirs.expire, theirs.differences), (1, Vec::new()));
    scene.app.close().await;
}

#[tokio::test]
async fn what_rules_of_ones_own_archive_is_named_and_put_away_where_the_registry_can() {
    let scene = Scene::open().await;
    let old = scene.push(&Picture::of("one").tag("1.0").pushed(3.0));
    let new = scene.push(&Picture::of("two").tag("2.0").pushed(2.0));
    scene.images().await;
    let text = r#"{ "rules": [{
        "rulePriority": 1,
        "selection": {
            "tagStatus": "tagged", "tagPatternList": ["1.*"],
            "countType": "versionCountMoreThan", "countNumber": 1
        },
        "action": { "type": "transition", "targetStorageClass": "archive" }
    }, {
        "rulePriority": 2,
        "selection": { "tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 1 },
        "action": { "type": "transition", "targetStorageClass": "archive" }
    }]}"#;
    let third = scene.push(&Picture::of("three").tag("3.0").pushed(1.0));
    scene.images().await;
    let check = scene.app.check_retention(CheckRetention {
        connection: scene.connection.clone(),
        repository: REPOSITORY.to_owned(),
        text: text.to_owned(),
    });
    let check = check.await.unwrap();
    assert!(check.complaints.is_empty(), "{:?}", check.complaints);
    let preview = check.preview.unwrap();
    assert_eq!((preview.expire, preview.archive), (0, 1), "{preview:?}");
    assert_eq!(preview.archived, std::slice::from_ref(&new));
    let away: Vec<&str> = preview.archived.iter().map(String::as_str).collect();
    let set = scene.app.set_storage_class(request(&scene, &away, true));
    assert_eq!(set.await.unwrap().done, 1);
    let kept = storage(&scene).await;
    assert_eq!(kept[&new], StorageClass::Archive);
    for stays in [&old, &third] {
        assert_eq!(kept[stays], StorageClass::Standard);
    }
    scene.app.close().await;
}

#[tokio::test]
async fn rules_that_archive_do_so_in_their_scheduled_turn_and_say_how_many() {
    let scene = Scene::open().await;
    let old = scene.push(&Picture::of("one").tag("1.0").pushed(3.0));
    let new = scene.push(&Picture::of("two").tag("2.0").pushed(1.0));
    scene.images().await;
    let text = r#"{ "rules": [{
        "rulePriority": 1,
        "selection": { "tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 1 },
        "action": { "type": "transition", "targetStorageClass": "archive" }
    }]}"#;
    let keep = KeepRetention {
        connection: scene.connection.clone(),
        repository: REPOSITORY.to_owned(),
        text: Some(text.to_owned()),
        schedule: Some(RetentionSchedule {
            rhythm: Rhythm::Hours { hours: 1 },
            carry_out: true,
        }),
    };
    scene.app.keep_retention(keep).await.unwrap();
    let early = scene.app.run_due_rules(Nothing {}).await.unwrap();
    assert_eq!(early.turns, 0);
    // Two hours go by.
    let connection = scene.connection.0.parse().unwrap();
    let scene = scene.reopen(async |store| {
        let repository = REPOSITORY.parse().unwrap();
        let before = Timestamp::now() - SignedDuration::from_hours(2);
        let noted = store.note_retention_run(connection, &repository, None, before);
        noted.await.unwrap();
    });
    let scene = scene.await;
    let due = scene.app.run_due_rules(Nothing {}).await.unwrap();
    assert_eq!(due.turns, 1);
    let kept = storage(&scene).await;
    assert_eq!(kept[&old], StorageClass::Archive);
    assert_eq!(kept[&new], StorageClass::Standard);
    let run = scene.app.read_retention(scene.at()).await.unwrap().last;
    let run = run.unwrap();
    assert_eq!(run.outcome, RetentionOutcome::Begun);
    assert_eq!((run.archived, run.images), (Some(1), 0), "{run:?}");
    scene.app.close().await;
}
