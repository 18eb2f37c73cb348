//! Azure Container Registry, by its own API beside the protocol: lists with dates and locks, and the removal
//! of a tag alone.

mod entra;
mod reading;
mod rules;

use std::{collections::BTreeSet, sync::Arc};

use async_trait::async_trait;
use http::Method;
use portolan_distribution::{Credential, Cursor, Error as WireError, Page, Pages, Problem};
use portolan_oci::{Digest, RepositoryName, Tag};
use serde_json::Value;

pub use self::entra::EntraSignIn;
use self::reading::{is_locked, read_facts, read_manifests};
use crate::{
    Capability, Error, Kind, Lenient as _, ListedImage, Offers, Protocol, Registry,
    RepositoryFacts, Result, SignEach, Signature, VendorAnswer, VendorApi, VendorConnection,
    Withheld,
};

/// Where repositories are listed.
const CATALOG: &str = "/acr/v1/_catalog";

/// Entries of a page that are asked for; it gives fewer where it pleases.
const PAGE: &str = "1000";

/// Tags that are looked up one by one.
const FEW: usize = 8;

/// The user of whoever signs in with a refresh token, as `az acr login --expose-token` gives one.
const NOBODY_IN_PARTICULAR: &str = "00000000-0000-0000-0000-000000000000";

/// An Azure Container Registry.
#[derive(Debug)]
pub struct Azure {
    protocol: Protocol,
    api: VendorApi,
}

impl Azure {
    /// The registry on this connection, whose API is where it is itself: for its admin user, one of its
    /// tokens, a service principal, or a refresh token.
    pub fn new(connection: VendorConnection) -> Result<Self> {
        let sign = SignEach::new(Arc::clone(&connection.sign_in), |credential| {
            Ok(Some(match credential {
                Credential::Anonymous => return Ok(None),
                Credential::Basic { user, password } => Signature::basic(user, password)?,
                Credential::IdentityToken(token) => Signature::basic(NOBODY_IN_PARTICULAR, token)?,
                Credential::RegistryToken(token) => Signature::bearer(token)?,
            }))
        });
        let origin = connection.own()?;
        Ok(Self {
            api: connection.api(&origin, Arc::new(sign)),
            protocol: Protocol::new(connection.client, connection.known),
        })
    }

    async fn page(
        &self,
        path: &str,
        query: &[(&str, &str)],
        cursor: Option<&Cursor>,
    ) -> Result<VendorAnswer> {
        match cursor {
            Some(cursor) => self.api.follow(cursor).await,
            None => self.api.get(path, query).await,
        }
    }
}

#[async_trait]
impl Registry for Azure {
    fn kind(&self) -> Kind {
        Kind::Azure
    }

    fn protocol(&self) -> &Protocol {
        &self.protocol
    }

    async fn list_repositories(&self, cursor: Option<&Cursor>) -> Result<Page<RepositoryName>> {
        // The protocol's list is gone on with where it was begun.
        if let Some(cursor) = cursor.filter(|cursor| !cursor.as_str().contains(CATALOG)) {
            return self.protocol.list_repositories(Some(cursor)).await;
        }
        let answer = match self.page(CATALOG, &[("n", PAGE)], cursor).await {
            // A token may be for some repositories alone; the protocol's own list knows how to say so.
            Err(Error::Request(WireError::Forbidden { .. } | WireError::Unauthorized { .. }))
                if cursor.is_none() =>
            {
                return self.protocol.list_repositories(None).await;
            }
            answer => answer?,
        };
        self.protocol.abilities().prove(Capability::Catalog);
        let mut page = Page {
            next: next_of(&answer),
            ..Page::empty()
        };
        let names = answer.json().list("repositories").iter();
        for name in names.filter_map(Value::as_str) {
            match name.parse() {
                Ok(name) => page.items.push(name),
                Err(_) => page.problems.push(Problem::Unusable(
                    name.chars()
                        .filter(|it| !it.is_control())
                        .take(80)
                        .collect(),
                )),
            }
        }
        Ok(page)
    }

