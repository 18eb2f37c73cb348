//! `cargo xtask VERB`: sets the machine up, runs, tests, measures, pictures and packages Portolan.
//! A file per verb; what each verb needs from the machine is in `setup` and `needs`.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command-line program speaks through its terminal"
)]

mod bench;
mod cargo;
mod consent;
mod dev;
mod host;
mod needs;
mod package;
mod process;
mod registry;
mod run;
mod setup;
mod shots;
mod stamp;
mod system;
mod test;
mod tools;
mod tree;
mod ui;

use std::{env, process::ExitCode};

const USAGE: &str = "\
cargo xtask run [--release] [ARGUMENTS]        set up, build, open Portolan
cargo xtask test [STAGE…]                      set up, then test everything, or the stages named
cargo xtask dev                                the UI with hot reload, over the host
cargo xtask host [ARGUMENTS]                   the verbs over loopback HTTP, for development
cargo xtask registry --root DIR --listen ADDR  the local registry alone
cargo xtask shots                              a picture of every screen, into target/shots
cargo xtask bench [NAME]                       the benchmarks, or the one named
cargo xtask package                            a .deb, tried in a bare Debian";

fn main() -> ExitCode {
    let mut arguments = env::args().skip(1);
    let verb = arguments.next().unwrap_or_default();
    let rest: Vec<String> = arguments.collect();
    let outcome = match verb.as_str() {
        "run" => run::run(&rest),
        "test" => test::test(&rest),
        "dev" => dev::dev(),
        "host" => host::host(&rest),
        "registry" => registry::registry(&rest),
        "shots" => shots::shots(),
        "bench" => bench::bench(&rest),
        "package" => package::package(),
        "" | "help" | "--help" | "-h" => {
            println!("{USAGE}");
            Ok(())
        }
        other => Err(process::Failure::new(format!(
            "no verb {other:?}\n\n{USAGE}"
        ))),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("xtask: {failure}");
            ExitCode::FAILURE
        }
    }
}
