//! Pulp with its container plugin: the protocol, which removes no tag, behind a token server; and Pulp's own
//! API, which does what it is asked in tasks. Not confirmed by a server: how long a task is `waiting`.

use std::sync::atomic::{AtomicUsize, Ordering};

use http::Method;
use serde_json::{Value, json};

use super::{Asked, Shelf, VendorRules, door::Door};
use crate::scripted::Answer;

const PUSHED: &str = "/pulp/api/v3/repositories/container/container-push/";

/// What Pulp adds to the protocol.
#[derive(Debug)]
pub struct PulpApi {
    door: Door,
    /// Whether its protocol deletes by digest, as since 2026.
    deletes: bool,
    looks: AtomicUsize,
}

impl PulpApi {
    /// With this account.
    pub fn of(user: &str, password: &str) -> Self {
        Self {
            door: Door::of(user, password, "/token/", ",service=\"127.0.0.1\""),
            deletes: true,
            looks: AtomicUsize::default(),
        }
    }

    /// From before its protocol deleted anything.
    #[must_use]
    pub fn older(self) -> Self {
        Self {
            deletes: false,
            ..self
        }
    }

    fn protocol(&self, asked: &Asked) -> Option<Answer> {
        let (_, reference) = asked.path.split_once("/manifests/")?;
        if asked.method != Method::DELETE {
            return None;
        }
        if !self.deletes {
            return Some(Answer::error(
                405,
                "UNSUPPORTED",
                "Method \"DELETE\" not allowed.",
            ));
        }
        (!reference.contains(':')).then(|| {
            let message = "Manifests can only be deleted by digest.";
            Answer::error(400, "INVALID_REQUEST", message)
        })
    }

    /// A task is seen to wait, to run, and then to be done.
    fn look(&self) -> Answer {
        let state = match self.looks.fetch_add(1, Ordering::Relaxed) % 3 {
            0 => "waiting",
            1 => "running",
            _ => "completed",
        };
        Answer::json(200, &json!({ "state": state, "error": null }))
    }
}

impl VendorRules for PulpApi {
    fn is_open(&self, _: &Asked) -> bool {
        // The door is looked at below.
        true
    }

    fn answer(&self, shelf: &mut Shelf, asked: &Asked) -> Option<Answer> {
        if let Some(answer) = self.door.answer(asked) {
            return Some(answer);
        }
        if asked.path.starts_with("/v2") {
            return self.protocol(asked);
        }
        if asked.path == "/pulp/api/v3/status/" {
            let part = json!({ "component": "container", "version": "2.20.0" });
            return Some(Answer::json(200, &json!({ "versions": [part] })));
        }
        if !self.door.is_account(asked) {
            let said = json!({ "detail": "Authentication credentials were not provided." });
            return Some(Answer::json(401, &said));
        }
        if asked.path.starts_with("/pulp/api/v3/tasks/") {
            return Some(self.look());
        }
        let rest = asked.path.strip_prefix(PUSHED)?;
        if rest.is_empty() {
            let wanted = asked.query.get("name")?;
            let place = shelf.repositories.keys().position(|name| name == wanted);
            let rows =
                place.map(|at| json!({ "pulp_href": format!("{PUSHED}{at}/"), "name": wanted }));
            let rows: Vec<Value> = rows.into_iter().collect();
            return Some(Answer::json(
                200,
                &json!({ "count": rows.len(), "results": rows }),
            ));
        }
        let (at, deed) = rest.strip_suffix('/')?.split_once('/')?;
        let repository = shelf.repositories.values_mut().nth(at.parse().ok()?)?;
        let said: Value = serde_json::from_slice(&asked.body).unwrap_or_default();
        match deed {
            "untag" => drop(repository.tags.remove(said["tag"].as_str()?)),
            "remove_image" => repository.remove(said["digest"].as_str()?),
            _ => return None,
        }
        let task = "/pulp/api/v3/tasks/018f0c11/";
        Some(Answer::json(202, &json!({ "task": task })))
    }
}
