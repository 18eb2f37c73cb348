//! Identity Center.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use async_trait::async_trait;
use axum::response::Response;
use jiff::{SignedDuration, Timestamp};
use portolan_distribution::Connector;
use portolan_ecr::{
    AccountSettings, Error, IdentityCenter, KeepTokens, ShowVerification, SignIn, SsoToken,
    Surroundings, Verification,
};
use secrecy::ExposeSecret as _;
use serde_json::{Value, json};

use crate::fake::{ACCOUNT, Fake, REGION, SECRET, Seen, account, identity, respond};

const START: &str = "https://work.example/start";

#[derive(Debug, Default)]
struct Ring(Mutex<HashMap<String, SsoToken>>);

#[async_trait]
impl KeepTokens for Ring {
    async fn token(&self, start_url: &str) -> Option<SsoToken> {
        self.0.lock().unwrap().get(start_url).cloned()
    }

    async fn keep(&self, start_url: &str, token: Option<&SsoToken>) {
        let mut kept = self.0.lock().unwrap();
        match token {
            Some(token) => kept.insert(start_url.to_owned(), token.clone()),
            None => kept.remove(start_url),
        };
    }
}

#[derive(Default)]
struct Screen(Mutex<Vec<Verification>>);

impl ShowVerification for Screen {
    fn show(&self, verification: &Verification) {
        self.0.lock().unwrap().push(verification.clone());
    }
}

fn plain(value: Value) -> Response {
    respond(200, "application/json", value.to_string())
}

fn refuse(code: &str) -> Response {
    Response::builder()
        .status(400)
        .header("content-type", "application/json")
        .header("x-amzn-errortype", code)
        .body(
            json!({ "error": code, "error_description": "…" })
                .to_string()
                .into(),
        )
        .unwrap()
}

/// An Identity Center whose token comes at the third question.
fn center(seen: &Seen) -> Response {
    match seen.path.as_str() {
        "/client/register" => plain(json!({
            "clientId": "client", "clientSecret": "client-secret",
            "clientIdIssuedAt": 0, "clientSecretExpiresAt": 4_102_444_800_i64,
        })),
        "/device_authorization" => {
            assert_eq!(seen.json()["startUrl"], START);
            plain(json!({
                "deviceCode": "device", "userCode": "ABCD-EFGH", "expiresIn": 600, "interval": 1,
                "verificationUri": "https://device.example/",
                "verificationUriComplete": "https://device.example/?user_code=ABCD-EFGH",
            }))
        }
        "/token" if seen.json()["grantType"] == "refresh_token" => {
            assert_eq!(seen.json()["refreshToken"], "refresh");
            plain(json!({ "accessToken": "renewed", "expiresIn": 3600, "refreshToken": "next" }))
        }
        "/token" if seen.before == 0 => refuse("AuthorizationPendingException"),
        "/token" => plain(json!({
            "accessToken": "fresh", "expiresIn": 3600, "refreshToken": "refresh",
        })),
        "/assignment/accounts" => {
            assert!(!seen.header("x-amz-sso_bearer_token").is_empty());
            plain(json!({ "accountList": [
                { "accountId": ACCOUNT, "accountName": "Team", "emailAddress": "a@example.com" },
            ] }))
        }
        "/assignment/roles" => plain(json!({ "roleList": [{ "roleName": "Dev" }] })),
        "/federation/credentials" => plain(json!({ "roleCredentials": {
            "accessKeyId": "ASIACENTER", "secretAccessKey": SECRET, "sessionToken": "t",
            "expiration": 4_102_444_800_000_i64,
        } })),
        _ => identity("arn:aws:sts::123456789012:assumed-role/Dev/ada"),
    }
}

fn settings(fake: &Fake, ring: &Arc<Ring>) -> AccountSettings {
    let sign_in = SignIn::IdentityCenter {
        start_url: START.to_owned(),
        region: REGION.to_owned(),
        account: ACCOUNT.to_owned(),
        role: "Dev".to_owned(),
    };
    let mut settings = fake.settings(sign_in, &[REGION]);
    settings.keep = Arc::clone(ring) as Arc<dyn KeepTokens>;
    settings
}

fn open(settings: &AccountSettings) -> IdentityCenter {
    let connector = Connector::new("portolan/test");
    IdentityCenter::new(&connector, settings, START, REGION).unwrap()
}

fn token(text: &str, lasts: SignedDuration, renewable: bool) -> SsoToken {
    let mut written = json!({ "accessToken": text, "expiresAt": Timestamp::now() + lasts });
    if renewable {
        written["refreshToken"] = "refresh".into();
        written["clientId"] = "client".into();
        written["clientSecret"] = "client-secret".into();
        written["registrationExpiresAt"] = "2100-01-01T00:00:00Z".into();
    }
    SsoToken::from_text(&written.to_string().into()).unwrap()
}

