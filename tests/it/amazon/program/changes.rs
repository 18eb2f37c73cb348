//! Changes of images as the program makes them: tags put and moved, images deleted, blobs sent.

use bytes::Bytes;
use portolan_ecr::{Conflict, Error};
use portolan_oci::{Digest, MediaType};
use portolan_registries::{self as registries, Registry};
use portolan_tests::aws::{FakeAws, Fault, Injection, Picture};
use serde_json::json;

use super::{REGION, at, digest, registry, tag};

#[tokio::test]
async fn a_tag_is_added_and_moved_without_pulling_and_the_old_image_stays() {
    let fake = FakeAws::start().await;
    let here = fake.region(REGION);
    here.repository("app");
    let old = here.push("app", &Picture::of("old").tag("latest"));
    let new = here.push("app", &Picture::of("new").tag("v2"));
    let registry = registry(&fake.url()).await;
    let raw = registry.manifest(&at("app"), &digest(&new)).await.unwrap();
    let put = registry
        .put_manifest(&at("app"), &tag("latest"), &raw.media_type, raw.bytes)
        .await
        .unwrap();
    assert_eq!(put.digest.as_str(), new);
    let resolved = registry.resolve(&at("app"), &tag("latest")).await.unwrap();
    assert_eq!(resolved.digest.as_str(), new);
    let untagged = registry.list_untagged(&at("app")).await.unwrap().unwrap();
    assert_eq!(untagged, [old.parse::<Digest>().unwrap()]);
    assert_eq!(fake.count_on_plane("GET blob"), 0);
    let sent = fake.requests();
    let put = sent.iter().find(|it| it.operation == "PutImage").unwrap();
    assert_eq!(put.input["imageDigest"], new.as_str());
}

#[tokio::test]
async fn the_same_manifest_put_again_is_no_mistake_and_a_frozen_tag_is_one() {
    let fake = FakeAws::start().await;
    let here = fake.region(REGION);
    here.repository("app");
    here.push("app", &Picture::of("old").tag("v1"));
    let new = here.push("app", &Picture::of("new").tag("v2"));
    let input = json!({ "repositoryName": "app", "imageTagMutability": "IMMUTABLE" });
    let api = portolan_tests::aws::Api::Ecr;
    here.perform(api, "PutImageTagMutability", input).unwrap();
    let registry = registry(&fake.url()).await;
    let raw = registry.manifest(&at("app"), &digest(&new)).await.unwrap();
    let put = async |name: &str| {
        let bytes = raw.bytes.clone();
        registry
            .put_manifest(&at("app"), &tag(name), &raw.media_type, bytes)
            .await
    };
    assert_eq!(put("v2").await.unwrap().digest.as_str(), new);
    let refused = put("v1").await.unwrap_err();
    let Some(Error::Conflict { what, .. }) = own(&refused) else {
        panic!("{refused:?}");
    };
    assert_eq!(*what, Conflict::TagImmutable);
}

/// The room's own error in the one of all registries.
fn own(error: &registries::Error) -> Option<&Error> {
    match error {
        registries::Error::Native { cause, .. } => cause.downcast_ref(),
        _ => None,
    }
}

#[tokio::test]
async fn removing_the_only_tag_is_not_done_in_passing() {
    let fake = FakeAws::start().await;
    let here = fake.region(REGION);
    here.repository("app");
    let image = here.push("app", &Picture::of("one").tag("v1").tag("latest"));
    let registry = registry(&fake.url()).await;
    registry
        .delete_tag(&at("app"), &"v1".parse().unwrap())
        .await
        .unwrap();
    let refused = registry
        .delete_tag(&at("app"), &"latest".parse().unwrap())
        .await;
    assert!(
        matches!(
            refused,
            Err(registries::Error::TagDeletionUnsupported { .. })
        ),
        "{refused:?}"
    );
    let resolved = registry.resolve(&at("app"), &tag("latest")).await.unwrap();
    assert_eq!(resolved.digest.as_str(), image);
}

#[tokio::test]
async fn hundreds_of_images_go_in_batches_and_each_failure_is_told() {
    let fake = FakeAws::start().await;
    let here = fake.region(REGION);
    here.repository("app");
    let images: Vec<String> = (0..250)
        .map(|number| here.push("app", &Picture::of(&format!("image {number}"))))
        .collect();
    let child = images[7].clone();
    here.push(
        "app",
        &Picture::index(std::slice::from_ref(&child)).tag("v1"),
    );
    let fault = Fault::Partial {
        code: "KmsError".to_owned(),
        reason: "The key is disabled".to_owned(),
        images: vec![images[201].clone()],
    };
    fake.inject(Injection::at("BatchDeleteImage", fault));
    let registry = registry(&fake.url()).await;
    let selectors: Vec<_> = images.iter().map(|it| digest(it)).collect();
    let failures = registry
        .delete_images(&at("app"), &selectors)
        .await
        .unwrap();
    let mut told: Vec<(&str, &str)> = failures
        .iter()
        .map(|it| (it.item.as_str(), it.code.as_str()))
        .collect();
    told.sort_by_key(|(_, code)| *code);
    assert_eq!(
        told,
        [
            (child.as_str(), "ImageReferencedByManifestList"),
            (images[201].as_str(), "KmsError"),
        ]
    );
    assert_eq!(fake.count("BatchDeleteImage"), 3);
    let of_index = failures.iter().find(|it| it.item == child).unwrap();
    let Error::Conflict { what, .. } = of_index.to_error() else {
        panic!("{of_index:?}");
    };
    assert_eq!(what, Conflict::InsideIndex);
}

#[tokio::test]
async fn a_blob_is_sent_and_fetched_with_one_token_for_all() {
    let fake = FakeAws::start().await;
    fake.region(REGION).repository("app").repository("web");
    let registry = registry(&fake.url()).await;
    let content = Bytes::from_static(b"a layer");
    let name = Digest::of(&content);
    for repository in ["app", "web"] {
        registry
            .upload_blob(&at(repository), &name, &content)
            .await
            .unwrap();
        let size = registry.blob_exists(&at(repository), &name).await.unwrap();
        assert_eq!(size, Some(7));
        let fetched = registry.blob(&at(repository), &name, 100).await.unwrap();
        assert_eq!(fetched, content);
    }
    assert_eq!(fake.count("GetAuthorizationToken"), 1);
    let image = json!({ "schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json",
        "config": { "mediaType": "application/vnd.oci.empty.v1+json", "digest": name.as_str(), "size": 7 },
        "layers": [] });
    let bytes = Bytes::from(image.to_string());
    let kind = MediaType::parse("application/vnd.oci.image.manifest.v1+json");
    registry
        .put_manifest(&at("app"), &tag("v1"), &kind, bytes)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_registry_token_that_had_expired_when_it_came_is_not_asked_for_for_ever() {
    let fake = FakeAws::start().await;
    fake.set_token_life(-60.0);
    fake.region(REGION).repository("app");
    let registry = registry(&fake.url()).await;
    let name = Digest::of(b"a layer");
    for _ in 0..3 {
        registry.blob_exists(&at("app"), &name).await.unwrap_err();
    }
    assert!(
        fake.count("GetAuthorizationToken") <= 3,
        "once a try at most"
    );
}
