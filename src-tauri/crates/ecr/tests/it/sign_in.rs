//! The ways to credentials.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering},
};

use async_trait::async_trait;
use futures_util::future::join_all;
use portolan_ecr::{Account, AskCode, Error, Role, SignIn, SignInSource, Surroundings};
use secrecy::SecretString;
use serde_json::json;
use tokio::sync::Semaphore;

use crate::fake::{
    ACCOUNT, Fake, REGION, SECRET, Seen, access_key, account, assumed, fail_xml, identity, respond,
};

const DEVICE: &str = "arn:aws:iam::123456789012:mfa/ada";
const ROLE: &str = "arn:aws:iam::444455556666:role/Admin";

/// Answers these codes, one after the other, and remembers what was said of the one before.
#[derive(Debug, Default)]
struct Codes {
    typed: Vec<&'static str>,
    asked: AtomicUsize,
    /// Where there is one, nobody answers before it opens.
    gate: Option<Semaphore>,
    refusals: Mutex<Vec<Option<String>>>,
}

#[async_trait]
impl AskCode for Codes {
    async fn code(&self, device: &str, role: &str, refused: Option<&str>) -> Option<SecretString> {
        assert_eq!((device, role), (DEVICE, ROLE));
        if let Some(gate) = &self.gate {
            let _open = gate.acquire().await.unwrap();
        }
        self.refusals
            .lock()
            .unwrap()
            .push(refused.map(str::to_owned));
        let number = self.asked.fetch_add(1, Ordering::SeqCst);
        self.typed.get(number).map(|code| (*code).into())
    }
}

fn with_mfa() -> SignIn {
    SignIn::Role {
        role: Role {
            arn: ROLE.to_owned(),
            mfa_device: Some(DEVICE.to_owned()),
            external_id: Some("outside".to_owned()),
            ..Role::default()
        },
        by: Box::new(access_key()),
    }
}

fn asking(fake: &Fake, codes: &Arc<Codes>) -> Account {
    let mut settings = fake.settings(with_mfa(), &[REGION]);
    settings.ask = Arc::clone(codes) as Arc<dyn AskCode>;
    account(settings)
}

/// STS that takes the code 000002 and no other.
fn sts(seen: &Seen) -> axum::response::Response {
    match seen.operation().as_str() {
        "AssumeRole" if seen.form("TokenCode").as_deref() == Some("000002") => {
            assumed("AssumeRole", "ASIAROLE")
        }
        "AssumeRole" => fail_xml(
            403,
            "AccessDenied",
            "MultiFactorAuthentication failed with invalid MFA one time pass code.",
        ),
        _ => identity("arn:aws:sts::444455556666:assumed-role/Admin/x"),
    }
}

#[tokio::test]
async fn a_role_is_taken_on_with_the_code_that_the_person_types_and_asked_for_once() {
    let fake = Fake::start(sts).await;
    let codes = Arc::new(Codes {
        typed: vec!["000001", "000002"],
        ..Codes::default()
    });
    let account = asking(&fake, &codes);
    let found = join_all((0..5).map(|_| account.sign_in())).await;
    assert!(found.iter().all(|it| it.as_ref().unwrap().is_some()));
    assert_eq!(codes.asked.load(Ordering::SeqCst), 2);
    let refusals = codes.refusals.lock().unwrap().clone();
    assert!(refusals[0].is_none() && refusals[1].as_ref().unwrap().contains("invalid MFA"));
    let asked = fake.seen_of("AssumeRole");
    assert_eq!(asked[1].form("SerialNumber").as_deref(), Some(DEVICE));
    assert_eq!(asked[1].form("ExternalId").as_deref(), Some("outside"));
    assert_eq!(asked[1].access_key(), "AKIDEXAMPLE");
    account.identity().await.unwrap();
    assert_eq!(
        fake.seen_of("GetCallerIdentity")[0].access_key(),
        "ASIAROLE"
    );
}

#[tokio::test]
async fn a_wrong_code_is_asked_for_three_times_and_then_said() {
    let fake = Fake::start(sts).await;
    let codes = Arc::new(Codes {
        typed: vec!["1", "1", "1", "1"],
        ..Codes::default()
    });
    let refused = asking(&fake, &codes).sign_in().await;
    assert!(
        matches!(&refused, Err(Error::WrongCode { device, .. }) if device == DEVICE),
        "{refused:?}"
    );
    assert_eq!(codes.asked.load(Ordering::SeqCst), 3);
}

