//! Docker Hub, by its own API, within its limits: what is searched and opened, and no crawl. Searching
//! is undocumented and has three doors; the next is tried where one is shut.

use async_trait::async_trait;
use portolan_distribution::Web;
use portolan_oci::{Digest, Tag};
use portolan_search::Standing;
use serde_json::Value;
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
    source::{architecture, platform, system},
};

/// Rows of one page of a search.
const PAGE: u64 = 50;

/// Rows of one page of a list.
const ROWS: &str = "100";

/// Docker Hub.
#[derive(Debug)]
pub struct DockerHub {
    api: Api,
    index: Api,
}

/// The ways to search, in the order they are tried.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Door {
    V4,
    V2,
    V1,
}

impl DockerHub {
    /// The Hub whose API is at `base` and whose older index is at `index`.
    pub fn new(web: &Web, base: &Url, index: &Url) -> Self {
        Self {
            api: Api::new(web, base),
            index: Api::new(web, index),
        }
    }

    async fn search_by(&self, door: Door, words: &str, from: u64) -> Result<Found> {
        match door {
            Door::V4 => self.search_v4(words, from).await,
            Door::V2 => self.search_v2(words, from).await,
            Door::V1 => self.search_v1(words).await,
        }
    }

    async fn search_v4(&self, words: &str, from: u64) -> Result<Found> {
        let (start, size) = (from.to_string(), PAGE.to_string());
        let query = [
            ("query", words),
            ("from", &start),
            ("size", &size),
            ("type", "image"),
        ];
        let answer = self.api.get("api/search/v4", &query, "such words").await?;
        let total = count(&answer, "total");
        let rows = self.rows(&answer)?;
        let shown = from + rows.len() as u64;
        let has_more = !rows.is_empty() && total.is_some_and(|total| shown < total);
        Ok(found(
            rows,
            read_v4,
            total,
            has_more.then_some((Door::V4, shown)),
        ))
    }

    async fn search_v2(&self, words: &str, page: u64) -> Result<Found> {
        let (number, size) = (page.max(1).to_string(), PAGE.to_string());
        let query = [("query", words), ("page", &number), ("page_size", &size)];
        let path = "v2/search/repositories/";
        let answer = self.api.get(path, &query, "such words").await?;
        let rows = self.rows(&answer)?;
        let has_more = !rows.is_empty() && answer.get("next").is_some_and(Value::is_string);
        let next = has_more.then_some((Door::V2, page.max(1) + 1));
        Ok(found(rows, read_v2, count(&answer, "count"), next))
    }

    async fn search_v1(&self, words: &str) -> Result<Found> {
        let query = [("q", words), ("n", ROWS)];
        let answer = self.index.get("v1/search", &query, "such words").await?;
        Ok(found(self.rows(&answer)?, read_v1, None, None))
    }

    fn rows<'v>(&self, answer: &'v Value) -> Result<&'v [Value]> {
        let rows = answer.get("results").and_then(Value::as_array);
        rows.map(Vec::as_slice)
            .ok_or_else(|| self.api.not_understood("a page without a list"))
    }

    fn page_number(&self, place: Option<&Cursor>) -> Result<u64> {
        place.map_or(Ok(1), |Cursor(page)| {
            page.parse().map_err(|_| self.api.cursor_expired())
        })
    }
}

#[async_trait]
impl Source for DockerHub {
    fn kind(&self) -> SourceKind {
        SourceKind::DockerHub
    }

    fn host(&self) -> &str {
        self.api.host()
    }

    async fn search(&self, words: &str, place: Option<&Cursor>) -> Result<Found> {
        if words.is_empty() {
            return Err(self.unsupported("everything it has"));
        }
        if let Some(place) = place {
            let (door, from) = read_place(place).ok_or_else(|| self.api.cursor_expired())?;
            return self.search_by(door, words, from).await;
        }
        let mut first_refusal = None;
        for door in [Door::V4, Door::V2, Door::V1] {
            match self.search_by(door, words, 0).await {
                Err(error) if is_shut(&error) => {
                    tracing::debug!(?door, %error, "this way to search is shut");
                    first_refusal.get_or_insert(error);
                }
                outcome => return outcome,
            }
        }
        Err(first_refusal.unwrap_or_else(|| self.unsupported("a search")))
    }

