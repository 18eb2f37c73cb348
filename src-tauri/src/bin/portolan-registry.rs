//! `portolan registry` without the window's libraries, which take four times the memory of the registry
//! itself: `portolan` becomes this program where it is beside it.
#![expect(clippy::print_stderr, reason = "a command speaks to a terminal")]

use std::process::ExitCode;

fn main() -> ExitCode {
    match portolan_local_registry::run_command(std::env::args_os().skip(1)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}
