//! What the program does without a window: serve the local registry, print its version.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "commands speak to a terminal"
)]

use std::process::ExitCode;

const USAGE: &str = "\
Portolan charts every container registry.

    portolan [ADDRESS]                          open the window, at ADDRESS if one is given
    portolan registry --root DIR --listen ADDR  serve the local registry alone
                      [--user NAME --password-file FILE]
    portolan --version";

/// Serves the local registry until it is asked to end.
pub(crate) fn serve_registry(arguments: &[String]) -> ExitCode {
    if arguments
        .iter()
        .any(|argument| argument == "--help" || argument == "-h")
    {
        return print_usage();
    }
    #[cfg(unix)]
    become_small_program(arguments);
    match portolan_local_registry::run_command(arguments.iter().map(Into::into)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

/// Goes on as the program beside this one that serves a registry and has no window. Comes back where
/// it is not there: this one can serve, too, and only takes more memory.
#[cfg(unix)]
fn become_small_program(arguments: &[String]) {
    let own = std::env::current_exe().and_then(std::fs::canonicalize);
    let Ok(program) = own.map(|own| own.with_file_name("portolan-registry")) else {
        return;
    };
    if program.is_file() {
        let mut command = std::process::Command::new(program);
        let problem = std::os::unix::process::CommandExt::exec(command.args(arguments));
        tracing::debug!(%problem, "the registry is served by the whole program");
    }
}

pub(crate) fn print_version() -> ExitCode {
    println!("portolan {}", env!("CARGO_PKG_VERSION"));
    ExitCode::SUCCESS
}

pub(crate) fn print_usage() -> ExitCode {
    println!("{USAGE}");
    ExitCode::SUCCESS
}
