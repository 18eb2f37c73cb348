//! Images of the fake: what putting one does to tags, and what is told of them.

use portolan_tests::aws::{Api, FakeAws, Picture};
use serde_json::{Value, json};

use super::{REGION, ecr, refusal, texts};

/// The manifest of an image that is there.
async fn manifest(fake: &FakeAws, id: Value) -> String {
    let input = json!({ "repositoryName": "app", "imageIds": [id] });
    let reply = ecr(fake, "BatchGetImage", input).await;
    let text = reply["images"][0]["imageManifest"].as_str();
    text.unwrap_or_else(|| panic!("{reply}")).to_owned()
}

async fn retag(fake: &FakeAws, from: &str, to: &str) -> Value {
    let text = manifest(fake, json!({ "imageDigest": from })).await;
    let input = json!({
        "repositoryName": "app",
        "imageManifest": text,
        "imageDigest": from,
        "imageTag": to,
    });
    let (status, reply) = fake.ask(Api::Ecr, REGION, "PutImage", input).await;
    if status == 200 {
        reply["image"]["imageId"].clone()
    } else {
        reply["__type"].clone()
    }
}

async fn tags_of(fake: &FakeAws, digest: &str) -> Value {
    let id = json!({ "imageDigest": digest });
    let input = json!({ "repositoryName": "app", "imageIds": [id] });
    let reply = ecr(fake, "DescribeImages", input).await;
    reply["imageDetails"][0]["imageTags"].clone()
}

#[tokio::test]
async fn moving_a_tag_leaves_the_old_image_untagged() {
    let fake = FakeAws::start().await;
    let here = fake.region(REGION);
    here.repository("app");
    let old = here.push("app", &Picture::of("old").tag("latest"));
    let new = here.push("app", &Picture::of("new").tag("v2"));
    let id = retag(&fake, &new, "latest").await;
    assert_eq!(id, json!({ "imageDigest": new, "imageTag": "latest" }));
    assert_eq!(tags_of(&fake, &old).await, Value::Null);
    assert_eq!(tags_of(&fake, &new).await, json!(["v2", "latest"]));
    let filter = json!({ "repositoryName": "app", "filter": { "tagStatus": "UNTAGGED" } });
    let untagged = ecr(&fake, "ListImages", filter).await;
    assert_eq!(untagged["imageIds"], json!([{ "imageDigest": old }]));
    assert_eq!(
        retag(&fake, &new, "latest").await,
        "ImageAlreadyExistsException"
    );
}

#[tokio::test]
async fn a_frozen_tag_stays_and_an_exempt_one_moves() {
    let fake = FakeAws::start().await;
    let here = fake.region(REGION);
    here.repository("app");
    let old = here.push("app", &Picture::of("old").tag("v1").tag("dev-1"));
    let new = here.push("app", &Picture::of("new"));
    let frozen = json!({
        "repositoryName": "app",
        "imageTagMutability": "IMMUTABLE_WITH_EXCLUSION",
        "imageTagMutabilityExclusionFilters": [{ "filterType": "WILDCARD", "filter": "dev-*" }],
    });
    ecr(&fake, "PutImageTagMutability", frozen).await;
    assert_eq!(
        retag(&fake, &new, "v1").await,
        "ImageTagAlreadyExistsException"
    );
    assert_eq!(
        retag(&fake, &new, "dev-1").await,
        json!({ "imageDigest": new, "imageTag": "dev-1" })
    );
    assert_eq!(
        retag(&fake, &new, "v3").await,
        json!({ "imageDigest": new, "imageTag": "v3" })
    );
    assert_eq!(tags_of(&fake, &old).await, json!(["v1"]));
}

