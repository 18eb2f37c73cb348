//! The archive, as the program uses it.

use std::collections::BTreeMap;

use portolan_contract::{
    ActivityDeed, ActivityState, CheckLifecycle, ListActivities, SetBack, SetStorageClass,
    StorageClass,
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