#[tokio::test]
async fn who_waits_while_the_person_cancels_is_not_asked_again() {
    let fake = Fake::start(sts).await;
    let codes = Arc::new(Codes {
        gate: Some(Semaphore::new(0)),
        ..Codes::default()
    });
    let account = asking(&fake, &codes);
    let open = async { codes.gate.as_ref().unwrap().add_permits(1) };
    // All of them wait before the person answers.
    let (refused, ()) = tokio::join!(join_all((0..20).map(|_| account.sign_in())), open);
    assert!(refused.iter().all(|it| matches!(it, Err(Error::Cancelled))));
    assert_eq!(codes.asked.load(Ordering::SeqCst), 1);
    assert!(fake.seen().is_empty());
}

/// An account that signs in by these variables and files below a home.
async fn of_surroundings(
    fake: &Fake,
    variables: &[(&str, &str)],
    config: &str,
) -> Result<String, Error> {
    let home = tempfile::tempdir().unwrap();
    std::fs::create_dir(home.path().join(".aws")).unwrap();
    std::fs::write(home.path().join(".aws/config"), config).unwrap();
    std::fs::write(home.path().join("token"), "web-token\n").unwrap();
    let mut settings = fake.settings(SignIn::Surroundings, &[REGION]);
    settings.surroundings = Surroundings {
        home: Some(home.path().to_owned()),
        variables: variables
            .iter()
            .map(|(name, value)| {
                let value = value.replace("HOME", home.path().to_str().unwrap());
                ((*name).to_owned(), value)
            })
            .collect(),
    };
    account(settings).identity().await?;
    Ok(fake.seen_of("GetCallerIdentity")[0].access_key().to_owned())
}

/// Everything that hands out credentials.
async fn hands_out() -> Fake {
    Fake::start(|seen| match seen.operation().as_str() {
        "AssumeRole" => assumed("AssumeRole", "ASIAROLE"),
        "AssumeRoleWithWebIdentity" => assumed("AssumeRoleWithWebIdentity", "ASIAWEB"),
        "GetCallerIdentity" => identity("arn:aws:iam::123456789012:user/ada"),
        "/container" => {
            assert_eq!(seen.header("authorization"), "Bearer of-the-container");
            let handed = json!({
                "AccessKeyId": "ASIACONTAINER", "SecretAccessKey": SECRET,
                "Token": "t", "Expiration": "2100-01-01T00:00:00Z",
            });
            respond(200, "application/json", handed.to_string())
        }
        "/latest/api/token" => axum::response::Response::builder()
            .header("x-aws-ec2-metadata-token-ttl-seconds", "21600")
            .body("metadata-token".into())
            .unwrap(),
        path if path.ends_with("/iam/security-credentials/")
            || path.ends_with("/iam/security-credentials-extended/") =>
        {
            respond(200, "text/plain", "machine-role")
        }
        path if path.ends_with("/machine-role") => {
            let handed = json!({
                "Code": "Success", "LastUpdated": "2026-01-01T00:00:00Z", "Type": "AWS-HMAC",
                "AccessKeyId": "ASIAMACHINE", "SecretAccessKey": SECRET, "Token": "t",
                "Expiration": "2100-01-01T00:00:00Z", "AccountId": ACCOUNT,
            });
            respond(200, "application/json", handed.to_string())
        }
        _ => respond(404, "text/plain", ""),
    })
    .await
}

