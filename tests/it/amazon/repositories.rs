//! Repositories of the fake: created whole, found across accounts only by policy, deleted when empty.

use portolan_tests::aws::{Api, FakeAws, Picture};
use serde_json::json;

use super::{REGION, code, ecr, refusal, texts};

#[tokio::test]
async fn a_repository_says_all_that_it_was_created_with() {
    let fake = FakeAws::start_with_real_hosts().await;
    let filters = json!([{ "filterType": "WILDCARD", "filter": "dev-*" }]);
    let reply = ecr(
        &fake,
        "CreateRepository",
        json!({
            "repositoryName": "team/app",
            "imageTagMutability": "IMMUTABLE_WITH_EXCLUSION",
            "imageTagMutabilityExclusionFilters": filters,
            "imageScanningConfiguration": { "scanOnPush": true },
            "encryptionConfiguration": { "encryptionType": "KMS" },
            "tags": [{ "Key": "team", "Value": "harbour" }],
        }),
    )
    .await;
    let repository = &reply["repository"];
    let arn = "arn:aws:ecr:eu-west-1:123456789012:repository/team/app";
    assert_eq!(repository["repositoryArn"], arn);
    assert_eq!(
        repository["repositoryUri"],
        "123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/app"
    );
    assert_eq!(repository["imageTagMutabilityExclusionFilters"], filters);
    assert_eq!(
        repository["encryptionConfiguration"]["kmsKey"],
        "arn:aws:kms:eu-west-1:123456789012:alias/aws/ecr"
    );
    let tags = ecr(&fake, "ListTagsForResource", json!({ "resourceArn": arn })).await;
    assert_eq!(tags["tags"], json!([{ "Key": "team", "Value": "harbour" }]));
    let again = json!({ "repositoryName": "team/app" });
    let refused = refusal(&fake, "CreateRepository", again).await;
    assert_eq!(refused, "RepositoryAlreadyExistsException");
}

#[tokio::test]
async fn names_filters_and_tags_are_held_against_their_limits() {
    let fake = FakeAws::start().await;
    fake.tolerate_any_request();
    let tags: Vec<_> = (0..51)
        .map(|it| json!({ "Key": format!("k{it}"), "Value": "" }))
        .collect();
    let filter = json!({ "filterType": "WILDCARD", "filter": "a" });
    for (input, expected) in [
        (json!({}), "InvalidParameterException"),
        (
            json!({ "repositoryName": "a" }),
            "InvalidParameterException",
        ),
        (
            json!({ "repositoryName": "Team" }),
            "InvalidParameterException",
        ),
        (
            json!({ "repositoryName": "a//b" }),
            "InvalidParameterException",
        ),
        (
            json!({ "repositoryName": "a".repeat(257) }),
            "InvalidParameterException",
        ),
        (
            json!({ "repositoryName": "app", "tags": tags }),
            "TooManyTagsException",
        ),
        (
            json!({ "repositoryName": "app", "tags": [{ "Key": "aws:x", "Value": "" }] }),
            "InvalidTagParameterException",
        ),
        (
            json!({ "repositoryName": "app", "imageTagMutability": "MUTABLE_WITH_EXCLUSION" }),
            "InvalidParameterException",
        ),
        (
            json!({
                "repositoryName": "app",
                "imageTagMutability": "IMMUTABLE",
                "imageTagMutabilityExclusionFilters": [filter],
            }),
            "InvalidParameterException",
        ),
        (
            json!({
                "repositoryName": "app",
                "imageTagMutability": "IMMUTABLE_WITH_EXCLUSION",
                "imageTagMutabilityExclusionFilters": vec![filter.clone(); 6],
            }),
            "InvalidParameterException",
        ),
    ] {
        let told = input.to_string();
        assert_eq!(
            refusal(&fake, "CreateRepository", input).await,
            expected,
            "{told}"
        );
    }
    let names: Vec<String> = (0..101).map(|it| format!("app{it}")).collect();
    let many = json!({ "repositoryNames": names });
    let refused = refusal(&fake, "DescribeRepositories", many).await;
    assert_eq!(refused, "InvalidParameterException");
}