#[tokio::test]
async fn a_digest_is_that_of_the_manifest_and_its_parts_must_be_there() {
    let fake = FakeAws::start().await;
    let here = fake.region(REGION);
    here.repository("app").repository("other");
    let digest = here.push("app", &Picture::of("one"));
    let text = manifest(&fake, json!({ "imageDigest": digest })).await;
    let wrong = json!({
        "repositoryName": "app", "imageManifest": text, "imageTag": "v1",
        "imageDigest": format!("sha256:{}", "0".repeat(64)),
    });
    assert_eq!(
        refusal(&fake, "PutImage", wrong).await,
        "ImageDigestDoesNotMatchException"
    );
    let elsewhere = json!({ "repositoryName": "other", "imageManifest": text, "imageTag": "v1" });
    assert_eq!(
        refusal(&fake, "PutImage", elsewhere).await,
        "LayersNotFoundException"
    );
    let index = here.push("app", &Picture::index(&[digest]));
    let text = manifest(&fake, json!({ "imageDigest": index })).await;
    let elsewhere = json!({ "repositoryName": "other", "imageManifest": text });
    assert_eq!(
        refusal(&fake, "PutImage", elsewhere).await,
        "ReferencedImagesNotFoundException"
    );
}

#[tokio::test]
async fn images_are_told_with_what_the_list_shows() {
    let fake = FakeAws::start().await;
    let here = fake.region(REGION);
    here.repository("app");
    let small = here.push("app", &Picture::of("a").size(1_000).pulled(2.0).pushed(9.0));
    let large = here.push("app", &Picture::of("b").size(2_000));
    let index = here.push("app", &Picture::index(&[small.clone(), large]).tag("v1"));
    let signature = here.push(
        "app",
        &Picture::of("s").about(&small, "application/vnd.cncf.notary.signature"),
    );
    let reply = ecr(&fake, "DescribeImages", json!({ "repositoryName": "app" })).await;
    let find = |digest: &str| {
        let details = reply["imageDetails"].as_array().unwrap();
        let found = details.iter().find(|it| it["imageDigest"] == digest);
        found.unwrap().clone()
    };
    assert_eq!(
        find(&index)["imageSizeInBytes"],
        2_000,
        "its largest image's"
    );
    assert_eq!(find(&index)["imageTags"], json!(["v1"]));
    assert_eq!(find(&signature)["subjectManifestDigest"], small.as_str());
    assert_eq!(
        find(&signature)["artifactMediaType"],
        "application/vnd.cncf.notary.signature"
    );
    let day = 86_400.0;
    let pushed = find(&small)["imagePushedAt"].as_f64().unwrap();
    let pulled = find(&small)["lastRecordedPullTime"].as_f64().unwrap();
    assert!((pulled - pushed - 7.0 * day).abs() < 1.0);
    let subject = json!({ "repositoryName": "app", "subjectId": { "imageDigest": small } });
    let referrers = ecr(&fake, "ListImageReferrers", subject).await;
    assert_eq!(texts(&referrers["referrers"], "digest"), [signature]);
}

#[tokio::test]
async fn a_pull_is_recorded_but_for_principals_that_are_excluded() {
    let fake = FakeAws::start().await;
    let here = fake.region(REGION);
    here.repository("app");
    let digest = here.push("app", &Picture::of("one").tag("v1"));
    let ada = json!({ "principalArn": "arn:aws:iam::123456789012:user/ada" });
    ecr(&fake, "RegisterPullTimeUpdateExclusion", ada.clone()).await;
    let again = refusal(&fake, "RegisterPullTimeUpdateExclusion", ada.clone()).await;
    assert_eq!(again, "ExclusionAlreadyExistsException");
    let pulled = async || {
        manifest(&fake, json!({ "imageTag": "v1" })).await;
        let id = json!({ "imageDigest": digest });
        let input = json!({ "repositoryName": "app", "imageIds": [id] });
        let reply = ecr(&fake, "DescribeImages", input).await;
        reply["imageDetails"][0]["lastRecordedPullTime"].is_number()
    };
    assert!(!pulled().await);
    ecr(&fake, "DeregisterPullTimeUpdateExclusion", ada).await;
    assert!(pulled().await);
}

