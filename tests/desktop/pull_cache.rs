//! The cache of the local registry in the window: a rule is made, an image is pulled through it, and again
//! when its upstream has gone; what is kept is shown and taken away.

use portolan_tests::{DockerRegistry, Setup, desktop::Desktop, skopeo_copy};

use crate::{
    album::Album,
    steps::{begin_connection, find_row, local_host},
};

#[tokio::test]
async fn an_image_is_pulled_through_the_cache_and_again_with_the_upstream_stopped() {
    let upstream = DockerRegistry::start(Setup::DeletionOn).await;
    upstream.pusher().image("team/app", "1.0", "one").await;
    let desktop = Desktop::start().await;
    desktop
        .journey("pull-cache", async |window| {
            let album = Album::of(window, "light");
            begin_connection(window, upstream.host()).await;
            window.click("button", "Add").await;
            find_row(window, "team/app").await;
            let host = local_host(&desktop).await;
            window.go_to(&host).await;
            window.arrives("heading", "Local registry").await;
            window.click("button", "Pull-through cache").await;
            window.arrives("heading", "Pull-through cache").await;
            window.shows("Nothing is pulled through yet.").await;

            window.click("button", "New rule").await;
            let dialog = window.find("dialog", "New cache rule").await;
            let prefix = window.find_like("textbox", "Prefix").await;
            prefix.fill("H").await;
            window.shows("A prefix has 2 to 30 characters.").await;
            prefix.fill("hub").await;
            drop(dialog);
            album.look_at("cache-rule").await;
            window.click("button", "Create rule").await;
            window.find("button", "Change the rule hub").await;

            let image = format!("docker://{host}/hub/team/app:1.0");
            pull(&image).await;
            // What engines pull is seen by itself.
            window.find("button", "hub/team/app:1.0").await;
            window.click("button", "Look for newer").await;
            window.shows("1 tag was looked for").await;

            drop(upstream);
            pull(&image).await;
            window.click("button", "Look for newer").await;
            window.shows("The upstream could not be asked since").await;
            album.look_at("cache").await;

            window
                .find_like("checkbox", "Choose all")
                .await
                .click()
                .await;
            window.click("button", "Evict 1 image").await;
            window.shows("are free again").await;
            window
                .shows("Nothing has been pulled under hub/ yet.")
                .await;
            window.click("button", "Remove the rule hub").await;
            window.find("alertdialog", "Remove the rule hub?").await;
            album.look_at("cache-remove").await;
            album.close();
        })
        .await;
}

async fn pull(image: &str) {
    let image = image.to_owned();
    let copied = tokio::task::spawn_blocking(move || {
        let folder = tempfile::tempdir().unwrap();
        skopeo_copy(&image, &format!("dir:{}", folder.path().display()));
    });
    copied.await.unwrap();
}
