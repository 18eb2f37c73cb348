//! The Amazon ECR Public gallery, by the unsigned web API of its page. Undocumented: shapes are those
//! that other callers have seen, every field is optional, and it has a switch of its own.

use async_trait::async_trait;
use portolan_distribution::Web;
use portolan_oci::{Digest, Tag};
use portolan_search::Standing;
use serde_json::{Value, json};
use url::Url;

use super::{
    envelope::Api,
    reading::{
        address, count, is_place, is_true, line, list, long, moment, name, record, word, words,
    },
};
use crate::{
    Cursor, Depth, Error, Found, PublisherPage, Record, Result, SeenTag, Source, SourceKind,
    TagPage,
    source::{architecture, system},
};

/// Rows of one page; more than this nobody has asked for.
const PAGE: u64 = 100;

/// Tags of one page.
const TAGS: u64 = 1_000;

/// Beyond so many results the service shows no further pages.
pub(crate) const CAP: u64 = 2_500;

/// The Amazon ECR Public gallery.
#[derive(Debug)]
pub struct EcrPublic {
    api: Api,
}

impl EcrPublic {
    /// The gallery whose API is at `base`.
    pub fn new(web: &Web, base: &Url) -> Self {
        Self {
            api: Api::new(web, base),
        }
    }

    /// Asks with a place in a list, which may have expired.
    async fn ask(
        &self,
        operation: &str,
        mut question: Value,
        place: Option<&Cursor>,
        what: &str,
    ) -> Result<Value> {
        if let Some(Cursor(token)) = place {
            question["nextToken"] = json!(token);
        }
        let answer = self.api.post(operation, &question, what).await;
        answer.map_err(|error| match error {
            Error::Refused { status: 400, .. } if place.is_some() => self.api.cursor_expired(),
            other => other,
        })
    }

    /// The service refuses what it does not know with 400.
    fn unknown(&self, error: Error, what: &str) -> Error {
        match error {
            Error::Refused { status: 400, .. } => self.api.not_found(what),
            other => other,
        }
    }
}

#[async_trait]
impl Source for EcrPublic {
    fn kind(&self) -> SourceKind {
        SourceKind::EcrPublic
    }

    fn host(&self) -> &str {
        self.api.host()
    }

    async fn search(&self, words: &str, place: Option<&Cursor>) -> Result<Found> {
        let mut question = json!({ "maxResults": PAGE });
        if words.is_empty() {
            // The only order that has been seen to be asked for.
            question["sortConfiguration"] = json!({ "sortKey": "POPULARITY" });
        } else {
            question["searchTerm"] = json!(words);
        }
        let answer = self
            .ask("searchRepositoryCatalogData", question, place, "such words")
            .await?;
        let rows = answer
            .get("repositoryCatalogSearchResultList")
            .and_then(Value::as_array)
            .ok_or_else(|| self.api.not_understood("a page without a list"))?;
        let records: Vec<Record> = rows.iter().filter_map(read_row).collect();
        let total = count(&answer, "totalResults");
        Ok(Found {
            left_out: (rows.len() - records.len()) as u64,
            records,
            total,
            is_capped: total.is_some_and(|total| total > CAP),
            next: next(&answer),
        })
    }

    async fn read(&self, alias: &str, name: &str) -> Result<Record> {
        let what = format!("{alias}/{name}");
        let unknown = || self.api.not_found(&what);
        let mut record = start(alias, name).ok_or_else(unknown)?;
        let question = json!({ "registryAliasName": alias, "repositoryName": name });
        let answer = self
            .api
            .post("getRepositoryCatalogData", &question, &what)
            .await
            .map_err(|error| self.unknown(error, &what))?;
        let page = answer
            .get("catalogData")
            .filter(|page| page.is_object())
            .ok_or_else(|| self.api.not_understood("a page without its content"))?;
        let listing = &mut record.listing;
        listing.card.description = line(page, "description");
        listing.card.systems = platforms(page, "operatingSystems", system);
        listing.card.architectures = platforms(page, "architectures", architecture);
        listing.card.pulls = answer
            .get("insightData")
            .and_then(|insight| count(insight, "downloadCount"));
        listing.about = long(page, "aboutText");
        listing.usage = long(page, "usageText");
        record.logo = address(page, "logoUrl");
        record.depth = Depth::Read;
        Ok(record)
    }

    async fn tags(&self, alias: &str, name: &str, place: Option<&Cursor>) -> Result<TagPage> {
        let what = format!("{alias}/{name}");
        if !is_place(alias, name) {
            return Err(self.api.not_found(&what));
        }
        let question =
            json!({ "registryAliasName": alias, "repositoryName": name, "maxResults": TAGS });
        let answer = self
            .ask("describeImageTags", question, place, &what)
            .await
            .map_err(|error| self.unknown(error, &what))?;
        let rows = list(&answer, "imageTagDetails");
        Ok(TagPage {
            tags: rows.iter().filter_map(read_tag).collect(),
            total: None,
            next: next(&answer),
        })
    }

    /// A search for the alias, of which its own repositories are kept: the service has no list by
    /// publisher. Pages may be empty in between.
    async fn publisher(&self, alias: &str, place: Option<&Cursor>) -> Result<PublisherPage> {
        let found = self.search(alias, place).await?;
        let is_theirs = |record: &Record| record.listing.card.alias == alias;
        Ok(PublisherPage {
            records: found.records.into_iter().filter(is_theirs).collect(),
            total: None,
            next: found.next,
        })
    }
}

fn next(answer: &Value) -> Option<Cursor> {
    let token = answer.get("nextToken")?.as_str()?;
    (!token.is_empty() && token.len() <= 16 << 10).then(|| Cursor(token.to_owned()))
}

fn start(alias: &str, name: &str) -> Option<Record> {
    let page = format!("https://gallery.ecr.aws/{alias}/{name}");
    record(SourceKind::EcrPublic, alias, name, page)
}

fn read_row(row: &Value) -> Option<Record> {
    let alias = name(row, "primaryRegistryAliasName");
    let mut record = start(&alias, &name(row, "repositoryName"))?;
    let card = &mut record.listing.card;
    // The gallery's display name is the publisher's.
    card.publisher = word(row, "displayName");
    card.description = line(row, "repositoryDescription");
    card.systems = platforms(row, "operatingSystems", system);
    card.architectures = platforms(row, "architectures", architecture);
    card.pulls = count(row, "downloadCount");
    if is_true(row, "registryVerified") {
        card.standing = Standing::Verified;
    }
    record.logo = address(row, "logoUrl");
    Some(record)
}

fn platforms(page: &Value, key: &str, read: fn(&str) -> String) -> Vec<String> {
    let mut found: Vec<String> = words(page, key).iter().map(|it| read(it)).collect();
    found.dedup();
    found
}

fn read_tag(row: &Value) -> Option<SeenTag> {
    let tag: Tag = name(row, "imageTag").parse().ok()?;
    let detail = row.get("imageDetail").unwrap_or(&Value::Null);
    let digest: Option<Digest> = word(detail, "imageDigest").parse().ok();
    Some(SeenTag {
        tag: tag.into(),
        digest: digest.map(|it| it.to_string()),
        size: count(detail, "imageSizeInBytes"),
        platforms: Vec::new(),
        created: moment(row, "createdAt").or_else(|| moment(detail, "imagePushedAt")),
    })
}
