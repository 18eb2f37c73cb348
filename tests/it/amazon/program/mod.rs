//! The program's own room for Amazon, over the real SDKs and the wire: against the fake, and against
//! moto where that is right.

mod changes;
mod errors;
mod lists;
mod moto;
mod public;
mod settings;
mod sign_in;

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use portolan_distribution::Connector;
use portolan_ecr::{
    Account, AccountSettings, Api, Attempt, Endpoints, Observe, Patience, PrivateRegistry, SignIn,
};
use portolan_oci::{RepositoryName, Selector};
use portolan_tests::aws::{ACCESS_KEY, SECRET_KEY};

const REGION: &str = "eu-west-1";

/// Signed in by the key of the harness, with every endpoint at `url`.
fn settings(url: &str, regions: &[&str]) -> AccountSettings {
    let key = SignIn::AccessKey {
        id: ACCESS_KEY.to_owned(),
        secret: SECRET_KEY.into(),
        session_token: None,
    };
    let regions = regions.iter().map(|it| (*it).to_owned()).collect();
    let mut settings = AccountSettings::new(key, regions);
    let apis = [
        Api::Ecr,
        Api::Registry,
        Api::EcrPublic,
        Api::Sts,
        Api::Sso,
        Api::SsoOidc,
        Api::CloudTrail,
    ];
    settings.endpoints = Endpoints {
        custom: apis.map(|api| (api, url.to_owned())).into(),
        ..Endpoints::default()
    };
    settings.patience = Patience {
        tries: 3,
        first_pause: Duration::from_millis(1),
    };
    settings
}

fn connector() -> Connector {
    Connector::new("portolan-test")
}

async fn open(settings: AccountSettings) -> PrivateRegistry {
    let account = Account::new(&connector(), settings).unwrap();
    PrivateRegistry::open(account).await.unwrap()
}

async fn registry(url: &str) -> PrivateRegistry {
    open(settings(url, &[REGION])).await
}

/// The listed name of a repository in [`REGION`].
fn at(name: &str) -> RepositoryName {
    format!("{REGION}/{name}").parse().unwrap()
}

fn tag(tag: &str) -> Selector {
    Selector::Tag(tag.parse().unwrap())
}

fn digest(digest: &str) -> Selector {
    Selector::Digest(digest.parse().unwrap())
}

/// Every attempt that was told.
#[derive(Debug, Default)]
struct Attempts(Mutex<Vec<Attempt>>);

impl Observe for Attempts {
    fn answered(&self, attempt: &Attempt) {
        self.0.lock().unwrap().push(attempt.clone());
    }
}

impl Attempts {
    fn of(self: &Arc<Self>, operation: &str) -> Vec<Attempt> {
        let attempts = self.0.lock().unwrap();
        let meant = attempts
            .iter()
            .filter(|it| it.operation.as_deref() == Some(operation));
        meant.cloned().collect()
    }
}
