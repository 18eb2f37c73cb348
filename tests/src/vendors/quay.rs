//! Version 1 of Quay's API, in the shapes of its source: tags with their history, which is the time machine.
//! Not confirmed by a server: the words and the status of its refusals, that a tag that expires has its end in
//! the future, and the words for the states of a scan.

mod administration;

use std::{
    collections::{BTreeSet, HashMap},
    sync::Mutex,
};

use http::Method;
use jiff::Timestamp;
use serde_json::{Value, json};

pub use self::administration::QuayAdministration;
use super::{Asked, Shelf, Shelved, VendorRules};
use crate::scripted::Answer;

/// What Quay adds to a registry.
#[derive(Debug)]
pub struct QuayApi {
    token: String,
    removed: Mutex<Vec<Removed>>,
    /// Seconds for which they can be restored.
    reach: Mutex<u64>,
    descriptions: Mutex<HashMap<String, String>>,
    /// What is pruned, by where it is kept, with its name.
    policies: Mutex<Vec<(String, Value)>>,
    /// Unix seconds at which tags expire, by repository and tag.
    expirations: Mutex<HashMap<(String, String), i64>>,
    labels: Mutex<Vec<Label>>,
    /// What the scanner says of a digest; of others, that they are queued.
    scans: Mutex<HashMap<String, Value>>,
    starred: Mutex<BTreeSet<String>>,
    /// Its log and its robots.
    pub administration: QuayAdministration,
}

/// A label on a manifest.
#[derive(Clone, Debug)]
struct Label {
    digest: String,
    id: String,
    key: String,
    value: String,
    source: &'static str,
}

/// A tag that was removed, and can be restored.
#[derive(Clone, Debug)]
struct Removed {
    repository: String,
    tag: String,
    digest: String,
    shelved: Shelved,
}

impl QuayApi {
    /// The user whose password is the token.
    pub const USER: &'static str = "$oauthtoken";

    /// For this token, with a time machine of two weeks.
    pub fn of(token: &str) -> Self {
        Self {
            token: token.to_owned(),
            removed: Mutex::default(),
            reach: Mutex::new(14 * 24 * 3600),
            descriptions: Mutex::default(),
            policies: Mutex::default(),
            expirations: Mutex::default(),
            labels: Mutex::default(),
            scans: Mutex::default(),
            starred: Mutex::default(),
            administration: QuayAdministration::default(),
        }
    }

    /// From now on it keeps what is removed for so many seconds.
    pub fn reach_back(&self, seconds: u64) {
        *self.reach.lock().unwrap() = seconds;
    }

    /// When a tag expires, in unix seconds.
    pub fn expiration(&self, repository: &str, tag: &str) -> Option<i64> {
        let key = (repository.to_owned(), tag.to_owned());
        self.expirations.lock().unwrap().get(&key).copied()
    }

    /// A label that came with the manifest.
    pub fn label_built_in(&self, digest: &str, key: &str, value: &str) {
        self.put_label(digest, key, value, "manifest");
    }

    /// The labels of a manifest, as `key=value`.
    pub fn labels(&self, digest: &str) -> Vec<String> {
        let labels = self.labels.lock().unwrap();
        let on_it = labels.iter().filter(|it| it.digest == digest);
        on_it.map(|it| format!("{}={}", it.key, it.value)).collect()
    }

    /// What the scanner says of a digest from now on.
    pub fn scan(&self, digest: &str, said: Value) {
        let mut scans = self.scans.lock().unwrap();
        scans.insert(digest.to_owned(), said);
    }

    fn put_label(&self, digest: &str, key: &str, value: &str, source: &'static str) -> Value {
        let mut labels = self.labels.lock().unwrap();
        let label = Label {
            digest: digest.to_owned(),
            id: format!("label-{}", labels.len()),
            key: key.to_owned(),
            value: value.to_owned(),
            source,
        };
        let said = label.json();
        labels.push(label);
        said
    }

    /// Removes at once from now on.
    pub fn stop_time(&self) {
        *self.reach.lock().unwrap() = 0;
        self.removed.lock().unwrap().clear();
    }
}

impl Label {
    fn json(&self) -> Value {
        json!({
            "id": self.id, "key": self.key, "value": self.value, "source_type": self.source,
            "media_type": "text/plain",
        })
    }
}

