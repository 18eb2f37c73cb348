//! Harbor's API v2.0, in the shapes of its swagger. Not confirmed by a server: the words of a refusal to
//! touch an immutable tag, that a robot without the right to list artifacts gets 403, which roles may
//! write a description, what a scanner that makes no lists of packages answers, and that a copy is 409 where the
//! artifact is there. That a copy brings all tags of the artifact is how Harbor's source has it.

mod administration;

use std::{
    collections::{BTreeSet, HashMap},
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering},
    },
};

use http::Method;
use serde_json::{Value, json};

pub use self::administration::HarborAdministration;
use super::{Asked, HarborRules, Shelf, Shelved, ShelvedRepository, VendorRules};
use crate::scripted::Answer;

const REPORT: &str = "application/vnd.security.vulnerability.report; version=1.1";

/// What Harbor adds to a registry.
#[derive(Debug, Default)]
pub struct HarborApi {
    /// Before 2.2 there is no list of all repositories.
    pub is_old: AtomicBool,
    /// How often a scan was looked at since it was asked for, by digest.
    scans: Mutex<HashMap<String, usize>>,
    descriptions: Mutex<HashMap<String, String>>,
    /// What it does by itself.
    pub rules: HarborRules,
    /// The numbers of labels on each digest.
    labels: Mutex<HashMap<String, BTreeSet<u64>>>,
    /// How often a list of packages was looked at since it was asked for, by digest.
    sboms: Mutex<HashMap<String, usize>>,
    /// Its scanner makes no lists of packages.
    pub has_no_sboms: AtomicBool,
    /// It says that it copied, and did not.
    pub copies_nothing: AtomicBool,
    /// Projects that were made and hold nothing.
    projects: Mutex<BTreeSet<String>>,
    /// Its log, its robots and its collection of garbage.
    pub administration: HarborAdministration,
}

/// Labels that there are: of the whole Harbor, and of its first project.
const LABELS: [(u64, &str, &str, &str); 3] = [
    (1, "stable", "g", "#00ab9a"),
    (2, "blessed", "p", "#c92100"),
    (3, "stable", "p", "#000000"),
];

impl HarborApi {
    /// A shelf as Harbor's registry keeps it.
    pub fn shelf() -> Shelf {
        Shelf::where_a_tag_takes_its_image()
    }

    /// The numbers of the labels on a digest.
    pub fn labels_on(&self, digest: &str) -> Vec<u64> {
        let labels = self.labels.lock().unwrap();
        labels.get(digest).into_iter().flatten().copied().collect()
    }

    /// Whether a scan of this was asked for.
    pub fn was_scanned(&self, digest: &str) -> bool {
        self.scans.lock().unwrap().contains_key(digest)
    }
}

impl VendorRules for HarborApi {
    fn is_open(&self, asked: &Asked) -> bool {
        asked.path == "/api/v2.0/systeminfo"
    }

    fn answer(&self, shelf: &mut Shelf, asked: &Asked) -> Option<Answer> {
        let path = asked.path.strip_prefix("/api/v2.0/")?;
        let parts: Vec<&str> = path.split('/').collect();
        if let Some(answer) = self.rules.answer(shelf, asked, &parts) {
            return Some(answer);
        }
        if let Some(answer) = self.administration.answer(&parts, asked) {
            return Some(answer);
        }
        Some(match parts.as_slice() {
            ["systeminfo"] => Answer::json(
                200,
                &json!({ "auth_mode": "db_auth", "self_registration": false, "banner_message": "" }),
            ),
            ["repositories"] if self.is_old.load(Ordering::Relaxed) => not_found("path"),
            ["repositories"] => page(asked, &repositories(shelf, None)),
            ["projects"] if asked.method == Method::POST => self.make_project(shelf, asked),
            ["projects"] => page(asked, &projects(shelf)),
            ["projects", project] => self.project_of(shelf, project),
            ["labels"] => page(asked, &labels(asked)),
            ["projects", _, "scanner"] => Answer::json(
                200,
                &json!({
                    "name": "Trivy", "adapter": "Trivy",
                    "capabilities": {
                        "support_vulnerability": true,
                        "support_sbom": !self.has_no_sboms.load(Ordering::Relaxed),
                    },
                }),
            ),
            ["projects", _, "summary"] => Answer::json(
                200,
                &json!({
                    "repo_count": shelf.repositories.len(),
                    "quota": { "hard": { "storage": 10_737_418_240_u64 }, "used": { "storage": 4096 } },
                }),
            ),
            ["projects", project, "repositories"] => {
                page(asked, &repositories(shelf, Some(project)))
            }
            ["projects", project, "repositories", name, rest @ ..] => {
                // Taken apart first, so that only what was escaped twice still has its slash.
                let Some(name) = decode(name).filter(|name| !name.contains('/')) else {
                    return Some(not_found("path"));
                };
                let full = format!("{project}/{}", decode(&name).unwrap_or_default());
                self.repository(shelf, &full, rest, asked)
            }
            _ => not_found("path"),
        })
    }
}

