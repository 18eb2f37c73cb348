//! `cargo xtask host`: the dispatcher over loopback HTTP, for development.

use std::process::Command;

use crate::{
    cargo::{Profile, build},
    process::{Outcome, finish},
    setup::{self, set_up},
};

/// Sets up, builds, and runs the host with these arguments until it is stopped.
pub(crate) fn host(arguments: &[String]) -> Outcome {
    set_up(&setup::COMPILE)?;
    let program = build(Profile::Dev, "portolan-host")?;
    finish(Command::new(program).args(arguments))
}
