//! A picture of every screen, light and dark, into the folder that `PORTOLAN_SHOTS` names
//! (`cargo xtask shots`). Without it there is nothing to do.

use std::path::PathBuf;

use portolan_tests::desktop::{Desktop, Window};

use crate::steps::{go_to, local_host, make_samples, open_sample, select};

struct Album<'a> {
    window: &'a Window,
    folder: PathBuf,
    theme: &'static str,
}

impl Album<'_> {
    async fn take(&self, name: &str) {
        let file = format!("{name}-{}.png", self.theme);
        // What has just come may still be fading in.
        self.window
            .script(
                "return document.getAnimations().forEach((one) => one.finish())",
                vec![],
            )
            .await;
        self.window.screenshot(&self.folder.join(file)).await;
    }
}

#[tokio::test]
async fn pictures_of_every_screen() {
    let Some(folder) = std::env::var_os("PORTOLAN_SHOTS") else {
        println!("skipped: PORTOLAN_SHOTS names no folder, so no pictures are taken");
        return;
    };
    let desktop = Desktop::start().await;
    desktop
        .journey("pictures", async |window| {
            let folder = PathBuf::from(&folder);
            let album = |theme| Album {
                window,
                folder: folder.clone(),
                theme,
            };
            album("light").take("welcome").await;
            make_samples(window).await;
            let host = local_host(&desktop).await;
            for (theme, command) in [("light", "> Light theme"), ("dark", "> Dark theme")] {
                go_to(window, command).await;
                let album = album(theme);
                go_to(window, &host).await;
                window.find_like("row", "samples/anchor").await;
                album.take("registry").await;
                window.click("button", "Tree").await;
                album.take("registry-tree").await;
                window.click("button", "List").await;
                open_sample(window, &host, "samples/logbook", "59 images").await;
                window.find_like("row", "2.1.0").await;
                album.take("repository").await;
                open_sample(window, &host, "samples/compass", "1 image").await;
                select(window, "latest").await;
                window.find("heading", "Labels").await;
                album.take("repository-selected").await;
                window.press("Delete").await;
                window.find("button", "Delete image").await;
                album.take("plan").await;
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
                    album.take(&format!("image-{}", tab.to_lowercase())).await;
                }
                go_to(window, &format!("{host}/samples/wreck:latest")).await;
                window.find("heading", "wreck:latest").await;
                album.take("image-broken").await;
                for place in ["Connections", "Activity", "Settings"] {
                    window.click("treeitem", place).await;
                    window.find("heading", place).await;
                    album.take(&place.to_lowercase()).await;
                }
                window.click("button", "Add a registry…").await;
                window.find("heading", "Add a registry").await;
                album.take("new-connection").await;
                window.press("Control+L").await;
                window.type_text("comp").await;
                window.find_like("option", "compass").await;
                album.take("suggestions").await;
                window.press("Escape").await;
            }
        })
        .await;
}
