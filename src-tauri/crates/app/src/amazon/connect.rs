//! The account behind a connection to Amazon, and its registries in use.

use std::sync::Arc;

use portolan_contract::{ConnectionId, Event, Failure};
use portolan_credentials::SecretString;
use portolan_distribution::Egress;
use portolan_ecr::{
    Account, AccountSettings, ConfiguredEndpoint, Endpoints, Observe, PrivateRegistry, Role,
    SignIn, Unobserved, read_profiles,
};
use portolan_storage::{Access, Amazon, AmazonSignIn, Connection as Stored, ConnectionDraft};

use super::{
    draft::{APIS, api_name, main_host, part_key, sdk_api},
    patience::Watcher,
    questions::Asker,
    tokens::KeptTokens,
};
use crate::{App, failures::OrFail};

/// The private registries of a connection in use.
pub(crate) type EcrConnection = Arc<PrivateRegistry>;

impl App {
    /// The account of a connection, or of one that is only tested. Nothing is asked yet.
    pub(crate) async fn amazon_account(
        &self,
        id: Option<&ConnectionId>,
        draft: &ConnectionDraft,
        typed: Option<SecretString>,
    ) -> Result<Account, Failure> {
        let (Access::Amazon { sign_in }, Some(amazon)) = (&draft.access, &draft.amazon) else {
            return Err(Failure::invalid("connection", "not one to Amazon"));
        };
        let surroundings = self.amazon_surroundings();
        let profile = match sign_in {
            AmazonSignIn::Profile { name } => Some(name.as_str()),
            AmazonSignIn::Surroundings => Some(surroundings.profile()),
            AmazonSignIn::AccessKey { .. } | AmazonSignIn::IdentityCenter { .. } => None,
        };
        let found = read_profiles(&surroundings).await;
        let configured = found.endpoints(&surroundings, profile);
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
        let observe: Arc<dyn Observe> = match id {
            Some(id) => Arc::new(Watcher::new(self.events.clone(), id.clone())),
            None => Arc::new(Unobserved),
        };
        let settings = AccountSettings {
            registry_id: amazon.registry.clone(),
            endpoints: endpoints(amazon, configured),
            egress: self.egress(draft)?,
            surroundings,
            ask: Arc::new(Asker {
                questions: self.questions.clone(),
                connection: id.cloned(),
            }),
            keep: Arc::new(KeptTokens(self.secrets.clone())),
            observe,
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
                let (secret, session_token) = part_key(&secret);
                SignIn::AccessKey {
                    id: key,
                    secret,
                    session_token,
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

/// The endpoints that a connection uses: its own, else those that are configured outside of it.
pub(super) fn endpoints(amazon: &Amazon, configured: Vec<ConfiguredEndpoint>) -> Endpoints {
    let mut endpoints = Endpoints {
        fips: amazon.endpoints.fips,
        dual_stack: amazon.endpoints.dual_stack,
        ..Endpoints::default()
    };
    let configured = configured.into_iter();
    endpoints.custom = configured.map(|found| (found.api, found.address)).collect();
    for api in APIS {
        if let Some(own) = amazon.endpoints.custom.get(api_name(api)) {
            endpoints.custom.insert(sdk_api(api), own.clone());
        }
    }
    endpoints
}

#[cfg(test)]
mod tests {
    use portolan_ecr::{Api, EndpointSource};

    use super::*;

    #[test]
    fn a_connections_own_endpoint_goes_before_one_that_is_configured() {
        let mut amazon = Amazon::default();
        let own = "http://ecr.test".to_owned();
        amazon
            .endpoints
            .custom
            .insert("ecr".to_owned(), own.clone());
        let configured = [Api::Ecr, Api::Sts].map(|api| ConfiguredEndpoint {
            api,
            address: "http://all.test".to_owned(),
            from: EndpointSource::Profile("work".to_owned()),
        });
        let found = endpoints(&amazon, configured.to_vec()).custom;
        assert_eq!(found[&Api::Ecr], own);
        assert_eq!(found[&Api::Sts], "http://all.test");
        assert!(!found.contains_key(&Api::Registry));
    }
}
