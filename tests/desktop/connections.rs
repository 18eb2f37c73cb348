//! A connection is edited, renamed, moved in the order, made read-only, and removed with its secret.

use portolan_tests::{
    DockerRegistry, PASSWORD, Setup, USER,
    desktop::{Desktop, Window},
    until,
};

use crate::steps::{
    all_is_closed, begin_connection, find_row, open_repository, press_row, read_dialog, select,
    select_connection, sign_in_as, tick,
};

#[tokio::test]
async fn a_connection_is_renamed_moved_made_read_only_and_removed() {
    let registry = DockerRegistry::start(Setup::Htpasswd).await;
    registry.pusher().image("team/app", "v1", "hello").await;
    let host = registry.host().to_owned();
    let desktop = Desktop::start().await;
    desktop
        .journey("edit-connection", async |window| {
            begin_connection(window, &host).await;
            sign_in_as(window, USER, PASSWORD).await;
            window.click("button", "Add").await;
            find_row(window, "team/app").await;

            select_connection(window, &host).await;
            window.click("button", "Edit…").await;
            window.find("textbox", "Name").await.fill("Harbour").await;
            tick(window, "Read-only").await;
            window.click("button", "Save").await;
            window.arrives("heading", "Harbour").await;
            // The secret was not typed again, and still signs in.
            open_repository(window, &host, "team/app", "1 image").await;
            select(window, "v1").await;
            window.press("Delete").await;
            window.press("Shift+F10").await;
            let delete = window.find_like("menuitem", "Delete image").await;
            assert!(delete.name().contains("This connection is read-only."));
            assert!(!delete.is_enabled().await);
            window.press("Escape").await;
            all_is_closed(window).await;
            assert!(!window.has("alertdialog", "Delete 1 image").await);

            select_connection(window, "Harbour").await;
            assert!(first_row(window).await.starts_with("Local registry"));
            window.click("button", "Move up").await;
            until("Harbour to be the first", async || {
                first_row(window).await.starts_with("Harbour").then_some(())
            })
            .await;
        })
        .await;
    assert_eq!(registry.pusher().tags("team/app").await, ["v1"]);
    assert_eq!(desktop.kept_secrets().await, 1);
    desktop
        .journey("remove-connection", async |window| {
            // The order was kept.
            select_connection(window, "Harbour").await;
            assert!(first_row(window).await.starts_with("Harbour"));
            window.click("button", "Remove…").await;
            read_dialog(
                window,
                "alertdialog",
                "Remove Harbour?",
                "The registry itself stays",
            )
            .await;
            window.click("button", "Remove connection").await;
            window.shows("Harbour was removed").await;
            window.gone("treeitem", "Harbour").await;
            // The registry inside Portolan stays.
            press_row(window, "Local registry").await;
            window.find("button", "Edit…").await;
            assert!(!window.has("button", "Remove…").await);
        })
        .await;
    assert_eq!(desktop.kept_secrets().await, 0);
}

/// What the first connection in the list is called, and what else its row says.
async fn first_row(window: &Window) -> String {
    let list = window.find("grid", "Connections").await;
    // The first of all rows has the names of the columns.
    let rows = window.all_in(&list, "row").await;
    rows[1].name().to_owned()
}
