//! Signing in at the fake: roles with codes at STS, the browser at IAM Identity Center.

use portolan_tests::aws::{ACCESS_KEY, Api, FakeAws, SECRET_KEY, signed_headers};
use reqwest::{Client, Method};
use serde_json::{Value, json};

const ROLE: &str = "arn:aws:iam::210987654321:role/release";
const DEVICE: &str = "arn:aws:iam::123456789012:mfa/ada";

async fn sts(fake: &FakeAws, form: &str) -> (u16, String) {
    let key = (ACCESS_KEY, SECRET_KEY);
    let headers = signed_headers(
        &fake.url(),
        (Api::Sts, ""),
        "us-east-1",
        key,
        form.as_bytes(),
    );
    let client = Client::builder().no_proxy().build().unwrap();
    let request = client
        .post(fake.url())
        .headers(headers)
        .body(form.to_owned());
    let response = request.send().await.unwrap();
    (response.status().as_u16(), response.text().await.unwrap())
}

/// What an element holds.
fn element<'a>(text: &'a str, name: &str) -> &'a str {
    let after = text
        .split_once(&format!("<{name}>"))
        .unwrap_or_else(|| panic!("{name}: {text}"));
    after.1.split_once("</").unwrap().0
}

#[tokio::test]
async fn somebody_is_told_who_they_are() {
    let fake = FakeAws::start().await;
    let (status, text) = sts(&fake, "Action=GetCallerIdentity&Version=2011-06-15").await;
    assert_eq!(status, 200);
    assert_eq!(element(&text, "Account"), "123456789012");
    assert_eq!(element(&text, "Arn"), "arn:aws:iam::123456789012:user/ada");
}

#[tokio::test]
async fn a_role_is_taken_only_with_the_code_of_its_device() {
    let fake = FakeAws::start().await;
    fake.add_role(ROLE, Some((DEVICE, "314159")));
    let assume = |rest: &str| {
        format!("Action=AssumeRole&Version=2011-06-15&RoleArn={ROLE}&RoleSessionName=ada{rest}")
    };
    let (status, text) = sts(&fake, &assume("")).await;
    assert_eq!((status, element(&text, "Code")), (403, "AccessDenied"));
    assert!(element(&text, "Message").contains("sts:AssumeRole on resource: arn:aws:iam::2109"));
    let (_, text) = sts(
        &fake,
        &assume(&format!("&SerialNumber={DEVICE}&TokenCode=271828")),
    )
    .await;
    assert!(element(&text, "Message").starts_with("MultiFactorAuthentication failed"));
    let right = format!("&SerialNumber={DEVICE}&TokenCode=314159");
    let (_, text) = sts(&fake, &assume(&format!("{right}&DurationSeconds=7200"))).await;
    assert_eq!(element(&text, "Code"), "ValidationError");
    let (status, text) = sts(&fake, &assume(&right)).await;
    assert_eq!(status, 200);
    let (key, secret) = (
        element(&text, "AccessKeyId"),
        element(&text, "SecretAccessKey"),
    );

    let url = fake.url();
    let what = (Api::Ecr, "DescribeRegistry");
    let mut headers = signed_headers(&url, what, "eu-west-1", (key, secret), b"{}");
    let session = element(&text, "SessionToken").parse().unwrap();
    headers.insert("x-amz-security-token", session);
    let client = Client::builder().no_proxy().build().unwrap();
    let response = client.post(url).headers(headers).body("{}").send().await;
    let reply: Value = response.unwrap().json().await.unwrap();
    assert_eq!(reply["registryId"], "210987654321");
}

/// Asks the portal or the sign-in before it.
async fn rest(
    fake: &FakeAws,
    method: Method,
    path: &str,
    token: &str,
    body: Value,
) -> (u16, Value) {
    let client = Client::builder().no_proxy().build().unwrap();
    let mut request = client.request(method.clone(), format!("{}{path}", fake.url()));
    if method == Method::POST {
        request = request.json(&body);
    }
    if !token.is_empty() {
        request = request.header("x-amz-sso_bearer_token", token);
    }
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    let name = response.headers().get("x-amzn-errortype").cloned();
    let mut reply: Value = response.json().await.unwrap_or_default();
    if let Some(name) = name {
        reply["errorType"] = name.to_str().unwrap().into();
    }
    (status, reply)
}

async fn begin(fake: &FakeAws) -> Value {
    let client = json!({ "clientName": "portolan", "clientType": "public" });
    let (_, client) = rest(fake, Method::POST, "/client/register", "", client).await;
    let mut start = json!({
        "clientId": client["clientId"],
        "clientSecret": client["clientSecret"],
        "startUrl": "https://harbour.awsapps.com/start",
    });
    let path = "/device_authorization";
    let (_, device) = rest(fake, Method::POST, path, "", start.clone()).await;
    assert_eq!(fake.user_codes(), [device["userCode"].as_str().unwrap()]);
    start.as_object_mut().unwrap().remove("startUrl");
    start["grantType"] = "urn:ietf:params:oauth:grant-type:device_code".into();
    start["deviceCode"] = device["deviceCode"].clone();
    start
}

