//! Plans: what they say, and that they are good once, for a while, for the registry they were made for.

use portolan_contract::{
    ActivityState, CarryOut, Certainty, Code, Confirmation, Hint, ItemState, Nothing, PlanWarning,
};

use super::{Bench, Ways, add, delete, delete_repository, r#move, remove, rename, request};
use crate::changes::tests::fake::Fail;

#[tokio::test]
async fn a_plan_is_carried_out_once() {
    let bench = Bench::new().await;
    let image = bench.fake.push_image("a", &[]);
    bench.fake.tag("1.0", &image);
    let plan = bench.preview(add("latest", &image)).await.unwrap();
    bench.carry_out(&plan).await.1.unwrap();
    let again = bench
        .app
        .carry_out(request(&plan, false))
        .await
        .unwrap_err();
    assert_eq!(again.hint, Some(Hint::PlanUsed));
}

#[tokio::test]
async fn a_plan_whose_time_is_over_is_not_carried_out() {
    let bench = Bench::new().await;
    let image = bench.fake.push_image("a", &[]);
    let plan = bench.preview(add("latest", &image)).await.unwrap();
    bench.app.plans.expire(&plan.id);
    let late = bench
        .app
        .carry_out(request(&plan, false))
        .await
        .unwrap_err();
    assert_eq!(late.hint, Some(Hint::PlanExpired));
    assert!(bench.tags().is_empty());
}

#[tokio::test]
async fn a_registry_that_changed_since_the_preview_stops_the_plan_with_nothing_done() {
    let bench = Bench::new().await;
    let (image, other) = (
        bench.fake.push_image("a", &[]),
        bench.fake.push_image("b", &[]),
    );
    bench.fake.tag("1.0", &image);
    for (change, moved) in [
        (delete(&[&image]), "1.0"),
        (remove(&["1.0"]), "1.0"),
        (rename("1.0", "1.1"), "1.0"),
    ] {
        let plan = bench.preview(change).await.unwrap();
        bench.fake.tag(moved, &other);
        let before = bench.visible();
        let (activity, outcome) = bench.carry_out(&plan).await;
        let what = vec![moved.to_owned()];
        assert_eq!(
            outcome.unwrap_err().hint,
            Some(Hint::RegistryChanged { what })
        );
        assert_eq!(bench.visible(), before);
        assert_eq!(bench.state(&activity).await, ActivityState::Failed);
        bench.fake.tag(moved, &image);
    }
}

#[tokio::test]
async fn a_tag_that_came_since_the_preview_protects_its_image() {
    let bench = Bench::new().await;
    let image = bench.fake.push_image("a", &[]);
    bench.fake.tag("1.0", &image);
    let plan = bench.preview(delete(&[&image])).await.unwrap();
    bench.fake.tag("in-use", &image);
    let (_, outcome) = bench.carry_out(&plan).await;
    let what = vec!["in-use".to_owned()];
    assert_eq!(
        outcome.unwrap_err().hint,
        Some(Hint::RegistryChanged { what })
    );
    assert!(bench.visible().manifests.contains_key(&image));
}

#[tokio::test]
async fn deleting_a_shared_digest_shows_all_its_tags_and_what_follows() {
    let bench = Bench::new().await;
    let image = bench.fake.push_image("a", &["layer"]);
    let index = bench.fake.push_index("multi", std::slice::from_ref(&image));
    let sbom = bench.fake.push_referrer("sbom", &image);
    for tag in ["1.0", "1.0.0", "latest"] {
        bench.fake.tag(tag, &image);
    }
    bench.fake.tag("multi", &index);
    let plan = bench.preview(delete(&[&image])).await.unwrap();
    let radius = &plan.blast_radius;
    let tags: Vec<_> = radius.tags.iter().map(|tag| tag.tag.as_str()).collect();
    assert_eq!(tags, ["1.0", "1.0.0", "latest"]);
    assert_eq!(radius.indexes[0].tags, ["multi"]);
    assert_eq!(radius.referrers[0].digest, sbom.to_string());
    assert_eq!(radius.images, 1);
    assert!(
        plan.warnings
            .contains(&PlanWarning::IndexesBreak { count: 1 })
    );
    assert_eq!(plan.confirmation, Confirmation::Button);
}

#[tokio::test]
async fn a_read_only_connection_refuses_before_anything() {
    let mut bench = Bench::new().await;
    let image = bench.fake.push_image("a", &[]);
    bench.connect(|draft| draft.read_only = true).await;
    for change in [
        add("latest", &image),
        delete(&[&image]),
        delete_repository(),
    ] {
        let refused = bench.preview(change).await.unwrap_err();
        assert_eq!(refused.hint, Some(Hint::ConnectionReadOnly));
    }
}

#[tokio::test]
async fn a_connection_that_became_read_only_refuses_a_plan_made_before() {
    let bench = Bench::new().await;
    let image = bench.fake.push_image("a", &[]);
    let plan = bench.preview(add("latest", &image)).await.unwrap();
    let id = bench.connection.0.parse().unwrap();
    let mut draft = bench.app.store.connection(id).await.unwrap().draft;
    draft.read_only = true;
    bench.app.store.edit_connection(id, draft).await.unwrap();
    let refused = bench
        .app
        .carry_out(request(&plan, false))
        .await
        .unwrap_err();
    assert_eq!(refused.hint, Some(Hint::ConnectionReadOnly));
    assert!(bench.tags().is_empty());
}

#[tokio::test]
async fn deletion_that_is_switched_off_says_which_setting_allows_it_and_loses_nothing() {
    let bench = Bench::with(Ways {
        digest_deletion: false,
        ..Ways::ALL
    })
    .await;
    let image = bench.fake.push_image("a", &[]);
    bench.fake.tag("1.0", &image);
    let before = bench.visible();
    let plan = bench.preview(delete(&[&image])).await.unwrap();
    let (_, outcome) = bench.carry_out(&plan).await;
    let setting = Some("REGISTRY_STORAGE_DELETE_ENABLED".to_owned());
    let expected = Some(Hint::DeletionSwitchedOff { setting });
    assert_eq!(outcome.unwrap_err().hint, expected);
    assert_eq!(bench.visible(), before);
    let known = bench.preview(delete(&[&image])).await.unwrap_err();
    assert_eq!(known.hint, expected);
}

#[tokio::test]
async fn the_name_is_typed_for_a_whole_repository_and_a_wrong_one_spares_the_plan() {
    let bench = Bench::new().await;
    let image = bench.fake.push_image("a", &[]);
    bench.fake.tag("1.0", &image);
    let plan = bench.preview(delete_repository()).await.unwrap();
    let wrong = CarryOut {
        typed: "team".to_owned(),
        ..request(&plan, false)
    };
    let refused = bench.app.carry_out(wrong).await.unwrap_err();
    assert_eq!(refused.hint, Some(Hint::NameNotTyped));
    bench.carry_out(&plan).await.1.unwrap();
    assert!(bench.visible().manifests.is_empty());
}

#[tokio::test]
async fn a_production_connection_always_asks() {
    let mut bench = Bench::new().await;
    let image = bench.fake.push_image("a", &[]);
    bench.fake.tag("1.0", &image);
    // What proves that tags can be removed makes adding one certain to be taken back.
    bench.fake.tag("old", &image);
    bench.change(remove(&["old"])).await;
    let plain = bench.preview(add("latest", &image)).await.unwrap();
    assert_eq!(plain.confirmation, Confirmation::None);
    assert_eq!(plain.undo.certainty, Certainty::Certain);
    bench.connect(|draft| draft.production = true).await;
    let asked = bench.preview(add("latest", &image)).await.unwrap();
    assert_eq!(asked.confirmation, Confirmation::Button);
    assert!(asked.warnings.contains(&PlanWarning::Production));
}

#[tokio::test]
async fn names_that_exist_or_can_not_be_are_refused() {
    let bench = Bench::new().await;
    let image = bench.fake.push_image("a", &[]);
    bench.fake.tag("1.0", &image);
    bench.fake.tag("2.0", &image);
    let exists = bench.preview(rename("1.0", "2.0")).await.unwrap_err();
    let tag = "2.0".to_owned();
    assert_eq!(exists.hint, Some(Hint::TagExists { tag }));
    let already = bench.preview(add("1.0", &image)).await.unwrap_err();
    assert!(matches!(already.hint, Some(Hint::TagExists { .. })));
    let invalid = bench.preview(add("not a tag", &image)).await.unwrap_err();
    assert!(matches!(invalid.hint, Some(Hint::TagInvalid { .. })));
    let absent = bench.preview(r#move("3.0", &image)).await.unwrap_err();
    assert_eq!(absent.code, Code::NotFound);
}

#[tokio::test]
async fn a_batch_that_fails_half_way_says_which_half_and_goes_on() {
    let bench = Bench::new().await;
    let images: Vec<_> = (0..6)
        .map(|n| bench.fake.push_image(&format!("image {n}"), &["base"]))
        .collect();
    for (n, image) in images.iter().enumerate() {
        bench.fake.tag(&format!("1.{n}"), image);
    }
    let before = bench.visible();
    let plan = bench
        .preview(delete(&images.iter().collect::<Vec<_>>()))
        .await
        .unwrap();
    bench.fake.fail(Some(Fail::Once(3)));
    let (activity, outcome) = bench.carry_out(&plan).await;
    outcome.unwrap_err();
    bench.fake.fail(None);
    let report = bench.app.read_activity(activity.clone()).await.unwrap();
    assert_eq!(report.activity.state, ActivityState::Partly);
    assert_eq!((report.activity.done, report.activity.failed), (5, 1));
    assert!(report.activity.can_resume && report.failure.is_some());
    let failed: Vec<_> = report
        .items
        .iter()
        .filter(|item| item.state == ItemState::Failed)
        .collect();
    assert_eq!(failed.len(), 1);
    assert!(failed[0].failure.is_some());
    let left: Vec<_> = bench.visible().manifests.into_keys().collect();
    assert_eq!([failed[0].target.clone()], [left[0].to_string()]);

    let rest = bench.app.preview_resume(activity.clone()).await.unwrap();
    assert_eq!(rest.items.len(), 1);
    let (same, outcome) = bench.carry_out(&rest).await;
    outcome.unwrap();
    assert_eq!(same, activity);
    assert!(bench.visible().manifests.is_empty());
    let report = bench.app.read_activity(activity.clone()).await.unwrap();
    assert_eq!(report.activity.state, ActivityState::Done);
    assert_eq!(report.failure, None);
    bench.undo(&activity).await;
    assert_eq!(bench.visible(), before);
}

#[tokio::test]
async fn a_rename_whose_new_name_could_not_be_written_keeps_the_old_one() {
    let bench = Bench::new().await;
    let image = bench.fake.push_image("a", &[]);
    bench.fake.tag("1.0", &image);
    let plan = bench.preview(rename("1.0", "1.1")).await.unwrap();
    bench.fake.fail(Some(Fail::Once(1)));
    bench.carry_out(&plan).await.1.unwrap_err();
    assert_eq!(bench.tags(), ["1.0"]);
}

#[tokio::test]
async fn an_index_that_could_not_be_deleted_keeps_its_children() {
    let bench = Bench::new().await;
    let child = bench.fake.push_image("child", &[]);
    let index = bench.fake.push_index("index", &[child]);
    bench.fake.push_referrer("sbom", &index);
    bench.fake.tag("1.0", &index);
    let before = bench.visible();
    let plan = bench.preview(delete(&[&index])).await.unwrap();
    assert_eq!(plan.items.len(), 3);
    bench.fake.fail(Some(Fail::Once(1)));
    bench.carry_out(&plan).await.1.unwrap_err();
    assert_eq!(bench.visible(), before);
}

#[tokio::test]
async fn children_of_an_index_stay_where_the_registry_can_not_tell_what_else_contains_them() {
    let bench = Bench::with(Ways {
        inventory: false,
        ..Ways::ALL
    })
    .await;
    let child = bench.fake.push_image("child", &[]);
    let index = bench.fake.push_index("index", std::slice::from_ref(&child));
    bench
        .fake
        .push_index("pinned by its digest", std::slice::from_ref(&child));
    bench.fake.tag("1.0", &index);
    bench.change(delete(&[&index])).await;
    assert!(bench.visible().manifests.contains_key(&child));
}

#[tokio::test]
async fn a_batch_that_is_stopped_ends_after_the_item_under_way_and_goes_on_later() {
    let bench = Bench::new().await;
    let images: Vec<_> = (0..5)
        .map(|n| bench.fake.push_image(&format!("image {n}"), &[]))
        .collect();
    let plan = bench
        .preview(delete(&images.iter().collect::<Vec<_>>()))
        .await
        .unwrap();
    bench.fake.fail(Some(Fail::Pause(2)));
    let stop = async {
        bench.fake.hanging.notified().await;
        let jobs = bench.app.list_jobs(Nothing {}).await.unwrap();
        bench.app.cancel_job(jobs[0].id.clone()).await.unwrap();
        bench.fake.go_on.notify_one();
    };
    let ((activity, outcome), ()) = tokio::join!(bench.carry_out(&plan), stop);
    outcome.unwrap();
    let stopped = bench.activity(&activity).await;
    assert_eq!(stopped.state, ActivityState::Cancelled);
    assert_eq!((stopped.done, stopped.can_resume), (2, true));
    let rest = bench.app.preview_resume(activity.clone()).await.unwrap();
    assert_eq!(rest.items.len(), 3);
    bench.carry_out(&rest).await.1.unwrap();
    assert!(bench.visible().manifests.is_empty());
}
