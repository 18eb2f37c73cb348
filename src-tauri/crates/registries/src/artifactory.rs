//! JFrog Artifactory: the protocol, and the list of what it holds where one host has all of its Docker
//! repositories below it (the repository path method), since no catalog is of them all.
//!
//! By the subdomain and port methods a host is one repository, whose catalog is the protocol's. Not confirmed
//! by JFrog: what `/v2/_catalog` answers by the repository path method; an empty list and a refusal are both
//! taken for "ask each repository".

use std::sync::Arc;

use async_trait::async_trait;
use portolan_distribution::{Cursor, Error as WireError, Page, Problem};
use portolan_oci::RepositoryName;
use serde_json::Value;
use url::{Url, form_urlencoded};

use crate::{
    Capability, Error, Kind, Protocol, Registry, Result,
    in_turn::InTurn,
    rows::{missing, read_each, rows, unusable},
    vendor_api::{Lenient as _, SignEach, VendorApi, encode},
    vendors::VendorConnection,
};

/// The entries that are asked for at once.
const PAGE_SIZE: &str = "1000";

/// An Artifactory.
#[derive(Debug)]
pub struct Artifactory {
    protocol: Protocol,
    api: VendorApi,
}

impl Artifactory {
    /// The registry of a connection, with Artifactory's API behind it.
    pub fn new(connection: VendorConnection) -> Result<Self> {
        let sign = SignEach::basic(Arc::clone(&connection.sign_in));
        let api = connection.api(&connection.own()?, Arc::new(sign));
        Ok(Self {
            protocol: Protocol::new(connection.client, connection.known),
            api,
        })
    }

    /// The Docker repositories that who is signed in may see: what a name begins with.
    async fn keys(&self) -> Result<Vec<String>> {
        let query = [("packageType", "docker")];
        let answer = self
            .api
            .get("/artifactory/api/repositories", &query)
            .await?;
        let keys = rows(&self.api, &answer, None)?.iter();
        Ok(keys
            .filter_map(|row| row.text("key").map(str::to_owned))
            .collect())
    }

    /// A page of what one Docker repository holds, and the query of the page after it.
    async fn catalog(
        &self,
        key: &str,
        place: Option<&str>,
    ) -> Result<(Vec<RepositoryName>, Vec<Problem>, Option<String>)> {
        let path = format!("/artifactory/api/docker/{}/v2/_catalog", encode(key));
        let place = place.map_or_else(|| format!("n={PAGE_SIZE}"), str::to_owned);
        let query: Vec<(String, String)> = form_urlencoded::parse(place.as_bytes())
            .into_owned()
            .collect();
        let query: Vec<(&str, &str)> = query
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let answer = self.api.get(&path, &query).await?;
        let names = rows(&self.api, &answer, Some("repositories"))?;
        let (names, problems) = read_each(names, |name| read_name(key, name));
        // The link may be written for a registry that has `/v2/` to itself: where it goes on counts, and not
        // its path.
        let next = answer
            .next_page()
            .and_then(|next| Url::parse(next.as_str()).ok())
            .and_then(|next| next.query().map(str::to_owned))
            .filter(|next| *next != place && !names.is_empty());
        Ok((names, problems, next))
    }
}

fn read_name(key: &str, name: &Value) -> Result<RepositoryName, Problem> {
    let text = name.as_str().unwrap_or_default();
    format!("{key}/{text}")
        .parse()
        .map_err(|_| unusable(&name.to_string()))
}

/// Whether nothing is listed here, rather than nothing shown to who asks.
fn is_not_offered(error: &Error) -> bool {
    matches!(
        error,
        Error::Request(
            WireError::Unsupported { .. }
                | WireError::NotFound { .. }
                | WireError::Forbidden { .. }
                | WireError::Refuses { .. }
        )
    )
}

#[async_trait]
impl Registry for Artifactory {
    fn kind(&self) -> Kind {
        Kind::Artifactory
    }

    fn protocol(&self) -> &Protocol {
        &self.protocol
    }

    async fn list_repositories(&self, cursor: Option<&Cursor>) -> Result<Page<RepositoryName>> {
        let mut turn = match cursor {
            Some(cursor) if cursor.as_str().starts_with('{') => InTurn::resume(cursor),
            Some(cursor) => return self.protocol.list_repositories(Some(cursor)).await,
            None => {
                let listed = self.protocol.list_repositories(None).await;
                let is_elsewhere = match &listed {
                    Ok(page) => page.items.is_empty() && page.problems.is_empty(),
                    Err(error) => is_not_offered(error),
                };
                if !is_elsewhere {
                    return listed;
                }
                match self.keys().await {
                    Ok(keys) if !keys.is_empty() => InTurn::begin(keys),
                    // Then it is as the registry said.
                    _ => return listed,
                }
            }
        };
        let mut page = Page::empty();
        while let Some((key, place)) = turn.next() {
            let key = key.to_owned();
            match self.catalog(&key, place).await {
                Ok((names, problems, next)) => {
                    page.items.extend(names);
                    page.problems.extend(problems);
                    turn.turn(next);
                }
                // One repository that does not let in costs none of the others.
                Err(error) if !error.is_unreachable() => {
                    page.problems.push(missing(&key, &error));
                    turn.turn(None);
                }
                Err(error) => return Err(error),
            }
            if !page.items.is_empty() {
                break;
            }
        }
        self.protocol.abilities().prove(Capability::Catalog);
        page.next = turn.cursor();
        Ok(page)
    }
}
