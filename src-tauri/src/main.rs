//! The program's entry: the desktop window, or one of its stand-alone commands.

// Without this, Windows opens a console beside the window.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

fn main() -> std::process::ExitCode {
    portolan::run(std::env::args().skip(1).collect())
}
