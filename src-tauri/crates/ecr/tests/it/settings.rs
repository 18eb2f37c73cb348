//! The verbs for a repository's settings: what they ask, and what they make of the answer.

use std::collections::BTreeMap;

use axum::response::Response;
use portolan_ecr::{
    Conflict, Encryption, Error, Mutability, NewRepository, PreviewAction, PreviewState,
    PrivateRegistry, Progress, TagMutability,
};
use portolan_oci::{Digest, RepositoryName, Selector};
use portolan_registries::{ScanState, Severity, StorageClass};
use serde_json::{Value, json};

use crate::fake::{ACCOUNT, Fake, REGION, fail, named, ok};

fn repository() -> RepositoryName {
    named("eu-west-1/team/app")
}

fn latest() -> Selector {
    Selector::Tag("latest".parse().unwrap())
}

async fn answering(value: Value) -> (Fake, PrivateRegistry) {
    with(move || ok(value.clone())).await
}

async fn with(answer: impl Fn() -> Response + Send + Sync + 'static) -> (Fake, PrivateRegistry) {
    let fake = Fake::start(move |_| answer()).await;
    let registry = fake.registry(&[REGION]);
    (fake, registry)
}

/// The only request: its operation and body.
fn asked(fake: &Fake) -> (String, Value) {
    let seen = fake.seen();
    assert_eq!(seen.len(), 1);
    (seen[0].operation(), seen[0].json())
}

#[tokio::test]
async fn a_repository_is_made_with_everything_that_was_chosen() {
    let (fake, registry) = answering(json!({ "repository": {
        "repositoryArn": "arn:aws:ecr:eu-west-1:123456789012:repository/team/app",
        "registryId": ACCOUNT, "repositoryName": "team/app", "repositoryUri": "host/team/app",
    } }))
    .await;
    let new = NewRepository {
        name: "team/app".to_owned(),
        mutability: TagMutability {
            base: Mutability::Immutable,
            exclusions: vec!["dev-*".to_owned()],
        },
        scan_on_push: true,
        encryption: Encryption::Kms(Some("alias/key".to_owned())),
        tags: BTreeMap::from([("team".to_owned(), "a".to_owned())]),
    };
    let made = registry.create_repository(REGION, &new).await.unwrap();
    assert_eq!(made.listed_name, repository());
    let (operation, body) = asked(&fake);
    assert_eq!(operation, "CreateRepository");
    assert_eq!(
        body,
        json!({
            "repositoryName": "team/app",
            "tags": [{ "Key": "team", "Value": "a" }],
            "imageTagMutability": "IMMUTABLE_WITH_EXCLUSION",
            "imageTagMutabilityExclusionFilters": [
                { "filterType": "WILDCARD", "filter": "dev-*" },
            ],
            "imageScanningConfiguration": { "scanOnPush": true },
            "encryptionConfiguration": { "encryptionType": "KMS", "kmsKey": "alias/key" },
        })
    );
}

#[tokio::test]
async fn what_breaks_a_rule_is_refused_before_anything_is_asked() {
    let (fake, registry) = answering(json!({})).await;
    let tags = |key: &str| BTreeMap::from([(key.to_owned(), String::new())]);
    let long = "x".repeat(10_241);
    assert!(
        registry
            .tag_resource(&repository(), &tags("aws:x"))
            .await
            .is_err()
    );
    assert!(
        registry
            .tag_resource(&repository(), &tags(""))
            .await
            .is_err()
    );
    assert!(
        registry
            .set_repository_policy(&repository(), &long, false)
            .await
            .is_err()
    );
    assert!(
        registry
            .put_lifecycle_policy(&repository(), "{}")
            .await
            .is_err()
    );
    let new = NewRepository {
        name: "Upper".to_owned(),
        ..NewRepository::default()
    };
    assert!(registry.create_repository(REGION, &new).await.is_err());
    let restoring = StorageClass::Restoring;
    let digest = Digest::of(b"1");
    assert!(
        registry
            .set_storage_class(&repository(), &digest, restoring)
            .await
            .is_err()
    );
    assert!(fake.seen().is_empty());
}

