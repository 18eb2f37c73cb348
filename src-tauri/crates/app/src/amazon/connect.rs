//! The account behind a connection to Amazon, and its registries in use.

use std::sync::Arc;

use portolan_contract::{ConnectionId, Event, Failure};
use portolan_credentials::SecretString;
use portolan_distribution::Egress;
use portolan_ecr::{
    Account, AccountSettings, Api, Endpoints, PrivateRegistry, Role, SignIn, Surroundings,
};
use portolan_storage::{Access, Amazon, AmazonSignIn, Connection as Stored, ConnectionDraft};

use super::{
    draft::{APIS, api_name, main_host},
    questions::Asker,
    tokens::KeptTokens,
};
use crate::{App, failures::OrFail};

/// The private registries of a connection in use.
pub(crate) type EcrConnection = Arc<PrivateRegistry>;

impl App {
    /// The account of a connection, or of one that is only tested. Nothing is asked yet.
    pub(super) async fn amazon_account(
        &self,
        id: Option<&ConnectionId>,
        draft: &ConnectionDraft,
        typed: Option<SecretString>,
    ) -> Result<Account, Failure> {
        let (Access::Amazon { sign_in }, Some(amazon)) = (&draft.access, &draft.amazon) else {
            return Err(Failure::invalid("connection", "not one to Amazon"));
        };
        let surroundings = self.amazon_surroundings();
        let sign_in = self.amazon_sign_in(id, sign_in, typed).await?;
        let sign_in = match &amazon.role {
            Some(role) => SignIn::Role {
                role: Role {
                    arn: role.arn.clone(),
                    external_id: role.external_id.clone(),
                    mfa_device: role.mfa_device.clone(),
                    ..Role::default()
                },
                by: Box::new(sign_in),
            },
            None => sign_in,
        };
        let settings = AccountSettings {
            registry_id: amazon.registry.clone(),
            endpoints: endpoints(amazon, &surroundings),
            egress: self.egress(draft)?,
            surroundings,
            ask: Arc::new(Asker {
                questions: self.questions.clone(),
                connection: id.cloned(),
            }),
            keep: Arc::new(KeptTokens(self.secrets.clone())),
            ..AccountSettings::new(sign_in, amazon.regions.clone())
        };
        Account::new(&self.connector, settings).or_fail()
    }

    async fn amazon_sign_in(
        &self,
        id: Option<&ConnectionId>,
        sign_in: &AmazonSignIn,
        typed: Option<SecretString>,
    ) -> Result<SignIn, Failure> {
        Ok(match sign_in.clone() {
            AmazonSignIn::Surroundings => SignIn::Surroundings,
            AmazonSignIn::Profile { name } => SignIn::Profile(name),
            AmazonSignIn::AccessKey { id: key } => {
                let secret = match (typed, id) {
                    (Some(typed), _) => typed,
                    (None, Some(id)) => self.secrets.get(&id.0).await.or_fail()?,
                    (None, None) => return Err(Failure::invalid("password", "empty")),
                };
                SignIn::AccessKey {
                    id: key,
                    secret,
                    session_token: None,
                }
            }
            AmazonSignIn::IdentityCenter {
                start_url,
                region,
                account,
                role,
            } => SignIn::IdentityCenter {
                start_url,
                region,
                account,
                role,
            },
        })
    }

    /// The way out to Amazon.
    pub(super) fn egress(&self, draft: &ConnectionDraft) -> Result<Egress, Failure> {
        let endpoint = self.endpoint(draft, None)?;
        Ok(Egress {
            authorities: endpoint.authorities,
            proxy: endpoint.proxy,
            approved_hosts: endpoint.approved_hosts,
        })
    }

