//! Images and manifests of a private repository.

use bytes::Bytes;
use portolan_distribution::{Found, Pages, Problem};
use portolan_ecr::Error;
use portolan_oci::{Digest, MediaType, RepositoryName, Selector, Tag};
use portolan_registries::{Registry as _, ScanState, Severity, StorageClass};
use serde_json::{Value, json};

use crate::fake::{Fake, REGION, fail, named, ok};

fn repository() -> RepositoryName {
    named("eu-west-1/team/app")
}

fn digest(number: usize) -> Digest {
    Digest::of(number.to_string().as_bytes())
}

fn tag(text: &str) -> Tag {
    text.parse().unwrap()
}

#[tokio::test]
async fn a_page_of_images_carries_all_that_ecr_says() {
    let fake = Fake::start(|seen| {
        let asked = seen.json();
        assert_eq!(asked["repositoryName"], "team/app");
        assert_eq!(asked["maxResults"], 1000);
        assert_eq!(asked["filter"]["imageStatus"], "ANY");
        ok(json!({ "imageDetails": [{
            "imageDigest": digest(1).as_str(),
            "imageTags": ["v1", "latest"],
            "imageSizeInBytes": 123_456,
            "imagePushedAt": 1_763_000_000.0,
            "lastRecordedPullTime": 1_763_500_000.0,
            "imageManifestMediaType": "application/vnd.oci.image.manifest.v1+json",
            "artifactMediaType": "application/vnd.oci.image.config.v1+json",
            "imageStatus": "ARCHIVED",
            "subjectManifestDigest": digest(2).as_str(),
            "imageScanStatus": { "status": "ACTIVE", "description": "goes on" },
            "imageScanFindingsSummary": {
                "imageScanCompletedAt": 1_763_000_100.0,
                "findingSeverityCounts": { "CRITICAL": 2, "LOW": 1 },
            },
        }, { "imageDigest": "nonsense" }] }))
    })
    .await;
    let registry = fake.registry(&[REGION]);
    let page = registry.list_images(&repository(), None).await.unwrap();
    let page = page.unwrap();
    assert_eq!(page.problems, [Problem::Unusable("nonsense".to_owned())]);
    let image = &page.items[0];
    assert_eq!(image.tags, [tag("latest"), tag("v1")]);
    assert_eq!(image.size, Some(123_456));
    assert_eq!(image.pushed_at.unwrap().as_second(), 1_763_000_000);
    assert_eq!(image.last_pulled_at.unwrap().as_second(), 1_763_500_000);
    assert_eq!(image.storage, Some(StorageClass::Archive));
    assert_eq!(image.subject, Some(digest(2)));
    let scan = image.scan.as_ref().unwrap();
    assert_eq!(scan.state, ScanState::Continuous);
    assert_eq!(scan.counts[&Severity::Critical], 2);
}

#[tokio::test]
async fn ten_thousand_tags_are_ten_calls() {
    let fake = Fake::start(|seen| {
        assert_eq!(seen.json()["filter"]["tagStatus"], "TAGGED");
        let page: usize = match seen.json()["nextToken"].as_str() {
            Some(text) => text.parse().unwrap(),
            None => 0,
        };
        let images: Vec<Value> = (page * 1000..(page + 1) * 1000)
            .map(|number| {
                json!({ "imageDigest": digest(number).as_str(), "imageTags": [format!("v{number}")] })
            })
            .collect();
        let next = (page < 9).then(|| (page + 1).to_string());
        ok(json!({ "imageDetails": images, "nextToken": next }))
    })
    .await;
    let registry = fake.registry(&[REGION]);
    let mut pages = Pages::default();
    let mut count = 0;
    while let Some(page) = registry.next_tags(&repository(), &mut pages).await.unwrap() {
        assert!(page.items.iter().all(|listed| listed.digest.is_some()));
        count += page.items.len();
    }
    assert_eq!((count, fake.seen().len()), (10_000, 10));
}

#[tokio::test]
async fn untagged_images_are_asked_for_as_such() {
    let fake = Fake::start(|seen| {
        assert_eq!(seen.json()["filter"]["tagStatus"], "UNTAGGED");
        ok(json!({ "imageDetails": [{ "imageDigest": digest(3).as_str() }] }))
    })
    .await;
    let registry = fake.registry(&[REGION]);
    let untagged = registry.list_untagged(&repository()).await.unwrap();
    assert_eq!(untagged, Some(vec![digest(3)]));
}

