//! Adds a connection: what may be read goes to the database, what may not to the secret store.

use portolan_contract::{Connection, ConnectionDraft, ConnectionId, Event, Failure, Nothing};
use portolan_credentials::{Error as CredentialError, KeptIn, SecretString};

use crate::{
    App,
    connected::client_key_name,
    failures::{OrFail, ToFailure},
    local_registry::KIND,
};

use super::draft;

impl App {
    /// Adds a connection. When its secret can't be kept, nothing is added.
    pub async fn add_connection(&self, request: ConnectionDraft) -> Result<Connection, Failure> {
        let mut draft = draft::read(request)?;
        if draft.needs_secret() && draft.secret.is_none() {
            return Err(Failure::invalid("password", "empty"));
        }
        let repository = draft.repository.clone();
        let named = self.own_sources().await?;
        // What can't be reached as it is set up is found out when it is used, and said then.
        if draft.stored.amazon.is_none()
            && let Ok(endpoint) = self.endpoint(&draft.stored, None)
        {
            self.recognise(&mut draft.stored, &endpoint).await;
        }
        let stored = self.store.add_connection(draft.stored).await.or_fail()?;
        let id = ConnectionId(stored.id.to_string());
        let kept = self.keep_secrets(&id, draft.secret, draft.client_key).await;
        if let Err(failure) = kept {
            self.store.remove_connection(stored.id).await.or_fail()?;
            return Err(failure);
        }
        if let Some(Ok(repository)) = repository.map(|name| name.parse()) {
            // Whoever pasted a reference wants to find its repository, catalog or not.
            self.store
                .pin_repository(stored.id, &repository, true)
                .await
                .or_fail()?;
        }
        self.follow_connections(named).await;
        self.events.tell(Event::ConnectionsChanged);
        self.show_connection(stored).await
    }

    /// Removes a connection, its cache and its secrets. What was done there stays in Activity.
    pub async fn remove_connection(&self, id: ConnectionId) -> Result<Nothing, Failure> {
        let stored = self.stored_connection(&id).await?;
        if stored.draft.kind == KIND {
            return Err(Failure::invalid(
                "id",
                "the local registry is part of the program",
            ));
        }
        // The secret first: a connection without its secret can be removed again, a secret without its
        // connection could not be found any more.
        self.forget_secret(&id.0).await?;
        if stored.draft.client_certificate.is_some() {
            self.forget_secret(&client_key_name(&id.0)).await?;
        }
        let named = self.own_sources().await?;
        self.store.remove_connection(stored.id).await.or_fail()?;
        self.connected.forget(&id);
        self.forget_seen(&id);
        self.follow_connections(named).await;
        self.events.tell(Event::ConnectionsChanged);
        Ok(Nothing {})
    }

    /// Forgets a secret. Where there is no keyring there is nothing to forget.
    pub(super) async fn forget_secret(&self, name: &str) -> Result<(), Failure> {
        match self.secrets.forget(name).await {
            Ok(()) | Err(CredentialError::KeyringAbsent { .. }) => Ok(()),
            Err(error) => Err(error.to_failure()),
        }
    }

    /// Keeps what was typed, in the keyring or, where there is none or it stays locked, for this session.
    pub(super) async fn keep_secrets(
        &self,
        id: &ConnectionId,
        secret: Option<SecretString>,
        client_key: Option<SecretString>,
    ) -> Result<(), Failure> {
        let named = [(id.0.clone(), secret), (client_key_name(&id.0), client_key)];
        for (name, secret) in named {
            let Some(secret) = secret else { continue };
            let is_for_session = self.keep_secret(&name, secret).await?;
            self.connected.note_secret(id, is_for_session);
        }
        Ok(())
    }

    /// Keeps one secret, and says whether it is for this session only. The form has told the person before
    /// what becomes of it where the keyring is locked; the system asks them to unlock it.
    async fn keep_secret(&self, name: &str, secret: SecretString) -> Result<bool, Failure> {
        let mut kept = self.secrets.put(name, secret.clone()).await;
        if matches!(kept, Err(CredentialError::KeyringLocked))
            && self.secrets.unlock().await.is_ok()
        {
            kept = self.secrets.put(name, secret.clone()).await;
        }
        match kept {
            Ok(kept) => Ok(matches!(kept, KeptIn::Session { .. })),
            Err(CredentialError::KeyringLocked) => {
                self.secrets.put_for_session(name, secret);
                Ok(true)
            }
            Err(error) => Err(error.to_failure()),
        }
    }
}
