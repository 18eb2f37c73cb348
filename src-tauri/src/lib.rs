//! The desktop host: thin, and the only room that knows Tauri.
//!
//! It opens the window, carries calls and events between it and `app`, and keeps the log files. What
//! the program does is decided in `app`; what it looks like, in `ui`.

mod bridge;
mod choosing;
mod desktop;
mod drawing;
mod instance;
mod logs;
mod notifying;
mod standalone;
mod tray;
mod window;

use std::process::ExitCode;

/// Runs the program with its command-line arguments, without the program's own name.
///
/// `registry …` serves the local registry alone; `--version` and `--help` print; anything else opens
/// the window, at the address given if one is.
pub fn run(arguments: Vec<String>) -> ExitCode {
    match arguments.first().map(String::as_str) {
        Some("registry") => standalone::serve_registry(&arguments[1..]),
        Some("--version" | "-V") => standalone::print_version(),
        Some("--help" | "-h") => standalone::print_usage(),
        _ => {
            drawing::choose();
            desktop::open(arguments)
        }
    }
}
