//! Rolling a tag back in the window: its moves, what changed since, and one press that puts it back.

use portolan_tests::{DockerRegistry, Setup, desktop::Desktop, until};

use crate::{
    album::Album,
    steps::{begin_connection, find_row, open_repository},
};

#[tokio::test]
async fn a_tag_is_put_back_where_it_was() {
    let registry = DockerRegistry::start(Setup::DeletionOn).await;
    let pusher = registry.pusher();
    let first = pusher.image("team/app", "latest", "one").await;
    let desktop = Desktop::start().await;
    desktop
        .journey("roll-back", async |window| {
            let album = Album::of(window, "light");
            begin_connection(window, registry.host()).await;
            window.click("button", "Add").await;
            find_row(window, "team/app").await;
            open_repository(window, registry.host(), "team/app", "1 image").await;
            let image = format!("{}/team/app:latest", registry.host());
            window.go_to(&image).await;
            window.click("tab", "Moves").await;
            window.find("table", "Where latest pointed").await;

            pusher.image("team/app", "latest", "two").await;
            open_repository(window, registry.host(), "team/app", "1 image").await;
            window.press("F5").await;
            window.go_to(&image).await;
            // What the page shows of the other image moves its tabs.
            window.find("row", "text two").await;
            window.click("tab", "Moves").await;
            let compare = window.find_like("button", "What changed since").await;
            compare.click().await;
            window.shows("1 layer added").await;
            album.look_at("tag-moves").await;
            let back = window.find_like("button", "Put latest back to").await;
            back.click().await;
            window.click("button", "Move tag").await;
            until("the tag to be back", async || {
                let now = pusher.manifest_of("team/app", "latest").await;
                (now == Some(first.bytes.clone())).then_some(())
            })
            .await;
            window.click("treeitem", "Activity").await;
            find_row(window, "latest").await;
            window.click("button", "Watches").await;
            window.shows("Nothing is watched.").await;
            album.look_at("watches").await;
            album.close();
        })
        .await;
}
