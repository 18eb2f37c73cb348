//! The token that a region's registry, or the public one, is signed in to with: one for all work, renewed before it ends,
//! never written anywhere.

use std::{sync::Arc, time::Duration};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use futures_util::{FutureExt as _, future::BoxFuture};
use jiff::{SignedDuration, Timestamp};
use portolan_distribution::{self as distribution, Authenticate, Credential};
use secrecy::{ExposeSecret as _, SecretString};

use crate::{Account, Result, endpoint::PUBLIC_SEAT, error::Call, renewed::Renewed, sdk};

/// How long before its end a token is renewed; it lives twelve hours.
const MARGIN: Duration = Duration::from_mins(15);

/// What a registry is signed in to with. Debug never shows the password.
#[derive(Clone, Debug)]
pub struct RegistryToken {
    /// The user name, always `AWS`.
    pub user: String,
    /// The password.
    pub password: SecretString,
    /// Until when it is good.
    pub expires_at: Timestamp,
}

/// The token of one region, or of the public registry.
#[derive(Clone, Debug)]
pub struct RegionToken(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    account: Account,
    /// `None`: the public registry's.
    region: Option<String>,
    token: Renewed<RegistryToken>,
}

/// A token as an answer holds it: encoded, and until when.
type Encoded = (Option<String>, Option<aws_smithy_types::DateTime>);

impl RegionToken {
    pub(crate) fn new(account: Account, region: &str) -> Self {
        Self::of(account, Some(region.to_owned()))
    }

    pub(crate) fn of_public(account: Account) -> Self {
        Self::of(account, None)
    }

    fn of(account: Account, region: Option<String>) -> Self {
        Self(Arc::new(Inner {
            account,
            region,
            token: Renewed::default(),
        }))
    }

    /// The token now. One that has expired before it arrived is used this once: the registry says what
    /// it thinks of it, and nobody asks in circles.
    pub async fn token(&self) -> Result<RegistryToken> {
        let inner = Arc::clone(&self.0);
        let lasts = |margin: Duration| {
            let margin = SignedDuration::try_from(margin).unwrap_or_default();
            move |kept: &RegistryToken| kept.expires_at > Timestamp::now() + margin
        };
        let renew = move || async move { inner.fetch().await }.boxed();
        let kept = &self.0.token;
        kept.get(lasts(MARGIN), lasts(Duration::ZERO), renew).await
    }

    /// Forgets it, as after it was refused.
    pub fn forget(&self) {
        self.0.token.forget();
    }
}

impl Inner {
    async fn fetch(&self) -> Result<RegistryToken> {
        let (call, (encoded, expires_at)) = match &self.region {
            Some(region) => self.ask_region(region).await?,
            None => self.ask_public().await?,
        };
        let lacks = || call.unusable("it holds no token");
        let encoded = encoded.ok_or_else(lacks)?;
        let bytes = STANDARD.decode(encoded).map_err(|_| lacks())?;
        let text = String::from_utf8(bytes).map_err(|_| lacks())?;
        let (user, password) = text.split_once(':').ok_or_else(lacks)?;
        Ok(RegistryToken {
            user: user.to_owned(),
            password: password.to_owned().into(),
            expires_at: expires_at
                .as_ref()
                .and_then(sdk::timestamp)
                .ok_or_else(lacks)?,
        })
    }

    async fn ask_region(&self, region: &str) -> Result<(Call, Encoded)> {
        // The action knows no resource.
        let action = "ecr:GetAuthorizationToken";
        let call = self.account.call(action, region, "*".to_owned());
        let client = self.account.ecr(region)?;
        let answer = client.get_authorization_token().send().await;
        let answer = answer.map_err(|error| self.account.fail(&call, error))?;
        let found = answer.authorization_data.unwrap_or_default();
        let found = found.into_iter().next();
        let encoded = found.map(|it| (it.authorization_token, it.expires_at));
        Ok((call, encoded.unwrap_or_default()))
    }

    async fn ask_public(&self) -> Result<(Call, Encoded)> {
        let action = "ecr-public:GetAuthorizationToken";
        let call = self.account.call(action, PUBLIC_SEAT, "*".to_owned());
        let client = self.account.ecr_public()?;
        let answer = client.get_authorization_token().send().await;
        let answer = answer.map_err(|error| self.account.fail(&call, error))?;
        let found = answer.authorization_data;
        let encoded = found.map(|it| (it.authorization_token, it.expires_at));
        Ok((call, encoded.unwrap_or_default()))
    }
}

impl Authenticate for RegionToken {
    fn credential(&self) -> BoxFuture<'_, distribution::Result<Credential>> {
        async move {
            let token = self.token().await.map_err(|error| match error {
                crate::Error::Request(error) => error,
                error => distribution::Error::Credential(Arc::new(error)),
            })?;
            Ok(Credential::Basic {
                user: token.user,
                password: token.password.expose_secret().into(),
            })
        }
        .boxed()
    }
}
