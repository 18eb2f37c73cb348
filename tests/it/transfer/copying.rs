//! What a copy leaves at its destination, as skopeo and the registry itself see it.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use http::Method;
use portolan_oci::{AttachmentTag, CosignKind};
use portolan_tests::{Answer, Kind, skopeo_copy, until};
use portolan_transfer::{
    Choice, CopyOptions, CopyPlan, Error, How, Listener, Step, copy, plan_copy,
};
use serde_json::json;
use tokio_util::sync::CancellationToken;

use super::{Harbour, REPOSITORY, place, tags};

/// Remembers what was told.
#[derive(Debug, Default)]
struct Ear(Mutex<Vec<Step>>);

impl Listener for Ear {
    fn hear(&self, step: Step) {
        self.0.lock().unwrap().push(step);
    }
}

impl Ear {
    fn hows(&self) -> Vec<How> {
        let steps = self.0.lock().unwrap();
        let hows = steps.iter().filter_map(|step| match step {
            Step::BlobDone { how, .. } => Some(*how),
            _ => None,
        });
        hows.collect()
    }
}

#[tokio::test]
async fn a_whole_repository_arrives_byte_for_byte_with_all_that_describes_it() {
    let harbour = Harbour::open().await;
    let from = harbour.from();
    let amd = from
        .image_for(REPOSITORY, "amd", "amd", "linux", "amd64")
        .await;
    let arm = from
        .image_for(REPOSITORY, "arm", "arm", "linux", "arm64")
        .await;
    let index = from.index(REPOSITORY, "multi", &[amd.clone(), arm]).await;
    let sbom = from
        .referrer(REPOSITORY, &index, "application/spdx+json")
        .await;
    let fallback = AttachmentTag::fallback(&index.digest).tag();
    from.index(REPOSITORY, fallback.as_str(), std::slice::from_ref(&sbom))
        .await;
    let signature = AttachmentTag::cosign(&amd.digest, CosignKind::Signature).tag();
    from.image(REPOSITORY, signature.as_str(), "signature")
        .await;
    let (_, report) = harbour.copy(&Choice::repository()).await;
    assert!(report.failure().is_none(), "{:?}", report.failure());
    let to = harbour.to();
    for tag in ["amd", "arm", "multi", signature.as_str()] {
        let copied = to.manifest_of(REPOSITORY, tag).await;
        assert_eq!(copied, from.manifest_of(REPOSITORY, tag).await, "{tag}");
    }
    let copied = to.manifest_of(REPOSITORY, sbom.digest.as_str()).await;
    assert_eq!(copied, Some(sbom.bytes));
    // CNCF Distribution indexes no referrers, so the fallback tag has to lead there.
    let listed = to.manifest_of(REPOSITORY, fallback.as_str()).await.unwrap();
    assert!(
        String::from_utf8(listed)
            .unwrap()
            .contains(sbom.digest.as_str())
    );
    let folder = tempfile::tempdir().unwrap();
    skopeo_copy(
        &format!("docker://{}/{REPOSITORY}:multi", harbour.destination.host()),
        &format!("oci:{}:multi", folder.path().display()),
    );
}

#[tokio::test]
async fn layers_that_images_share_are_sent_once() {
    let harbour = Harbour::open().await;
    let from = harbour.from();
    // Same layer, same config: only the manifests' annotations differ.
    let first = from.image(REPOSITORY, "0", "shared").await;
    for n in 1..12 {
        let mut manifest: serde_json::Value = serde_json::from_slice(&first.bytes).unwrap();
        manifest["annotations"] = serde_json::json!({ "n": n.to_string() });
        from.manifest(REPOSITORY, &n.to_string(), &first.media_type, &manifest)
            .await;
    }
    let (plan, report) = harbour.copy(&Choice::repository()).await;
    assert_eq!(report.done(), 12);
    assert_eq!(plan.blobs.len(), 2);
    assert_eq!(harbour.before_source.count(&Method::GET, Kind::Blob), 2);
    // One request to begin and one to send: nothing was there, so nothing was asked for.
    assert_eq!(
        harbour
            .before_destination
            .count(&Method::POST, Kind::Upload),
        2
    );
    assert_eq!(
        harbour.before_destination.count(&Method::PUT, Kind::Upload),
        2
    );
    assert_eq!(
        harbour.before_destination.count(&Method::HEAD, Kind::Blob),
        0
    );
}

