//! Opening the program: its window comes, at an address if one is given, comes back as it was left, and
//! is the only one of its home.

use std::process::Command;

use portolan_tests::desktop::Desktop;

use crate::steps::{local_host, make_samples};

#[tokio::test]
async fn the_window_opens_on_an_empty_home_with_its_landmarks() {
    let desktop = Desktop::start().await;
    desktop
        .journey("opening", async |window| {
            window.titled("Welcome – Portolan").await;
            window.find("banner", "").await;
            window.find("navigation", "Sidebar").await;
            window.find("main", "").await;
            window.find("combobox", "Address").await;
        })
        .await;
    assert!(desktop.home().portolan().join("portolan.db").is_file());
}

#[tokio::test]
async fn the_window_opens_again_on_the_home_it_left_with_its_tabs() {
    let desktop = Desktop::start().await;
    desktop
        .journey("opening-first", async |window| {
            window.click("treeitem", "Settings").await;
            window.find("heading", "Settings").await;
            window.press("Control+T").await;
            window.find("tab", "Welcome").await;
            window.click("treeitem", "Activity").await;
            // What was done last is kept, however soon the window closes.
            window.find("tab", "Activity").await;
        })
        .await;
    desktop
        .journey("opening-again", async |window| {
            window.find("tab", "Settings").await;
            window.find("tab", "Activity").await;
            window.find("heading", "Activity").await;
        })
        .await;
}

#[tokio::test]
async fn the_window_speaks_french_and_remembers_it() {
    let desktop = Desktop::start().await;
    desktop
        .journey("french", async |window| {
            window.go_to("> Language: French").await;
            window.find("treeitem", "Réglages").await;
        })
        .await;
    desktop
        .journey("french-again", async |window| {
            window.find("treeitem", "Réglages").await;
        })
        .await;
}

#[tokio::test]
async fn an_address_given_at_the_start_opens_and_a_second_start_hands_its_own_over() {
    let desktop = Desktop::start().await;
    desktop
        .journey("samples", async |window| make_samples(window).await)
        .await;
    let host = local_host(&desktop).await;
    let compass = format!("{host}/samples/compass");
    desktop
        .journey_at(&[&compass], "second-start", async |window| {
            window.find("heading", "samples/compass").await;
            let mut second = Command::new(desktop.program());
            second
                .arg(format!("{host}/samples/anchor"))
                .envs(desktop.home().variables());
            let status = tokio::task::spawn_blocking(move || second.status().unwrap())
                .await
                .unwrap();
            assert!(status.success());
            window.find("heading", "samples/anchor").await;
            window.find("tab", "samples/compass").await;
        })
        .await;
}
