//! The shipped program from a terminal: what it does without a window.
#![expect(clippy::unwrap_used, reason = "all of this file is a test")]

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    process::{Child, Command, Output, Stdio},
};

fn portolan(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_portolan"));
    // None of these commands needs a screen.
    command
        .args(arguments)
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY");
    command
}

fn said(output: Output) -> (bool, String) {
    let text = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8(text).unwrap())
}

/// Ended when dropped.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn the_registry_is_served_alone() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("registry");
    let mut command = portolan(&["registry", "--listen", "127.0.0.1:0", "--root"]);
    let child = command.arg(&root).stdout(Stdio::piped()).spawn().unwrap();
    let mut running = Running(child);
    let mut line = String::new();
    let output = running.0.stdout.take().unwrap();
    BufReader::new(output).read_line(&mut line).unwrap();
    let host = line.trim().strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(host).unwrap();
    write!(
        stream,
        "GET /v2/ HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n"
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(root.join("registry.db").exists());
}

#[test]
fn a_registry_that_others_could_reach_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = portolan(&["registry", "--listen", "0.0.0.0:0", "--root"]);
    let (went_well, text) = said(command.arg(folder.path()).output().unwrap());
    assert!(!went_well);
    assert!(text.contains("other machines"), "{text}");
}

#[test]
fn the_version_and_the_usage_are_told() {
    let (went_well, text) = said(portolan(&["--version"]).output().unwrap());
    assert!(went_well);
    assert_eq!(text, concat!("portolan ", env!("CARGO_PKG_VERSION"), "\n"));
    let (went_well, text) = said(portolan(&["--help"]).output().unwrap());
    assert!(went_well);
    assert!(text.contains("portolan registry --root DIR"), "{text}");
}
