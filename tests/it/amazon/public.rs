//! ECR Public at the fake: repositories with their catalog entries, aliases, tags.

use base64::{Engine, engine::general_purpose::STANDARD};
use portolan_tests::aws::{Api, FakeAws, Picture};
use serde_json::{Value, json};

use super::{code, texts};

const SEAT: &str = "us-east-1";

async fn ask(fake: &FakeAws, operation: &str, input: Value) -> Value {
    let (status, reply) = fake.ask(Api::EcrPublic, SEAT, operation, input).await;
    assert_eq!(status, 200, "{operation}: {reply}");
    reply
}

async fn refused(fake: &FakeAws, operation: &str, input: Value) -> String {
    let (status, reply) = fake.ask(Api::EcrPublic, SEAT, operation, input).await;
    assert_eq!(status, 400, "{operation}: {reply}");
    code(&reply)
}

#[tokio::test]
async fn the_first_repository_brings_the_registry_its_default_alias() {
    let fake = FakeAws::start().await;
    let before = ask(&fake, "DescribeRegistries", json!({})).await;
    assert_eq!(before["registries"][0]["aliases"], json!([]));
    let reply = ask(
        &fake,
        "CreateRepository",
        json!({ "repositoryName": "app" }),
    )
    .await;
    let uri = reply["repository"]["repositoryUri"].as_str().unwrap();
    let after = ask(&fake, "DescribeRegistries", json!({})).await;
    let alias = &after["registries"][0]["aliases"][0];
    assert_eq!(alias["defaultRegistryAlias"], true);
    let name = alias["name"].as_str().unwrap();
    assert_eq!(uri, format!("public.ecr.aws/{name}/app"));
    fake.region(SEAT)
        .alias("harbour", "PENDING", false)
        .verified(true);
    let last = ask(&fake, "DescribeRegistries", json!({})).await;
    let registry = &last["registries"][0];
    assert_eq!(registry["verified"], true);
    assert_eq!(texts(&registry["aliases"], "status"), ["ACTIVE", "PENDING"]);
    fake.region(SEAT).alias("harbour", "ACTIVE", true);
    let reply = ask(
        &fake,
        "CreateRepository",
        json!({ "repositoryName": "web" }),
    )
    .await;
    assert_eq!(
        reply["repository"]["repositoryUri"],
        "public.ecr.aws/harbour/web"
    );
}

#[tokio::test]
async fn a_catalog_entry_is_put_whole_and_its_logo_checked() {
    let fake = FakeAws::start_with_real_hosts().await;
    fake.tolerate_any_request();
    fake.region(SEAT).public_repository("app");
    let app = json!({ "repositoryName": "app" });
    let none = refused(&fake, "GetRepositoryCatalogData", app.clone()).await;
    assert_eq!(none, "RepositoryCatalogDataNotFoundException");
    let put = |entry: Value| json!({ "repositoryName": "app", "catalogData": entry });
    let png = |side: u32| {
        let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
        bytes.extend(side.to_be_bytes());
        bytes.extend(side.to_be_bytes());
        STANDARD.encode(bytes)
    };
    let entry = json!({
        "description": "An app", "architectures": ["x86-64"], "operatingSystems": ["Linux"],
        "aboutText": "# App", "usageText": "docker run", "logoImageBlob": png(128),
    });
    ask(&fake, "PutRepositoryCatalogData", put(entry)).await;
    let kept = ask(&fake, "GetRepositoryCatalogData", app.clone()).await;
    assert!(
        kept["catalogData"]["logoUrl"]
            .as_str()
            .unwrap()
            .starts_with("https://")
    );
    assert_eq!(kept["catalogData"]["marketplaceCertified"], false);
    ask(
        &fake,
        "PutRepositoryCatalogData",
        put(json!({ "description": "Less" })),
    )
    .await;
    let kept = ask(&fake, "GetRepositoryCatalogData", app).await;
    assert_eq!(kept["catalogData"]["aboutText"], Value::Null);
    for wrong in [
        json!({ "description": "d".repeat(1025) }),
        json!({ "aboutText": "a".repeat(25_601) }),
        json!({ "architectures": vec!["x"; 51] }),
        json!({ "logoImageBlob": png(59) }),
        json!({ "logoImageBlob": STANDARD.encode("no picture") }),
    ] {
        let found = refused(&fake, "PutRepositoryCatalogData", put(wrong)).await;
        assert_eq!(found, "InvalidParameterException");
    }
}