impl HarborApi {
    fn project_of(&self, shelf: &Shelf, name: &str) -> Answer {
        let found = projects(shelf).into_iter().find(|it| it["name"] == name);
        let Some(mut project) = found else {
            return not_found(name);
        };
        if let Some(id) = self.rules.retention_id(name) {
            project["metadata"]["retention_id"] = json!(id);
        }
        Answer::json(200, &project)
    }

    fn make_project(&self, shelf: &Shelf, asked: &Asked) -> Answer {
        let body: Value = serde_json::from_slice(&asked.body).unwrap_or_default();
        let name = body["project_name"].as_str().unwrap_or_default();
        let is_said = matches!(body["metadata"]["public"].as_str(), Some("true" | "false"));
        if name.is_empty() || name.contains('/') || !is_said {
            return Answer::error(400, "BAD_REQUEST", "project name is not valid");
        }
        let mut made = self.projects.lock().unwrap();
        let is_there = projects(shelf)
            .iter()
            .any(|project| project["name"] == name);
        if is_there || !made.insert(name.to_owned()) {
            return Answer::error(
                409,
                "CONFLICT",
                &format!("The project named {name} already exists"),
            );
        }
        Answer::status(201).header("location", "/api/v2.0/projects/7")
    }

    fn repository(&self, shelf: &mut Shelf, name: &str, rest: &[&str], asked: &Asked) -> Answer {
        if rest == ["artifacts"] && asked.method == "POST" {
            if self.copies_nothing.load(Ordering::Relaxed) {
                return Answer::status(201);
            }
            return copy(shelf, name, asked);
        }
        if rest.is_empty() && asked.method == Method::DELETE {
            let gone = shelf.repositories.remove(name);
            return gone.map_or_else(|| not_found(name), |_| Answer::status(200));
        }
        let Some(repository) = shelf.repositories.get_mut(name) else {
            return not_found(name);
        };
        let project = name.split('/').next().unwrap_or_default();
        let by_rule = repository.tags.keys();
        let by_rule: Vec<_> = by_rule
            .filter(|tag| self.rules.holds(project, tag))
            .cloned()
            .collect();
        repository.held.extend(by_rule);
        match (rest, asked.method.as_str()) {
            ([], "PUT") => {
                let body: Value = serde_json::from_slice(&asked.body).unwrap_or_default();
                let text = body["description"].as_str().unwrap_or_default().to_owned();
                let mut kept = self.descriptions.lock().unwrap();
                kept.insert(name.to_owned(), text);
                Answer::status(200)
            }
            ([], _) => {
                let mut said = repository_json(name, repository);
                let kept = self.descriptions.lock().unwrap();
                said["description"] = json!(kept.get(name).cloned().unwrap_or_default());
                Answer::json(200, &said)
            }
            (["artifacts"], _) => self.artifacts(repository, asked),
            (["artifacts", reference, rest @ ..], _) => {
                let Some(digest) = repository.digest_of(reference) else {
                    return not_found(reference);
                };
                self.artifact(repository, &digest, rest, asked)
            }
            _ => not_found("path"),
        }
    }

    /// What is inside an index or describes something is no artifact of the list.
    fn artifacts(&self, repository: &ShelvedRepository, asked: &Asked) -> Answer {
        let (children, referrers) = (repository.children(), repository.referrers());
        let inside: BTreeSet<&String> = children
            .iter()
            .chain(referrers.values().flatten())
            .collect();
        let all = repository.manifests.iter();
        let mut all: Vec<_> = all.filter(|(digest, _)| !inside.contains(digest)).collect();
        all.sort_by_key(|(_, shelved)| std::cmp::Reverse(shelved.pushed));
        page_of(asked, &all, |(digest, shelved)| {
            self.artifact_json(repository, &referrers, digest, shelved, asked)
        })
    }