#[tokio::test]
async fn a_full_repository_is_deleted_only_when_that_is_meant() {
    let (fake, registry) =
        with(|| fail(400, "RepositoryNotEmptyException", "it holds images")).await;
    let refused = registry.delete_repository(&repository(), false).await;
    assert!(matches!(
        refused,
        Err(Error::Conflict {
            what: Conflict::RepositoryNotEmpty,
            ..
        })
    ));
    assert_eq!(asked(&fake).1["force"], false);
}

#[tokio::test]
async fn policies_that_are_not_there_are_none() {
    let (_fake, registry) = with(|| fail(400, "LifecyclePolicyNotFoundException", "none")).await;
    assert_eq!(
        registry.lifecycle_policy(&repository()).await.unwrap(),
        None
    );
    assert_eq!(
        registry
            .delete_lifecycle_policy(&repository())
            .await
            .unwrap(),
        None
    );
    let (_fake, registry) = with(|| fail(400, "RepositoryPolicyNotFoundException", "none")).await;
    assert_eq!(
        registry.repository_policy(&repository()).await.unwrap(),
        None
    );
    assert_eq!(
        registry
            .delete_repository_policy(&repository())
            .await
            .unwrap(),
        None
    );
}

#[tokio::test]
async fn a_preview_tells_its_state_and_what_each_rule_takes() {
    let (fake, registry) = answering(json!({ "status": "IN_PROGRESS" })).await;
    let state = registry.start_lifecycle_preview(&repository(), None).await;
    assert_eq!(state.unwrap(), PreviewState::Running);
    assert_eq!(asked(&fake).0, "StartLifecyclePolicyPreview");
    let digest = Digest::of(b"1");
    let (fake, registry) = answering(json!({
        "status": "COMPLETE",
        "nextToken": "more",
        "previewResults": [{
            "imageDigest": digest.as_str(), "imageTags": ["v1"], "imagePushedAt": 1_763_000_000.0,
            "action": { "type": "TRANSITION", "targetStorageClass": "ARCHIVE" },
            "appliedRulePriority": 3, "storageClass": "STANDARD",
        }],
        "summary": {
            "expiringImageTotalCount": 7,
            "transitioningImageTotalCounts": [
                { "targetStorageClass": "ARCHIVE", "imageTotalCount": 4 },
            ],
        },
    }))
    .await;
    let preview = registry
        .lifecycle_preview(&repository(), None)
        .await
        .unwrap();
    assert_eq!(asked(&fake).1["maxResults"], 100);
    assert_eq!(preview.state, PreviewState::Complete);
    assert_eq!((preview.expiring, preview.archiving), (Some(7), Some(4)));
    assert_eq!(preview.images[0].action, PreviewAction::Archive);
    assert_eq!(preview.images[0].rule, Some(3));
    assert_eq!(preview.next.unwrap().as_str(), "more");
}

#[tokio::test]
async fn findings_of_both_scanners_are_read_alike() {
    let (fake, registry) = answering(json!({
        "imageScanStatus": { "status": "COMPLETE" },
        "imageScanFindings": {
            "imageScanCompletedAt": 1_763_000_000.0,
            "findingSeverityCounts": { "HIGH": 1, "MEDIUM": 1 },
            "findings": [{
                "name": "CVE-2026-1", "severity": "HIGH", "uri": "https://cve.example/1",
                "attributes": [
                    { "key": "package_name", "value": "zlib" },
                    { "key": "package_version", "value": "1.2" },
                    { "key": "CVSS3_SCORE", "value": "7.5" },
                ],
            }],
            "enhancedFindings": [{
                "title": "CVE-2026-2 - openssl", "severity": "MEDIUM", "score": 5.5,
                "fixAvailable": "YES", "exploitAvailable": "NO", "status": "ACTIVE",
                "remediation": { "recommendation": { "text": "update" } },
                "packageVulnerabilityDetails": {
                    "vulnerabilityId": "CVE-2026-2",
                    "vulnerablePackages": [
                        { "name": "openssl", "version": "3.0", "fixedInVersion": "3.1",
                          "packageManager": "OS", "filePath": "/lib" },
                    ],
                },
            }],
        },
    }))
    .await;
    let found = registry.scan_findings(&repository(), &latest(), None).await;
    let found = found.unwrap();
    assert_eq!(asked(&fake).1["imageId"], json!({ "imageTag": "latest" }));
    assert_eq!(found.state, ScanState::Complete);
    assert_eq!(found.counts[&Severity::High], 1);
    let [basic, enhanced] = &found.items[..] else {
        panic!("{found:?}");
    };
    assert_eq!(
        (basic.name.as_str(), basic.score),
        ("CVE-2026-1", Some(7.5))
    );
    assert_eq!(basic.packages[0].version.as_deref(), Some("1.2"));
    assert_eq!(enhanced.name, "CVE-2026-2");
    assert_eq!(enhanced.packages[0].fixed_in.as_deref(), Some("3.1"));
    assert_eq!(enhanced.remedy.as_deref(), Some("update"));
    assert_eq!(enhanced.fix_available.as_deref(), Some("YES"));
}

