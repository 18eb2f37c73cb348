//! Identity Center: its sign-in in the browser (RFC 8628), and the accounts and roles it leads to.

use std::{collections::HashSet, sync::Arc, time::Duration};

use aws_credential_types::Credentials;
use aws_sdk_ssooidc::operation::create_token::CreateTokenOutput;
use aws_smithy_types::error::metadata::ProvideErrorMetadata as _;
use jiff::{SignedDuration, Timestamp};
use portolan_distribution::Connector;
use secrecy::ExposeSecret as _;

use super::{KeepTokens, ShowVerification, SsoToken, Verification, sso_token::Renewal};
use crate::{
    AccountSettings, Api, Error, Result, SignInSource, Surroundings, error::Call, http::SdkHttp,
    sdk::Setup,
};

/// Accounts and roles asked for on a page, and pages read.
const PAGE: i32 = 100;
const PAGE_COUNT: usize = 200;

/// The wait between two questions where Identity Center names none, and what is added when it was too
/// short (RFC 8628 §3.5).
const INTERVAL: Duration = Duration::from_secs(5);

/// An Identity Center, asked about by whoever has its start address.
#[derive(Clone, Debug)]
pub struct IdentityCenter {
    pub(super) setup: Setup,
    pub(super) surroundings: Surroundings,
    pub(super) keep: Arc<dyn KeepTokens>,
    pub(super) start_url: String,
    pub(super) region: String,
}

/// An account that a sign-in leads to.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SsoAccount {
    /// The account's twelve digits.
    pub id: String,
    /// Its name.
    pub name: Option<String>,
    /// Its owner's address.
    pub email: Option<String>,
}

impl IdentityCenter {
    /// The Identity Center with this start address, which is in `region`. Of the settings it takes the way
    /// out, the endpoints, the surroundings and whoever keeps tokens.
    pub fn new(
        connector: &Connector,
        settings: &AccountSettings,
        start_url: &str,
        region: &str,
    ) -> Result<Self> {
        let mut egress = settings.egress.clone();
        let approved = settings.endpoints.approved_hosts(&[region.to_owned()])?;
        egress.approved_hosts.extend(approved);
        let observe = Arc::clone(&settings.observe);
        Ok(Self {
            setup: Setup {
                http: SdkHttp::new(connector, egress, observe)?,
                endpoints: settings.endpoints.clone(),
                patience: settings.patience,
            },
            surroundings: settings.surroundings.clone(),
            keep: Arc::clone(&settings.keep),
            start_url: start_url.to_owned(),
            region: region.to_owned(),
        })
    }

    /// The token of a sign-in that is good now: the kept one, renewed where it must and can be, else the
    /// AWS CLI's.
    pub async fn token(&self) -> Result<SsoToken> {
        if let Some(kept) = self.keep.token(&self.start_url).await {
            if kept.is_good() {
                return Ok(kept);
            }
            if let Some(renewal) = &kept.renewal
                && renewal.registered_until > Timestamp::now()
            {
                match self.renew(renewal).await {
                    Ok(token) => return Ok(token),
                    Err(error) => tracing::debug!(%error, "the sign-in can't be renewed"),
                }
            }
        }
        let of_cli = SsoToken::of_cli(&self.surroundings, &self.start_url).await;
        of_cli.ok_or_else(|| Error::Expired {
            what: self.source(),
        })
    }