impl VendorRules for QuayApi {
    fn is_open(&self, asked: &Asked) -> bool {
        // The API takes a bearer, and looks at it itself.
        asked.path.starts_with("/api/")
    }

    fn answer(&self, shelf: &mut Shelf, asked: &Asked) -> Option<Answer> {
        if asked.method == Method::DELETE && asked.path.contains("/manifests/") {
            self.note_removal(shelf, asked);
        }
        let path = asked.path.strip_prefix("/api/v1/")?;
        if path == "discovery" {
            return Some(Answer::json(
                200,
                &json!({ "info": { "title": "Quay Frontend" } }),
            ));
        }
        let bearer = format!("Bearer {}", self.token);
        let said = asked.headers.get("authorization");
        if said.is_none_or(|said| said.as_bytes() != bearer.as_bytes()) {
            let words = json!({ "error_message": "Requires authentication", "status": 401 });
            return Some(Answer::json(401, &words));
        }
        let parts: Vec<&str> = path.trim_end_matches('/').split('/').collect();
        if let Some(place) = parts.iter().position(|part| *part == "autoprunepolicy") {
            let (of, name) = (parts[..place].join("/"), parts.get(place + 1));
            return Some(self.prune(&of, name.copied(), asked));
        }
        Some(match parts.as_slice() {
            ["user"] => Answer::json(
                200,
                &json!({ "username": "me", "organizations": [{ "name": "acme" }] }),
            ),
            ["user", "starred", rest @ ..] => self.stars(rest, asked),
            ["find", "repositories"] => find(shelf, asked),
            ["repository"] if asked.method == Method::POST => create(shelf, asked),
            ["user", rest @ ..] => self.administration.of_namespace("me", rest, asked),
            ["organization", name, rest @ ..] => {
                self.administration.of_namespace(name, rest, asked)
            }
            ["repository"] => list(shelf, asked),
            ["repository", namespace, name, rest @ ..] => {
                self.repository(shelf, &format!("{namespace}/{name}"), rest, asked)
            }
            _ => not_found(),
        })
    }
}

fn not_found() -> Answer {
    let said = json!({ "detail": "Not Found", "error_type": "not_found", "status": 404 });
    Answer::json(404, &said)
}

fn says_immutable(asked: &Asked) -> bool {
    let body: Value = serde_json::from_slice(&asked.body).unwrap_or_default();
    body.get("immutable").is_some()
}

/// Holds a tag fast, or no longer.
fn hold(shelf: &mut Shelf, name: &str, tag: &str, asked: &Asked) -> Answer {
    let body: Value = serde_json::from_slice(&asked.body).unwrap_or_default();
    let repository = shelf.repositories.get_mut(name);
    let repository = repository.filter(|repository| repository.tags.contains_key(tag));
    let (Some(repository), Some(hold)) = (repository, body["immutable"].as_bool()) else {
        return not_found();
    };
    if hold {
        repository.held.insert(tag.to_owned());
    } else {
        repository.held.remove(tag);
    }
    Answer::json(201, &json!("Updated"))
}

/// Ten a page, as Quay does.
fn find(shelf: &Shelf, asked: &Asked) -> Answer {
    let wanted = asked.query.get("query").cloned().unwrap_or_default();
    let page = asked.query.get("page").and_then(|page| page.parse().ok());
    let page: usize = page.unwrap_or(1);
    let names = shelf
        .repositories
        .keys()
        .filter(|name| name.contains(&wanted));
    let all: Vec<Value> = names
        .filter_map(|name| name.split_once('/'))
        .map(|(namespace, name)| {
            json!({
                "kind": "repository", "namespace": { "name": namespace, "kind": "organization" },
                "name": name, "description": "Found.", "is_public": true, "stars": 3, "score": 1.0,
            })
        })
        .collect();
    let shown: Vec<&Value> = all.iter().skip((page - 1) * 10).take(10).collect();
    let said = json!({
        "results": shown, "has_additional": page * 10 < all.len(), "page": page, "page_size": 10,
    });
    Answer::json(200, &said)
}

