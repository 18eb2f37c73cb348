//! The fake and moto, asked the same in turn: alike wherever moto is right, and each place where it is
//! not has its reason here.

use base64::{Engine, engine::general_purpose::STANDARD};
use portolan_oci::Digest;
use portolan_tests::{
    Moto,
    aws::{Api, FakeAws, ask_amazon},
};
use serde_json::{Value, json};

use super::{REGION, code};

/// What nobody can foretell.
const UNFORESEEABLE: [&str; 9] = [
    "authorizationToken",
    "createdAt",
    "expiresAt",
    "imagePushedAt",
    "lastEvaluatedAt",
    "proxyEndpoint",
    "repositoryUri",
    "uploadId",
    "__type",
];

/// Where moto is not like Amazon, by the step's name.
const DIVERGENCES: [(&str, &str); 6] = [
    ("describe a page", "it pays no heed to maxResults"),
    (
        "images",
        "its size is that of the config alone, and it knows no status and no type of artifact",
    ),
    ("one image", "as all images"),
    (
        "get",
        "it answers with another tag of the image than the one asked for",
    ),
    (
        "after the move",
        "it deletes the image that a tag moved away from, in place of leaving it untagged",
    ),
    (
        "move a frozen tag",
        "it calls the error ImageAlreadyExistsException",
    ),
];

#[derive(Clone)]
struct Step {
    name: &'static str,
    operation: &'static str,
    input: Value,
}

fn step(name: &'static str, operation: &'static str, input: Value) -> Step {
    Step {
        name,
        operation,
        input,
    }
}

/// A manifest whose config and layer are this text.
fn manifest(text: &str) -> String {
    let digest = Digest::of(text.as_bytes()).to_string();
    let part = |kind: &str| {
        json!({
            "mediaType": format!("application/vnd.oci.image.{kind}"),
            "digest": digest,
            "size": text.len(),
        })
    };
    json!({
        "schemaVersion": 2,
        "mediaType": "application/vnd.oci.image.manifest.v1+json",
        "config": part("config.v1+json"),
        "layers": [part("layer.v1.tar+gzip")],
    })
    .to_string()
}

fn digest_of(text: &str) -> String {
    Digest::of(manifest(text).as_bytes()).to_string()
}

