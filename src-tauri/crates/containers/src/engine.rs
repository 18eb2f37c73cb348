//! Which Podman is installed: its version decides which rules hold.

use std::{path::PathBuf, process::Stdio, time::Duration};

use portolan_credentials::Surroundings;
use tokio::process::Command;

use crate::Rules;

/// A program that does not answer by then is taken as absent.
const PATIENCE: Duration = Duration::from_secs(5);

/// An installed Podman.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Engine {
    /// As it says it, such as `5.4.2`.
    pub version: String,
}

impl Engine {
    /// The rules that this version follows.
    pub fn rules(&self) -> Rules {
        let first = self.version.split('.').next();
        match first.and_then(|number| number.parse::<u32>().ok()) {
            Some(number) if number >= 6 => Rules::SinceSix,
            _ => Rules::BeforeSix,
        }
    }
}

/// Asks the Podman on the search path for its version; `None` where there is none that answers.
pub async fn find_engine(surroundings: &Surroundings) -> Option<Engine> {
    let program = find_program(surroundings)?;
    let asked = Command::new(program)
        .arg("--version")
        .env_clear()
        .envs(&surroundings.environment)
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .output();
    let answer = tokio::time::timeout(PATIENCE, asked).await.ok()?.ok()?;
    read_version(&String::from_utf8_lossy(&answer.stdout))
}

fn find_program(surroundings: &Surroundings) -> Option<PathBuf> {
    let name = format!("podman{}", std::env::consts::EXE_SUFFIX);
    let folders = surroundings.variable("PATH")?;
    std::env::split_paths(folders)
        .map(|folder| folder.join(&name))
        .find(|path| path.is_file())
}

/// `podman version 5.4.2`.
fn read_version(answer: &str) -> Option<Engine> {
    let version = answer.lines().next()?.strip_prefix("podman version ")?;
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'+');
    let is_version = version.starts_with(|first: char| first.is_ascii_digit())
        && version.len() < 64
        && version.bytes().all(is_word);
    is_version.then(|| Engine {
        version: version.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_decides_which_rules_hold() {
        for (answer, rules) in [
            ("podman version 4.3.1\n", Some(Rules::BeforeSix)),
            ("podman version 5.8.0-dev\n", Some(Rules::BeforeSix)),
            ("podman version 6.0.1\n", Some(Rules::SinceSix)),
            ("podman version 10.1\n", Some(Rules::SinceSix)),
            ("Docker version 29\n", None),
            ("podman version <html>", None),
            ("", None),
        ] {
            let engine = read_version(answer);
            assert_eq!(engine.map(|engine| engine.rules()), rules, "{answer:?}");
        }
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn the_program_on_the_search_path_is_asked() {
        use std::{fs, os::unix::fs::PermissionsExt as _};
        let folder = tempfile::TempDir::new().unwrap();
        let mut surroundings = Surroundings::default();
        let path = format!("{}:/usr/bin:/bin", folder.path().display());
        surroundings.environment.insert("PATH".into(), path.into());
        let program = folder.path().join("podman");
        // Written by another process: one that this one holds open for writing could not be run.
        let status = std::process::Command::new("/bin/sh")
            .args([
                "-c",
                "printf '#!/bin/sh\\necho podman version 6.1.0\\n' > \"$0\"",
            ])
            .arg(&program)
            .status()
            .unwrap();
        assert!(status.success());
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        let engine = find_engine(&surroundings).await.unwrap();
        assert_eq!(engine.version, "6.1.0");
        assert_eq!(find_engine(&Surroundings::default()).await, None);
    }
}
