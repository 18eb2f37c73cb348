//! Images that become another form on their way: Docker's schema 2 and OCI, layers packed by zstd; read
//! back by skopeo.

use std::{path::Path, sync::Arc};

use http::Method;
use portolan_oci::{AttachmentTag, CosignKind, Digest};
use portolan_tests::{Answer, DockerRegistry, Kind, Pushed, Pusher, skopeo_copy, until};
use portolan_transfer::{
    Choice, Conversion, CopyOptions, CopyPlan, Error, FileForm, FileSource, ManifestForm, Note,
    Source, copy, file_destination, plan_copy,
};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use super::{Harbour, REPOSITORY, tags};

const TO_DOCKER: Conversion = Conversion {
    form: Some(ManifestForm::Docker),
    zstd: false,
};
const TO_OCI: Conversion = Conversion {
    form: Some(ManifestForm::Oci),
    zstd: false,
};
const TO_ZSTD: Conversion = Conversion {
    form: None,
    zstd: true,
};

fn converting(names: &[&str], conversion: Conversion) -> Choice {
    Choice {
        conversion,
        ..tags(names)
    }
}

async fn read(registry: &Pusher, reference: &str) -> Value {
    let bytes = registry.manifest_of(REPOSITORY, reference).await;
    serde_json::from_slice(&bytes.expect(reference)).unwrap()
}

fn text<'v>(value: &'v Value, pointer: &str) -> &'v str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or("")
}

/// Two platforms under one tag, a signature and an attestation about one of them.
async fn push_index(from: &Pusher) -> (Pushed, [Pushed; 2]) {
    let amd = from
        .image_for(REPOSITORY, "amd", "amd", "linux", "amd64")
        .await;
    let arm = from
        .image_for(REPOSITORY, "arm", "arm", "linux", "arm64")
        .await;
    let attestation = from.image(REPOSITORY, "attestation", "a statement").await;
    let mut described = attestation.descriptor();
    described["platform"] = json!({ "os": "unknown", "architecture": "unknown" });
    described["annotations"] = json!({
        "vnd.docker.reference.type": "attestation-manifest",
        "vnd.docker.reference.digest": amd.digest.to_string(),
    });
    let index = json!({
        "schemaVersion": 2,
        "mediaType": "application/vnd.oci.image.index.v1+json",
        "manifests": [amd.descriptor(), arm.descriptor(), described],
        "annotations": { "org.opencontainers.image.title": "many" },
    });
    let media_type = "application/vnd.oci.image.index.v1+json";
    let index = from.manifest(REPOSITORY, "multi", media_type, &index).await;
    let signature = AttachmentTag::cosign(&amd.digest, CosignKind::Signature).tag();
    from.image(REPOSITORY, signature.as_str(), "signature")
        .await;
    (index, [amd, arm])
}

/// What skopeo makes of it, every platform of it.
fn read_back(registry: &DockerRegistry, tag: &str) {
    let folder = tempfile::tempdir().unwrap();
    skopeo_copy(
        &format!("docker://{}/{REPOSITORY}:{tag}", registry.host()),
        &format!("dir:{}", folder.path().display()),
    );
}

