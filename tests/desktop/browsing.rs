//! Browsing: filter, order and selection of the images in a repository, the tree of repositories, and what
//! is inside an image.

use portolan_tests::{
    desktop::{Desktop, Window},
    until,
};

use crate::steps::{choose, find_row, local_host, make_samples, open_repository};

#[tokio::test]
async fn images_are_filtered_ordered_and_selected_by_the_keyboard() {
    let desktop = Desktop::start().await;
    desktop
        .journey("grid", async |window| {
            make_samples(window).await;
            let host = local_host(&desktop).await;
            open_repository(window, &host, "samples/logbook", "59 images").await;

            window
                .find("searchbox", "Filter by tag or digest")
                .await
                .fill("rc")
                .await;
            until("the filter to leave only pre-releases", async || {
                let tags = shown_tags(window).await;
                (!tags.is_empty() && tags.iter().all(|tag| tag.contains("rc"))).then_some(())
            })
            .await;
            window
                .find("searchbox", "Filter by tag or digest")
                .await
                .fill("nothing")
                .await;
            window.find("heading", "No image matches").await;
            window.click("button", "Clear filters").await;
            window.shows("59 images").await;
            choose(window, "Age", "At least 365 days old").await;
            window.shows("of 59 images").await;
            window.click("button", "Clear filters").await;

            // The newest version is the first, until another order is asked for.
            let newest = first_tag(window).await;
            for is_newest in [false, true] {
                window.click("button", "Tags").await;
                until("the other order", async || {
                    ((first_tag(window).await == newest) == is_newest).then_some(())
                })
                .await;
            }

            window
                .find("grid", "Images of samples/logbook")
                .await
                .click()
                .await;
            window.press("Home").await;
            window.press("Shift+Down").await;
            window.press("Shift+Down").await;
            window.shows("3 selected").await;
            // Control leaves the selection as it is, and space takes one more row into it.
            window.press("Control+Down").await;
            window.press("Control+Down").await;
            window.press("Space").await;
            window.shows("4 selected").await;
            window.press("Control+A").await;
            window.shows("59 selected").await;
            window.press("Escape").await;
            // Letters lead to the row that begins so.
            window.type_text("1.0").await;
            until("the row of 1.0", async || {
                let at = window.focused().await?;
                (at.role == "row" && at.name.contains("1.0")).then_some(())
            })
            .await;
        })
        .await;
}

#[tokio::test]
async fn repositories_are_found_in_the_list_and_in_the_tree_and_images_are_read_to_the_end() {
    let desktop = Desktop::start().await;
    desktop
        .journey("browse", async |window| {
            make_samples(window).await;
            let host = local_host(&desktop).await;
            window.go_to(&host).await;
            find_row(window, "samples/anchor").await;
            window
                .find("searchbox", "Filter repositories")
                .await
                .fill("charts")
                .await;
            until("the others to go", async || {
                let tags = window.all("row").await;
                (!tags.iter().any(|row| row.name().contains("samples/anchor"))).then_some(())
            })
            .await;
            find_row(window, "samples/charts/harbour").await;
            window
                .find("searchbox", "Filter repositories")
                .await
                .fill("")
                .await;
            window.click("button", "Tree").await;
            window.find("tree", "Repositories of Local registry").await;
            window.arrives("treeitem", "anchor").await;

            window.go_to(&format!("{host}/samples/harbour:2.4.0")).await;
            window.find("heading", "harbour:2.4.0").await;
            window.find("grid", "Platforms of this index").await;
            for (tab, words) in [
                ("History", "Steps of the build"),
                ("Layers", "compressed"),
                ("Raw", "schemaVersion"),
            ] {
                window.find_like("tab", tab).await.click().await;
                until(&format!("{tab} to show {words:?}"), async || {
                    let page = window.find("main", "").await;
                    let text = page.try_text().await?;
                    let outline = window.accessible().await;
                    (text.contains(words) || outline.iter().any(|it| it.name.contains(words)))
                        .then_some(())
                })
                .await;
            }
            window.go_to(&format!("{host}/samples/compass:3.1.4")).await;
            window.find("heading", "compass:3.1.4").await;
            window.find_like("tab", "Referrers").await.click().await;
            window.shows("Signature").await;
            window.go_to(&format!("{host}/samples/wreck:1.2.0")).await;
            window
                .shows("This index is broken: the registry lacks")
                .await;
        })
        .await;
}

/// The first words of each row that shows an image.
async fn shown_tags(window: &Window) -> Vec<String> {
    let grid = window.find("grid", "Images of samples/logbook").await;
    let rows = window.all_in(&grid, "row").await;
    // The first row has the names of the columns.
    rows.iter()
        .skip(1)
        .filter_map(|row| row.name().split(' ').next().map(str::to_owned))
        .collect()
}

async fn first_tag(window: &Window) -> String {
    shown_tags(window)
        .await
        .into_iter()
        .next()
        .unwrap_or_default()
}
