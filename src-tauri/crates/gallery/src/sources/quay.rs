//! Quay, by version 1 of its API, anonymously: searching, a namespace's list, a repository and its tags.

use async_trait::async_trait;
use portolan_distribution::Web;
use portolan_oci::{Digest, Tag};
use serde_json::Value;
use url::Url;

use super::{
    envelope::Api,
    reading::{count, is_place, is_true, list, long, moment, name, record, word},
};
use crate::{
    Cursor, Depth, Error, Found, PublisherPage, Record, Result, SeenTag, Source, SourceKind,
    TagPage, markup::summarise, record::TAG_LIMIT,
};

/// Quay shows ten pages of a search and no more.
const LAST_PAGE: u64 = 10;

/// Rows of one page of a search.
const PAGE: u64 = 10;

/// Bytes of a description made from the long text, which is the only one Quay has.
const SUMMARY: usize = 240;

/// Quay.
#[derive(Debug)]
pub struct Quay {
    api: Api,
}

impl Quay {
    /// The Quay at `base`, without `/api/v1`.
    pub fn new(web: &Web, base: &Url) -> Self {
        Self {
            api: Api::new(web, base),
        }
    }

    fn page_number(&self, place: Option<&Cursor>) -> Result<u64> {
        place.map_or(Ok(1), |Cursor(page)| {
            page.parse().map_err(|_| self.api.cursor_expired())
        })
    }
}

#[async_trait]
impl Source for Quay {
    fn kind(&self) -> SourceKind {
        SourceKind::Quay
    }

    fn host(&self) -> &str {
        self.api.host()
    }

    async fn search(&self, words: &str, place: Option<&Cursor>) -> Result<Found> {
        if words.is_empty() {
            return Err(self.unsupported("everything it has"));
        }
        let page = self.page_number(place)?;
        let number = page.to_string();
        let query = [
            ("query", words),
            ("page", &number),
            ("includeUsage", "true"),
        ];
        let answer = self
            .api
            .get("api/v1/find/repositories", &query, "such words")
            .await?;
        let rows = answer
            .get("results")
            .and_then(Value::as_array)
            .ok_or_else(|| self.api.not_understood("a page without a list"))?;
        let records: Vec<Record> = rows.iter().filter_map(read_row).collect();
        let has_more = is_true(&answer, "has_additional") && !rows.is_empty();
        let seen = (page - 1).saturating_mul(PAGE) + rows.len() as u64;
        Ok(Found {
            left_out: (rows.len() - records.len()) as u64,
            records,
            total: (!has_more).then_some(seen),
            is_capped: has_more && page >= LAST_PAGE,
            next: (has_more && page < LAST_PAGE).then(|| Cursor((page + 1).to_string())),
        })
    }

    async fn read(&self, alias: &str, name: &str) -> Result<Record> {
        let what = format!("{alias}/{name}");
        let unknown = || self.api.not_found(&what);
        let mut record = start(alias, name).ok_or_else(unknown)?;
        let path = format!("api/v1/repository/{alias}/{name}");
        let query = [("includeTags", "true"), ("includeStats", "false")];
        let answer = self.api.get(&path, &query, &what).await?;
        if answer.get("is_public") == Some(&Value::Bool(false)) {
            return Err(unknown());
        }
        let about = long(&answer, "description");
        let listing = &mut record.listing;
        listing.card.description = summarise(&about, SUMMARY);
        listing.about = about;
        let tags = answer.get("tags").and_then(Value::as_object);
        let names = tags.into_iter().flat_map(serde_json::Map::keys);
        let valid = names.filter(|name| name.parse::<Tag>().is_ok());
        listing.tags = valid.take(TAG_LIMIT).cloned().collect();
        listing.card.updated = tags
            .into_iter()
            .flat_map(serde_json::Map::values)
            .filter_map(|tag| moment(tag, "last_modified"))
            .max();
        set_kind(&mut record, &answer);
        record.depth = Depth::Read;
        Ok(record)
    }

    async fn tags(&self, alias: &str, name: &str, place: Option<&Cursor>) -> Result<TagPage> {
        let what = format!("{alias}/{name}");
        if !is_place(alias, name) {
            return Err(self.api.not_found(&what));
        }
        let page = self.page_number(place)?;
        let number = page.to_string();
        let query = [
            ("onlyActiveTags", "true"),
            ("limit", "100"),
            ("page", &number),
        ];
        let path = format!("api/v1/repository/{what}/tag/");
        let answer = self.api.get(&path, &query, &what).await?;
        let rows = list(&answer, "tags");
        let has_more = is_true(&answer, "has_additional") && !rows.is_empty();
        Ok(TagPage {
            tags: rows.iter().filter_map(read_tag).collect(),
            total: None,
            next: has_more.then(|| Cursor((page + 1).to_string())),
        })
    }

    async fn publisher(&self, alias: &str, place: Option<&Cursor>) -> Result<PublisherPage> {
        let mut query = vec![
            ("namespace", alias),
            ("public", "true"),
            ("last_modified", "true"),
        ];
        if let Some(Cursor(token)) = place {
            query.push(("next_page", token));
        }
        let answer = self.api.get("api/v1/repository", &query, alias).await;
        let answer = answer.map_err(|error| match error {
            Error::Refused { status: 400, .. } if place.is_some() => self.api.cursor_expired(),
            other => other,
        })?;
        let records = list(&answer, "repositories").iter().filter_map(read_row);
        let token = name(&answer, "next_page");
        Ok(PublisherPage {
            records: records.collect(),
            total: None,
            next: (!token.is_empty()).then_some(Cursor(token)),
        })
    }
}

fn start(alias: &str, name: &str) -> Option<Record> {
    let page = format!("https://quay.io/repository/{alias}/{name}");
    record(SourceKind::Quay, alias, name, page)
}

/// A row of a search, whose namespace is an object, or of a list, whose namespace is a text.
fn read_row(row: &Value) -> Option<Record> {
    if row.get("is_public") == Some(&Value::Bool(false)) {
        return None;
    }
    let alias = match row.get("namespace")? {
        namespace @ Value::Object(_) => name(namespace, "name"),
        _ => name(row, "namespace"),
    };
    let mut record = start(&alias, &name(row, "name"))?;
    set_kind(&mut record, row);
    let card = &mut record.listing.card;
    card.description = summarise(&long(row, "description"), SUMMARY);
    card.stars = count(row, "stars");
    card.updated = moment(row, "last_modified");
    Some(record)
}

/// Quay tells containers from its old applications, which are Helm charts.
fn set_kind(record: &mut Record, row: &Value) {
    if word(row, "kind") == "application" {
        "chart".clone_into(&mut record.listing.card.kind);
    }
}

fn read_tag(row: &Value) -> Option<SeenTag> {
    let tag: Tag = name(row, "name").parse().ok()?;
    let digest: Option<Digest> = word(row, "manifest_digest").parse().ok();
    Some(SeenTag {
        tag: tag.into(),
        digest: digest.map(|it| it.to_string()),
        size: count(row, "size"),
        platforms: Vec::new(),
        created: moment(row, "start_ts").or_else(|| moment(row, "last_modified")),
    })
}