#[tokio::test]
async fn within_a_registry_blobs_are_taken_over_and_not_sent() {
    let harbour = Harbour::open().await;
    harbour.from().image(REPOSITORY, "1.0", "one").await;
    let host = harbour.before_source.host();
    let (source, destination) = (place(&host, REPOSITORY), place(&host, "another/name"));
    let choice = tags(&["1.0"]);
    let plan = plan_copy(&*source, &*destination, &choice).await.unwrap();
    assert_eq!(plan.bytes_to_send(), 0);
    assert!(plan.bytes_to_mount() > 0);
    let ear = Arc::new(Ear::default());
    let options = CopyOptions {
        listener: Arc::clone(&ear) as Arc<dyn Listener>,
        ..CopyOptions::default()
    };
    let report = copy(Arc::new(plan), source, destination, options).await;
    report.images[0].as_ref().unwrap();
    assert_eq!(ear.hows(), [How::Mounted, How::Mounted]);
    assert_eq!(harbour.before_source.count(&Method::GET, Kind::Blob), 0);
}

#[tokio::test]
async fn what_can_not_be_taken_over_is_sent() {
    let harbour = Harbour::open().await;
    let pushed = harbour.from().image(REPOSITORY, "1.0", "one").await;
    let upload = format!(
        "http://{}/v2/another/name/blobs/uploads/x",
        harbour.before_source.host()
    );
    let declined = Answer::status(202).header("location", &upload);
    harbour
        .before_source
        .refuse(Method::POST, Kind::Upload, 0, declined);
    let host = harbour.before_source.host();
    let (source, destination) = (place(&host, REPOSITORY), place(&host, "another/name"));
    let choice = tags(&["1.0"]);
    let plan = plan_copy(&*source, &*destination, &choice).await.unwrap();
    let proxy = &harbour.before_source;
    let copying = copy(Arc::new(plan), source, destination, CopyOptions::default());
    let healing = until("the registry to decline", async || {
        (proxy.count(&Method::DELETE, Kind::Upload) >= 2).then(|| proxy.refuse_nothing())
    });
    let (report, ()) = tokio::join!(copying, healing);
    report.images[0].as_ref().unwrap();
    let copied = harbour.from().manifest_of("another/name", "1.0").await;
    assert_eq!(copied, Some(pushed.bytes));
}

#[tokio::test]
async fn a_tag_that_somebody_moved_meanwhile_is_not_overwritten() {
    let harbour = Harbour::open().await;
    harbour.from().image(REPOSITORY, "1.0", "one").await;
    let (source, destination) = harbour.places();
    let plan = plan_copy(&*source, &*destination, &tags(&["1.0"])).await;
    let theirs = harbour.to().image(REPOSITORY, "1.0", "theirs").await;
    let plan = Arc::new(plan.unwrap());
    let report = copy(plan, source, destination, CopyOptions::default()).await;
    assert!(matches!(report.images[0], Err(Error::TagMoved { .. })));
    let now = harbour.to().manifest_of(REPOSITORY, "1.0").await;
    assert_eq!(now, Some(theirs.bytes));
}

#[tokio::test]
async fn a_source_that_moves_while_it_is_copied_is_said_and_the_planned_image_arrives() {
    let harbour = Harbour::open().await;
    let planned = harbour.from().image(REPOSITORY, "1.0", "one").await;
    let (source, destination) = harbour.places();
    let plan = plan_copy(&*source, &*destination, &tags(&["1.0"])).await;
    let newer = harbour.from().image(REPOSITORY, "1.0", "newer").await;
    let plan = Arc::new(plan.unwrap());
    let report = copy(plan, source, destination, CopyOptions::default()).await;
    report.images[0].as_ref().unwrap();
    assert_eq!(report.moved, [("1.0".to_owned(), Some(newer.digest))]);
    let now = harbour.to().manifest_of(REPOSITORY, "1.0").await;
    assert_eq!(now, Some(planned.bytes));
}

