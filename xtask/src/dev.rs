//! `cargo xtask dev`: the UI in a browser with hot reload, over the host.

use std::process::Command;

use crate::{
    cargo::{Profile, build},
    process::{Failure, Outcome, finish, npm},
    setup::{self, set_up},
};

/// Sets up, starts the host, and serves the UI until it is stopped.
pub(crate) fn dev() -> Outcome {
    set_up(&setup::DEVELOP)?;
    let program = build(Profile::Dev, "portolan-host")?;
    let mut host = Command::new(&program).spawn().map_err(|error| {
        Failure::new(format!(
            "{} could not be started: {error}",
            program.display()
        ))
    })?;
    let served = finish(npm().args(["run", "dev"]));
    host.kill().ok();
    host.wait().ok();
    served
}
