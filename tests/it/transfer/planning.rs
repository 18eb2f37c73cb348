//! What a plan says, and how little it asks for that.

use std::{sync::Arc, time::Duration};

use portolan_oci::{Digest, Platform};
use portolan_transfer::{
    Choice, CopyOptions, Error, Note, PlatformChoice, Remembered, TagStanding, Wanted, copy,
    plan_copy,
};

use super::{Harbour, REPOSITORY, tags};

#[tokio::test]
async fn a_plan_names_what_is_new_what_is_there_and_what_would_be_overwritten() {
    let harbour = Harbour::open().await;
    let one = harbour.from().image(REPOSITORY, "1.0", "one").await;
    harbour.from().image(REPOSITORY, "2.0", "two").await;
    harbour.to().image(REPOSITORY, "1.0", "one").await;
    let old = harbour.to().image(REPOSITORY, "2.0", "older").await;
    let (source, destination) = harbour.places();
    let choice = tags(&["1.0", "2.0"]);
    let plan = plan_copy(&*source, &*destination, &choice).await.unwrap();
    assert_eq!(plan.images[0].tags[0].standing(), TagStanding::Same);
    assert_eq!(plan.images[0].digest, one.digest);
    assert!(plan.is_up_to_date(&plan.images[0]));
    let overwritten: Vec<_> = plan.overwritten().collect();
    assert_eq!(overwritten.len(), 1);
    assert_eq!(overwritten[0].tag.as_str(), "2.0");
    assert_eq!(overwritten[0].before, Some(old.digest));
    // Its layer and its config.
    assert_eq!(plan.moving().count(), 2);
    assert!(plan.bytes_to_send() > 3);
}

#[tokio::test]
async fn an_image_that_is_there_costs_at_most_three_requests() {
    let harbour = Harbour::open().await;
    harbour.from().image(REPOSITORY, "1.0", "one").await;
    let plain = Choice {
        referrers: false,
        ..tags(&["1.0"])
    };
    harbour.copy(&plain).await.1.images.remove(0).unwrap();
    let (source, destination) = harbour.places();
    // The first question of a connection is how to sign in.
    plan_copy(&*source, &*destination, &plain).await.unwrap();
    harbour.forget();
    let plan = plan_copy(&*source, &*destination, &plain).await.unwrap();
    let plan = Arc::new(plan);
    let sides = (source.clone(), destination.clone());
    let report = copy(plan, sides.0, sides.1, CopyOptions::default()).await;
    report.images[0].as_ref().unwrap();
    assert_eq!(harbour.requests(), 2);
    // What describes it is asked for once it is known that the registry tells by tags alone.
    let all = tags(&["1.0"]);
    plan_copy(&*source, &*destination, &all).await.unwrap();
    harbour.forget();
    plan_copy(&*source, &*destination, &all).await.unwrap();
    assert!(harbour.requests() <= 3, "{}", harbour.requests());
}

#[tokio::test]
async fn tags_that_an_earlier_copy_left_cost_one_request_each() {
    let harbour = Harbour::open().await;
    let mut choice = tags(&[]);
    let mut wanted = Vec::new();
    for n in 0..20 {
        let tag = format!("1.{n}");
        let pushed = harbour.from().image(REPOSITORY, &tag, &tag).await;
        let remembered = Remembered {
            source: pushed.digest.clone(),
            destination: pushed.digest,
        };
        let tag: portolan_oci::Tag = tag.parse().unwrap();
        choice.remembered.insert(tag.clone(), remembered);
        wanted.push(Wanted::tag(tag));
    }
    choice.what = portolan_transfer::What::Images(wanted);
    let (plan, report) = harbour.copy(&choice).await;
    assert_eq!(report.done(), 20);
    // One a tag, and how to sign in to the source.
    assert_eq!(harbour.requests(), 21);
    assert_eq!(plan.moving().count(), 0);
}

#[tokio::test]
async fn chosen_platforms_make_a_new_index_and_the_plan_says_so() {
    let harbour = Harbour::open().await;
    let from = harbour.from();
    let amd = from
        .image_for(REPOSITORY, "amd", "amd", "linux", "amd64")
        .await;
    let arm = from
        .image_for(REPOSITORY, "arm", "arm", "linux", "arm64")
        .await;
    let index = from
        .index(REPOSITORY, "multi", &[amd.clone(), arm.clone()])
        .await;
    let choice = Choice {
        platforms: PlatformChoice::Only(vec![Platform::new("linux", "arm64")]),
        ..tags(&["multi"])
    };
    let (plan, report) = harbour.copy(&choice).await;
    report.images[0].as_ref().unwrap();
    let image = &plan.images[0];
    assert_eq!(image.source, index.digest);
    assert_ne!(image.digest, index.digest);
    assert_eq!(image.notes, [Note::NewDigest { left: 1 }]);
    let put = harbour.to().manifest_of(REPOSITORY, "multi").await.unwrap();
    assert_eq!(Digest::of(&put), image.digest);
    assert!(
        String::from_utf8(put)
            .unwrap()
            .contains(arm.digest.as_str())
    );
    let other = harbour.to();
    let left = other.manifest_of(REPOSITORY, amd.digest.as_str()).await;
    assert!(left.is_none());
    // Again it is the same index, so nothing is to do.
    let (plan, _) = harbour.copy(&choice).await;
    assert!(plan.is_up_to_date(&plan.images[0]));
}

#[tokio::test]
async fn a_tag_that_is_not_there_is_said_before_anything_is_done() {
    let harbour = Harbour::open().await;
    let (source, destination) = harbour.places();
    let error = plan_copy(&*source, &*destination, &tags(&["absent"])).await;
    assert!(matches!(error, Err(Error::Missing { what }) if what == "absent"));
}

#[tokio::test]
async fn a_plan_that_was_kept_is_the_plan_that_was_made() {
    let harbour = Harbour::open().await;
    harbour.from().image(REPOSITORY, "1.0", "one").await;
    harbour.before_source.set_delay(Duration::from_millis(1));
    let (source, destination) = harbour.places();
    let plan = plan_copy(&*source, &*destination, &tags(&["1.0"])).await;
    let plan = plan.unwrap();
    let kept = serde_json::to_string(&plan).unwrap();
    let read: portolan_transfer::CopyPlan = serde_json::from_str(&kept).unwrap();
    assert_eq!((read.images, read.blobs), (plan.images, plan.blobs));
    assert_eq!(read.manifests, plan.manifests);
}