    async fn read(&self, alias: &str, name: &str) -> Result<Record> {
        let what = format!("{alias}/{name}");
        let unknown = || self.api.not_found(&what);
        let mut record = start(alias, name).ok_or_else(unknown)?;
        let path = format!("v2/namespaces/{alias}/repositories/{name}");
        let answer = match self.api.get(&path, &[], &what).await {
            // The older address, which is still widely used.
            Err(Error::Forbidden { .. } | Error::Refused { .. }) => {
                let older = format!("v2/repositories/{alias}/{name}/");
                self.api.get(&older, &[], &what).await?
            }
            outcome => outcome?,
        };
        if is_true(&answer, "is_private") {
            return Err(unknown());
        }
        read_repository(&mut record, &answer);
        record.listing.about = long(&answer, "full_description");
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
        let path = format!("v2/namespaces/{alias}/repositories/{name}/tags");
        let query = [("page", number.as_str()), ("page_size", ROWS)];
        let answer = self.api.get(&path, &query, &what).await?;
        let rows = self.rows(&answer)?;
        let has_more = !rows.is_empty() && answer.get("next").is_some_and(Value::is_string);
        Ok(TagPage {
            tags: rows.iter().filter_map(read_tag).collect(),
            total: count(&answer, "count"),
            next: has_more.then(|| Cursor((page + 1).to_string())),
        })
    }

    async fn publisher(&self, alias: &str, place: Option<&Cursor>) -> Result<PublisherPage> {
        if !is_place(alias, "any") {
            return Err(self.api.not_found(alias));
        }
        let page = self.page_number(place)?;
        let number = page.to_string();
        let path = format!("v2/namespaces/{alias}/repositories");
        let query = [("page", number.as_str()), ("page_size", ROWS)];
        let answer = self.api.get(&path, &query, alias).await?;
        let rows = self.rows(&answer)?;
        let has_more = !rows.is_empty() && answer.get("next").is_some_and(Value::is_string);
        let read = |row: &Value| {
            let mut record = start(alias, &name(row, "name"))?;
            read_repository(&mut record, row);
            Some(record)
        };
        Ok(PublisherPage {
            records: rows.iter().filter_map(read).collect(),
            total: count(&answer, "count"),
            next: has_more.then(|| Cursor((page + 1).to_string())),
        })
    }
}

/// Whether another way to search may do: this one is closed, gone or broken. A request to wait is one
/// to the whole of the Hub, and a network that fails fails all.
const fn is_shut(error: &Error) -> bool {
    matches!(
        error,
        Error::Forbidden { .. }
            | Error::NotFound { .. }
            | Error::Refused { .. }
            | Error::NotUnderstood { .. }
            | Error::Server { .. }
    )
}

fn found(
    rows: &[Value],
    read: fn(&Value) -> Option<Record>,
    total: Option<u64>,
    next: Option<(Door, u64)>,
) -> Found {
    let records: Vec<Record> = rows.iter().filter_map(read).collect();
    Found {
        left_out: (rows.len() - records.len()) as u64,
        records,
        total,
        is_capped: false,
        next: next.map(|(door, from)| {
            let door = if door == Door::V4 { "v4" } else { "v2" };
            Cursor(format!("{door} {from}"))
        }),
    }
}

fn read_place(place: &Cursor) -> Option<(Door, u64)> {
    let (door, from) = place.0.split_once(' ')?;
    let door = match door {
        "v4" => Door::V4,
        "v2" => Door::V2,
        _ => return None,
    };
    Some((door, from.parse().ok()?))
}

fn start(alias: &str, name: &str) -> Option<Record> {
    let page = match alias {
        "library" => format!("https://hub.docker.com/_/{name}"),
        alias => format!("https://hub.docker.com/r/{alias}/{name}"),
    };
    let mut record = record(SourceKind::DockerHub, alias, name, page)?;
    if alias == "library" {
        record.listing.card.standing = Standing::Official;
    }
    Some(record)
}

