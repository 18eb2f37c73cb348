//! GitHub's packages API, in the shapes of its reference. Not confirmed by GitHub: that a restored version has
//! its tags again, the words and the status of its refusals, and that a version that was pushed again gets
//! another number.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Mutex,
};

use http::Method;
use serde_json::{Value, json};

use super::{Asked, Shelf, Shelved, VendorRules};
use crate::scripted::Answer;

/// What GitHub adds to a registry: the packages of one user, and of the organisation `acme`.
#[derive(Debug)]
pub struct GithubApi {
    user: String,
    token: String,
    scopes: Mutex<BTreeSet<&'static str>>,
    /// The number of each version that there is.
    numbers: Mutex<HashMap<(String, String), u64>>,
    deleted: Mutex<Vec<Deleted>>,
    /// Digests that were downloaded too often to be deleted.
    popular: Mutex<BTreeSet<String>>,
}

/// A version that can be restored.
#[derive(Clone, Debug)]
struct Deleted {
    repository: String,
    digest: String,
    number: u64,
    shelved: Shelved,
    tags: Vec<String>,
}

/// All rights that the program asks for.
const SCOPES: [&str; 4] = [
    "delete:packages",
    "read:org",
    "read:packages",
    "write:packages",
];

impl GithubApi {
    /// Of this user, whose token has every right.
    pub fn of(user: &str, token: &str) -> Self {
        Self {
            user: user.to_owned(),
            token: token.to_owned(),
            scopes: Mutex::new(SCOPES.into()),
            numbers: Mutex::default(),
            deleted: Mutex::default(),
            popular: Mutex::default(),
        }
    }

    /// Takes a right away from the token.
    pub fn withdraw(&self, scope: &str) {
        self.scopes.lock().unwrap().retain(|it| *it != scope);
    }

    /// This was downloaded more than five thousand times.
    pub fn make_popular(&self, digest: &str) {
        self.popular.lock().unwrap().insert(digest.to_owned());
    }

    /// How many versions can be restored.
    pub fn deleted(&self) -> usize {
        self.deleted.lock().unwrap().len()
    }

    fn number(&self, repository: &str, digest: &str) -> u64 {
        let mut numbers = self.numbers.lock().unwrap();
        let next = 1_000 + numbers.len() as u64;
        let key = (repository.to_owned(), digest.to_owned());
        *numbers.entry(key).or_insert(next)
    }

    /// The refusal for a right that the token lacks.
    fn lacking(&self, scope: &str) -> Option<Answer> {
        let scopes = self.scopes.lock().unwrap();
        if scopes.contains(scope) {
            return None;
        }
        let granted: Vec<&str> = scopes.iter().copied().collect();
        let words = format!("You need at least {scope} scope to do this.");
        Some(
            Answer::json(403, &json!({ "message": words }))
                .header("x-oauth-scopes", &granted.join(", "))
                .header("x-accepted-oauth-scopes", scope),
        )
    }
}

impl VendorRules for GithubApi {
    fn is_open(&self, asked: &Asked) -> bool {
        // The API takes a bearer, and looks at it itself.
        !asked.path.starts_with("/v2")
    }

    fn answer(&self, shelf: &mut Shelf, asked: &Asked) -> Option<Answer> {
        if asked.path.starts_with("/v2") {
            return refuse_by_protocol(asked);
        }
        let bearer = format!("Bearer {}", self.token);
        let said = asked.headers.get("authorization");
        if said.is_none_or(|said| said.as_bytes() != bearer.as_bytes()) {
            let words = if said.is_none() {
                "Requires authentication"
            } else {
                "Bad credentials"
            };
            return Some(Answer::json(401, &json!({ "message": words })));
        }
        let parts: Vec<&str> = asked.path.trim_matches('/').split('/').collect();
        Some(match parts.as_slice() {
            ["user", "orgs"] => self
                .lacking("read:org")
                .unwrap_or_else(|| Answer::json(200, &json!([{ "login": "Acme" }]))),
            ["user", "packages"] => self.packages(shelf, &self.user, asked),
            ["orgs", owner, "packages"] => self.packages(shelf, owner, asked),
            ["users", owner] => Answer::json(200, &owner_of(owner)),
            [
                "users" | "orgs",
                owner,
                "packages",
                "container",
                name,
                rest @ ..,
            ] => {
                let repository = format!("{owner}/{}", name.replace("%2F", "/"));
                self.package(shelf, &repository, rest, asked)
            }
            _ => not_found(),
        })
    }
}

