//! Portolan's own rules on a registry that has none: previewed, carried out, and taken back.

use portolan_tests::{DockerRegistry, Setup, desktop::Desktop};

use crate::{
    album::Album,
    steps::{
        begin_connection, find_row, local_host, local_registry, make_samples, open_repository,
        read_plan, tags_become,
    },
};

/// Sixty tags over two years, with pre-releases.
const LOGBOOK: &str = "samples/logbook";

#[tokio::test]
async fn rules_are_previewed_from_the_cache_carried_out_and_taken_back() {
    let desktop = Desktop::start().await;
    desktop
        .journey("lifecycle", async |window| {
            let album = Album::of(window, "lifecycle");
            make_samples(window).await;
            let registry = local_registry(&desktop).await;
            let host = local_host(&desktop).await;
            let all = registry.tags(LOGBOOK).await;
            open_repository(window, &host, LOGBOOK, "59 images").await;
            window.click("button", "Lifecycle").await;
            window.find("heading", "Lifecycle · samples/logbook").await;
            window.click("button", "Add a rule").await;
            // Everything was in view, so it is known.
            window.shows("49 deleted").await;
            window.shows("10 stay").await;
            window.click("button", "Save rules").await;
            window.shows("Rules saved").await;
            album.look_at("lifecycle-preview").await;

            window.click("button", "Carry out: 49 images…").await;
            let plan = read_plan(window, "alertdialog", "Delete 49 images by rules").await;
            assert!(plan.contains("Undo is certain"), "{plan}");
            let typed = window
                .find("textbox", &format!("Type {LOGBOOK} to confirm"))
                .await;
            typed.fill(LOGBOOK).await;
            window.click("button", "Carry out").await;
            window.shows("49 images deleted by rules").await;
            assert!(registry.tags(LOGBOOK).await.len() < all.len() - 40);
            window.shows("None deleted").await;

            window.click("button", "Undo").await;
            let all: Vec<&str> = all.iter().map(String::as_str).collect();
            tags_become(&registry, LOGBOOK, &all).await;
            album.close();
        })
        .await;
}

/// The last version of each `major.minor` stays.
const LAST_VERSION: &str = r#"{ "rules": [{ "rulePriority": 1, "selection": { "tagStatus": "tagged", "countType": "versionCountMoreThan", "countNumber": 1 }, "action": { "type": "expire" } }] }"#;

#[tokio::test]
async fn rules_work_on_a_registry_of_somebody_else_and_are_taken_back_there() {
    let registry = DockerRegistry::start(Setup::DeletionOn).await;
    let pusher = registry.pusher();
    let all = ["1.0.0", "1.0.1", "1.0.2", "1.1.0"];
    for version in all {
        pusher.image("team/app", version, version).await;
    }
    let desktop = Desktop::start().await;
    desktop
        .journey("lifecycle-elsewhere", async |window| {
            begin_connection(window, registry.host()).await;
            window.click("button", "Add").await;
            find_row(window, "team/app").await;
            open_repository(window, registry.host(), "team/app", "4 images").await;
            window.click("button", "Lifecycle").await;
            let document = window.find_like("textbox", "Rules (JSON)").await;
            document.fill(LAST_VERSION).await;
            window.shows("2 deleted").await;
            window.shows("2 stay").await;

            window.click("button", "Carry out: 2 images…").await;
            read_plan(window, "alertdialog", "Delete 2 images by rules").await;
            window.click("button", "Carry out").await;
            window.shows("2 images deleted by rules").await;
            tags_become(&pusher, "team/app", &["1.0.2", "1.1.0"]).await;

            window.click("button", "Undo").await;
            tags_become(&pusher, "team/app", &all).await;
        })
        .await;
}
