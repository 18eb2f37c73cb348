//! From a way to sign in to credentials, step by step.

use std::sync::Arc;

use aws_config::credential_process::CredentialProcessProvider;
use aws_credential_types::{Credentials, provider::ProvideCredentials as _};
use futures_util::{FutureExt as _, future::BoxFuture};
use portolan_distribution::Connector;
use secrecy::ExposeSecret as _;
use url::Url;

use super::{
    AskCode, IdentityCenter, KeepTokens, ProfileKind, Profiles, Role, SignIn, container,
    profile::read_profiles,
};
use crate::{
    Error, Result, SignInSource, Surroundings, attempt::Observe, error::chain, http::SdkHttp,
    sdk::Setup,
};

/// What the steps need.
#[derive(Clone, Debug)]
pub(crate) struct Steps {
    pub(crate) connector: Connector,
    pub(crate) setup: Setup,
    pub(crate) surroundings: Surroundings,
    /// Where STS is asked.
    pub(crate) region: String,
    pub(crate) ask: Arc<dyn AskCode>,
    pub(crate) keep: Arc<dyn KeepTokens>,
    pub(crate) observe: Arc<dyn Observe>,
}

impl Steps {
    /// The credentials of a way to sign in, asked for now.
    pub(crate) fn credentials<'s>(
        &'s self,
        sign_in: &'s SignIn,
    ) -> BoxFuture<'s, Result<Credentials>> {
        async move {
            match sign_in {
                SignIn::Surroundings => self.of_surroundings().await,
                SignIn::Profile(name) => {
                    let profiles = read_profiles(&self.surroundings).await;
                    self.of_profile(&profiles, name).await
                }
                SignIn::AccessKey {
                    id,
                    secret,
                    session_token,
                } => Ok(Credentials::new(
                    id,
                    secret.expose_secret(),
                    session_token
                        .as_ref()
                        .map(|token| token.expose_secret().to_owned()),
                    None,
                    "AccessKey",
                )),
                SignIn::IdentityCenter {
                    start_url,
                    region,
                    account,
                    role,
                } => {
                    let center = self.identity_center(start_url, region);
                    center.credentials(account, role).await
                }
                SignIn::Role { role, by } => {
                    let credentials = self.credentials(by).await?;
                    self.assume(role, credentials, by.source()).await
                }
            }
        }
        .boxed()
    }

    /// The environment's keys, the profile, a web identity, the container's, the machine's.
    async fn of_surroundings(&self) -> Result<Credentials> {
        if let Some(found) = self.of_environment() {
            return found;
        }
        let profiles = read_profiles(&self.surroundings).await;
        let name = self.surroundings.profile();
        // A default profile that is used for its region alone stands in nobody's way.
        let is_meant = self.surroundings.variable("AWS_PROFILE").is_some();
        let found = profiles.get(name);
        if is_meant || found.is_some_and(|it| !matches!(it.kind, ProfileKind::Unusable(_))) {
            return self.of_profile(&profiles, name).await;
        }
        let variable = |name| self.surroundings.variable(name);
        if let (Some(file), Some(arn)) = (
            variable("AWS_WEB_IDENTITY_TOKEN_FILE"),
            variable("AWS_ROLE_ARN"),
        ) {
            let role = Role {
                arn: arn.to_owned(),
                session_name: variable("AWS_ROLE_SESSION_NAME").map(str::to_owned),
                ..Role::default()
            };
            return self.assume_by_token(&role, file).await;
        }
        if let Some(url) = container::address(&self.surroundings) {
            return self.of_container(url?).await;
        }
        if self.is_machine_asked() {
            return self
                .of_machine()
                .await
                .map_err(|error| Error::NoCredentials {
                    reason: format!(
                        "neither the environment nor the profile {name} has any, there is no web \
                         identity and no container, and {error}"
                    ),
                });
        }
        Err(Error::NoCredentials {
            reason: format!(
                "neither the environment nor the profile {name} has any, and there is no web \
                 identity and no container"
            ),
        })
    }

    fn of_environment(&self) -> Option<Result<Credentials>> {
        let id = self.surroundings.variable("AWS_ACCESS_KEY_ID")?;
        let Some(secret) = self.surroundings.variable("AWS_SECRET_ACCESS_KEY") else {
            return Some(Err(Error::NoCredentials {
                reason: "AWS_ACCESS_KEY_ID is set, and AWS_SECRET_ACCESS_KEY is not".to_owned(),
            }));
        };
        let token = self.surroundings.variable("AWS_SESSION_TOKEN");
        let token = token.map(str::to_owned);
        Some(Ok(Credentials::new(id, secret, token, None, "Environment")))
    }

    /// A profile's credentials. That its source profiles come to an end was checked when it was read.
    fn of_profile<'s>(
        &'s self,
        profiles: &'s Profiles,
        name: &'s str,
    ) -> BoxFuture<'s, Result<Credentials>> {
        async move {
            let refuse = |reason: String| Error::Profile {
                profile: name.to_owned(),
                reason,
            };
            let (Some(profile), Some(properties)) = (profiles.get(name), profiles.properties(name))
            else {
                return Err(refuse("it is not there".to_owned()));
            };
            let text = |key: &str| properties.get(key).cloned();
            match &profile.kind {
                ProfileKind::Unusable(reason) => Err(refuse(reason.clone())),
                ProfileKind::AccessKey { .. } => own_key(properties)
                    .ok_or_else(|| refuse("it has no whole access key".to_owned())),
                ProfileKind::Process => {
                    let command = text("credential_process").unwrap_or_default();
                    let provider = CredentialProcessProvider::new(command);
                    let found = provider.provide_credentials().await;
                    found.map_err(|error| refuse(chain(&error)))
                }
                ProfileKind::IdentityCenter {
                    start_url,
                    region,
                    account,
                    role,
                } => {
                    let center = self.identity_center(start_url, region);
                    center.credentials(account, role).await
                }
                ProfileKind::WebIdentity { arn } => {
                    let role = Role {
                        arn: arn.clone(),
                        session_name: text("role_session_name"),
                        ..Role::default()
                    };
                    let file = text("web_identity_token_file").unwrap_or_default();
                    self.assume_by_token(&role, &file).await
                }
                ProfileKind::Role {
                    arn,
                    source_profile,
                } => {
                    let role = Role {
                        arn: arn.clone(),
                        external_id: text("external_id"),
                        session_name: text("role_session_name"),
                        mfa_device: profile.mfa_device.clone(),
                        duration: text("duration_seconds").and_then(|text| text.parse().ok()),
                    };
                    let (by, source) = match source_profile {
                        Some(source) => {
                            let credentials = self.of_source(profiles, name, source).await?;
                            (credentials, SignInSource::Profile(source.clone()))
                        }
                        None => {
                            self.of_named_source(name, text("credential_source"))
                                .await?
                        }
                    };
                    self.assume(&role, by, source).await
                }
            }
        }
        .boxed()
    }

    /// The credentials that a role's profile names as its source: its own key where it has one.
    async fn of_source(
        &self,
        profiles: &Profiles,
        name: &str,
        source: &str,
    ) -> Result<Credentials> {
        if let Some(key) = profiles.properties(source).and_then(own_key) {
            return Ok(key);
        }
        if source == name {
            return Err(Error::Profile {
                profile: name.to_owned(),
                reason: "it names itself as its source, and has no access key".to_owned(),
            });
        }
        self.of_profile(profiles, source).await
    }

    async fn of_named_source(
        &self,
        profile: &str,
        name: Option<String>,
    ) -> Result<(Credentials, SignInSource)> {
        let missing = |what: &str| Error::Profile {
            profile: profile.to_owned(),
            reason: format!("its credential_source is {what}, which has none here"),
        };
        match name.as_deref().unwrap_or_default() {
            "Environment" => {
                let found = self.of_environment();
                let found = found.ok_or_else(|| missing("Environment"))??;
                Ok((found, SignInSource::Environment))
            }
            "EcsContainer" => {
                let url = container::address(&self.surroundings);
                let url = url.ok_or_else(|| missing("EcsContainer"))??;
                Ok((self.of_container(url).await?, SignInSource::Machine))
            }
            "Ec2InstanceMetadata" => Ok((self.of_machine().await?, SignInSource::Machine)),
            other => Err(Error::Profile {
                profile: profile.to_owned(),
                reason: format!("nobody knows its credential_source {other}"),
            }),
        }
    }

    fn identity_center(&self, start_url: &str, region: &str) -> IdentityCenter {
        IdentityCenter {
            setup: self.setup.clone(),
            surroundings: self.surroundings.clone(),
            keep: Arc::clone(&self.keep),
            start_url: start_url.to_owned(),
            region: region.to_owned(),
        }
    }

    /// The way to the credentials beside this machine, of which `url` is an address.
    pub(super) fn metadata_for(&self, url: &Url) -> Result<SdkHttp> {
        let others = url.host_str().map(str::to_owned).into_iter().collect();
        SdkHttp::for_metadata(&self.connector, others, Arc::clone(&self.observe))
    }
}

fn own_key(properties: &super::ini::Properties) -> Option<Credentials> {
    let text = |key: &str| properties.get(key).filter(|text| !text.is_empty()).cloned();
    Some(Credentials::new(
        text("aws_access_key_id")?,
        text("aws_secret_access_key")?,
        text("aws_session_token"),
        None,
        "Profile",
    ))
}
