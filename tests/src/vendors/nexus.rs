//! Sonatype Nexus: the protocol behind a plain password, which denies by HEAD what it has by GET
//! (registry-cli issue 43). Not confirmed by Sonatype: which versions do.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::Method;

use super::{Asked, Shelf, VendorRules};
use crate::scripted::Answer;

/// What of Nexus differs from the protocol.
#[derive(Debug)]
pub struct NexusRules {
    basic: String,
}

impl NexusRules {
    /// With this account.
    pub fn of(user: &str, password: &str) -> Self {
        let pair = STANDARD.encode(format!("{user}:{password}"));
        Self {
            basic: format!("Basic {pair}"),
        }
    }
}

impl VendorRules for NexusRules {
    fn is_open(&self, _: &Asked) -> bool {
        // Its refusals have a realm of their own.
        true
    }

    fn answer(&self, _: &mut Shelf, asked: &Asked) -> Option<Answer> {
        let said = asked.headers.get("authorization");
        if said.is_none_or(|said| said.as_bytes() != self.basic.as_bytes()) {
            let realm = "BASIC realm=\"Sonatype Nexus Repository Manager\"";
            let refusal = Answer::error(401, "UNAUTHORIZED", "access to the requested resource");
            return Some(refusal.header("www-authenticate", realm));
        }
        let is_denied = asked.method == Method::HEAD && asked.path.contains("/manifests/");
        is_denied.then(|| Answer::status(404))
    }
}