#[tokio::test]
async fn the_surroundings_are_tried_in_their_order() {
    let key = [
        ("AWS_ACCESS_KEY_ID", "AKIAENVIRONMENT"),
        ("AWS_SECRET_ACCESS_KEY", "s"),
    ];
    let web = [
        ("AWS_WEB_IDENTITY_TOKEN_FILE", "HOME/token"),
        ("AWS_ROLE_ARN", ROLE),
    ];
    let profile = "[default]\naws_access_key_id = AKIAPROFILE\naws_secret_access_key = s\n";
    let region_alone = "[default]\nregion = eu-west-1\n";
    let fake = hands_out().await;
    let container = format!("{}/container", fake.address());
    let address = fake.address();
    let in_container = [
        ("AWS_CONTAINER_CREDENTIALS_FULL_URI", container.as_str()),
        (
            "AWS_CONTAINER_AUTHORIZATION_TOKEN",
            "Bearer of-the-container",
        ),
    ];
    let on_machine = [("AWS_EC2_METADATA_SERVICE_ENDPOINT", address.as_str())];
    let all = [&key[..], &web, &in_container, &on_machine].concat();
    for (variables, config, expected) in [
        (all.clone(), profile, "AKIAENVIRONMENT"),
        (all[2..].to_vec(), profile, "AKIAPROFILE"),
        (all[2..].to_vec(), region_alone, "ASIAWEB"),
        (all[4..].to_vec(), region_alone, "ASIACONTAINER"),
        (all[6..].to_vec(), "", "ASIAMACHINE"),
    ] {
        let fake_of_this = hands_out().await;
        // The addresses in the variables are the first fake's; who is signed in is asked of this one.
        let found = of_surroundings(&fake_of_this, &variables, config).await;
        assert_eq!(found.unwrap(), expected);
    }
    let web = fake.seen_of("AssumeRoleWithWebIdentity");
    assert!(
        web.is_empty(),
        "roles are asked for at the connection's own endpoint"
    );
}

#[tokio::test]
async fn surroundings_without_any_say_where_was_looked() {
    let fake = hands_out().await;
    let none = [("AWS_EC2_METADATA_DISABLED", "true")];
    let refused = of_surroundings(&fake, &none, "").await.unwrap_err();
    assert!(
        matches!(refused, Error::NoCredentials { .. }),
        "{refused:?}"
    );
    assert!(refused.to_string().contains("profile default"), "{refused}");
    let half = [("AWS_ACCESS_KEY_ID", "AKID")];
    let refused = of_surroundings(&fake, &half, "").await.unwrap_err();
    assert!(refused.to_string().contains("AWS_SECRET_ACCESS_KEY"));
}

#[tokio::test]
async fn a_profiles_role_is_taken_on_by_its_source_through_several_steps() {
    let fake = Fake::start(|seen| match seen.operation().as_str() {
        "AssumeRole" => assumed("AssumeRole", &format!("ASIA{}", seen.before)),
        _ => identity("arn:aws:iam::123456789012:user/ada"),
    })
    .await;
    let config = "\
[profile first]
role_arn = arn:aws:iam::444455556666:role/First
source_profile = second
external_id = outside
[profile second]
role_arn = arn:aws:iam::444455556666:role/Second
source_profile = key
duration_seconds = 900
[profile key]
aws_access_key_id = AKIAKEY
aws_secret_access_key = s
";
    let named = [("AWS_PROFILE", "first")];
    assert_eq!(
        of_surroundings(&fake, &named, config).await.unwrap(),
        "ASIA1"
    );
    let asked = fake.seen_of("AssumeRole");
    assert_eq!(asked[0].access_key(), "AKIAKEY");
    assert!(asked[0].form("RoleArn").unwrap().ends_with("Second"));
    assert_eq!(asked[0].form("DurationSeconds").as_deref(), Some("900"));
    assert_eq!(asked[1].access_key(), "ASIA0");
    assert_eq!(asked[1].form("ExternalId").as_deref(), Some("outside"));
}

#[tokio::test]
async fn credentials_that_were_refused_are_forgotten_and_their_end_is_said() {
    let fake = Fake::start(|seen| match (seen.operation().as_str(), seen.before) {
        ("AssumeRole", _) => assumed("AssumeRole", "ASIAROLE"),
        ("GetCallerIdentity", 0) => fail_xml(403, "ExpiredToken", "The security token is expired"),
        _ => identity("arn:aws:iam::123456789012:user/ada"),
    })
    .await;
    let sign_in = SignIn::Role {
        role: Role {
            arn: ROLE.to_owned(),
            ..Role::default()
        },
        by: Box::new(access_key()),
    };
    let account = account(fake.settings(sign_in, &[REGION]));
    let refused = account.identity().await.unwrap_err();
    let by_role = SignInSource::Role(ROLE.to_owned());
    assert!(
        matches!(&refused, Error::Expired { what } if *what == by_role),
        "{refused:?}"
    );
    account.identity().await.unwrap();
    assert_eq!(fake.seen_of("AssumeRole").len(), 2);
}

#[tokio::test]
async fn secrets_are_in_no_debug_text() {
    let fake = hands_out().await;
    let account = account(fake.settings(access_key(), &[REGION]));
    account.identity().await.unwrap();
    assert!(!format!("{account:?}").contains(SECRET));
}
