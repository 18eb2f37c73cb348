//! The faults of the fake: each as Amazon would answer, as often and where they are wanted.

use std::time::{Duration, Instant};

use portolan_tests::aws::{
    ACCESS_KEY, Api, Failure, FakeAws, Fault, Injection, Picture, SECRET_KEY, signed_headers,
};
use reqwest::Client;
use serde_json::{Value, json};

use super::{REGION, code, ecr, texts};

async fn describe(fake: &FakeAws, region: &str) -> (u16, Value) {
    let input = json!({ "repositoryName": "app" });
    fake.ask(Api::Ecr, region, "DescribeImages", input).await
}

#[tokio::test]
async fn a_refusal_names_the_principal_the_action_and_the_resource() {
    let fake = FakeAws::start().await;
    fake.region(REGION).repository("app");
    for (operation, input, action, resource) in [
        (
            "DescribeImages",
            json!({ "repositoryName": "app" }),
            "ecr:DescribeImages",
            "arn:aws:ecr:eu-west-1:123456789012:repository/app",
        ),
        (
            "ListImageReferrers",
            json!({ "repositoryName": "app", "subjectId": { "imageDigest": "sha256:00" } }),
            "ecr:BatchGetImage",
            "arn:aws:ecr:eu-west-1:123456789012:repository/app",
        ),
        (
            "DescribeRepositories",
            json!({}),
            "ecr:DescribeRepositories",
            "arn:aws:ecr:eu-west-1:123456789012:repository/*",
        ),
        (
            "GetAuthorizationToken",
            json!({}),
            "ecr:GetAuthorizationToken",
            "*",
        ),
    ] {
        fake.inject(Injection::at(operation, Fault::Denied).times(1));
        let (status, reply) = fake.ask(Api::Ecr, REGION, operation, input).await;
        assert_eq!(
            (status, code(&reply).as_str()),
            (400, "AccessDeniedException")
        );
        let expected = format!(
            "User: arn:aws:iam::123456789012:user/ada is not authorized to perform: {action} on \
             resource: {resource} because no identity-based policy allows the {action} action"
        );
        assert_eq!(reply["Message"], expected);
    }
}

#[tokio::test]
async fn throttling_ends_after_as_many_times_as_were_asked_for() {
    let fake = FakeAws::start().await;
    fake.region(REGION).repository("app");
    fake.inject(Injection::at("DescribeImages", Fault::Throttled).times(2));
    for _ in 0..2 {
        let (status, reply) = describe(&fake, REGION).await;
        assert_eq!(
            (status, code(&reply).as_str()),
            (400, "ThrottlingException")
        );
    }
    assert_eq!(describe(&fake, REGION).await.0, 200);
}

#[tokio::test]
async fn a_fault_stays_in_its_region_and_with_its_operation() {
    let fake = FakeAws::start().await;
    fake.region(REGION).repository("app");
    fake.region("us-east-1").repository("app");
    fake.inject(Injection::at("DescribeImages", Fault::RegionOff).in_region("us-east-1"));
    assert_eq!(describe(&fake, REGION).await.0, 200);
    let (_, reply) = describe(&fake, "us-east-1").await;
    assert_eq!(code(&reply), "UnrecognizedClientException");
    let (status, _) = fake
        .ask(Api::Ecr, "us-east-1", "DescribeRegistry", json!({}))
        .await;
    assert_eq!(status, 200);
    fake.heal();
    assert_eq!(describe(&fake, "us-east-1").await.0, 200);
}

#[tokio::test]
async fn every_other_fault_answers_as_it_would_be_met() {
    let fake = FakeAws::start().await;
    fake.region(REGION).repository("app");
    let limit = Failure::new("LimitExceededException", "too much");
    for (fault, status, expected) in [
        (Fault::Expired, 400, "ExpiredTokenException"),
        (Fault::WrongSignature, 400, "InvalidSignatureException"),
        (Fault::Skewed(3600), 400, "InvalidSignatureException"),
        (Fault::Error(limit), 400, "LimitExceededException"),
    ] {
        fake.inject(Injection::at("DescribeImages", fault).times(1));
        let (found, reply) = describe(&fake, REGION).await;
        assert_eq!((found, code(&reply).as_str()), (status, expected));
    }
    for status in [403, 500] {
        fake.inject(Injection::at("*", Fault::Html(status)).times(1));
        let (found, reply) = describe(&fake, REGION).await;
        assert_eq!(found, status);
        assert!(reply.as_str().unwrap().contains("<html>"), "{reply}");
    }
}

#[tokio::test]
async fn a_skewed_clock_shows_in_the_date_of_the_answer() {
    let fake = FakeAws::start().await;
    fake.turn_clock(-7200.0);
    let what = (Api::Ecr, "DescribeRegistry");
    let key = (ACCESS_KEY, SECRET_KEY);
    let headers = signed_headers(&fake.url(), what, REGION, key, b"{}");
    let client = Client::builder().no_proxy().build().unwrap();
    let request = client.post(fake.url()).headers(headers).body("{}");
    let response = request.send().await.unwrap();
    let date = response.headers()["date"].to_str().unwrap();
    let date = jiff::fmt::rfc2822::parse(date).unwrap().timestamp();
    let behind = jiff::Timestamp::now().as_second() - date.as_second();
    assert!((7199..7260).contains(&behind), "{behind}");
}

#[tokio::test]
async fn a_batch_can_fail_in_part() {
    let fake = FakeAws::start().await;
    let here = fake.region(REGION);
    here.repository("app");
    here.push("app", &Picture::of("one").tag("v1"));
    here.push("app", &Picture::of("two").tag("v2"));
    let fault = Fault::Partial {
        code: "KmsError".to_owned(),
        reason: "The key is disabled".to_owned(),
        images: vec!["v1".to_owned()],
    };
    fake.inject(Injection::at("BatchDeleteImage", fault));
    let ids = json!([{ "imageTag": "v1" }, { "imageTag": "v2" }]);
    let input = json!({ "repositoryName": "app", "imageIds": ids });
    let reply = ecr(&fake, "BatchDeleteImage", input).await;
    assert_eq!(texts(&reply["imageIds"], "imageTag"), ["v2"]);
    assert_eq!(texts(&reply["failures"], "failureCode"), ["KmsError"]);
    let left = ecr(&fake, "ListImages", json!({ "repositoryName": "app" })).await;
    assert_eq!(texts(&left["imageIds"], "imageTag"), ["v1"]);
}

#[tokio::test]
async fn answers_take_the_time_that_they_are_given_and_are_counted() {
    let fake = FakeAws::start().await;
    fake.region(REGION).repository("app");
    let pause = Duration::from_millis(60);
    fake.set_latency(pause);
    fake.inject(Injection::at("DescribeImages", Fault::Slow(pause)));
    let started = Instant::now();
    describe(&fake, REGION).await;
    assert!(started.elapsed() >= 2 * pause);
    assert_eq!(fake.count("DescribeImages"), 1);
    assert_eq!(fake.requests()[0].region, REGION);
    fake.forget_requests();
    assert_eq!(fake.count("DescribeImages"), 0);
}

#[tokio::test]
async fn silence_lasts_until_the_client_gives_up() {
    let fake = FakeAws::start().await;
    fake.inject(Injection::at("*", Fault::Silent));
    let asked = describe(&fake, REGION);
    let waited = tokio::time::timeout(Duration::from_millis(100), asked).await;
    assert!(waited.is_err());
}
