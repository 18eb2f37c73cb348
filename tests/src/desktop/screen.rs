//! A screen that is not there: one Xvfb.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::Command,
};

use crate::Offspring;

/// Room for the widest window that a journey looks at.
const SIZE: &str = "1600x1000x24";

/// A running X server; it ends when dropped.
#[derive(Debug)]
pub(super) struct Screen {
    display: String,
    _server: Offspring,
}

impl Screen {
    /// Starts one. It chooses a display that is free and names it once it can be used.
    pub(super) fn start(folder: &Path) -> Self {
        let mut command = Command::new("Xvfb");
        command.args(["-displayfd", "1", "-screen", "0", SIZE, "-nolisten", "tcp"]);
        // Nobody else can reach its socket's display; a cookie would guard nothing here.
        command.arg("-ac");
        let mut server = Offspring::start_piping("Xvfb", &mut command, folder, true);
        let mut number = String::new();
        BufReader::new(server.output())
            .read_line(&mut number)
            .unwrap();
        assert!(
            !number.is_empty(),
            "Xvfb names no display:\n{}",
            server.log()
        );
        Self {
            display: format!(":{}", number.trim()),
            _server: server,
        }
    }

    /// What `DISPLAY` is set to.
    pub(super) fn display(&self) -> &str {
        &self.display
    }
}
