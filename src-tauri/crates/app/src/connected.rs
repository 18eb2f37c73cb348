//! Connections in use: how each signs in, and the live registry behind it, made once and shared.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use futures_util::future::BoxFuture;
use jiff::Timestamp;
use portolan_contract::{Ability, AbilityState, Code, ConnectionId, Event, Failure, Hint, Retry};
use portolan_credentials::{
    Credential as Kept, Error as CredentialError, SecretStore, SignInSource, Surroundings,
};
use portolan_distribution::{
    Authenticate, ClientCertificate, Credential, Endpoint, Error as WireError, Proxy,
};
use portolan_registries::{
    Ability as Observed, AbilityState as ObservedState, Capabilities, Capability, Local, Registry,
};
use portolan_storage::{
    Access, Connection as StoredConnection, ConnectionDraft, PemSource, ProxyChoice, ProxySetting,
};

use crate::{
    App,
    amazon::{ECR, ECR_PUBLIC, EcrConnection, PublicConnection},
    failures::{OrFail, ToFailure},
    local_registry::{KIND as LOCAL, LocalInventory},
    vendors::Parts,
};

/// The registries in use, by connection, and how reaching each went lately.
#[derive(Default)]
pub(crate) struct Connected {
    live: Mutex<HashMap<String, Arc<dyn Registry>>>,
    /// Those of them that are Amazon's, for what only these can.
    ecr: Mutex<HashMap<String, EcrConnection>>,
    /// Those that are Amazon's public registry.
    public: Mutex<HashMap<String, PublicConnection>>,
    /// One sign-in to Amazon a connection at a time.
    turns: Mutex<HashMap<String, Arc<tokio::sync::Mutex<()>>>>,
    contacts: Mutex<HashMap<String, Contact>>,
    /// Connections whose secret is kept in memory only.
    for_session: Mutex<HashSet<String>>,
}

/// How reaching a registry went lately.
#[derive(Clone, Debug, Default)]
pub(crate) struct Contact {
    pub(crate) reached: Option<Timestamp>,
    pub(crate) problem: Option<Failure>,
}

impl std::fmt::Debug for Connected {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Connected({})", self.live().len())
    }
}

impl Connected {
    fn live(&self) -> MutexGuard<'_, HashMap<String, Arc<dyn Registry>>> {
        lock(&self.live)
    }

    /// The registry of a connection, if it is in use.
    pub(crate) fn live_registry(&self, id: &ConnectionId) -> Option<Arc<dyn Registry>> {
        self.live().get(&id.0).cloned()
    }

    /// Forgets a live registry, because its connection changed. Calls under way end with the old one.
    pub(crate) fn forget(&self, id: &ConnectionId) {
        self.live().remove(&id.0);
        lock(&self.ecr).remove(&id.0);
        lock(&self.public).remove(&id.0);
        lock(&self.contacts).remove(&id.0);
    }

    /// Forgets all, because a setting that all share changed.
    pub(crate) fn forget_all(&self) {
        self.live().clear();
        lock(&self.ecr).clear();
        lock(&self.public).clear();
    }

    /// How reaching a registry went lately.
    pub(crate) fn contact(&self, id: &ConnectionId) -> Contact {
        lock(&self.contacts).get(&id.0).cloned().unwrap_or_default()
    }

    /// Uses this registry for a connection.
    #[cfg(test)]
    pub(crate) fn put_in_use(&self, id: &ConnectionId, registry: Arc<dyn Registry>) {
        self.live().insert(id.0.clone(), registry);
    }

    /// Notes where a connection's secret was put.
    pub(crate) fn note_secret(&self, id: &ConnectionId, for_session: bool) {
        let mut all = lock(&self.for_session);
        if for_session {
            all.insert(id.0.clone())
        } else {
            all.remove(&id.0)
        };
    }

    /// Whether a connection's secret is gone when the program ends.
    pub(crate) fn is_for_session(&self, id: &ConnectionId) -> bool {
        lock(&self.for_session).contains(&id.0)
    }
}

