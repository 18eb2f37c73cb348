//! The credentials of a connection: got when first needed, shared by everything, renewed before they end.

use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};

use aws_credential_types::{
    Credentials,
    provider::{self, ProvideCredentials, error::CredentialsError, future},
};
use futures_util::FutureExt as _;
use jiff::Timestamp;

use super::{SignIn, Steps};
use crate::{Error, Result, renewed::Renewed};

/// How long before their end credentials are got anew.
const MARGIN: Duration = Duration::from_mins(2);

/// Keeps the credentials of a way to sign in.
#[derive(Clone, Debug)]
pub(crate) struct Keeper(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    steps: Steps,
    sign_in: SignIn,
    credentials: Renewed<Credentials>,
}

impl Keeper {
    pub(crate) fn new(steps: Steps, sign_in: SignIn) -> Self {
        Self(Arc::new(Inner {
            steps,
            sign_in,
            credentials: Renewed::default(),
        }))
    }

    /// The credentials now.
    pub(crate) async fn credentials(&self) -> Result<Credentials> {
        let inner = Arc::clone(&self.0);
        let lasts = |margin: Duration| {
            move |kept: &Credentials| {
                kept.expiry()
                    .is_none_or(|expiry| expiry > SystemTime::now() + margin)
            }
        };
        let renew = move || async move { inner.steps.credentials(&inner.sign_in).await }.boxed();
        let kept = &self.0.credentials;
        kept.get(lasts(MARGIN), lasts(Duration::ZERO), renew).await
    }

    /// Until when those at hand are good; `None` where there are none yet or they have no end.
    pub(crate) fn expires_at(&self) -> Option<Timestamp> {
        let expiry = self.0.credentials.kept()?.expiry()?;
        Timestamp::try_from(expiry).ok()
    }

    /// The access key of those at hand.
    pub(crate) fn access_key(&self) -> Option<String> {
        let kept = self.0.credentials.kept()?;
        Some(kept.access_key_id().to_owned())
    }

    /// Forgets them, as after they were refused.
    pub(crate) fn forget(&self) {
        self.0.credentials.forget();
    }
}

impl ProvideCredentials for Keeper {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(async {
            let found: provider::Result = self
                .credentials()
                .await
                .map_err(|error: Error| CredentialsError::provider_error(error));
            found
        })
    }
}
