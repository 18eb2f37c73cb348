//! JFrog Artifactory by its repository path method: every name begins with the key of a Docker repository,
//! the catalog is each repository's own, and challenges name no scope. Not confirmed by JFrog: what the
//! catalog of the host answers, and that a catalog's link leaves out the path of Artifactory's own API.

use serde_json::json;

use super::{Asked, Shelf, VendorRules, door::Door};
use crate::scripted::Answer;

/// What Artifactory adds to the protocol.
#[derive(Debug)]
pub struct ArtifactoryApi {
    door: Door,
    /// Entries of one page of a catalog.
    page: usize,
}

impl ArtifactoryApi {
    /// With this account.
    pub fn of(user: &str, token: &str) -> Self {
        Self {
            door: Door::of(user, token, "/v2/token", ",service=\"127.0.0.1\""),
            page: 100,
        }
    }

    /// With so many entries on a page.
    #[must_use]
    pub fn with_page(self, page: usize) -> Self {
        Self { page, ..self }
    }

    fn catalog(&self, shelf: &Shelf, key: &str, asked: &Asked) -> Answer {
        let below = format!("{key}/");
        let after = asked.query.get("last").cloned().unwrap_or_default();
        let names = shelf.repositories.keys();
        let rest: Vec<&str> = names
            .filter_map(|name| name.strip_prefix(&below))
            .filter(|name| *name > after.as_str())
            .collect();
        let page = &rest[..rest.len().min(self.page)];
        let answer = Answer::json(200, &json!({ "repositories": page }));
        match page.last() {
            Some(last) if page.len() < rest.len() => {
                let next = format!("</v2/_catalog?last={last}&n={}>; rel=\"next\"", self.page);
                answer.header("link", &next)
            }
            _ => answer,
        }
    }
}

impl VendorRules for ArtifactoryApi {
    fn is_open(&self, _: &Asked) -> bool {
        // The door is looked at below.
        true
    }

    fn answer(&self, shelf: &mut Shelf, asked: &Asked) -> Option<Answer> {
        if let Some(answer) = self.door.answer(asked) {
            return Some(answer.header("x-jfrog-version", "Artifactory/7.98.9 79809900"));
        }
        if asked.path == "/v2/_catalog" {
            return Some(Answer::json(200, &json!({ "repositories": [] })));
        }
        let path = asked.path.strip_prefix("/artifactory/api/")?;
        if !self.door.is_account(asked) {
            let said = json!({ "errors": [{ "status": 401, "message": "Bad credentials" }] });
            return Some(Answer::json(401, &said));
        }
        if path == "repositories" {
            let mut keys: Vec<&str> = shelf
                .repositories
                .keys()
                .filter_map(|name| Some(name.split_once('/')?.0))
                .collect();
            keys.dedup();
            let rows = keys
                .iter()
                .map(|key| json!({ "key": key, "type": "LOCAL", "packageType": "Docker" }));
            return Some(Answer::json(200, &rows.collect()));
        }
        let key = path.strip_prefix("docker/")?.strip_suffix("/v2/_catalog")?;
        Some(self.catalog(shelf, key, asked))
    }
}