async fn redeem(fake: &FakeAws, grant: &Value) -> (u16, Value) {
    rest(fake, Method::POST, "/token", "", grant.clone()).await
}

#[tokio::test]
async fn a_browser_sign_in_waits_for_the_person_and_opens_the_portal() {
    let fake = FakeAws::start().await;
    fake.set_portal(0, 600.0, 3600.0);
    fake.add_portal_account("123456789012", "Harbour", &["Reader", "Admin"]);
    fake.add_portal_account("210987654321", "Lighthouse", &["Reader"]);
    let grant = begin(&fake).await;
    let (status, reply) = redeem(&fake, &grant).await;
    assert_eq!(
        (status, &reply["error"]),
        (400, &json!("authorization_pending"))
    );
    assert_eq!(reply["errorType"], "AuthorizationPendingException");
    assert_eq!(fake.answer_sign_in(true), 1);
    let (status, session) = redeem(&fake, &grant).await;
    assert_eq!((status, &session["tokenType"]), (200, &json!("Bearer")));
    let (_, reply) = redeem(&fake, &grant).await;
    assert_eq!(reply["error"], "invalid_grant", "a code opens once");

    let token = session["accessToken"].as_str().unwrap();
    let get = async |path: &str| rest(&fake, Method::GET, path, token, Value::Null).await.1;
    let mut path = "/assignment/accounts?max_result=1".to_owned();
    let mut names = Vec::new();
    loop {
        let reply = get(&path).await;
        names.extend(super::texts(&reply["accountList"], "accountName"));
        let Some(next) = reply["nextToken"].as_str() else {
            break;
        };
        let next: String = url::form_urlencoded::byte_serialize(next.as_bytes()).collect();
        path = format!("/assignment/accounts?max_result=1&next_token={next}");
    }
    assert_eq!(names, ["Harbour", "Lighthouse"]);
    let roles = get("/assignment/roles?account_id=123456789012").await;
    assert_eq!(
        super::texts(&roles["roleList"], "roleName"),
        ["Admin", "Reader"]
    );
    let path = "/federation/credentials?role_name=Reader&account_id=210987654321";
    let credentials = get(path).await["roleCredentials"].clone();
    assert!(
        credentials["accessKeyId"]
            .as_str()
            .unwrap()
            .starts_with("ASIA")
    );
    assert!(credentials["expiration"].as_i64().unwrap() > 1_600_000_000_000);
    let path = "/federation/credentials?role_name=Admin&account_id=210987654321";
    let (status, _) = rest(&fake, Method::GET, path, token, Value::Null).await;
    assert_eq!(status, 403);

    fake.end_portal_sessions();
    let (status, reply) = rest(
        &fake,
        Method::GET,
        "/assignment/accounts",
        token,
        Value::Null,
    )
    .await;
    assert_eq!(
        (status, &reply["errorType"]),
        (401, &json!("UnauthorizedException"))
    );
}

#[tokio::test]
async fn hasty_refused_and_late_clients_are_told_so() {
    let fake = FakeAws::start().await;
    fake.set_portal(5, 600.0, 3600.0);
    let grant = begin(&fake).await;
    redeem(&fake, &grant).await;
    let (_, reply) = redeem(&fake, &grant).await;
    assert_eq!(reply["errorType"], "SlowDownException");
    fake.answer_sign_in(false);
    let (_, reply) = redeem(&fake, &grant).await;
    assert_eq!(reply["error"], "access_denied");

    fake.set_portal(0, -1.0, 3600.0);
    let grant = begin(&fake).await;
    let (_, reply) = redeem(&fake, &grant).await;
    assert_eq!(reply["errorType"], "ExpiredTokenException");
    let mut stranger = grant;
    stranger["clientSecret"] = "another".into();
    let (status, reply) = redeem(&fake, &stranger).await;
    assert_eq!((status, &reply["error"]), (401, &json!("invalid_client")));
}

#[tokio::test]
async fn a_refresh_token_is_used_once() {
    let fake = FakeAws::start().await;
    fake.set_portal(0, 600.0, 3600.0);
    let mut grant = begin(&fake).await;
    fake.answer_sign_in(true);
    let (_, session) = redeem(&fake, &grant).await;
    grant["grantType"] = "refresh_token".into();
    grant["refreshToken"] = session["refreshToken"].clone();
    assert_eq!(redeem(&fake, &grant).await.0, 200);
    let (_, reply) = redeem(&fake, &grant).await;
    assert_eq!(reply["error"], "invalid_grant");
}
