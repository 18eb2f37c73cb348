//! One home: its lock, its end in order, its command.

use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
};

use portolan_local_registry::{Error, LocalRegistry};
use reqwest::StatusCode;

use crate::fixture::{Home, Wire, reopen, root};

/// The stand-alone command, ended when dropped.
pub(crate) struct Running {
    pub(crate) child: Child,
    pub(crate) host: String,
}

impl Running {
    pub(crate) fn start(root: &std::path::Path, more: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_local-registry"));
        command.arg("--root").arg(root);
        command.args(["--listen", "127.0.0.1:0"]).args(more);
        Self::spawn(&mut command)
    }

    pub(crate) fn spawn(command: &mut Command) -> Self {
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        output.read_line(&mut line).unwrap();
        let host = line.trim().strip_prefix("http://").unwrap().to_owned();
        Self { child, host }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test]
async fn the_command_says_where_it_listens_and_ends_in_order_when_asked() {
    let folder = tempfile::tempdir().unwrap();
    let mut running = Running::start(&root(&folder), &[]);
    let client = Wire::new(&running.host);
    client.push_image("team/app", "v1", "one").await;
    assert!(root(&folder).join("lock.holder").exists());
    let id = running.child.id().to_string();
    let asked = Command::new("kill").args(["-TERM", &id]).status().unwrap();
    assert!(asked.success());
    assert!(running.child.wait().unwrap().success());
    // Ended in order: the note is gone and the layout is written.
    assert!(!root(&folder).join("lock.holder").exists());
    let registry = reopen(&root(&folder));
    assert!(registry.stale_layouts().unwrap().is_empty());
    assert!(root(&folder).join("layouts/team+app/index.json").exists());
}

#[tokio::test]
async fn the_command_asks_for_the_password_in_its_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("password");
    std::fs::write(&file, "sea chart\n").unwrap();
    let file = file.to_str().unwrap();
    let running = Running::start(
        &root(&folder),
        &["--user", "alice", "--password-file", file],
    );
    let client = Wire::new(&running.host);
    assert_eq!(client.get("/v2/").await.status(), StatusCode::UNAUTHORIZED);
    let request = client.request(reqwest::Method::GET, "/v2/");
    let response = request.basic_auth("alice", Some("sea chart")).send().await;
    assert_eq!(response.unwrap().status(), StatusCode::OK);
}

#[test]
fn the_command_refuses_what_it_does_not_know_and_what_others_can_reach() {
    let folder = tempfile::tempdir().unwrap();
    let root = root(&folder);
    let root = root.to_str().unwrap();
    for (arguments, expected) in [
        (
            vec!["--root", root, "--listen", "0.0.0.0:0"],
            "other machines",
        ),
        (vec!["--root", root, "--port", "1"], "usage:"),
        (vec![], "--root is needed"),
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_local-registry"))
            .args(&arguments)
            .output()
            .unwrap();
        assert!(!output.status.success());
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains(expected), "{said}");
    }
}

#[tokio::test]
async fn a_second_process_is_refused_and_told_who_is_first() {
    let folder = tempfile::tempdir().unwrap();
    let running = Running::start(&root(&folder), &[]);
    let refused = LocalRegistry::open(&root(&folder)).unwrap_err();
    assert!(matches!(refused, Error::InUse { .. }));
    let said = refused.to_string();
    assert!(
        said.contains(&format!("process {}", running.child.id())),
        "{said}"
    );
    assert!(said.contains("local-registry"), "{said}");
    let second = Command::new(env!("CARGO_BIN_EXE_local-registry"))
        .args(["--listen", "127.0.0.1:0", "--root"])
        .arg(root(&folder))
        .output()
        .unwrap();
    assert!(!second.status.success());
    // The first was not disturbed.
    let client = Wire::new(&running.host);
    client.push_image("team/app", "v1", "one").await;
    drop(running);
    assert!(reopen(&root(&folder)).verify(|_, _| {}).unwrap().is_sound());
}

#[tokio::test]
async fn everything_is_there_after_an_end_in_order() {
    let home = Home::start();
    let manifest = home.client.push_image("team/app", "v1", "one").await;
    let folder = home.stop().await;
    let registry = reopen(&root(&folder));
    let selector = "v1".parse().unwrap();
    let name = crate::fixture::name("team/app");
    let stored = registry.read_manifest(&name, &selector).unwrap();
    assert_eq!(stored.bytes, manifest);
    assert!(registry.recovery().is_none());
}

#[tokio::test]
async fn an_unfinished_upload_is_cleared_at_the_next_start() {
    let home = Home::start();
    let response = home.client.post("/v2/team/app/blobs/uploads/").await;
    let location = crate::fixture::header(&response, "location");
    let request = home.client.request(reqwest::Method::PATCH, &location);
    request.body("half of it").send().await.unwrap();
    let folder = home.stop().await;
    let uploads = root(&folder).join("uploads");
    assert_eq!(std::fs::read_dir(&uploads).unwrap().count(), 1);
    drop(reopen(&root(&folder)));
    assert_eq!(std::fs::read_dir(&uploads).unwrap().count(), 0);
}

#[cfg(unix)]
#[test]
fn the_folder_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = tempfile::tempdir().unwrap();
    drop(reopen(&root(&folder)));
    let mode = std::fs::metadata(root(&folder))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o700);
}
