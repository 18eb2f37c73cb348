//! Taking things back: exact bytes, certain or likely, and what is said where it can't be done.

use portolan_contract::{ActivityDeed, ActivityState, Certainty, Hint, ItemState, PlanWarning};
use portolan_oci::{AttachmentTag, Digest};

use super::{
    Bench, Ways, add, delete, delete_repository, everything, r#move, remove, rename, request,
};

const FALLBACK: Ways = Ways {
    referrers_api: false,
    ..Ways::ALL
};

#[tokio::test]
async fn every_kind_of_change_can_be_taken_back_and_that_again() {
    for ways in [Ways::ALL, FALLBACK] {
        let mut bench = Bench::new().await;
        bench.replace(ways).await;
        let fake = bench.fake.clone();
        let (one, two) = (
            fake.push_image("one", &["base"]),
            fake.push_image("two", &["base"]),
        );
        let index = fake.push_index("index", &[one.clone(), two.clone()]);
        let sbom = fake.push_referrer("sbom", &index);
        fake.push_referrer("signature of the sbom", &sbom);
        fake.push_cosign(&one);
        fake.tag("1.0", &index);
        fake.tag("latest", &index);
        fake.tag("one", &one);
        for change in [
            add("new", &two),
            r#move("latest", &one),
            rename("one", "uno"),
            remove(&["latest"]),
            delete(&[&index]),
            delete(&[&sbom]),
            delete_repository(),
        ] {
            let before = bench.visible();
            let done = bench.change(change.clone()).await;
            let after = bench.visible();
            assert_ne!(after, before, "{change:?} did nothing");
            let undone = bench.undo(&done).await;
            assert_eq!(bench.visible(), before, "{change:?} was not taken back");
            assert_eq!(bench.state(&done).await, ActivityState::Undone);
            let again = bench.undo(&undone).await;
            assert_eq!(bench.visible(), after, "{change:?} was not done again");
            assert_eq!(bench.state(&done).await, ActivityState::Done);
            bench.undo(&again).await;
            assert_eq!(bench.visible(), before);
        }
    }
}

#[tokio::test]
async fn an_undo_days_later_survives_a_restart() {
    let bench = Bench::new().await;
    let image = bench.fake.push_tagged(&["1.0"]);
    let before = bench.visible();
    let deleted = bench.change(delete(&[&image])).await;
    let bench = bench.restart().await;
    assert!(bench.visible().manifests.is_empty());
    let shown = bench.activity(&deleted).await;
    assert_eq!(shown.undo.unwrap().certainty, Certainty::Likely);
    bench.undo(&deleted).await;
    assert_eq!(bench.visible(), before);
}

#[tokio::test]
async fn blobs_that_are_gone_are_named_before_anything_is_tried() {
    let bench = Bench::new().await;
    let image = bench.fake.push_tagged(&["1.0"]);
    let deleted = bench.change(delete(&[&image])).await;
    bench.fake.collect(&Digest::of(b"layer"));
    let plan = bench.app.preview_undo(deleted).await.unwrap();
    assert_eq!(plan.undo.certainty, Certainty::Impossible);
    assert_eq!(plan.undo.missing_blobs, [Digest::of(b"layer").to_string()]);
    let refused = bench
        .app
        .carry_out(request(&plan, false))
        .await
        .unwrap_err();
    assert!(matches!(refused.hint, Some(Hint::BlobsMissing { .. })));
    assert!(bench.visible().manifests.is_empty());
}