    fn artifact(
        &self,
        repository: &mut ShelvedRepository,
        digest: &str,
        rest: &[&str],
        asked: &Asked,
    ) -> Answer {
        let is_held = |tag: &str| repository.held.contains(tag);
        match (rest, asked.method.as_str()) {
            ([], "DELETE") => {
                if repository.tags_of(digest).into_iter().any(is_held) {
                    return immutable(digest);
                }
                repository.remove(digest);
                Answer::status(200)
            }
            ([], _) => {
                let shelved = &repository.manifests[digest];
                let referrers = repository.referrers();
                let said = self.artifact_json(repository, &referrers, digest, shelved, asked);
                Answer::json(200, &said)
            }
            (["tags"], "POST") => {
                let body: Value = serde_json::from_slice(&asked.body).unwrap_or_default();
                let Some(tag) = body["name"].as_str() else {
                    return Answer::error(400, "BAD_REQUEST", "a tag has a name");
                };
                if repository.tags.contains_key(tag) {
                    return Answer::error(409, "CONFLICT", &format!("tag {tag} already exists"));
                }
                repository.tags.insert(tag.to_owned(), digest.to_owned());
                Answer::status(201)
            }
            (["tags", tag], "DELETE") => {
                if is_held(tag) {
                    return immutable(tag);
                }
                if repository.tags.remove(*tag).is_none() {
                    return not_found(tag);
                }
                Answer::status(200)
            }
            (["scan"], "POST") if asks_for_sbom(asked) => {
                if self.has_no_sboms.load(Ordering::Relaxed) {
                    return Answer::error(400, "BAD_REQUEST", "the scanner does not support sbom");
                }
                let mut sboms = self.sboms.lock().unwrap();
                sboms.insert(digest.to_owned(), 0);
                Answer::status(202)
            }
            (["labels"], "POST") => {
                let body: Value = serde_json::from_slice(&asked.body).unwrap_or_default();
                let Some(id) = body["id"].as_u64().filter(|id| label(*id).is_some()) else {
                    return not_found("label");
                };
                let mut labels = self.labels.lock().unwrap();
                labels.entry(digest.to_owned()).or_default().insert(id);
                Answer::status(200)
            }
            (["labels", id], "DELETE") => {
                let mut labels = self.labels.lock().unwrap();
                let on_it = labels.entry(digest.to_owned()).or_default();
                if id.parse().is_ok_and(|id| on_it.remove(&id)) {
                    Answer::status(200)
                } else {
                    not_found("label")
                }
            }
            (["additions", "sbom"], _) if self.sboms.lock().unwrap().contains_key(digest) => {
                Answer::json(200, &spdx())
            }
            (["scan"], "POST") => {
                let mut scans = self.scans.lock().unwrap();
                scans.insert(digest.to_owned(), 0);
                Answer::status(202)
            }
            (["additions", "vulnerabilities"], _) if self.was_scanned(digest) => Answer::json(
                200,
                &json!({ REPORT: {
                    "generated_at": "2026-05-06T07:08:09Z", "severity": "High",
                    "vulnerabilities": [{
                        "id": "CVE-2026-0001", "package": "openssl", "version": "3.0.1",
                        "fix_version": "3.0.2", "severity": "High", "description": "Reads too far.",
                        "links": ["https://example.com/CVE-2026-0001"],
                        "preferred_cvss": { "score_v3": 7.5 },
                    }],
                } }),
            ),
            _ => not_found("path"),
        }
    }