fn create(shelf: &mut Shelf, asked: &Asked) -> Answer {
    let body: Value = serde_json::from_slice(&asked.body).unwrap_or_default();
    let text = |member: &str| body[member].as_str().unwrap_or_default();
    let (namespace, name) = (text("namespace"), text("repository"));
    let is_whole = !namespace.is_empty() && !name.is_empty() && body["description"].is_string();
    let is_seen = matches!(text("visibility"), "public" | "private");
    let full = format!("{namespace}/{name}");
    if !is_whole || !is_seen || shelf.repositories.contains_key(&full) {
        return Answer::json(
            400,
            &json!({ "error_message": "Could not create repository" }),
        );
    }
    shelf.repositories.entry(full).or_default();
    let made = json!({ "namespace": namespace, "name": name, "kind": "image" });
    Answer::json(201, &made)
}

fn list(shelf: &Shelf, asked: &Asked) -> Answer {
    let Some(namespace) = asked.query.get("namespace") else {
        return Answer::json(400, &json!({ "error_message": "a filter is required" }));
    };
    let prefix = format!("{namespace}/");
    let names = shelf.repositories.keys();
    let rows: Vec<Value> = names
        .filter_map(|name| name.strip_prefix(&prefix))
        .map(|name| json!({ "namespace": namespace, "name": name, "kind": "image", "state": "NORMAL" }))
        .collect();
    Answer::json(200, &json!({ "repositories": rows }))
}

impl QuayApi {
    /// Policies of pruning, several of which may be at one place.
    fn prune(&self, of: &str, name: Option<&str>, asked: &Asked) -> Answer {
        let mut policies = self.policies.lock().unwrap();
        let mut body: Value = serde_json::from_slice(&asked.body).unwrap_or_default();
        let is_right = match body["method"].as_str() {
            Some("number_of_tags") => body["value"].is_u64(),
            Some("creation_date") => body["value"].is_string(),
            _ => false,
        };
        if matches!(asked.method, Method::POST | Method::PUT) && !is_right {
            return Answer::json(400, &json!({ "error_message": "Invalid method provided" }));
        }
        let Some(name) = name else {
            if asked.method == Method::POST {
                body["uuid"] = json!(format!("policy-{}", policies.len() + 1));
                policies.push((of.to_owned(), body.clone()));
                return Answer::json(201, &json!({ "uuid": body["uuid"] }));
            }
            let mine = policies.iter().filter(|(place, _)| place == of);
            let mine: Vec<_> = mine.map(|(_, policy)| policy).collect();
            return Answer::json(200, &json!({ "policies": mine }));
        };
        let mut all = policies.iter();
        let Some(at) = all.position(|(place, policy)| place == of && policy["uuid"] == name) else {
            return not_found();
        };
        if asked.method == Method::DELETE {
            policies.remove(at);
            return Answer::json(200, &json!({ "uuid": name }));
        }
        body["uuid"] = json!(name);
        policies[at].1 = body;
        Answer::status(204)
    }

    fn repository(&self, shelf: &mut Shelf, name: &str, rest: &[&str], asked: &Asked) -> Answer {
        if !shelf.repositories.contains_key(name) {
            return not_found();
        }
        if let Some(answer) = self.administration.of_repository(name, rest, asked) {
            return answer;
        }
        match (rest, &asked.method) {
            ([], &Method::GET) => {
                let kept = self.descriptions.lock().unwrap();
                let said = json!({
                    "namespace": name.split('/').next(), "is_public": false, "can_write": true,
                    "state": "NORMAL", "description": kept.get(name),
                    "tag_expiration_s": *self.reach.lock().unwrap(),
                    "is_starred": self.starred.lock().unwrap().contains(name),
                });
                Answer::json(200, &said)
            }
            ([], &Method::PUT) => {
                let body: Value = serde_json::from_slice(&asked.body).unwrap_or_default();
                let text = body["description"].as_str().unwrap_or_default().to_owned();
                self.descriptions
                    .lock()
                    .unwrap()
                    .insert(name.to_owned(), text);
                Answer::json(200, &json!({ "success": true }))
            }
            ([], &Method::DELETE) => {
                shelf.repositories.remove(name);
                Answer::status(204)
            }
            (["tag"], &Method::GET) => self.tags(shelf, name, asked),
            (["tag", tag], &Method::PUT) if says_immutable(asked) => hold(shelf, name, tag, asked),
            (["tag", tag], &Method::PUT) => self.set_expiration(shelf, name, tag, asked),
            (["manifest", digest, "labels", rest @ ..], _) => self.label(digest, rest, asked),
            (["manifest", digest, "security"], &Method::GET) => {
                let scans = self.scans.lock().unwrap();
                let queued = json!({ "status": "queued", "data": null });
                Answer::json(200, scans.get(*digest).unwrap_or(&queued))
            }
            (["tag", tag], &Method::DELETE) => self.remove(shelf, name, tag),
            (["tag", tag, "restore"], &Method::POST) => self.restore(shelf, name, tag, asked),
            _ => not_found(),
        }
    }

