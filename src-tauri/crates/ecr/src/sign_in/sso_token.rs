//! The tokens of sign-ins to Identity Center: ours, as they are kept, and the AWS CLI's, which are read
//! and never written.

use std::fmt;

use jiff::Timestamp;
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};

use crate::Surroundings;

/// Bytes of a kept token that are read.
const FILE_LIMIT: u64 = 1 << 20;

/// A token of Identity Center. Debug never shows it.
#[derive(Clone)]
pub struct SsoToken {
    /// The token itself.
    pub access_token: SecretString,
    /// Until when it is good.
    pub expires_at: Timestamp,
    /// What it is renewed with, where it can be.
    pub renewal: Option<Renewal>,
}

/// What a token is renewed with.
#[derive(Clone)]
pub struct Renewal {
    /// The refresh token.
    pub refresh_token: SecretString,
    /// The id that this program was registered under.
    pub client_id: String,
    /// The registration's secret.
    pub client_secret: SecretString,
    /// Until when the registration is good.
    pub registered_until: Timestamp,
}

/// As it stands in the AWS CLI's files, whose names are used for our own too.
#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
struct Written {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    start_url: Option<String>,
    access_token: String,
    expires_at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    refresh_token: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    client_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    client_secret: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    registration_expires_at: Option<Timestamp>,
}

impl SsoToken {
    /// Whether it is good for another minute.
    pub fn is_good(&self) -> bool {
        self.expires_at > Timestamp::now() + jiff::SignedDuration::from_mins(1)
    }

    /// As a text, for a keyring.
    pub fn to_text(&self) -> SecretString {
        let renewal = self.renewal.as_ref();
        let expose = |secret: &SecretString| secret.expose_secret().to_owned();
        let written = Written {
            start_url: None,
            access_token: expose(&self.access_token),
            expires_at: self.expires_at,
            refresh_token: renewal.map(|it| expose(&it.refresh_token)),
            client_id: renewal.map(|it| it.client_id.clone()),
            client_secret: renewal.map(|it| expose(&it.client_secret)),
            registration_expires_at: renewal.map(|it| it.registered_until),
        };
        // Texts and moments always can be written.
        serde_json::to_string(&written).unwrap_or_default().into()
    }

    /// From such a text; `None` where it is none.
    pub fn from_text(text: &SecretString) -> Option<Self> {
        serde_json::from_str::<Written>(text.expose_secret())
            .ok()
            .map(Self::from)
    }

    /// A good token that the AWS CLI keeps for `start_url`. Its renewal is left to the CLI: renewing would
    /// make the one in its file worthless.
    pub(super) async fn of_cli(surroundings: &Surroundings, start_url: &str) -> Option<Self> {
        let folder = surroundings.sso_cache_folder()?;
        let mut entries = tokio::fs::read_dir(folder).await.ok()?;
        let mut best: Option<Self> = None;
        while let Ok(Some(entry)) = entries.next_entry().await {
            let is_small = entry
                .metadata()
                .await
                .is_ok_and(|it| it.is_file() && it.len() <= FILE_LIMIT);
            if !is_small {
                continue;
            }
            // The folder also holds registrations and others' files.
            let Ok(bytes) = tokio::fs::read(entry.path()).await else {
                continue;
            };
            let Ok(written) = serde_json::from_slice::<Written>(&bytes) else {
                continue;
            };
            let is_meant = written
                .start_url
                .as_deref()
                .is_some_and(|it| is_same(it, start_url));
            let token = Self {
                renewal: None,
                ..Self::from(written)
            };
            let is_better = best
                .as_ref()
                .is_none_or(|it| it.expires_at < token.expires_at);
            if is_meant && token.is_good() && is_better {
                best = Some(token);
            }
        }
        best
    }
}

/// Start addresses are written with and without the sign and slash at their end.
fn is_same(one: &str, other: &str) -> bool {
    let bare = |text: &str| text.trim_end_matches(['/', '#']).to_ascii_lowercase();
    bare(one) == bare(other)
}

impl From<Written> for SsoToken {
    fn from(written: Written) -> Self {
        let renewal = match (
            written.refresh_token,
            written.client_id,
            written.client_secret,
            written.registration_expires_at,
        ) {
            (Some(refresh), Some(client_id), Some(secret), Some(registered_until)) => {
                Some(Renewal {
                    refresh_token: refresh.into(),
                    client_id,
                    client_secret: secret.into(),
                    registered_until,
                })
            }
            _ => None,
        };
        Self {
            access_token: written.access_token.into(),
            expires_at: written.expires_at,
            renewal,
        }
    }
}

impl fmt::Debug for SsoToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("SsoToken")
            .field("expires_at", &self.expires_at)
            .field("is_renewable", &self.renewal.is_some())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Renewal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Renewal")
            .field("registered_until", &self.registered_until)
            .finish_non_exhaustive()
    }
}
