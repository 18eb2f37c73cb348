//! WebKit's WebDriver as a process. It starts the program itself, with the variables it has.

use std::{fs, process::Command};

use rustix::process::{Pid, Signal, kill_process};

use super::Desktop;
use crate::{Offspring, deadline::until, loopback::free_port};

/// A running `WebKitWebDriver`; it and the program that it started end when dropped.
#[derive(Debug)]
pub(super) struct Driver {
    process: Offspring,
    url: String,
}

impl Driver {
    /// Starts one on the desktop's screen and bus, in its home. Nothing else of the environment is
    /// passed on: neither the person's proxy nor their language.
    pub(super) async fn start(desktop: &Desktop) -> Self {
        for _ in 0..5 {
            let port = free_port();
            let mut command = Command::new("WebKitWebDriver");
            command
                .arg(format!("--port={port}"))
                .env_clear()
                .env("PATH", std::env::var_os("PATH").unwrap_or_default())
                .envs(desktop.home.variables())
                .env("DISPLAY", desktop.screen.display())
                .env("DBUS_SESSION_BUS_ADDRESS", desktop.bus.address())
                .env("GDK_BACKEND", "x11")
                .env("LC_ALL", "C.UTF-8")
                .env("NO_AT_BRIDGE", "1")
                .env("RUST_BACKTRACE", "1")
                .env("TAURI_WEBVIEW_AUTOMATION", "true")
                .env("GTK_USE_PORTAL", if desktop.has_portal { "1" } else { "0" })
                .envs(desktop.variables.iter().cloned());
            let folder = desktop.home.root();
            let mut process = Offspring::start("WebKitWebDriver", &mut command, folder);
            let url = format!("http://127.0.0.1:{port}");
            if process.answers(&format!("{url}/status")).await {
                return Self { process, url };
            }
        }
        panic!("WebKitWebDriver found no free port in five attempts");
    }

    /// Where it listens.
    pub(super) fn url(&self) -> &str {
        &self.url
    }

    /// What it and the program wrote to their terminals.
    pub(super) fn log(&self) -> String {
        self.process.log()
    }

    /// Asks the program that it started to end, and waits until it has.
    pub(super) async fn end_program(&self) {
        self.end_program_by(Signal::TERM).await;
    }

    /// Ends the program that it started as a power cut would, and waits until it is gone.
    pub(super) async fn kill_program(&self) {
        self.end_program_by(Signal::KILL).await;
    }

    async fn end_program_by(&self, signal: Signal) {
        let programs = children_of(self.id());
        for program in &programs {
            send(signal, *program);
        }
        until("the program to end when it was asked to", async || {
            let running = children_of(self.id());
            (!programs.iter().any(|it| running.contains(it))).then_some(())
        })
        .await;
    }

    /// Its process id; the program and WebKit's own processes descend from it.
    pub(super) fn id(&self) -> u32 {
        self.process.id()
    }
}

/// The processes that this one started and that have not ended.
fn children_of(parent: u32) -> Vec<u32> {
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
    processes
        .filter_map(|process| {
            let stat = fs::read_to_string(process.path().join("stat")).ok()?;
            // `pid (name) state parent …`, where the name may hold anything.
            let mut fields = stat.rsplit(") ").next()?.split(' ');
            let is_ended = fields.next()? == "Z";
            let is_child = fields.next()?.parse() == Ok(parent);
            let id = process.file_name().to_str()?.parse().ok()?;
            (is_child && !is_ended).then_some(id)
        })
        .collect()
}

fn send(signal: Signal, process: u32) {
    if let Some(process) = Pid::from_raw(process as i32) {
        // It may have ended by itself.
        kill_process(process, signal).ok();
    }
}
