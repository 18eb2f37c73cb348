//! What of this machine a sign-in depends on: environment variables and the home folder, as a value, so
//! that tests need no environment.

use std::{collections::BTreeMap, fmt, path::PathBuf};

/// The AWS variables of an environment, and whose home it is.
#[derive(Clone, Default, Eq, PartialEq)]
pub struct Surroundings {
    /// The home folder, below which `.aws` lies.
    pub home: Option<PathBuf>,
    /// Environment variables.
    pub variables: BTreeMap<String, String>,
}

impl Surroundings {
    /// Those of this process: its `AWS_*` variables.
    pub fn of_process() -> Self {
        Self {
            home: std::env::home_dir(),
            variables: std::env::vars()
                .filter(|(name, _)| name.starts_with("AWS_"))
                .collect(),
        }
    }

    /// A variable that is set to something.
    pub fn variable(&self, name: &str) -> Option<&str> {
        let value = self.variables.get(name)?.trim();
        (!value.is_empty()).then_some(value)
    }

    /// The shared config file: `AWS_CONFIG_FILE`, else `~/.aws/config`.
    pub fn config_file(&self) -> Option<PathBuf> {
        self.file("AWS_CONFIG_FILE", "config")
    }

    /// The shared credentials file: `AWS_SHARED_CREDENTIALS_FILE`, else `~/.aws/credentials`.
    pub fn credentials_file(&self) -> Option<PathBuf> {
        self.file("AWS_SHARED_CREDENTIALS_FILE", "credentials")
    }

    /// Where the AWS CLI keeps the tokens of its Identity Center sign-ins.
    pub fn sso_cache_folder(&self) -> Option<PathBuf> {
        Some(self.home.as_ref()?.join(".aws/sso/cache"))
    }

    /// The profile that is meant where none is named.
    pub fn profile(&self) -> &str {
        self.variable("AWS_PROFILE").unwrap_or("default")
    }

    fn file(&self, variable: &str, name: &str) -> Option<PathBuf> {
        match self.variable(variable) {
            Some(path) => Some(match path.strip_prefix("~/") {
                Some(rest) => self.home.as_ref()?.join(rest),
                None => PathBuf::from(path),
            }),
            None => Some(self.home.as_ref()?.join(".aws").join(name)),
        }
    }
}

impl fmt::Debug for Surroundings {
    /// Without the variables' values, some of which are secrets.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Surroundings")
            .field("home", &self.home)
            .field("variables", &self.variables.keys())
            .finish()
    }
}
