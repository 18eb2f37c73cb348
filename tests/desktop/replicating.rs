//! A rule that copies is made in the window and has its turn; what it brings is seen on the other side, and
//! read back by skopeo. Then the whole registry is copied.

use portolan_tests::{
    DockerRegistry, Setup,
    desktop::{Desktop, Window},
    skopeo_copy,
};

use crate::{
    album::Album,
    steps::{
        all_is_closed, begin_connection, choose, find_row, local_host, local_registry, read_dialog,
        tags_become,
    },
};

#[tokio::test]
async fn a_rule_that_is_made_and_run_brings_its_images_to_the_other_side() {
    let source = DockerRegistry::start(Setup::DeletionOn).await;
    let pusher = source.pusher();
    pusher.image("team/app", "1.0", "one").await;
    pusher.image("team/app", "2.0", "two").await;
    pusher.image("other/app", "1.0", "another").await;
    let desktop = Desktop::start().await;
    desktop
        .journey("replicating", async |window| {
            let album = Album::of(window, "light");
            begin_connection(window, source.host()).await;
            window.click("button", "Add").await;
            find_row(window, "team/app").await;
            window.click("treeitem", "Replication").await;
            window.arrives("heading", "Replication").await;
            window.shows("Nothing is replicated yet.").await;

            make_rule(window, source.host(), &album).await;
            window.click("button", "Dry run of the rule nightly").await;
            let outlook = read_dialog(window, "dialog", "nightly", "2 images to copy").await;
            assert!(outlook.contains("mirror/team/app"), "{outlook}");
            album.look_at("replication-outlook").await;
            window.click("button", "Not now").await;
            all_is_closed(window).await;

            window.click("button", "Run the rule nightly now").await;
            window.shows("2 there, 0 waiting, 0 failed").await;
            window.shows("team/app:2.0").await;
            album.look_at("replication").await;
            read_back(&format!(
                "{}/mirror/team/app:2.0",
                local_host(&desktop).await
            ))
            .await;

            window.go_to(source.host()).await;
            find_row(window, "team/app").await;
            window.click("button", "More").await;
            window.click("menuitem", "Copy registry to…").await;
            window.find_like("dialog", "Copy the registry").await;
            choose(window, "To the registry", "Local registry").await;
            let prefix = window.find("textbox", "Under the name").await;
            prefix.fill("backup").await;
            window.click("button", "Look at what would be copied").await;
            read_dialog(window, "dialog", "Copy the registry", "3 images to copy").await;
            window.click("button", "Copy").await;
            let there = local_registry(&desktop).await;
            tags_become(&there, "backup/other/app", &["1.0"]).await;
            tags_become(&there, "backup/team/app", &["1.0", "2.0"]).await;
            album.close();
        })
        .await;
}

async fn read_back(image: &str) {
    let image = format!("docker://{image}");
    let copied = tokio::task::spawn_blocking(move || {
        let folder = tempfile::tempdir().unwrap();
        skopeo_copy(&image, &format!("dir:{}", folder.path().display()));
    });
    copied.await.unwrap();
}

async fn make_rule(window: &Window, source: &str, album: &Album<'_>) {
    window.click("button", "New rule").await;
    window.find("dialog", "New replication rule").await;
    let name = window.find_like("textbox", "Name").await;
    name.fill("nightly").await;
    // The first registry and the local one are chosen already.
    window
        .find("button", &format!("{source} From the registry"))
        .await;
    let beginnings = window
        .find_like("textbox", "Repositories that begin with")
        .await;
    beginnings.fill("tean/").await;
    window.shows("No known repository begins with tean/.").await;
    beginnings.fill("team/").await;
    window.hides("No known repository begins with").await;
    let prefix = window.find("textbox", "Under the name").await;
    prefix.fill("mirror").await;
    album.look_at("replication-rule").await;
    window.click("button", "Create rule").await;
    window.find("button", "Run the rule nightly now").await;
}
