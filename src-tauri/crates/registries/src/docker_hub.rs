//! Docker Hub: the distribution protocol for content, and Hub's own API for what that can't tell or do:
//! repositories of a namespace, tags with dates, sizes and platforms, deletion of tags, descriptions.
//!
//! Of Hub's API, undocumented and widely used are: listing one's organisations, deleting a tag or a
//! repository, and writing a description. Where they answer otherwise than they do today, only that is missing.

mod log;
mod login;
mod reading;
mod rules;

use std::sync::Arc;

use async_trait::async_trait;
use http::Method;
use portolan_distribution::{
    Authenticate, Credential, Cursor, Error as WireError, Operation, Page,
};
use portolan_oci::{Digest, RepositoryName, Selector, Tag};
use serde_json::{Value, json};
use tokio::sync::OnceCell;

use self::{
    login::HubLogin,
    reading::{ReadTag, facts, read_tag, repository_names},
};
use crate::{
    Abilities, Ability, Capability, Description, Error, Kind, ListedImage, NewRepository, Offers,
    Protocol, Reason, Registry, RepositoryFacts, Result, Withheld,
    rows::missing,
    vendor_api::{Lenient as _, PageNumber, VendorApi, encode},
    vendors::VendorConnection,
};

/// Entries of one page, the most that Hub gives.
const PAGE: usize = 100;

/// Docker Hub.
#[derive(Debug)]
pub struct DockerHub {
    protocol: Protocol,
    api: VendorApi,
    sign_in: Who,
    /// The namespaces that the person may list, their own first.
    namespaces: OnceCell<Vec<String>>,
}

/// Knows as whom one signs in.
struct Who(Arc<dyn Authenticate>);

impl std::fmt::Debug for Who {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Who")
    }
}

impl DockerHub {
    /// Docker Hub over a connection.
    pub fn new(mut connection: VendorConnection) -> Self {
        // Its registry answers 405; its own API deletes tags, and what no tag names is not listed any more.
        let reason = Reason {
            answered: "Docker Hub deletes tags, and no manifest by its digest".to_owned(),
            setting: None,
        };
        let known = &mut connection.known;
        known.set(Capability::DeleteDigest, Ability::refused(reason));
        let login = HubLogin::new(
            Arc::clone(&connection.sign_in),
            Arc::clone(&connection.codes),
        );
        let api = connection.api(&connection.addresses.docker_hub, Arc::new(login));
        Self {
            protocol: Protocol::new(connection.client, connection.known),
            api,
            sign_in: Who(connection.sign_in),
            namespaces: OnceCell::new(),
        }
    }

    fn abilities(&self) -> &Abilities {
        self.protocol.abilities()
    }

    /// The namespaces whose repositories are listed: the person's own, and those of their organisations.
    async fn namespaces(&self) -> Result<&[String]> {
        let found = self.namespaces.get_or_try_init(|| self.find_namespaces());
        Ok(found.await?.as_slice())
    }

    async fn find_namespaces(&self) -> Result<Vec<String>> {
        let user = match self.sign_in.0.credential().await? {
            Credential::Basic { user, .. } => Some(user),
            _ => None,
        };
        if !self.api.is_signed_in().await? {
            let answered = "Docker Hub lists the repositories of who is signed in".to_owned();
            let reason = Reason {
                answered,
                setting: None,
            };
            self.abilities().refuse(Capability::Catalog, reason);
            return Err(WireError::Unsupported {
                what: Operation::ListRepositories,
                complaint: None,
            }
            .into());
        }
        // One may sign in by one's address, which is no namespace.
        let mut own = user.filter(|user| !user.contains('@'));
        if own.is_none() {
            let said = self.api.get("/v2/user/", &[]).await?;
            own = said.json().text("username").map(str::to_owned);
        }
        let mut all: Vec<String> = own.into_iter().collect();
        // A token of an organisation, or with few rights, may not ask: then there is the own namespace.
        if let Ok(answer) = self
            .api
            .get("/v2/user/orgs/", &[("page_size", "100")])
            .await
        {
            let organisations = answer.json().list("results").iter();
            for name in organisations.filter_map(|one| one.text("orgname")) {
                if !all.iter().any(|known| known == name) {
                    all.push(name.to_owned());
                }
            }
        }
        Ok(all)
    }

