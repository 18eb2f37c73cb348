//! Harbor, by its API v2.0: lists with dates, pulls, scans and accessories, and the removal of a tag alone,
//! which Harbor's `/v2/` takes for the removal of the artifact.

mod artifact;
mod copy;
mod facts;
mod garbage;
mod immutable;
mod labels;
mod log;
mod place;
mod replication;
mod repositories;
mod retention;
mod robots;
mod rules;
mod runs;
mod sbom;
mod scan;
mod selector;

use std::{collections::BTreeSet, sync::Arc};

use async_trait::async_trait;
use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, header};
use portolan_distribution::{Cursor, Error as WireError, Page, Pages, PutManifest};
use portolan_oci::{Digest, MediaType, RepositoryName, Selector, Tag};
use serde_json::{Value, json};
use url::Url;

use self::{
    artifact::{immutable_tags, read_artifacts, read_scan},
    facts::Said,
    place::Place,
    repositories::is_own,
    scan::read_findings,
};
use crate::{
    Capability, CopiedAlong, Description, Error, ImageLabels, Kind, LabelName, Lenient as _,
    ListedImage, Nature, NewRepository, Offers, PageNumber, Protocol, Registry, RepositoryFacts,
    Result, Sbom, ScanReport, ScanState, SignEach, VendorApi, VendorConnection, Withheld,
    rows::is_hidden,
};

/// Entries of a page: the most that Harbor gives.
const PAGE: usize = 100;

/// Harbor's reports of vulnerabilities, in the newest form first.
const REPORTS: HeaderValue = HeaderValue::from_static(
    "application/vnd.security.vulnerability.report; version=1.1, \
     application/vnd.scanner.adapter.vuln.report.harbor+json; version=1.0",
);

/// What Harbor answers with: JSON, and the logs of jobs as texts, which it refuses to who takes none.
const CONTENT: HeaderValue = HeaderValue::from_static("application/json, text/plain;q=0.5");

/// A Harbor.
#[derive(Debug)]
pub struct Harbor {
    protocol: Protocol,
    api: VendorApi,
    origin: Url,
}

impl Harbor {
    /// The Harbor on this connection, whose API is where its registry is: for a user with password or CLI
    /// secret, or a robot (`robot$name`).
    pub fn new(connection: VendorConnection) -> Result<Self> {
        let sign = Arc::new(SignEach::basic(Arc::clone(&connection.sign_in)));
        let origin = connection.own()?;
        let accept = HeaderName::from_static("x-accept-vulnerabilities");
        // A project whose name is a number is no number of a project.
        let is_name = HeaderName::from_static("x-is-resource-name");
        Ok(Self {
            api: connection
                .api(&origin, sign)
                .header(header::ACCEPT, CONTENT)
                .header(accept, REPORTS)
                .header(is_name, HeaderValue::from_static("true")),
            protocol: Protocol::new(connection.client, connection.known),
            origin,
        })
    }

    async fn delete(&self, path: &str) -> Result<()> {
        let path = rooted(path);
        let answer = self.api.ask(Method::DELETE, &path, &[], None);
        answer.await.map_err(held).map(|_| ())
    }

    async fn get(&self, path: &str, query: &[(&str, &str)]) -> Result<Value> {
        Ok(self.api.get(&rooted(path), query).await?.into_json())
    }

    async fn page(
        &self,
        path: &str,
        page: PageNumber,
        size: usize,
        more: &[(&str, &str)],
    ) -> Result<(Vec<Value>, Option<Cursor>)> {
        let (number, size_text) = (page.text(), size.to_string());
        let mut query = vec![("page", number.as_str()), ("page_size", &size_text)];
        query.extend(more);
        let answer = self.api.get(&rooted(path), &query).await?;
        let total = answer
            .text("x-total-count")
            .and_then(|text| text.parse().ok());
        let Value::Array(entries) = answer.into_json() else {
            return Err(not_a_list(&self.api.host()));
        };
        let next = page.after(entries.len(), size, total);
        Ok((entries, next))
    }
}

