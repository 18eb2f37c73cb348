//! Harbor's rules, in the shapes of its swagger: what stays in a project, which tags may not move, what is
//! copied elsewhere, and how it carries them out. Not confirmed by a server: the words of its refusals, and the
//! columns of a log of retention.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard},
};

use http::Method;
use serde_json::{Value, json};

use super::{Asked, Shelf};
use crate::scripted::Answer;

/// The rules of a Harbor.
#[derive(Debug, Default)]
pub struct HarborRules(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    numbers: u64,
    /// By project: the policy of what stays.
    retention: BTreeMap<String, Value>,
    /// By project and number.
    immutable: BTreeMap<(String, u64), Value>,
    replication: BTreeMap<u64, Value>,
    runs: Vec<Run>,
}

#[derive(Debug)]
struct Run {
    id: u64,
    policy: u64,
    shown: Value,
    tasks: Vec<(Value, String)>,
}

impl Kept {
    fn number(&mut self) -> u64 {
        self.numbers += 1;
        self.numbers
    }
}

impl HarborRules {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap()
    }

    /// The number of the policy of what stays in a project, as the project's own answer has it: a text.
    pub(super) fn retention_id(&self, project: &str) -> Option<String> {
        Some(self.kept().retention.get(project)?["id"].to_string())
    }

    /// The policy itself.
    pub fn retention(&self, project: &str) -> Option<Value> {
        self.kept().retention.get(project).cloned()
    }

    /// Writes into every policy of replication what this program knows nothing of.
    pub fn note_on_replication(&self, member: &str, value: &Value) {
        for policy in self.kept().replication.values_mut() {
            policy[member] = value.clone();
        }
    }

    /// The policies of replication.
    pub fn replication(&self) -> Vec<Value> {
        self.kept().replication.values().cloned().collect()
    }

    /// Whether a rule holds a tag fast.
    pub(super) fn holds(&self, project: &str, tag: &str) -> bool {
        let kept = self.kept();
        let rules = kept.immutable.iter();
        let mut rules = rules.filter(|((of, _), rule)| of == project && rule["disabled"] != true);
        rules.any(|(_, rule)| {
            let selectors = rule["tag_selectors"].as_array();
            selectors.into_iter().flatten().all(|selector| {
                let meets = meets(selector["pattern"].as_str().unwrap_or_default(), tag);
                meets == (selector["decoration"] == "matches")
            })
        })
    }

    /// The answer to what is about rules; `None` to everything else.
    pub(super) fn answer(
        &self,
        shelf: &mut Shelf,
        asked: &Asked,
        parts: &[&str],
    ) -> Option<Answer> {
        let body: Value = serde_json::from_slice(&asked.body).unwrap_or_default();
        let number = |text: &str| text.parse::<u64>().unwrap_or_default();
        let (method, mut kept) = (&asked.method, self.kept());
        Some(match parts {
            ["retentions" | "replication", ..] if body.is_null() && is_writing(method) => {
                Answer::error(400, "BAD_REQUEST", "no content")
            }
            ["retentions"] => kept.put_retention(shelf, None, body),
            ["retentions", id] => match kept.project_of(number(id)) {
                None => not_found(),
                Some(project) => match *method {
                    Method::PUT => kept.put_retention(shelf, Some(project), body),
                    Method::DELETE => {
                        kept.retention.remove(&project);
                        Answer::status(200)
                    }
                    _ => Answer::json(200, &kept.retention[&project]),
                },
            },
            ["retentions", id, "executions", rest @ ..] => match kept.project_of(number(id)) {
                None => not_found(),
                Some(project) if rest.is_empty() && *method == Method::POST => {
                    kept.retain(shelf, &project, body["dry_run"] == true)
                }
                Some(_) => kept.runs_of(Some(number(id)), rest, method),
            },
            ["projects", project, "immutabletagrules", rest @ ..] => {
                kept.immutable_rules(project, rest, method, body)
            }
            ["registries"] => list(vec![json!({
                "id": 4, "name": "edge", "url": "https://edge.example", "type": "harbor",
                "status": "healthy", "credential": { "access_key": "me", "access_secret": "*****" },
            })]),
            ["replication", "policies", rest @ ..] => kept.policies(rest, method, body),
            ["replication", "executions"] if *method == Method::POST => {
                kept.copy(body["policy_id"].as_u64().unwrap_or_default())
            }
            ["replication", "executions", rest @ ..] => {
                let of = asked.query.get("policy_id").map(|id| number(id));
                kept.runs_of(of, rest, method)
            }
            _ => return None,
        })
    }
}

