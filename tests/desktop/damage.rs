//! A damaged database, a damaged settings file and a home that cannot be written: nothing is deleted, and
//! the window says what happened.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Command,
};

use portolan_tests::desktop::Desktop;

use crate::steps::{find_row, local_host, make_samples};

#[tokio::test]
async fn a_damaged_database_is_kept_aside_and_the_window_opens_and_says_so() {
    let desktop = Desktop::start().await;
    desktop
        .journey("before-damage", async |window| {
            make_samples(window).await;
            let host = local_host(&desktop).await;
            window.go_to(&format!("{host}/samples/compass")).await;
            window.find("heading", "samples/compass").await;
            window.press("Control+D").await;
            window.shows("Bookmark added").await;
        })
        .await;
    let database = desktop.home().portolan().join("portolan.db");
    let mut bytes = fs::read(&database).unwrap();
    bytes[..4096].fill(b'!');
    fs::write(&database, &bytes).unwrap();
    // Its journal would still have the page.
    fs::remove_file(database.with_extension("db-wal")).unwrap();
    desktop
        .journey("damaged-database", async |window| {
            window.shows("What Portolan had kept was damaged").await;
            let kept = kept_aside(&desktop, "portolan.db.damaged-");
            window.shows(&kept.display().to_string()).await;
            assert!(fs::read(kept).unwrap() == bytes, "it was changed");
            // The images are the local registry's, and still there.
            let host = local_host(&desktop).await;
            window.go_to(&host).await;
            find_row(window, "samples/compass").await;
        })
        .await;
}

#[tokio::test]
async fn a_damaged_settings_file_is_kept_aside_and_the_window_opens_and_says_so() {
    let desktop = Desktop::start().await;
    let settings = desktop.home().portolan().join("settings.json");
    let damaged = "{ \"language\": \"fr\", \"theme";
    fs::write(&settings, damaged).unwrap();
    desktop
        .journey("damaged-settings", async |window| {
            window.shows("The settings file was damaged").await;
            let kept = kept_aside(&desktop, "settings.json.damaged-");
            window.shows(&kept.display().to_string()).await;
            assert_eq!(fs::read_to_string(kept).unwrap(), damaged);
            window.click("button", "Open Settings").await;
            window.find("heading", "Settings").await;
        })
        .await;
}

#[tokio::test]
async fn a_home_that_cannot_be_written_is_named_and_stays_as_it_is() {
    if !can_mount() {
        println!("skipped: nothing can be mounted here, so no home can be made read-only");
        return;
    }
    let mut desktop = Desktop::start().await;
    desktop
        .journey("before-read-only", async |window| {
            window.find("treeitem", "Settings").await;
        })
        .await;
    let home = desktop.home().portolan();
    let program = read_only_program(&desktop, &home);
    desktop.set_program(&program);
    desktop
        .journey("read-only", async |window| {
            window.shows("The disk cannot be written to").await;
            window.shows(&home.display().to_string()).await;
            window.find("button", "Try again").await;
        })
        .await;
}

/// The file whose name begins so; what SQLite keeps beside a database is not meant.
fn kept_aside(desktop: &Desktop, name: &str) -> PathBuf {
    let files = fs::read_dir(desktop.home().portolan()).unwrap().flatten();
    files
        .map(|file| file.path())
        .find(|path| {
            let file = path.file_name().unwrap_or_default().to_string_lossy();
            file.starts_with(name) && !file.ends_with("-shm") && !file.ends_with("-wal")
        })
        .expect("what was damaged is kept")
}

/// Whether a program of this person may see other mounts than everybody.
fn can_mount() -> bool {
    let tried = Command::new("unshare")
        .args(["--map-root-user", "--mount", "true"])
        .status();
    tried.is_ok_and(|status| status.success())
}

/// A program that is Portolan with a home that even root cannot write.
fn read_only_program(desktop: &Desktop, home: &Path) -> PathBuf {
    let program = desktop.home().root().join("portolan-read-only");
    let script = format!(
        "#!/bin/sh\nexec unshare --map-root-user --mount sh -c 'mount --bind -o ro \"$0\" \"$0\" && exec \"$@\"' \\\n  '{}' '{}' \"$@\"\n",
        home.display(),
        desktop.program().display()
    );
    fs::write(&program, script).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    program
}
