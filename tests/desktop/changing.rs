//! Tags added, renamed and removed, images deleted, and all of it taken back: from the toast, and
//! days later from Activity.

use portolan_tests::desktop::{Desktop, Window};

use crate::steps::{local_host, make_samples, open_sample, select};

const IMAGE: &str = "samples/compass";

async fn begin(desktop: &Desktop, window: &Window) {
    make_samples(window).await;
    open_sample(window, &local_host(desktop).await, IMAGE, "1 image").await;
    window.find_like("row", "latest 3.1.4 3.1").await;
}

#[tokio::test]
async fn a_tag_is_added_and_taken_back_from_the_toast() {
    let desktop = Desktop::start().await;
    desktop
        .journey("add-tag", async |window| {
            begin(&desktop, window).await;
            select(window, "latest 3.1.4 3.1").await;
            window.press("Insert").await;
            window.find("dialog", "Add a tag").await;
            window.focus_reaches("textbox", "Tag").await;
            window.type_text("stable").await;
            window.press("Enter").await;
            // The grid names the first tags and counts the others.
            window.find_like("row", "latest 3.1.4 3.1 +1").await;
            window.click("button", "Undo").await;
            confirm_undo(window).await;
            window.find_like("row", "latest 3.1.4 3.1 3").await;
        })
        .await;
}

#[tokio::test]
async fn one_tag_is_removed_and_the_others_stay() {
    let desktop = Desktop::start().await;
    desktop
        .journey("remove-tag", async |window| {
            begin(&desktop, window).await;
            select(window, "latest 3.1.4 3.1").await;
            window.press("Shift+Delete").await;
            window.find("dialog", "Remove tags").await;
            // None is ticked at first; only `3.1` shall go.
            window.click("checkbox", "3.1").await;
            window.click("button", "Remove tag").await;
            window.find_like("row", "latest 3.1.4 3 signatures").await;
        })
        .await;
}

#[tokio::test]
async fn a_deleted_image_comes_back_days_later_from_activity() {
    let desktop = Desktop::start().await;
    desktop
        .journey("delete-image", async |window| {
            begin(&desktop, window).await;
            select(window, "latest 3.1.4 3.1").await;
            window.press("Delete").await;
            window.find("alertdialog", "Delete 1 image").await;
            // The blast radius names every tag and every referrer before anything is done.
            window.shows("more tags go with it").await;
            window
                .shows("3 signatures, SBOMs or attestations follow")
                .await;
            window.shows("Undo is certain").await;
            window.click("button", "Delete image").await;
            window.shows("No images").await;
        })
        .await;
    // The program has ended and starts anew.
    desktop
        .journey("undo-later", async |window| {
            window.click("treeitem", "Activity").await;
            window
                .find_like("row", "Delete 1 image")
                .await
                .click()
                .await;
            window.click("button", "Undo…").await;
            confirm_undo(window).await;
            open_sample(window, &local_host(&desktop).await, IMAGE, "1 image").await;
            window
                .find_like("row", "latest 3.1.4 3.1 3 signatures")
                .await;
        })
        .await;
}

/// Says yes where the undo asks first.
async fn confirm_undo(window: &Window) {
    if let Some(name) = window
        .first_of("button", &["Undo it", "Undo", "Put it back"])
        .await
    {
        window.click("button", &name).await;
    }
}