fn is_writing(method: &Method) -> bool {
    *method == Method::POST || *method == Method::PUT
}

impl Kept {
    fn project_of(&self, id: u64) -> Option<String> {
        let mut all = self.retention.iter();
        Some(all.find(|(_, policy)| policy["id"] == id)?.0.clone())
    }

    fn put_retention(
        &mut self,
        shelf: &Shelf,
        project: Option<String>,
        mut policy: Value,
    ) -> Answer {
        if policy["rules"]
            .as_array()
            .is_none_or(|rules| rules.len() > 15)
        {
            return Answer::error(400, "BAD_REQUEST", "only 15 rules are allowed");
        }
        if policy["scope"]["level"] != "project" {
            return Answer::error(400, "BAD_REQUEST", "scope level is not project");
        }
        let is_new = project.is_none();
        // Projects are numbered in the order of their names.
        let numbered = policy["scope"]["ref"].as_u64().unwrap_or_default();
        let named = super::harbor::project_names(shelf);
        let project = project.or_else(|| named.get(numbered.checked_sub(1)? as usize).cloned());
        let Some(project) = project else {
            return not_found();
        };
        if is_new {
            policy["id"] = json!(self.number());
        }
        self.retention.insert(project, policy);
        Answer::status(if is_new { 201 } else { 200 })
    }

    /// Keeps as many of the newest images of each repository as the first rule says.
    fn retain(&mut self, shelf: &mut Shelf, project: &str, dry: bool) -> Answer {
        let policy = self.retention[project].clone();
        let keep = policy["rules"][0]["params"]["latestPushedK"].as_u64();
        let keep = keep.unwrap_or(u64::MAX) as usize;
        let id = self.number();
        let mut tasks = Vec::new();
        let prefix = format!("{project}/");
        for (name, repository) in &mut shelf.repositories {
            let Some(short) = name.strip_prefix(&prefix) else {
                continue;
            };
            let mut all: Vec<_> = repository.manifests.iter().collect();
            all.sort_by_key(|(_, shelved)| std::cmp::Reverse(shelved.pushed));
            let digests: Vec<String> = all.into_iter().map(|(digest, _)| digest.clone()).collect();
            let mut log = String::new();
            for (at, digest) in digests.iter().enumerate() {
                let fate = if at < keep { "RETAIN" } else { "DEL" };
                let tags = repository.tags_of(digest).join(",");
                log.extend([
                    "| ",
                    digest.as_str(),
                    " | ",
                    tags.as_str(),
                    " | image | ",
                    fate,
                    " |\n",
                ]);
            }
            let task = json!({
                "id": tasks.len() + 1, "execution_id": id, "repository": short, "status": "Success",
                "total": digests.len(), "retained": digests.len().min(keep),
                "end_time": "2026-05-06T07:08:10Z",
            });
            tasks.push((task, log));
            if !dry {
                for digest in digests.iter().skip(keep) {
                    repository.remove(digest);
                }
            }
        }
        let shown = json!({
            "id": id, "policy_id": policy["id"], "status": "Success", "trigger": "Manual", "dry_run": dry,
            "start_time": "2026-05-06T07:08:09Z", "end_time": "2026-05-06T07:08:10Z",
        });
        let policy = policy["id"].as_u64().unwrap_or_default();
        self.runs.push(Run {
            id,
            policy,
            shown,
            tasks,
        });
        Answer::status(201)
    }

    fn immutable_rules(
        &mut self,
        project: &str,
        rest: &[&str],
        method: &Method,
        mut rule: Value,
    ) -> Answer {
        match (rest, method.clone()) {
            ([], Method::GET) => {
                let mine = self.immutable.iter().filter(|((of, _), _)| of == project);
                list(mine.map(|(_, rule)| rule.clone()).collect())
            }
            ([], _) => {
                if rule["template"] != "immutable_template" || rule["tag_selectors"].is_null() {
                    return Answer::error(400, "BAD_REQUEST", "no such rule");
                }
                let id = self.number();
                rule["id"] = json!(id);
                self.immutable.insert((project.to_owned(), id), rule);
                Answer::status(201)
            }
            ([id], method) => {
                let key = (project.to_owned(), id.parse().unwrap_or_default());
                if !self.immutable.contains_key(&key) {
                    return not_found();
                }
                if method == Method::DELETE {
                    self.immutable.remove(&key);
                } else {
                    self.immutable.insert(key, rule);
                }
                Answer::status(200)
            }
            _ => not_found(),
        }
    }

