//! Settings of a registry at the fake: replication, pull-through caches, templates, signing, the
//! account's own.

use portolan_tests::{
    Pusher,
    aws::{Api, FakeAws, Picture},
};
use serde_json::{Value, json};

use super::{REGION, ecr, refusal, texts};

const ELSEWHERE: &str = "us-east-1";

fn rule(deletions: bool) -> Value {
    json!({
        "destinations": [{ "region": ELSEWHERE, "registryId": "123456789012" }],
        "repositoryFilters": [{ "filter": "prod", "filterType": "PREFIX_MATCH" }],
        "deleteReplication": { "enabled": deletions },
    })
}

async fn images_elsewhere(fake: &FakeAws, repository: &str) -> Value {
    let input = json!({ "repositoryName": repository });
    let (_, reply) = fake.ask(Api::Ecr, ELSEWHERE, "ListImages", input).await;
    reply["imageIds"].clone()
}

async fn put(fake: &FakeAws, repository: &str, tag: &str) -> String {
    let here = fake.region(REGION);
    let digest = here.push(repository, &Picture::of(tag));
    let get = json!({ "repositoryName": repository, "imageIds": [{ "imageDigest": digest }] });
    let reply = ecr(fake, "BatchGetImage", get).await;
    let text = reply["images"][0]["imageManifest"].clone();
    let input = json!({ "repositoryName": repository, "imageManifest": text, "imageTag": tag });
    ecr(fake, "PutImage", input).await;
    digest
}

#[tokio::test]
async fn what_a_rule_fits_appears_in_the_other_region_and_disappears_with_its_source() {
    let fake = FakeAws::start().await;
    fake.region(REGION).repository("prod/app").repository("dev");
    let configuration = json!({ "replicationConfiguration": { "rules": [rule(true)] } });
    ecr(&fake, "PutReplicationConfiguration", configuration).await;
    let kept = ecr(&fake, "DescribeRegistry", json!({})).await;
    assert_eq!(
        kept["replicationConfiguration"]["rules"],
        json!([rule(true)])
    );
    let digest = put(&fake, "prod/app", "v1").await;
    put(&fake, "dev", "v1").await;
    let expected = json!([{ "imageDigest": digest, "imageTag": "v1" }]);
    assert_eq!(images_elsewhere(&fake, "prod/app").await, expected);
    assert_eq!(images_elsewhere(&fake, "dev").await, Value::Null);
    let id = json!({ "repositoryName": "prod/app", "imageId": { "imageTag": "v1" } });
    let reply = ecr(&fake, "DescribeImageReplicationStatus", id).await;
    assert_eq!(reply["replicationStatuses"][0]["status"], "COMPLETE");
    let ids = json!([{ "imageDigest": digest }]);
    let input = json!({ "repositoryName": "prod/app", "imageIds": ids });
    ecr(&fake, "BatchDeleteImage", input).await;
    assert_eq!(images_elsewhere(&fake, "prod/app").await, json!([]));
}

#[tokio::test]
async fn a_backfill_brings_what_was_there_before_its_rule() {
    let fake = FakeAws::start().await;
    fake.region(REGION).repository("prod/app");
    put(&fake, "prod/app", "v1").await;
    let destination = rule(false)["destinations"][0].clone();
    let start = json!({ "destination": destination });
    let early = refusal(&fake, "StartReplicationBackfill", start.clone()).await;
    assert_eq!(early, "ValidationException");
    let configuration = json!({ "replicationConfiguration": { "rules": [rule(false)] } });
    ecr(&fake, "PutReplicationConfiguration", configuration).await;
    let started = ecr(&fake, "StartReplicationBackfill", start.clone()).await;
    assert_eq!(started["status"], "PREPARING");
    let second = refusal(&fake, "StartReplicationBackfill", start).await;
    assert_eq!(second, "ReplicationBackfillInProgressException");
    let id = json!({ "replicationBackfillId": started["replicationBackfillId"] });
    let mut last = Value::Null;
    for expected in ["IN_PROGRESS", "COMPLETE"] {
        last = ecr(&fake, "DescribeReplicationBackfillResults", id.clone()).await;
        assert_eq!(last["status"], expected);
    }
    assert_eq!(last["progress"]["completedReplicationCount"], 1);
    assert_eq!(last["results"][0]["repositoryName"], "prod/app");
    let ended = refusal(&fake, "StopReplicationBackfill", id).await;
    assert_eq!(ended, "ReplicationBackfillInvalidStatusException");
    assert!(images_elsewhere(&fake, "prod/app").await.is_array());
    let all = ecr(&fake, "ListReplicationBackfills", json!({})).await;
    assert_eq!(texts(&all["backfills"], "status"), ["COMPLETE"]);
}

