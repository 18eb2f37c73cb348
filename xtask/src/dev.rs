//! `cargo xtask dev`: the UI in a browser with hot reload, over the host.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
};

use crate::{
    cargo::{Profile, build},
    process::{Failure, Outcome, finish, npm},
    setup::{self, set_up},
};

/// Where Vite serves, see `ui/vite.config.ts`.
const PAGE: &str = "http://127.0.0.1:5173";

/// Sets up, starts the host, and serves the UI before it until it is stopped.
pub(crate) fn dev() -> Outcome {
    set_up(&setup::DEVELOP)?;
    let mut host = start_host()?;
    let served = announce(&mut host)
        .and_then(|origin| finish(npm().args(["run", "dev"]).env("PORTOLAN_HOST", origin)));
    host.kill().ok();
    host.wait().ok();
    served
}

fn start_host() -> Result<Child, Failure> {
    let program = build(Profile::Dev, "portolan-host")?;
    Command::new(&program)
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| {
            Failure::new(format!(
                "{} could not be started: {error}",
                program.display()
            ))
        })
}

/// Reads the address that the host prints when it listens, `ORIGIN/?token=TOKEN`, and prints the
/// one to open instead. Answers the origin.
fn announce(host: &mut Child) -> Result<String, Failure> {
    let mut line = String::new();
    if let Some(output) = host.stdout.take() {
        BufReader::new(output).read_line(&mut line).ok();
    }
    let (origin, token) = line
        .trim()
        .split_once("/?token=")
        .ok_or_else(|| Failure::new("the host ended before it listened"))?;
    println!("xtask: open {PAGE}/?token={token}");
    Ok(origin.to_owned())
}