#[tokio::test]
async fn an_archived_image_is_told_on_request_and_pulled_only_when_it_is_back() {
    let fake = FakeAws::start().await;
    fake.set_restore_time(1_200.0);
    let here = fake.region(REGION);
    here.repository("app");
    let digest = here.push("app", &Picture::of("one").tag("v1"));
    let id = json!({ "imageTag": "v1" });
    let class = |target: &str| json!({ "repositoryName": "app", "imageId": id, "targetStorageClass": target });
    let reply = ecr(&fake, "UpdateImageStorageClass", class("ARCHIVE")).await;
    assert_eq!(reply["imageStatus"], "ARCHIVED");
    let listed = async |status: &str| {
        let filter = json!({ "imageStatus": status });
        let input = json!({ "repositoryName": "app", "filter": filter });
        let reply = ecr(&fake, "DescribeImages", input).await;
        texts(&reply["imageDetails"], "imageDigest")
    };
    assert_eq!(listed("ACTIVE").await, [""; 0]);
    assert_eq!(listed("ARCHIVED").await, [digest.as_str()]);
    let get = json!({ "repositoryName": "app", "imageIds": [id] });
    let reply = ecr(&fake, "BatchGetImage", get.clone()).await;
    assert_eq!(reply["failures"][0]["failureCode"], "ImageInaccessible");
    let reply = ecr(&fake, "UpdateImageStorageClass", class("STANDARD")).await;
    assert_eq!(reply["imageStatus"], "ACTIVATING");
    assert_eq!(listed("ACTIVATING").await, [digest.as_str()]);
    let back = here.push("app", &Picture::of("two").tag("v2"));
    let two = json!({ "repositoryName": "app", "imageId": { "imageDigest": back } });
    let mut two_back = two.clone();
    two_back["targetStorageClass"] = "STANDARD".into();
    assert_eq!(
        refusal(&fake, "UpdateImageStorageClass", two_back).await,
        "ImageStorageClassUpdateNotSupportedException"
    );
}

#[tokio::test]
async fn a_batch_of_images_fails_one_by_one_and_never_holds_more_than_a_hundred() {
    let fake = FakeAws::start().await;
    fake.tolerate_any_request();
    let here = fake.region(REGION);
    here.repository("app");
    let one = here.push("app", &Picture::of("one").tag("v1"));
    let two = here.push("app", &Picture::of("two").tag("v2"));
    let ids = json!([
        { "imageTag": "v1" },
        { "imageTag": "v9" },
        { "imageDigest": "nonsense" },
        { "imageDigest": one, "imageTag": "v2" },
        {},
    ]);
    let input = json!({ "repositoryName": "app", "imageIds": ids });
    let reply = ecr(&fake, "BatchGetImage", input).await;
    assert_eq!(reply["images"].as_array().unwrap().len(), 1);
    let codes = texts(&reply["failures"], "failureCode");
    let expected = [
        "ImageNotFound",
        "ImageTagDoesNotMatchDigest",
        "InvalidImageDigest",
        "MissingDigestAndTag",
    ];
    assert_eq!(codes, expected);
    let many =
        json!({ "repositoryName": "app", "imageIds": vec![json!({ "imageDigest": two }); 101] });
    for operation in ["BatchGetImage", "BatchDeleteImage", "DescribeImages"] {
        let refused = refusal(&fake, operation, many.clone()).await;
        assert_eq!(refused, "InvalidParameterException", "{operation}");
    }
}

#[tokio::test]
async fn who_takes_no_index_gets_the_first_image_of_it() {
    let fake = FakeAws::start().await;
    let here = fake.region(REGION);
    here.repository("app");
    let image = here.push("app", &Picture::of("amd64"));
    let arm = Picture::of("arm64").platform("linux", "arm64");
    let arm = here.push("app", &arm);
    let index = here.push("app", &Picture::index(&[image.clone(), arm]).tag("v1"));
    let mut input = json!({ "repositoryName": "app", "imageIds": [{ "imageTag": "v1" }] });
    let reply = ecr(&fake, "BatchGetImage", input.clone()).await;
    assert_eq!(reply["images"][0]["imageId"]["imageDigest"], index.as_str());
    input["acceptedMediaTypes"] = json!(["application/vnd.oci.image.manifest.v1+json"]);
    let reply = ecr(&fake, "BatchGetImage", input).await;
    assert_eq!(reply["images"][0]["imageId"]["imageDigest"], image.as_str());
}
