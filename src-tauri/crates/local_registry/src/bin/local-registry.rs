//! The local registry alone, for tests that kill it and for measuring it without the desktop.

use std::process::ExitCode;

fn main() -> ExitCode {
    match portolan_local_registry::run_command(std::env::args_os().skip(1)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            #[expect(clippy::print_stderr, reason = "a command says on stderr why it ended")]
            {
                eprintln!("{error}");
            }
            ExitCode::FAILURE
        }
    }
}