    /// One page of a namespace's repositories; its `next` is a number.
    async fn list_namespace(&self, namespace: &str, place: Place) -> Result<Page<RepositoryName>> {
        let asked = format!("/v2/namespaces/{}/repositories", encode(namespace));
        let (page, size) = (place.page.text(), PAGE.to_string());
        let query = [("page", page.as_str()), ("page_size", size.as_str())];
        let answer = match self.api.get(&asked, &query).await {
            Ok(answer) => answer,
            // One organisation that does not let in costs none of the others.
            Err(error) if place.namespace > 0 && !error.is_unreachable() => {
                return Ok(Page {
                    items: Vec::new(),
                    next: None,
                    problems: vec![missing(namespace, &error)],
                });
            }
            Err(error) => return Err(error),
        };
        self.abilities().prove(Capability::Catalog);
        let (items, problems) = repository_names(namespace, answer.json());
        let came = answer.json().list("results").len();
        let total = answer.json().number("count");
        Ok(Page {
            items,
            next: place.page.after(came, PAGE, total),
            problems,
        })
    }

    async fn detail(&self, repository: &RepositoryName) -> Result<Value> {
        let answer = self.api.get(&path(repository), &[]).await?;
        Ok(answer.into_json())
    }

    /// What a tag leads to, where Hub's list lacks the digest: asked by HEAD, which counts as no pull.
    async fn resolve_listed(
        &self,
        repository: &RepositoryName,
        mut read: ReadTag,
    ) -> Result<ListedImage> {
        let selector = Selector::Tag(read.tag.clone());
        let resolved = self.protocol.resolve(repository, &selector).await?;
        read.image.digest = resolved.digest;
        Ok(read.image)
    }
}

/// Where a list of repositories is: a namespace, and a page of it.
#[derive(Clone, Copy, Debug)]
struct Place {
    namespace: usize,
    page: PageNumber,
}

impl Place {
    fn read(cursor: Option<&Cursor>) -> Self {
        let parts = cursor.and_then(|cursor| cursor.as_str().split_once(' '));
        let (namespace, page) = parts.unwrap_or(("0", "1"));
        Self {
            namespace: namespace.parse().unwrap_or(0),
            page: PageNumber::at(Some(&Cursor::from(page.to_owned()))),
        }
    }

    fn at(self, page: PageNumber) -> Self {
        Self { page, ..self }
    }

    fn next_namespace(self) -> Self {
        Self {
            namespace: self.namespace + 1,
            page: PageNumber::at(None),
        }
    }

    fn cursor(self) -> Cursor {
        Cursor::from(format!("{} {}", self.namespace, self.page.text()))
    }
}

/// `/v2/namespaces/{namespace}/repositories/{name}`: a name without a namespace is an official image.
fn path(repository: &RepositoryName) -> String {
    let (namespace, name) = parts(repository);
    format!("/v2/namespaces/{namespace}/repositories/{name}")
}

fn parts(repository: &RepositoryName) -> (String, String) {
    let text = repository.as_str();
    let (namespace, name) = text.split_once('/').unwrap_or(("library", text));
    (encode(namespace), encode(name))
}

/// Official images have no namespace, and nobody makes any.
fn no_namespace() -> Error {
    WireError::Setting {
        setting: "name",
        reason: "it has no namespace before a slash".to_owned(),
    }
    .into()
}

#[async_trait]
impl Registry for DockerHub {
    fn kind(&self) -> Kind {
        Kind::DockerHub
    }

    fn protocol(&self) -> &Protocol {
        &self.protocol
    }

