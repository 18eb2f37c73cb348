//! Pages of the fake: as long as asked for, whole when put together, and told apart by operation.

use portolan_tests::aws::{Api, FakeAws, Fault, Injection, Picture};
use serde_json::{Value, json};

use super::{REGION, ecr, refusal};

/// All entries of an operation, page by page, and how many pages that were.
async fn all(fake: &FakeAws, operation: &str, mut input: Value, member: &str) -> (usize, usize) {
    let (mut entries, mut pages) = (0, 0);
    loop {
        let reply = ecr(fake, operation, input.clone()).await;
        entries += reply[member].as_array().unwrap().len();
        pages += 1;
        match reply.get("nextToken") {
            Some(token) => input["nextToken"] = token.clone(),
            None => return (entries, pages),
        }
    }
}

#[tokio::test]
async fn every_list_comes_whole_in_pages_of_the_length_asked_for() {
    let fake = FakeAws::start().await;
    let here = fake.region(REGION);
    here.repository("app");
    let subject = here.push("app", &Picture::of("subject"));
    for number in 0..104 {
        let tag = format!("v{number}");
        here.push("app", &Picture::of(&tag).tag(&tag));
        here.repository(&format!("repository{number}"));
    }
    for number in 0..25 {
        let text = format!("signature {number}");
        here.push("app", &Picture::of(&text).about(&subject, "a/b"));
    }
    let app = json!({ "repositoryName": "app" });
    let with = |member: &str, value: Value| {
        let mut input = app.clone();
        input[member] = value;
        input
    };
    for (operation, input, member, entries, pages) in [
        ("DescribeRepositories", json!({}), "repositories", 105, 2),
        (
            "DescribeRepositories",
            json!({ "maxResults": 1000 }),
            "repositories",
            105,
            1,
        ),
        ("DescribeImages", app.clone(), "imageDetails", 130, 2),
        (
            "DescribeImages",
            with("maxResults", json!(13)),
            "imageDetails",
            130,
            10,
        ),
        ("ListImages", app.clone(), "imageIds", 130, 2),
        (
            "ListImageReferrers",
            with("subjectId", json!({ "imageDigest": subject })),
            "referrers",
            25,
            2,
        ),
    ] {
        let counted = all(&fake, operation, input, member).await;
        assert_eq!(counted, (entries, pages), "{operation}");
    }
}

#[tokio::test]
async fn a_token_of_another_operation_and_lengths_out_of_bounds_are_refused() {
    let fake = FakeAws::start().await;
    fake.tolerate_any_request();
    let here = fake.region(REGION);
    here.repository("app").repository("web");
    let reply = ecr(&fake, "DescribeRepositories", json!({ "maxResults": 1 })).await;
    let token = reply["nextToken"].clone();
    for (operation, input) in [
        (
            "ListImages",
            json!({ "repositoryName": "app", "nextToken": token }),
        ),
        ("DescribeRepositories", json!({ "nextToken": "nonsense" })),
        ("DescribeRepositories", json!({ "maxResults": 0 })),
        ("DescribeRepositories", json!({ "maxResults": 1001 })),
        (
            "ListImageReferrers",
            json!({ "repositoryName": "app", "subjectId": { "imageDigest": "a:b" }, "maxResults": 51 }),
        ),
        (
            "GetLifecyclePolicyPreview",
            json!({ "repositoryName": "app", "maxResults": 101 }),
        ),
        (
            "DescribeImages",
            json!({ "repositoryName": "app", "imageIds": [{ "imageTag": "a" }], "maxResults": 5 }),
        ),
    ] {
        let told = format!("{operation} {input}");
        let refused = refusal(&fake, operation, input).await;
        assert_eq!(refused, "InvalidParameterException", "{told}");
    }
}

#[tokio::test]
async fn a_token_can_be_told_to_lead_in_a_circle() {
    let fake = FakeAws::start().await;
    let here = fake.region(REGION);
    here.repository("app").repository("web");
    fake.inject(Injection::at("DescribeRepositories", Fault::RepeatedToken));
    let mut input = json!({ "maxResults": 1 });
    let reply = ecr(&fake, "DescribeRepositories", input.clone()).await;
    input["nextToken"] = reply["nextToken"].clone();
    for _ in 0..3 {
        let reply = ecr(&fake, "DescribeRepositories", input.clone()).await;
        assert_eq!(reply["nextToken"], input["nextToken"]);
    }
    assert_eq!(fake.count("DescribeRepositories"), 4);
    let (status, _) = fake
        .ask(Api::Ecr, REGION, "DescribeRegistry", json!({}))
        .await;
    assert_eq!(status, 200);
}