    /// The private registries of a connection. Whose they are is asked once, and kept.
    pub(crate) async fn connect_ecr(
        &self,
        id: &ConnectionId,
        stored: &Stored,
    ) -> Result<EcrConnection, Failure> {
        let account = self.amazon_account(Some(id), &stored.draft, None).await?;
        let identity = account.identity().await.or_fail()?;
        let known = stored.draft.amazon.as_ref();
        let known = known.and_then(|amazon| amazon.account.as_deref());
        if known != Some(identity.account.as_str()) {
            self.note_account(stored, identity.account).await?;
        }
        Ok(Arc::new(PrivateRegistry::open(account).await.or_fail()?))
    }

    pub(super) async fn note_account(
        &self,
        stored: &Stored,
        account: String,
    ) -> Result<(), Failure> {
        let mut draft = stored.draft.clone();
        if let Some(amazon) = &mut draft.amazon {
            amazon.account = Some(account);
        }
        draft.host = main_host(&draft);
        self.store
            .edit_connection(stored.id, draft)
            .await
            .or_fail()?;
        self.events.tell(Event::ConnectionsChanged);
        Ok(())
    }
}

/// The endpoints that a connection uses: its own, else those of the environment.
pub(super) fn endpoints(amazon: &Amazon, surroundings: &Surroundings) -> Endpoints {
    let mut endpoints = Endpoints {
        fips: amazon.endpoints.fips,
        dual_stack: amazon.endpoints.dual_stack,
        ..Endpoints::default()
    };
    let ignored = surroundings
        .variable("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS")
        .is_some_and(|value| value.eq_ignore_ascii_case("true"));
    for api in APIS {
        let (kept, variable) = match api {
            portolan_contract::AmazonApi::Ecr => (Api::Ecr, Some("AWS_ENDPOINT_URL_ECR")),
            // No SDK speaks to the registries themselves.
            portolan_contract::AmazonApi::Registry => (Api::Registry, None),
            portolan_contract::AmazonApi::EcrPublic => {
                (Api::EcrPublic, Some("AWS_ENDPOINT_URL_ECR_PUBLIC"))
            }
            portolan_contract::AmazonApi::Sts => (Api::Sts, Some("AWS_ENDPOINT_URL_STS")),
            portolan_contract::AmazonApi::Sso => (Api::Sso, Some("AWS_ENDPOINT_URL_SSO")),
            portolan_contract::AmazonApi::SsoOidc => {
                (Api::SsoOidc, Some("AWS_ENDPOINT_URL_SSO_OIDC"))
            }
            portolan_contract::AmazonApi::CloudTrail => {
                (Api::CloudTrail, Some("AWS_ENDPOINT_URL_CLOUDTRAIL"))
            }
        };
        let of_environment = || {
            let variable = variable.filter(|_| !ignored)?;
            let named = surroundings.variable(variable);
            named.or_else(|| surroundings.variable("AWS_ENDPOINT_URL"))
        };
        let own = amazon.endpoints.custom.get(api_name(api));
        if let Some(address) = own.map(String::as_str).or_else(of_environment) {
            endpoints.custom.insert(kept, address.to_owned());
        }
    }
    endpoints
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn a_connections_own_endpoint_goes_before_the_environments() {
        let mut amazon = Amazon::default();
        let own = "http://ecr.test".to_owned();
        amazon
            .endpoints
            .custom
            .insert("ecr".to_owned(), own.clone());
        let surroundings = Surroundings {
            home: None,
            variables: BTreeMap::from([
                ("AWS_ENDPOINT_URL".to_owned(), "http://all.test".to_owned()),
                (
                    "AWS_ENDPOINT_URL_STS".to_owned(),
                    "http://sts.test".to_owned(),
                ),
            ]),
        };
        let found = endpoints(&amazon, &surroundings).custom;
        assert_eq!(found[&Api::Ecr], own);
        assert_eq!(found[&Api::Sts], "http://sts.test");
        assert_eq!(found[&Api::Sso], "http://all.test");
        assert!(!found.contains_key(&Api::Registry));
    }
}
