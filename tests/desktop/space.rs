//! Freeing space on the local registry: shown before, sparing what undo still needs.

use std::fs;

use portolan_tests::desktop::{Desktop, Window};

use crate::steps::{find_row, local_host, make_samples, open_repository, select};

#[tokio::test]
async fn freeing_space_spares_what_undo_needs_and_says_what_goes_before_it_goes() {
    let desktop = Desktop::start().await;
    desktop
        .journey("space-spared", async |window| {
            make_samples(window).await;
            let host = local_host(&desktop).await;
            open_repository(window, &host, "samples/compass", "1 image").await;
            select(window, "3.1.4").await;
            window.press("Delete").await;
            window.click("button", "Delete image").await;
            window.shows("No images").await;
            ask_for_space(window, &host).await;
            window.shows("There is nothing to free.").await;
            window.shows("stay because undo may still need them").await;
        })
        .await;
    // Nothing shall be undone any more.
    let settings = desktop.home().portolan().join("settings.json");
    let kept = fs::read_to_string(&settings).unwrap();
    let mut kept: serde_json::Value = serde_json::from_str(&kept).unwrap();
    kept["undo_days"] = 0.into();
    fs::write(&settings, kept.to_string()).unwrap();
    desktop
        .journey("space-freed", async |window| {
            let host = local_host(&desktop).await;
            ask_for_space(window, &host).await;
            let asked = window.find("alertdialog", "Free space").await;
            window.find_in(&asked, "rowheader", "samples/compass").await;
            window.find_like("button", "Free ").await.click().await;
            window.shows("Space was freed").await;
            window.click("treeitem", "Activity").await;
            find_row(window, "Free space:").await;
            ask_for_space(window, &host).await;
            window.shows("There is nothing to free.").await;
        })
        .await;
}

async fn ask_for_space(window: &Window, host: &str) {
    window.go_to(host).await;
    window.arrives("heading", "Local registry").await;
    window.click("button", "Free space…").await;
    window.find("alertdialog", "Free space").await;
}