#[tokio::test]
async fn a_repository_with_images_is_deleted_only_by_force() {
    let fake = FakeAws::start().await;
    fake.region(REGION).repository("app");
    fake.region(REGION)
        .push("app", &Picture::of("one").tag("v1"));
    let input = json!({ "repositoryName": "app" });
    let refused = refusal(&fake, "DeleteRepository", input).await;
    assert_eq!(refused, "RepositoryNotEmptyException");
    let forced = json!({ "repositoryName": "app", "force": true });
    ecr(&fake, "DeleteRepository", forced).await;
    let all = ecr(&fake, "DescribeRepositories", json!({})).await;
    assert_eq!(all["repositories"], json!([]));
}

#[tokio::test]
async fn the_same_name_in_two_regions_is_two_repositories() {
    let fake = FakeAws::start().await;
    fake.region("eu-west-1").repository("app");
    fake.region("us-east-1").repository("app").repository("web");
    let (_, reply) = fake
        .ask(Api::Ecr, "us-east-1", "DescribeRepositories", json!({}))
        .await;
    let names = texts(&reply["repositories"], "repositoryName");
    assert_eq!(names, ["app", "web"]);
    let here = ecr(&fake, "DescribeRepositories", json!({})).await;
    assert_eq!(texts(&here["repositories"], "repositoryName"), ["app"]);
}

#[tokio::test]
async fn another_accounts_repository_opens_by_its_policy_alone() {
    let fake = FakeAws::start().await;
    let other = fake.place("210987654321", REGION);
    other.repository("shared");
    let input = json!({ "registryId": "210987654321", "repositoryName": "shared" });
    let (status, reply) = fake
        .ask(Api::Ecr, REGION, "DescribeImages", input.clone())
        .await;
    assert_eq!(
        (status, code(&reply).as_str()),
        (400, "AccessDeniedException")
    );
    assert_eq!(
        reply["Message"],
        "User: arn:aws:iam::123456789012:user/ada is not authorized to perform: ecr:DescribeImages \
         on resource: arn:aws:ecr:eu-west-1:210987654321:repository/shared because no \
         resource-based policy allows the ecr:DescribeImages action"
    );
    let policy = json!({ "Version": "2012-10-17", "Statement": [{
        "Effect": "Allow",
        "Principal": { "AWS": "arn:aws:iam::123456789012:root" },
        "Action": "ecr:*",
    }]});
    let set = json!({ "repositoryName": "shared", "policyText": policy.to_string() });
    other.perform(Api::Ecr, "SetRepositoryPolicy", set).unwrap();
    ecr(&fake, "DescribeImages", input).await;
}

#[tokio::test]
async fn a_policy_that_locks_everybody_out_needs_force() {
    let fake = FakeAws::start().await;
    fake.region(REGION).repository("app");
    let input = json!({ "repositoryName": "app" });
    let none = refusal(&fake, "GetRepositoryPolicy", input.clone()).await;
    assert_eq!(none, "RepositoryPolicyNotFoundException");
    let policy = json!({ "Statement": [{
        "Effect": "Deny", "Principal": "*", "Action": "ecr:SetRepositoryPolicy",
    }]})
    .to_string();
    let mut set = json!({ "repositoryName": "app", "policyText": policy });
    let refused = refusal(&fake, "SetRepositoryPolicy", set.clone()).await;
    assert_eq!(refused, "InvalidParameterException");
    set["force"] = true.into();
    ecr(&fake, "SetRepositoryPolicy", set).await;
    let kept = ecr(&fake, "GetRepositoryPolicy", input).await;
    assert_eq!(kept["policyText"], policy.as_str());
    let text = json!({ "repositoryName": "app", "policyText": "no policy" });
    let refused = refusal(&fake, "SetRepositoryPolicy", text).await;
    assert_eq!(refused, "InvalidParameterException");
}