#[tokio::test]
async fn the_person_confirms_in_the_browser_and_their_accounts_and_roles_are_there() {
    let fake = Fake::start(center).await;
    let ring = Arc::<Ring>::default();
    let settings = settings(&fake, &ring);
    let center = open(&settings);
    let refused = center.token().await.unwrap_err();
    assert!(matches!(refused, Error::Expired { .. }) && refused.to_string().contains("browser"));
    let screen = Screen::default();
    center.sign_in(&screen).await.unwrap();
    let shown = screen.0.lock().unwrap().clone();
    assert_eq!(shown.len(), 1);
    assert_eq!(shown[0].code, "ABCD-EFGH");
    assert_eq!(
        shown[0].address_with_code.as_deref(),
        Some("https://device.example/?user_code=ABCD-EFGH")
    );
    let accounts = center.list_accounts().await.unwrap();
    assert_eq!(accounts[0].name.as_deref(), Some("Team"));
    assert_eq!(center.list_roles(ACCOUNT).await.unwrap(), ["Dev"]);
    let account = account(settings);
    account.identity().await.unwrap();
    let asked = fake.seen();
    let last = asked.last().unwrap();
    assert_eq!(last.access_key(), "ASIACENTER");
    let kept = ring.token(START).await.unwrap();
    assert_eq!(kept.access_token.expose_secret(), "fresh");
    assert!(kept.renewal.is_some() && !format!("{kept:?}").contains("fresh"));
}

#[tokio::test]
async fn a_sign_in_that_is_refused_or_too_late_is_said_so() {
    for (code, part) in [
        ("ExpiredTokenException", "too long"),
        ("AccessDeniedException", "refused"),
    ] {
        let fake = Fake::start(move |seen| match seen.path.as_str() {
            "/token" => refuse(code),
            _ => center(seen),
        })
        .await;
        let center = open(&settings(&fake, &Arc::default()));
        let refused = center.sign_in(&Screen::default()).await.unwrap_err();
        assert!(
            matches!(&refused, Error::NotConfirmed { reason } if reason.contains(part)),
            "{refused:?}"
        );
    }
}

#[tokio::test]
async fn a_kept_token_is_renewed_without_the_person() {
    let fake = Fake::start(center).await;
    let ring = Arc::<Ring>::default();
    let old = token("old", SignedDuration::from_secs(-5), true);
    ring.keep(START, Some(&old)).await;
    let center = open(&settings(&fake, &ring));
    let renewed = center.token().await.unwrap();
    assert_eq!(renewed.access_token.expose_secret(), "renewed");
    let kept = ring.token(START).await.unwrap();
    assert_eq!(kept.renewal.unwrap().refresh_token.expose_secret(), "next");
    assert_eq!(kept.access_token.expose_secret(), "renewed");
}

#[tokio::test]
async fn the_clis_token_is_used_while_it_is_good_and_its_file_left_alone() {
    let fake = Fake::start(center).await;
    let home = tempfile::tempdir().unwrap();
    let cache = home.path().join(".aws/sso/cache");
    std::fs::create_dir_all(&cache).unwrap();
    let written = |start: &str, text: &str, lasts: i64| {
        let expires_at = Timestamp::now() + SignedDuration::from_secs(lasts);
        json!({
            "startUrl": start, "region": REGION, "accessToken": text, "expiresAt": expires_at,
            "clientId": "c", "clientSecret": "s", "refreshToken": "r",
            "registrationExpiresAt": "2100-01-01T00:00:00Z",
        })
        .to_string()
    };
    std::fs::write(cache.join("1.json"), written(START, "stale", -60)).unwrap();
    std::fs::write(
        cache.join("2.json"),
        written("https://other/start", "other", 3600),
    )
    .unwrap();
    std::fs::write(cache.join("3.json"), "{ damaged").unwrap();
    let mut settings = settings(&fake, &Arc::default());
    settings.surroundings = Surroundings {
        home: Some(home.path().to_owned()),
        ..Surroundings::default()
    };
    assert!(open(&settings).token().await.is_err());
    let good = written(&format!("{START}/#/"), "of-the-cli", 3600);
    std::fs::write(cache.join("4.json"), &good).unwrap();
    let found = open(&settings).token().await.unwrap();
    assert_eq!(found.access_token.expose_secret(), "of-the-cli");
    assert!(found.renewal.is_none(), "renewing it is the CLI's");
    assert_eq!(std::fs::read_to_string(cache.join("4.json")).unwrap(), good);
    assert!(fake.seen().is_empty());
}

#[tokio::test]
async fn a_token_that_was_revoked_is_forgotten() {
    let fake = Fake::start(|seen| match seen.path.as_str() {
        "/federation/credentials" => Response::builder()
            .status(401)
            .header("x-amzn-errortype", "UnauthorizedException")
            .body(
                json!({ "message": "Session token not found or invalid" })
                    .to_string()
                    .into(),
            )
            .unwrap(),
        _ => center(seen),
    })
    .await;
    let ring = Arc::<Ring>::default();
    ring.keep(
        START,
        Some(&token("good", SignedDuration::from_hours(1), false)),
    )
    .await;
    let refused = account(settings(&fake, &ring))
        .identity()
        .await
        .unwrap_err();
    assert!(matches!(refused, Error::Expired { .. }), "{refused:?}");
    assert!(ring.token(START).await.is_none());
}