const MANIFEST: &str =
    r#"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json"}"#;

#[tokio::test]
async fn a_manifest_comes_with_its_exact_bytes_and_is_verified() {
    let fake = Fake::start(|seen| {
        let types = seen.json()["acceptedMediaTypes"].clone();
        assert_eq!(types.as_array().unwrap().len(), 4);
        let id =
            json!({ "imageDigest": Digest::of(MANIFEST.as_bytes()).as_str(), "imageTag": "v1" });
        let text = if seen.before == 0 { MANIFEST } else { "{}" };
        ok(json!({ "images": [{ "imageId": id, "imageManifest": text }], "failures": [] }))
    })
    .await;
    let registry = fake.registry(&[REGION]);
    let by_tag = Selector::Tag(tag("v1"));
    let raw = registry.manifest(&repository(), &by_tag).await.unwrap();
    assert_eq!(raw.bytes, MANIFEST);
    assert_eq!(raw.media_type, MediaType::OCI_MANIFEST);
    let altered = registry.manifest(&repository(), &by_tag).await.unwrap_err();
    assert!(
        altered.to_string().contains("but the content is"),
        "{altered}"
    );
}

#[tokio::test]
async fn several_manifests_are_one_call_and_those_that_lack_are_told() {
    let fake = Fake::start(|seen| {
        let asked = seen.json()["imageIds"].as_array().unwrap().clone();
        let images: Vec<Value> = asked
            .iter()
            .filter(|id| id["imageDigest"] != digest(5).as_str())
            .map(|id| {
                let number = (0..150).find(|it| id["imageDigest"] == digest(*it).as_str());
                json!({ "imageId": id, "imageManifest": number.unwrap().to_string() })
            })
            .collect();
        let lacks = json!({
            "imageId": { "imageDigest": digest(5).as_str() },
            "failureCode": "ImageNotFound", "failureReason": "not found",
        });
        let failures = if asked.len() == 100 {
            vec![lacks]
        } else {
            vec![]
        };
        ok(json!({ "images": images, "failures": failures }))
    })
    .await;
    let registry = fake.registry(&[REGION]);
    let digests: Vec<Digest> = (0..150).map(digest).collect();
    let manifests = registry.manifests(&repository(), &digests).await.unwrap();
    assert_eq!(manifests.found.len(), 149);
    assert_eq!(manifests.failures[0].item, digest(5).to_string());
    assert_eq!(fake.seen().len(), 2);
}

#[tokio::test]
async fn a_tag_is_put_without_pulling_and_with_the_digest_that_is_meant() {
    let fake = Fake::start(|seen| match seen.before {
        0 => ok(json!({ "image": { "imageId": { "imageTag": seen.json()["imageTag"] } } })),
        1 => fail(400, "ImageAlreadyExistsException", "it is there"),
        _ => fail(
            400,
            "ImageTagAlreadyExistsException",
            "the tag is immutable",
        ),
    })
    .await;
    let registry = fake.registry(&[REGION]);
    let by_tag = Selector::Tag(tag("v2"));
    let bytes = Bytes::from_static(MANIFEST.as_bytes());
    let (app, media_type) = (named("eu-west-1/app"), MediaType::OCI_MANIFEST);
    let put = || registry.put_manifest(&app, &by_tag, &media_type, bytes.clone());
    let answer = put().await.unwrap();
    assert_eq!(answer.digest, Digest::of(MANIFEST.as_bytes()));
    put().await.unwrap();
    let frozen = put().await.unwrap_err();
    assert!(
        matches!(Error::of(&frozen), Some(Error::Conflict { .. })),
        "{frozen:?}"
    );
    let asked = fake.seen()[0].json();
    assert_eq!(asked["imageManifest"], MANIFEST);
    assert_eq!(asked["imageTag"], "v2");
    assert_eq!(asked["imageDigest"], answer.digest.as_str());
    assert_eq!(
        asked["imageManifestMediaType"],
        MediaType::OCI_MANIFEST.as_str()
    );
}

#[tokio::test]
async fn an_answer_of_another_shape_is_said_to_be_unusable() {
    let fake = Fake::start(|_| ok(json!({ "imageDetails": "none" }))).await;
    let registry = fake.registry(&[REGION]);
    let error = registry.list_images(&repository(), None).await.unwrap_err();
    let error = Error::of(&error).unwrap();
    assert!(matches!(error, Error::Unusable { .. }), "{error:?}");
}

