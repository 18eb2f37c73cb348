//! zot's search extension, in the shapes of its GraphQL schema, at several ages: an older server refuses a
//! query whole for a field that it doesn't know. It reads a query by looking for its words, no more.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Mutex,
};

use serde_json::{Value, json};

use super::{Asked, Shelf, Shelved, ShelvedRepository, VendorRules};
use crate::scripted::Answer;

/// How old a zot is.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum ZotAge {
    /// Knows every field.
    #[default]
    Current,
    /// Knows no times of pushes and pulls, and counts vulnerabilities as a whole.
    Older,
    /// Has no search extension.
    WithoutSearch,
}

/// What zot adds to a registry.
#[derive(Debug, Default)]
pub struct ZotApi {
    /// How old it is.
    pub age: ZotAge,
    starred: Mutex<BTreeSet<String>>,
    bookmarked: Mutex<BTreeSet<String>>,
}

/// Fields that an older server lacks.
const NEW_FIELDS: [&str; 9] = [
    "IsStarred",
    "StarredRepos",
    "BookmarkedRepos",
    "PushTimestamp",
    "TaggedTimestamp",
    "LastPullTimestamp",
    "UnknownCount",
    "StarCount",
    "Vendors",
];

impl VendorRules for ZotApi {
    fn is_open(&self, _: &Asked) -> bool {
        false
    }

    fn answer(&self, shelf: &mut Shelf, asked: &Asked) -> Option<Answer> {
        match asked.path.as_str() {
            "/v2/_oci/ext/discover" => Some(self.discover()),
            "/v2/_zot/ext/search" if self.age != ZotAge::WithoutSearch => {
                let query = asked.query.get("query").cloned().unwrap_or_default();
                Some(self.search(shelf, &query))
            }
            "/v2/_zot/ext/userprefs" if asked.method == http::Method::PUT => {
                Some(self.turn_over(shelf, asked))
            }
            "/v2/_zot/ext/search" => Some(Answer::error(404, "NOT_FOUND", "page not found")),
            _ => None,
        }
    }
}

impl ZotApi {
    /// Of this age.
    pub fn of(age: ZotAge) -> Self {
        Self {
            age,
            ..Self::default()
        }
    }

    /// The repositories that have a star.
    pub fn starred(&self) -> Vec<String> {
        self.starred.lock().unwrap().iter().cloned().collect()
    }

    /// A mark that is there goes, one that is not comes.
    fn turn_over(&self, shelf: &Shelf, asked: &Asked) -> Answer {
        let repository = asked.query.get("repo").cloned().unwrap_or_default();
        if !shelf.repositories.contains_key(&repository) {
            return Answer::error(404, "NOT_FOUND", "not found");
        }
        let marked = match asked.query.get("action").map(String::as_str) {
            Some("toggleStar") => &self.starred,
            Some("toggleBookmark") => &self.bookmarked,
            _ => return Answer::error(400, "BAD_REQUEST", "bad request"),
        };
        let mut marked = marked.lock().unwrap();
        if !marked.remove(&repository) {
            marked.insert(repository);
        }
        Answer::status(200)
    }

    fn discover(&self) -> Answer {
        let search = (self.age != ZotAge::WithoutSearch).then_some("/v2/_zot/ext/search");
        let endpoints: Vec<_> = search.into_iter().chain(["/v2/_zot/ext/mgmt"]).collect();
        let extension = json!({
            "name": "_zot", "url": "https://example.com/zot.md", "endpoints": endpoints,
            "description": "zot registry extensions",
        });
        Answer::json(200, &json!({ "extensions": [extension] }))
    }

    fn search(&self, shelf: &Shelf, query: &str) -> Answer {
        let unknown = NEW_FIELDS
            .into_iter()
            .find(|field| self.age == ZotAge::Older && query.contains(field));
        if let Some(field) = unknown {
            let message = format!("Cannot query field \"{field}\" on type \"ImageSummary\".");
            let error = json!({
                "message": message, "extensions": { "code": "GRAPHQL_VALIDATION_FAILED" },
            });
            return Answer::json(422, &json!({ "errors": [error], "data": null }));
        }
        let data = if query.starts_with("{ImageList(") {
            image_list(shelf, query)
        } else if query.starts_with("{ExpandedRepoInfo(") {
            repository_summary(shelf, query).map(|mut found| {
                let name = between(query, "repo:\"", '"').unwrap_or_default();
                let summary = &mut found["ExpandedRepoInfo"]["Summary"];
                // Only what was asked for is answered.
                for (field, marked) in [
                    ("IsStarred", &self.starred),
                    ("IsBookmarked", &self.bookmarked),
                ] {
                    if query.contains(field) {
                        summary[field] = json!(marked.lock().unwrap().contains(name));
                    }
                }
                found
            })
        } else if query.starts_with("{RepoListWithNewestImage(") {
            let rows = shelf.repositories.iter().map(|(name, repository)| {
                let bytes: u64 = repository.manifests.values().map(Shelved::size).sum();
                json!({ "Name": name, "Size": bytes.to_string() })
            });
            Some(repositories(
                "RepoListWithNewestImage",
                rows.collect(),
                query,
            ))
        } else if query.starts_with("{StarredRepos(") {
            Some(marked("StarredRepos", &self.starred, query))
        } else if query.starts_with("{BookmarkedRepos(") {
            Some(marked("BookmarkedRepos", &self.bookmarked, query))
        } else if query.starts_with("{CVEListForImage(") {
            Some(findings())
        } else {
            None
        };
        if let Some(data) = data {
            Answer::json(200, &json!({ "data": data }))
        } else {
            let error = json!({ "message": "repository metadata not found" });
            Answer::json(200, &json!({ "errors": [error], "data": null }))
        }
    }
}