#[tokio::test]
async fn a_registry_does_not_replicate_into_itself() {
    let fake = FakeAws::start().await;
    let mut own = rule(false);
    own["destinations"][0]["region"] = REGION.into();
    let configuration = json!({ "replicationConfiguration": { "rules": [own] } });
    let refused = refusal(&fake, "PutReplicationConfiguration", configuration).await;
    assert_eq!(refused, "InvalidParameterException");
}

#[tokio::test]
async fn a_cache_rule_needs_a_known_upstream_and_a_secret_where_that_asks_for_one() {
    let fake = FakeAws::start().await;
    let secret = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:ecr-pullthroughcache/hub-a1";
    fake.add_secret(secret, false);
    let rule = |prefix: &str, url: &str| json!({ "ecrRepositoryPrefix": prefix, "upstreamRegistryUrl": url });
    for (input, expected) in [
        (
            rule("x1", "example.com"),
            "UnsupportedUpstreamRegistryException",
        ),
        (
            rule("hub", "registry-1.docker.io"),
            "InvalidParameterException",
        ),
    ] {
        let refused = refusal(&fake, "CreatePullThroughCacheRule", input).await;
        assert_eq!(refused, expected);
    }
    ecr(&fake, "CreatePullThroughCacheRule", rule("quay", "quay.io")).await;
    let again = refusal(&fake, "CreatePullThroughCacheRule", rule("quay", "quay.io")).await;
    assert_eq!(again, "PullThroughCacheRuleAlreadyExistsException");
    let mut hub = rule("hub", "registry-1.docker.io");
    hub["credentialArn"] = secret.replace("hub-a1", "gone-a1").into();
    let missing = refusal(&fake, "CreatePullThroughCacheRule", hub.clone()).await;
    assert_eq!(missing, "SecretNotFoundException");
    hub["credentialArn"] = secret.into();
    let created = ecr(&fake, "CreatePullThroughCacheRule", hub).await;
    assert_eq!(created["upstreamRegistry"], "docker-hub");
    let prefix = json!({ "ecrRepositoryPrefix": "hub" });
    let reply = ecr(&fake, "ValidatePullThroughCacheRule", prefix.clone()).await;
    assert_eq!(reply["isValid"], false);
    fake.add_secret(secret, true);
    let reply = ecr(&fake, "ValidatePullThroughCacheRule", prefix.clone()).await;
    assert_eq!(reply["isValid"], true);
    ecr(
        &fake,
        "UpdatePullThroughCacheRule",
        json!({ "ecrRepositoryPrefix": "hub", "credentialArn": secret }),
    )
    .await;
    let all = ecr(&fake, "DescribePullThroughCacheRules", json!({})).await;
    let prefixes = texts(&all["pullThroughCacheRules"], "ecrRepositoryPrefix");
    assert_eq!(prefixes, ["hub", "quay"]);
    ecr(&fake, "DeletePullThroughCacheRule", prefix.clone()).await;
    let gone = refusal(&fake, "ValidatePullThroughCacheRule", prefix).await;
    assert_eq!(gone, "PullThroughCacheRuleNotFoundException");
}

