//! `cargo xtask registry --root DIR --listen ADDR`: the local registry alone, as the shipped
//! program runs it.

use std::process::Command;

use crate::{
    cargo::{Profile, build},
    process::{Outcome, finish},
    setup::{self, set_up},
};

/// Sets up, builds, and runs `portolan registry` with these arguments until it is stopped.
pub(crate) fn registry(arguments: &[String]) -> Outcome {
    set_up(&setup::WINDOW)?;
    let program = build(Profile::Dev, "portolan")?;
    finish(Command::new(program).arg("registry").args(arguments))
}
