//! Quay, `quay.io` and Red Hat Quay elsewhere: content by the protocol; lists, tags, their history and
//! restoring by version 1 of its API, for who has an OAuth token of it. Public repositories are read as nobody.
//!
//! Not confirmed by Quay itself: that the user `$oauthtoken` may do over the protocol what its token may, and
//! what an immutable tag answers to its removal.

mod account;
mod labels;
mod log;
mod reading;
mod robots;
mod rules;
mod security;

use std::sync::Arc;

use async_trait::async_trait;
use http::Method;
use jiff::{SignedDuration, Timestamp};
use portolan_distribution::{Credential, Cursor, Page};
use portolan_oci::{Digest, RepositoryName, Tag};
use serde_json::{Value, json};
use tokio::sync::OnceCell;

use self::{
    labels::{QuayLabel, read_labels},
    reading::{TagRow, read_found, read_repository, read_tag},
    security::read_report,
};
use crate::{
    Capability, Description, Expiration, FactName, FoundRepository, ImageLabels, Kind, LabelName,
    ListedImage, ListedTag, Mark, NewRepository, Offers, PastTag, Protocol, Registry,
    RepositoryFacts, Restored, Result, SaidFact, ScanReport, Visibility, Withheld,
    in_turn::InTurn,
    rows::{Walk, is_hidden, read_each, rows},
    vendor_api::{Lenient as _, PageNumber, SignEach, Signature, VendorApi, encode},
    vendors::VendorConnection,
};

/// The most that Quay puts on a page of tags.
const PAGE_SIZE: &str = "100";

/// The user whose password is an OAuth token.
const TOKEN_USER: &str = "$oauthtoken";

/// The stars of who is signed in.
const STARRED: &str = "/api/v1/user/starred";

/// The seconds for which a repository keeps what was removed.
const TIME_MACHINE: &str = "tag_expiration_s";

/// Pages of what its search finds, of ten each.
const FOUND_PAGES: usize = 5;

/// Tags that are asked about one by one; of more, the whole list is read.
const ASKED_ALONE: usize = 10;

/// Pages of tags that are read to find some: ten thousand tags.
const SEARCHED_PAGES: usize = 100;

/// Pages of one tag's history that are read.
const HISTORY_PAGES: usize = 10;

/// Quay.
#[derive(Debug)]
pub struct Quay {
    host: String,
    protocol: Protocol,
    api: VendorApi,
    /// The user name of who is signed in, once it was asked for.
    own_name: OnceCell<Option<String>>,
}

/// A page of tags.
struct Tags {
    rows: Vec<TagRow>,
    problems: Vec<portolan_distribution::Problem>,
    next: Option<Cursor>,
}

impl Quay {
    /// The registry of a connection, with its own API behind it.
    pub fn new(connection: VendorConnection) -> Result<Self> {
        // Robots and passwords are for the protocol alone: its API takes tokens and nothing else.
        let sign = SignEach::new(
            Arc::clone(&connection.sign_in),
            |credential| match credential {
                Credential::Basic { user, password } if user == TOKEN_USER => {
                    Signature::bearer(password).map(Some)
                }
                _ => Ok(None),
            },
        );
        let api = connection.api(&connection.own()?, Arc::new(sign));
        Ok(Self {
            host: connection.host,
            protocol: Protocol::new(connection.client, connection.known),
            api,
            own_name: OnceCell::new(),
        })
    }

    /// A page of the tags of a repository, or of all that ever were there.
    async fn tags(
        &self,
        repository: &RepositoryName,
        query: &[(&str, &str)],
        cursor: Option<&Cursor>,
    ) -> Result<Tags> {
        let page = PageNumber::at(cursor);
        let number = page.text();
        let mut query = query.to_vec();
        query.extend([("limit", PAGE_SIZE), ("page", number.as_str())]);
        let answer = self.api.get(&at(repository, "tag/"), &query).await?;
        let (found, problems) = read_each(rows(&self.api, &answer, Some("tags"))?, |row| {
            read_tag(row, Timestamp::now())
        });
        let has_more = answer.json().flag("has_additional") == Some(true);
        let came = found.len() + problems.len();
        Ok(Tags {
            rows: found,
            problems,
            // Quay says whether there is more; how many there are it does not.
            next: has_more
                .then(|| page.after(came, came, None))
                .flatten()
                .filter(|_| came > 0),
        })
    }

