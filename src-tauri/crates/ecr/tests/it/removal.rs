//! Deleting images and tags, and ECR's traps about it.

use axum::response::Response;
use portolan_ecr::{Conflict, Error, PrivateRegistry};
use portolan_oci::{Digest, RepositoryName, Selector, Tag};
use portolan_registries::{self as registries, Registry as _};
use serde_json::{Value, json};

use crate::fake::{Fake, REGION, Seen, fail, named, ok};

fn repository() -> RepositoryName {
    named("eu-west-1/app")
}

fn tag(text: &str) -> Tag {
    text.parse().unwrap()
}

/// A repository with one image under these tags.
async fn holding(tags: &'static [&'static str]) -> (Fake, PrivateRegistry) {
    let fake = Fake::start(move |seen| match seen.operation().as_str() {
        "DescribeImages" => ok(json!({ "imageDetails": [
            { "imageDigest": Digest::of(b"1").as_str(), "imageTags": tags },
        ] })),
        "BatchDeleteImage" => ok(json!({ "imageIds": seen.json()["imageIds"], "failures": [] })),
        other => panic!("{other}"),
    })
    .await;
    let registry = fake.registry(&[REGION]);
    (fake, registry)
}

#[tokio::test]
async fn one_of_several_tags_goes_alone() {
    let (fake, registry) = holding(&["v1", "latest"]).await;
    registry
        .delete_tag(&repository(), &tag("v1"))
        .await
        .unwrap();
    let asked = fake.seen_of("BatchDeleteImage");
    assert_eq!(asked[0].json()["imageIds"], json!([{ "imageTag": "v1" }]));
}

#[tokio::test]
async fn the_last_tag_is_not_removed_as_the_image_would_go_with_it() {
    let (fake, registry) = holding(&["v1"]).await;
    let refused = registry.delete_tag(&repository(), &tag("v1")).await;
    assert!(
        matches!(
            &refused,
            Err(registries::Error::TagDeletionUnsupported { answered })
                if answered.contains("only tag")
        ),
        "{refused:?}"
    );
    assert!(fake.seen_of("BatchDeleteImage").is_empty());
    registry
        .delete_manifest(&repository(), &Digest::of(b"1"))
        .await
        .unwrap();
    let asked = fake.seen_of("BatchDeleteImage")[0].json();
    assert_eq!(
        asked["imageIds"][0]["imageDigest"],
        Digest::of(b"1").as_str()
    );
}

#[tokio::test]
async fn an_image_inside_an_index_is_refused_and_explained() {
    let fake = Fake::start(|seen| {
        ok(json!({ "failures": [{
            "imageId": seen.json()["imageIds"][0],
            "failureCode": "ImageReferencedByManifestList",
            "failureReason": "Requested image referenced by manifest list: [sha256:…]",
        }] }))
    })
    .await;
    let registry = fake.registry(&[REGION]);
    let digest = Digest::of(b"1");
    let refused = registry.delete_manifest(&repository(), &digest).await;
    let refused = refused.unwrap_err();
    assert!(
        matches!(
            Error::of(&refused),
            Some(Error::Conflict {
                what: Conflict::InsideIndex,
                ..
            })
        ),
        "{refused:?}"
    );
}

/// Refuses those whose number ends in 7.
fn refuses_some(seen: &Seen) -> Response {
    let failures: Vec<Value> = seen.json()["imageIds"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|id| id["imageTag"].as_str().unwrap().ends_with('7'))
        .map(|id| {
            json!({ "imageId": id, "failureCode": "ImageNotFound", "failureReason": "it is gone" })
        })
        .collect();
    ok(json!({ "imageIds": [], "failures": failures }))
}

fn numbered(count: usize) -> Vec<Selector> {
    let tags = (0..count).map(|number| tag(&format!("v{number}")));
    tags.map(Selector::Tag).collect()
}

#[tokio::test]
async fn many_go_in_hundreds_and_what_did_not_is_told_one_by_one() {
    let fake = Fake::start(refuses_some).await;
    let registry = fake.registry(&[REGION]);
    let failures = registry.delete_images(&repository(), &numbered(250)).await;
    let failures = failures.unwrap();
    let sizes: Vec<usize> = fake
        .seen()
        .iter()
        .map(|seen| seen.json()["imageIds"].as_array().unwrap().len())
        .collect();
    assert_eq!(sizes, [100, 100, 50]);
    assert_eq!(failures.len(), 25);
    assert_eq!(
        (failures[0].item.as_str(), failures[0].code.as_str()),
        ("v7", "ImageNotFound")
    );
}

#[tokio::test]
async fn a_batch_that_fails_after_others_worked_hides_neither() {
    let fake = Fake::start(|seen| match seen.before {
        0 => refuses_some(seen),
        _ => fail(400, "AccessDeniedException", "no more"),
    })
    .await;
    let registry = fake.registry(&[REGION]);
    let partly = registry.delete_images(&repository(), &numbered(150)).await;
    let Err(Error::Partly { asked, failures }) = partly else {
        panic!("{partly:?}");
    };
    assert_eq!((asked, failures.len()), (150, 10 + 50));
    assert_eq!(failures[10].item, "v100");
}