#[tokio::test]
async fn an_oci_index_becomes_dockers_and_what_names_the_old_digests_stays() {
    let harbour = Harbour::open().await;
    let (index, [amd, _]) = push_index(&harbour.from()).await;
    let (plan, report) = harbour.copy(&converting(&["multi"], TO_DOCKER)).await;
    report.images[0].as_ref().unwrap();
    let image = &plan.images[0];
    assert_eq!(image.source, index.digest);
    assert_ne!(image.digest, index.digest);
    assert!(image.notes.contains(&Note::Converted {
        form: ManifestForm::Docker
    }));
    // The title of the index; the attestation with its annotations is not there to lose any.
    assert!(image.notes.contains(&Note::AnnotationsLost { count: 1 }));
    // The attestation, and the signature under a tag of cosign's.
    assert!(image.notes.contains(&Note::AttachmentsStay { count: 2 }));
    assert!(image.attachment_tags.is_empty());
    let list = read(&harbour.to(), "multi").await;
    assert_eq!(
        text(&list, "/mediaType"),
        "application/vnd.docker.distribution.manifest.list.v2+json"
    );
    assert_eq!(list["manifests"].as_array().unwrap().len(), 2);
    let first = read(&harbour.to(), text(&list, "/manifests/0/digest")).await;
    assert_eq!(
        text(&first, "/config/mediaType"),
        "application/vnd.docker.container.image.v1+json"
    );
    let before: Value = serde_json::from_slice(&amd.bytes).unwrap();
    assert_eq!(first["layers"][0]["digest"], before["layers"][0]["digest"]);
    assert_eq!(first["config"]["digest"], before["config"]["digest"]);
    read_back(&harbour.destination, "multi");

    // Once more, nothing moves: the same bytes are made again.
    let (plan, _) = harbour.copy(&converting(&["multi"], TO_DOCKER)).await;
    assert!(plan.is_up_to_date(&plan.images[0]));
}

#[tokio::test]
async fn dockers_image_becomes_oci_and_goes_into_a_layout_where_skopeo_finds_it() {
    let harbour = Harbour::open().await;
    push_index(&harbour.from()).await;
    let (_, report) = harbour
        .copy(&converting(&["multi", "amd"], TO_DOCKER))
        .await;
    assert!(report.failure().is_none(), "{:?}", report.failure());
    // What arrived there is the source from here on.
    let (_, docker) = harbour.places();
    let folder = tempfile::tempdir().unwrap();
    for (form, name) in [
        (FileForm::Folder, "layout"),
        (FileForm::OciArchive, "oci.tar"),
    ] {
        let path = folder.path().join(name);
        let layout = file_destination(&path, form, "example").unwrap();
        let as_it_is = tags(&["amd"]);
        let plan = plan_copy(&*docker, &*layout, &as_it_is).await.unwrap();
        assert_eq!(plan.images[0].notes, [Note::DockerInLayout]);
        let choice = converting(&["multi", "amd"], TO_OCI);
        let plan = plan_copy(&*docker, &*layout, &choice).await.unwrap();
        let report = copy(
            Arc::new(plan),
            docker.clone(),
            layout,
            CopyOptions::default(),
        )
        .await;
        assert!(report.failure().is_none(), "{:?}", report.failure());
        let kind = if form == FileForm::Folder {
            "oci"
        } else {
            "oci-archive"
        };
        let read = folder.path().join(format!("read-{name}"));
        let (from, to) = (path.display(), read.display());
        skopeo_copy(&format!("{kind}:{from}:multi"), &format!("dir:{to}"));
    }
}

#[tokio::test]
async fn what_has_no_place_in_dockers_form_is_refused_or_left_and_named() {
    let harbour = Harbour::open().await;
    let from = harbour.from();
    from.image(REPOSITORY, "1.0", "one").await;
    let empty = from.blob(REPOSITORY, b"{}").await.to_string();
    let chart = json!({
        "schemaVersion": 2,
        "mediaType": "application/vnd.oci.image.manifest.v1+json",
        "config": { "mediaType": "application/vnd.cncf.helm.config.v1+json", "digest": empty, "size": 2 },
        "layers": [],
    });
    let media_type = "application/vnd.oci.image.manifest.v1+json";
    from.manifest(REPOSITORY, "chart", media_type, &chart).await;
    let (source, destination) = harbour.places();
    let choice = converting(&["chart"], TO_DOCKER);
    let refused = plan_copy(&*source, &*destination, &choice).await;
    assert!(
        matches!(refused, Err(Error::NoSuchForm { .. })),
        "{refused:?}"
    );
    let all = Choice {
        conversion: TO_DOCKER,
        ..Choice::repository()
    };
    let plan = plan_copy(&*source, &*destination, &all).await.unwrap();
    assert_eq!(plan.images.len(), 1);
    assert_eq!(plan.left[0].0, "chart");
    let contradiction = Conversion {
        zstd: true,
        ..TO_DOCKER
    };
    let choice = converting(&["1.0"], contradiction);
    let refused = plan_copy(&*source, &*destination, &choice).await;
    assert!(matches!(refused, Err(Error::NoZstdInDocker)));
}