/// `library/nginx`, `bitnami/redis`; official images come without their namespace.
fn start_at(path: &str) -> Option<Record> {
    let (alias, name) = path.split_once('/').unwrap_or(("library", path));
    start(alias, name)
}

fn read_v4(row: &Value) -> Option<Record> {
    let ids = ["id", "slug", "name"].map(|key| name(row, key));
    let is_path = |id: &&String| id.contains('/');
    let is_official = word(row, "badge") == "official";
    let path = ids
        .iter()
        .find(is_path)
        .or_else(|| ids.iter().find(|id| is_official && !id.is_empty()))?;
    let mut record = start_at(path)?;
    let plan = list(row, "rate_plans").first();
    let inner = plan.and_then(|plan| list(plan, "repositories").first());
    let card = &mut record.listing.card;
    card.description = line(row, "short_description");
    card.pulls = count(row, "pull_count").or_else(|| count(inner?, "pull_count"));
    card.stars = count(row, "star_count");
    card.publisher =
        row.get("publisher")
            .map_or_else(String::new, |publisher| match publisher.as_object() {
                Some(_) => word(publisher, "name"),
                None => word(row, "publisher"),
            });
    if matches!(word(row, "badge").as_str(), "verified_publisher" | "dhi") {
        card.standing = Standing::Verified;
    }
    let own_or_of = |key: &str| match words(row, key) {
        own if own.is_empty() => plan.map(|plan| words(plan, key)).unwrap_or_default(),
        own => own,
    };
    card.architectures = own_or_of("architectures")
        .iter()
        .map(|it| architecture(it))
        .collect();
    card.systems = own_or_of("operating_systems")
        .iter()
        .map(|it| system(it))
        .collect();
    card.categories = words(row, "categories");
    card.created = moment(row, "created_at");
    card.updated = moment(row, "updated_at");
    // Not confirmed: a text, or an object of sizes.
    record.logo = address(row, "logo_url").or_else(|| {
        let sizes = row.get("logo_url")?;
        address(sizes, "small").or_else(|| address(sizes, "large"))
    });
    Some(record)
}

fn read_v2(row: &Value) -> Option<Record> {
    let mut record = start_at(&name(row, "repo_name"))?;
    let card = &mut record.listing.card;
    card.description = line(row, "short_description");
    card.pulls = count(row, "pull_count");
    card.stars = count(row, "star_count");
    Some(record)
}

fn read_v1(row: &Value) -> Option<Record> {
    let mut record = start_at(&name(row, "name"))?;
    let card = &mut record.listing.card;
    card.description = line(row, "description");
    card.stars = count(row, "star_count");
    Some(record)
}

/// What a repository's page and a row of a namespace's list have in common.
fn read_repository(record: &mut Record, row: &Value) {
    let card = &mut record.listing.card;
    card.description = line(row, "description");
    card.pulls = count(row, "pull_count");
    card.stars = count(row, "star_count");
    card.created = moment(row, "date_registered");
    card.updated = moment(row, "last_updated");
    card.categories = words(row, "categories");
    let types = [words(row, "media_types"), words(row, "content_types")].concat();
    if types.iter().any(|it| it.contains("helm")) {
        "chart".clone_into(&mut card.kind);
    }
}

fn read_tag(row: &Value) -> Option<SeenTag> {
    let tag: Tag = name(row, "name").parse().ok()?;
    let digest: Option<Digest> = word(row, "digest").parse().ok();
    let mut platforms: Vec<String> = list(row, "images")
        .iter()
        .filter_map(|image| {
            let (os, architecture) = (word(image, "os"), word(image, "architecture"));
            platform(&os, &architecture, Some(&word(image, "variant")))
        })
        .collect();
    platforms.dedup();
    platforms.truncate(100);
    Some(SeenTag {
        tag: tag.into(),
        digest: digest.map(|it| it.to_string()),
        size: count(row, "full_size"),
        platforms,
        created: moment(row, "tag_last_pushed").or_else(|| moment(row, "last_updated")),
    })
}
