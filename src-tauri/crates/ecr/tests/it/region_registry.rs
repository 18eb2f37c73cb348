//! The verbs for the registry of a region: what they ask, and what they make of the answer.

use axum::response::Response;
use portolan_ecr::{
    BackfillState, CacheRule, Error, Missing, PrivateRegistry, RegionRegistry, RegistryScanning,
    ReplicationDestination, ReplicationRule, ScanFrequency, ScanRule, SigningRule,
};
use serde_json::{Value, json};

use crate::fake::{ACCOUNT, Fake, REGION, access_key, account, fail, identity, ok};

async fn with(answer: impl Fn() -> Response + Send + Sync + 'static) -> (Fake, RegionRegistry) {
    let fake = Fake::start(move |_| answer()).await;
    let registry = fake.registry(&[REGION]).of_region(REGION).await.unwrap();
    (fake, registry)
}

async fn answering(value: Value) -> (Fake, RegionRegistry) {
    with(move || ok(value.clone())).await
}

/// The only request: its operation and body.
fn asked(fake: &Fake) -> (String, Value) {
    let seen = fake.seen();
    assert_eq!(seen.len(), 1);
    (seen[0].operation(), seen[0].json())
}

fn rule(deletes: bool) -> ReplicationRule {
    ReplicationRule {
        destinations: vec![ReplicationDestination {
            region: "us-east-1".to_owned(),
            registry_id: ACCOUNT.to_owned(),
        }],
        prefixes: vec!["prod".to_owned()],
        deletes,
    }
}

#[tokio::test]
async fn a_rule_that_deletes_is_written_and_read_though_the_sdk_does_not_know_it() {
    let (fake, registry) = answering(json!({})).await;
    registry
        .put_replication(&[rule(false), rule(true)])
        .await
        .unwrap();
    let (operation, body) = asked(&fake);
    assert_eq!(operation, "PutReplicationConfiguration");
    let rules = &body["replicationConfiguration"]["rules"];
    assert_eq!(rules[0]["deleteReplication"], Value::Null);
    assert_eq!(rules[1]["deleteReplication"], json!({ "enabled": true }));
    assert_eq!(
        rules[1]["repositoryFilters"],
        json!([{ "filter": "prod", "filterType": "PREFIX_MATCH" }])
    );

    let (_fake, registry) = answering(json!({
        "registryId": ACCOUNT,
        "replicationConfiguration": { "rules": rules },
    }))
    .await;
    assert_eq!(
        registry.replication().await.unwrap(),
        [rule(false), rule(true)]
    );
}

#[tokio::test]
async fn what_is_not_there_is_none_and_not_an_error() {
    let (_fake, registry) =
        with(|| fail(400, "PullThroughCacheRuleNotFoundException", "none")).await;
    assert_eq!(registry.cache_rule("hub").await.unwrap(), None);
    let (_fake, registry) = with(|| fail(400, "TemplateNotFoundException", "none")).await;
    assert_eq!(registry.creation_template("hub").await.unwrap(), None);
    let (_fake, registry) =
        with(|| fail(400, "SigningConfigurationNotFoundException", "none")).await;
    assert_eq!(registry.signing_rules().await.unwrap(), []);
    registry.put_signing_rules(&[]).await.unwrap();
    let (_fake, registry) = with(|| fail(400, "RegistryPolicyNotFoundException", "none")).await;
    assert_eq!(registry.registry_policy().await.unwrap(), None);
    registry.set_registry_policy(None).await.unwrap();
}

#[tokio::test]
async fn a_setting_that_a_region_does_not_have_is_none() {
    let (_fake, registry) =
        with(|| fail(400, "InvalidParameterException", "Unknown account setting")).await;
    assert_eq!(
        registry.account_setting("BLOB_MOUNTING").await.unwrap(),
        None
    );
}

#[tokio::test]
async fn a_cache_rule_is_asked_for_with_all_that_it_says() {
    let (fake, registry) = answering(json!({})).await;
    let rule = CacheRule {
        prefix: "hub".to_owned(),
        upstream: Some("docker-hub".to_owned()),
        address: "registry-1.docker.io".to_owned(),
        upstream_prefix: Some("library".to_owned()),
        credential: Some("arn:secret".to_owned()),
        ..CacheRule::default()
    };
    registry.create_cache_rule(&rule).await.unwrap();
    assert_eq!(
        asked(&fake),
        (
            "CreatePullThroughCacheRule".to_owned(),
            json!({
                "ecrRepositoryPrefix": "hub",
                "upstreamRegistryUrl": "registry-1.docker.io",
                "upstreamRegistry": "docker-hub",
                "upstreamRepositoryPrefix": "library",
                "credentialArn": "arn:secret",
            })
        )
    );
}

