//! Settings of repositories as the program reads and changes them.

use portolan_ecr::{
    Encryption, Error, Missing, Mutability, NewRepository, PreviewAction, PreviewState, Progress,
    TagMutability,
};
use portolan_registries::{ScanState, Severity, StorageClass};
use portolan_tests::aws::{FakeAws, Picture};
use serde_json::json;

use super::{REGION, at, registry, tag};

#[tokio::test]
async fn a_repository_is_made_with_everything_and_deleted_only_when_that_is_meant() {
    let fake = FakeAws::start().await;
    let registry = registry(&fake.url()).await;
    let new = NewRepository {
        name: "team/app".to_owned(),
        mutability: TagMutability {
            base: Mutability::Immutable,
            exclusions: vec!["dev-*".to_owned()],
        },
        scan_on_push: true,
        encryption: Encryption::Kms(None),
        tags: [("team".to_owned(), "harbour".to_owned())].into(),
    };
    let made = registry.create_repository(REGION, &new).await.unwrap();
    assert_eq!(made.listed_name, at("team/app"));
    assert_eq!(made.mutability, new.mutability);
    assert!(made.scan_on_push);
    assert!(matches!(made.encryption, Encryption::Kms(Some(_))));
    let kept = registry.resource_tags(&at("team/app")).await.unwrap();
    assert_eq!(kept, new.tags);
    let open = TagMutability::default();
    registry
        .set_tag_mutability(&at("team/app"), &open)
        .await
        .unwrap();
    let described = registry.describe_repository(&at("team/app")).await.unwrap();
    assert_eq!(described.mutability, open);
    fake.region(REGION).push("team/app", &Picture::of("one"));
    let refused = registry.delete_repository(&at("team/app"), false).await;
    assert!(
        matches!(refused, Err(Error::Conflict { .. })),
        "{refused:?}"
    );
    registry
        .delete_repository(&at("team/app"), true)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_policy_goes_and_comes_as_text() {
    let fake = FakeAws::start().await;
    fake.region(REGION).repository("app");
    let registry = registry(&fake.url()).await;
    assert_eq!(registry.repository_policy(&at("app")).await.unwrap(), None);
    let policy = json!({ "Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": "*", "Action": "ecr:BatchGetImage",
    }]})
    .to_string();
    registry
        .set_repository_policy(&at("app"), &policy, false)
        .await
        .unwrap();
    let kept = registry.repository_policy(&at("app")).await.unwrap();
    assert_eq!(kept, Some(policy));
    registry.delete_repository_policy(&at("app")).await.unwrap();
    assert_eq!(registry.repository_policy(&at("app")).await.unwrap(), None);
}

#[tokio::test]
async fn a_lifecycle_policy_is_previewed_until_it_is_complete() {
    let fake = FakeAws::start().await;
    let here = fake.region(REGION);
    here.repository("app");
    let old = here.push("app", &Picture::of("old").tag("prod-1").pushed(40.0));
    here.push("app", &Picture::of("new").tag("prod-2"));
    let registry = registry(&fake.url()).await;
    let policy = json!({ "rules": [{
        "rulePriority": 1,
        "selection": {
            "tagStatus": "tagged", "tagPatternList": ["prod*"],
            "countType": "imageCountMoreThan", "countNumber": 1,
        },
        "action": { "type": "expire" },
    }]})
    .to_string();
    assert!(
        registry
            .lifecycle_policy(&at("app"))
            .await
            .unwrap()
            .is_none()
    );
    registry
        .put_lifecycle_policy(&at("app"), &policy)
        .await
        .unwrap();
    let kept = registry.lifecycle_policy(&at("app")).await.unwrap();
    assert_eq!(kept.unwrap().text, policy);
    let state = registry.start_lifecycle_preview(&at("app"), None).await;
    assert_eq!(state.unwrap(), PreviewState::Running);
    let first = registry.lifecycle_preview(&at("app"), None).await.unwrap();
    assert_eq!(first.state, PreviewState::Running);
    let second = registry.lifecycle_preview(&at("app"), None).await.unwrap();
    assert_eq!(second.state, PreviewState::Complete);
    assert_eq!(second.images.len(), 1);
    assert_eq!(second.images[0].digest.as_str(), old);
    assert_eq!(second.images[0].action, PreviewAction::Expire);
    let before = registry.delete_lifecycle_policy(&at("app")).await.unwrap();
    assert_eq!(before, Some(policy));
}

#[tokio::test]
async fn a_scan_is_begun_followed_and_read() {
    let fake = FakeAws::start().await;
    let here = fake.region(REGION);
    here.repository("app");
    here.push("app", &Picture::of("one").tag("v1"));
    let registry = registry(&fake.url()).await;
    let none = registry.scan_findings(&at("app"), &tag("v1"), None).await;
    let Err(Error::NotFound { what, .. }) = none else {
        panic!("{none:?}");
    };
    assert_eq!(what, Missing::Scan);
    let state = registry.start_scan(&at("app"), &tag("v1")).await.unwrap();
    assert_eq!(state, ScanState::Running);
    let looked = async || {
        let found = registry.scan_findings(&at("app"), &tag("v1"), None).await;
        found.unwrap()
    };
    assert_eq!(looked().await.state, ScanState::Running);
    assert_eq!(looked().await.state, ScanState::Complete);
    let again = registry.start_scan(&at("app"), &tag("v1")).await;
    assert!(
        matches!(again, Err(Error::LimitReached { .. })),
        "{again:?}"
    );
    let digest = here.push("app", &Picture::of("two").tag("v2"));
    let finding = json!({
        "name": "CVE-2026-0001", "severity": "HIGH",
        "attributes": [
            { "key": "package_name", "value": "zlib" },
            { "key": "package_version", "value": "1.2" },
        ],
    });
    here.scan("app", &digest, vec![finding], Vec::new());
    let found = registry.scan_findings(&at("app"), &tag("v2"), None).await;
    let found = found.unwrap();
    assert_eq!(found.counts[&Severity::High], 1);
    assert_eq!(found.items[0].name, "CVE-2026-0001");
    assert_eq!(found.status, "COMPLETE");
}

#[tokio::test]
async fn the_archive_replication_and_signing_are_told_per_image() {
    let fake = FakeAws::start().await;
    fake.set_restore_time(1_200.0);
    let here = fake.region(REGION);
    here.repository("app");
    let image = here.push("app", &Picture::of("one").tag("v1"));
    let profile = "arn:aws:signer:eu-west-1:123456789012:/signing-profiles/release";
    here.signing_status("app", &image, vec![json!({
        "signingProfileArn": profile, "status": "FAILED", "failureReason": "The profile is revoked",
    })]);
    here.replication_status(
        "app",
        &image,
        vec![json!({
            "region": "us-east-1", "registryId": "123456789012", "status": "IN_PROGRESS",
        })],
    );
    let registry = registry(&fake.url()).await;
    let signed = registry
        .signing_status(&at("app"), &tag("v1"))
        .await
        .unwrap();
    assert_eq!(signed[0].profile, profile);
    assert_eq!(signed[0].progress, Progress::Failed);
    let copied = registry.replication_status(&at("app"), &tag("v1")).await;
    assert_eq!(copied.unwrap()[0].progress, Progress::Running);
    let digest = image.parse().unwrap();
    let put = async |class: StorageClass| {
        let now = registry.set_storage_class(&at("app"), &digest, class).await;
        now.unwrap()
    };
    assert_eq!(
        put(StorageClass::Archive).await,
        Some(StorageClass::Archive)
    );
    assert_eq!(
        put(StorageClass::Standard).await,
        Some(StorageClass::Restoring)
    );
}
