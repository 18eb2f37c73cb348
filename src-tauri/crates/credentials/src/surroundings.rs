//! Where a person's Docker and Podman files are: the home folder and the environment, said explicitly.

use std::{
    collections::BTreeMap,
    ffi::{OsStr, OsString},
    path::PathBuf,
};

/// The home folder and the environment in which files and programs are looked for.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Surroundings {
    /// The person's home folder.
    pub home: PathBuf,
    /// The environment variables.
    pub environment: BTreeMap<OsString, OsString>,
}

impl Surroundings {
    /// Those of this process.
    pub fn of_this_process() -> Self {
        Self {
            home: std::env::home_dir().unwrap_or_default(),
            environment: std::env::vars_os()
                .map(|(name, value)| (in_its_case(name), value))
                .collect(),
        }
    }

    /// An environment variable that is set and not empty.
    pub fn variable(&self, name: &str) -> Option<&OsStr> {
        self.environment
            .get(OsStr::new(name))
            .map(OsString::as_os_str)
            .filter(|value| !value.is_empty())
    }
}

/// Windows tells names apart without regard to case, and writes `Path`.
fn in_its_case(name: OsString) -> OsString {
    if cfg!(windows) {
        name.to_ascii_uppercase()
    } else {
        name
    }
}