    fn stars(&self, rest: &[&str], asked: &Asked) -> Answer {
        let mut starred = self.starred.lock().unwrap();
        match (rest, &asked.method) {
            ([], &Method::GET) => {
                let rows: Vec<Value> = starred
                    .iter()
                    .filter_map(|name| name.split_once('/'))
                    .map(|(namespace, name)| json!({ "namespace": namespace, "name": name }))
                    .collect();
                Answer::json(200, &json!({ "repositories": rows }))
            }
            ([], &Method::POST) => {
                let body: Value = serde_json::from_slice(&asked.body).unwrap_or_default();
                let text = |member: &str| body[member].as_str().unwrap_or_default().to_owned();
                starred.insert(format!("{}/{}", text("namespace"), text("repository")));
                Answer::json(201, &body)
            }
            ([namespace, name], &Method::DELETE) => {
                starred.remove(&format!("{namespace}/{name}"));
                Answer::status(204)
            }
            _ => not_found(),
        }
    }

    /// Only in the future, and by `null` never.
    fn set_expiration(&self, shelf: &Shelf, name: &str, tag: &str, asked: &Asked) -> Answer {
        let body: Value = serde_json::from_slice(&asked.body).unwrap_or_default();
        if !shelf.repositories[name].tags.contains_key(tag) {
            return not_found();
        }
        let key = (name.to_owned(), tag.to_owned());
        let mut expirations = self.expirations.lock().unwrap();
        match body.get("expiration") {
            Some(Value::Null) => {
                expirations.remove(&key);
            }
            Some(Value::Number(at)) if at.as_i64() > Some(Timestamp::now().as_second()) => {
                expirations.insert(key, at.as_i64().unwrap_or_default());
            }
            _ => return Answer::json(400, &json!({ "error_message": "Invalid expiration" })),
        }
        Answer::json(201, &json!("Updated"))
    }

    fn label(&self, digest: &str, rest: &[&str], asked: &Asked) -> Answer {
        match (rest, &asked.method) {
            ([], &Method::GET) => {
                let labels = self.labels.lock().unwrap();
                let on_it = labels.iter().filter(|it| it.digest == digest);
                let rows: Vec<Value> = on_it.map(Label::json).collect();
                Answer::json(200, &json!({ "labels": rows }))
            }
            ([], &Method::POST) => {
                let body: Value = serde_json::from_slice(&asked.body).unwrap_or_default();
                let text = |member: &str| body[member].as_str().unwrap_or_default().to_owned();
                let said = self.put_label(digest, &text("key"), &text("value"), "api");
                Answer::json(201, &json!({ "label": said }))
            }
            ([id], &Method::DELETE) => {
                let mut labels = self.labels.lock().unwrap();
                let found = labels.iter().position(|it| it.id == *id);
                match found.map(|place| (place, labels[place].source)) {
                    None => not_found(),
                    Some((_, "manifest")) => {
                        let said = json!({ "error_message": "Cannot delete immutable label" });
                        Answer::json(400, &said)
                    }
                    Some((place, _)) => {
                        labels.remove(place);
                        Answer::status(204)
                    }
                }
            }
            _ => not_found(),
        }
    }

