//! A registry that fails half-way, one that asks to slow down, a disk that is full: what was done is told
//! from what was not, nothing is lost, and it goes on when it can.

use http::Method;
use portolan_tests::{
    Answer, CountingProxy, DockerRegistry, Kind, Pusher, Setup, SmallDisk,
    desktop::{Desktop, Window},
    until,
};

use crate::steps::{
    begin_connection, choose, find_row, local_host, local_registry, open_repository, read_dialog,
    read_plan, select, tags_become,
};

const REPOSITORY: &str = "team/app";
const SHARED: &str = "samples/lighthouse";
const SIGNED: &str = "samples/compass";

#[tokio::test]
async fn a_batch_of_deletions_that_fails_half_way_says_which_half_and_goes_on() {
    let registry = DockerRegistry::start(Setup::DeletionOn).await;
    let push = registry.pusher();
    let tags = push_releases(&push, 8).await;
    let proxy = CountingProxy::start(&registry.url(), std::time::Duration::ZERO).await;
    let desktop = Desktop::start().await;
    desktop
        .journey("half-way", async |window| {
            connect(window, &proxy.host()).await;
            open_repository(window, &proxy.host(), REPOSITORY, "8 images").await;
            window
                .find("grid", &format!("Images of {REPOSITORY}"))
                .await
                .click()
                .await;
            window.press("Home").await;
            for _ in 0..5 {
                window.press("Shift+Down").await;
            }
            window.press("Delete").await;
            read_plan(window, "alertdialog", "Delete 6 images").await;
            // The registry goes into maintenance after the third.
            let busy = Answer::error(503, "UNAVAILABLE", "maintenance");
            proxy.refuse(Method::DELETE, Kind::ManifestByDigest, 3, busy);
            window.click("button", "Delete 6 images").await;
            window.shows(&format!("3 of 6 done in {REPOSITORY}")).await;
            window.click("button", "Show").await;
            window
                .shows("3 of 6 were done. The rest was left as it was.")
                .await;
            window.shows("has a fault of its own (503)").await;
            let left = push.tags(REPOSITORY).await;
            assert_eq!(left.len(), 5, "{left:?}");
            assert_eq!(items(window, "done").await, 3);

            proxy.refuse_nothing();
            window.click("button", "Go on…").await;
            let plan = read_plan(window, "alertdialog", "Go on: Delete 6 images").await;
            assert!(plan.contains("3 tags go with it"), "{plan}");
            window.click("button", "Go on").await;
            tags_become(&push, REPOSITORY, &["1.0", "1.1"]).await;
            until("all six items to be done", async || {
                (items(window, "done").await == 6).then_some(())
            })
            .await;

            // What is over is not told any more, and the two halves are taken back as one.
            window.hides("has a fault of its own (503)").await;
            window.click("button", "Undo…").await;
            let tags: Vec<&str> = tags.iter().map(String::as_str).collect();
            tags_become(&push, REPOSITORY, &tags).await;
        })
        .await;
}

#[tokio::test]
async fn a_registry_that_asks_to_slow_down_says_until_when_and_is_asked_again() {
    let registry = DockerRegistry::start(Setup::DeletionOn).await;
    let push = registry.pusher();
    push_releases(&push, 2).await;
    let proxy = CountingProxy::start(&registry.url(), std::time::Duration::ZERO).await;
    let busy = Answer::error(429, "TOOMANYREQUESTS", "slow down");
    let desktop = Desktop::start().await;
    desktop
        .journey("slow-down", async |window| {
            connect(window, &proxy.host()).await;
            open_repository(window, &proxy.host(), REPOSITORY, "2 images").await;
            details_of(window, "1.1").await;

            push.image(REPOSITORY, "1.2", "of 1.2").await;
            let for_an_hour = busy.clone().header("retry-after", "3600");
            proxy.refuse(Method::GET, Kind::Tags, 0, for_an_hour);
            window.press("F5").await;
            window.shows("The registry asks to slow down").await;
            window.shows("It accepts requests again in 1 hour.").await;
            // What was seen stays, and what is new comes as soon as the registry lets it.
            find_row(window, "1.1").await;
            proxy.refuse_nothing();
            window.click("button", "Try again").await;
            open_repository(window, &proxy.host(), REPOSITORY, "3 images").await;
            window.hides("The registry asks to slow down").await;

            push.image(REPOSITORY, "1.3", "of 1.3").await;
            proxy.refuse(Method::GET, Kind::ManifestByTag, 0, busy.clone());
            window.press("F5").await;
            find_row(window, "1.3").await;
            window.shows("The registry asks to slow down").await;
            window
                .shows("It did not say for how long. Try again in a few minutes.")
                .await;
            proxy.refuse_nothing();
            window.click("button", "Try again").await;
            details_of(window, "1.3").await;
        })
        .await;
}

