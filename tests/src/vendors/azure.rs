//! Azure Container Registry's own API, in the shapes of its documentation. Not confirmed by a registry: that
//! its API takes the admin user by Basic as the registry does, and what a locked tag's deletion answers.

use std::{collections::HashMap, sync::Mutex};

use serde_json::{Value, json};

use super::{Asked, Shelf, ShelvedRepository, VendorRules};
use crate::scripted::Answer;

/// Entries of a page, whatever is asked for.
const PAGE: usize = 100;

/// What Azure adds to a registry.
#[derive(Debug, Default)]
pub struct AzureApi {
    /// What was set of what may be done, by path.
    may: Mutex<HashMap<String, Value>>,
}

impl AzureApi {
    /// What may be done to what is at a path, where it was set.
    fn may(&self, path: &str) -> Value {
        let kept = self.may.lock().unwrap();
        kept.get(path).cloned().unwrap_or_else(|| may(true))
    }

    fn one_tag(&self, repository: &mut ShelvedRepository, tag: &str, asked: &Asked) -> Answer {
        if !repository.tags.contains_key(tag) {
            return Answer::error(404, "TAG_UNKNOWN", "the specified tag does not exist");
        }
        if asked.method != http::Method::DELETE {
            let mut said = tag_json(repository, tag);
            if self.may.lock().unwrap().contains_key(&asked.path) {
                said["changeableAttributes"] = self.may(&asked.path);
            }
            return Answer::json(200, &json!({ "tag": said }));
        }
        if repository.held.contains(tag) {
            return Answer::error(
                405,
                "UNSUPPORTED",
                "The operation is disallowed on this tag.",
            );
        }
        repository.tags.remove(tag);
        Answer::status(202)
    }

    /// A shelf as Azure's registry keeps it.
    pub fn shelf() -> Shelf {
        Shelf::where_a_tag_takes_its_image()
    }
}

impl VendorRules for AzureApi {
    fn is_open(&self, asked: &Asked) -> bool {
        asked.path == "/oauth2/exchange"
    }

    fn answer(&self, shelf: &mut Shelf, asked: &Asked) -> Option<Answer> {
        if asked.path == "/oauth2/exchange" {
            return Some(exchange(asked));
        }
        let path = asked.path.strip_prefix("/acr/v1/")?;
        let parts: Vec<&str> = path.split('/').collect();
        let (name, what) = match parts.as_slice() {
            ["_catalog"] => return Some(catalog(shelf, asked)),
            [name @ .., "_manifests"] => (name, What::Manifests),
            [name @ .., "_manifests", digest] => (name, What::Manifest(digest)),
            [name @ .., "_tags"] => (name, What::Tags),
            [name @ .., "_tags", tag] => (name, What::Tag(tag)),
            name => (name, What::Itself),
        };
        let name = name.join("/");
        if matches!(what, What::Itself) && asked.method == http::Method::DELETE {
            let gone = shelf.repositories.remove(&name).unwrap_or_default();
            let manifests: Vec<&String> = gone.manifests.keys().collect();
            let tags: Vec<&String> = gone.tags.keys().collect();
            let said = json!({ "manifestsDeleted": manifests, "tagsDeleted": tags });
            return Some(Answer::json(202, &said));
        }
        let Some(repository) = shelf.repositories.get_mut(&name) else {
            return Some(Answer::error(
                404,
                "NAME_UNKNOWN",
                "repository name not known",
            ));
        };
        if asked.method == http::Method::PATCH {
            let body: Value = serde_json::from_slice(&asked.body).unwrap_or_default();
            if let What::Tag(tag) = what {
                if body["writeEnabled"] == true && body["deleteEnabled"] == true {
                    repository.held.remove(tag);
                } else {
                    repository.held.insert(tag.to_owned());
                }
            }
            self.may.lock().unwrap().insert(asked.path.clone(), body);
            return Some(Answer::status(200));
        }
        Some(match what {
            What::Manifest(digest) if !repository.manifests.contains_key(digest) => {
                Answer::error(404, "MANIFEST_UNKNOWN", "manifest is not found")
            }
            What::Manifest(digest) => Answer::json(
                200,
                &json!({ "manifest": {
                    "digest": digest, "changeableAttributes": self.may(&asked.path),
                } }),
            ),
            What::Manifests => {
                let mut all: Vec<_> = repository.manifests.iter().collect();
                all.sort_by_key(|(digest, shelved)| {
                    (std::cmp::Reverse(shelved.pushed), (*digest).clone())
                });
                let all = all.into_iter().map(|(digest, shelved)| {
                    let mut said = json!({
                        "digest": digest, "imageSize": shelved.size(), "mediaType": shelved.media_type,
                        "createdTime": shelved.pushed.to_string(), "os": "linux", "architecture": "amd64",
                        "lastUpdateTime": shelved.pushed.to_string(),
                        "configMediaType": shelved.json()["config"]["mediaType"],
                        "changeableAttributes": may(true),
                    });
                    let tags = repository.tags_of(digest);
                    if !tags.is_empty() {
                        said["tags"] = json!(tags);
                    }
                    said
                });
                page(asked, "manifests", "digest", all.collect())
            }
            What::Tags => {
                let all = repository.tags.keys();
                let all = all.map(|tag| tag_json(repository, tag)).collect();
                page(asked, "tags", "name", all)
            }
            What::Tag(tag) => self.one_tag(repository, tag, asked),
            What::Itself => Answer::json(
                200,
                &json!({
                    "imageName": name, "createdTime": "2026-01-02T03:04:05Z",
                    "lastUpdateTime": "2026-02-02T03:04:05Z", "tagCount": repository.tags.len(),
                    "manifestCount": repository.manifests.len(),
                    "changeableAttributes": self.may(&asked.path),
                }),
            ),
        })
    }
}

