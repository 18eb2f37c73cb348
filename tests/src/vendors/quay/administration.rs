//! Quay's logs and robots, in the shapes of its source. Not confirmed by a server: the words of its refusals.

use std::sync::{
    Mutex,
    atomic::{AtomicU64, Ordering},
};

use serde_json::{Value, json};

use super::not_found;
use crate::{scripted::Answer, vendors::Asked};

/// Entries of a page of the log.
const PAGE: usize = 20;

/// What a Quay does beside its images.
#[derive(Debug, Default)]
pub struct QuayAdministration {
    log: Mutex<Vec<Value>>,
    /// Each with its permissions: by repository, the role.
    robots: Mutex<Vec<Value>>,
    tokens: AtomicU64,
}

impl QuayAdministration {
    /// Writes into the log of a repository that a tag was pushed; what is written later is newer.
    pub fn note(&self, user: &str, kind: &str, repository: &str, tag: &str) {
        let (namespace, name) = repository.split_once('/').unwrap_or_default();
        let entry = json!({
            "kind": kind, "ip": "192.0.2.7", "datetime": "Fri, 20 Nov 2026 10:00:00 -0000",
            "performer": { "kind": "user", "name": user, "is_robot": user.contains('+') },
            "metadata": { "namespace": namespace, "repo": name, "tag": tag },
        });
        self.log.lock().unwrap().insert(0, entry);
    }

    /// The robots that there are.
    pub fn robots(&self) -> Vec<Value> {
        self.robots.lock().unwrap().clone()
    }

    /// The tokens that were given out.
    pub fn tokens(&self) -> Vec<String> {
        let given = self.tokens.load(Ordering::Relaxed);
        (1..=given)
            .map(|number| format!("quay-robot-token-{number}"))
            .collect()
    }

    /// What is below a user or an organisation.
    pub(super) fn of_namespace(&self, namespace: &str, rest: &[&str], asked: &Asked) -> Answer {
        match (rest, asked.method.as_str()) {
            (["logs"], "GET") => {
                self.log_page(asked, |entry| entry["metadata"]["namespace"] == namespace)
            }
            (["robots"], "GET") => self.list(asked),
            (["robots", name], "PUT") => self.create(namespace, name, asked),
            (["robots", name], "DELETE") => {
                let mut robots = self.robots.lock().unwrap();
                robots.retain(|robot| robot["name"] != full(namespace, name));
                Answer::status(204)
            }
            (["robots", name, "regenerate"], "POST") => {
                let token = self.new_token();
                let said = json!({ "name": full(namespace, name), "token": token });
                Answer::json(200, &said)
            }
            (["robots", name, "permissions"], "GET") => {
                let robots = self.robots();
                let found = robots
                    .iter()
                    .find(|robot| robot["name"] == full(namespace, name));
                let Some(robot) = found else {
                    return not_found();
                };
                let roles = robot["roles"].as_object().into_iter().flatten();
                let permissions = roles.map(|(repository, role)| {
                    json!({ "repository": { "name": repository, "is_public": false }, "role": role })
                });
                let permissions: Value = permissions.collect();
                Answer::json(200, &json!({ "permissions": permissions }))
            }
            _ => not_found(),
        }
    }

    /// What is below a repository.
    pub(super) fn of_repository(&self, name: &str, rest: &[&str], asked: &Asked) -> Option<Answer> {
        let (_, short) = name.split_once('/')?;
        Some(match (rest, asked.method.as_str()) {
            (["logs"], "GET") => self.log_page(asked, |entry| entry["metadata"]["repo"] == short),
            (["permissions", "user", user], method) => {
                let user = user.replace("%2B", "+");
                let body: Value = serde_json::from_slice(&asked.body).unwrap_or_default();
                let mut robots = self.robots.lock().unwrap();
                let Some(robot) = robots.iter_mut().find(|robot| robot["name"] == user) else {
                    return Some(not_found());
                };
                let Some(roles) = robot["roles"].as_object_mut() else {
                    return Some(not_found());
                };
                if method == "DELETE" {
                    roles.remove(short);
                    Answer::status(204)
                } else {
                    roles.insert(short.to_owned(), body["role"].clone());
                    Answer::json(200, &json!({ "role": body["role"] }))
                }
            }
            _ => return None,
        })
    }

    /// A page by its token; without a beginning, Quay tells of one day.
    fn log_page(&self, asked: &Asked, is_there: impl Fn(&Value) -> bool) -> Answer {
        let performer = asked.query_of("performer");
        let log = self.log.lock().unwrap();
        let wanted: Vec<Value> = log
            .iter()
            .filter(|entry| is_there(entry) && !asked.query_of("starttime").is_empty())
            .filter(|entry| performer.is_empty() || entry["performer"]["name"] == performer)
            .cloned()
            .collect();
        let from = asked.query_of("next_page").parse().unwrap_or(0);
        let page: Vec<&Value> = wanted.iter().skip(from).take(PAGE).collect();
        let mut said = json!({ "start_time": null, "end_time": null, "logs": page });
        if from + PAGE < wanted.len() {
            said["next_page"] = json!((from + PAGE).to_string());
        }
        Answer::json(200, &said)
    }

    fn new_token(&self) -> String {
        let number = self.tokens.fetch_add(1, Ordering::Relaxed) + 1;
        format!("quay-robot-token-{number}")
    }

    fn list(&self, asked: &Asked) -> Answer {
        let shown = self.robots().into_iter().map(|robot| {
            let names: Vec<&String> = robot["roles"]
                .as_object()
                .into_iter()
                .flat_map(|roles| roles.keys())
                .collect();
            let mut said = json!({
                "name": robot["name"], "description": robot["description"], "teams": [],
                "created": "Fri, 20 Nov 2026 10:00:00 -0000", "last_accessed": null,
                "repositories": names,
            });
            // Unless it is asked not to, Quay tells every token in its list.
            if asked.query_of("token") != "false" {
                said["token"] = json!("quay-robot-token-1");
            }
            said
        });
        let robots: Value = shown.collect();
        Answer::json(200, &json!({ "robots": robots }))
    }

    fn create(&self, namespace: &str, name: &str, asked: &Asked) -> Answer {
        let user = full(namespace, name);
        let mut robots = self.robots.lock().unwrap();
        if robots.iter().any(|robot| robot["name"] == user) {
            let words = json!({ "message": format!("Existing robot with name: {user}") });
            return Answer::json(400, &words);
        }
        let body: Value = serde_json::from_slice(&asked.body).unwrap_or_default();
        let robot = json!({ "name": user, "description": body["description"], "roles": {} });
        robots.push(robot);
        drop(robots);
        let token = self.new_token();
        Answer::json(201, &json!({ "name": user, "token": token }))
    }
}

fn full(namespace: &str, name: &str) -> String {
    format!("{namespace}+{name}")
}
