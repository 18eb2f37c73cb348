//! A walk over every screen finds no control without a role and a name; the window speaks French; a
//! second start hands its address over; closing keeps the place.

use std::process::Command;

use portolan_tests::{desktop::Desktop, until};

use crate::steps::{go_to, local_host, make_samples, open_sample, select};

#[tokio::test]
async fn no_screen_has_a_control_without_a_role_and_a_name() {
    let desktop = Desktop::start().await;
    desktop
        .journey("walk", async |window| {
            let mut found = Vec::new();
            let mut look = async |screen: &str| {
                for control in window.unnamed().await {
                    found.push(format!("{screen}: {control}"));
                }
            };
            look("welcome").await;
            make_samples(window).await;
            let host = local_host(&desktop).await;
            go_to(window, &host).await;
            window.find_like("row", "samples/anchor").await;
            look("registry").await;
            window.click("button", "Tree").await;
            look("registry as a tree").await;
            open_sample(window, &host, "samples/compass", "1 image").await;
            select(window, "latest").await;
            look("repository").await;
            window.press("Delete").await;
            window.find("button", "Delete image").await;
            look("plan").await;
            window.press("Escape").await;
            go_to(window, &format!("{host}/samples/harbour:latest")).await;
            for tab in [
                "Overview",
                "History",
                "Layers",
                "Referrers",
                "Annotations",
                "Raw",
            ] {
                window.find_like("tab", tab).await.click().await;
                look(&format!("image, {tab}")).await;
            }
            for (place, heading) in [
                ("Connections", "Connections"),
                ("Activity", "Activity"),
                ("Settings", "Settings"),
            ] {
                window.click("treeitem", place).await;
                window.find("heading", heading).await;
                look(place).await;
            }
            window.click("button", "Add a registry…").await;
            window.find("heading", "Add a registry").await;
            look("a new connection").await;
            window.press("Control+L").await;
            window.type_text(">").await;
            window.find_like("option", "New tab").await;
            look("commands").await;
            assert!(found.is_empty(), "{}", found.join("\n"));
        })
        .await;
}

#[tokio::test]
async fn the_window_speaks_french_and_remembers_it() {
    let desktop = Desktop::start().await;
    desktop
        .journey("french", async |window| {
            go_to(window, "> Language: French").await;
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
async fn a_second_start_hands_its_address_to_the_first_and_ends() {
    let desktop = Desktop::start().await;
    desktop
        .journey("second", async |window| {
            make_samples(window).await;
            let host = local_host(&desktop).await;
            let mut second = Command::new(desktop.program());
            second
                .arg(format!("{host}/samples/compass"))
                .envs(desktop.home().variables());
            let status = tokio::task::spawn_blocking(move || second.status().unwrap())
                .await
                .unwrap();
            assert!(status.success());
            window.find("heading", "samples/compass").await;
        })
        .await;
}

#[tokio::test]
async fn tabs_come_back_after_a_restart() {
    let desktop = Desktop::start().await;
    desktop
        .journey("tabs", async |window| {
            window.click("treeitem", "Settings").await;
            window.press("Control+T").await;
            window.click("treeitem", "Activity").await;
            until("two tabs", async || {
                (window.all("tab").await.len() == 2).then_some(())
            })
            .await;
            window.find("tab", "Activity").await;
        })
        .await;
    desktop
        .journey("tabs-again", async |window| {
            window.find("tab", "Settings").await;
            window.find("tab", "Activity").await;
        })
        .await;
}