    fn tags(&self, shelf: &Shelf, name: &str, asked: &Asked) -> Answer {
        let repository = &shelf.repositories[name];
        let only = asked.query.get("specificTag");
        let mut rows: Vec<Value> = repository
            .tags
            .iter()
            .filter(|(tag, _)| only.is_none_or(|only| only == *tag))
            .filter_map(|(tag, digest)| {
                let shelved = repository.manifests.get(digest)?;
                let kind = &shelved.media_type;
                let expires = self.expiration(name, tag);
                let expires = expires.and_then(|at| Timestamp::from_second(at).ok());
                let written =
                    |at: Timestamp| at.strftime("%a, %d %b %Y %H:%M:%S -0000").to_string();
                Some(json!({
                    "expiration": expires.map(written),
                    "end_ts": expires.map(Timestamp::as_second),
                    "name": tag, "manifest_digest": digest, "reversion": false,
                    "start_ts": shelved.pushed.as_second(), "size": shelved.size(),
                    "is_manifest_list": kind.contains("index") || kind.contains("list"),
                    "immutable": repository.held.contains(tag),
                }))
            })
            .collect();
        if asked
            .query
            .get("onlyActiveTags")
            .is_none_or(|it| it != "true")
        {
            let removed = self.removed.lock().unwrap();
            let dead = removed
                .iter()
                .filter(|it| it.repository == name && only.is_none_or(|only| *only == it.tag));
            rows.extend(dead.map(|it| {
                json!({
                    "name": it.tag, "manifest_digest": it.digest, "reversion": false,
                    "start_ts": 1_600_000_000, "end_ts": 1_700_000_000, "size": 1,
                })
            }));
        }
        let number = |key: &str| {
            asked
                .query
                .get(key)
                .and_then(|text| text.parse::<usize>().ok())
        };
        let size = number("limit").unwrap_or(50).min(100);
        let page = number("page").unwrap_or(1).max(1);
        let from = ((page - 1) * size).min(rows.len());
        let to = (from + size).min(rows.len());
        let said = json!({
            "tags": rows[from..to], "page": page, "has_additional": to < rows.len(),
        });
        Answer::json(200, &said)
    }

    fn remove(&self, shelf: &mut Shelf, name: &str, tag: &str) -> Answer {
        let Some(repository) = shelf.repositories.get_mut(name) else {
            return not_found();
        };
        if repository.held.contains(tag) {
            return Answer::json(409, &json!({ "error_message": "The tag is immutable" }));
        }
        let Some(digest) = repository.tags.remove(tag) else {
            return not_found();
        };
        let shelved = repository.manifests[&digest].clone();
        self.note(name, tag, &digest, shelved);
        Answer::status(204)
    }

    fn note(&self, repository: &str, tag: &str, digest: &str, shelved: Shelved) {
        if *self.reach.lock().unwrap() > 0 {
            self.removed.lock().unwrap().push(Removed {
                repository: repository.to_owned(),
                tag: tag.to_owned(),
                digest: digest.to_owned(),
                shelved,
            });
        }
    }

    fn restore(&self, shelf: &mut Shelf, name: &str, tag: &str, asked: &Asked) -> Answer {
        let body: Value = serde_json::from_slice(&asked.body).unwrap_or_default();
        let digest = body["manifest_digest"].as_str().unwrap_or_default();
        let mut removed = self.removed.lock().unwrap();
        let place = removed
            .iter()
            .position(|it| it.repository == name && it.tag == tag && it.digest == digest);
        let Some(place) = place else {
            return Answer::json(400, &json!({ "error_message": "Could not restore" }));
        };
        let back = removed.remove(place);
        let repository = shelf.repositories.entry(name.to_owned()).or_default();
        repository
            .manifests
            .entry(back.digest.clone())
            .or_insert(back.shelved);
        repository.tags.insert(back.tag, back.digest);
        Answer::json(200, &json!({}))
    }

    /// What the protocol deletes goes into the time machine as well.
    fn note_removal(&self, shelf: &Shelf, asked: &Asked) {
        let path = asked.path.trim_start_matches("/v2/");
        let Some((name, reference)) = path.split_once("/manifests/") else {
            return;
        };
        let Some(repository) = shelf.repositories.get(name) else {
            return;
        };
        for (tag, digest) in &repository.tags {
            if tag == reference || digest == reference {
                self.note(name, tag, digest, repository.manifests[digest].clone());
            }
        }
    }
}