#[tokio::test]
async fn the_rest_of_the_verbs_ask_for_what_they_say() {
    let (fake, registry) = answering(json!({ "imageTagMutability": "MUTABLE" })).await;
    let mutability = TagMutability::default();
    let now = registry
        .set_tag_mutability(&repository(), &mutability)
        .await;
    assert_eq!(now.unwrap(), mutability);
    assert_eq!(asked(&fake).1["imageTagMutability"], "MUTABLE");

    let (fake, registry) = answering(json!({})).await;
    registry
        .set_scan_on_push(&repository(), true)
        .await
        .unwrap();
    let (operation, body) = asked(&fake);
    assert_eq!(operation, "PutImageScanningConfiguration");
    assert_eq!(body["imageScanningConfiguration"]["scanOnPush"], true);

    let (fake, registry) = answering(json!({ "imageScanStatus": { "status": "PENDING" } })).await;
    let state = registry.start_scan(&repository(), &latest()).await.unwrap();
    assert_eq!(state, ScanState::Pending);
    assert_eq!(asked(&fake).0, "StartImageScan");

    let (fake, registry) = answering(json!({ "imageStatus": "ACTIVATING" })).await;
    let digest = Digest::of(b"1");
    let standard = StorageClass::Standard;
    let now = registry
        .set_storage_class(&repository(), &digest, standard)
        .await;
    assert_eq!(now.unwrap(), Some(StorageClass::Restoring));
    assert_eq!(asked(&fake).1["targetStorageClass"], "STANDARD");

    let (fake, registry) = answering(json!({ "replicationStatuses": [
        { "region": "us-east-1", "registryId": ACCOUNT, "status": "FAILED", "failureCode": "why" },
    ] }))
    .await;
    let status = registry.replication_status(&repository(), &latest()).await;
    let status = status.unwrap();
    assert_eq!(status[0].progress, Progress::Failed);
    assert_eq!(status[0].failure.as_deref(), Some("why"));
    assert_eq!(asked(&fake).0, "DescribeImageReplicationStatus");

    let (fake, registry) = answering(json!({ "signingStatuses": [
        { "signingProfileArn": "arn", "status": "COMPLETE" },
    ] }))
    .await;
    let status = registry.signing_status(&repository(), &latest()).await;
    assert_eq!(status.unwrap()[0].progress, Progress::Complete);
    assert_eq!(asked(&fake).0, "DescribeImageSigningStatus");

    let (fake, registry) = answering(json!({ "tags": [{ "Key": "a", "Value": "b" }] })).await;
    let tags = registry.resource_tags(&repository()).await.unwrap();
    assert_eq!(tags["a"], "b");
    let arn = "arn:aws:ecr:eu-west-1:123456789012:repository/team/app";
    assert_eq!(asked(&fake).1["resourceArn"], arn);

    let (fake, registry) = answering(json!({})).await;
    let keys = ["a".to_owned()];
    registry.untag_resource(&repository(), &keys).await.unwrap();
    assert_eq!(asked(&fake).1["tagKeys"], json!(["a"]));

    let policy = format!("{{\"rules\":[]}}{}", " ".repeat(100));
    let (fake, registry) = answering(json!({})).await;
    registry
        .put_lifecycle_policy(&repository(), &policy)
        .await
        .unwrap();
    assert_eq!(asked(&fake).1["lifecyclePolicyText"], policy);

    let (fake, registry) = answering(json!({ "policyText": "{}" })).await;
    registry
        .set_repository_policy(&repository(), "{}", true)
        .await
        .unwrap();
    assert_eq!(asked(&fake).1["force"], true);
}
