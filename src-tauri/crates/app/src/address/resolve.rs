//! Leads an address to a connection, a repository or an image.

use portolan_contract::{AddressTarget, ConnectionId, Failure, ResolveAddress};
use portolan_oci::{Digest, Meaning, RepositoryName};
use portolan_storage::Connection as Stored;

use crate::{App, failures::OrFail};

impl App {
    /// Says where a text leads, without asking any registry.
    pub async fn resolve_address(&self, request: ResolveAddress) -> Result<AddressTarget, Failure> {
        let connections = self.store.connections().await.or_fail()?;
        Ok(match Meaning::read(&request.text) {
            Meaning::Words(text) => match connections.iter().find(|one| one.draft.host == text) {
                Some(connection) => AddressTarget::Connection {
                    connection: shown(connection),
                },
                None => AddressTarget::Words { text },
            },
            Meaning::Digest(digest) => self.find_digest(&digest).await?,
            Meaning::Host(host) => match connections_to(&connections, &host).first() {
                Some(connection) => AddressTarget::Connection {
                    connection: shown(connection),
                },
                None => AddressTarget::NewRegistry {
                    host,
                    repository: None,
                    selector: None,
                },
            },
            Meaning::Place {
                host,
                repository,
                selector,
            } => {
                let found = self
                    .choose(&connections_to(&connections, &host), &repository)
                    .await?;
                let repository = repository.to_string();
                let selector = selector.map(|selector| selector.to_string());
                match (found, selector) {
                    (Some(connection), Some(selector)) => AddressTarget::Image {
                        connection,
                        repository,
                        selector,
                    },
                    (Some(connection), None) => AddressTarget::Repository {
                        connection,
                        repository,
                    },
                    (None, selector) => AddressTarget::NewRegistry {
                        host,
                        repository: Some(repository),
                        selector,
                    },
                }
            }
        })
    }

    /// Of several connections to one registry, the first that has seen the repository, else the first.
    async fn choose(
        &self,
        connections: &[&Stored],
        repository: &RepositoryName,
    ) -> Result<Option<ConnectionId>, Failure> {
        for connection in connections {
            if self
                .store
                .repository(connection.id, repository)
                .await
                .or_fail()?
                .is_some()
            {
                return Ok(Some(shown(connection)));
            }
        }
        Ok(connections.first().copied().map(shown))
    }

    async fn find_digest(&self, digest: &Digest) -> Result<AddressTarget, Failure> {
        let places = self.store.places_of(digest).await.or_fail()?;
        let selector = digest.to_string();
        Ok(match places.into_iter().next() {
            Some((connection, repository)) => AddressTarget::Image {
                connection: ConnectionId(connection.to_string()),
                repository: repository.to_string(),
                selector,
            },
            None => AddressTarget::Words { text: selector },
        })
    }
}

fn shown(connection: &Stored) -> ConnectionId {
    ConnectionId(connection.id.to_string())
}

/// Connections to a host, whichever of its names was used.
fn connections_to<'a>(connections: &'a [Stored], host: &str) -> Vec<&'a Stored> {
    let host = one_name(host);
    connections
        .iter()
        .filter(|connection| one_name(&connection.draft.host) == host)
        .collect()
}

/// Docker Hub answers to several names, and this machine too.
fn one_name(host: &str) -> String {
    let host = host.to_ascii_lowercase();
    match host.as_str() {
        "index.docker.io" | "registry-1.docker.io" | "registry.hub.docker.com" => {
            "docker.io".to_owned()
        }
        _ => match host.strip_prefix("127.0.0.1") {
            Some(port) => format!("localhost{port}"),
            None => host,
        },
    }
}
