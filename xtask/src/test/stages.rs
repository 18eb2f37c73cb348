//! The stages of a test run, in their order.

use std::{env, process::Command};

use super::tally::Tally;
use crate::{
    cargo::{Profile, build, cargo},
    process::{Failure, Outcome, finish, npm, watch},
    setup::{self, set_up},
    tools, tree, ui,
};

/// One step of a test run.
pub(crate) struct Stage {
    pub(crate) name: &'static str,
    /// Whether all others stand on it.
    pub(crate) is_ground: bool,
    pub(crate) run: fn(&mut Tally) -> Outcome,
}

const fn stage(name: &'static str, run: fn(&mut Tally) -> Outcome) -> Stage {
    Stage {
        name,
        is_ground: false,
        run,
    }
}

/// The UI comes before what compiles Rust, because the desktop host embeds it.
pub(crate) const STAGES: &[Stage] = &[
    Stage {
        name: "set-up",
        is_ground: true,
        run: |_| set_up(&setup::TEST),
    },
    stage("ui", test_ui),
    stage("format", |_| {
        finish(&mut cargo(&["fmt", "--all", "--check"]))
    }),
    stage("clippy", lint),
    stage("rust", test_rust),
    stage("tidy", |tally| {
        count(
            &mut cargo(&["test", "--workspace", "--test", "tidy"]),
            tally,
        )
    }),
    stage("journeys", journey),
    stage("licences", check_licences),
];

fn test_ui(tally: &mut Tally) -> Outcome {
    all([
        finish(npm().args(["run", "typecheck"])),
        finish(npm().args(["run", "lint"])),
        count(npm().args(["run", "test"]), tally),
        ui::build(),
    ])
}

fn lint(_: &mut Tally) -> Outcome {
    // The second are no part of --all-targets, see tests/Cargo.toml.
    let apart = ["--test", "desktop", "--test", "tidy"];
    all([
        finish(&mut cargo(&[
            "clippy",
            "--workspace",
            "--all-targets",
            "--",
            "-D",
            "warnings",
        ])),
        finish(
            cargo(&["clippy", "--workspace"])
                .args(apart)
                .args(["--", "-D", "warnings"]),
        ),
    ])
}

/// Fails with the first failure of several steps, all of which were made.
fn all<const STEPS: usize>(outcomes: [Outcome; STEPS]) -> Outcome {
    outcomes.into_iter().collect()
}

/// What random cases are made from in a run of all tests. A change is not refused for a case that it has
/// nothing to do with; `cargo test` alone, or another number in the environment, meets others.
const RANDOM_CASES: (&str, &str) = ("PROPTEST_RNG_SEED", "20261122");

/// Everything but what has a stage of its own.
fn test_rust(tally: &mut Tally) -> Outcome {
    let mut command = cargo(&["test", "--workspace", "--no-fail-fast"]);
    let (name, seed) = RANDOM_CASES;
    if env::var_os(name).is_none() {
        command.env(name, seed);
    }
    count(&mut command, tally)
}

/// Journeys in the real window. The harness opens a screen of its own for each, so the screen of
/// whoever runs this is kept out of reach.
fn journey(tally: &mut Tally) -> Outcome {
    if !cfg!(target_os = "linux") {
        println!("xtask: skipped, the window is driven by WebKitGTK's WebDriver: Linux only");
        return Ok(());
    }
    // The program embeds it; when this stage is run alone, no other has built it.
    ui::build()?;
    build(Profile::Dev, "portolan")?;
    let mut journeys = cargo(&["test", "--workspace", "--no-fail-fast", "--test", "desktop"]);
    // Each window is four processes: as many at a time as there are cores would starve them all.
    journeys.args(["--", "--test-threads=2"]);
    for variable in [
        "DISPLAY",
        "WAYLAND_DISPLAY",
        "DBUS_SESSION_BUS_ADDRESS",
        "PORTOLAN_SHOTS",
    ] {
        journeys.env_remove(variable);
    }
    let passed_before = tally.passed;
    count(&mut journeys, tally)?;
    if tally.passed == passed_before {
        return Err(Failure::new("no journey was made"));
    }
    Ok(())
}

fn check_licences(_: &mut Tally) -> Outcome {
    let Some(program) = tools::cargo_deny() else {
        println!("xtask: skipped, cargo-deny is not here");
        return Ok(());
    };
    // Those of other systems too, which building here has not brought.
    finish(&mut cargo(&["fetch", "--locked"]))?;
    // Advisories come from the network, which a test may not need.
    let check = ["--offline", "check", "--hide-inclusion-graph"];
    finish(
        Command::new(program)
            .current_dir(tree::root())
            .args(check)
            .args(["licenses", "bans", "sources"]),
    )
}

fn count(command: &mut Command, tally: &mut Tally) -> Outcome {
    let failed_before = tally.failed;
    // Vitest colours its closing line even for a pipe, and it could not be counted.
    command.env("NO_COLOR", "1");
    let ended_well = watch(command, |line| tally.read(line))?;
    if ended_well {
        Ok(())
    } else if tally.failed > failed_before {
        Err(Failure::new(format!(
            "{} tests failed",
            tally.failed - failed_before
        )))
    } else {
        Err(Failure::new("it ended with an error"))
    }
}
