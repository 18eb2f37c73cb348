//! The fake under botocore's models: it answers every operation there is, and notices what they do
//! not allow.

use portolan_tests::aws::{Api, Direction, FakeAws};
use serde_json::json;

use super::{REGION, code};

#[tokio::test]
async fn every_operation_that_the_models_know_of_ecr_is_answered() {
    let fake = FakeAws::start().await;
    if !fake.is_checked("whether the fake answers every operation of ECR") {
        return;
    }
    fake.tolerate_any_request();
    let mut unknown = Vec::new();
    for (api, region) in [(Api::Ecr, REGION), (Api::EcrPublic, "us-east-1")] {
        let operations = fake.modelled_operations(api);
        assert!(operations.len() > 20, "{operations:?}");
        for operation in operations {
            let (_, reply) = fake.ask(api, region, &operation, json!({})).await;
            if code(&reply) == "UnknownOperationException" {
                unknown.push(operation);
            }
        }
    }
    assert_eq!(unknown, [""; 0]);
}

#[tokio::test]
async fn a_request_that_the_models_do_not_allow_is_noted_member_by_member() {
    let fake = FakeAws::start().await;
    if !fake.is_checked("whether requests are held against botocore's models") {
        return;
    }
    let ids: Vec<_> = (0..101)
        .map(|it| json!({ "imageTag": format!("v{it}") }))
        .collect();
    for (input, member) in [
        (json!({}), "repositoryName"),
        (json!({ "repositoryName": 1 }), "repositoryName"),
        (json!({ "repositoryName": "Upper" }), "repositoryName"),
        (
            json!({ "repositoryName": "app", "registryId": "1" }),
            "registryId",
        ),
        (
            json!({ "repositoryName": "app", "maxResults": 1001 }),
            "maxResults",
        ),
        (
            json!({ "repositoryName": "app", "imageIds": ids }),
            "imageIds",
        ),
        (
            json!({ "repositoryName": "app", "imageIds": [{ "imageTag": "" }] }),
            "imageIds[0].imageTag",
        ),
        (
            json!({ "repositoryName": "app", "filter": { "tagStatus": "SOME" } }),
            "filter.tagStatus",
        ),
        (
            json!({ "repositoryName": "app", "invented": true }),
            "invented",
        ),
    ] {
        let told = input.to_string();
        fake.ask(Api::Ecr, REGION, "DescribeImages", input).await;
        let violations = fake.take_violations();
        let found = violations.iter().find(|it| it.member == member);
        let found = found.unwrap_or_else(|| panic!("{told}: {violations:?}"));
        assert_eq!(found.direction, Direction::Request);
    }
}

#[tokio::test]
async fn an_unnoticed_violation_fails_its_test() {
    let fake = FakeAws::start().await;
    if !fake.is_checked("whether a violation fails its test") {
        return;
    }
    fake.ask(Api::Ecr, REGION, "DescribeImages", json!({}))
        .await;
    let dropped = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| drop(fake)));
    let message = *dropped.unwrap_err().downcast::<String>().unwrap();
    assert!(
        message.contains("the request of DescribeImages: repositoryName"),
        "{message}"
    );
}