#[tokio::test]
async fn a_config_that_the_registry_lost_is_sent_again() {
    let bench = Bench::new().await;
    let image = bench.fake.push_tagged(&["1.0"]);
    let before = bench.visible();
    let deleted = bench.change(delete(&[&image])).await;
    let config = Digest::of(br#"{"name": "a"}"#);
    bench.fake.collect(&config);
    let plan = bench.app.preview_undo(deleted).await.unwrap();
    assert_eq!(plan.undo.certainty, Certainty::Certain);
    bench.carry_out(&plan).await.1.unwrap();
    assert!(bench.fake.has_blob(&config));
    assert_eq!(bench.visible(), before);
}

#[tokio::test]
async fn layers_that_were_kept_make_an_undo_certain_whatever_the_registry_collects() {
    let bench = Bench::new().await;
    let image = bench.fake.push_tagged(&["1.0"]);
    let before = bench.visible();
    let plan = bench.preview(delete(&[&image])).await.unwrap();
    assert_eq!(plan.undo.certainty, Certainty::Likely);
    assert!(plan.undo.can_keep_layers);
    assert_eq!(plan.undo.layer_bytes, Some(5));
    let (deleted, outcome) = bench.carry_out_with(&plan, true).await;
    outcome.unwrap();
    let shown = bench.activity(&deleted).await;
    assert_eq!(shown.undo.unwrap().certainty, Certainty::Certain);
    bench.fake.collect(&Digest::of(b"layer"));
    bench.fake.collect(&Digest::of(br#"{"name": "a"}"#));
    bench.undo(&deleted).await;
    assert_eq!(bench.visible(), before);
    assert!(bench.fake.has_blob(&Digest::of(b"layer")));
}

#[tokio::test]
async fn a_tag_that_somebody_moved_since_is_not_overwritten_silently() {
    let bench = Bench::new().await;
    let fake = &bench.fake;
    let (a, b, c) = (
        fake.push_image("a", &[]),
        fake.push_image("b", &[]),
        fake.push_image("c", &[]),
    );
    fake.tag("latest", &a);
    let moved = bench.change(r#move("latest", &b)).await;
    bench.fake.tag("latest", &c);
    let plan = bench.app.preview_undo(moved).await.unwrap();
    let warning = PlanWarning::TagMoves {
        tag: "latest".to_owned(),
        from: c.to_string(),
    };
    assert!(plan.warnings.contains(&warning));
}

#[tokio::test]
async fn entries_that_others_added_to_a_fallback_index_survive_an_undo() {
    let bench = Bench::with(FALLBACK).await;
    let image = bench.fake.push_image("a", &[]);
    let sbom = bench.fake.push_referrer("sbom", &image);
    let kept = bench.fake.push_referrer("kept", &image);
    let deleted = bench.change(delete(&[&sbom])).await;
    let tag = AttachmentTag::fallback(&image).tag();
    assert!(bench.visible().tags.contains_key(&tag));
    let new = bench.fake.push_referrer("new", &image);
    bench.undo(&deleted).await;
    let referrers = &bench.visible().referrers[&image];
    assert_eq!(*referrers, [sbom, kept, new].into_iter().collect());
}

#[tokio::test]
async fn what_is_undone_already_or_expired_is_not_undone_again() {
    let bench = Bench::new().await;
    let image = bench.fake.push_image("a", &[]);
    bench.fake.tag("1.0", &image);
    let added = bench.change(add("latest", &image)).await;
    bench.undo(&added).await;
    let twice = bench.app.preview_undo(added).await.unwrap_err();
    assert_eq!(twice.hint, Some(Hint::NothingToUndo));

    let deleted = bench.change(delete(&[&image])).await;
    let far = jiff::Timestamp::MAX;
    bench.app.store.forget_expired_undo(far).await.unwrap();
    let expired = bench.app.preview_undo(deleted.clone()).await.unwrap_err();
    assert_eq!(expired.hint, Some(Hint::UndoExpired));
    assert_eq!(bench.activity(&deleted).await.undo, None);
}

#[tokio::test]
async fn activity_lists_what_was_done_newest_first_with_its_items() {
    let bench = Bench::new().await;
    let image = bench.fake.push_image("a", &[]);
    bench.fake.tag("1.0", &image);
    let added = bench.change(add("latest", &image)).await;
    let undone = bench.undo(&added).await;
    let window = bench.app.list_activities(everything()).await.unwrap();
    assert_eq!(window.total, 2);
    let ids: Vec<_> = window.rows.iter().map(|row| row.id.clone()).collect();
    assert_eq!(ids, [undone.clone(), added.clone()]);
    let deed = &window.rows[0].deed;
    assert!(matches!(deed, ActivityDeed::Undo { of, .. } if *of == added));
    assert_eq!(window.rows[0].connection_name, "fake.example");
    let report = bench.app.read_activity(added).await.unwrap();
    assert_eq!(report.items[0].target, "latest");
    assert_eq!(report.items[0].state, ItemState::Done);
}

#[tokio::test]
async fn what_is_shown_is_right_at_once_after_a_change() {
    let bench = Bench::new().await;
    let image = bench.fake.push_image("a", &[]);
    bench.fake.tag("1.0", &image);
    bench.change(add("latest", &image)).await;
    let id = bench.connection.0.parse().unwrap();
    let repository = super::REPOSITORY.parse().unwrap();
    let tags = bench
        .app
        .store
        .tags_on(id, &repository, &image)
        .await
        .unwrap();
    assert!(tags.iter().any(|tag| tag.as_str() == "latest"));
    bench.change(delete(&[&image])).await;
    let tags = bench
        .app
        .store
        .tags_on(id, &repository, &image)
        .await
        .unwrap();
    assert!(tags.is_empty());
}
