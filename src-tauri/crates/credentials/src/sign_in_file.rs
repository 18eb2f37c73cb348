//! Reads one sign-in file: Docker's config.json, containers' auth.json, or the old `.dockercfg`.

use std::path::{Path, PathBuf};

use base64::{
    Engine as _,
    alphabet::STANDARD,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use secrecy::SecretString;
use serde::Deserialize;
use serde_json::{Map, Value};
use tokio::io::AsyncReadExt as _;

use crate::{Credential, Error, host_key::HostKey};

/// The largest file that is read. Real ones have a few kilobytes.
const LARGEST: u64 = 1 << 20;

/// Docker's own reader wants the padding; files written by hand often lack it.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// What a file says. It holds secrets: it lives no longer than one question, and has no `Debug`.
pub(crate) struct SignInFile {
    /// Where it was; the variable's name for an environment variable.
    pub(crate) path: PathBuf,
    /// Entries by their parsed and their written key.
    pub(crate) entries: Vec<(HostKey, String, Entry)>,
    /// The helper for every host without one of its own.
    pub(crate) default_helper: Option<String>,
    /// Helpers of single hosts.
    pub(crate) helpers: Vec<(HostKey, String)>,
    text: String,
}

#[derive(Default, Deserialize)]
struct Config {
    #[serde(default)]
    auths: Option<Map<String, Value>>,
    #[serde(default, rename = "credsStore")]
    default_helper: Option<String>,
    #[serde(default, rename = "credHelpers")]
    helpers: Option<Map<String, Value>>,
}

/// One host's entry; all fields are optional, and empty texts mean none.
#[derive(Default, Deserialize)]
pub(crate) struct Entry {
    #[serde(default)]
    auth: Option<String>,
    #[serde(default)]
    username: Option<String>,
    #[serde(default)]
    password: Option<String>,
    #[serde(default)]
    identitytoken: Option<String>,
    #[serde(default)]
    registrytoken: Option<String>,
    /// Whether the entry was not what it should be; then nothing else is set.
    #[serde(skip)]
    damaged: bool,
}

impl SignInFile {
    /// Reads a file; `None` where there is none.
    pub(crate) async fn read(path: &Path) -> Result<Option<Self>, Error> {
        let unreadable = |reason: String| Error::FileUnreadable {
            path: path.to_owned(),
            reason,
        };
        let file = match tokio::fs::File::open(path).await {
            Ok(file) => file,
            Err(error) if is_absence(&error) => return Ok(None),
            Err(error) => return Err(unreadable(error.to_string())),
        };
        let mut bytes = Vec::new();
        file.take(LARGEST + 1)
            .read_to_end(&mut bytes)
            .await
            .map_err(|error| unreadable(error.to_string()))?;
        if bytes.len() as u64 > LARGEST {
            return Err(unreadable("it is larger than 1 MiB".to_owned()));
        }
        Self::parse(path, &bytes).map(Some)
    }

    /// Reads what a file or variable holds. An entry that is damaged costs only itself.
    pub(crate) fn parse(path: &Path, bytes: &[u8]) -> Result<Self, Error> {
        let damaged = |line: usize| Error::FileDamaged {
            path: path.to_owned(),
            line: line.max(1),
        };
        let text = std::str::from_utf8(bytes).map_err(|error| {
            let before = &bytes[..error.valid_up_to()];
            damaged(before.split(|byte| *byte == b'\n').count())
        })?;
        let text = text.trim_start_matches('\u{feff}');
        // An empty file is what a program leaves that was about to write one.
        let whole: Map<String, Value> = if text.trim().is_empty() {
            Map::new()
        } else {
            serde_json::from_str(text).map_err(|error| damaged(error.line()))?
        };
        let is_old = path.file_name().is_some_and(|name| name == ".dockercfg");
        let config = if is_old {
            Config {
                auths: Some(whole),
                ..Config::default()
            }
        } else {
            serde_json::from_value(Value::Object(whole)).map_err(|_| damaged(1))?
        };
        let entries = config
            .auths
            .unwrap_or_default()
            .into_iter()
            .map(|(key, value)| {
                let entry = serde_json::from_value(value).unwrap_or(Entry {
                    damaged: true,
                    ..Entry::default()
                });
                (HostKey::parse(&key), key, entry)
            })
            .collect();
        let helpers = config
            .helpers
            .unwrap_or_default()
            .into_iter()
            .filter_map(|(key, name)| match name {
                Value::String(name) => Some((HostKey::parse(&key), name)),
                _ => None,
            })
            .filter(|(_, name)| !name.is_empty())
            .collect();
        Ok(Self {
            path: path.to_owned(),
            entries,
            default_helper: config.default_helper.filter(|name| !name.is_empty()),
            helpers,
            text: text.to_owned(),
        })
    }

    /// What an entry says to sign in with; `None` where it says nothing, as it does where a helper keeps
    /// the secret.
    pub(crate) fn credential(&self, key: &str, entry: &Entry) -> Result<Option<Credential>, Error> {
        let damaged = || Error::FileDamaged {
            path: self.path.clone(),
            line: self.line_of(key),
        };
        if entry.damaged {
            return Err(damaged());
        }
        if let Some(token) = filled(entry.identitytoken.as_ref()) {
            return Ok(Some(Credential::IdentityToken(token.into())));
        }
        if let Some(token) = filled(entry.registrytoken.as_ref()) {
            return Ok(Some(Credential::RegistryToken(token.into())));
        }
        let (user, secret) = if let Some(auth) = filled(entry.auth.as_ref()) {
            decode(auth).ok_or_else(damaged)?
        } else if let (Some(user), Some(password)) = (
            filled(entry.username.as_ref()),
            filled(entry.password.as_ref()),
        ) {
            (user.to_owned(), password.into())
        } else {
            return Ok(None);
        };
        Ok(Some(if user == "<token>" {
            Credential::IdentityToken(secret)
        } else {
            Credential::Basic { user, secret }
        }))
    }

    /// The line of an entry's key, from 1.
    fn line_of(&self, key: &str) -> usize {
        let written = Value::String(key.to_owned()).to_string();
        let before = self.text.find(&written).unwrap_or(0);
        1 + self.text[..before].matches('\n').count()
    }
}

/// `user:password` in base64; Docker also trims NUL characters from the password.
fn decode(auth: &str) -> Option<(String, SecretString)> {
    let text = String::from_utf8(BASE64.decode(auth.trim()).ok()?).ok()?;
    let (user, password) = text.split_once(':')?;
    let password = password.trim_end_matches('\0');
    (!user.is_empty()).then(|| (user.to_owned(), password.into()))
}

fn filled(text: Option<&String>) -> Option<&str> {
    text.map(String::as_str).filter(|text| !text.is_empty())
}

fn is_absence(error: &std::io::Error) -> bool {
    use std::io::ErrorKind;
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
}
