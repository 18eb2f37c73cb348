//! Quay, `quay.io` and Red Hat Quay elsewhere: content by the protocol; lists, tags, their history and
//! restoring by version 1 of its API, for who has an OAuth token of it. Public repositories are read as nobody.
//!
//! Not confirmed by Quay itself: that the user `$oauthtoken` may do over the protocol what its token may, and
//! what an immutable tag answers to its removal.

mod account;
mod log;
mod reading;
mod robots;
mod rules;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use async_trait::async_trait;
use http::Method;
use portolan_distribution::{Credential, Cursor, Page};
use portolan_oci::{Digest, RepositoryName, Tag};
use serde_json::json;
use tokio::sync::OnceCell;

use self::reading::{TagRow, read_repository, read_tag};
use crate::{
    Capability, Description, FactName, Kind, ListedImage, ListedTag, Offers, PastTag, Protocol,
    Registry, RepositoryFacts, Restored, Result, SaidFact, Visibility, Withheld,
    in_turn::InTurn,
    rows::{is_hidden, read_each, rows},
    vendor_api::{Lenient as _, PageNumber, SignEach, Signature, VendorApi, encode},
    vendors::VendorConnection,
};

/// The most that Quay puts on a page of tags.
const PAGE_SIZE: &str = "100";

/// The user whose password is an OAuth token.
const TOKEN_USER: &str = "$oauthtoken";

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
    /// For how many seconds each repository keeps what was removed, as far as it was asked.
    kept_for: Mutex<HashMap<RepositoryName, u64>>,
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
            kept_for: Mutex::default(),
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
        let (found, problems) = read_each(rows(&self.api, &answer, Some("tags"))?, read_tag);
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

    /// For how long the time machine of a repository reaches back, once for each.
    async fn learn_time_machine(&self, repository: &RepositoryName) -> Result<()> {
        if lock(&self.kept_for).contains_key(repository) {
            return Ok(());
        }
        self.describe_repository(repository).await.map(drop)
    }
}

/// An address of the API below a repository.
fn at(repository: &RepositoryName, rest: &str) -> String {
    // Slashes of the name are the path's own here.
    let parts: Vec<String> = repository.as_str().split('/').map(encode).collect();
    format!("/api/v1/repository/{}/{rest}", parts.join("/"))
}

/// A panic elsewhere leaves a plain map behind, which is still right.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn image_of(row: TagRow) -> ListedImage {
    ListedImage {
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
        let query = [("includeTags", "false"), ("includeStats", "false")];
        let path = at(repository, "");
        let answer = match self.api.get(path.trim_end_matches('/'), &query).await {
            Err(error) if is_hidden(&error) => return Ok(None),
            other => other?,
        };
        let said = answer.json();
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
            ..RepositoryFacts::default()
        };
        if let Some(state) = said.text("state").filter(|state| *state != "NORMAL") {
            facts.said.push(SaidFact {
                about: FactName::State,
                text: state.to_owned(),
            });
        }
        if let Some(seconds) = said.number("tag_expiration_s") {
            lock(&self.kept_for).insert(repository.clone(), seconds);
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

    /// Where every repository that was asked has a time machine that reaches back at all.
    fn keeps_deleted(&self) -> bool {
        let kept_for = lock(&self.kept_for);
        !kept_for.is_empty() && kept_for.values().all(|seconds| *seconds > 0)
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
        let mut cursor = None;
        for _ in 0..HISTORY_PAGES {
            let page = match self.tags(repository, &query, cursor.as_ref()).await {
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
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
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
        self.learn_time_machine(repository).await?;
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
            let mut cursor = None;
            for _ in 0..SEARCHED_PAGES {
                let query = [("onlyActiveTags", "true")];
                let page = self.tags(repository, &query, cursor.as_ref()).await?;
                let rows = page.rows.into_iter();
                frozen.extend(rows.filter(|row| row.is_immutable && tags.contains(&row.tag)));
                cursor = page.next;
                if cursor.is_none() {
                    break;
                }
            }
        }
        Ok(frozen.into_iter().map(|row| row.tag).collect())
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
