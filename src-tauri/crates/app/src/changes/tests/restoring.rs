//! The registry's own undo: what it promises and until when, and what is put back when its time is over.

use jiff::{SignedDuration, Timestamp};
use portolan_contract::{Certainty, PlanWarning};
use portolan_oci::Digest;

use super::{Bench, delete};
use crate::changes::journal::{kept_id, show_activity_at};

const THIRTY_DAYS: SignedDuration = SignedDuration::from_hours(30 * 24);

fn moment(millis: Option<i64>) -> Timestamp {
    Timestamp::from_millisecond(millis.unwrap()).unwrap()
}

#[tokio::test]
async fn a_plan_says_until_when_the_registry_itself_restores_and_does_not_offer_to_keep_layers() {
    let bench = Bench::new().await;
    let image = bench.fake.push_tagged(&["1.0"]);
    let before = Timestamp::now();
    bench.fake.keep_deleted_for(THIRTY_DAYS);
    let plan = bench.preview(delete(&[&image])).await.unwrap();
    assert_eq!(plan.undo.certainty, Certainty::Certain);
    let until = moment(plan.undo.restorable_until);
    let late = until.duration_since(before + THIRTY_DAYS);
    assert!(late.abs() < SignedDuration::from_mins(1), "{late}");
    // It lasts for as long as an undo is offered at all.
    assert!(until > moment(plan.undo.until));
    assert!(!plan.undo.can_keep_layers);
}

#[tokio::test]
async fn a_registry_that_forgets_sooner_makes_it_certain_for_that_time_only() {
    let bench = Bench::new().await;
    let image = bench.fake.push_tagged(&["1.0"]);
    let day = SignedDuration::from_hours(24);
    bench.fake.keep_deleted_for(day);
    let plan = bench.preview(delete(&[&image])).await.unwrap();
    assert_eq!(plan.undo.certainty, Certainty::Certain);
    assert!(plan.undo.restorable_until < plan.undo.until);
    // Layers that are kept here would last longer.
    assert!(plan.undo.can_keep_layers);
    let (deleted, outcome) = bench.carry_out(&plan).await;
    outcome.unwrap();
    let kept = bench.app.store.activity(kept_id(&deleted).unwrap()).await;
    let kept = kept.unwrap();
    let undo_at = |now| show_activity_at(&kept, now).unwrap().undo.unwrap();
    let today = undo_at(Timestamp::now());
    assert_eq!(today.certainty, Certainty::Certain);
    assert_eq!(today.restorable_until, plan.undo.restorable_until);
    let the_day_after = undo_at(Timestamp::now() + day + day);
    assert_eq!(the_day_after.certainty, Certainty::Likely);
    assert_eq!(the_day_after.restorable_until, None);
    assert_eq!(the_day_after.until, today.until);
}

#[tokio::test]
async fn kept_layers_make_it_certain_beyond_the_registrys_own_undo() {
    let bench = Bench::new().await;
    let image = bench.fake.push_tagged(&["1.0"]);
    bench.fake.keep_deleted_for(SignedDuration::from_hours(24));
    let plan = bench.preview(delete(&[&image])).await.unwrap();
    let (deleted, outcome) = bench.carry_out_with(&plan, true).await;
    outcome.unwrap();
    let undo = bench.activity(&deleted).await.undo.unwrap();
    assert_eq!(undo.certainty, Certainty::Certain);
    assert_eq!(undo.restorable_until, None);
}

#[tokio::test]
async fn within_its_time_the_registry_restores_what_it_has_collected_already() {
    let bench = Bench::new().await;
    let image = bench.fake.push_tagged(&["1.0", "latest"]);
    bench.fake.keep_deleted_for(THIRTY_DAYS);
    let before = bench.visible();
    let deleted = bench.change(delete(&[&image])).await;
    bench.fake.collect(&Digest::of(b"layer"));
    let plan = bench.app.preview_undo(deleted).await.unwrap();
    assert_eq!(plan.undo.certainty, Certainty::Certain);
    bench.carry_out(&plan).await.1.unwrap();
    assert_eq!(bench.fake.restored(), [image]);
    assert_eq!(bench.visible(), before);
}

#[tokio::test]
async fn after_its_time_the_bytes_are_put_back_and_the_plan_says_so() {
    let bench = Bench::new().await;
    let image = bench.fake.push_tagged(&["1.0"]);
    bench.fake.keep_deleted_for(THIRTY_DAYS);
    let before = bench.visible();
    let deleted = bench.change(delete(&[&image])).await;
    // As if its days had passed.
    bench.fake.keep_deleted_for(SignedDuration::ZERO);
    let plan = bench.app.preview_undo(deleted).await.unwrap();
    let says_so = |warning: &PlanWarning| matches!(warning, PlanWarning::NoLongerRestorable { .. });
    assert!(plan.warnings.iter().any(says_so), "{:?}", plan.warnings);
    bench.carry_out(&plan).await.1.unwrap();
    assert_eq!(bench.fake.restored(), []);
    assert_eq!(bench.visible(), before);
}

#[tokio::test]
async fn after_its_time_what_was_collected_is_gone_and_named() {
    let bench = Bench::new().await;
    let image = bench.fake.push_tagged(&["1.0"]);
    bench.fake.keep_deleted_for(THIRTY_DAYS);
    let deleted = bench.change(delete(&[&image])).await;
    bench.fake.keep_deleted_for(SignedDuration::ZERO);
    bench.fake.collect(&Digest::of(b"layer"));
    let plan = bench.app.preview_undo(deleted).await.unwrap();
    assert_eq!(plan.undo.certainty, Certainty::Impossible);
    assert_eq!(plan.undo.missing_blobs, [Digest::of(b"layer").to_string()]);
    assert!(bench.visible().manifests.is_empty());
}