/// What GHCR does not do by the protocol.
fn refuse_by_protocol(asked: &Asked) -> Option<Answer> {
    if asked.path.starts_with("/v2/_catalog") {
        return Some(Answer::error(403, "DENIED", "permission denied"));
    }
    let is_manifest = asked.path.contains("/manifests/");
    (is_manifest && asked.method == Method::DELETE)
        .then(|| Answer::error(405, "UNSUPPORTED", "The operation is unsupported."))
}

fn not_found() -> Answer {
    Answer::json(404, &json!({ "message": "Not Found" }))
}

fn owner_of(login: &str) -> Value {
    let is_organisation = login.eq_ignore_ascii_case("acme");
    let kind = if is_organisation {
        "Organization"
    } else {
        "User"
    };
    json!({ "login": login, "type": kind })
}

impl GithubApi {
    fn packages(&self, shelf: &Shelf, owner: &str, asked: &Asked) -> Answer {
        if let Some(refusal) = self.lacking("read:packages") {
            return refusal;
        }
        let prefix = format!("{}/", owner.to_lowercase());
        let names = shelf.repositories.iter();
        let names = names.filter(|(_, repository)| !repository.manifests.is_empty());
        let rows = names.filter_map(|(name, _)| {
            let name = name.strip_prefix(&prefix)?;
            Some(package_json(owner, name))
        });
        page(asked, rows.collect())
    }

    fn package(&self, shelf: &mut Shelf, name: &str, rest: &[&str], asked: &Asked) -> Answer {
        let needed = match asked.method {
            Method::DELETE => "delete:packages",
            Method::POST => "write:packages",
            _ => "read:packages",
        };
        if let Some(refusal) = self.lacking(needed) {
            return refusal;
        }
        let is_there = shelf
            .repositories
            .get(name)
            .is_some_and(|repository| !repository.manifests.is_empty());
        match (rest, &asked.method) {
            (["restore"], &Method::POST) => self.restore(shelf, name, None),
            _ if !is_there => not_found(),
            ([], &Method::GET) => {
                let (owner, name) = name.split_once('/').unwrap_or_default();
                Answer::json(200, &package_json(owner, name))
            }
            ([], &Method::DELETE) => {
                let digests: Vec<String> =
                    shelf.repositories[name].manifests.keys().cloned().collect();
                for digest in digests {
                    self.delete(shelf, name, &digest);
                }
                Answer::status(204)
            }
            (["versions"], &Method::GET) => page(asked, self.versions(shelf, name, asked)),
            (["versions", number, "restore"], &Method::POST) => {
                self.restore(shelf, name, number.parse().ok())
            }
            (["versions", number], &Method::DELETE) => self.delete_version(shelf, name, number),
            _ => not_found(),
        }
    }

    /// The newest first.
    fn versions(&self, shelf: &Shelf, name: &str, asked: &Asked) -> Vec<Value> {
        if asked
            .query
            .get("state")
            .is_some_and(|state| state == "deleted")
        {
            let deleted = self.deleted.lock().unwrap();
            let theirs = deleted.iter().rev().filter(|it| it.repository == name);
            return theirs
                .map(|it| version_json(it.number, &it.digest, &it.shelved, &it.tags))
                .collect();
        }
        let repository = &shelf.repositories[name];
        let by_age: BTreeMap<_, _> = repository
            .manifests
            .iter()
            .map(|(digest, shelved)| ((std::cmp::Reverse(shelved.pushed), digest), shelved))
            .collect();
        by_age
            .into_iter()
            .map(|((_, digest), shelved)| {
                let tags = repository.tags_of(digest);
                let tags: Vec<String> = tags.into_iter().map(str::to_owned).collect();
                version_json(self.number(name, digest), digest, shelved, &tags)
            })
            .collect()
    }

