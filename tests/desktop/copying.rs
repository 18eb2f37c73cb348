//! An image is dragged onto another registry, and by keyboard the same through the menu; what arrives is
//! read back by skopeo.

use portolan_tests::{
    DockerRegistry, Setup,
    desktop::{Desktop, Window},
    skopeo_copy,
};

use crate::steps::{
    begin_connection, choose, find_row, open_repository, read_dialog, select, tags_become,
};

const REPOSITORY: &str = "team/app";

#[tokio::test]
async fn an_image_that_is_dragged_onto_another_registry_arrives_there() {
    let source = DockerRegistry::start(Setup::DeletionOn).await;
    let destination = DockerRegistry::start(Setup::DeletionOn).await;
    let pushed = source.pusher().image(REPOSITORY, "1.0", "hello").await;
    source.pusher().image(REPOSITORY, "2.0", "again").await;
    let desktop = Desktop::start().await;
    desktop
        .journey("copying", async |window| {
            // One that is told apart from the other registry's connection by its content.
            destination
                .pusher()
                .image("here/already", "1", "there")
                .await;
            connect(window, destination.host(), "here/already").await;
            connect(window, source.host(), REPOSITORY).await;
            open_repository(window, source.host(), REPOSITORY, "2 images").await;

            let row = find_row(window, "1.0").await;
            let there = window.find_like("treeitem", destination.host()).await;
            window.drag(&row, &there).await;
            window.find("dialog", "Copy 1 image").await;
            window.click("button", "Preview").await;
            let plan = read_dialog(window, "dialog", "Copy 1 image", "to move").await;
            assert!(plan.contains("1.0") && plan.contains("new"), "{plan}");
            window.click("button", "Copy").await;
            tags_become(&destination.pusher(), REPOSITORY, &["1.0"]).await;

            select(window, "2.0").await;
            window.click("button", "Actions").await;
            window.click("menuitem", "Copy to…").await;
            window.find("dialog", "Copy 1 image").await;
            choose(window, "To the registry", destination.host()).await;
            window.click("button", "Preview").await;
            read_dialog(window, "dialog", "Copy 1 image", "to move").await;
            window.click("button", "Copy").await;
            tags_become(&destination.pusher(), REPOSITORY, &["1.0", "2.0"]).await;

            // Once more as Docker's, under a tag of its own.
            window.click("button", "Actions").await;
            window.click("menuitem", "Copy to…").await;
            window.find("dialog", "Copy 1 image").await;
            choose(window, "To the registry", destination.host()).await;
            let tags = window.find("textbox", "Tags there").await;
            tags.fill("converted").await;
            choose(window, "Form of the manifests", "Docker schema 2").await;
            window.click("button", "Preview").await;
            let plan = read_dialog(window, "dialog", "Copy 1 image", "to move").await;
            assert!(plan.contains("become Docker schema 2"), "{plan}");
            window.click("button", "Copy").await;
            let all = ["1.0", "2.0", "converted"];
            tags_become(&destination.pusher(), REPOSITORY, &all).await;
        })
        .await;
    let there = destination.pusher();
    let copied = there.manifest_of(REPOSITORY, "1.0").await;
    assert_eq!(copied, Some(pushed.bytes));
    let converted = there.manifest_of(REPOSITORY, "converted").await;
    let converted = String::from_utf8(converted.unwrap()).unwrap();
    assert!(
        converted.contains("vnd.docker.distribution.manifest.v2"),
        "{converted}"
    );
    let folder = tempfile::tempdir().unwrap();
    skopeo_copy(
        &format!("docker://{}/{REPOSITORY}:converted", destination.host()),
        &format!("dir:{}", folder.path().join("converted").display()),
    );
    skopeo_copy(
        &format!("docker://{}/{REPOSITORY}:1.0", destination.host()),
        &format!("oci:{}:read", folder.path().join("oci").display()),
    );
}

async fn connect(window: &Window, host: &str, repository: &str) {
    begin_connection(window, host).await;
    window.click("button", "Add").await;
    find_row(window, repository).await;
}