    /// Signs in: registers this program, shows the person where to go and waits until they have been
    /// there. Dropping the future ends the waiting.
    pub async fn sign_in(&self, show: &dyn ShowVerification) -> Result<SsoToken> {
        let client = self.oidc()?;
        let registering = self.call("sso-oidc:RegisterClient");
        let registered = client
            .register_client()
            .client_name("Portolan")
            .client_type("public")
            .scopes("sso:account:access")
            .send()
            .await
            .map_err(|error| registering.fail(error))?;
        let lacks = |what: &str| registering.unusable(&format!("it has no {what}"));
        let client_id = registered.client_id.ok_or_else(|| lacks("clientId"))?;
        let client_secret = registered
            .client_secret
            .ok_or_else(|| lacks("clientSecret"))?;
        let registered_until = Timestamp::from_second(registered.client_secret_expires_at)
            .unwrap_or(Timestamp::UNIX_EPOCH);

        let starting = self.call("sso-oidc:StartDeviceAuthorization");
        let started = client
            .start_device_authorization()
            .client_id(&client_id)
            .client_secret(&client_secret)
            .start_url(&self.start_url)
            .send()
            .await
            .map_err(|error| starting.fail(error))?;
        let lacks = |what: &str| starting.unusable(&format!("it has no {what}"));
        let device_code = started.device_code.ok_or_else(|| lacks("deviceCode"))?;
        let verification = Verification {
            address: started.verification_uri.ok_or_else(|| lacks("address"))?,
            address_with_code: started.verification_uri_complete,
            code: started.user_code.ok_or_else(|| lacks("code"))?,
            expires_at: Timestamp::now() + SignedDuration::from_secs(started.expires_in.into()),
        };
        show.show(&verification);

        let mut interval = match u64::try_from(started.interval) {
            Ok(seconds) if seconds > 0 => Duration::from_secs(seconds),
            _ => INTERVAL,
        };
        let asking = self.call("sso-oidc:CreateToken");
        loop {
            tokio::time::sleep(interval).await;
            let asked = client
                .create_token()
                .client_id(&client_id)
                .client_secret(&client_secret)
                .grant_type("urn:ietf:params:oauth:grant-type:device_code")
                .device_code(&device_code)
                .send()
                .await;
            let error = match asked {
                Ok(answer) => {
                    let renewal = |refresh_token: String| Renewal {
                        refresh_token: refresh_token.into(),
                        client_id,
                        client_secret: client_secret.into(),
                        registered_until,
                    };
                    return self.take(answer, renewal, &asking).await;
                }
                Err(error) => error,
            };
            let code = error.as_service_error().and_then(|it| it.code());
            let reason = match code {
                Some("AuthorizationPendingException") => None,
                Some("SlowDownException") => {
                    interval += INTERVAL;
                    None
                }
                Some("ExpiredTokenException") => Some("it took too long"),
                Some("AccessDeniedException") => Some("it was refused there"),
                _ => return Err(asking.fail(error)),
            };
            let is_over = verification.expires_at < Timestamp::now();
            if let Some(reason) = reason.or(is_over.then_some("it took too long")) {
                return Err(Error::NotConfirmed {
                    reason: reason.to_owned(),
                });
            }
        }
    }

    /// Ends the sign-in here and, where it can be reached, at Identity Center.
    pub async fn sign_out(&self) -> Result<()> {
        let token = self.keep.token(&self.start_url).await;
        self.keep.keep(&self.start_url, None).await;
        let Some(token) = token.filter(SsoToken::is_good) else {
            return Ok(());
        };
        let call = self.call("sso:Logout");
        let access_token = token.access_token.expose_secret();
        let asked = self.sso()?.logout().access_token(access_token).send().await;
        asked.map(drop).map_err(|error| call.fail(error))
    }

    /// The accounts that the sign-in leads to.
    pub async fn list_accounts(&self) -> Result<Vec<SsoAccount>> {
        let call = self.call("sso:ListAccounts");
        let token = self.token().await?;
        let client = self.sso()?;
        let mut accounts = Vec::new();
        let mut next: Option<String> = None;
        let mut seen = HashSet::new();
        for _ in 0..PAGE_COUNT {
            let answer = client
                .list_accounts()
                .access_token(token.access_token.expose_secret())
                .max_results(PAGE)
                .set_next_token(next)
                .send()
                .await
                .map_err(|error| call.fail(error))?;
            let found = answer.account_list.unwrap_or_default();
            accounts.extend(found.into_iter().filter_map(|account| {
                Some(SsoAccount {
                    id: account.account_id?,
                    name: account.account_name,
                    email: account.email_address,
                })
            }));
            next = answer.next_token.filter(|token| seen.insert(token.clone()));
            if next.is_none() {
                break;
            }
        }
        Ok(accounts)
    }