#[tokio::test]
async fn layers_are_packed_by_zstd_on_their_way_under_digests_that_are_found_as_they_go() {
    let harbour = Harbour::open().await;
    let (index, [amd, _]) = push_index(&harbour.from()).await;
    let (plan, report) = harbour.copy(&converting(&["multi"], TO_ZSTD)).await;
    report.images[0].as_ref().unwrap();
    let image = &plan.images[0];
    assert!(plan.is_known_later(image));
    assert!(image.notes.contains(&Note::Repacked { layers: 2 }));
    assert!(image.notes.contains(&Note::AttachmentsStay { count: 2 }));
    let put = harbour.to().manifest_of(REPOSITORY, "multi").await.unwrap();
    assert_ne!(Digest::of(&put), index.digest);
    let put: Value = serde_json::from_slice(&put).unwrap();
    let first = read(&harbour.to(), text(&put, "/manifests/0/digest")).await;
    let layer = &first["layers"][0];
    assert_eq!(
        text(layer, "/mediaType"),
        "application/vnd.oci.image.layer.v1.tar+zstd"
    );
    let blob = format!("/v2/{REPOSITORY}/blobs/{}", text(layer, "/digest"));
    let blob = harbour.to().ask(Method::GET, &blob).await;
    let blob = blob.bytes().await.unwrap();
    assert_eq!(layer["size"], blob.len());
    assert_eq!(zstd::decode_all(&*blob).unwrap(), b"amd");
    let before: Value = serde_json::from_slice(&amd.bytes).unwrap();
    assert_eq!(first["config"]["digest"], before["config"]["digest"]);
    read_back(&harbour.destination, "multi");
}

#[tokio::test]
async fn a_layer_that_is_not_what_its_config_says_leaves_the_tag_untouched() {
    let harbour = Harbour::open().await;
    let from = harbour.from();
    let layer = from.blob(REPOSITORY, b"content").await.to_string();
    let config = json!({
        "os": "linux", "architecture": "amd64",
        "rootfs": { "type": "layers", "diff_ids": [Digest::of(b"other").to_string()] },
    })
    .to_string();
    let config_digest = from.blob(REPOSITORY, config.as_bytes()).await.to_string();
    let manifest = json!({
        "schemaVersion": 2,
        "mediaType": "application/vnd.oci.image.manifest.v1+json",
        "config": { "mediaType": "application/vnd.oci.image.config.v1+json", "digest": config_digest, "size": config.len() },
        "layers": [{ "mediaType": "application/vnd.oci.image.layer.v1.tar", "digest": layer, "size": 7 }],
    });
    let media_type = "application/vnd.oci.image.manifest.v1+json";
    from.manifest(REPOSITORY, "1.0", media_type, &manifest)
        .await;
    let (_, report) = harbour.copy(&converting(&["1.0"], TO_ZSTD)).await;
    let failure = report.images[0].as_ref().unwrap_err();
    assert!(matches!(failure, Error::NotRepacked { .. }), "{failure}");
    assert!(harbour.to().manifest_of(REPOSITORY, "1.0").await.is_none());
}