/// Asks for the tags of artifacts, and which of them a rule holds.
const IMMUTABLE: [(&str, &str); 2] = [("with_tag", "true"), ("with_immutable_status", "true")];

/// Tags that are looked up one by one.
const FEW: usize = 8;

#[async_trait]
impl Registry for Harbor {
    fn kind(&self) -> Kind {
        Kind::Harbor
    }

    fn protocol(&self) -> &Protocol {
        &self.protocol
    }

    /// Harbor's `_catalog` is for its administrators; this list has what whoever asks may see.
    async fn list_repositories(&self, cursor: Option<&Cursor>) -> Result<Page<RepositoryName>> {
        if let Some(cursor) = cursor.filter(|cursor| !is_own(cursor)) {
            return self.protocol.list_repositories(Some(cursor)).await;
        }
        match self.list_of_all(cursor).await {
            Ok(page) => {
                self.protocol.abilities().prove(Capability::Catalog);
                Ok(page)
            }
            // A robot may be allowed less here than by the protocol.
            Err(Error::Request(WireError::Forbidden { .. })) if cursor.is_none() => {
                self.protocol.list_repositories(None).await
            }
            Err(error) => Err(error),
        }
    }

    async fn list_images(
        &self,
        repository: &RepositoryName,
        cursor: Option<&Cursor>,
    ) -> Result<Option<Page<ListedImage>>> {
        let Some(place) = Place::of(repository) else {
            return Ok(None);
        };
        let more = [
            ("with_tag", "true"),
            ("with_scan_overview", "true"),
            ("with_accessory", "true"),
        ];
        let page = PageNumber::at(cursor);
        match self.page(&place.artifacts(), page, PAGE, &more).await {
            Ok((entries, next)) => {
                let (items, problems) = read_artifacts(&entries);
                Ok(Some(Page {
                    items,
                    next,
                    problems,
                }))
            }
            // A robot that may pull and not list artifacts still reads tags by the protocol.
            Err(Error::Request(WireError::Forbidden { .. })) if cursor.is_none() => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn delete_manifest(&self, repository: &RepositoryName, digest: &Digest) -> Result<()> {
        let Some(place) = Place::of(repository) else {
            return self.protocol.delete_manifest(repository, digest).await;
        };
        self.delete(&place.artifact(digest)).await?;
        self.protocol.abilities().prove(Capability::DeleteDigest);
        Ok(())
    }

    async fn delete_tag(&self, repository: &RepositoryName, tag: &Tag) -> Result<()> {
        let Some(place) = Place::of(repository) else {
            // What the protocol's own way deletes here is more than the tag.
            return Err(Error::TagDeletionUnsupported {
                answered: "Harbor has no repository outside of a project".to_owned(),
            });
        };
        self.delete(&place.tag(tag)).await?;
        self.protocol.abilities().prove(Capability::DeleteTag);
        Ok(())
    }

    async fn describe_repository(
        &self,
        repository: &RepositoryName,
    ) -> Result<Option<RepositoryFacts>> {
        let Some(place) = Place::of(repository) else {
            return Ok(None);
        };
        let (own, project) = (place.repository(), place.project());
        let (summary, artifacts) = (place.summary(), place.artifacts());
        let (repository, project, summary, artifacts) = futures_util::join!(
            self.get(&own, &[]),
            self.get(&project, &[]),
            self.get(&summary, &[]),
            self.page(&artifacts, PageNumber::at(None), PAGE, &IMMUTABLE),
        );
        // What the project says is for its members; the repository counts.
        let said = Said {
            repository: repository?,
            project: project.unwrap_or_default(),
            summary: summary.unwrap_or_default(),
            artifacts: artifacts.map(|(entries, _)| entries).unwrap_or_default(),
        };
        Ok(Some(said.read(&self.origin)))
    }

    /// Harbor keeps one text, as Markdown.
    async fn set_description(
        &self,
        repository: &RepositoryName,
        description: &Description,
    ) -> Result<()> {
        let text = description.long.as_ref().or(description.short.as_ref());
        if let (Some(place), Some(text)) = (Place::of(repository), text) {
            let body = Some(json!({ "description": text }));
            let path = rooted(&place.repository());
            self.api.ask(Method::PUT, &path, &[], body).await?;
        }
        Ok(())
    }

    fn offers(&self) -> Offers<'_> {
        Offers {
            log: Some(self),
            robots: Some(self),
            garbage: Some(self),
            rules: Some(self),
        }
    }

    async fn withholds_offers(&self) -> Result<Option<Withheld>> {
        let is_signed_in = self.api.is_signed_in().await?;
        Ok((!is_signed_in).then_some(Withheld::NeedsSignIn))
    }

    async fn list_namespaces(&self) -> Result<Vec<String>> {
        self.project_names().await
    }

    /// A project: Harbor's repositories are made by pushes.
    async fn create_repository(&self, new: &NewRepository) -> Result<()> {
        let body = json!({
            "project_name": new.name.as_str(),
            "metadata": { "public": (!new.is_private).to_string() },
        });
        let path = rooted("projects");
        self.api.ask(Method::POST, &path, &[], Some(body)).await?;
        Ok(())
    }

    async fn delete_repository(&self, repository: &RepositoryName) -> Result<()> {
        let place = Place::of(repository).ok_or_else(|| not_found(repository))?;
        self.delete(&place.repository()).await
    }

    async fn scan_report(
        &self,
        repository: &RepositoryName,
        digest: &Digest,
    ) -> Result<Option<ScanReport>> {
        let Some(place) = Place::of(repository) else {
            return Ok(None);
        };
        let overview = [("with_scan_overview", "true")];
        let artifact = self.get(&place.artifact(digest), &overview).await?;
        let Some(summary) = artifact.get("scan_overview").and_then(read_scan) else {
            return Ok(None);
        };
        let (findings, is_cut) = if summary.state == ScanState::Complete {
            let path = format!("{}/additions/vulnerabilities", place.artifact(digest));
            read_findings(&self.get(&path, &[]).await?)
        } else {
            (Vec::new(), false)
        };
        Ok(Some(ScanReport {
            summary,
            findings,
            is_cut,
        }))
    }

    async fn image_labels(
        &self,
        repository: &RepositoryName,
        digest: &Digest,
    ) -> Result<Option<ImageLabels>> {
        let Some(place) = Place::of(repository) else {
            return Ok(None);
        };
        match self.read_labels(&place, digest).await {
            Ok(labels) => Ok(Some(labels)),
            // A robot that may pull and not read artifacts, or an image that the list has not.
            Err(error) if is_hidden(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn set_label(
        &self,
        repository: &RepositoryName,
        digest: &Digest,
        label: &LabelName,
        on: bool,
    ) -> Result<()> {
        let place = Place::of(repository).ok_or_else(|| not_found(repository))?;
        self.put_label(&place, digest, label, on).await
    }

    async fn sbom(&self, repository: &RepositoryName, digest: &Digest) -> Result<Option<Sbom>> {
        match Place::of(repository) {
            Some(place) => self.read_sbom(&place, digest).await.map(Some),
            None => Ok(None),
        }
    }

    async fn generate_sbom(&self, repository: &RepositoryName, digest: &Digest) -> Result<()> {
        let place = Place::of(repository).ok_or_else(|| not_found(repository))?;
        self.start_sbom(&place, digest).await
    }

    async fn start_scan(&self, repository: &RepositoryName, digest: &Digest) -> Result<()> {
        let place = Place::of(repository).ok_or_else(|| not_found(repository))?;
        let path = rooted(&format!("{}/scan", place.artifact(digest)));
        self.api.ask(Method::POST, &path, &[], None).await?;
        Ok(())
    }

    /// A few tags are looked up one by one, more of them in the list of artifacts.
    async fn frozen_tags(&self, repository: &RepositoryName, tags: &[Tag]) -> Result<Vec<Tag>> {
        let Some(place) = Place::of(repository) else {
            return Ok(Vec::new());
        };
        let mut held = BTreeSet::new();
        if tags.len() <= FEW {
            for tag in tags {
                match self.get(&place.tagged(tag), &IMMUTABLE).await {
                    Ok(artifact) => held.extend(immutable_tags(&artifact)),
                    Err(error) if error.is_not_found() => {}
                    Err(error) => return Err(error),
                }
            }
        } else {
            let mut pages = Pages::default();
            while let Some(cursor) = pages.place() {
                let page = PageNumber::at(cursor);
                let (items, next) = self
                    .page(&place.artifacts(), page, PAGE, &IMMUTABLE)
                    .await?;
                held.extend(items.iter().flat_map(immutable_tags));
                let mut page = Page {
                    items,
                    next,
                    problems: Vec::new(),
                };
                pages.take(&mut page, |artifact| {
                    artifact.text("digest").unwrap_or_default()
                });
            }
        }
        Ok(tags
            .iter()
            .filter(|tag| held.contains(tag))
            .cloned()
            .collect())
    }

    async fn copy_image(
        &self,
        from: &RepositoryName,
        to: &RepositoryName,
        digest: &Digest,
        along: CopiedAlong<'_>,
    ) -> Result<bool> {
        self.copy_artifact(from, to, digest, along).await
    }

    /// A tag for an artifact that is there is made by the API, which asks for less than a push; everything
    /// else is pushed.
    async fn put_manifest(
        &self,
        repository: &RepositoryName,
        selector: &Selector,
        media_type: &MediaType,
        bytes: Bytes,
    ) -> Result<PutManifest> {
        if let (Selector::Tag(tag), Some(place)) = (selector, Place::of(repository)) {
            let digest = Digest::of(&bytes);
            let tags = rooted(&format!("{}/tags", place.artifact(&digest)));
            let body = json!({ "name": tag.as_str() });
            let answer = self
                .api
                .ask_whatever(Method::POST, &tags, &[], Some(body))
                .await?;
            // 404: the artifact isn't there; 409: the tag is elsewhere; 403: not allowed this way.
            if answer.status() == 201 {
                self.protocol.abilities().prove(Capability::Push);
                return Ok(PutManifest {
                    digest,
                    subject_indexed: true,
                });
            }
        }
        self.protocol
            .put_manifest(repository, selector, media_type, bytes)
            .await
    }
}

/// Says which right is missing, where Harbor says no more than that it is forbidden.
fn needs(right: &str) -> impl Fn(Error) -> Error {
    move |mut error| {
        if let Error::Request(WireError::Forbidden { asked, .. }) = &mut error
            && asked.is_empty()
        {
            asked.push(right.to_owned());
        }
        error
    }
}

/// What Harbor refuses with 412 is held: by a rule of immutability, or by an index that needs it.
fn held(error: Error) -> Error {
    match error {
        Error::Request(held @ WireError::Refuses { status: 412, .. }) => Error::Native {
            nature: Nature::Conflict,
            cause: Arc::new(held),
        },
        error => error,
    }
}

fn rooted(path: &str) -> String {
    format!("/api/v2.0/{path}")
}

fn not_found(repository: &RepositoryName) -> Error {
    not_there(repository.to_string())
}

fn not_there(what: String) -> Error {
    WireError::NotFound {
        what,
        complaint: None,
    }
    .into()
}

fn not_a_list(host: &str) -> Error {
    WireError::Protocol {
        host: host.to_owned(),
        what: "something other than a list".to_owned(),
    }
    .into()
}
