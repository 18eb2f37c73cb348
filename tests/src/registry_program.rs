//! The local registry as a program of its own: `portolan registry --root DIR --listen ADDR`.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{Offspring, loopback::free_port};

/// A running local registry; it ends when dropped, its folder stays.
#[derive(Debug)]
pub struct RegistryProgram {
    process: Offspring,
    host: String,
}

impl RegistryProgram {
    /// Starts one over this folder and waits until it answers.
    pub async fn start(root: &Path) -> Self {
        for _ in 0..5 {
            let host = format!("127.0.0.1:{}", free_port());
            let mut command = Command::new(built_program("portolan"));
            command
                .args(["registry", "--listen", &host, "--root"])
                .arg(root.join("registry"));
            let mut process = Offspring::start("portolan-registry", &mut command, root);
            if process.answers(&format!("http://{host}/v2/")).await {
                return Self { process, host };
            }
        }
        panic!("the local registry found no free port in five attempts");
    }

    /// `127.0.0.1:PORT`.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Its process id.
    pub fn process_id(&self) -> u32 {
        self.process.id()
    }

    /// Its process, for what a test wants to do to it.
    pub const fn process(&mut self) -> &mut Offspring {
        &mut self.process
    }
}

/// A program of the workspace, built with the same profile as the one that runs: a test is
/// `target/PROFILE/deps/NAME`, a benchmark `target/PROFILE/NAME`.
pub fn built_program(name: &str) -> PathBuf {
    let own = env::current_exe().unwrap();
    let found = own
        .ancestors()
        .skip(1)
        .take(2)
        .map(|folder| folder.join(name));
    let mut found = found.filter(|file| file.is_file());
    found
        .next()
        .unwrap_or_else(|| panic!("{name} is not built beside {}", own.display()))
}