#[tokio::test]
async fn packing_goes_on_from_the_kept_plan_and_comes_to_the_same() {
    let harbour = Harbour::open().await;
    harbour.from().image(REPOSITORY, "1.0", "one").await;
    let (source, destination) = harbour.places();
    let choice = converting(&["1.0"], TO_ZSTD);
    let plan = plan_copy(&*source, &*destination, &choice).await.unwrap();
    let kept = serde_json::to_string(&plan).unwrap();
    let proxy = &harbour.before_destination;
    proxy.refuse(Method::PUT, Kind::ManifestByDigest, 0, Answer::status(500));
    let cancel = CancellationToken::new();
    let options = CopyOptions {
        cancel: cancel.clone(),
        ..CopyOptions::default()
    };
    let sides = (source.clone(), destination.clone());
    let copying = copy(Arc::new(plan), sides.0, sides.1, options);
    let stopping = until("the manifest to be refused", async || {
        let tries = proxy.count(&Method::PUT, Kind::ManifestByDigest);
        (tries > 0).then(|| cancel.cancel())
    });
    let (report, ()) = tokio::join!(copying, stopping);
    assert!(report.images[0].is_err());
    assert!(harbour.to().manifest_of(REPOSITORY, "1.0").await.is_none());

    proxy.refuse_nothing();
    let plan: CopyPlan = serde_json::from_str(&kept).unwrap();
    let options = CopyOptions {
        is_resumed: true,
        ..CopyOptions::default()
    };
    let report = copy(Arc::new(plan), source, destination, options).await;
    report.images[0].as_ref().unwrap();
    read_back(&harbour.destination, "1.0");
}

#[tokio::test]
async fn layers_are_packed_into_files_too() {
    let harbour = Harbour::open().await;
    harbour.from().image(REPOSITORY, "1.0", "one").await;
    let folder = tempfile::tempdir().unwrap();
    for (form, name) in [
        (FileForm::Folder, "layout"),
        (FileForm::OciArchive, "oci.tar"),
    ] {
        let (source, _) = harbour.places();
        let path = folder.path().join(name);
        let layout = file_destination(&path, form, "example").unwrap();
        let choice = converting(&["1.0"], TO_ZSTD);
        let plan = plan_copy(&*source, &*layout, &choice).await.unwrap();
        let report = copy(Arc::new(plan), source, layout, CopyOptions::default()).await;
        report.images[0].as_ref().unwrap();
        let written = read_file(&path).await;
        assert_eq!(
            text(&written, "/layers/0/mediaType"),
            "application/vnd.oci.image.layer.v1.tar+zstd"
        );
    }
    // Nothing that was laid aside is left.
    let mut names: Vec<String> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    assert_eq!(names, ["layout", "oci.tar"]);
}

async fn read_file(path: &Path) -> Value {
    let file = FileSource::open(path).unwrap();
    let manifest = file.manifest(&"1.0".parse().unwrap()).await.unwrap();
    serde_json::from_slice(&manifest.bytes).unwrap()
}

#[tokio::test]
async fn schema_1_is_refused_with_what_to_do() {
    let harbour = Harbour::open().await;
    let folder = tempfile::tempdir().unwrap();
    let manifest = json!({
        "schemaVersion": 1,
        "name": "team/app",
        "tag": "old",
        "architecture": "amd64",
        "fsLayers": [],
        "history": [],
    })
    .to_string();
    let digest = Digest::of(manifest.as_bytes());
    let index = json!({
        "schemaVersion": 2,
        "manifests": [{
            "mediaType": "application/vnd.docker.distribution.manifest.v1+json",
            "digest": digest.to_string(),
            "size": manifest.len(),
            "annotations": { "org.opencontainers.image.ref.name": "old" },
        }],
    });
    let blobs = folder.path().join("blobs/sha256");
    std::fs::create_dir_all(&blobs).unwrap();
    std::fs::write(blobs.join(digest.hex()), &manifest).unwrap();
    std::fs::write(folder.path().join("index.json"), index.to_string()).unwrap();
    let layout = r#"{"imageLayoutVersion":"1.0.0"}"#;
    std::fs::write(folder.path().join("oci-layout"), layout).unwrap();
    let source = FileSource::open(folder.path()).unwrap();
    let (_, destination) = harbour.places();
    for conversion in [TO_OCI, TO_ZSTD, Conversion::default()] {
        let choice = converting(&["old"], conversion);
        let refused = plan_copy(&source, &*destination, &choice).await;
        let refused = refused.unwrap_err();
        assert!(matches!(refused, Error::Schema1 { .. }), "{refused}");
        assert!(refused.to_string().contains("build or convert it anew"));
    }
}
