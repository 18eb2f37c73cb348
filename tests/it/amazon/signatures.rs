//! Who may speak to the fake: signatures, clocks, sessions and regions as Amazon judges them.

use portolan_tests::aws::{ACCESS_KEY, Api, FakeAws, SECRET_KEY, signed_headers};
use reqwest::{Client, header::HeaderMap};
use serde_json::{Value, json};

use super::{REGION, code};

async fn send(fake: &FakeAws, headers: HeaderMap, body: &'static str) -> (u16, Value) {
    let client = Client::builder().no_proxy().build().unwrap();
    let request = client.post(fake.url()).headers(headers).body(body);
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    (status, response.json().await.unwrap_or_default())
}

fn headers(fake: &FakeAws, key: (&str, &str), body: &str) -> HeaderMap {
    let what = (Api::Ecr, "DescribeRegistry");
    signed_headers(&fake.url(), what, REGION, key, body.as_bytes())
}

#[tokio::test]
async fn only_who_signed_this_very_request_is_heard() {
    let fake = FakeAws::start().await;
    let right = headers(&fake, (ACCESS_KEY, SECRET_KEY), "{}");
    assert_eq!(send(&fake, right.clone(), "{}").await.0, 200);

    let (status, reply) = send(&fake, right.clone(), "{ }").await;
    assert_eq!(
        (status, code(&reply).as_str()),
        (400, "InvalidSignatureException")
    );

    let wrong = headers(&fake, (ACCESS_KEY, "another secret"), "{}");
    assert_eq!(
        code(&send(&fake, wrong, "{}").await.1),
        "InvalidSignatureException"
    );

    let stranger = headers(&fake, ("AKIANOBODY", "secret"), "{}");
    let (_, reply) = send(&fake, stranger, "{}").await;
    assert_eq!(code(&reply), "UnrecognizedClientException");

    let mut unsigned = right;
    unsigned.remove("authorization");
    let (_, reply) = send(&fake, unsigned, "{}").await;
    assert_eq!(code(&reply), "MissingAuthenticationTokenException");
}

#[tokio::test]
async fn a_clock_more_than_five_minutes_off_is_told_as_such() {
    let fake = FakeAws::start().await;
    let ask = async || {
        fake.ask(Api::Ecr, REGION, "DescribeRegistry", json!({}))
            .await
    };
    fake.turn_clock(290.0);
    assert_eq!(ask().await.0, 200);
    fake.turn_clock(3600.0);
    let (status, reply) = ask().await;
    assert_eq!(
        (status, code(&reply).as_str()),
        (400, "InvalidSignatureException")
    );
    let message = reply["message"].as_str().unwrap();
    assert!(message.starts_with("Signature expired: "), "{message}");
    fake.turn_clock(-3600.0);
    let (_, reply) = ask().await;
    let message = reply["message"].as_str().unwrap();
    assert!(
        message.starts_with("Signature not yet current: "),
        "{message}"
    );
}

#[tokio::test]
async fn a_session_needs_its_token_and_ends() {
    let fake = FakeAws::start().await;
    let (key, secret, token) = fake.add_session("123456789012", 60.0);
    let bare = headers(&fake, (&key, &secret), "{}");
    assert_eq!(
        code(&send(&fake, bare.clone(), "{}").await.1),
        "UnrecognizedClientException"
    );
    // The token need not be among what is signed.
    let mut whole = bare;
    whole.insert("x-amz-security-token", token.parse().unwrap());
    assert_eq!(send(&fake, whole, "{}").await.0, 200);

    let (key, secret, token) = fake.add_session("123456789012", -1.0);
    let mut ended = headers(&fake, (&key, &secret), "{}");
    ended.insert("x-amz-security-token", token.parse().unwrap());
    let (status, reply) = send(&fake, ended, "{}").await;
    assert_eq!(
        (status, code(&reply).as_str()),
        (400, "ExpiredTokenException")
    );
}

#[tokio::test]
async fn a_region_that_is_off_knows_nobody() {
    let fake = FakeAws::start().await;
    fake.switch_off("af-south-1");
    let ask = async |region: &str| {
        let (status, reply) = fake
            .ask(Api::Ecr, region, "DescribeRegistry", json!({}))
            .await;
        (status, code(&reply))
    };
    let refused = (400, "UnrecognizedClientException".to_owned());
    assert_eq!(ask("af-south-1").await, refused);
    assert_eq!(ask(REGION).await.0, 200);
}
