//! Gitea's container registry (Forgejo's is the same): the distribution protocol behind a token server at
//! `/v2/token`, with a link to a next page after every page (vscode-docker issue 4309). Not confirmed by a
//! server: which of its lists still do so today.

use super::{Asked, Shelf, VendorRules, door::Door};
use crate::scripted::Answer;

/// Entries of one page at most.
const PAGE: usize = 50;

/// What of Gitea differs from the protocol.
#[derive(Debug)]
pub struct GiteaRules {
    door: Door,
}

impl GiteaRules {
    /// With this account.
    pub fn of(user: &str, token: &str) -> Self {
        let more = ",service=\"container_registry\",scope=\"*\"";
        Self {
            door: Door::of(user, token, "/v2/token", more),
        }
    }
}

impl VendorRules for GiteaRules {
    fn is_open(&self, _: &Asked) -> bool {
        // The door is looked at below.
        true
    }

    fn answer(&self, shelf: &mut Shelf, asked: &Asked) -> Option<Answer> {
        if let Some(answer) = self.door.answer(asked) {
            return Some(answer);
        }
        if !asked.path.ends_with("/tags/list") {
            return None;
        }
        // Always a link, past the end too.
        let name = asked
            .path
            .strip_prefix("/v2/")?
            .strip_suffix("/tags/list")?;
        let after = asked.query.get("last").cloned().unwrap_or_default();
        let size = asked.query.get("n").and_then(|n| n.parse().ok());
        let tags = shelf.repositories.get(name)?.tags.keys();
        let page: Vec<_> = tags
            .filter(|tag| **tag > after)
            .take(size.unwrap_or(PAGE).min(PAGE))
            .collect();
        let last = page.last().map_or(after.as_str(), |tag| tag.as_str());
        let next = format!("</v2/{name}/tags/list?n={PAGE}&last={last}>; rel=\"next\"");
        let list = serde_json::json!({ "name": name, "tags": page });
        Some(Answer::json(200, &list).header("link", &next))
    }
}