#[tokio::test]
async fn a_push_without_repository_makes_one_by_the_longest_template() {
    let fake = FakeAws::start().await;
    let template = |prefix: &str, mutability: &str| {
        json!({
            "prefix": prefix,
            "appliedFor": ["CREATE_ON_PUSH"],
            "imageTagMutability": mutability,
            "resourceTags": [{ "Key": "by", "Value": prefix }],
        })
    };
    for it in [template("ROOT", "MUTABLE"), template("team", "IMMUTABLE")] {
        ecr(&fake, "CreateRepositoryCreationTemplate", it).await;
    }
    let twice = template("team", "MUTABLE");
    let refused = refusal(&fake, "CreateRepositoryCreationTemplate", twice).await;
    assert_eq!(refused, "TemplateAlreadyExistsException");
    let update = json!({ "prefix": "team", "description": "of the team" });
    let reply = ecr(&fake, "UpdateRepositoryCreationTemplate", update).await;
    assert_eq!(
        reply["repositoryCreationTemplate"]["description"],
        "of the team"
    );

    let host = fake.registry_host();
    let password = super::plane::password(&fake).await;
    let push = Pusher::new(&format!("http://{host}"), Some(("AWS", &password)));
    push.image("team/new", "v1", "new").await;
    let name = json!({ "repositoryNames": ["team/new"] });
    let reply = ecr(&fake, "DescribeRepositories", name).await;
    assert_eq!(reply["repositories"][0]["imageTagMutability"], "IMMUTABLE");

    let prefix = json!({ "prefix": "team" });
    ecr(&fake, "DeleteRepositoryCreationTemplate", prefix.clone()).await;
    let gone = refusal(&fake, "DeleteRepositoryCreationTemplate", prefix).await;
    assert_eq!(gone, "TemplateNotFoundException");
    let left = ecr(&fake, "DescribeRepositoryCreationTemplates", json!({})).await;
    assert_eq!(
        texts(&left["repositoryCreationTemplates"], "prefix"),
        ["ROOT"]
    );
}

#[tokio::test]
async fn pushed_images_are_signed_by_the_profiles_whose_rules_fit() {
    let fake = FakeAws::start().await;
    fake.region(REGION).repository("prod/app").repository("dev");
    let none = refusal(&fake, "GetSigningConfiguration", json!({})).await;
    assert_eq!(none, "SigningConfigurationNotFoundException");
    let profile = "arn:aws:signer:eu-west-1:123456789012:/signing-profiles/release";
    let filters = json!([{ "filter": "prod/*", "filterType": "WILDCARD_MATCH" }]);
    let rules = json!([{ "signingProfileArn": profile, "repositoryFilters": filters }]);
    let input = json!({ "signingConfiguration": { "rules": rules } });
    ecr(&fake, "PutSigningConfiguration", input).await;
    let mut statuses = Vec::new();
    for repository in ["prod/app", "dev"] {
        let digest = put(&fake, repository, "v1").await;
        let id = json!({ "imageDigest": digest });
        let input = json!({ "repositoryName": repository, "imageId": id });
        let reply = ecr(&fake, "DescribeImageSigningStatus", input).await;
        statuses.push(texts(&reply["signingStatuses"], "status"));
    }
    assert_eq!(statuses, [vec!["COMPLETE".to_owned()], vec![]]);
}

#[tokio::test]
async fn an_account_setting_takes_its_own_values_alone() {
    let fake = FakeAws::start().await;
    let put = |name: &str, value: &str| json!({ "name": name, "value": value });
    ecr(&fake, "PutAccountSetting", put("BLOB_MOUNTING", "ENABLED")).await;
    let kept = ecr(
        &fake,
        "GetAccountSetting",
        json!({ "name": "BLOB_MOUNTING" }),
    )
    .await;
    assert_eq!(kept["value"], "ENABLED");
    for wrong in [put("BLOB_MOUNTING", "MAYBE"), put("UNKNOWN", "ENABLED")] {
        let refused = refusal(&fake, "PutAccountSetting", wrong).await;
        assert_eq!(refused, "InvalidParameterException");
    }
}
