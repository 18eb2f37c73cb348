//! Harbor's logs, robots and collection of garbage, in the shapes of its swagger. Not confirmed by a server:
//! the words of its refusals.

use std::sync::{
    Mutex,
    atomic::{AtomicBool, AtomicU64, Ordering},
};

use serde_json::{Value, json};

use super::{not_found, page};
use crate::{scripted::Answer, vendors::Asked};

/// The secret that every new robot gets; each other one ends in its number.
const SECRET: &str = "harbor-robot-secret-";

/// What a Harbor does beside its images.
#[derive(Debug, Default)]
pub struct HarborAdministration {
    /// Before 2.13 there is only the plain log.
    pub has_plain_log: AtomicBool,
    /// Who asks is no administrator of the system.
    pub is_for_projects_only: AtomicBool,
    log: Mutex<Vec<Value>>,
    robots: Mutex<Vec<Value>>,
    secrets: AtomicU64,
    turns: Mutex<Vec<Value>>,
    schedule: Mutex<Option<Value>>,
}

impl HarborAdministration {
    /// Writes something into the log; what is written later is newer.
    pub fn note(&self, user: &str, operation: &str, kind: &str, resource: &str) {
        let mut log = self.log.lock().unwrap();
        let minute = log.len() + 1;
        let entry = json!({
            "id": minute, "username": user, "operation": operation, "resource_type": kind,
            "resource": resource, "operation_result": true,
            "operation_description": format!("{operation} {kind}: {resource}"),
            "op_time": format!("2026-11-20T{:02}:{:02}:00.000Z", minute / 60, minute % 60),
        });
        log.insert(0, entry);
    }

    /// The robots that there are.
    pub fn robots(&self) -> Vec<Value> {
        self.robots.lock().unwrap().clone()
    }

    /// The secrets that were given out.
    pub fn secrets(&self) -> Vec<String> {
        let given = self.secrets.load(Ordering::Relaxed);
        (1..=given)
            .map(|number| format!("{SECRET}{number}"))
            .collect()
    }

    /// When garbage is collected by itself.
    pub fn schedule(&self) -> Option<Value> {
        self.schedule.lock().unwrap().clone()
    }

    /// The turns of the collection, newest first.
    pub fn turns(&self) -> Vec<Value> {
        self.turns.lock().unwrap().clone()
    }

    pub(super) fn answer(&self, parts: &[&str], asked: &Asked) -> Option<Answer> {
        let method = asked.method.as_str();
        let of_system = matches!(parts, ["system", "gc", ..])
            || (parts.first() == Some(&"robots") && !asked.query_of("q").contains("Level=project"));
        if of_system && self.is_for_projects_only.load(Ordering::Relaxed) {
            return Some(Answer::error(403, "FORBIDDEN", "forbidden"));
        }
        Some(match (parts, method) {
            (["auditlog-exts"] | ["projects", _, "auditlog-exts"], "GET")
                if self.has_plain_log.load(Ordering::Relaxed) =>
            {
                not_found("path")
            }
            (["auditlog-exts" | "audit-logs"], "GET") => self.log_page(None, asked),
            (["projects", project, "auditlog-exts" | "logs"], "GET") => {
                self.log_page(Some(project), asked)
            }
            (["robots"], "GET") => self.list_robots(asked),
            (["robots"], "POST") => self.create_robot(asked),
            (["robots", id], _) => self.robot(id, asked),
            (["system", "gc"], "GET") => page(asked, &self.turns()),
            (["system", "gc", "schedule"], _) => self.scheduling(asked),
            (["system", "gc", _, "log"], "GET") => {
                let accept = asked.headers.get("accept").and_then(|it| it.to_str().ok());
                if accept.is_some_and(|accept| accept.contains("text/plain")) {
                    Answer::status(200)
                        .header("content-type", "text/plain")
                        .body("start to run gc\n3 blobs eligible for deletion\n")
                } else {
                    Answer::error(406, "NOT_ACCEPTABLE", "text/plain only")
                }
            }
            (["system", "gc", id], "PUT") => self.stop(id),
            _ => return None,
        })
    }

    fn log_page(&self, project: Option<&str>, asked: &Asked) -> Answer {
        let wanted = asked.query_of("q");
        let is_wanted = |entry: &Value| {
            wanted.split(',').filter(|it| !it.is_empty()).all(|part| {
                let (member, value) = part.split_once('=').unwrap_or_default();
                let said = entry[member].as_str().unwrap_or_default();
                if let Some(part) = value.strip_prefix('~') {
                    said.contains(part)
                } else if let Some(range) = value.strip_prefix('[') {
                    said >= range.split('~').next().unwrap_or_default()
                } else {
                    said == value
                }
            })
        };
        let log = self.log.lock().unwrap();
        let entries = log.iter().filter(|entry| {
            let resource = entry["resource"].as_str().unwrap_or_default();
            let is_there = project.is_none_or(|project| {
                resource == project || resource.starts_with(&format!("{project}/"))
            });
            is_there && is_wanted(entry)
        });
        let entries: Vec<Value> = entries.cloned().collect();
        page(asked, &entries)
    }

