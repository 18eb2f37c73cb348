//! Docker Hub's API, in the shapes of its OpenAPI file and of what its clients read. Not confirmed by the
//! service: the list of organisations, what the deletion of a tag or repository and the change of a description
//! answer, the words of a refusal of an immutable tag.

use std::{
    collections::HashMap,
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use http::Method;
use serde_json::{Value, json};

use super::{Asked, Shelf, Shelved, ShelvedRepository, VendorRules};
use crate::scripted::Answer;

/// What Docker Hub adds to a registry.
#[derive(Debug, Default)]
pub struct DockerHubApi {
    /// Who may sign in, and with which password or token.
    user: String,
    secret: String,
    /// The code of the account's second factor, where it has one.
    code: Option<String>,
    /// Knows nothing of `/v2/auth/token`.
    pub is_old: AtomicBool,
    /// Sign-ins so far; the token of each is good until it is revoked.
    pub sign_ins: AtomicUsize,
    /// So many of the first tokens are not taken any more.
    revoked: AtomicUsize,
    /// Tags of every repository may neither move nor go.
    pub is_immutable: AtomicBool,
    /// Those that meet one of these, where there are any.
    pub expressions: Mutex<Vec<String>>,
    /// Whoever asks does not administer its repositories.
    pub is_no_admin: AtomicBool,
    descriptions: Mutex<HashMap<String, Value>>,
    log: Mutex<Vec<Value>>,
}

impl DockerHubApi {
    /// Of one account, with its password or token.
    pub fn of(user: &str, secret: &str) -> Self {
        Self {
            user: user.to_owned(),
            secret: secret.to_owned(),
            ..Self::default()
        }
    }

    /// Wants the code of a second factor too.
    #[must_use]
    pub fn with_code(mut self, code: &str) -> Self {
        self.code = Some(code.to_owned());
        self
    }

    /// Writes into the log that a tag was pushed; what is written later is newer.
    pub fn note_push(&self, actor: &str, repository: &str, tag: &str) {
        let (account, _) = repository.split_once('/').unwrap_or_default();
        let entry = json!({
            "account": account, "action": "repo.tag.push", "name": repository, "actor": actor,
            "data": { "tag": tag, "digest": format!("sha256:{}", "a".repeat(64)) },
            "timestamp": "2026-11-20T10:00:00.123Z",
            "action_description": format!("pushed the tag {tag}"),
        });
        self.log.lock().unwrap().insert(0, entry);
    }

    fn log_page(&self, account: &str, asked: &Asked) -> Answer {
        let log = self.log.lock().unwrap();
        let is_wanted = |entry: &Value, member: &str| {
            let wanted = asked.query_of(member);
            wanted.is_empty() || entry[member] == wanted
        };
        let all: Vec<Value> = log
            .iter()
            .filter(|entry| entry["account"] == account)
            .filter(|entry| {
                ["actor", "action", "name"]
                    .iter()
                    .all(|it| is_wanted(entry, it))
            })
            .cloned()
            .collect();
        let number = |name: &str, fallback: usize| asked.query_of(name).parse().unwrap_or(fallback);
        let (at, size) = (number("page", 1), number("page_size", 25));
        let page: Vec<&Value> = all.iter().skip((at - 1) * size).take(size).collect();
        Answer::json(200, &json!({ "logs": page }))
    }

    /// Takes no token any more that was given so far.
    pub fn revoke(&self) {
        let given = self.sign_ins.load(Ordering::Relaxed);
        self.revoked.store(given, Ordering::Relaxed);
    }

    fn sign_in(&self, member: &str) -> Answer {
        let number = self.sign_ins.fetch_add(1, Ordering::Relaxed) + 1;
        Answer::json(200, &json!({ member: format!("hub-token-{number}") }))
    }

    fn is_signed_in(&self, asked: &Asked) -> bool {
        let said = asked.headers.get("authorization");
        let said = said.and_then(|said| said.to_str().ok());
        let number = said.and_then(|said| said.strip_prefix("Bearer hub-token-")?.parse().ok());
        let given = self.sign_ins.load(Ordering::Relaxed);
        let revoked = self.revoked.load(Ordering::Relaxed);
        number.is_some_and(|number: usize| number > revoked && number <= given)
    }

    /// Signing in, in its three ways.
    fn enter(&self, path: &str, asked: &Asked) -> Option<Answer> {
        let body: Value = serde_json::from_slice(&asked.body).unwrap_or_default();
        let is = |user: &str, secret: &str| {
            body[user] == json!(self.user) && body[secret] == json!(self.secret)
        };
        Some(match path {
            "auth/token" if self.is_old.load(Ordering::Relaxed) => not_found(),
            "auth/token" if is("identifier", "secret") && self.code.is_none() => {
                self.sign_in("access_token")
            }
            "users/login" if is("username", "password") => match self.code {
                Some(_) => Answer::json(
                    401,
                    &json!({ "detail": "Require secondary authentication on MFA enabled account",
                             "login_2fa_token": "half-way" }),
                ),
                None => self.sign_in("token"),
            },
            "users/2fa-login"
                if body["login_2fa_token"] == "half-way" && body["code"] == json!(self.code) =>
            {
                self.sign_in("token")
            }
            "auth/token" | "users/login" | "users/2fa-login" => Answer::json(
                401,
                &json!({ "detail": "Incorrect authentication credentials" }),
            ),
            _ => return None,
        })
    }

    /// Sets which tags may not move, and tells which ones an expression is for.
    fn immutable_tags(&self, name: &str, rest: &[&str], shelf: &Shelf, asked: &Asked) -> Answer {
        let body: Value = serde_json::from_slice(&asked.body).unwrap_or_default();
        let Some(repository) = shelf.repositories.get(name) else {
            return not_found();
        };
        match (rest, &asked.method) {
            ([], &Method::PATCH) => {
                let rules = body["immutable_tags_rules"].as_array();
                let (Some(on), Some(rules)) = (body["immutable_tags"].as_bool(), rules) else {
                    return Answer::json(400, &json!({ "message": "bad request" }));
                };
                self.is_immutable.store(on, Ordering::Relaxed);
                let texts = rules.iter().filter_map(Value::as_str).map(str::to_owned);
                *self.expressions.lock().unwrap() = texts.collect();
                let detail = self.repository(name, shelf);
                detail.map_or_else(not_found, |detail| Answer::json(200, &detail))
            }
            (["verify"], &Method::POST) => {
                let expression = body["regex"].as_str().map(regex::Regex::new);
                let Some(Ok(expression)) = expression else {
                    return Answer::json(400, &json!({ "message": "invalid regex" }));
                };
                let tags = repository.tags.keys();
                let tags: Vec<_> = tags.filter(|tag| expression.is_match(tag)).collect();
                Answer::json(200, &json!({ "tags": tags }))
            }
            _ => not_found(),
        }
    }

    fn create(&self, shelf: &mut Shelf, namespace: &str, asked: &Asked, is_in: bool) -> Answer {
        if !is_in || namespace != self.user {
            return forbidden();
        }
        let body: Value = serde_json::from_slice(&asked.body).unwrap_or_default();
        let Some(name) = body["name"].as_str().filter(|name| !name.is_empty()) else {
            return Answer::json(400, &json!({ "name": ["This field is required."] }));
        };
        let full = format!("{namespace}/{name}");
        if shelf.repositories.contains_key(&full) {
            let said = json!({ "message": "Repository with this name already exists" });
            return Answer::json(400, &said);
        }
        shelf.repositories.entry(full.clone()).or_default();
        let detail = self.repository(&full, shelf);
        detail.map_or_else(not_found, |detail| Answer::json(201, &detail))
    }

    fn repository(&self, name: &str, shelf: &Shelf) -> Option<Value> {
        shelf.repositories.get(name)?;
        let (namespace, short) = name.split_once('/')?;
        let mut detail = json!({
            "name": short, "namespace": namespace, "repository_type": "image", "status": 1,
            "status_description": "active", "description": "", "is_private": false, "star_count": 12,
            "pull_count": 3456, "last_updated": "2026-11-20T10:00:00.123456Z",
            "date_registered": "2020-01-02T03:04:05Z", "affiliation": "owner",
            "media_types": ["application/vnd.oci.image.index.v1+json"], "content_types": ["image"],
            "categories": [{ "name": "Databases & storage", "slug": "databases-and-storage" }],
            "storage_size": 123_456, "full_description": null,
            "immutable_tags_settings": {
                "enabled": self.is_immutable.load(Ordering::Relaxed),
                "rules": *self.expressions.lock().unwrap(),
            },
            "permissions": { "read": true, "write": namespace == self.user, "admin": false },
        });
        if let Some(Value::Object(written)) = self.descriptions.lock().unwrap().get(name) {
            for (member, value) in written {
                detail[member] = value.clone();
            }
        }
        Some(detail)
    }
}

impl VendorRules for DockerHubApi {
    fn is_open(&self, asked: &Asked) -> bool {
        let first = asked.path.split('/').nth(2).unwrap_or_default();
        matches!(
            first,
            "auth" | "users" | "user" | "namespaces" | "repositories" | "auditlogs"
        )
    }

    fn answer(&self, shelf: &mut Shelf, asked: &Asked) -> Option<Answer> {
        // Its registry deletes nothing.
        if asked.method == Method::DELETE && asked.path.contains("/manifests/") {
            return Some(Answer::error(
                405,
                "UNSUPPORTED",
                "The operation is unsupported.",
            ));
        }
        if !self.is_open(asked) {
            return None;
        }
        let path = asked.path.strip_prefix("/v2/")?.trim_end_matches('/');
        if let Some(answer) = self.enter(path, asked) {
            return Some(answer);
        }
        // Who comes with a token that is not good is nobody's guest.
        let is_signed_in = self.is_signed_in(asked);
        if asked.headers.contains_key("authorization") && !is_signed_in {
            return Some(Answer::json(
                401,
                &json!({ "detail": "invalid token", "message": "invalid token" }),
            ));
        }
        let parts: Vec<&str> = path.split('/').collect();
        Some(match parts.as_slice() {
            ["user"] if is_signed_in => Answer::json(200, &json!({ "username": self.user })),
            ["user", "orgs"] if is_signed_in => {
                let names: Vec<&str> = shelf
                    .repositories
                    .keys()
                    .filter_map(|name| {
                        let (namespace, _) = name.split_once('/')?;
                        (namespace != self.user).then_some(namespace)
                    })
                    .collect();
                let mut unique = names;
                unique.dedup();
                let results: Vec<Value> = unique
                    .iter()
                    .map(|name| json!({ "orgname": name }))
                    .collect();
                Answer::json(
                    200,
                    &json!({ "count": results.len(), "next": null, "results": results }),
                )
            }
            ["namespaces", namespace, "repositories"] if asked.method == Method::POST => {
                self.create(shelf, namespace, asked, is_signed_in)
            }
            // An organisation's log is for its owners; nobody has one who has no paid plan.
            ["auditlogs", account] if is_signed_in => self.log_page(account, asked),
            ["namespaces", namespace, "repositories"] => {
                let all: Vec<Value> = shelf
                    .repositories
                    .keys()
                    .filter(|name| {
                        name.split_once('/')
                            .is_some_and(|(first, _)| first == *namespace)
                    })
                    .filter_map(|name| self.repository(name, shelf))
                    .collect();
                page(asked, &all)
            }
            ["namespaces", namespace, "repositories", name] => {
                let found = self.repository(&format!("{namespace}/{name}"), shelf);
                found.map_or_else(not_found, |detail| Answer::json(200, &detail))
            }
            [
                "namespaces",
                namespace,
                "repositories",
                name,
                "immutabletags",
                rest @ ..,
            ] => {
                if !is_signed_in
                    || *namespace != self.user
                    || self.is_no_admin.load(Ordering::Relaxed)
                {
                    return Some(forbidden());
                }
                self.immutable_tags(&format!("{namespace}/{name}"), rest, shelf, asked)
            }
            ["namespaces", namespace, "repositories", name, "tags"] => {
                match shelf.repositories.get(&format!("{namespace}/{name}")) {
                    Some(repository) => page(asked, &tags(shelf, repository)),
                    None => not_found(),
                }
            }
            ["repositories", namespace, name] if asked.method == Method::PATCH => {
                if !is_signed_in || *namespace != self.user {
                    return Some(forbidden());
                }
                let body = serde_json::from_slice(&asked.body).unwrap_or_default();
                let name = format!("{namespace}/{name}");
                self.descriptions.lock().unwrap().insert(name.clone(), body);
                let detail = self.repository(&name, shelf);
                detail.map_or_else(not_found, |detail| Answer::json(200, &detail))
            }
            ["repositories", namespace, name] if asked.method == Method::DELETE => {
                if !is_signed_in || *namespace != self.user {
                    return Some(forbidden());
                }
                let gone = shelf.repositories.remove(&format!("{namespace}/{name}"));
                gone.map_or_else(not_found, |_| Answer::status(202))
            }
            ["repositories", namespace, name, "tags", tag] if asked.method == Method::DELETE => {
                if !is_signed_in || *namespace != self.user {
                    return Some(forbidden());
                }
                if self.is_immutable.load(Ordering::Relaxed) {
                    return Some(Answer::json(
                        400,
                        &json!({ "message": "tag is immutable and cannot be deleted" }),
                    ));
                }
                let repository = shelf.repositories.get_mut(&format!("{namespace}/{name}"));
                let gone = repository.and_then(|repository| repository.tags.remove(*tag));
                gone.map_or_else(not_found, |_| Answer::status(204))
            }
            _ => not_found(),
        })
    }
}

fn not_found() -> Answer {
    Answer::json(
        404,
        &json!({ "message": "object not found", "errinfo": {} }),
    )
}

fn forbidden() -> Answer {
    Answer::json(
        403,
        &json!({ "detail": "insufficient scope", "message": "insufficient scope" }),
    )
}

fn page(asked: &Asked, all: &[Value]) -> Answer {
    let number = |name: &str, default: usize| {
        let said = asked.query.get(name).and_then(|text| text.parse().ok());
        said.unwrap_or(default)
    };
    let (at, size) = (number("page", 1).max(1), number("page_size", 10).min(100));
    let begin = (at - 1) * size;
    if begin > 0 && begin >= all.len() {
        return not_found();
    }
    let rest = &all[begin.min(all.len())..];
    let next =
        (rest.len() > size).then(|| format!("{}?page={}&page_size={size}", asked.path, at + 1));
    let results = &rest[..rest.len().min(size)];
    Answer::json(
        200,
        &json!({ "count": all.len(), "next": next, "previous": null, "results": results }),
    )
}

fn tags(shelf: &Shelf, repository: &ShelvedRepository) -> Vec<Value> {
    repository
        .tags
        .iter()
        .filter_map(|(tag, digest)| {
            let shelved = repository.manifests.get(digest)?;
            let manifest = shelved.json();
            let images: Vec<Value> = match manifest["manifests"].as_array() {
                Some(children) => children
                    .iter()
                    .filter_map(|child| {
                        let digest = child["digest"].as_str()?;
                        Some(image(shelf, digest, repository.manifests.get(digest)?))
                    })
                    .collect(),
                None => vec![image(shelf, digest, shelved)],
            };
            Some(json!({
                "id": 1, "name": tag, "repository": 2, "creator": 3, "last_updater": 3,
                "last_updater_username": "me", "last_updated": shelved.pushed.to_string(),
                "full_size": shelved.size(), "v2": true, "tag_status": "active",
                "tag_last_pulled": shelved.pulled.map(|at| at.to_string()),
                "tag_last_pushed": shelved.pushed.to_string(), "media_type": shelved.media_type,
                "content_type": "image", "digest": digest, "images": images,
            }))
        })
        .collect()
}

fn image(shelf: &Shelf, digest: &str, shelved: &Shelved) -> Value {
    let manifest = shelved.json();
    let config = manifest["config"]["digest"].as_str();
    let config = config.and_then(|digest| shelf.blobs.get(digest));
    let config: Value = config
        .and_then(|bytes| serde_json::from_slice(bytes).ok())
        .unwrap_or_default();
    json!({
        "architecture": config["architecture"].as_str().unwrap_or("unknown"),
        "os": config["os"].as_str().unwrap_or("unknown"), "variant": config["variant"],
        "features": "", "os_features": "", "os_version": null, "digest": digest,
        "size": shelved.size(), "status": "active", "last_pulled": shelved.pulled.map(|at| at.to_string()),
        "last_pushed": shelved.pushed.to_string(),
    })
}