#[tokio::test]
async fn an_image_is_resolved_by_one_call_and_one_that_is_not_there_is_not_found() {
    let fake = Fake::start(|seen| {
        assert_eq!(seen.json()["maxResults"], Value::Null);
        let is_wide = seen.json()["filter"]["imageStatus"] == "ANY";
        match seen.json()["imageIds"][0]["imageTag"].as_str() {
            Some("v1") => ok(json!({ "imageDetails": [{ "imageDigest": digest(1).as_str() }] })),
            Some("archived") if is_wide => ok(json!({ "imageDetails": [
                { "imageDigest": digest(2).as_str(), "imageStatus": "ARCHIVED" },
            ] })),
            _ => fail(400, "ImageNotFoundException", "no such image"),
        }
    })
    .await;
    let registry = fake.registry(&[REGION]);
    let (v1, v2) = (Selector::Tag(tag("v1")), Selector::Tag(tag("v2")));
    let found = registry.resolve(&repository(), &v1).await.unwrap();
    assert_eq!(found.digest, digest(1));
    assert_eq!(fake.seen().len(), 1);
    let archived = Selector::Tag(tag("archived"));
    let found = registry.resolve(&repository(), &archived).await.unwrap();
    assert_eq!(found.digest, digest(2));
    let elsewhere = named("us-east-1/team/app");
    for (repository, selector) in [(repository(), v2), (elsewhere, v1)] {
        let lacks = registry.resolve(&repository, &selector).await;
        assert!(lacks.unwrap_err().is_not_found());
    }
}

#[tokio::test]
async fn referrers_are_followed_by_hand_to_their_end_and_cosigns_tags_are_looked_up() {
    let fake = Fake::start(|seen| {
        if seen.operation() == "BatchGetImage" {
            let ids = seen.json()["imageIds"].clone();
            let id = json!({ "imageTag": ids[0]["imageTag"], "imageDigest": digest(9).as_str() });
            return ok(json!({ "images": [{ "imageId": id, "imageManifest": "9" }] }));
        }
        assert_eq!(seen.operation(), "ListImageReferrers");
        assert_eq!(seen.json()["maxResults"], 50);
        assert_eq!(seen.json()["subjectId"]["imageDigest"], digest(1).as_str());
        let referrer = json!({
            "digest": digest(seen.before + 2).as_str(),
            "mediaType": "application/vnd.oci.image.manifest.v1+json",
            "artifactType": "application/spdx+json", "size": 500,
            "annotations": { "a": "b" },
        });
        let next = ["one", "two", "two", ""][seen.before.min(3)];
        ok(json!({ "referrers": [referrer], "nextToken": next }))
    })
    .await;
    let registry = fake.registry(&[REGION]);
    let found = registry.referrers(&repository(), &digest(1), None).await;
    let found = found.unwrap();
    assert!(found.has_api);
    assert_eq!(found.items.len(), 4);
    assert_eq!(found.items[0].descriptor.annotations["a"], "b");
    assert!(matches!(found.items[3].found, Found::CosignTag(_)));
    assert_eq!(found.problems, [Problem::Repeated]);
    assert_eq!(fake.seen_of("ListImageReferrers").len(), 3);
    // Where the tags are known and none is cosign's, nothing is looked up.
    let before = fake.seen_of("BatchGetImage").len();
    let tags = [tag("v1")];
    let known = registry
        .referrers(&repository(), &digest(1), Some(&tags))
        .await;
    assert_eq!(known.unwrap().items.len(), 1);
    assert_eq!(fake.seen_of("BatchGetImage").len(), before);
}

#[tokio::test]
async fn another_accounts_registry_is_named_in_every_request() {
    let fake = Fake::start(|_| ok(json!({ "imageDetails": [] }))).await;
    let mut settings = fake.settings(crate::fake::access_key(), &[REGION]);
    settings.registry_id = Some("999988887777".to_owned());
    let registry = portolan_ecr::PrivateRegistry::new(crate::fake::account(settings)).unwrap();
    registry.list_images(&repository(), None).await.unwrap();
    assert_eq!(fake.seen()[0].json()["registryId"], "999988887777");
}
