//! Leads an address to a connection, a repository or an image.

use portolan_contract::{AddressTarget, ConnectionId, Failure, ResolveAddress};
use portolan_gallery::SourceKind;
use portolan_oci::{Digest, Meaning, RepositoryName};
use portolan_storage::Connection as Stored;

use crate::{
    App,
    amazon::{ECR_PUBLIC, hosts, name_here},
    connections::VISITED,
    failures::OrFail,
};

impl App {
    /// Says where a text leads, without asking any registry.
    pub async fn resolve_address(&self, request: ResolveAddress) -> Result<AddressTarget, Failure> {
        let mut connections = self.store.connections().await.or_fail()?;
        // Where one only looked around nobody has connected anything.
        connections.retain(|connection| connection.draft.kind != VISITED);
        let text = request.text.trim();
        if let Some(target) = read_gallery_address(text) {
            return Ok(target);
        }
        let text = text.strip_prefix(SCHEME).unwrap_or(text);
        Ok(match Meaning::read(text) {
            Meaning::Words(text) => match connections.iter().find(|one| one.draft.host == text) {
                Some(connection) => AddressTarget::Connection {
                    connection: shown(connection),
                },
                None => AddressTarget::Words { text },
            },
            Meaning::Digest(digest) => self.find_digest(&digest).await?,
            Meaning::Host(host) => match all_at(&connections, &host).first() {
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
                let (found, repository) = self.locate(&connections, &host, &repository).await?;
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
                    (None, selector) if is_in_a_gallery(&host) => AddressTarget::Listing {
                        reference: format!("{}/{repository}", one_name(&host)),
                        selector,
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

    /// The connection that has a repository, and what it is called there.
    async fn locate(
        &self,
        connections: &[Stored],
        host: &str,
        repository: &RepositoryName,
    ) -> Result<(Option<ConnectionId>, String), Failure> {
        for connection in connections {
            if let Some(here) = name_here(&connection.draft, host, repository.as_str()) {
                return Ok((Some(shown(connection)), here));
            }
        }
        let found = self
            .choose(&connections_to(connections, host), repository)
            .await?;
        Ok((found, repository.to_string()))
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

/// What the program's own links begin with.
const SCHEME: &str = "portolan://";

/// Where a gallery's own page, or a link of the program's own to one of its repositories, leads: to the
/// same page here, whether one is connected to that registry or not.
fn read_gallery_address(text: &str) -> Option<AddressTarget> {
    let link = text.strip_prefix(SCHEME);
    let page = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"))
        .filter(|page| PAGES.iter().any(|begins| page.starts_with(begins)));
    if let Some(page) = page {
        let path = page.split(['?', '#']).next().unwrap_or_default();
        let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        let publisher = match parts.as_slice() {
            ["gallery.ecr.aws", alias] => Some((SourceKind::EcrPublic, alias)),
            ["hub.docker.com", "u", alias] => Some((SourceKind::DockerHub, alias)),
            _ => None,
        };
        if let Some((kind, alias)) = publisher {
            return Some(AddressTarget::Publisher {
                host: kind.registry().to_owned(),
                alias: (*alias).to_owned(),
            });
        }
    }
    match Meaning::read(link.or_else(|| page.map(|_| text))?) {
        Meaning::Place {
            host,
            repository,
            selector,
        } if is_in_a_gallery(&host) => Some(AddressTarget::Listing {
            reference: format!("{}/{repository}", one_name(&host)),
            selector: selector.map(|selector| selector.to_string()),
        }),
        _ => None,
    }
}

/// How addresses of galleries' pages begin.
const PAGES: [&str; 3] = ["gallery.ecr.aws/", "hub.docker.com/", "quay.io/repository/"];

fn is_in_a_gallery(host: &str) -> bool {
    let host = one_name(host);
    SourceKind::ALL.iter().any(|kind| kind.registry() == host)
}

fn shown(connection: &Stored) -> ConnectionId {
    ConnectionId(connection.id.to_string())
}

/// Connections that may have any repository of a host, whichever of its names was used. A publisher's
/// connection has its own alone, which [`name_here`] knows.
pub(crate) fn connections_to<'a>(connections: &'a [Stored], host: &str) -> Vec<&'a Stored> {
    let mut found = all_at(connections, host);
    found.retain(|connection| connection.draft.kind != ECR_PUBLIC);
    found
}

fn all_at<'a>(connections: &'a [Stored], host: &str) -> Vec<&'a Stored> {
    let host = one_name(host);
    let leads_to = |connection: &Stored| {
        one_name(&connection.draft.host) == host
            || hosts(&connection.draft)
                .iter()
                .any(|here| here.host == host)
    };
    connections
        .iter()
        .filter(|connection| leads_to(connection))
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

#[cfg(test)]
mod tests {
    use super::*;

    fn listing(text: &str) -> Option<(String, Option<String>)> {
        match read_gallery_address(text)? {
            AddressTarget::Listing {
                reference,
                selector,
            } => Some((reference, selector)),
            _ => None,
        }
    }

    #[test]
    fn links_and_pages_of_galleries_lead_to_the_listing() {
        for (text, reference, tag) in [
            (
                "portolan://public.ecr.aws/nginx/nginx:1.27",
                "public.ecr.aws/nginx/nginx",
                Some("1.27"),
            ),
            (
                "https://gallery.ecr.aws/bitnami/redis",
                "public.ecr.aws/bitnami/redis",
                None,
            ),
            (
                "https://hub.docker.com/_/nginx",
                "docker.io/library/nginx",
                None,
            ),
            (
                "https://hub.docker.com/r/grafana/loki/tags",
                "docker.io/grafana/loki",
                None,
            ),
            (
                "https://quay.io/repository/keycloak/keycloak?tab=tags",
                "quay.io/keycloak/keycloak",
                None,
            ),
        ] {
            let tag = tag.map(str::to_owned);
            assert_eq!(listing(text), Some((reference.to_owned(), tag)), "{text}");
        }
        for text in [
            "nginx",
            "docker.io/library/nginx",
            "https://example.com/a/b",
            "portolan://",
        ] {
            assert_eq!(read_gallery_address(text), None, "{text}");
        }
    }

    #[test]
    fn a_publishers_page_leads_to_the_publisher() {
        assert_eq!(
            read_gallery_address("https://gallery.ecr.aws/bitnami/"),
            Some(AddressTarget::Publisher {
                host: "public.ecr.aws".to_owned(),
                alias: "bitnami".to_owned(),
            })
        );
    }
}