#[tokio::test]
async fn a_full_disk_is_said_where_something_is_kept_and_loses_nothing() {
    let mut desktop = Desktop::start().await;
    let disk = match SmallDisk::mount(desktop.home(), 32 * 1024).await {
        Ok(disk) => disk,
        Err(reason) => {
            println!("skipped, this system mounts nothing for a test: {reason}");
            return;
        }
    };
    let program = desktop.home().root().join("portolan-on-a-small-disk");
    disk.put(&desktop.program(), &program);
    desktop.set_program(&program);
    let mut images = Vec::new();
    desktop
        .journey("disk-full", async |window| {
            window.find("button", "Make sample images").await;
            window.settled().await;
            disk.fill();
            window.click("button", "Make sample images").await;
            disk_is_full(window, &desktop).await;
            disk.clear();
            window.click("button", "Try again").await;
            window.find("heading", "The sample images are ready").await;
            let (registry, host) = (local_registry(&desktop).await, local_host(&desktop).await);
            images = images_of(&registry).await;
            open_repository(window, &host, SIGNED, "1 image").await;
            window.press("Control+D").await;
            window.shows("Bookmark added").await;

            disk.fill();
            window.click("treeitem", "Settings").await;
            choose(window, "Theme", "Dark").await;
            disk_is_full(window, &desktop).await;
            // What can't be kept is shown all the same; but nothing is deleted that can't be put back.
            open_repository(window, &host, SHARED, "2 images").await;
            disk_is_full(window, &desktop).await;
            select(window, "1.8.5").await;
            window.press("Delete").await;
            read_dialog(window, "alertdialog", "Delete 1 image", "The disk is full").await;
            assert_eq!(images_of(&registry).await, images);

            disk.clear();
            window.press("Enter").await;
            read_plan(window, "alertdialog", "Delete 1 image").await;
            window.click("button", "Delete image").await;
            window
                .shows("1 image deleted from samples/lighthouse")
                .await;
            window.hides("The disk is full").await;
            window.click("button", "Undo").await;
            until("the image to be back", async || {
                (images_of(&registry).await == images).then_some(())
            })
            .await;
            window.click("treeitem", "Settings").await;
            choose(window, "Theme", "Dark").await;
            window.hides("The disk is full").await;
        })
        .await;
    desktop
        .journey("disk-was-full", async |window| {
            window.find("treeitem", SIGNED).await;
            let host = local_host(&desktop).await;
            open_repository(window, &host, SHARED, "2 images").await;
            let registry = local_registry(&desktop).await;
            assert_eq!(images_of(&registry).await, images);
        })
        .await;
}

/// Pushes images `1.0`, `1.1` and so on; answers their tags.
async fn push_releases(push: &Pusher, count: usize) -> Vec<String> {
    let mut tags = Vec::new();
    for number in 0..count {
        let tag = format!("1.{number}");
        push.image(REPOSITORY, &tag, &format!("of {tag}")).await;
        tags.push(tag);
    }
    tags
}

async fn connect(window: &Window, host: &str) {
    begin_connection(window, host).await;
    window.click("button", "Add").await;
    find_row(window, REPOSITORY).await;
}

/// Waits until the row of an image says what it is.
async fn details_of(window: &Window, tag: &str) {
    until(&format!("the details of {tag}"), async || {
        let row = find_row(window, tag).await;
        row.name().contains("amd64").then_some(())
    })
    .await;
}

/// How many of the things that an activity touched are in that state.
async fn items(window: &Window, state: &str) -> usize {
    let list = window.find("grid", "What it touched").await;
    let rows = window.all_in(&list, "row").await;
    rows.iter()
        .filter(|row| row.name().ends_with(state))
        .count()
}

async fn disk_is_full(window: &Window, desktop: &Desktop) {
    window.shows("The disk is full").await;
    let home = desktop.home().portolan().display().to_string();
    window.shows(&home).await;
}

/// The manifests behind each tag of the sample images that are changed.
async fn images_of(registry: &Pusher) -> Vec<(String, Option<Vec<u8>>)> {
    let mut images = Vec::new();
    for repository in [SHARED, SIGNED] {
        for tag in registry.tags(repository).await {
            let manifest = registry.manifest_of(repository, &tag).await;
            images.push((format!("{repository}:{tag}"), manifest));
        }
    }
    images
}