    async fn list_images(
        &self,
        repository: &RepositoryName,
        cursor: Option<&Cursor>,
    ) -> Result<Option<Page<ListedImage>>> {
        let path = format!("/acr/v1/{repository}/_manifests");
        let query = [("n", PAGE), ("orderby", "timedesc")];
        match self.page(&path, &query, cursor).await {
            Ok(answer) => {
                let (items, problems) = read_manifests(answer.json());
                Ok(Some(Page {
                    items,
                    next: next_of(&answer),
                    problems,
                }))
            }
            // Who may pull but not read metadata still reads tags by the protocol.
            Err(Error::Request(WireError::Forbidden { .. } | WireError::Unauthorized { .. }))
                if cursor.is_none() =>
            {
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    async fn describe_repository(
        &self,
        repository: &RepositoryName,
    ) -> Result<Option<RepositoryFacts>> {
        let path = format!("/acr/v1/{repository}");
        Ok(Some(read_facts(self.api.get(&path, &[]).await?.json())))
    }

    async fn frozen_tags(&self, repository: &RepositoryName, tags: &[Tag]) -> Result<Vec<Tag>> {
        // A locked repository holds all that is in it.
        if self.is_locked(repository).await? {
            return Ok(tags.to_vec());
        }
        let path = format!("/acr/v1/{repository}/_tags");
        let mut locked = BTreeSet::new();
        if tags.len() <= FEW {
            for tag in tags {
                match self.api.get(&format!("{path}/{tag}"), &[]).await {
                    Ok(answer) => {
                        let is_locked = answer.json().get("tag").is_some_and(is_locked);
                        locked.extend(is_locked.then(|| tag.clone()));
                    }
                    Err(error) if error.is_not_found() => {}
                    Err(error) => return Err(error),
                }
            }
        } else {
            let mut pages = Pages::default();
            while let Some(cursor) = pages.place() {
                let answer = self.page(&path, &[("n", PAGE)], cursor).await?;
                let mut page = Page {
                    items: answer.json().list("tags").to_vec(),
                    next: next_of(&answer),
                    problems: Vec::new(),
                };
                let held = page.items.iter().filter(|tag| is_locked(tag));
                locked.extend(held.filter_map(|tag| tag.text("name")?.parse().ok()));
                pages.take(&mut page, |tag| tag.text("name").unwrap_or_default());
            }
        }
        Ok(tags
            .iter()
            .filter(|tag| locked.contains(tag))
            .cloned()
            .collect())
    }

    fn offers(&self) -> Offers<'_> {
        Offers {
            rules: Some(self),
            ..Offers::default()
        }
    }

    async fn withholds_offers(&self) -> Result<Option<Withheld>> {
        let is_signed_in = self.api.is_signed_in().await?;
        Ok((!is_signed_in).then_some(Withheld::NeedsSignIn))
    }

    async fn frozen_manifests(
        &self,
        repository: &RepositoryName,
        digests: &[Digest],
    ) -> Result<Vec<Digest>> {
        self.locked_manifests(repository, digests).await
    }

    async fn delete_repository(&self, repository: &RepositoryName) -> Result<()> {
        let path = format!("/acr/v1/{repository}");
        self.api.ask(Method::DELETE, &path, &[], None).await?;
        Ok(())
    }

    /// By the protocol a tag's deletion takes its manifest along here; this one untags.
    async fn delete_tag(&self, repository: &RepositoryName, tag: &Tag) -> Result<()> {
        let path = format!("/acr/v1/{repository}/_tags/{tag}");
        self.api.ask(Method::DELETE, &path, &[], None).await?;
        self.protocol.abilities().prove(Capability::DeleteTag);
        Ok(())
    }
}

/// Where a list goes on: by its `Link`, else by the same in its content.
fn next_of(answer: &VendorAnswer) -> Option<Cursor> {
    answer.next_page().or_else(|| {
        let link = answer.json().text("link")?;
        let (_, target) = link.split_once('<')?;
        let (target, _) = target.split_once('>')?;
        answer.leads_to(target)
    })
}