/// A panic elsewhere leaves plain maps behind, which are still right.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl App {
    /// The live registry of a connection.
    pub(crate) async fn registry(&self, id: &ConnectionId) -> Result<Arc<dyn Registry>, Failure> {
        if let Some(live) = self.connected.live().get(&id.0) {
            return Ok(Arc::clone(live));
        }
        // It is seldom, and large: nobody who asks has to carry room for it.
        Box::pin(self.open_registry(id)).await
    }

    /// A connection's registry, opened and kept for whoever asks next.
    async fn open_registry(&self, id: &ConnectionId) -> Result<Arc<dyn Registry>, Failure> {
        let stored = self.stored_connection(id).await?;
        if stored.draft.kind == ECR {
            let registry = self.ecr(id).await?;
            return Ok(registry);
        }
        if stored.draft.kind == ECR_PUBLIC {
            let registry = self.ecr_public(id).await?;
            return Ok(registry);
        }
        // Where ours does not run, whoever answers at its address is a stranger.
        let local = if stored.draft.kind == LOCAL {
            Some(self.local_store().await?)
        } else {
            None
        };
        let secret = self.read_client_key(id, &stored.draft).await?;
        let endpoint = self.endpoint(&stored.draft, secret)?;
        let sign_in: Arc<dyn Authenticate> = if stored.draft.kind == LOCAL {
            match self.local.own_credentials().await {
                Some(own) => Credential::Basic {
                    user: own.user.to_owned(),
                    password: own.password.into(),
                }
                .shared(),
                None => Credential::Anonymous.shared(),
            }
        } else {
            Arc::new(SignIn::of(self, &stored))
        };
        let registry: Arc<dyn Registry> = if let Some(store) = local {
            let client = self.connector.connect(endpoint, sign_in).or_fail()?;
            Arc::new(Local::new(client, Arc::new(LocalInventory(store))))
        } else {
            let kind = self.recognise_stored(&stored, &endpoint).await;
            let parts = Parts {
                host: stored.draft.host.clone(),
                endpoint,
                known: self.observed_before(&stored).await?,
                sign_in,
                connection: Some(id.clone()),
            };
            self.make_registry(kind, parts)?
        };
        let mut live = self.connected.live();
        if let Some(faster) = live.get(&id.0) {
            return Ok(Arc::clone(faster));
        }
        live.insert(id.0.clone(), Arc::clone(&registry));
        drop(live);
        self.keep_observations(&stored, &registry);
        Ok(registry)
    }

    /// The private registries of a connection to Amazon.
    pub(crate) async fn ecr(&self, id: &ConnectionId) -> Result<EcrConnection, Failure> {
        // Two askers at once share one sign-in, and what it asks of the person.
        let turn = Arc::clone(lock(&self.connected.turns).entry(id.0.clone()).or_default());
        let _turn = turn.lock().await;
        if let Some(live) = lock(&self.connected.ecr).get(&id.0) {
            return Ok(Arc::clone(live));
        }
        let stored = self.stored_connection(id).await?;
        if stored.draft.kind != ECR {
            return Err(Failure::invalid("connection", "not one to Amazon ECR"));
        }
        let registry = self.connect_ecr(id, &stored).await?;
        let shared: Arc<dyn Registry> = registry.clone();
        self.connected
            .live()
            .insert(id.0.clone(), Arc::clone(&shared));
        lock(&self.connected.ecr).insert(id.0.clone(), Arc::clone(&registry));
        self.keep_observations(&stored, &shared);
        Ok(registry)
    }

    /// The public registry of a connection to Amazon.
    pub(crate) async fn ecr_public(&self, id: &ConnectionId) -> Result<PublicConnection, Failure> {
        let turn = Arc::clone(lock(&self.connected.turns).entry(id.0.clone()).or_default());
        let _turn = turn.lock().await;
        if let Some(live) = lock(&self.connected.public).get(&id.0) {
            return Ok(Arc::clone(live));
        }
        let stored = self.stored_connection(id).await?;
        if stored.draft.kind != ECR_PUBLIC {
            return Err(Failure::invalid(
                "connection",
                "not one to Amazon ECR Public",
            ));
        }
        let registry = self.connect_ecr_public(id, &stored).await?;
        let shared: Arc<dyn Registry> = registry.clone();
        self.connected
            .live()
            .insert(id.0.clone(), Arc::clone(&shared));
        lock(&self.connected.public).insert(id.0.clone(), Arc::clone(&registry));
        self.keep_observations(&stored, &shared);
        Ok(registry)
    }

    /// Notes how reaching a registry went; the window is told when that changes.
    pub(crate) fn note_contact(&self, id: &ConnectionId, problem: Option<&Failure>) {
        let changed = {
            let mut contacts = lock(&self.connected.contacts);
            let contact = contacts.entry(id.0.clone()).or_default();
            let first = contact.reached.is_none() && problem.is_none();
            let changed = contact.problem.as_ref() != problem || first;
            contact.problem = problem.cloned();
            if problem.is_none() {
                contact.reached = Some(Timestamp::now());
            }
            changed
        };
        if changed {
            self.events.tell(Event::ConnectionsChanged);
        }
    }

    /// What a registry was seen to be able to do, before it was in use this time.
    pub(crate) async fn observed_before(
        &self,
        stored: &StoredConnection,
    ) -> Result<Capabilities, Failure> {
        let mut known = Capabilities::default();
        for seen in self.store.capabilities(stored.id).await.or_fail()? {
            let capability = Capability::ALL
                .into_iter()
                .find(|one| one.name() == seen.capability);
            let ability = serde_json::from_value::<Observed>(seen.observation);
            if let (Some(capability), Ok(ability)) = (capability, ability) {
                known.set(capability, ability);
            }
        }
        Ok(known)
    }

    /// Keeps what the registry's answers prove, for as long as it is in use.
    fn keep_observations(&self, stored: &StoredConnection, registry: &Arc<dyn Registry>) {
        let (store, events, id) = (self.store.clone(), self.events.clone(), stored.id);
        let mut news = registry.watch();
        self.jobs.start_behind(async move {
            while news.changed().await.is_ok() {
                let now = news.borrow_and_update().clone();
                for (capability, ability) in now.iter() {
                    let Ok(value) = serde_json::to_value(ability) else {
                        continue;
                    };
                    if ability.state == ObservedState::Unknown {
                        continue;
                    }
                    if let Err(problem) =
                        store.record_capability(id, capability.name(), value).await
                    {
                        tracing::warn!(%problem, "a capability was not kept");
                    }
                }
                events.tell(Event::ConnectionsChanged);
            }
        });
    }

    /// A connection as it is kept.
    pub(crate) async fn stored_connection(
        &self,
        id: &ConnectionId,
    ) -> Result<StoredConnection, Failure> {
        let key =
            id.0.parse()
                .map_err(|_| Failure::invalid("connection", "not a connection"))?;
        self.store.connection(key).await.or_fail()
    }

    /// Where a connection's registry is and how to reach it.
    pub(crate) fn endpoint(
        &self,
        draft: &ConnectionDraft,
        client_key: Option<ClientCertificate>,
    ) -> Result<Endpoint, Failure> {
        let stand_in = self.vendors.stand_in(&draft.host);
        let mut endpoint = Endpoint::new(stand_in.unwrap_or(&draft.host)).or_fail()?;
        endpoint.plain_http = draft.plain_http || stand_in.is_some();
        if let Some(authority) = &draft.certificate_authority {
            endpoint.authorities.push(read_pem(authority)?);
        }
        endpoint.client_certificate = client_key;
        endpoint.proxy = match (&draft.proxy, &self.settings.current().proxy) {
            (ProxyChoice::Direct, _) | (ProxyChoice::Settings, ProxySetting::None) => Proxy::None,
            (ProxyChoice::Url(url), _) | (ProxyChoice::Settings, ProxySetting::Url(url)) => {
                Proxy::Url(url.clone())
            }
            (ProxyChoice::Settings, ProxySetting::System) => Proxy::System,
        };
        // The loopback is never behind a proxy.
        if draft.kind == LOCAL {
            endpoint.proxy = Proxy::None;
        }
        endpoint
            .approved_hosts
            .clone_from(&draft.approved_private_hosts);
        Ok(endpoint)
    }

    /// The client certificate of a connection with its key, which is a secret of its own.
    async fn read_client_key(
        &self,
        id: &ConnectionId,
        draft: &ConnectionDraft,
    ) -> Result<Option<ClientCertificate>, Failure> {
        let Some(kept) = &draft.client_certificate else {
            return Ok(None);
        };
        let certificates = read_pem(&kept.certificate)?;
        let key = self.secrets.get(&client_key_name(&id.0)).await.or_fail()?;
        Ok(Some(ClientCertificate { certificates, key }))
    }
}