#[tokio::test]
async fn scanning_and_signing_are_written_with_the_kinds_of_their_filters() {
    let (fake, registry) = answering(json!({})).await;
    let scanning = RegistryScanning {
        is_enhanced: true,
        rules: vec![ScanRule {
            frequency: ScanFrequency::Continuous,
            filters: vec!["prod*".to_owned()],
        }],
    };
    registry.put_scanning(&scanning).await.unwrap();
    assert_eq!(
        asked(&fake).1,
        json!({ "scanType": "ENHANCED", "rules": [{
            "scanFrequency": "CONTINUOUS_SCAN",
            "repositoryFilters": [{ "filter": "prod*", "filterType": "WILDCARD" }],
        }]})
    );
    let (fake, registry) = answering(json!({})).await;
    let signing = SigningRule {
        profile: "arn:profile".to_owned(),
        filters: vec!["prod/*".to_owned()],
    };
    registry.put_signing_rules(&[signing]).await.unwrap();
    assert_eq!(
        asked(&fake).1,
        json!({ "signingConfiguration": { "rules": [{
            "signingProfileArn": "arn:profile",
            "repositoryFilters": [{ "filter": "prod/*", "filterType": "WILDCARD_MATCH" }],
        }]}})
    );
}

#[tokio::test]
async fn lists_are_read_to_their_end_and_a_token_that_repeats_ends_them() {
    let fake = Fake::start(|_| {
        ok(json!({ "pullTimeUpdateExclusions": ["arn:one"], "nextToken": "again" }))
    })
    .await;
    let registry = fake.registry(&[REGION]).of_region(REGION).await.unwrap();
    assert_eq!(
        registry.pull_exclusions().await.unwrap(),
        ["arn:one", "arn:one"]
    );
    assert_eq!(fake.seen_of("ListPullTimeUpdateExclusions").len(), 2);
}

#[tokio::test]
async fn a_backfill_is_told_with_its_figures() {
    let (_fake, registry) = answering(json!({ "backfills": [{
        "replicationBackfillId": "1",
        "destination": { "region": "us-east-1", "registryId": ACCOUNT },
        "status": "IN_PROGRESS",
        "progress": {
            "totalReplicationCount": 5, "completedReplicationCount": 3,
            "failedReplicationCount": 1, "failureCodes": [],
        },
        "startedAt": 1_700_000_000.0,
    }]}))
    .await;
    let found = registry.backfills().await.unwrap();
    assert_eq!(found[0].state, BackfillState::Running);
    assert_eq!(
        (found[0].total, found[0].done, found[0].failed),
        (Some(5), Some(3), Some(1))
    );
    assert!(found[0].started_at.is_some() && found[0].ended_at.is_none());
}

#[tokio::test]
async fn a_denial_names_the_action_and_every_resource() {
    let (_fake, registry) = with(|| fail(400, "AccessDeniedException", "no")).await;
    let denied = registry.cache_rules().await.unwrap_err();
    let Error::Denied(denial) = denied else {
        panic!("{denied:?}");
    };
    assert_eq!(denial.action, "ecr:DescribePullThroughCacheRules");
    assert_eq!(denial.resource, "*");
}

#[tokio::test]
async fn the_settings_of_another_accounts_registry_are_refused_before_anything_is_asked() {
    let fake = Fake::start(|_| identity("arn:aws:iam::123456789012:user/ada")).await;
    let mut settings = fake.settings(access_key(), &[REGION]);
    settings.registry_id = Some("210987654321".to_owned());
    let registry = PrivateRegistry::new(account(settings)).unwrap();
    let refused = registry.of_region(REGION).await.unwrap_err();
    assert!(
        matches!(
            refused,
            Error::Setting {
                setting: "registry id",
                ..
            }
        ),
        "{refused:?}"
    );
    let nowhere = registry.of_region("us-east-1").await.unwrap_err();
    assert!(matches!(
        nowhere,
        Error::Setting {
            setting: "regions",
            ..
        }
    ));
    assert_eq!(fake.seen().len(), 1);
}

#[tokio::test]
async fn a_secret_that_is_not_there_is_said_so() {
    let (_fake, registry) = with(|| fail(400, "SecretNotFoundException", "no secret")).await;
    let refused = registry.create_cache_rule(&CacheRule::default()).await;
    assert!(matches!(
        refused,
        Err(Error::NotFound {
            what: Missing::Secret,
            ..
        })
    ));
}

#[tokio::test]
async fn what_a_region_does_not_have_yet_is_something_that_can_not_be_done() {
    let (_fake, registry) = with(|| fail(400, "UnknownOperationException", "")).await;
    let refused = registry.signing_rules().await;
    assert!(matches!(refused, Err(Error::Invalid { .. })), "{refused:?}");
}
