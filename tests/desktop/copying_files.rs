//! An archive that is let fall onto a repository is pushed there, an image is saved to a file that is
//! chosen in the system's dialog, and skopeo reads both back; the file is removed again from Activity.

use std::path::Path;

use portolan_tests::{
    DockerRegistry, Setup,
    desktop::{Desktop, Window},
    skopeo_copy, until,
};
use serde_json::json;

use crate::steps::{begin_connection, find_row, open_repository, read_dialog, select, tags_become};

const REPOSITORY: &str = "team/app";

#[tokio::test]
async fn an_archive_let_fall_on_a_repository_is_pushed_and_an_image_is_saved_as_one() {
    let registry = DockerRegistry::start(Setup::DeletionOn).await;
    let host = registry.host();
    registry.pusher().image(REPOSITORY, "1.0", "hello").await;
    let mut desktop = Desktop::start().await;
    let folder = desktop.home().root().to_owned();
    let archive = folder.join("dropped.tar");
    skopeo_copy(
        &format!("docker://{host}/{REPOSITORY}:1.0"),
        &format!("oci-archive:{}:dropped", archive.display()),
    );
    let saved = folder.join("saved.tar");
    let portal = desktop.choose_file(&saved).await;
    desktop
        .journey("copying-files", async |window| {
            begin_connection(window, host).await;
            window.click("button", "Add").await;
            find_row(window, REPOSITORY).await;
            open_repository(window, host, REPOSITORY, "1 image").await;
            let_fall(window, &archive).await;
            let dialog = "Push from this computer";
            read_dialog(window, "dialog", dialog, "OCI archive with 1 image").await;
            window.click("button", "Preview").await;
            let plan = read_dialog(window, "dialog", dialog, "What happens").await;
            assert!(plan.contains("dropped"), "{plan}");
            window.click("button", "Push").await;
            tags_become(&registry.pusher(), REPOSITORY, &["1.0", "dropped"]).await;

            select(window, "1.0").await;
            window.click("button", "Actions").await;
            window.click("menuitem", "Save to file or engine…").await;
            window.find("dialog", "Save 1 image").await;
            window.click("button", "Choose a file…").await;
            until("the chosen path", async || {
                let field = window.find("textbox", "File").await;
                (field.value().await == saved.display().to_string()).then_some(())
            })
            .await;
            window.click("button", "Preview").await;
            read_dialog(window, "dialog", "Save 1 image", "when all of it is").await;
            window.click("button", "Save").await;
            until("the file", async || saved.exists().then_some(())).await;
            assert_eq!(portal.asked().len(), 1);
            skopeo_copy(
                &format!("oci-archive:{}:1.0", saved.display()),
                &format!("dir:{}", folder.join("read").display()),
            );

            window.click("treeitem", "Activity").await;
            find_row(window, "Save images of").await.click().await;
            window.click("button", "Remove the file").await;
            until("the file to go", async || (!saved.exists()).then_some(())).await;
        })
        .await;
    skopeo_copy(
        &format!("docker://{host}/{REPOSITORY}:dropped"),
        &format!("dir:{}", folder.join("pushed").display()),
    );
}

/// As the window is told of what another program lets fall onto it.
async fn let_fall(window: &Window, file: &Path) {
    let emit = r#"const [name, payload] = arguments;
        window.__TAURI_INTERNALS__.invoke("plugin:event|emit", { event: name, payload });"#;
    let dropped = json!({ "paths": [file], "position": { "x": 9, "y": 9 } });
    let event = json!("tauri://drag-drop");
    window.script(emit, vec![event, dropped]).await;
}