    fn policies(&mut self, rest: &[&str], method: &Method, mut policy: Value) -> Answer {
        match (rest, method.clone()) {
            ([], Method::GET) => list(self.replication.values().cloned().collect()),
            ([], _) => {
                let mut all = self.replication.values();
                if all.any(|it| it["name"] == policy["name"]) {
                    return Answer::error(409, "CONFLICT", "the policy already exists");
                }
                if policy["dest_registry"].is_null() && policy["src_registry"].is_null() {
                    let words = "either source or destination must be another registry";
                    return Answer::error(400, "BAD_REQUEST", words);
                }
                let id = self.number();
                policy["id"] = json!(id);
                self.replication.insert(id, policy);
                Answer::status(201)
            }
            ([id], method) => {
                let id = id.parse().unwrap_or_default();
                if !self.replication.contains_key(&id) {
                    return not_found();
                }
                if method == Method::DELETE {
                    self.replication.remove(&id);
                } else {
                    self.replication.insert(id, policy);
                }
                Answer::status(200)
            }
            _ => not_found(),
        }
    }

    fn copy(&mut self, policy: u64) -> Answer {
        if !self.replication.contains_key(&policy) {
            return not_found();
        }
        let id = self.number();
        let shown = json!({
            "id": id, "policy_id": policy, "status": "InProgress", "trigger": "manual", "total": 2,
            "succeed": 1, "failed": 1, "in_progress": 0, "stopped": 0, "status_text": "",
            "start_time": "2026-05-06T07:08:09Z",
        });
        let task = |id: u64, status: &str| {
            json!({
                "id": id, "status": status, "operation": "copy", "resource_type": "image",
                "src_resource": "library/app:[v1]", "dst_resource": "mirror/app:[v1]",
            })
        };
        let tasks = vec![
            (task(1, "Succeed"), "copied\n".to_owned()),
            (
                task(2, "Failed"),
                "the destination refused the manifest\n".to_owned(),
            ),
        ];
        self.runs.push(Run {
            id,
            policy,
            shown,
            tasks,
        });
        Answer::status(201)
    }

    fn runs_of(&mut self, policy: Option<u64>, rest: &[&str], method: &Method) -> Answer {
        let Some((run, rest)) = rest.split_first() else {
            let mine = self.runs.iter();
            let mine = mine.filter(|run| policy.is_none_or(|id| run.policy == id));
            return list(mine.map(|run| run.shown.clone()).collect());
        };
        let number = run.parse().unwrap_or(0);
        let Some(run) = self.runs.iter_mut().find(|it| it.id == number) else {
            return not_found();
        };
        match rest {
            [] if *method != Method::GET => {
                run.shown["status"] = json!("Stopped");
                Answer::status(200)
            }
            ["tasks"] => list(run.tasks.iter().map(|(task, _)| task.clone()).collect()),
            ["tasks", id] | ["tasks", id, "log"] => {
                let found = run
                    .tasks
                    .iter()
                    .find(|(task, _)| task["id"].as_u64() == id.parse().ok());
                found.map_or_else(not_found, |(_, log)| {
                    Answer::status(200)
                        .header("content-type", "text/plain")
                        .body(log.clone())
                })
            }
            _ => not_found(),
        }
    }
}

/// Whether a tag meets a pattern; `**` and `*` are the same for what has no slash.
fn meets(pattern: &str, tag: &str) -> bool {
    match pattern.replace("**", "*").split_once('*') {
        None => pattern == tag,
        Some((before, after)) => {
            tag.len() >= before.len() + after.len()
                && tag.starts_with(before)
                && tag.ends_with(after)
        }
    }
}

fn list(entries: Vec<Value>) -> Answer {
    let total = entries.len().to_string();
    Answer::json(200, &Value::Array(entries)).header("x-total-count", &total)
}

fn not_found() -> Answer {
    Answer::error(404, "NOT_FOUND", "not found")
}
