//! Set-up: brings the machine to what a verb needs, and does nothing where it is there already.

use std::{
    io::{self, BufRead, IsTerminal, Write},
    path::Path,
    process::Command,
};

use crate::{
    cargo::cargo,
    consent::{Consent, decide},
    needs::{self, NEEDS, Need, Proof, Purpose},
    process::{Failure, Outcome, ask, find_program, finish},
    system::System,
    tools, tree, ui,
};

/// What a verb needs set up.
pub(crate) struct Setup {
    /// What the machine must have.
    pub(crate) purposes: &'static [Purpose],
    /// Whether formatting and lints are needed from rustup.
    pub(crate) lints: bool,
    /// How much of the UI.
    pub(crate) ui: Ui,
    /// Whether the programs are wanted that tests and benchmarks compare with where they can.
    pub(crate) tools: bool,
}

/// How much of the UI a verb needs.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Ui {
    No,
    Installed,
    Built,
}

/// To compile something that has no window.
pub(crate) const COMPILE: Setup = Setup {
    purposes: &[Purpose::Compile],
    lints: false,
    ui: Ui::No,
    tools: false,
};
/// To open the window, or run the program without it.
pub(crate) const WINDOW: Setup = Setup {
    purposes: &[Purpose::Compile, Purpose::Window],
    lints: false,
    ui: Ui::Built,
    tools: false,
};
/// To work on the UI with hot reload.
pub(crate) const DEVELOP: Setup = Setup {
    ui: Ui::Installed,
    ..WINDOW
};
/// To test everything; the UI is built by its own stage.
pub(crate) const TEST: Setup = Setup {
    purposes: &[Purpose::Compile, Purpose::Window, Purpose::Test],
    lints: true,
    ui: Ui::Installed,
    tools: true,
};
/// To take pictures.
pub(crate) const PICTURE: Setup = Setup {
    lints: false,
    ui: Ui::Built,
    tools: false,
    ..TEST
};
/// To measure.
pub(crate) const BENCH: Setup = Setup {
    lints: false,
    ui: Ui::Built,
    ..TEST
};
/// To make a package and try it.
pub(crate) const PACKAGE: Setup = Setup {
    purposes: &[Purpose::Compile, Purpose::Window, Purpose::Package],
    lints: false,
    ui: Ui::Built,
    tools: false,
};

/// Brings the machine to `setup`.
pub(crate) fn set_up(setup: &Setup) -> Outcome {
    let system = System::detect();
    let missing = needs::missing(NEEDS, setup.purposes, system, is_there);
    if !missing.is_empty() {
        install(&missing, system)?;
    }
    if setup.lints {
        install_lints()?;
    }
    if setup.tools {
        tools::install();
    }
    match setup.ui {
        Ui::No => Ok(()),
        Ui::Installed => ui::install(),
        Ui::Built => ui::install().and_then(|()| ui::build()),
    }
}

/// Installs what the system's packages bring; stops with the words where something else is needed
/// or where it may not.
fn install(missing: &[&Need], system: System) -> Outcome {
    let told = needs::tell(missing, system);
    let packages = needs::packages(missing, system);
    if system != System::Debian || packages.is_empty() {
        return Err(Failure::new(told));
    }
    let root = ask(Command::new("id").arg("-u")).is_some_and(|id| id.trim() == "0");
    let sudo = find_program("sudo").is_some();
    let terminal = io::stdin().is_terminal() && io::stdout().is_terminal();
    match decide(terminal, root, root || sudo) {
        Consent::Tell => return Err(Failure::new(told)),
        Consent::Ask if !agreed(&told) => {
            return Err(Failure::new("nothing was installed"));
        }
        Consent::Ask | Consent::Given => {}
    }
    println!("xtask: installing {}", packages.join(" "));
    finish(apt_get(root).args(["--quiet", "update"]))?;
    finish(
        apt_get(root)
            .args(["--quiet", "install", "--yes", "--no-install-recommends"])
            .args(packages),
    )?;
    let still: Vec<&Need> = missing
        .iter()
        .copied()
        .filter(|need| !is_there(need.proof))
        .collect();
    if still.is_empty() {
        Ok(())
    } else {
        Err(Failure::new(needs::tell(&still, system)))
    }
}

fn apt_get(root: bool) -> Command {
    let mut command = Command::new(if root { "env" } else { "sudo" });
    if !root {
        command.arg("env");
    }
    // Without it, a package may stop to ask a question that nobody sees.
    command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]);
    command
}

fn agreed(told: &str) -> bool {
    print!("{told}\n\nInstall it now? [Y/n] ");
    io::stdout().flush().ok();
    let mut answer = String::new();
    let read = io::stdin().lock().read_line(&mut answer);
    read.is_ok_and(|length| length > 0)
        && matches!(answer.trim().to_lowercase().as_str(), "" | "y" | "yes")
}

fn install_lints() -> Outcome {
    let lacking: Vec<&str> = [("fmt", "rustfmt"), ("clippy", "clippy")]
        .into_iter()
        .filter(|(verb, _)| ask(&mut cargo(&[verb, "--version"])).is_none())
        .map(|(_, component)| component)
        .collect();
    if lacking.is_empty() {
        return Ok(());
    }
    println!("xtask: installing {} with rustup", lacking.join(" and "));
    finish(
        Command::new("rustup")
            .current_dir(tree::root())
            .args(["component", "add"])
            .args(lacking),
    )
}

fn is_there(proof: Proof) -> bool {
    match proof {
        Proof::Program(name) => find_program(name).is_some(),
        Proof::Works([program, arguments @ ..]) => {
            ask(Command::new(program).args(arguments.iter())).is_some()
        }
        Proof::Works([]) => true,
        Proof::Library(name) => ask(Command::new("pkg-config").args(["--exists", name])).is_some(),
        Proof::File(path) => Path::new(path).exists(),
        Proof::Node(major) => {
            let version = ask(Command::new("node").arg("--version")).unwrap_or_default();
            find_program(if cfg!(windows) { "npm.cmd" } else { "npm" }).is_some()
                && node_major(&version).is_some_and(|found| found >= major)
        }
    }
}

/// The `20` of `v20.20.2`.
fn node_major(version: &str) -> Option<u32> {
    version
        .trim()
        .strip_prefix('v')?
        .split('.')
        .next()?
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_of_node_is_read() {
        assert_eq!(node_major("v20.20.2\n"), Some(20));
        assert_eq!(node_major(""), None);
    }
}
