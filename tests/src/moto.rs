//! moto, which plays some of Amazon: a second opinion on what the harness's own fake says.

use std::process::Command;

use tempfile::TempDir;

use crate::{Offspring, loopback::free_port, pinned_tool};

/// A running moto server; it ends and its folder goes when dropped.
#[derive(Debug)]
pub struct Moto {
    process: Offspring,
    _folder: TempDir,
    url: String,
}

impl Moto {
    /// The account that it plays.
    pub const ACCOUNT: &str = "123456789012";

    /// Starts one and waits until it answers. Where set-up has not installed it, says that this is skipped.
    pub async fn start(skipped: &str) -> Option<Self> {
        let program = pinned_tool("moto_server", skipped)?;
        let folder = tempfile::Builder::new().prefix("moto-").tempdir().unwrap();
        for _ in 0..5 {
            let port = free_port();
            let mut command = Command::new(&program);
            command.args(["-H", "127.0.0.1", "-p", &port.to_string()]);
            let mut process = Offspring::start("moto", &mut command, folder.path());
            let url = format!("http://127.0.0.1:{port}");
            if process.answers(&format!("{url}/moto-api/")).await {
                return Some(Self {
                    process,
                    _folder: folder,
                    url,
                });
            }
        }
        panic!("moto found no free port in five attempts");
    }

    /// The address that stands for every endpoint.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Its process, for what a test wants to do to it.
    pub const fn process(&mut self) -> &mut Offspring {
        &mut self.process
    }
}
