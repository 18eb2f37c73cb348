//! WebKit's WebDriver as a process. It starts the program itself, with the variables it has.

use std::process::Command;

use super::Desktop;
use crate::{Offspring, loopback::free_port};

/// A running `WebKitWebDriver`; it and the program that it started end when dropped.
#[derive(Debug)]
pub(super) struct Driver {
    process: Offspring,
    url: String,
}

impl Driver {
    /// Starts one on the desktop's screen and bus, in its home. Nothing else of the environment is
    /// passed on: neither the person's proxy nor their language, and above all no
    /// `WEBKIT_DISABLE_…`, with which WebKit never answers a request for a screenshot.
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
                .envs(desktop.variables.iter().map(|(name, value)| (name, value)));
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

    /// Its process id; the program and WebKit's own processes descend from it.
    pub(super) fn id(&self) -> u32 {
        self.process.id()
    }
}