    /// A page of the tags that are there; `None` where the API does not show them to who asks, and the
    /// protocol may.
    async fn tags_now(
        &self,
        repository: &RepositoryName,
        cursor: Option<&Cursor>,
    ) -> Result<Option<Tags>> {
        let query = [("onlyActiveTags", "true")];
        match self.tags(repository, &query, cursor).await {
            Ok(page) => Ok(Some(page)),
            Err(error) if is_hidden(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// A tag as it is now; `None` where the API does not show it to who asks.
    async fn tag_now(&self, repository: &RepositoryName, tag: &Tag) -> Result<Option<TagRow>> {
        let query = [("onlyActiveTags", "true"), ("specificTag", tag.as_str())];
        match self.tags(repository, &query, None).await {
            Ok(page) => Ok(page.rows.into_iter().find(|row| row.tag == *tag)),
            Err(error) if is_hidden(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn labels(&self, repository: &RepositoryName, digest: &Digest) -> Result<Vec<QuayLabel>> {
        let path = at(repository, &format!("manifest/{digest}/labels"));
        let answer = self.api.get(&path, &[]).await?;
        Ok(read_labels(answer.json()))
    }

    /// What the API says of a repository; `None` where it does not show it to who asks.
    async fn about(&self, repository: &RepositoryName) -> Result<Option<Value>> {
        let query = [("includeTags", "false"), ("includeStats", "false")];
        let path = at(repository, "");
        match self.api.get(path.trim_end_matches('/'), &query).await {
            Ok(answer) => Ok(Some(answer.into_json())),
            Err(error) if is_hidden(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// An address of the API below a repository.
fn at(repository: &RepositoryName, rest: &str) -> String {
    // Slashes of the name are the path's own here.
    let parts: Vec<String> = repository.as_str().split('/').map(encode).collect();
    format!("/api/v1/repository/{}/{rest}", parts.join("/"))
}

fn image_of(row: TagRow) -> ListedImage {
    ListedImage {
        expirations: row
            .expires
            .map(|at| (row.tag.clone(), at))
            .into_iter()
            .collect(),
        tags: vec![row.tag],
        size: row.size.filter(|_| !row.is_index),
        pushed_at: row.since,
        ..ListedImage::new(row.digest)
    }
}

#[async_trait]
impl Registry for Quay {
    fn kind(&self) -> Kind {
        Kind::Quay
    }

    fn protocol(&self) -> &Protocol {
        &self.protocol
    }

    fn host(&self) -> &str {
        &self.host
    }

    async fn list_repositories(&self, cursor: Option<&Cursor>) -> Result<Page<RepositoryName>> {
        if !self.api.is_signed_in().await? {
            return self.protocol.list_repositories(cursor).await;
        }
        let mut turn = match cursor {
            Some(cursor) => InTurn::resume(cursor),
            None => InTurn::begin(self.own_namespaces().await?),
        };
        let mut page = Page::empty();
        while let Some((namespace, place)) = turn.next() {
            let mut query = vec![("namespace", namespace), ("last_modified", "true")];
            query.extend(place.map(|token| ("next_page", token)));
            let answer = self.api.get("/api/v1/repository", &query).await?;
            let listed = rows(&self.api, &answer, Some("repositories"))?.iter();
            for row in listed.filter_map(read_repository) {
                match row {
                    Ok(repository) => page.items.push(repository),
                    Err(problem) => page.problems.push(problem),
                }
            }
            turn.turn(answer.json().text("next_page").map(str::to_owned));
            if !page.items.is_empty() {
                break;
            }
        }
        self.protocol.abilities().prove(Capability::Catalog);
        page.next = turn.cursor();
        Ok(page)
    }

    async fn list_tags(
        &self,
        repository: &RepositoryName,
        cursor: Option<&Cursor>,
    ) -> Result<Page<ListedTag>> {
        // A cursor of the protocol's is an address; ours are numbers.
        let is_ours = cursor.is_none_or(|cursor| cursor.as_str().parse::<u64>().is_ok());
        let page = if is_ours {
            self.tags_now(repository, cursor).await?
        } else {
            None
        };
        let Some(page) = page else {
            return self.protocol.list_tags(repository, cursor).await;
        };
        let listed = page.rows.into_iter().map(|row| ListedTag {
            tag: row.tag,
            digest: Some(row.digest),
            media_type: None,
            size: row.size,
            pushed_at: row.since,
        });
        Ok(Page {
            items: listed.collect(),
            next: page.next,
            problems: page.problems,
        })
    }

    async fn list_images(
        &self,
        repository: &RepositoryName,
        cursor: Option<&Cursor>,
    ) -> Result<Option<Page<ListedImage>>> {
        let Some(page) = self.tags_now(repository, cursor).await? else {
            return Ok(None);
        };
        Ok(Some(Page {
            items: page.rows.into_iter().map(image_of).collect(),
            next: page.next,
            problems: page.problems,
        }))
    }

    async fn describe_repository(
        &self,
        repository: &RepositoryName,
    ) -> Result<Option<RepositoryFacts>> {
        let Some(said) = self.about(repository).await? else {
            return Ok(None);
        };
        let is_signed_in = self.api.is_signed_in().await?;
        let mut facts = RepositoryFacts {
            long_description: said.text("description").map(str::to_owned),
            is_editable: said.flag("can_write") == Some(true),
            visibility: said.flag("is_public").map(|is_public| {
                if is_public {
                    Visibility::Public
                } else {
                    Visibility::Private
                }
            }),
            owner: said.text("namespace").map(str::to_owned),
            is_starred: is_signed_in.then(|| said.flag("is_starred").unwrap_or(false)),
            ..RepositoryFacts::default()
        };
        if let Some(state) = said.text("state").filter(|state| *state != "NORMAL") {
            facts.said.push(SaidFact {
                about: FactName::State,
                text: state.to_owned(),
            });
        }
        if let Some(seconds) = said.number(TIME_MACHINE) {
            let days = seconds / (24 * 3600);
            facts.said.push(SaidFact {
                about: FactName::TimeMachine,
                text: format!("{days} d"),
            });
        }
        Ok(Some(facts))
    }

    async fn set_description(
        &self,
        repository: &RepositoryName,
        description: &Description,
    ) -> Result<()> {
        let path = at(repository, "");
        let body = json!({ "description": description.long.as_deref().unwrap_or_default() });
        self.api
            .ask(Method::PUT, path.trim_end_matches('/'), &[], Some(body))
            .await?;
        Ok(())
    }

    async fn find_repositories(&self, text: &str) -> Result<Option<Vec<FoundRepository>>> {
        let mut found = Vec::new();
        for page in 1..=FOUND_PAGES {
            let page = page.to_string();
            let query = [("query", text), ("page", page.as_str())];
            let answer = self.api.get("/api/v1/find/repositories", &query).await?;
            let results = rows(&self.api, &answer, Some("results"))?.iter();
            found.extend(results.filter_map(read_found));
            if answer.json().flag("has_additional") != Some(true) {
                break;
            }
        }
        Ok(Some(found))
    }

    async fn list_marked(&self, mark: Mark) -> Result<Option<Vec<RepositoryName>>> {
        if mark != Mark::Star || !self.api.is_signed_in().await? {
            return Ok(None);
        }
        let answer = self.api.get(STARRED, &[]).await?;
        let starred = rows(&self.api, &answer, Some("repositories"))?.iter();
        let names = starred.filter_map(|row| read_repository(row)?.ok());
        Ok(Some(names.collect()))
    }

    async fn set_mark(&self, repository: &RepositoryName, mark: Mark, on: bool) -> Result<()> {
        let Some((namespace, name)) = repository
            .as_str()
            .split_once('/')
            .filter(|_| mark == Mark::Star)
        else {
            return Err(portolan_distribution::Error::Unsupported {
                what: portolan_distribution::Operation::Other,
                complaint: None,
            }
            .into());
        };
        if on {
            let body = json!({ "namespace": namespace, "repository": name });
            self.api.ask(Method::POST, STARRED, &[], Some(body)).await?;
        } else {
            let path = format!("{STARRED}/{namespace}/{name}");
            self.api.ask(Method::DELETE, &path, &[], None).await?;
        }
        Ok(())
    }

    /// As far as the repository's time machine reaches back, where it does at all.
    async fn restorable_until(
        &self,
        repository: &RepositoryName,
        deleted_at: Timestamp,
    ) -> Result<Option<Timestamp>> {
        if !self.api.is_signed_in().await? {
            return Ok(None);
        }
        let said = self.about(repository).await?.unwrap_or_default();
        let reach = said.number(TIME_MACHINE).filter(|seconds| *seconds > 0);
        let reach = reach.and_then(|seconds| i64::try_from(seconds).ok());
        Ok(reach.and_then(|seconds| {
            let reach = SignedDuration::from_secs(seconds);
            deleted_at.checked_add(reach).ok()
        }))
    }

    async fn create_repository(&self, new: &NewRepository) -> Result<()> {
        let (namespace, name) = new.name.as_str().split_once('/').unwrap_or_default();
        let body = json!({
            "namespace": namespace, "repository": name, "repo_kind": "image",
            "visibility": if new.is_private { "private" } else { "public" },
            "description": new.description.as_deref().unwrap_or_default(),
        });
        let path = "/api/v1/repository";
        self.api.ask(Method::POST, path, &[], Some(body)).await?;
        Ok(())
    }

    /// The time machine is the repository's own, and goes with it.
    async fn delete_repository(&self, repository: &RepositoryName) -> Result<()> {
        let path = at(repository, "");
        let path = path.trim_end_matches('/');
        self.api.ask(Method::DELETE, path, &[], None).await?;
        Ok(())
    }

    async fn restore(
        &self,
        repository: &RepositoryName,
        digest: &Digest,
        tags: &[Tag],
    ) -> Result<Option<Restored>> {
        if !self.api.is_signed_in().await? {
            return Ok(None);
        }
        let body = json!({ "manifest_digest": digest.to_string() });
        let mut restored = Vec::new();
        for tag in tags {
            let path = at(repository, &format!("tag/{tag}/restore"));
            match self
                .api
                .ask(Method::POST, &path, &[], Some(body.clone()))
                .await
            {
                Ok(_) => restored.push(tag.clone()),
                // The time machine no longer reaches back so far.
                Err(error) if error.is_not_found() || is_refused(&error) => {}
                Err(error) => return Err(error),
            }
        }
        Ok((!restored.is_empty()).then_some(Restored { tags: restored }))
    }

    /// The time machine's rows, dead ones among them.
    async fn tag_history(
        &self,
        repository: &RepositoryName,
        tag: &Tag,
    ) -> Result<Option<Vec<PastTag>>> {
        let query = [("specificTag", tag.as_str())];
        let mut past = Vec::new();
        let mut walk = Walk::through(HISTORY_PAGES);
        while walk.goes_on() {
            let page = match self.tags(repository, &query, walk.cursor()).await {
                Err(error) if is_hidden(&error) => return Ok(None),
                other => other?,
            };
            let rows = page.rows.into_iter().filter(|row| row.tag == *tag);
            past.extend(rows.filter_map(|row| {
                Some(PastTag {
                    digest: row.digest,
                    since: row.since?,
                    until: row.until,
                })
            }));
            walk.turn(page.next);
        }
        past.sort_by_key(|row| std::cmp::Reverse(row.since));
        Ok(Some(past))
    }

    fn offers(&self) -> Offers<'_> {
        Offers {
            log: Some(self),
            robots: Some(self),
            rules: Some(self),
            ..Offers::default()
        }
    }

    async fn withholds_offers(&self) -> Result<Option<Withheld>> {
        let is_signed_in = self.api.is_signed_in().await?;
        Ok((!is_signed_in).then_some(Withheld::NeedsToken))
    }

    async fn list_namespaces(&self) -> Result<Vec<String>> {
        self.own_namespaces().await
    }

    async fn frozen_tags(&self, repository: &RepositoryName, tags: &[Tag]) -> Result<Vec<Tag>> {
        if !self.api.is_signed_in().await? {
            return Ok(Vec::new());
        }
        let mut frozen = Vec::new();
        if tags.len() <= ASKED_ALONE {
            for tag in tags {
                let query = [("onlyActiveTags", "true"), ("specificTag", tag.as_str())];
                let page = self.tags(repository, &query, None).await?;
                frozen.extend(
                    page.rows
                        .into_iter()
                        .filter(|row| row.is_immutable && row.tag == *tag),
                );
            }
        } else {
            let mut walk = Walk::through(SEARCHED_PAGES);
            while walk.goes_on() {
                let query = [("onlyActiveTags", "true")];
                let page = self.tags(repository, &query, walk.cursor()).await?;
                let rows = page.rows.into_iter();
                frozen.extend(rows.filter(|row| row.is_immutable && tags.contains(&row.tag)));
                walk.turn(page.next);
            }
        }
        Ok(frozen.into_iter().map(|row| row.tag).collect())
    }

    async fn tag_expiration(&self, repository: &RepositoryName, tag: &Tag) -> Result<Expiration> {
        Ok(match self.tag_now(repository, tag).await? {
            Some(row) => row.expires.map_or(Expiration::Never, Expiration::At),
            None => Expiration::Unsupported,
        })
    }

    async fn set_tag_expiration(
        &self,
        repository: &RepositoryName,
        tag: &Tag,
        when: Option<Timestamp>,
    ) -> Result<()> {
        let body = json!({ "expiration": when.map(Timestamp::as_second) });
        let path = at(repository, &format!("tag/{tag}"));
        self.api.ask(Method::PUT, &path, &[], Some(body)).await?;
        Ok(())
    }

    async fn image_labels(
        &self,
        repository: &RepositoryName,
        digest: &Digest,
    ) -> Result<Option<ImageLabels>> {
        let found = match self.labels(repository, digest).await {
            Err(error) if is_hidden(&error) => return Ok(None),
            other => other?,
        };
        Ok(Some(ImageLabels {
            on_it: found.into_iter().map(|it| it.label).collect(),
            choice: None,
        }))
    }

    /// A label has an identity of its own, under which it is removed.
    async fn set_label(
        &self,
        repository: &RepositoryName,
        digest: &Digest,
        label: &LabelName,
        on: bool,
    ) -> Result<()> {
        let path = at(repository, &format!("manifest/{digest}/labels"));
        if on {
            let value = label.value.as_deref().unwrap_or_default();
            let body = json!({ "key": label.name, "value": value, "media_type": "text/plain" });
            self.api.ask(Method::POST, &path, &[], Some(body)).await?;
            return Ok(());
        }
        let found = self.labels(repository, digest).await?;
        for gone in found.iter().filter(|it| it.label.name == *label) {
            let path = format!("{path}/{}", encode(&gone.id));
            self.api.ask(Method::DELETE, &path, &[], None).await?;
        }
        Ok(())
    }

    /// By Clair, where the server has it: one without answers 404.
    async fn scan_report(
        &self,
        repository: &RepositoryName,
        digest: &Digest,
    ) -> Result<Option<ScanReport>> {
        let path = at(repository, &format!("manifest/{digest}/security"));
        match self.api.get(&path, &[("vulnerabilities", "true")]).await {
            Ok(answer) => Ok(Some(read_report(answer.json()))),
            Err(error) if is_hidden(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn delete_tag(&self, repository: &RepositoryName, tag: &Tag) -> Result<()> {
        if !self.api.is_signed_in().await? {
            return self.protocol.delete_tag(repository, tag).await;
        }
        let path = at(repository, &format!("tag/{tag}"));
        self.api.ask(Method::DELETE, &path, &[], None).await?;
        self.protocol.abilities().prove(Capability::DeleteTag);
        Ok(())
    }
}

/// Whether Quay says that it can't be done with what was named.
fn is_refused(error: &crate::Error) -> bool {
    matches!(
        error,
        crate::Error::Request(portolan_distribution::Error::Refuses { status: 400, .. })
    )
}
