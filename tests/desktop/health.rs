//! The health of a registry: looked into, a broken index found and deleted, and taken back; and its space.

use portolan_tests::desktop::Desktop;
use reqwest::Method;

use crate::steps::{local_host, local_registry, read_plan, tags_become};

#[tokio::test]
async fn a_broken_index_is_found_deleted_and_put_back_and_space_is_shown_as_a_map() {
    let desktop = Desktop::start().await;
    desktop
        .journey("health", async |window| {
            window.find("combobox", "Address").await;
            let registry = local_registry(&desktop).await;
            let layer = "x".repeat(200_000);
            let image = |tag, architecture| {
                registry.image_for("team/app", tag, &layer, "linux", architecture)
            };
            let amd64 = image("amd", "amd64").await;
            let arm64 = image("arm", "arm64").await;
            registry
                .index("team/app", "1.0", &[amd64, arm64.clone()])
                .await;
            let gone = format!("/v2/team/app/manifests/{}", arm64.digest);
            let answer = registry.ask(Method::DELETE, &gone).await;
            assert!(answer.status().is_success(), "{answer:?}");

            window.go_to(&local_host(&desktop).await).await;
            window.click("button", "Health and storage").await;
            window.click("button", "Look into all of it").await;
            window.find("table", "Broken indexes").await;
            window.shows("1 image is missing").await;
            window.click("button", "Delete it…").await;
            let plan = read_plan(window, "alertdialog", "Delete 1 image").await;
            assert!(plan.contains("1.0"), "{plan}");
            window.click("button", "Delete image").await;
            tags_become(&registry, "team/app", &["amd"]).await;
            window.find("heading", "Nothing wrong was found").await;
            window.click("button", "Undo").await;
            read_plan(window, "dialog", "Undo: Delete 1 image").await;
            window.click("button", "Undo").await;
            tags_become(&registry, "team/app", &["1.0", "amd"]).await;
            window.find("table", "Broken indexes").await;

            window.click("tab", "Storage").await;
            window.click("button", "team/app").await;
            window.find("group", "Space by image in team/app").await;
            window.find("table", "Images").await;
        })
        .await;
}
