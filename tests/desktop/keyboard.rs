//! A whole journey without a pointer: samples, a repository, a tag, a deletion, its undo, tabs, a setting.

use portolan_tests::desktop::{Desktop, Window};

use crate::steps::{all_is_closed, find_row, local_host, local_registry, tags_become};

#[tokio::test]
async fn everything_is_reached_by_the_keyboard_alone() {
    let desktop = Desktop::start().await;
    desktop
        .journey("keyboard", async |window| {
            // From the top of the page, the samples are some tab stops away.
            window.find("button", "Make sample images").await;
            tab_to(window, "button", "Make sample images").await;
            window.press("Enter").await;
            window.find("heading", "The sample images are ready").await;
            let host = local_host(&desktop).await;
            let registry = local_registry(&desktop).await;

            window.go_to(&format!("{host}/samples/compass")).await;
            find_row(window, "3.1.4").await;
            tab_to(window, "grid", "Images of samples/compass").await;
            window.press("Home").await;
            focus_is_on_row(window, "3.1.4").await;
            window.press("Insert").await;
            window.focus_reaches("textbox", "Tag").await;
            window.type_text("keys").await;
            window.press("Enter").await;
            tags_become(
                &registry,
                "samples/compass",
                &["3.1", "3.1.4", "keys", "latest"],
            )
            .await;
            // The focus is back on the row it came from.
            focus_is_on_row(window, "3.1.4").await;
            window.press("Control+Z").await;
            tags_become(&registry, "samples/compass", &["3.1", "3.1.4", "latest"]).await;

            window.press("Shift+F10").await;
            window.find("menu", "Image actions").await;
            window.press("Escape").await;
            all_is_closed(window).await;
            focus_is_on_row(window, "3.1.4").await;
            window.press("Shift+F10").await;
            window.find("menu", "Image actions").await;
            window.press("Up").await;
            window
                .focus_reaches("menuitem", "Delete image… Delete")
                .await;
            window.press("Enter").await;
            // A question about a loss begins on the button that does nothing.
            window.focus_reaches("button", "Cancel").await;
            window.press("Tab").await;
            window.focus_reaches("button", "Delete image").await;
            window.press("Enter").await;
            tags_become(&registry, "samples/compass", &[]).await;
            window.find("heading", "No images here yet").await;
            window.shows("1 image deleted from samples/compass").await;
            all_is_closed(window).await;
            window.press("Control+Z").await;
            tags_become(&registry, "samples/compass", &["3.1", "3.1.4", "latest"]).await;

            find_row(window, "3.1.4").await;
            tab_to(window, "grid", "Images of samples/compass").await;
            window.press("Home").await;
            window.press("Enter").await;
            window.find("tab", "Overview").await;
            window.press("Alt+Left").await;
            window.find("heading", "samples/compass").await;
            window.press("Control+T").await;
            window.find("tab", "Welcome").await;
            window.press("Control+W").await;
            window.gone("tab", "Welcome").await;
            window.press("Control+,").await;
            window.find("heading", "Settings").await;
            // Parts of the window follow one another.
            window.press("F6").await;
            window.go_to("> Keyboard shortcuts").await;
            window.find("dialog", "Keyboard shortcuts").await;
            window.press("Escape").await;
            all_is_closed(window).await;
        })
        .await;
}

/// Presses Tab until the focus is there.
async fn tab_to(window: &Window, role: &str, name: &str) {
    let mut seen = Vec::new();
    for _ in 0..80 {
        let at = window.focused().await;
        if at
            .as_ref()
            .is_some_and(|at| at.role == role && at.name == name)
        {
            return;
        }
        seen.extend(at.map(|at| at.to_string()));
        window.press("Tab").await;
    }
    panic!("none of these tab stops is {role} {name:?}: {seen:#?}");
}

/// Waits until the keyboard is on the row whose name contains `part`.
async fn focus_is_on_row(window: &Window, part: &str) {
    portolan_tests::until(&format!("the focus on the row {part:?}"), async || {
        let at = window.focused().await?;
        (at.role == "row" && at.name.contains(part)).then_some(())
    })
    .await;
}
