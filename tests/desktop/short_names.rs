//! Short names of container engines, and pieces of files that use an image.

use std::fs;

use portolan_tests::{
    desktop::{Desktop, Window},
    until,
};

use crate::steps::{find_row, local_host, make_samples, press_row};

const MINE: &str =
    "# Ours.\n[aliases]\n# The old one.\nharbour = 'quay.io/mine/harbour' # for now\n";

/// Waits until what Podman would pull for what is typed contains `part`.
async fn would_pull(window: &Window, part: &str) {
    until(&format!("podman to pull {part}"), async || {
        let meaning = window.find("region", "What Podman would pull").await;
        let text = meaning.try_text().await?;
        text.contains(part).then_some(())
    })
    .await;
}

#[tokio::test]
async fn short_names_are_tried_added_changed_and_taken_back() {
    let desktop = Desktop::start().await;
    let folder = desktop
        .home()
        .home()
        .join(".config/containers/registries.conf.d");
    fs::create_dir_all(&folder).unwrap();
    let (mine, own) = (folder.join("50-mine.conf"), folder.join("zz-portolan.conf"));
    fs::write(&mine, MINE).unwrap();
    desktop
        .journey("short-names", async |window| {
            window.click("treeitem", "Short names").await;
            find_row(window, "harbour quay.io/mine/harbour yours").await;
            let search = window
                .find("searchbox", "Search, or try a name such as nginx:1.27")
                .await;
            search.fill("harbour:2.4").await;
            would_pull(window, "quay.io/mine/harbour:2.4").await;

            // Checked while it is typed.
            window.click("button", "Add short name…").await;
            window
                .find("textbox", "Short name")
                .await
                .fill("ferry:1")
                .await;
            window.shows("A tag is not part of it").await;
            window
                .find("textbox", "Short name")
                .await
                .fill("ferry")
                .await;
            let target = window.find("textbox", "Stands for").await;
            target.fill("team/ferry").await;
            window.shows("Begin with the host of a registry").await;
            target.fill("docker.io/ferry").await;
            window.shows("Written as docker.io/library/ferry").await;
            window.click("button", "Add").await;
            window.shows("ferry stands for docker.io/ferry").await;
            assert_eq!(
                fs::read_to_string(&own).unwrap(),
                "[aliases]\n\"ferry\" = \"docker.io/library/ferry\"\n"
            );
            window
                .find("searchbox", "Search, or try a name such as nginx:1.27")
                .await
                .fill("ferry")
                .await;
            would_pull(window, "docker.io/library/ferry:latest").await;
            window.click("button", "Undo").await;
            window.shows("Taken back: ferry is as it was").await;
            assert!(!own.exists());

            // Changed where it is, with every comment.
            window
                .find("searchbox", "Search, or try a name such as nginx:1.27")
                .await
                .fill("harbour")
                .await;
            press_row(window, "harbour quay.io/mine/harbour").await;
            window.click("button", "Change…").await;
            let target = window.find("textbox", "Stands for").await;
            target.fill("ghcr.io/team/harbour").await;
            window.click("button", "Change").await;
            window
                .shows("harbour stands for ghcr.io/team/harbour")
                .await;
            assert_eq!(
                fs::read_to_string(&mine).unwrap(),
                MINE.replace("'quay.io/mine/harbour'", "\"ghcr.io/team/harbour\"")
            );

            // And back, to the byte, from Activity.
            window.click("treeitem", "Activity").await;
            press_row(window, "Change short name harbour").await;
            window.click("button", "Undo…").await;
            window.shows("Taken back: harbour is as it was").await;
            assert_eq!(fs::read_to_string(&mine).unwrap(), MINE);
            find_row(window, "Undo: Change short name harbour").await;

            // Who damages a file is told where, and it is left alone.
            fs::write(&mine, "[aliases]\nharbour = \n").unwrap();
            window.click("treeitem", "Short names").await;
            window
                .shows("50-mine.conf is damaged, so Podman refuses every short name")
                .await;
            window.shows("Line 2, column").await;
        })
        .await;
}

#[tokio::test]
async fn an_image_says_how_it_is_used_by_its_tag_or_its_digest() {
    let desktop = Desktop::start().await;
    desktop
        .journey("use-image", async |window| {
            make_samples(window).await;
            let host = local_host(&desktop).await;
            window.go_to(&format!("{host}/samples/compass:3.1.4")).await;
            window.find("tab", "Use it").await.click().await;
            let compose = window.find("region", "Compose").await;
            let text = compose.text().await;
            assert!(
                text.contains(&format!("image: {host}/samples/compass:3.1.4")),
                "{text}"
            );
            window
                .shows("only a cluster that runs here reaches it")
                .await;
            window.click("button", "Copy for Dockerfile").await;
            window.shows("Copied").await;
        })
        .await;
}