    fn delete_version(&self, shelf: &mut Shelf, name: &str, number: &str) -> Answer {
        let repository = &shelf.repositories[name];
        let mut digests = repository.manifests.keys();
        let found = digests.find(|digest| self.number(name, digest).to_string() == number);
        let Some(digest) = found.cloned() else {
            return not_found();
        };
        if self.popular.lock().unwrap().contains(&digest) {
            let words = "Publicly visible package versions with more than 5000 downloads cannot be \
                deleted. Contact GitHub support for further assistance.";
            return Answer::json(400, &json!({ "message": words }));
        }
        let tagged: BTreeSet<&String> = repository.tags.values().collect();
        if tagged.len() == 1 && tagged.contains(&digest) {
            let words = "You cannot delete the last tagged version of a package. You must delete the \
                package instead.";
            return Answer::json(400, &json!({ "message": words }));
        }
        self.delete(shelf, name, &digest);
        Answer::status(204)
    }

    fn delete(&self, shelf: &mut Shelf, name: &str, digest: &str) {
        let number = self.number(name, digest);
        let Some(repository) = shelf.repositories.get_mut(name) else {
            return;
        };
        let tags: Vec<String> = repository
            .tags_of(digest)
            .into_iter()
            .map(str::to_owned)
            .collect();
        if let Some(shelved) = repository.manifests.get(digest).cloned() {
            self.deleted.lock().unwrap().push(Deleted {
                repository: name.to_owned(),
                digest: digest.to_owned(),
                number,
                shelved,
                tags,
            });
        }
        repository.remove(digest);
    }

    /// Brings one version back, or the whole package.
    fn restore(&self, shelf: &mut Shelf, name: &str, number: Option<u64>) -> Answer {
        let mut deleted = self.deleted.lock().unwrap();
        let (back, kept): (Vec<_>, Vec<_>) = deleted.drain(..).partition(|it| {
            it.repository == name && number.is_none_or(|number| number == it.number)
        });
        *deleted = kept;
        if back.is_empty() {
            return not_found();
        }
        let repository = shelf.repositories.entry(name.to_owned()).or_default();
        for one in back {
            for tag in one.tags {
                repository.tags.insert(tag, one.digest.clone());
            }
            repository.manifests.insert(one.digest, one.shelved);
        }
        Answer::status(204)
    }
}

fn package_json(owner: &str, name: &str) -> Value {
    json!({
        "id": 197, "name": name, "package_type": "container", "visibility": "private",
        "owner": owner_of(owner), "version_count": 1,
        "html_url": format!("https://github.com/users/{owner}/packages/container/package/{name}"),
        "created_at": "2026-09-11T21:56:39Z", "updated_at": "2026-10-11T21:56:39Z",
        "repository": {
            "description": "What it is for",
            "html_url": format!("https://github.com/{owner}/{name}"),
        },
    })
}

fn version_json(number: u64, digest: &str, shelved: &Shelved, tags: &[String]) -> Value {
    json!({
        "id": number,
        "name": digest,
        "created_at": shelved.pushed.to_string(),
        "updated_at": shelved.pushed.to_string(),
        "metadata": { "package_type": "container", "container": { "tags": tags } },
    })
}

/// A page, and a link to the next.
fn page(asked: &Asked, rows: Vec<Value>) -> Answer {
    let number = |name: &str| {
        asked
            .query
            .get(name)
            .and_then(|text| text.parse::<usize>().ok())
    };
    let size = number("per_page").unwrap_or(30).min(100);
    let page = number("page").unwrap_or(1).max(1);
    let from = ((page - 1) * size).min(rows.len());
    let to = (from + size).min(rows.len());
    let answer = Answer::json(200, &json!(rows[from..to]));
    if to == rows.len() {
        return answer;
    }
    let mut query: Vec<(&str, String)> = asked
        .query
        .iter()
        .filter(|(name, _)| name.as_str() != "page")
        .map(|(name, value)| (name.as_str(), value.clone()))
        .collect();
    query.push(("page", (page + 1).to_string()));
    let query = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(query)
        .finish();
    let path = &asked.path;
    answer.header("link", &format!("<{path}?{query}>; rel=\"next\""))
}