fn steps() -> Vec<Step> {
    let app = || json!({ "repositoryName": "app" });
    let with = |members: Value| {
        let mut input = app();
        for (name, value) in members.as_object().unwrap() {
            input[name] = value.clone();
        }
        input
    };
    let put = |text: &str, tag: &str| {
        with(json!({
            "imageManifest": manifest(text),
            "imageManifestMediaType": "application/vnd.oci.image.manifest.v1+json",
            "imageDigest": digest_of(text),
            "imageTag": tag,
        }))
    };
    let ids = |ids: Value| with(json!({ "imageIds": ids }));
    let arn = "arn:aws:ecr:eu-west-1:123456789012:repository/app";
    let policy = json!({ "Version": "2012-10-17", "Statement": [{
        "Sid": "pull", "Effect": "Allow", "Principal": "*", "Action": ["ecr:BatchGetImage"],
    }]})
    .to_string();
    let registry_policy = json!({ "Version": "2012-10-17", "Statement": [{
        "Sid": "copy", "Effect": "Allow",
        "Principal": { "AWS": "arn:aws:iam::210987654321:root" },
        "Action": ["ecr:CreateRepository", "ecr:ReplicateImage"],
        "Resource": "arn:aws:ecr:eu-west-1:123456789012:repository/*",
    }]})
    .to_string();
    let lifecycle = json!({ "rules": [{
        "rulePriority": 1,
        "selection": { "tagStatus": "untagged", "countType": "sinceImagePushed",
                       "countUnit": "days", "countNumber": 14 },
        "action": { "type": "expire" },
    }]})
    .to_string();
    vec![
        step(
            "create",
            "CreateRepository",
            with(json!({
                "imageScanningConfiguration": { "scanOnPush": true },
                "tags": [{ "Key": "team", "Value": "harbour" }],
            })),
        ),
        step("create again", "CreateRepository", app()),
        step(
            "create a wrong name",
            "CreateRepository",
            json!({ "repositoryName": "a//b" }),
        ),
        step(
            "create frozen",
            "CreateRepository",
            json!({ "repositoryName": "frozen", "imageTagMutability": "IMMUTABLE" }),
        ),
        step(
            "create with a filter too many",
            "CreateRepository",
            json!({
                "repositoryName": "filtered", "imageTagMutability": "IMMUTABLE",
                "imageTagMutabilityExclusionFilters": [{ "filterType": "WILDCARD", "filter": "a" }],
            }),
        ),
        step(
            "create encrypted",
            "CreateRepository",
            json!({
                "repositoryName": "sealed",
                "encryptionConfiguration": { "encryptionType": "KMS", "kmsKey": "arn:aws:kms:eu-west-1:123456789012:key/1234" },
            }),
        ),
        step("describe", "DescribeRepositories", json!({})),
        step(
            "describe one",
            "DescribeRepositories",
            json!({ "repositoryNames": ["app"] }),
        ),
        step(
            "describe none",
            "DescribeRepositories",
            json!({ "repositoryNames": ["missing"] }),
        ),
        step(
            "describe a page",
            "DescribeRepositories",
            json!({ "maxResults": 1 }),
        ),
        step(
            "resource tags",
            "ListTagsForResource",
            json!({ "resourceArn": arn }),
        ),
        step(
            "tag the resource",
            "TagResource",
            json!({ "resourceArn": arn, "tags": [{ "Key": "cost", "Value": "1" }] }),
        ),
        step(
            "untag the resource",
            "UntagResource",
            json!({ "resourceArn": arn, "tagKeys": ["team"] }),
        ),
        step(
            "resource tags after",
            "ListTagsForResource",
            json!({ "resourceArn": arn }),
        ),
        step(
            "images of none",
            "DescribeImages",
            json!({ "repositoryName": "missing" }),
        ),
        step("no images", "DescribeImages", app()),
        step("put", "PutImage", put("one", "v1")),
        step("put again", "PutImage", put("one", "v1")),
        step("put another tag", "PutImage", put("one", "latest")),
        step("put another image", "PutImage", put("two", "v2")),
        step("list", "ListImages", app()),
        step(
            "list untagged",
            "ListImages",
            with(json!({ "filter": { "tagStatus": "UNTAGGED" } })),
        ),
        step("images", "DescribeImages", app()),
        step(
            "one image",
            "DescribeImages",
            ids(json!([{ "imageTag": "v1" }])),
        ),
        step(
            "a missing image",
            "DescribeImages",
            ids(json!([{ "imageTag": "v9" }])),
        ),
        step(
            "get",
            "BatchGetImage",
            ids(json!([{ "imageTag": "v1" }, { "imageDigest": digest_of("two") }])),
        ),
        step(
            "get a missing one",
            "BatchGetImage",
            ids(json!([{ "imageTag": "v9" }])),
        ),
        step("move a tag", "PutImage", put("three", "v2")),
        step("after the move", "ListImages", app()),
        step(
            "delete a wrong digest",
            "BatchDeleteImage",
            ids(json!([{ "imageDigest": "nonsense" }])),
        ),
        step("delete nothing named", "BatchDeleteImage", ids(json!([{}]))),
        step(
            "delete a missing one",
            "BatchDeleteImage",
            ids(json!([{ "imageTag": "v9" }])),
        ),
        step(
            "delete a tag",
            "BatchDeleteImage",
            ids(json!([{ "imageTag": "latest" }])),
        ),
        step(
            "delete the last tag",
            "BatchDeleteImage",
            ids(json!([{ "imageTag": "v1" }])),
        ),
        step(
            "delete by digest",
            "BatchDeleteImage",
            ids(json!([{ "imageDigest": digest_of("three") }])),
        ),
        step(
            "set mutability",
            "PutImageTagMutability",
            with(json!({ "imageTagMutability": "IMMUTABLE" })),
        ),
        step(
            "set scan on push",
            "PutImageScanningConfiguration",
            with(json!({ "imageScanningConfiguration": { "scanOnPush": false } })),
        ),
        step("put into the frozen", "PutImage", put("four", "v4")),
        step("move a frozen tag", "PutImage", put("five", "v4")),
        step("no policy", "GetRepositoryPolicy", app()),
        step(
            "set a policy",
            "SetRepositoryPolicy",
            with(json!({ "policyText": policy })),
        ),
        step("the policy", "GetRepositoryPolicy", app()),
        step("delete the policy", "DeleteRepositoryPolicy", app()),
        step("delete no policy", "DeleteRepositoryPolicy", app()),
        step(
            "a wrong policy",
            "SetRepositoryPolicy",
            with(json!({ "policyText": "no" })),
        ),
        step("no registry policy", "GetRegistryPolicy", json!({})),
        step(
            "set a registry policy",
            "PutRegistryPolicy",
            json!({ "policyText": registry_policy }),
        ),
        step("the registry policy", "GetRegistryPolicy", json!({})),
        step(
            "delete the registry policy",
            "DeleteRegistryPolicy",
            json!({}),
        ),
        step("no lifecycle", "GetLifecyclePolicy", app()),
        step(
            "put a lifecycle",
            "PutLifecyclePolicy",
            with(json!({ "lifecyclePolicyText": lifecycle })),
        ),
        step("the lifecycle", "GetLifecyclePolicy", app()),
        step("delete the lifecycle", "DeleteLifecyclePolicy", app()),
        step(
            "no scan",
            "DescribeImageScanFindings",
            with(json!({ "imageId": { "imageTag": "v4" } })),
        ),
        step(
            "scan a missing image",
            "StartImageScan",
            with(json!({ "imageId": { "imageTag": "v9" } })),
        ),
        step("the registry", "DescribeRegistry", json!({})),
        step(
            "replicate",
            "PutReplicationConfiguration",
            json!({ "replicationConfiguration": { "rules": [{
                "destinations": [{ "region": "us-east-1", "registryId": "123456789012" }],
                "repositoryFilters": [{ "filter": "prod", "filterType": "PREFIX_MATCH" }],
            }]}}),
        ),
        step(
            "replicate into itself",
            "PutReplicationConfiguration",
            json!({ "replicationConfiguration": { "rules": [{
                "destinations": [{ "region": REGION, "registryId": "123456789012" }],
            }]}}),
        ),
        step("scanning", "GetRegistryScanningConfiguration", json!({})),
        step(
            "set scanning",
            "PutRegistryScanningConfiguration",
            json!({ "scanType": "BASIC", "rules": [{
                "scanFrequency": "SCAN_ON_PUSH",
                "repositoryFilters": [{ "filter": "ap*", "filterType": "WILDCARD" }],
            }]}),
        ),
        step(
            "scanning of repositories",
            "BatchGetRepositoryScanningConfiguration",
            json!({ "repositoryNames": ["app", "missing"] }),
        ),
        step("token", "GetAuthorizationToken", json!({})),
        step("delete a full one", "DeleteRepository", app()),
        step(
            "delete by force",
            "DeleteRepository",
            with(json!({ "force": true })),
        ),
        step(
            "delete a missing repository",
            "DeleteRepository",
            json!({ "repositoryName": "missing" }),
        ),
    ]
}

