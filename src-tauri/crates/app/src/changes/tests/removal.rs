//! Removing one tag without the others, in each way there is.

use portolan_contract::{Hint, PlanWarning, RemovalMethod};

use super::{Bench, Ways, fake::Fail, remove, rename};

/// Removes `latest` of an image that also is `1.0`, and answers the plan's way around.
async fn remove_latest(bench: &Bench) -> Option<RemovalMethod> {
    let plan = bench.preview(remove(&["latest"])).await.unwrap();
    let (_, outcome) = bench.carry_out(&plan).await;
    outcome.unwrap();
    plan.warnings.iter().find_map(|warning| match warning {
        PlanWarning::Workaround { method } => Some(*method),
        _ => None,
    })
}

#[tokio::test]
async fn a_registry_that_removes_tags_does_it_itself() {
    let bench = Bench::new().await;
    bench.fake.push_tagged(&["1.0", "latest"]);
    assert_eq!(remove_latest(&bench).await, None);
    assert_eq!(bench.tags(), ["1.0"]);
    assert!(bench.fake.deleted().is_empty());
}

#[tokio::test]
async fn a_throwaway_manifest_takes_the_tag_along_once_deletion_is_proven() {
    let bench = Bench::with(Ways::WITHOUT_TAG_DELETION).await;
    let image = bench.fake.push_tagged(&["1.0", "latest"]);
    // Whether the registry removes tags is not known yet: it is asked, and the safe way follows.
    assert_eq!(remove_latest(&bench).await, None);
    assert_eq!(bench.tags(), ["1.0"]);
    let before = bench.visible();
    assert!(
        before.manifests.contains_key(&image),
        "the image went with its tag"
    );
    // One throwaway proved that deletion works before another was put on the tag.
    assert_eq!(bench.fake.deleted().len(), 2);
    assert!(!bench.fake.deleted().contains(&image));

    bench.fake.tag("latest", &image);
    assert_eq!(remove_latest(&bench).await, Some(RemovalMethod::Throwaway));
    assert_eq!(bench.visible(), before);
}

#[tokio::test]
async fn an_only_tag_goes_with_its_image_and_the_plan_says_so() {
    let bench = Bench::with(Ways::WITHOUT_TAG_DELETION).await;
    bench.fake.push_tagged(&["1.0", "latest"]);
    remove_latest(&bench).await;
    let plan = bench.preview(remove(&["1.0"])).await.unwrap();
    let warning = PlanWarning::Workaround {
        method: RemovalMethod::OnlyTag,
    };
    assert!(plan.warnings.contains(&warning));
    assert_eq!(plan.blast_radius.images, 1);
    let before = bench.visible();
    let (activity, outcome) = bench.carry_out(&plan).await;
    outcome.unwrap();
    assert!(bench.visible().manifests.is_empty());
    bench.undo(&activity).await;
    assert_eq!(bench.visible(), before);
}

#[tokio::test]
async fn where_tags_never_move_the_digest_is_deleted_and_its_other_tags_are_put_back() {
    let bench = Bench::with(Ways {
        tag_deletion: false,
        immutable_tags: true,
        ..Ways::ALL
    })
    .await;
    bench.fake.push_tagged(&["1.0", "1.0.0", "latest"]);
    // The first try finds out that tags don't move, and loses nothing.
    let before = bench.visible();
    let plan = bench.preview(remove(&["latest"])).await.unwrap();
    let (_, outcome) = bench.carry_out(&plan).await;
    outcome.unwrap_err();
    assert_eq!(bench.visible(), before);
    assert_eq!(
        remove_latest(&bench).await,
        Some(RemovalMethod::DeleteAndRestore)
    );
    assert_eq!(bench.tags(), ["1.0", "1.0.0"]);
    assert_eq!(bench.visible().manifests, before.manifests);
}

#[tokio::test]
async fn no_throwaway_is_left_where_deletion_is_switched_off() {
    let bench = Bench::with(Ways {
        tag_deletion: false,
        digest_deletion: false,
        ..Ways::ALL
    })
    .await;
    bench.fake.push_tagged(&["1.0", "latest"]);
    let before = bench.visible();
    let plan = bench.preview(remove(&["latest"])).await.unwrap();
    let (_, outcome) = bench.carry_out(&plan).await;
    let hint = outcome.unwrap_err().hint;
    let expected = Some(Hint::DeletionSwitchedOff {
        setting: Some("REGISTRY_STORAGE_DELETE_ENABLED".to_owned()),
    });
    assert_eq!(hint, expected);
    assert_eq!(bench.visible().tags, before.tags);
    // From then on it is known before anything is tried.
    for change in [remove(&["latest"]), rename("latest", "newest")] {
        assert_eq!(bench.preview(change).await.unwrap_err().hint, expected);
    }
}

#[tokio::test]
async fn a_registry_that_deletes_the_image_for_its_tag_gets_it_back_with_its_other_tags() {
    let bench = Bench::with(Ways {
        tag_stands_for_digest: true,
        ..Ways::ALL
    })
    .await;
    let image = bench.fake.push_tagged(&["1.0", "1.0.0", "latest"]);
    let before = bench.visible();
    remove_latest(&bench).await;
    assert_eq!(bench.tags(), ["1.0", "1.0.0"]);
    assert_eq!(bench.visible().manifests, before.manifests);
    // It is not trusted with that again.
    bench.fake.tag("latest", &image);
    assert_eq!(remove_latest(&bench).await, Some(RemovalMethod::Throwaway));
}

#[tokio::test]
async fn the_old_bytes_come_back_where_a_throwaway_can_not_be_deleted() {
    let bench = Bench::with(Ways::WITHOUT_TAG_DELETION).await;
    bench.fake.push_tagged(&["1.0", "latest"]);
    let plan = bench.preview(remove(&["latest"])).await.unwrap();
    let before = bench.visible().tags;
    // The tag's own deletion, a config, a manifest put and deleted for proof, one on the tag; the
    // sixth would delete that.
    bench.fake.fail(Some(Fail::Once(6)));
    let (_, outcome) = bench.carry_out(&plan).await;
    outcome.unwrap_err();
    assert_eq!(bench.visible().tags, before);
}
