//! Programs that are no packages of Debian, and without which only a comparison or the look at licences
//! is lost: installed into `target/tools`, named as skipped where that can't be done.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    cargo::cargo,
    process::{Failure, Outcome, ask, find_program, finish},
    tree,
};

/// A Go program at a fixed version.
struct GoProgram {
    name: &'static str,
    module: &'static str,
    version: &'static str,
    /// What is not shown without it.
    lost: &'static str,
}

const GO_PROGRAMS: &[GoProgram] = &[
    GoProgram {
        name: "crane",
        module: "github.com/google/go-containerregistry/cmd/crane",
        version: "v0.22.1",
        lost: "pushes and pulls by crane, and crane as a peer of the tags benchmark",
    },
    GoProgram {
        name: "regctl",
        module: "github.com/regclient/regclient/cmd/regctl",
        version: "v0.11.7",
        lost: "regctl as a peer of the tags benchmark",
    },
];

/// Where the OCI conformance suite is fetched from, unless `PORTOLAN_CONFORMANCE` names another
/// git repository that has the tag. It is a Go module that was never published as one.
const CONFORMANCE: &str = "https://github.com/opencontainers/distribution-spec";
const CONFORMANCE_TAG: &str = "v1.1.1";

/// The version of cargo-deny that `deny.toml` is written for.
const CARGO_DENY: &str = "0.20.2";

/// What plays Amazon for the tests, and what they are measured against. They choose the version of
/// botocore, whose models the tests check by.
const PYTHON_PROGRAMS: [&str; 2] = ["moto[server]==5.2.5", "awscli==1.46.2"];

/// Installs what it can, and names what it can't.
pub(crate) fn install() {
    let go = find_program("go").is_some();
    for program in GO_PROGRAMS {
        let there = find_program(program.name).is_some()
            || tree::tools().join(program.name).exists()
            || (go && go_install(program).is_ok());
        if !there {
            println!(
                "xtask: skipped, {} is not here: {}",
                program.name, program.lost
            );
        }
    }
    let suite = tree::tools().join("conformance.test");
    if !suite.exists()
        && let Err(why) = build_conformance(&suite)
    {
        println!("xtask: skipped, the OCI conformance suite can't be built: {why}");
    }
    if cargo_deny().is_none() && install_cargo_deny().is_err() {
        println!("xtask: skipped, cargo-deny can't be had: licences and sources of dependencies");
    }
    if let Err(why) = install_python_programs() {
        println!(
            "xtask: skipped, moto, botocore and the aws program can't be had: a second opinion on \
             Amazon's answers, their models, and the peer of ecr-images ({why})"
        );
    }
}

/// The program that looks at what dependencies are, where it is present.
pub(crate) fn cargo_deny() -> Option<PathBuf> {
    let own = tree::tools().join("bin/cargo-deny");
    own.is_file()
        .then_some(own)
        .or_else(|| find_program("cargo-deny"))
        .filter(|program| ask(Command::new(program).arg("--version")).is_some())
}

/// No distribution has a package of it that is new enough.
fn install_cargo_deny() -> Outcome {
    println!("xtask: installing cargo-deny {CARGO_DENY}");
    // It runs for a second: to compile it for speed would cost more than it saves.
    let version = format!("cargo-deny@{CARGO_DENY}");
    finish(
        cargo(&["install", "--locked", "--debug", "--quiet", "--root"])
            .arg(tree::tools())
            .arg(version)
            // Not among what the workspace itself is built from.
            .env("CARGO_TARGET_DIR", tree::tools().join("build")),
    )?;
    let built = tree::tools().join("build");
    fs::remove_dir_all(&built).map_err(|error| Failure::io(&built, &error))
}

/// Makes a virtual environment of their own, anew when the versions changed; half an environment is
/// none.
fn install_python_programs() -> Outcome {
    let folder = tree::tools().join("python");
    let note = folder.join("installed");
    let wanted = PYTHON_PROGRAMS.join("\n");
    if fs::read_to_string(&note).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    if find_program("python3").is_none() {
        return Err(Failure::new("Python is not here"));
    }
    println!("xtask: installing {}", PYTHON_PROGRAMS.join(" and "));
    let made = finish(
        Command::new("python3")
            .args(["-m", "venv", "--clear"])
            .arg(&folder),
    )
    .and_then(|()| {
        finish(
            Command::new(folder.join("bin/pip"))
                .args(["install", "--quiet", "--disable-pip-version-check"])
                .args(PYTHON_PROGRAMS),
        )
    });
    match made {
        Ok(()) => fs::write(&note, wanted).map_err(|error| Failure::io(&note, &error)),
        Err(why) => {
            fs::remove_dir_all(&folder).ok();
            Err(why)
        }
    }
}

fn go_install(program: &GoProgram) -> Outcome {
    println!("xtask: installing {} {}", program.name, program.version);
    finish(
        Command::new("go")
            .env("GOBIN", tree::tools())
            .arg("install")
            .arg(format!("{}@{}", program.module, program.version)),
    )
}

fn build_conformance(output: &Path) -> Outcome {
    if find_program("go").is_none() {
        return Err(Failure::new("Go is not here"));
    }
    println!("xtask: building the OCI conformance suite {CONFORMANCE_TAG}");
    let source = env::var("PORTOLAN_CONFORMANCE").unwrap_or_else(|_| CONFORMANCE.to_owned());
    let folder = tree::tools().join("distribution-spec");
    if !folder.exists() {
        finish(
            Command::new("git")
                // A host that can't be reached is skipped, never asked a password for.
                .env("GIT_TERMINAL_PROMPT", "0")
                .args([
                    "-c",
                    "advice.detachedHead=false",
                    "clone",
                    "--quiet",
                    "--depth",
                    "1",
                    "--branch",
                    CONFORMANCE_TAG,
                    &source,
                ])
                .arg(&folder),
        )?;
    }
    let build = ["test", "-c", "-o"];
    finish(
        Command::new("go")
            .current_dir(folder.join("conformance"))
            .args(build)
            .arg(output),
    )
}