/// Uploads the parts of all images, so that they can be put.
async fn upload_parts(url: &str, text: &str) {
    let ask = async |operation: &str, mut input: Value| {
        input["repositoryName"] = "app".into();
        let (status, reply) = ask_amazon(url, Api::Ecr, REGION, operation, input).await;
        assert_eq!(status, 200, "{operation}: {reply}");
        reply
    };
    let upload = ask("InitiateLayerUpload", json!({})).await["uploadId"].clone();
    let part = json!({
        "uploadId": upload, "partFirstByte": 0, "partLastByte": text.len() - 1,
        "layerPartBlob": STANDARD.encode(text),
    });
    ask("UploadLayerPart", part).await;
    let digest = Digest::of(text.as_bytes()).to_string();
    let complete = json!({ "uploadId": upload, "layerDigests": [digest] });
    ask("CompleteLayerUpload", complete).await;
}

/// An answer without what nobody can foretell, lists in one order, nothing that is empty.
fn comparable(status: u16, reply: &Value) -> Value {
    if status >= 400 {
        // Words for people are nobody's interface.
        return json!({ "status": status, "code": code(reply) });
    }
    tidy(reply)
}

fn tidy(value: &Value) -> Value {
    match value {
        Value::Object(members) => members
            .iter()
            .filter(|(name, _)| !UNFORESEEABLE.contains(&name.as_str()))
            .map(|(name, inner)| (name.clone(), tidy(inner)))
            .filter(|(_, inner)| {
                !matches!(inner, Value::Null) && *inner != json!([]) && *inner != json!({})
            })
            .collect::<std::collections::BTreeMap<_, _>>()
            .into_iter()
            .collect::<serde_json::Map<_, _>>()
            .into(),
        Value::Array(entries) => {
            let mut entries: Vec<Value> = entries.iter().map(tidy).collect();
            entries.sort_by_key(Value::to_string);
            entries.into()
        }
        // Texts of documents are the same however they are spaced.
        Value::String(text) => serde_json::from_str::<Value>(text)
            .ok()
            .filter(Value::is_object)
            .map_or_else(|| value.clone(), |document| tidy(&document)),
        other => other.clone(),
    }
}

#[tokio::test]
async fn the_fake_answers_as_moto_does_wherever_moto_is_right() {
    let Some(moto) = Moto::start("the fake's likeness to moto").await else {
        return;
    };
    let fake = FakeAws::start_with_real_hosts().await;
    fake.tolerate_any_request();
    let mut different = Vec::new();
    for (place, step) in steps().into_iter().enumerate() {
        let mut answers = Vec::new();
        for url in [fake.url().as_str(), moto.url()] {
            let (status, reply) =
                ask_amazon(url, Api::Ecr, REGION, step.operation, step.input.clone()).await;
            answers.push(comparable(status, &reply));
            if place == 0 {
                for text in ["one", "two", "three", "four", "five"] {
                    upload_parts(url, text).await;
                }
            }
        }
        let is_known = DIVERGENCES.iter().any(|(name, _)| *name == step.name);
        if (answers[0] == answers[1]) == is_known {
            different.push(format!(
                "{}{}\n  fake {}\n  moto {}",
                step.name,
                if is_known {
                    " (no longer different)"
                } else {
                    ""
                },
                answers[0],
                answers[1]
            ));
        }
    }
    assert!(different.is_empty(), "{}", different.join("\n"));
}