    fn artifact_json(
        &self,
        repository: &ShelvedRepository,
        referrers: &HashMap<String, Vec<String>>,
        digest: &str,
        shelved: &Shelved,
        asked: &Asked,
    ) -> Value {
        let wants = |what: &str| asked.query.get(what).is_some_and(|it| it == "true");
        let manifest = shelved.json();
        let mut said = json!({
            "id": 1, "type": "IMAGE", "project_id": 1, "repository_id": 1, "digest": digest,
            "size": shelved.size(), "manifest_media_type": shelved.media_type,
            "media_type": manifest["config"]["mediaType"],
            "push_time": shelved.pushed.to_string(),
            "pull_time": shelved.pulled.map_or("0001-01-01T00:00:00.000Z".to_owned(), |at| at.to_string()),
            "extra_attrs": { "os": "linux", "architecture": "amd64" },
            "references": null, "tags": null, "accessories": null, "scan_overview": null,
        });
        let children = manifest["manifests"].as_array().into_iter().flatten();
        let children: Vec<Value> = children
            .map(|child| json!({ "child_digest": child["digest"], "platform": child["platform"] }))
            .collect();
        if !children.is_empty() {
            said["references"] = json!(children);
        }
        if wants("with_label") {
            let on_it = self.labels_on(digest).into_iter().filter_map(label);
            said["labels"] = on_it.collect();
        }
        if wants("with_sbom_overview")
            && let Some(looks) = self.sboms.lock().unwrap().get_mut(digest)
        {
            *looks += 1;
            let status = if *looks > 1 { "Success" } else { "Running" };
            said["sbom_overview"] = json!({ "scan_status": status, "report_id": "s" });
        }
        let tags = repository.tags_of(digest);
        // Tags are told unless it is asked not to.
        if asked.query.get("with_tag").is_none_or(|it| it == "true") && !tags.is_empty() {
            let tags = tags.into_iter().map(|tag| {
                let is_held = wants("with_immutable_status") && repository.held.contains(tag);
                json!({ "name": tag, "push_time": shelved.pushed.to_string(), "immutable": is_held })
            });
            said["tags"] = tags.collect();
        }
        if wants("with_accessory") {
            let found = referrers.get(digest).into_iter().flatten();
            let accessories = found.map(|accessory| {
                let shelved = &repository.manifests[accessory];
                json!({
                    "id": 1, "artifact_id": 2, "subject_artifact_digest": digest, "digest": accessory,
                    "size": shelved.size(), "type": "signature.cosign",
                    "creation_time": shelved.pushed.to_string(),
                })
            });
            said["accessories"] = accessories.collect();
        }
        if wants("with_scan_overview")
            && let Some(looks) = self.scans.lock().unwrap().get_mut(digest)
        {
            *looks += 1;
            let status = if *looks > 1 { "Success" } else { "Running" };
            said["scan_overview"] = json!({ REPORT: {
                "report_id": "r", "scan_status": status, "severity": "High", "complete_percent": 100,
                "end_time": "2026-05-06T07:08:09.000Z",
                "summary": { "total": 1, "fixable": 1, "summary": { "High": 1 } },
            } });
        }
        said
    }
}

fn asks_for_sbom(asked: &Asked) -> bool {
    let body: Value = serde_json::from_slice(&asked.body).unwrap_or_default();
    body["scan_type"] == "sbom"
}

/// A list of two packages.
fn spdx() -> Value {
    json!({
        "spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "name": "app",
        "packages": [
            { "name": "openssl", "versionInfo": "3.0.1", "SPDXID": "SPDXRef-1" },
            { "name": "zlib", "versionInfo": "1.3", "SPDXID": "SPDXRef-2" },
        ],
    })
}

fn label(id: u64) -> Option<Value> {
    let (id, name, scope, color) = LABELS.into_iter().find(|it| it.0 == id)?;
    Some(json!({
        "id": id, "name": name, "scope": scope, "color": color, "description": "",
        "project_id": u8::from(scope == "p"),
    }))
}

fn labels(asked: &Asked) -> Vec<Value> {
    let wanted = asked.query.get("scope").map_or("g", String::as_str);
    let is_of_project = asked.query.get("project_id").is_some_and(|id| id == "1");
    LABELS
        .into_iter()
        .filter(|(_, _, scope, _)| *scope == wanted && (wanted == "g" || is_of_project))
        .filter_map(|(id, ..)| label(id))
        .collect()
}

