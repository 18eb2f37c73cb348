//! The program's ways to sign in: roles with a code, the browser, credentials that end.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use portolan_ecr::{
    Account, AskCode, Error, IdentityCenter, KeepTokens, Role, ShowVerification, SignIn, SsoToken,
    Verification,
};
use portolan_tests::{
    aws::{ACCESS_KEY, FakeAws, SECRET_KEY},
    until,
};
use secrecy::SecretString;

use super::{REGION, connector, settings};

const ROLE: &str = "arn:aws:iam::210987654321:role/release";
const DEVICE: &str = "arn:aws:iam::123456789012:mfa/ada";
const START: &str = "https://harbour.awsapps.com/start";

/// Types these codes, one after the other.
#[derive(Debug)]
struct Typed(Mutex<Vec<&'static str>>);

#[async_trait]
impl AskCode for Typed {
    async fn code(&self, device: &str, role: &str, _: Option<&str>) -> Option<SecretString> {
        assert_eq!((device, role), (DEVICE, ROLE));
        self.0.lock().unwrap().pop().map(SecretString::from)
    }
}

fn by_role(fake: &FakeAws, codes: Vec<&'static str>) -> Account {
    let mut settings = settings(&fake.url(), &[REGION]);
    settings.sign_in = SignIn::Role {
        role: Role {
            arn: ROLE.to_owned(),
            mfa_device: Some(DEVICE.to_owned()),
            ..Role::default()
        },
        by: Box::new(settings.sign_in),
    };
    settings.ask = Arc::new(Typed(Mutex::new(codes)));
    Account::new(&connector(), settings).unwrap()
}

#[tokio::test]
async fn a_role_is_taken_on_with_a_code_and_a_wrong_one_is_asked_for_again() {
    let fake = FakeAws::start().await;
    fake.add_role(ROLE, Some((DEVICE, "314159")));
    let account = by_role(&fake, vec!["314159", "271828"]);
    let identity = account.identity().await.unwrap();
    assert_eq!(identity.account, "210987654321");
    assert!(account.expires_at().is_some());
    assert_eq!(fake.count("AssumeRole"), 2);
    let account = by_role(&fake, vec!["000001", "000002", "000003", "000004"]);
    let error = account.identity().await.unwrap_err();
    assert!(matches!(error, Error::WrongCode { .. }), "{error:?}");
    let error = by_role(&fake, Vec::new()).identity().await.unwrap_err();
    assert!(matches!(error, Error::Cancelled), "{error:?}");
}

#[tokio::test]
async fn a_session_that_has_ended_is_told_as_such() {
    let fake = FakeAws::start().await;
    let (id, secret, token) = fake.add_session("123456789012", -1.0);
    let mut settings = settings(&fake.url(), &[REGION]);
    settings.sign_in = SignIn::AccessKey {
        id,
        secret: secret.into(),
        session_token: Some(token.into()),
    };
    let account = Account::new(&connector(), settings).unwrap();
    let error = account.identity().await.unwrap_err();
    assert!(matches!(error, Error::Expired { .. }), "{error:?}");
    let told = format!("{error:?} {error}");
    assert!(
        !told.contains("secret-of") && !told.contains("session-of"),
        "{told}"
    );
}

/// Keeps the last token, and shows nobody anything.
#[derive(Debug, Default)]
struct Kept {
    token: Mutex<Option<SsoToken>>,
    shown: Mutex<Vec<Verification>>,
}

#[async_trait]
impl KeepTokens for Kept {
    async fn token(&self, start_url: &str) -> Option<SsoToken> {
        assert_eq!(start_url, START);
        self.token.lock().unwrap().clone()
    }

    async fn keep(&self, _: &str, token: Option<&SsoToken>) {
        *self.token.lock().unwrap() = token.cloned();
    }
}

impl ShowVerification for Kept {
    fn show(&self, verification: &Verification) {
        self.shown.lock().unwrap().push(verification.clone());
    }
}

#[tokio::test]
async fn the_browser_opens_accounts_roles_and_a_roles_registry() {
    let fake = FakeAws::start().await;
    for number in 0..130 {
        fake.add_portal_account(&format!("1{number:011}"), "Harbour", &["Reader", "Admin"]);
    }
    let kept = Arc::new(Kept::default());
    let mut settings = settings(&fake.url(), &[REGION]);
    settings.keep = kept.clone();
    let center = IdentityCenter::new(&connector(), &settings, START, REGION).unwrap();
    let signing_in = center.sign_in(&*kept);
    let confirming = until("the person to be asked", async || {
        (!fake.user_codes().is_empty()).then(|| fake.answer_sign_in(true))
    });
    let (token, _) = tokio::join!(signing_in, confirming);
    token.unwrap();
    let shown = kept.shown.lock().unwrap()[0].clone();
    assert!(shown.address_with_code.unwrap().contains(&shown.code));
    assert_eq!(center.list_accounts().await.unwrap().len(), 130);
    let mut roles = center.list_roles("100000000007").await.unwrap();
    roles.sort();
    assert_eq!(roles, ["Admin", "Reader"]);

    settings.sign_in = SignIn::IdentityCenter {
        start_url: START.to_owned(),
        region: REGION.to_owned(),
        account: "100000000007".to_owned(),
        role: "Reader".to_owned(),
    };
    let account = Account::new(&connector(), settings.clone()).unwrap();
    let identity = account.identity().await.unwrap();
    assert_eq!(identity.account, "100000000007");

    fake.end_portal_sessions();
    let account = Account::new(&connector(), settings).unwrap();
    let error = account.identity().await.unwrap_err();
    assert!(matches!(error, Error::Expired { .. }), "{error:?}");
}

#[tokio::test]
async fn a_refusal_in_the_browser_ends_the_waiting() {
    let fake = FakeAws::start().await;
    let kept = Arc::new(Kept::default());
    let mut settings = settings(&fake.url(), &[REGION]);
    settings.keep = kept.clone();
    let center = IdentityCenter::new(&connector(), &settings, START, REGION).unwrap();
    let refusing = until("the person to be asked", async || {
        (!fake.user_codes().is_empty()).then(|| fake.answer_sign_in(false))
    });
    let (refused, _) = tokio::join!(center.sign_in(&*kept), refusing);
    let error = refused.unwrap_err();
    assert!(matches!(error, Error::NotConfirmed { .. }), "{error:?}");
}

#[tokio::test]
async fn a_profile_of_the_shared_files_signs_in() {
    let fake = FakeAws::start().await;
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join(".aws");
    std::fs::create_dir(&folder).unwrap();
    let keys = format!(
        "[harbour]\naws_access_key_id = {ACCESS_KEY}\naws_secret_access_key = {SECRET_KEY}\n"
    );
    std::fs::write(folder.join("credentials"), keys).unwrap();
    let mut settings = settings(&fake.url(), &[REGION]);
    settings.surroundings.home = Some(home.path().to_owned());
    settings.sign_in = SignIn::Profile("harbour".to_owned());
    let account = Account::new(&connector(), settings).unwrap();
    let identity = account.identity().await.unwrap();
    assert_eq!(identity.account, "123456789012");
}