    fn list_robots(&self, asked: &Asked) -> Answer {
        let level = if asked.query_of("q").contains("Level=project") {
            "project"
        } else {
            "system"
        };
        let mut robots = self.robots();
        robots.retain(|robot| robot["level"] == level);
        page(asked, &robots)
    }

    fn new_secret(&self) -> String {
        let number = self.secrets.fetch_add(1, Ordering::Relaxed) + 1;
        format!("{SECRET}{number}")
    }

    fn create_robot(&self, asked: &Asked) -> Answer {
        let mut robot: Value = serde_json::from_slice(&asked.body).unwrap_or_default();
        let name = robot["name"].as_str().unwrap_or_default().to_owned();
        let permissions = robot["permissions"].as_array().map_or(0, Vec::len);
        let is_plain = name
            .bytes()
            .all(|it| it.is_ascii_lowercase() || it.is_ascii_digit());
        if !is_plain || permissions == 0 {
            return Answer::error(
                400,
                "BAD_REQUEST",
                "bad request empty permission or odd name",
            );
        }
        let user = match robot["permissions"][0]["namespace"].as_str() {
            Some(project) if robot["level"] == "project" => format!("robot${project}+{name}"),
            _ => format!("robot${name}"),
        };
        let mut robots = self.robots.lock().unwrap();
        let id = robots.len() + 1;
        robot["id"] = json!(id);
        robot["name"] = json!(user);
        robot["editable"] = json!(true);
        robot["creation_time"] = json!("2026-11-20T10:00:00.000Z");
        robot["expires_at"] = if robot["duration"] == -1 {
            json!(-1)
        } else {
            json!(1_800_000_000)
        };
        robots.push(robot);
        drop(robots);
        self.note("admin", "create", "robot", &user);
        let secret = self.new_secret();
        Answer::json(201, &json!({ "id": id, "name": user, "secret": secret }))
    }

    fn robot(&self, id: &str, asked: &Asked) -> Answer {
        let mut robots = self.robots.lock().unwrap();
        let place = robots
            .iter()
            .position(|robot| robot["id"].as_u64() == id.parse().ok());
        let Some(place) = place else {
            return not_found(id);
        };
        match asked.method.as_str() {
            "PUT" => {
                let body: Value = serde_json::from_slice(&asked.body).unwrap_or_default();
                if body["name"] != robots[place]["name"] || body["level"] != robots[place]["level"]
                {
                    return Answer::error(400, "BAD_REQUEST", "cannot update the level or name");
                }
                robots[place] = body;
                Answer::status(200)
            }
            "PATCH" => Answer::json(200, &json!({ "secret": self.new_secret() })),
            "DELETE" => {
                robots.remove(place);
                Answer::status(200)
            }
            _ => Answer::json(200, &robots[place]),
        }
    }

    fn scheduling(&self, asked: &Asked) -> Answer {
        let body: Value = serde_json::from_slice(&asked.body).unwrap_or_default();
        let mut schedule = self.schedule.lock().unwrap();
        match asked.method.as_str() {
            "POST" => {
                let mut turns = self.turns.lock().unwrap();
                let id = turns.len() + 1;
                let turn = json!({
                    "id": id, "job_name": "GARBAGE_COLLECTION", "job_kind": "MANUAL",
                    "job_status": "Success", "deleted": false,
                    "job_parameters": body["parameters"].to_string(),
                    "creation_time": "2026-11-20T10:00:00.000Z",
                    "update_time": "2026-11-20T10:01:00.000Z",
                });
                turns.insert(0, turn);
                Answer::status(201)
            }
            "PUT" => {
                *schedule = (body["schedule"]["type"] != "None").then_some(body);
                Answer::status(200)
            }
            _ => match &*schedule {
                None => Answer::status(200),
                Some(kept) => Answer::json(
                    200,
                    &json!({
                        "id": 1, "schedule": kept["schedule"],
                        "job_parameters": kept["parameters"].to_string(),
                    }),
                ),
            },
        }
    }

    fn stop(&self, id: &str) -> Answer {
        let mut turns = self.turns.lock().unwrap();
        let found = turns
            .iter_mut()
            .find(|turn| turn["id"].as_u64() == id.parse().ok());
        let Some(turn) = found else {
            return not_found(id);
        };
        turn["job_status"] = json!("Stopped");
        Answer::status(200)
    }
}
