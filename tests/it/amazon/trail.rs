//! CloudTrail at the fake: it writes down what was asked, and finds it again.

use portolan_tests::aws::{Api, FakeAws, Picture};
use serde_json::{Value, json};

use super::{REGION, code, ecr, texts};

async fn lookup(fake: &FakeAws, input: Value) -> (u16, Value) {
    fake.ask(Api::CloudTrail, REGION, "LookupEvents", input)
        .await
}

fn attribute(key: &str, value: &str) -> Value {
    json!({ "LookupAttributes": [{ "AttributeKey": key, "AttributeValue": value }] })
}

#[tokio::test]
async fn what_was_done_is_found_by_its_name_and_by_what_it_was_done_to() {
    let fake = FakeAws::start().await;
    ecr(
        &fake,
        "CreateRepository",
        json!({ "repositoryName": "app" }),
    )
    .await;
    fake.region(REGION)
        .push("app", &Picture::of("one").tag("v1"));
    let ids = json!([{ "imageTag": "v1" }]);
    let delete = json!({ "repositoryName": "app", "imageIds": ids });
    ecr(&fake, "BatchDeleteImage", delete).await;
    let (_, reply) = lookup(&fake, attribute("EventName", "BatchDeleteImage")).await;
    let event = &reply["Events"][0];
    assert_eq!(
        (&event["Username"], &event["ReadOnly"]),
        (&json!("ada"), &json!("false"))
    );
    let record: Value = serde_json::from_str(event["CloudTrailEvent"].as_str().unwrap()).unwrap();
    assert_eq!(record["requestParameters"]["imageIds"], ids);
    assert_eq!(record["userIdentity"]["type"], "IAMUser");
    let arn = "arn:aws:ecr:eu-west-1:123456789012:repository/app";
    let (_, reply) = lookup(&fake, attribute("ResourceName", arn)).await;
    assert_eq!(
        texts(&reply["Events"], "EventName"),
        ["BatchDeleteImage", "CreateRepository"]
    );
}

#[tokio::test]
async fn events_of_others_come_the_newest_first_fifty_a_page() {
    let fake = FakeAws::start().await;
    let here = fake.region(REGION);
    for minutes in 0..60 {
        here.event(
            f64::from(minutes) * 60.0,
            json!({
                "eventName": "PutImage",
                "eventSource": "ecr.amazonaws.com",
                "userIdentity": {
                    "type": "AssumedRole",
                    "arn": "arn:aws:sts::123456789012:assumed-role/ci/i-0123456789",
                },
            }),
        );
    }
    here.event(
        91.0 * 86_400.0,
        json!({ "eventName": "PutImage", "eventSource": "ecr.amazonaws.com" }),
    );
    let (_, first) = lookup(&fake, json!({})).await;
    let times: Vec<f64> = first["Events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["EventTime"].as_f64().unwrap())
        .collect();
    assert_eq!(times.len(), 50);
    assert!(times.is_sorted_by(|a, b| a >= b));
    assert_eq!(first["Events"][0]["Username"], "i-0123456789");
    let (_, rest) = lookup(&fake, json!({ "NextToken": first["NextToken"] })).await;
    assert_eq!(
        rest["Events"].as_array().unwrap().len(),
        10,
        "none before 90 days"
    );
    let (_, other) = fake
        .ask(Api::CloudTrail, "us-east-1", "LookupEvents", json!({}))
        .await;
    assert_eq!(other["Events"], json!([]));
}

#[tokio::test]
async fn one_attribute_at_a_time_is_looked_up() {
    let fake = FakeAws::start().await;
    fake.tolerate_any_request();
    let both = json!({ "LookupAttributes": [
        { "AttributeKey": "EventName", "AttributeValue": "PutImage" },
        { "AttributeKey": "Username", "AttributeValue": "ada" },
    ]});
    for (input, expected) in [
        (both, "InvalidLookupAttributesException"),
        (json!({ "MaxResults": 51 }), "InvalidMaxResultsException"),
        (
            json!({ "NextToken": "nonsense" }),
            "InvalidNextTokenException",
        ),
        (
            json!({ "StartTime": 2, "EndTime": 1 }),
            "InvalidTimeRangeException",
        ),
    ] {
        let (status, reply) = lookup(&fake, input).await;
        assert_eq!((status, code(&reply).as_str()), (400, expected));
    }
}
