//! A home on a disk that is full, and on one that nobody may write: a clear failure for each verb that
//! keeps something, and nothing lost of what was kept.
//!
//! The disk is a small one in memory, mounted where only the test sees it; so each situation is a process
//! of its own, in name spaces of its own.
#![cfg(target_os = "linux")]

use std::{
    fs::{self, File},
    io::Write as _,
    path::{Path, PathBuf},
    process::Command,
    sync::Arc,
};

use portolan_app::{App, dispatch};
use portolan_contract::{Event, Failure};
use portolan_credentials::{SecretStore, Surroundings};
use serde_json::{Value, json};

const SITUATION: &str = "PORTOLAN_DISK_TEST";
const DISK: &str = "PORTOLAN_DISK";

/// Runs a situation below in a folder that is a disk of so many kibibytes.
fn on_a_disk_of(size: u32, situation: &str) {
    let place = tempfile::tempdir().unwrap();
    let script = format!(
        "mount -t tmpfs -o size={size}k none \"$0\" && \
         exec \"$1\" --exact disks::{situation} --nocapture"
    );
    let output = Command::new("unshare")
        .args(["--user", "--map-root-user", "--mount", "sh", "-c", &script])
        .arg(place.path())
        .arg(std::env::current_exe().unwrap())
        .env(SITUATION, situation)
        .env(DISK, place.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let complained = String::from_utf8_lossy(&output.stderr);
    if complained.starts_with("unshare:") || complained.starts_with("mount:") {
        println!("skipped, this system mounts nothing for a test: {complained}");
        return;
    }
    assert!(output.status.success(), "{said}{complained}");
    assert!(said.contains("1 passed"), "{said}");
}

/// The disk, where this process was started to look at that situation.
fn disk(situation: &str) -> Option<PathBuf> {
    std::env::var(SITUATION)
        .is_ok_and(|name| name == situation)
        .then(|| std::env::var_os(DISK).unwrap().into())
}

async fn open(home: &Path) -> Result<Arc<App>, Failure> {
    App::open_with(home, SecretStore::session_only(), Surroundings::default()).await
}

async fn call(app: &Arc<App>, command: &str, payload: Value) -> Result<Value, Value> {
    let outcome = dispatch(app, command, payload).await;
    outcome.map_err(|failure| serde_json::to_value(failure).unwrap())
}

/// Begins a job and returns why it could not begin or failed, or nothing once it went well.
async fn job(app: &Arc<App>, command: &str) -> Option<Value> {
    let mut events = app.events.listen();
    let begun = match call(app, command, json!({})).await {
        Ok(begun) => begun,
        Err(failure) => return Some(failure),
    };
    loop {
        if let Event::JobEnded { job, failure } = events.recv().await.unwrap()
            && json!(job) == begun
        {
            return failure.map(|failure| json!(failure));
        }
    }
}

/// Writes until nothing more fits.
fn fill(file: &Path) {
    let mut filler = File::create(file).unwrap();
    for size in [65_536, 4_096, 512, 1] {
        while filler.write_all(&vec![0; size]).is_ok() {}
    }
}

fn bookmark(title: &str) -> Value {
    json!({ "title": title, "address": format!("localhost/{title}") })
}

/// The home opens without a complaint and with what was kept.
async fn assert_unharmed(home: &Path) {
    let app = open(home).await.unwrap();
    let about = call(&app, "read_about", json!({})).await.unwrap();
    assert_eq!(about["problems"], json!([]));
    let bookmarks = call(&app, "list_bookmarks", json!({})).await.unwrap();
    assert_eq!(bookmarks[0]["title"], "kept");
    app.close().await;
}

#[test]
fn a_full_disk_is_named_by_every_verb_that_keeps_something_and_harms_nothing() {
    on_a_disk_of(12_288, "full");
}

#[tokio::test]
async fn full() {
    let Some(disk) = disk("full") else { return };
    let home = disk.join("home");
    let app = open(&home).await.unwrap();
    call(&app, "add_bookmark", bookmark("kept")).await.unwrap();
    let before = call(&app, "read_settings", json!({})).await.unwrap();
    fill(&disk.join("filler"));

    let mut settings = before.clone();
    settings["undoDays"] = json!(30);
    let mut failures = Vec::new();
    failures.extend(call(&app, "change_settings", settings.clone()).await.err());
    failures.extend(job(&app, "add_samples").await);
    // What is left of the last page of the log may hold a few.
    for number in 0..500 {
        if let Err(failure) = call(&app, "add_bookmark", bookmark(&number.to_string())).await {
            failures.push(failure);
            break;
        }
    }
    assert_eq!(failures.len(), 3, "{failures:#?}");
    for failure in &failures {
        assert_eq!(failure["hint"]["type"], "diskFull", "{failure:#}");
        let path = failure["hint"]["path"].as_str().unwrap();
        assert!(path.starts_with(home.to_str().unwrap()), "{failure:#}");
    }
    let now = call(&app, "read_settings", json!({})).await.unwrap();
    assert_eq!(now, before);
    let bookmarks = call(&app, "list_bookmarks", json!({})).await.unwrap();
    assert_eq!(bookmarks[0]["title"], "kept");

    fs::remove_file(disk.join("filler")).unwrap();
    call(&app, "change_settings", settings).await.unwrap();
    assert_eq!(job(&app, "add_samples").await, None);
    app.close().await;
    drop(app);
    assert_unharmed(&home).await;
}

#[test]
fn a_disk_that_nobody_may_write_is_named_and_left_as_it_was() {
    on_a_disk_of(12_288, "read_only");
}

#[tokio::test]
async fn read_only() {
    let Some(disk) = disk("read_only") else {
        return;
    };
    let home = disk.join("home");
    let app = open(&home).await.unwrap();
    call(&app, "add_bookmark", bookmark("kept")).await.unwrap();
    app.close().await;
    drop(app);
    let remount = |how: &str| {
        let mut command = Command::new("mount");
        let status = command.args(["-o", how]).arg(&disk).status().unwrap();
        assert!(status.success());
    };
    remount("remount,ro");
    let failure = open(&home).await.unwrap_err();
    let failure = serde_json::to_value(failure).unwrap();
    assert_eq!(failure["hint"]["type"], "diskReadOnly", "{failure:#}");
    let path = failure["hint"]["path"].as_str().unwrap();
    assert!(path.starts_with(home.to_str().unwrap()), "{failure:#}");

    remount("remount,rw");
    assert_unharmed(&home).await;
}
