//! The profiles of the shared config and credentials files: what there is to choose from.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    path::{Path, PathBuf},
};

use super::ini::{self, Properties};
use crate::Surroundings;

/// What the shared files hold.
#[derive(Clone, Default)]
pub struct Profiles {
    /// The profiles, by name.
    pub profiles: Vec<Profile>,
    /// The sign-ins to Identity Center that profiles share, by name.
    pub sso_sessions: Vec<SsoSession>,
    /// What could not be read; the rest was.
    pub problems: Vec<FileProblem>,
    properties: BTreeMap<String, Properties>,
    services: BTreeMap<String, Properties>,
}

/// A profile, without its secrets.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Profile {
    /// Its name.
    pub name: String,
    /// The region it names.
    pub region: Option<String>,
    /// How it comes to credentials.
    pub kind: ProfileKind,
    /// The device of the second factor that its role asks for.
    pub mfa_device: Option<String>,
    /// The account that its credentials are good in, where the profile tells.
    pub account: Option<String>,
}

/// How a profile comes to credentials.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum ProfileKind {
    /// An access key.
    AccessKey {
        /// Its id.
        id: String,
    },
    /// A role, taken on with other credentials.
    Role {
        /// The role's resource name.
        arn: String,
        /// The profile that takes it on; `None` where the surroundings do.
        source_profile: Option<String>,
    },
    /// Identity Center, as a role in an account.
    IdentityCenter {
        /// The start address.
        start_url: String,
        /// The region it is in.
        region: String,
        /// The account.
        account: String,
        /// The role's name.
        role: String,
    },
    /// A role, taken on with a token in a file.
    WebIdentity {
        /// The role's resource name.
        arn: String,
    },
    /// Whatever a program of the person's answers.
    Process,
    /// It names none, or not all that is needed; why, to show.
    Unusable(String),
}

/// A sign-in to Identity Center.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SsoSession {
    /// Its name in the file.
    pub name: String,
    /// The start address.
    pub start_url: String,
    /// The region it is in.
    pub region: String,
}

/// Something in a file that could not be read.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct FileProblem {
    /// Which file.
    pub path: PathBuf,
    /// Which line, from 1 on; `None` where it is the whole file.
    pub line: Option<usize>,
    /// What is wrong; text to show.
    pub reason: String,
}

/// Reads the shared files. Files that are not there hold nothing.
pub async fn read_profiles(surroundings: &Surroundings) -> Profiles {
    let mut found = Profiles::default();
    let mut sessions = BTreeMap::new();
    if let Some(path) = surroundings.config_file() {
        for (heading, properties) in read(&path, &mut found.problems).await {
            let (kind, name) = heading.split_once(' ').unwrap_or(("", &heading));
            match (kind, name) {
                ("profile", name) => found.add(name, properties),
                ("", "default") => found.add("default", properties),
                ("sso-session", name) => {
                    sessions.insert(name.to_owned(), properties);
                }
                ("services", name) => {
                    found.services.insert(name.to_owned(), properties);
                }
                // What is to come, and profiles that lack the word, which no SDK reads.
                _ => {}
            }
        }
    }
    if let Some(path) = surroundings.credentials_file() {
        for (name, properties) in read(&path, &mut found.problems).await {
            found.add(&name, properties);
        }
    }
    found.sso_sessions = sessions
        .iter()
        .filter_map(|(name, properties)| {
            Some(SsoSession {
                name: name.clone(),
                start_url: properties.get("sso_start_url")?.clone(),
                region: properties.get("sso_region")?.clone(),
            })
        })
        .collect();
    found.describe();
    found
}

async fn read(path: &Path, problems: &mut Vec<FileProblem>) -> BTreeMap<String, Properties> {
    let bytes = match tokio::fs::read(path).await {
        Ok(bytes) => bytes,
        Err(error) => {
            if error.kind() != std::io::ErrorKind::NotFound {
                problems.push(FileProblem {
                    path: path.to_owned(),
                    line: None,
                    reason: error.to_string(),
                });
            }
            return BTreeMap::new();
        }
    };
    let (sections, unreadable) = ini::read(&String::from_utf8_lossy(&bytes));
    problems.extend(unreadable.into_iter().map(|unreadable| FileProblem {
        path: path.to_owned(),
        line: Some(unreadable.line),
        reason: "it is neither a [section] nor a property of one".to_owned(),
    }));
    sections
}

impl Profiles {
    /// A profile's own properties, with its secrets.
    pub(super) fn properties(&self, name: &str) -> Option<&Properties> {
        self.properties.get(name)
    }

    /// The endpoints by service that profiles share under a name.
    pub(super) fn services(&self, name: &str) -> Option<&Properties> {
        self.services.get(name)
    }

