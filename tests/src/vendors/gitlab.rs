//! GitLab's API v4 and its GraphQL, as far as the program asks them, beside a registry whose token server it is.
//! Not confirmed by a server: the fields of the GraphQL question, and who may ask it.

use std::sync::{
    Mutex,
    atomic::{AtomicBool, Ordering},
};

use http::Method;
use serde_json::{Value, json};

use super::{Asked, Shelf, VendorRules, door::Door};
use crate::scripted::Answer;

/// What GitLab adds to a registry: one project of one person, whose path is that of its one repository.
#[derive(Debug)]
pub struct GitlabApi {
    door: Door,
    token: String,
    /// What the project cleans up.
    cleanup: Mutex<Value>,
    /// Tags are removed on request once an hour.
    was_asked: AtomicBool,
}

impl GitlabApi {
    /// Of this person.
    pub fn of(user: &str, token: &str) -> Self {
        let more = ",service=\"container_registry\"";
        Self {
            door: Door::of(user, token, "/jwt/auth", more),
            token: token.to_owned(),
            cleanup: Mutex::new(json!({
                "cadence": "1d", "enabled": false, "keep_n": 10, "older_than": "90d",
                "name_regex": ".*", "name_regex_keep": null, "next_run_at": null,
            })),
            was_asked: AtomicBool::default(),
        }
    }

    /// The project with its policy, and the removal of tags on request, which is done at once here.
    fn cleaning(&self, shelf: &mut Shelf, asked: &Asked) -> Option<Answer> {
        let name = shelf.repositories.keys().next()?.clone();
        if asked.path == "/api/v4/projects/9" {
            let mut kept = self.cleanup.lock().unwrap();
            if asked.method == Method::PUT {
                let body: Value = serde_json::from_slice(&asked.body).unwrap_or_default();
                let written = body["container_expiration_policy_attributes"].as_object();
                for (member, value) in written.into_iter().flatten() {
                    kept[member] = value.clone();
                }
            }
            return Some(Answer::json(
                200,
                &json!({
                    "id": 9, "path_with_namespace": name, "visibility": "private",
                    "container_expiration_policy": *kept,
                }),
            ));
        }
        let is_removal = asked.method == Method::DELETE
            && asked.path == "/api/v4/projects/9/registry/repositories/3/tags";
        if !is_removal {
            return None;
        }
        if self.was_asked.swap(true, Ordering::Relaxed) {
            let words = "This request has already been made. It may run at most once an hour for a repository";
            return Some(Answer::json(400, &json!({ "message": words })));
        }
        let Some(delete) = asked.query.get("name_regex_delete") else {
            return Some(Answer::json(
                400,
                &json!({ "error": "name_regex is missing" }),
            ));
        };
        let whole = |text: &str| regex::Regex::new(&format!("^(?:{text})$")).unwrap();
        let (delete, keep) = (whole(delete), asked.query.get("name_regex_keep"));
        let keep = keep.map(|keep| whole(keep));
        let number = asked.query.get("keep_n").and_then(|text| text.parse().ok());
        let repository = shelf.repositories.get_mut(&name)?;
        let mut meant: Vec<_> = repository
            .tags
            .iter()
            .filter(|(tag, _)| *tag != "latest" && delete.is_match(tag))
            .filter(|(tag, _)| keep.as_ref().is_none_or(|keep| !keep.is_match(tag)))
            .map(|(tag, digest)| (repository.manifests[digest].pushed, tag.clone()))
            .collect();
        meant.sort_by(|one, other| other.cmp(one));
        for (_, tag) in meant.into_iter().skip(number.unwrap_or(0)) {
            repository.tags.remove(&tag);
        }
        Some(Answer::status(202))
    }

    fn is_theirs(&self, asked: &Asked) -> bool {
        let said = asked.headers.get("private-token");
        said.is_some_and(|said| said.as_bytes() == self.token.as_bytes())
    }
}

impl VendorRules for GitlabApi {
    fn is_open(&self, _: &Asked) -> bool {
        // Who may what is looked at below: each of the three has a way of its own.
        true
    }

    fn answer(&self, shelf: &mut Shelf, asked: &Asked) -> Option<Answer> {
        if let Some(answer) = self.door.answer(asked) {
            return Some(answer);
        }
        if asked.path.starts_with("/v2") {
            return None;
        }
        if !self.is_theirs(asked) {
            return Some(Answer::json(401, &json!({ "message": "401 Unauthorized" })));
        }
        Some(
            self.cleaning(shelf, asked)
                .unwrap_or_else(|| api(shelf, asked)),
        )
    }
}

fn not_found() -> Answer {
    Answer::json(404, &json!({ "message": "404 Not Found" }))
}

fn api(shelf: &mut Shelf, asked: &Asked) -> Answer {
    let Some(name) = shelf.repositories.keys().next().cloned() else {
        return not_found();
    };
    let row =
        json!({ "id": 3, "project_id": 9, "path": name, "name": "", "status": null, "size": 1 });
    if asked.path == "/api/graphql" {
        return tags(shelf, &name, asked);
    }
    let Some(path) = asked.path.strip_prefix("/api/v4/") else {
        return not_found();
    };
    let parts: Vec<&str> = path.split('/').collect();
    match parts.as_slice() {
        ["user"] => Answer::json(200, &json!({ "id": 5, "username": "me" })),
        ["users", "5", "projects"] => Answer::json(200, &json!([{ "id": 9 }])),
        ["groups"] => Answer::json(200, &json!([])),
        ["projects", project, "registry", "repositories"] => {
            let is_it = *project == "9" || project.replace("%2F", "/") == name;
            if is_it {
                Answer::json(200, &json!([row]))
            } else {
                not_found()
            }
        }
        ["registry", "repositories", "3"] => Answer::json(200, &row),
        ["projects", "9", "registry", "repositories", "3"] if asked.method == Method::DELETE => {
            shelf.repositories.remove(&name);
            Answer::status(202)
        }
        [
            "projects",
            "9",
            "registry",
            "repositories",
            "3",
            "tags",
            tag,
        ] => {
            let repository = shelf.repositories.get_mut(&name);
            match repository.and_then(|repository| repository.tags.remove(*tag)) {
                Some(_) => Answer::status(200),
                None => not_found(),
            }
        }
        _ => not_found(),
    }
}

fn tags(shelf: &Shelf, name: &str, asked: &Asked) -> Answer {
    let question: Value = serde_json::from_slice(&asked.body).unwrap_or_default();
    if question["variables"]["id"] != "gid://gitlab/ContainerRepository/3" {
        return Answer::json(200, &json!({ "data": { "containerRepository": null } }));
    }
    let after = question["variables"]["after"].as_str().unwrap_or_default();
    let repository = &shelf.repositories[name];
    let rest: Vec<_> = repository
        .tags
        .iter()
        .filter(|(tag, _)| tag.as_str() > after)
        .collect();
    let page = &rest[..rest.len().min(100)];
    let nodes: Vec<Value> = page
        .iter()
        .map(|(tag, digest)| {
            let shelved = &repository.manifests[*digest];
            json!({
                "name": tag, "digest": digest, "totalSize": shelved.size().to_string(),
                "createdAt": shelved.pushed.to_string(), "publishedAt": null,
                "mediaType": shelved.media_type,
            })
        })
        .collect();
    let last = page.last().map(|(tag, _)| tag.as_str());
    let tags = json!({
        "nodes": nodes,
        "pageInfo": { "hasNextPage": page.len() < rest.len(), "endCursor": last },
    });
    Answer::json(
        200,
        &json!({ "data": { "containerRepository": { "tags": tags } } }),
    )
}