    /// The name that references begin with, wherever it answers.
    fn host(&self) -> &'static str {
        "docker.io"
    }

    fn meters_pulls(&self) -> bool {
        true
    }

    async fn list_repositories(&self, cursor: Option<&Cursor>) -> Result<Page<RepositoryName>> {
        let namespaces = self.namespaces().await?;
        let mut place = Some(Place::read(cursor));
        while let Some(here) = place {
            let Some(namespace) = namespaces.get(here.namespace) else {
                break;
            };
            let page = self.list_namespace(namespace, here).await?;
            let next = page.next.map(|next| here.at(PageNumber::at(Some(&next))));
            let is_last = here.namespace + 1 == namespaces.len();
            place = next.or_else(|| (!is_last).then(|| here.next_namespace()));
            // A namespace with nothing in it is no end.
            if place.is_none() || !page.items.is_empty() || !page.problems.is_empty() {
                return Ok(Page {
                    next: place.map(Place::cursor),
                    ..page
                });
            }
        }
        Ok(Page::empty())
    }

    async fn list_images(
        &self,
        repository: &RepositoryName,
        cursor: Option<&Cursor>,
    ) -> Result<Option<Page<ListedImage>>> {
        let number = PageNumber::at(cursor);
        let (page, size) = (number.text(), PAGE.to_string());
        let query = [("page", page.as_str()), ("page_size", size.as_str())];
        let asked = format!("{}/tags", path(repository));
        let answer = self.api.get(&asked, &query).await?;
        let results = answer.json().list("results");
        let mut page = Page::empty();
        for entry in results {
            match read_tag(entry) {
                Ok(read) if read.has_digest => page.items.push(read.image),
                Ok(read) => page
                    .items
                    .push(self.resolve_listed(repository, read).await?),
                Err(problem) => page.problems.push(problem),
            }
        }
        page.next = number.after(results.len(), PAGE, answer.json().number("count"));
        Ok(Some(page))
    }

    async fn describe_repository(
        &self,
        repository: &RepositoryName,
    ) -> Result<Option<RepositoryFacts>> {
        let detail = self.detail(repository).await?;
        let mut facts = facts(&detail);
        let (namespace, _) = parts(repository);
        let is_own = match self.namespaces.get() {
            Some(all) => all.contains(&namespace),
            None => false,
        };
        facts.is_editable =
            self.api.is_signed_in().await? && reading::may_write(&detail).unwrap_or(is_own);
        Ok(Some(facts))
    }

    async fn set_description(
        &self,
        repository: &RepositoryName,
        description: &Description,
    ) -> Result<()> {
        let mut body = serde_json::Map::new();
        if let Some(short) = &description.short {
            body.insert("description".to_owned(), json!(short));
        }
        if let Some(long) = &description.long {
            body.insert("full_description".to_owned(), json!(long));
        }
        let (namespace, name) = parts(repository);
        let asked = format!("/v2/repositories/{namespace}/{name}/");
        let body = Some(Value::Object(body));
        self.api.ask(Method::PATCH, &asked, &[], body).await?;
        Ok(())
    }

    async fn create_repository(&self, new: &NewRepository) -> Result<()> {
        let (namespace, name) = new.name.as_str().split_once('/').ok_or_else(no_namespace)?;
        let body = json!({
            "name": name, "namespace": namespace, "is_private": new.is_private,
            "description": new.description.as_deref().unwrap_or_default(),
        });
        let asked = format!("/v2/namespaces/{}/repositories", encode(namespace));
        self.api.ask(Method::POST, &asked, &[], Some(body)).await?;
        Ok(())
    }

    async fn delete_repository(&self, repository: &RepositoryName) -> Result<()> {
        let (namespace, name) = parts(repository);
        let asked = format!("/v2/repositories/{namespace}/{name}/");
        self.api.ask(Method::DELETE, &asked, &[], None).await?;
        Ok(())
    }

    async fn frozen_tags(&self, repository: &RepositoryName, tags: &[Tag]) -> Result<Vec<Tag>> {
        let detail = self.detail(repository).await?;
        Ok(self.held(repository, &detail, tags).await)
    }

    fn offers(&self) -> Offers<'_> {
        Offers {
            log: Some(self),
            rules: Some(self),
            ..Offers::default()
        }
    }

    async fn withholds_offers(&self) -> Result<Option<Withheld>> {
        let is_signed_in = self.api.is_signed_in().await?;
        Ok((!is_signed_in).then_some(Withheld::NeedsSignIn))
    }

    async fn list_namespaces(&self) -> Result<Vec<String>> {
        Ok(self.namespaces().await?.to_vec())
    }

    async fn delete_tag(&self, repository: &RepositoryName, tag: &Tag) -> Result<()> {
        let (namespace, name) = parts(repository);
        let tag = encode(tag.as_str());
        let asked = format!("/v2/repositories/{namespace}/{name}/tags/{tag}/");
        match self.api.ask(Method::DELETE, &asked, &[], None).await {
            Ok(_) => {
                self.abilities().prove(Capability::DeleteTag);
                Ok(())
            }
            Err(Error::Request(error @ WireError::Unsupported { .. })) => {
                let reason = crate::protocol::reason(&error);
                self.abilities()
                    .refuse(Capability::DeleteTag, reason.clone());
                Err(Error::TagDeletionUnsupported {
                    answered: reason.answered,
                })
            }
            Err(error) => Err(error),
        }
    }

    /// Hub deletes no manifest by its digest, and this is known without asking.
    async fn delete_manifest(&self, _: &RepositoryName, _: &Digest) -> Result<()> {
        let reason = self.observed().delete_digest.reason.unwrap_or_default();
        Err(Error::DeletionOff {
            setting: None,
            answered: reason.answered,
        })
    }
}