#[tokio::test]
async fn a_copy_that_was_stopped_leaves_the_tag_and_goes_on_from_the_kept_plan() {
    let harbour = Harbour::open().await;
    let pushed = harbour.from().image(REPOSITORY, "1.0", "one").await;
    let (source, destination) = harbour.places();
    let plan = plan_copy(&*source, &*destination, &tags(&["1.0"])).await;
    let plan = plan.unwrap();
    let kept = serde_json::to_string(&plan).unwrap();
    harbour
        .before_destination
        .set_delay(Duration::from_millis(200));
    let cancel = CancellationToken::new();
    let options = CopyOptions {
        cancel: cancel.clone(),
        ..CopyOptions::default()
    };
    let proxy = &harbour.before_destination;
    proxy.forget();
    let copying = copy(Arc::new(plan), source, destination, options);
    let stopping = until("the first upload", async || {
        (proxy.count(&Method::POST, Kind::Upload) > 0).then(|| cancel.cancel())
    });
    let (report, ()) = tokio::join!(copying, stopping);
    assert!(matches!(report.images[0], Err(Error::Cancelled)));
    assert!(harbour.to().manifest_of(REPOSITORY, "1.0").await.is_none());

    proxy.set_delay(Duration::ZERO);
    let plan: CopyPlan = serde_json::from_str(&kept).unwrap();
    let (source, destination) = harbour.places();
    let options = CopyOptions {
        is_resumed: true,
        ..CopyOptions::default()
    };
    let report = copy(Arc::new(plan), source, destination, options).await;
    report.images[0].as_ref().unwrap();
    let now = harbour.to().manifest_of(REPOSITORY, "1.0").await;
    assert_eq!(now, Some(pushed.bytes));
}

#[tokio::test]
async fn one_image_that_fails_does_not_keep_the_others() {
    let harbour = Harbour::open().await;
    let from = harbour.from();
    from.image(REPOSITORY, "good", "good").await;
    let bad = from.image(REPOSITORY, "bad", "bad").await;
    let manifest: serde_json::Value = serde_json::from_slice(&bad.bytes).unwrap();
    let layer = manifest["layers"][0]["digest"].as_str().unwrap().to_owned();
    let path = format!("/v2/{REPOSITORY}/blobs/{layer}");
    assert_eq!(from.ask(Method::DELETE, &path).await.status(), 202);
    let (_, report) = harbour.copy(&tags(&["bad", "good"])).await;
    assert!(matches!(&report.images[0], Err(Error::Missing { .. })));
    report.images[1].as_ref().unwrap();
    assert_eq!(harbour.to().tags(REPOSITORY).await, ["good"]);
}

#[tokio::test]
async fn a_destination_that_lacks_for_a_moment_what_it_was_sent_is_sent_the_manifest_again() {
    let harbour = Harbour::open().await;
    harbour.from().image(REPOSITORY, "1.0", "one").await;
    // As CNCF Distribution says it of a child whose tag is being put.
    let lacking = json!({ "errors": [
        { "code": "DIGEST_INVALID", "message": "provided digest did not match uploaded content" },
        { "code": "MANIFEST_BLOB_UNKNOWN", "message": "blob unknown to registry" },
    ] });
    let proxy = &harbour.before_destination;
    let refuse = |kind| {
        proxy.refuse_nothing();
        proxy.refuse(Method::PUT, kind, 0, Answer::json(400, &lacking));
    };
    let refused = async |kind| {
        until("two refusals", async || {
            (proxy.count(&Method::PUT, kind) >= 2).then_some(())
        })
        .await;
    };
    refuse(Kind::ManifestByDigest);
    let choice = tags(&["1.0"]);
    let recovering = async {
        refused(Kind::ManifestByDigest).await;
        refuse(Kind::ManifestByTag);
        refused(Kind::ManifestByTag).await;
        proxy.refuse_nothing();
    };
    let ((_, report), ()) = tokio::join!(harbour.copy(&choice), recovering);
    report.images[0].as_ref().unwrap();
    assert!(harbour.to().manifest_of(REPOSITORY, "1.0").await.is_some());
}