    /// The roles that the sign-in may take on in an account.
    pub async fn list_roles(&self, account: &str) -> Result<Vec<String>> {
        let call = self.call("sso:ListAccountRoles");
        let token = self.token().await?;
        let client = self.sso()?;
        let mut roles = Vec::new();
        let mut next: Option<String> = None;
        let mut seen = HashSet::new();
        for _ in 0..PAGE_COUNT {
            let answer = client
                .list_account_roles()
                .access_token(token.access_token.expose_secret())
                .account_id(account)
                .max_results(PAGE)
                .set_next_token(next)
                .send()
                .await
                .map_err(|error| call.fail(error))?;
            let found = answer.role_list.unwrap_or_default();
            roles.extend(found.into_iter().filter_map(|role| role.role_name));
            next = answer.next_token.filter(|token| seen.insert(token.clone()));
            if next.is_none() {
                break;
            }
        }
        Ok(roles)
    }

    /// A role's credentials.
    pub(super) async fn credentials(&self, account: &str, role: &str) -> Result<Credentials> {
        let call = self.call("sso:GetRoleCredentials");
        let token = self.token().await?;
        let asked = self
            .sso()?
            .get_role_credentials()
            .access_token(token.access_token.expose_secret())
            .account_id(account)
            .role_name(role)
            .send()
            .await;
        let answer = match asked.map_err(|error| call.fail(error)) {
            // A token that was revoked elsewhere is worth nothing, whatever its end.
            Err(error @ Error::Expired { .. }) => {
                self.keep.keep(&self.start_url, None).await;
                return Err(error);
            }
            other => other?,
        };
        let lacks = || call.unusable("it holds no credentials");
        let found = answer.role_credentials.ok_or_else(lacks)?;
        let expiry = Timestamp::from_millisecond(found.expiration).map_err(|_| lacks())?;
        Ok(Credentials::new(
            found.access_key_id.ok_or_else(lacks)?,
            found.secret_access_key.ok_or_else(lacks)?,
            found.session_token,
            Some(expiry.into()),
            "IdentityCenter",
        ))
    }

    async fn renew(&self, renewal: &Renewal) -> Result<SsoToken> {
        let call = self.call("sso-oidc:CreateToken");
        let answer = self
            .oidc()?
            .create_token()
            .client_id(&renewal.client_id)
            .client_secret(renewal.client_secret.expose_secret())
            .grant_type("refresh_token")
            .refresh_token(renewal.refresh_token.expose_secret())
            .send()
            .await
            .map_err(|error| call.fail(error))?;
        let renewal = |refresh_token: String| Renewal {
            refresh_token: refresh_token.into(),
            ..renewal.clone()
        };
        self.take(answer, renewal, &call).await
    }

    /// Takes a token out of an answer and has it kept.
    async fn take(
        &self,
        answer: CreateTokenOutput,
        renewal: impl FnOnce(String) -> Renewal,
        call: &Call,
    ) -> Result<SsoToken> {
        let lacks = || call.unusable("it holds no token");
        let token = SsoToken {
            access_token: answer.access_token.ok_or_else(lacks)?.into(),
            expires_at: Timestamp::now() + SignedDuration::from_secs(answer.expires_in.into()),
            renewal: answer.refresh_token.map(renewal),
        };
        self.keep.keep(&self.start_url, Some(&token)).await;
        Ok(token)
    }

    fn oidc(&self) -> Result<aws_sdk_ssooidc::Client> {
        let config = self.setup.config(Api::SsoOidc, &self.region, None)?;
        Ok(aws_sdk_ssooidc::Client::new(&config))
    }

    fn sso(&self) -> Result<aws_sdk_sso::Client> {
        let config = self.setup.config(Api::Sso, &self.region, None)?;
        Ok(aws_sdk_sso::Client::new(&config))
    }

    fn source(&self) -> SignInSource {
        SignInSource::IdentityCenter(self.start_url.clone())
    }

    fn call(&self, action: &'static str) -> Call {
        Call {
            action,
            region: self.region.clone(),
            resource: "*".to_owned(),
            source: self.source(),
        }
    }
}
