//! What the local registry is doing, who may use it, and starting it again.

use std::sync::Arc;

use portolan_contract::{
    Event, Failure, LocalRegistryStatus, Nothing, ProtectLocalRegistry, StartLocalRegistry,
};
use portolan_local_registry::PasswordHash;
use portolan_storage::LocalRegistryAccess;

use crate::{App, app::off_the_loop, failures::OrFail};

impl App {
    /// Where the local registry is, who may use it, and how much it holds.
    pub async fn read_local_registry(&self, _: Nothing) -> Result<LocalRegistryStatus, Failure> {
        let user = match self.settings.current().local_registry.access {
            LocalRegistryAccess::Anonymous => None,
            LocalRegistryAccess::Password { user, .. } => Some(user),
        };
        let stored = self.stored_connection(&self.local.connection).await?;
        let mut status = LocalRegistryStatus {
            connection: self.local.connection.clone(),
            running: false,
            address: stored.draft.host,
            folder: self.local.root.display().to_string(),
            user,
            repositories: 0,
            bytes: 0,
            problem: None,
        };
        match self.local.running().await {
            Ok((registry, _)) => {
                let size = off_the_loop(move || registry.size()).await?.or_fail()?;
                status.running = true;
                status.repositories = size.repositories;
                status.bytes = size.content_bytes;
            }
            Err(failure) => status.problem = Some(failure),
        }
        Ok(status)
    }

    /// Starts the local registry again after it could not start.
    pub async fn start_local_registry(
        self: &Arc<Self>,
        request: StartLocalRegistry,
    ) -> Result<LocalRegistryStatus, Failure> {
        self.local
            .start_again(&self.store, &self.settings, request.another_port)
            .await?;
        self.apply_pull_cache().await;
        self.connected.forget(&self.local.connection);
        self.expire(&self.local.connection);
        self.events.tell(Event::LocalRegistryChanged);
        self.events.tell(Event::ConnectionsChanged);
        self.read_local_registry(Nothing {}).await
    }

    /// Wants a password from now on, or none. Only its hash is kept; the program itself is always let in.
    pub async fn protect_local_registry(
        &self,
        request: ProtectLocalRegistry,
    ) -> Result<LocalRegistryStatus, Failure> {
        let access = match (request.user, request.password) {
            (None, _) => LocalRegistryAccess::Anonymous,
            (Some(user), _) if user.trim().is_empty() || user.contains(':') => {
                return Err(Failure::invalid(
                    "user",
                    "a user name is not empty and has no colon",
                ));
            }
            (Some(_), None) => return Err(Failure::invalid("password", "empty")),
            (Some(user), Some(password)) => {
                let hash = off_the_loop(move || PasswordHash::of(&password))
                    .await?
                    .or_fail()?;
                LocalRegistryAccess::Password {
                    user,
                    hash: hash.as_str().to_owned(),
                }
            }
        };
        let settings = self.settings.clone();
        off_the_loop(move || settings.change(|settings| settings.local_registry.access = access))
            .await?
            .or_fail()?;
        self.local.apply_access(&self.settings).await?;
        self.events.tell(Event::LocalRegistryChanged);
        self.read_local_registry(Nothing {}).await
    }

    /// The store of the local registry while it runs.
    pub(crate) async fn local_store(
        &self,
    ) -> Result<Arc<portolan_local_registry::LocalRegistry>, Failure> {
        self.local.running().await.map(|(registry, _)| registry)
    }
}