/// Under this name the secret store keeps the key of a connection's client certificate.
pub(crate) fn client_key_name(id: &str) -> String {
    format!("{id}/client-key")
}

fn read_pem(source: &PemSource) -> Result<String, Failure> {
    match source {
        PemSource::Text(text) => Ok(text.clone()),
        PemSource::File(path) => std::fs::read_to_string(path).map_err(|problem| {
            Failure::invalid("authorities", format!("{}: {problem}", path.display()))
        }),
    }
}

/// Signs in as a connection says, reading the secret anew whenever a sign-in is needed.
pub(crate) struct SignIn {
    pub(crate) id: String,
    pub(crate) host: String,
    pub(crate) access: Access,
    pub(crate) secrets: SecretStore,
    pub(crate) surroundings: Surroundings,
}

impl SignIn {
    fn of(app: &App, stored: &StoredConnection) -> Self {
        Self {
            id: stored.id.to_string(),
            host: stored.draft.host.clone(),
            access: stored.draft.access.clone(),
            secrets: app.secrets.clone(),
            surroundings: app.surroundings.clone(),
        }
    }

    /// Whether the credentials can be had, without using them.
    pub(crate) async fn check(&self) -> Result<(), CredentialError> {
        self.read().await.map(|_| ())
    }

    async fn read(&self) -> Result<Credential, CredentialError> {
        let known =
            |source| portolan_credentials::resolve(&self.surroundings, source, &self.host, None);
        Ok(match &self.access {
            // Amazon's room signs in by itself.
            Access::Anonymous | Access::Amazon { .. } => Credential::Anonymous,
            Access::Password { user } => {
                let password = self.secrets.get(&self.id).await?;
                Credential::Basic {
                    user: user.clone(),
                    password,
                }
            }
            Access::IdentityToken => Credential::IdentityToken(self.secrets.get(&self.id).await?),
            Access::RegistryToken => Credential::RegistryToken(self.secrets.get(&self.id).await?),
            Access::Docker => on_the_wire(known(SignInSource::Docker).await?),
            Access::Podman => on_the_wire(known(SignInSource::Podman).await?),
        })
    }
}

