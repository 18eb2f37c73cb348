//! The way into a pretended registry that has a token server of its own: it gives a pass for the account's
//! password, and the protocol is for who shows the pass.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::json;

use super::Asked;
use crate::scripted::Answer;

/// What the registry is shown for the password.
const PASS: &str = "a-pass-of-the-token-server";

/// A token server, for one account.
#[derive(Debug)]
pub(super) struct Door {
    basic: String,
    path: &'static str,
    /// What a challenge says beside the realm.
    more: &'static str,
}

impl Door {
    /// For this account, with the token server at `path`; `more` follows the realm in challenges.
    pub(super) fn of(user: &str, password: &str, path: &'static str, more: &'static str) -> Self {
        let pair = STANDARD.encode(format!("{user}:{password}"));
        Self {
            basic: format!("Basic {pair}"),
            path,
            more,
        }
    }

    /// The token server's answer, and the refusal of the protocol to who has no pass; `None` for who is in,
    /// and for what is not the protocol.
    pub(super) fn answer(&self, asked: &Asked) -> Option<Answer> {
        if asked.path == self.path {
            return Some(if self.is_account(asked) {
                Answer::json(200, &json!({ "token": PASS }))
            } else {
                Answer::error(401, "UNAUTHORIZED", "wrong password")
            });
        }
        if !asked.path.starts_with("/v2")
            || said(asked, "authorization") == format!("Bearer {PASS}")
        {
            return None;
        }
        let realm = format!("http://{}{}", said(asked, "host"), self.path);
        let challenge = format!("Bearer realm=\"{realm}\"{}", self.more);
        let refusal = Answer::error(401, "UNAUTHORIZED", "authentication required");
        Some(refusal.header("www-authenticate", &challenge))
    }

    /// Whether the account's own password is shown.
    pub(super) fn is_account(&self, asked: &Asked) -> bool {
        said(asked, "authorization") == self.basic
    }
}

fn said<'a>(asked: &'a Asked, header: &str) -> &'a str {
    let value = asked.headers.get(header).and_then(|it| it.to_str().ok());
    value.unwrap_or_default()
}
