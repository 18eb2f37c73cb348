//! `cargo xtask run`: opens Portolan.
//!
//! Built for development unless `--release` is given: that takes half as long the first time, is
//! what the tests use too, and the parts a person would wait for (hashing, SQLite, compression)
//! are optimised in both.

use std::{env, process::Command};

use crate::{
    cargo::{Profile, build},
    process::{Failure, Outcome, finish},
    setup::{self, set_up},
};

/// Sets up, builds, and runs Portolan with the remaining arguments until its window is closed.
pub(crate) fn run(arguments: &[String]) -> Outcome {
    let release = arguments.first().is_some_and(|first| first == "--release");
    let (profile, rest) = if release {
        (Profile::Release, &arguments[1..])
    } else {
        (Profile::Dev, arguments)
    };
    set_up(&setup::WINDOW)?;
    let program = build(profile, "portolan")?;
    if cfg!(target_os = "linux") && !has_screen() {
        return Err(Failure::new(format!(
            "Portolan is built ({}), but there is no screen to open its window on: neither \
             DISPLAY nor WAYLAND_DISPLAY is set. `xvfb-run -a cargo xtask run` opens it on a \
             screen that is not there; `cargo xtask shots` takes pictures of it.",
            program.display()
        )));
    }
    finish(Command::new(program).args(rest))
}

fn has_screen() -> bool {
    ["DISPLAY", "WAYLAND_DISPLAY"]
        .into_iter()
        .any(|name| env::var_os(name).is_some_and(|value| !value.is_empty()))
}