fn marked(question: &str, marked: &Mutex<BTreeSet<String>>, query: &str) -> Value {
    let marked = marked.lock().unwrap();
    let rows = marked.iter().map(|name| json!({ "Name": name }));
    repositories(question, rows.collect(), query)
}

/// A page of rows by the limit and offset of a query.
fn repositories(question: &str, rows: Vec<Value>, query: &str) -> Value {
    let number = |name: &str| between(query, name, ',').and_then(|it| it.parse::<usize>().ok());
    let (limit, offset) = (number("limit:"), number("offset:"));
    let page = rows
        .iter()
        .skip(offset.unwrap_or(0))
        .take(limit.unwrap_or(usize::MAX));
    let page: Vec<&Value> = page.collect();
    json!({ question: {
        "Page": { "TotalCount": rows.len(), "ItemCount": page.len() }, "Results": page,
    } })
}

/// The text between `before` and the first `after`.
fn between<'a>(text: &'a str, before: &str, after: char) -> Option<&'a str> {
    let (_, rest) = text.split_once(before)?;
    rest.split_once(after).map(|(found, _)| found)
}

fn repository_of<'a>(shelf: &'a Shelf, query: &str) -> Option<(&'a str, &'a ShelvedRepository)> {
    let name = between(query, "repo:\"", '"')?;
    let (name, repository) = shelf.repositories.get_key_value(name)?;
    Some((name, repository))
}

/// cosign's tag of a signature: `sha256-….sig`.
fn is_signature(tag: &str) -> bool {
    tag.rsplit_once('.')
        .is_some_and(|(_, ending)| ending == "sig")
}

fn image_list(shelf: &Shelf, query: &str) -> Option<Value> {
    let (name, repository) = repository_of(shelf, query)?;
    let number = |name: &str| between(query, name, ',').and_then(|it| it.parse::<usize>().ok());
    let (limit, offset) = (number("limit:")?, number("offset:")?);
    // zot keeps signatures' tags to itself.
    let tags: Vec<_> = repository
        .tags
        .iter()
        .filter(|(tag, _)| !is_signature(tag))
        .collect();
    let referrers = repository.referrers();
    let results: Vec<Value> = tags
        .iter()
        .skip(offset)
        .take(limit)
        .map(|(tag, digest)| {
            let mut said = summary(name, repository, &referrers, tag, digest);
            // Only what was asked for is told.
            if let Some(members) = said.as_object_mut() {
                members.retain(|name, _| query.contains(name.as_str()));
            }
            said
        })
        .collect();
    Some(json!({ "ImageList": {
        "Page": { "TotalCount": tags.len(), "ItemCount": results.len() },
        "Results": results,
    } }))
}

fn summary(
    name: &str,
    repository: &ShelvedRepository,
    referrers: &HashMap<String, Vec<String>>,
    tag: &str,
    digest: &str,
) -> Value {
    let shelved = &repository.manifests[digest];
    let never = "0001-01-01T00:00:00Z".to_owned();
    let referrers: Vec<Value> = referrers
        .get(digest)
        .into_iter()
        .flatten()
        .map(|referrer| {
            let shelved = &repository.manifests[referrer];
            json!({
                "Digest": referrer, "MediaType": shelved.media_type, "Size": shelved.size(),
                "ArtifactType": shelved.json()["artifactType"],
            })
        })
        .collect();
    json!({
        "RepoName": name, "Tag": tag, "Digest": digest, "MediaType": shelved.media_type,
        "ArtifactType": shelved.json()["config"]["mediaType"],
        "Size": shelved.size().to_string(),
        "PushTimestamp": shelved.pushed.to_string(), "TaggedTimestamp": shelved.pushed.to_string(),
        "LastPullTimestamp": shelved.pulled.map_or(never, |at| at.to_string()),
        "Vulnerabilities": {
            "MaxSeverity": "HIGH", "Count": 3, "UnknownCount": 0, "LowCount": 2, "MediumCount": 0,
            "HighCount": 1, "CriticalCount": 0,
        },
        "Manifests": [{ "Digest": digest, "Platform": { "Os": "linux", "Arch": "amd64" } }],
        "Referrers": referrers,
    })
}

fn repository_summary(shelf: &Shelf, query: &str) -> Option<Value> {
    let (_, repository) = repository_of(shelf, query)?;
    let size: u64 = repository.manifests.values().map(Shelved::size).sum();
    Some(json!({ "ExpandedRepoInfo": { "Summary": {
        "LastUpdated": "2026-02-02T03:04:05Z", "Size": size.to_string(), "DownloadCount": 77,
        "StarCount": 2, "Vendors": [], "NewestImage": { "Title": "", "Description": "", "Source": "" },
    } } }))
}

fn findings() -> Value {
    json!({ "CVEListForImage": {
        "Page": { "TotalCount": 1, "ItemCount": 1 },
        "Summary": { "MaxSeverity": "HIGH", "Count": 1, "HighCount": 1 },
        "CVEList": [{
            "Id": "CVE-2026-0001", "Title": "Reads too far", "Severity": "HIGH",
            "Reference": "https://example.com/CVE-2026-0001",
            "PackageList": [{ "Name": "openssl", "InstalledVersion": "3.0.1", "FixedVersion": "3.0.2" }],
        }],
    } })
}
