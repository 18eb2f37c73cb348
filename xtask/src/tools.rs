//! Programs that are no packages of Debian, and without which only a comparison is lost: installed
//! into `target/tools` where Go is present, named as skipped elsewhere.

use std::{env, path::Path, process::Command};

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
    if ask(&mut cargo(&["deny", "--version"])).is_none() {
        println!("xtask: skipped, cargo-deny is not here: licences and advisories of dependencies");
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
