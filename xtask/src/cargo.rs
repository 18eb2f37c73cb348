//! Calling cargo, always over the whole workspace: the features that dependencies are built with
//! depend on which packages are chosen, so choosing fewer would build them all once more.

use std::{env, path::PathBuf, process::Command};

use crate::{
    process::{Failure, finish},
    tree,
};

/// `cargo ARGUMENTS…` in the workspace's root.
pub(crate) fn cargo(arguments: &[&str]) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(tree::root()).args(arguments);
    command
}

/// How a program is compiled.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Profile {
    /// Quick to build; what tests use.
    Dev,
    /// Quick to run; what benchmarks and packages use.
    Release,
}

impl Profile {
    const fn folder(self) -> &'static str {
        match self {
            Self::Dev => "debug",
            Self::Release => "release",
        }
    }
}

/// Builds one program of the workspace and says where it is.
pub(crate) fn build(profile: Profile, program: &str) -> Result<PathBuf, Failure> {
    let mut command = cargo(&["build", "--workspace", "--bin", program]);
    if program == "portolan" {
        // What it becomes to serve a registry without a window.
        command.args(["--bin", "portolan-registry"]);
    }
    if profile == Profile::Release {
        command.arg("--release");
    }
    finish(&mut command)?;
    Ok(tree::program(profile.folder(), program))
}
