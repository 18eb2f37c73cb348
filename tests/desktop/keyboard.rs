//! A whole journey without a pointer: samples, a repository, a tag, a deletion, its undo, a tab.

use portolan_tests::desktop::Desktop;

use crate::steps::{go_to, local_host};

#[tokio::test]
async fn everything_is_reached_by_the_keyboard_alone() {
    let desktop = Desktop::start().await;
    desktop
        .journey("keyboard", async |window| {
            window.find("button", "Make sample images").await;
            // From the top of the page, the samples are some tab stops away.
            tab_to(window, "button", "Make sample images").await;
            window.press("Enter").await;
            window.find("heading", "The sample images are ready").await;
            let host = local_host(&desktop).await;
            go_to(window, &format!("{host}/samples/compass")).await;
            window.find_like("row", "latest 3.1.4 3.1").await;
            tab_to(window, "grid", "Images of samples/compass").await;
            window.press("Down").await;
            window.press("Home").await;
            window.find("button", "Actions").await;
            window.press("Insert").await;
            window.focus_reaches("textbox", "Tag").await;
            window.type_text("keys").await;
            window.press("Enter").await;
            window.find_like("row", "latest 3.1.4 3.1 +1").await;
            // The focus is back on the row it came from.
            let row = window.focused().await;
            assert!(row.as_ref().is_some_and(|at| at.role == "row"), "{row:?}");
            window.press("Shift+F10").await;
            window.find_like("menuitem", "Delete image").await;
            window.press("Escape").await;
            window.gone("menu", "Actions").await;
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
        })
        .await;
}

/// Presses Tab until the focus is there.
async fn tab_to(window: &portolan_tests::desktop::Window, role: &str, name: &str) {
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
