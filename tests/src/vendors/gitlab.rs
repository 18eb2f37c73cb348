//! GitLab's API v4 and its GraphQL, as far as the program asks them, beside a registry whose token server it is.
//! Not confirmed by a server: the fields of the GraphQL question, and who may ask it.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

use super::{Asked, Shelf, VendorRules};
use crate::scripted::Answer;

/// What GitLab adds to a registry: one project of one person, whose path is that of its one repository.
#[derive(Debug)]
pub struct GitlabApi {
    user: String,
    token: String,
}

/// What the registry is shown for the token.
const PASS: &str = "a-pass-of-the-token-server";

impl GitlabApi {
    /// Of this person.
    pub fn of(user: &str, token: &str) -> Self {
        Self {
            user: user.to_owned(),
            token: token.to_owned(),
        }
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
        let header = |name: &str| asked.headers.get(name).and_then(|it| it.to_str().ok());
        let authorization = header("authorization").unwrap_or_default();
        if asked.path == "/jwt/auth" {
            let pair = STANDARD.encode(format!("{}:{}", self.user, self.token));
            let is_right = authorization == format!("Basic {pair}");
            return Some(if is_right {
                Answer::json(200, &json!({ "token": PASS }))
            } else {
                Answer::error(401, "UNAUTHORIZED", "wrong password")
            });
        }
        if asked.path.starts_with("/v2") {
            if authorization == format!("Bearer {PASS}") {
                return None;
            }
            let host = header("host").unwrap_or_default();
            let challenge =
                format!("Bearer realm=\"http://{host}/jwt/auth\",service=\"container_registry\"");
            let refusal = Answer::error(401, "UNAUTHORIZED", "authentication required");
            return Some(refusal.header("www-authenticate", &challenge));
        }
        if !self.is_theirs(asked) {
            return Some(Answer::json(401, &json!({ "message": "401 Unauthorized" })));
        }
        Some(api(shelf, asked))
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
        ["projects", "9"] => Answer::json(
            200,
            &json!({ "id": 9, "path_with_namespace": name, "visibility": "private" }),
        ),
        ["projects", project, "registry", "repositories"] => {
            let is_it = *project == "9" || project.replace("%2F", "/") == name;
            if is_it {
                Answer::json(200, &json!([row]))
            } else {
                not_found()
            }
        }
        ["registry", "repositories", "3"] => Answer::json(200, &row),
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