#[tokio::test]
async fn tags_are_told_a_row_each_and_images_go_as_in_private_registries() {
    let fake = FakeAws::start().await;
    let here = fake.region(SEAT);
    here.public_repository("app");
    let digest = here.push_public("app", &Picture::of("one").tag("v1").tag("latest"));
    let app = json!({ "repositoryName": "app" });
    let reply = ask(&fake, "DescribeImageTags", app.clone()).await;
    assert_eq!(
        texts(&reply["imageTagDetails"], "imageTag"),
        ["latest", "v1"]
    );
    assert_eq!(
        reply["imageTagDetails"][0]["imageDetail"]["imageDigest"],
        digest.as_str()
    );
    let ids = json!([{ "imageTag": "v1" }]);
    let delete = json!({ "repositoryName": "app", "imageIds": ids });
    ask(&fake, "BatchDeleteImage", delete).await;
    let left = ask(&fake, "DescribeImages", app.clone()).await;
    assert_eq!(left["imageDetails"][0]["imageTags"], json!(["latest"]));
    assert_eq!(left["imageDetails"][0]["imageStatus"], Value::Null);
    assert_eq!(
        refused(&fake, "DeleteRepository", app).await,
        "RepositoryNotEmptyException"
    );
}

#[tokio::test]
async fn the_display_name_the_policy_and_the_resource_tags_are_kept() {
    let fake = FakeAws::start().await;
    fake.region(SEAT).public_repository("app");
    ask(
        &fake,
        "PutRegistryCatalogData",
        json!({ "displayName": "Harbour" }),
    )
    .await;
    let kept = ask(&fake, "GetRegistryCatalogData", json!({})).await;
    assert_eq!(kept["registryCatalogData"]["displayName"], "Harbour");
    let statement = json!([{ "Effect": "Allow", "Principal": "*", "Action": "ecr-public:*" }]);
    let text = json!({ "Statement": statement }).to_string();
    let set = json!({ "repositoryName": "app", "policyText": text });
    ask(&fake, "SetRepositoryPolicy", set).await;
    let kept = ask(
        &fake,
        "GetRepositoryPolicy",
        json!({ "repositoryName": "app" }),
    )
    .await;
    assert_eq!(kept["policyText"], text.as_str());
    let arn = "arn:aws:ecr-public::123456789012:repository/app";
    let tags = json!([{ "Key": "a", "Value": "b" }]);
    ask(
        &fake,
        "TagResource",
        json!({ "resourceArn": arn, "tags": tags }),
    )
    .await;
    ask(
        &fake,
        "TagResource",
        json!({ "resourceArn": arn, "tags": [{ "Key": "c", "Value": "" }] }),
    )
    .await;
    ask(
        &fake,
        "UntagResource",
        json!({ "resourceArn": arn, "tagKeys": ["c"] }),
    )
    .await;
    let kept = ask(&fake, "ListTagsForResource", json!({ "resourceArn": arn })).await;
    assert_eq!(kept["tags"], tags);
}

#[tokio::test]
async fn it_has_its_seat_in_one_region() {
    let fake = FakeAws::start().await;
    let (status, reply) = fake
        .ask(Api::EcrPublic, "eu-west-1", "DescribeRegistries", json!({}))
        .await;
    assert_eq!(
        (status, code(&reply).as_str()),
        (400, "UnsupportedCommandException")
    );
    let token = ask(&fake, "GetAuthorizationToken", json!({})).await;
    assert!(token["authorizationData"]["authorizationToken"].is_string());
}