    /// The profile of that name.
    pub fn get(&self, name: &str) -> Option<&Profile> {
        self.profiles.iter().find(|profile| profile.name == name)
    }

    /// Adds properties to a profile; the credentials file is read last and wins.
    fn add(&mut self, name: &str, properties: Properties) {
        let known = self.properties.entry(name.to_owned()).or_default();
        known.extend(properties);
    }

    fn describe(&mut self) {
        let described = self.properties.iter().map(|(name, properties)| {
            let text = |key: &str| properties.get(key).cloned();
            let kind = self.kind(name, properties);
            let account = match &kind {
                ProfileKind::IdentityCenter { account, .. } => Some(account.clone()),
                ProfileKind::Role { arn, .. } | ProfileKind::WebIdentity { arn } => {
                    arn.split(':').nth(4).map(str::to_owned)
                }
                _ => text("aws_account_id"),
            };
            Profile {
                name: name.clone(),
                region: text("region"),
                mfa_device: text("mfa_serial"),
                account,
                kind,
            }
        });
        self.profiles = described.collect();
    }

    fn kind(&self, name: &str, properties: &Properties) -> ProfileKind {
        let text = |key: &str| properties.get(key).filter(|text| !text.is_empty()).cloned();
        if let Some(arn) = text("role_arn") {
            if text("web_identity_token_file").is_some() {
                return ProfileKind::WebIdentity { arn };
            }
            return match (text("source_profile"), text("credential_source")) {
                (Some(_), Some(_)) => ProfileKind::Unusable(
                    "it names both a source_profile and a credential_source".to_owned(),
                ),
                (None, None) => ProfileKind::Unusable(
                    "its role_arn needs a source_profile or a credential_source".to_owned(),
                ),
                (source_profile, _) => match self.broken_chain(name) {
                    Some(reason) => ProfileKind::Unusable(reason),
                    None => ProfileKind::Role {
                        arn,
                        source_profile,
                    },
                },
            };
        }
        if text("sso_session").is_some() || text("sso_start_url").is_some() {
            return self.identity_center(properties);
        }
        if text("credential_process").is_some() {
            return ProfileKind::Process;
        }
        match (text("aws_access_key_id"), text("aws_secret_access_key")) {
            (Some(id), Some(_)) => ProfileKind::AccessKey { id },
            (Some(_), None) => {
                ProfileKind::Unusable("its access key has no aws_secret_access_key".to_owned())
            }
            _ if text("login_session").is_some() => ProfileKind::Unusable(
                "it signs in by a console session, which only the AWS CLI can".to_owned(),
            ),
            _ => ProfileKind::Unusable("it names no credentials".to_owned()),
        }
    }

    fn identity_center(&self, properties: &Properties) -> ProfileKind {
        let session = properties.get("sso_session").map(|name| {
            let found = self.sso_sessions.iter().find(|it| it.name == *name);
            found.ok_or_else(|| format!("the sso-session {name} is not there, or not whole"))
        });
        let (start_url, region) = match session {
            Some(Ok(session)) => (
                Some(session.start_url.clone()),
                Some(session.region.clone()),
            ),
            Some(Err(reason)) => return ProfileKind::Unusable(reason),
            None => (
                properties.get("sso_start_url").cloned(),
                properties.get("sso_region").cloned(),
            ),
        };
        let account = properties.get("sso_account_id").cloned();
        let role = properties.get("sso_role_name").cloned();
        match (start_url, region, account, role) {
            (Some(start_url), Some(region), Some(account), Some(role)) => {
                ProfileKind::IdentityCenter {
                    start_url,
                    region,
                    account,
                    role,
                }
            }
            _ => ProfileKind::Unusable(
                "its sign-in needs sso_start_url, sso_region, sso_account_id and sso_role_name"
                    .to_owned(),
            ),
        }
    }

    /// Why the chain of source profiles leads nowhere, where it does.
    fn broken_chain(&self, name: &str) -> Option<String> {
        let mut visited = BTreeSet::new();
        let mut next = name;
        while visited.insert(next) {
            let Some(properties) = self.properties.get(next) else {
                return Some(format!("its source_profile {next} is not there"));
            };
            match properties.get("source_profile") {
                // A profile that names itself takes its role on with its own key.
                Some(source) if source != next && properties.contains_key("role_arn") => {
                    next = source;
                }
                _ => return None,
            }
        }
        Some(format!("its source profiles lead back to {next}"))
    }
}

impl fmt::Debug for Profiles {
    /// Without the properties, some of which are secrets.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Profiles")
            .field("profiles", &self.profiles)
            .field("sso_sessions", &self.sso_sessions)
            .field("problems", &self.problems)
            .finish_non_exhaustive()
    }
}
