//! What becomes of a password where the keyring is locked, and where there is none: the window says so,
//! and nothing is written in plain text.

use std::{fs, path::Path};

use portolan_tests::{DockerRegistry, FreshHome, Keyring, PASSWORD, Setup, USER, desktop::Desktop};

use crate::steps::{begin_connection, find_row, open_repository, select_connection, sign_in_as};

#[tokio::test]
async fn without_a_keyring_a_password_is_kept_for_the_session_and_the_window_says_so() {
    stays_for_the_session(
        Keyring::Absent,
        "There is no system keyring: the secret is kept for this session only, never in a file.",
        "There is no system keyring",
    )
    .await;
}

#[tokio::test]
async fn a_locked_keyring_is_told_apart_from_an_empty_one() {
    stays_for_the_session(
        Keyring::Locked,
        "The system keyring is locked: unlock it, or the secret is kept for this session only.",
        "The system keyring is locked",
    )
    .await;
}

async fn stays_for_the_session(keyring: Keyring, told_before: &str, told_after: &str) {
    let registry = DockerRegistry::start(Setup::Htpasswd).await;
    registry.pusher().image("team/app", "v1", "hello").await;
    let host = registry.host();
    let desktop = Desktop::start_with(FreshHome::new(), keyring).await;
    let name = format!("secrets-{keyring:?}").to_lowercase();
    desktop
        .journey(&name, async |window| {
            begin_connection(window, host).await;
            sign_in_as(window, USER, PASSWORD).await;
            window.shows(told_before).await;
            window.click("button", "Add").await;
            find_row(window, "team/app").await;
            select_connection(window, host).await;
            window.shows("kept for this session only").await;
        })
        .await;
    assert!(files_with(desktop.home().root(), PASSWORD).is_empty());
    desktop
        .journey(&format!("{name}-again"), async |window| {
            // What was seen is there; for anything new one has to sign in again.
            open_repository(window, host, "team/app", "").await;
            window.press("F5").await;
            window.shows(told_after).await;
            select_connection(window, host).await;
            let row = find_row(window, host).await;
            assert!(!row.name().contains("session"), "{row:?}");
            assert!(!row.name().contains("keyring"), "{row:?}");
        })
        .await;
}

/// The files below a folder that hold a text.
fn files_with(folder: &Path, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files_with(&path, text));
        } else if let Ok(bytes) = fs::read(&path)
            && bytes.windows(text.len()).any(|it| it == text.as_bytes())
        {
            found.push(path.display().to_string());
        }
    }
    found
}