fn on_the_wire(kept: Kept) -> Credential {
    match kept {
        Kept::Anonymous => Credential::Anonymous,
        Kept::Basic { user, secret } => Credential::Basic {
            user,
            password: secret,
        },
        Kept::IdentityToken(token) => Credential::IdentityToken(token),
        Kept::RegistryToken(token) => Credential::RegistryToken(token),
    }
}

impl Authenticate for SignIn {
    fn credential(&self) -> BoxFuture<'_, Result<Credential, WireError>> {
        Box::pin(async {
            self.read().await.map_err(|error| {
                tracing::info!(failure = %error.to_failure(), "a sign-in could not be read");
                WireError::Credential(Arc::new(error))
            })
        })
    }
}

/// An ability as the window shows it.
pub(crate) fn show_ability(observed: &Observed, capability: Capability) -> Ability {
    Ability {
        state: match observed.state {
            ObservedState::Yes => AbilityState::Yes,
            ObservedState::No => AbilityState::No,
            ObservedState::Unknown => AbilityState::Unknown,
        },
        proven_at: observed.proven_at.map(Timestamp::as_millisecond),
        failure: observed.reason.as_ref().map(|reason| {
            let hint = match capability {
                Capability::Catalog => Hint::CatalogNotOffered,
                Capability::DeleteTag if reason.setting.is_none() => Hint::TagDeletionUnsupported,
                Capability::DeleteTag | Capability::DeleteDigest => Hint::DeletionSwitchedOff {
                    setting: reason.setting.clone(),
                },
                Capability::Referrers | Capability::Mount | Capability::Push => {
                    return Failure {
                        code: Code::Unsupported,
                        hint: None,
                        retry: Retry::AfterChange,
                        detail: reason.answered.clone(),
                    };
                }
            };
            Failure::new(
                Code::Unsupported,
                hint,
                Retry::AfterChange,
                reason.answered.clone(),
            )
        }),
    }
}

/// All of them.
pub(crate) fn show_capabilities(observed: &Capabilities) -> portolan_contract::Capabilities {
    let show = |capability| show_ability(observed.get(capability), capability);
    portolan_contract::Capabilities {
        catalog: show(Capability::Catalog),
        delete_tag: show(Capability::DeleteTag),
        delete_digest: show(Capability::DeleteDigest),
        referrers: show(Capability::Referrers),
        mount: show(Capability::Mount),
        push: show(Capability::Push),
    }
}