/// Copies an artifact with its children, what describes it, and all its tags.
fn copy(shelf: &mut Shelf, name: &str, asked: &Asked) -> Answer {
    let from = asked.query.get("from").cloned().unwrap_or_default();
    let Some((source, digest)) = from.split_once('@') else {
        return Answer::error(400, "BAD_REQUEST", "from is a repository and a digest here");
    };
    let Some(there) = shelf.repositories.get(source).cloned() else {
        return not_found(source);
    };
    let Some(artifact) = there.manifests.get(digest) else {
        return not_found(digest);
    };
    let here = shelf.repositories.entry(name.to_owned()).or_default();
    if here.manifests.contains_key(digest) {
        return Answer::error(
            409,
            "CONFLICT",
            &format!("the artifact {digest} already exists"),
        );
    }
    let index = artifact.json();
    let children = index["manifests"].as_array().into_iter().flatten();
    let children = children.filter_map(|child| child["digest"].as_str().map(str::to_owned));
    let referrers = there.referrers_of(digest);
    for each in children.chain(referrers).chain([digest.to_owned()]) {
        if let Some(shelved) = there.manifests.get(&each) {
            here.manifests.insert(each, shelved.clone());
        }
    }
    for tag in there.tags_of(digest) {
        here.tags.insert(tag.to_owned(), digest.to_owned());
    }
    Answer::status(201)
}

/// The names of projects, in the order of their numbers.
pub(super) fn project_names(shelf: &Shelf) -> Vec<String> {
    let names = shelf.repositories.keys();
    let mut names: Vec<_> = names
        .filter_map(|name| Some(name.split_once('/')?.0.to_owned()))
        .collect();
    names.dedup();
    names
}

fn projects(shelf: &Shelf) -> Vec<Value> {
    project_names(shelf)
        .into_iter()
        .zip(1..)
        .map(|(name, id)| {
            json!({
                "project_id": id, "name": name, "owner_name": "admin", "current_user_role_id": 1,
                "metadata": { "public": "false" }, "creation_time": "2026-01-02T03:04:05.000Z",
            })
        })
        .collect()
}

fn repositories(shelf: &Shelf, project: Option<&str>) -> Vec<Value> {
    let is_of = |name: &str| match (project, name.split_once('/')) {
        (Some(project), Some((of, _))) => of == project,
        (None, Some(_)) => true,
        (_, None) => false,
    };
    let all = shelf.repositories.iter().filter(|(name, _)| is_of(name));
    all.map(|(name, repository)| repository_json(name, repository))
        .collect()
}

fn repository_json(name: &str, repository: &ShelvedRepository) -> Value {
    json!({
        "id": 1, "project_id": 1, "name": name, "artifact_count": repository.manifests.len(),
        "pull_count": 77, "creation_time": "2026-01-02T03:04:05.000Z",
        "update_time": "2026-02-02T03:04:05.000Z",
    })
}

/// A page by its number, with what there is in all; 10 entries unless asked otherwise, 100 at most.
fn page_of<T>(asked: &Asked, all: &[T], show: impl Fn(&T) -> Value) -> Answer {
    let number = |name: &str| {
        asked
            .query
            .get(name)
            .and_then(|it| it.parse::<usize>().ok())
    };
    let (at, size) = (
        number("page").unwrap_or(1),
        number("page_size").unwrap_or(10),
    );
    if size > 100 || at == 0 {
        return Answer::error(422, "UNPROCESSABLE_ENTITY", "page_size is at most 100");
    }
    let entries: Vec<_> = all
        .iter()
        .skip((at - 1) * size)
        .take(size)
        .map(show)
        .collect();
    Answer::json(200, &json!(entries)).header("x-total-count", &all.len().to_string())
}

fn page(asked: &Asked, all: &[Value]) -> Answer {
    page_of(asked, all, Value::clone)
}

fn not_found(what: &str) -> Answer {
    Answer::error(404, "NOT_FOUND", &format!("{what} not found"))
}

fn immutable(what: &str) -> Answer {
    let message = format!("the tag {what} is configured as immutable, cannot be deleted");
    Answer::error(412, "PRECONDITION", &message)
}

fn decode(text: &str) -> Option<String> {
    let bytes = percent(text)?;
    String::from_utf8(bytes).ok()
}

fn percent(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let hex = [rest.next()?, rest.next()?];
            let hex = std::str::from_utf8(&hex).ok()?.to_owned();
            bytes.push(u8::from_str_radix(&hex, 16).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    Some(bytes)
}