/// A token of Entra for one of the registry, which names itself with it.
fn exchange(asked: &Asked) -> Answer {
    let form: HashMap<String, String> = url::form_urlencoded::parse(&asked.body)
        .into_owned()
        .collect();
    let is = |name: &str, value: &str| form.get(name).is_some_and(|it| it == value);
    if !is("grant_type", "access_token") || !form.contains_key("service") {
        return Answer::error(400, "INVALID", "no such grant");
    }
    if form
        .get("access_token")
        .is_none_or(|token| token.ends_with("expired"))
    {
        return Answer::error(401, "UNAUTHORIZED", "the token has expired");
    }
    Answer::json(200, &json!({ "refresh_token": REFRESH }))
}

/// What the registry gives for a token of Entra.
const REFRESH: &str = "refresh-token";

enum What<'a> {
    Itself,
    Manifests,
    Manifest(&'a str),
    Tags,
    Tag(&'a str),
}

fn tag_json(repository: &ShelvedRepository, tag: &str) -> Value {
    let is_held = repository.held.contains(tag);
    json!({
        "name": tag, "digest": repository.tags.get(tag), "signed": false,
        "createdTime": "2026-01-02T03:04:05Z", "changeableAttributes": may(!is_held),
    })
}

fn may(change: bool) -> Value {
    json!({
        "deleteEnabled": change, "writeEnabled": change, "listEnabled": true, "readEnabled": true,
    })
}

fn catalog(shelf: &Shelf, asked: &Asked) -> Answer {
    let after = asked.query.get("last").cloned().unwrap_or_default();
    let names: Vec<_> = shelf
        .repositories
        .keys()
        .filter(|name| **name > after)
        .collect();
    let some = &names[..names.len().min(PAGE)];
    let answer = Answer::json(200, &json!({ "repositories": some }));
    match some.last() {
        Some(last) if some.len() < names.len() => {
            let next = format!("</acr/v1/_catalog?last={last}&n={PAGE}&orderby=>; rel=\"next\"");
            answer.header("link", &next)
        }
        _ => answer,
    }
}

/// A page after the entry that `last` names, with the next one's address in its head.
fn page(asked: &Asked, list: &str, name: &str, all: Vec<Value>) -> Answer {
    let last = asked.query.get("last");
    let begin = last.and_then(|last| all.iter().position(|it| it[name] == last.as_str()));
    let rest = &all[begin.map_or(0, |at| at + 1)..];
    let some = &rest[..rest.len().min(PAGE)];
    let answer = Answer::json(200, &json!({ list: some }));
    match some.last().and_then(|it| it[name].as_str()) {
        Some(last) if some.len() < rest.len() => {
            let next = format!("<{}?last={last}&n={PAGE}>; rel=\"next\"", asked.path);
            answer.header("link", &next)
        }
        _ => answer,
    }
}
