//! Deleting images at the fake, with ECR's traps.

use portolan_tests::aws::{FakeAws, Picture};
use serde_json::{Value, json};

use super::{REGION, ecr, texts};

async fn delete(fake: &FakeAws, ids: Value) -> Value {
    let input = json!({ "repositoryName": "app", "imageIds": ids });
    ecr(fake, "BatchDeleteImage", input).await
}

async fn digests(fake: &FakeAws) -> Vec<String> {
    let reply = ecr(fake, "DescribeImages", json!({ "repositoryName": "app" })).await;
    texts(&reply["imageDetails"], "imageDigest")
}

#[tokio::test]
async fn deleting_a_tag_keeps_the_image_until_the_last_tag_goes() {
    let fake = FakeAws::start().await;
    let here = fake.region(REGION);
    here.repository("app");
    let digest = here.push("app", &Picture::of("one").tag("v1").tag("latest"));
    let reply = delete(&fake, json!([{ "imageTag": "v1" }])).await;
    assert_eq!(
        reply["imageIds"],
        json!([{ "imageDigest": digest, "imageTag": "v1" }])
    );
    assert_eq!(digests(&fake).await, [digest]);
    delete(&fake, json!([{ "imageTag": "latest" }])).await;
    assert_eq!(digests(&fake).await, [""; 0]);
}

#[tokio::test]
async fn deleting_a_digest_takes_all_its_tags() {
    let fake = FakeAws::start().await;
    let here = fake.region(REGION);
    here.repository("app");
    let digest = here.push("app", &Picture::of("one").tag("v1").tag("latest"));
    let reply = delete(&fake, json!([{ "imageDigest": digest }])).await;
    assert_eq!(texts(&reply["imageIds"], "imageTag"), ["latest", "v1"]);
    assert_eq!(digests(&fake).await, [""; 0]);
}

#[tokio::test]
async fn what_an_index_names_stays_until_the_index_is_gone_even_in_one_call() {
    let fake = FakeAws::start().await;
    let here = fake.region(REGION);
    here.repository("app");
    let child = here.push("app", &Picture::of("child").tag("amd64").tag("only"));
    let index = here.push(
        "app",
        &Picture::index(std::slice::from_ref(&child)).tag("v1"),
    );
    let both = json!([{ "imageDigest": index }, { "imageDigest": child }]);
    let reply = delete(&fake, both.clone()).await;
    assert_eq!(texts(&reply["imageIds"], "imageDigest"), [index.as_str()]);
    let failure = &reply["failures"][0];
    assert_eq!(failure["failureCode"], "ImageReferencedByManifestList");
    assert_eq!(
        failure["failureReason"],
        format!("Requested image referenced by manifest list: [{index}]")
    );
    let reply = delete(&fake, both).await;
    assert_eq!(texts(&reply["imageIds"], "imageTag"), ["amd64", "only"]);
    assert_eq!(texts(&reply["failures"], "failureCode"), ["ImageNotFound"]);
}

#[tokio::test]
async fn of_what_an_index_names_all_tags_but_the_last_go() {
    let fake = FakeAws::start().await;
    let here = fake.region(REGION);
    here.repository("app");
    let child = here.push("app", &Picture::of("child").tag("amd64").tag("only"));
    here.push("app", &Picture::index(&[child]).tag("v1"));
    let reply = delete(
        &fake,
        json!([{ "imageTag": "amd64" }, { "imageTag": "only" }]),
    )
    .await;
    assert_eq!(texts(&reply["imageIds"], "imageTag"), ["amd64"]);
    assert_eq!(
        texts(&reply["failures"], "failureCode"),
        ["ImageReferencedByManifestList"]
    );
}
