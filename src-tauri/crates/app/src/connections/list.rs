//! Lists connections as the window shows them.

use portolan_contract::{
    Connection, ConnectionId, Failure, KnownSource, Nothing, ProxyChoice, ReorderConnections,
    SecretPlace, SignIn,
};
use portolan_registries::Kind;
use portolan_storage::{
    Access, AmazonSignIn, Connection as Stored, PemSource, ProxyChoice as StoredProxy,
};

use crate::{
    App, amazon, connected::show_capabilities, failures::OrFail, repositories::show_deeds,
    vendors::show_kind,
};

impl App {
    /// All connections, the local registry among them, in the person's order.
    pub async fn list_connections(&self, _: Nothing) -> Result<Vec<Connection>, Failure> {
        let mut connections = Vec::new();
        for stored in self.store.connections().await.or_fail()? {
            connections.push(self.show_connection(stored).await?);
        }
        Ok(connections)
    }

    /// Puts the connections in another order.
    pub async fn reorder_connections(
        &self,
        request: ReorderConnections,
    ) -> Result<Vec<Connection>, Failure> {
        let ids = request.ids.iter().map(|id| id.0.parse());
        let ids = ids
            .collect::<Result<Vec<_>, _>>()
            .map_err(|_| Failure::invalid("ids", "not a connection"))?;
        self.store.reorder_connections(ids).await.or_fail()?;
        self.events
            .tell(portolan_contract::Event::ConnectionsChanged);
        self.list_connections(Nothing {}).await
    }

    /// A connection as the window shows it, without its secret.
    pub(crate) async fn show_connection(&self, stored: Stored) -> Result<Connection, Failure> {
        let id = ConnectionId(stored.id.to_string());
        let capabilities = match self.connected.live_registry(&id) {
            Some(registry) => show_capabilities(&registry.observed()),
            None => show_capabilities(&self.observed_before(&stored).await?),
        };
        let contact = self.connected.contact(&id);
        let draft = stored.draft;
        let (hosts, amazon) = (amazon::hosts(&draft), amazon::show(&draft));
        let secret = match draft.access {
            Access::Anonymous => SecretPlace::None,
            Access::Docker
            | Access::Podman
            | Access::Amazon {
                sign_in: AmazonSignIn::Surroundings | AmazonSignIn::Profile { .. },
            } => SecretPlace::Elsewhere,
            // Its token has a place of its own.
            Access::Amazon {
                sign_in: AmazonSignIn::IdentityCenter { .. },
            } => SecretPlace::Keyring,
            _ if self.connected.is_for_session(&id) => SecretPlace::SessionOnly,
            _ if self.secrets.has(&id.0).await => SecretPlace::Keyring,
            // What was kept for an earlier session went with it.
            _ => SecretPlace::None,
        };
        Ok(Connection {
            has_offers: Kind::named(&draft.kind).has_offers(),
            kind: show_kind(&draft.kind),
            secret,
            sign_in: match draft.access {
                Access::Anonymous => SignIn::Anonymous,
                Access::Password { user } => SignIn::Password { user },
                Access::IdentityToken | Access::RegistryToken => SignIn::Token,
                Access::Docker => SignIn::Known {
                    source: KnownSource::Docker,
                },
                Access::Podman => SignIn::Known {
                    source: KnownSource::Podman,
                },
                Access::Amazon { .. } => SignIn::Amazon,
            },
            authorities: draft
                .certificate_authority
                .map(|authority| match authority {
                    PemSource::Text(text) => text,
                    PemSource::File(path) => path.display().to_string(),
                }),
            client_certificate: draft.client_certificate.is_some(),
            proxy: match draft.proxy {
                StoredProxy::Settings => ProxyChoice::System,
                StoredProxy::Direct => ProxyChoice::None,
                StoredProxy::Url(url) => ProxyChoice::Own { url },
            },
            id,
            name: draft.name,
            host: draft.host,
            hosts,
            amazon,
            plain_http: draft.plain_http,
            read_only: draft.read_only,
            production: draft.production,
            approved_hosts: draft.approved_private_hosts,
            capabilities,
            repositories: show_deeds(Kind::named(&draft.kind)),
            last_reached: contact.reached.map(jiff::Timestamp::as_millisecond),
            problem: contact.problem,
        })
    }
}
