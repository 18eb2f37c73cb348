//! The page of a repository of the gallery and of its publisher: reached from the gallery and by what is pasted
//! into the address box, and all of it following one tag and one platform.

use portolan_tests::{
    DockerRegistry, FreshHome, Galleries, Gallery, Keyring, Setup, ShownListing,
    desktop::{Desktop, Window},
    until,
};

use crate::steps::{choose, press_row};

const BOX: &str = "Search the gallery";

#[tokio::test]
async fn a_listing_is_opened_from_the_gallery_and_its_command_follows_the_choice() {
    let desktop = Desktop::start().await;
    desktop
        .journey("listing", async |window| {
            window.find("heading", "Portolan").await;
            window.press("Control+E").await;
            window.focus_reaches("combobox", BOX).await;
            window.type_text("docker.io/library/nginx").await;
            until("the first hit", async || {
                let grids = window.all("grid").await;
                let hits = window.all_in(grids.first()?, "gridcell").await;
                hits.first()?.name().contains("nginx").then_some(())
            })
            .await;
            window.press("Enter").await;
            window.find("heading", "library/nginx").await;
            window
                .shows("From the catalogue shipped with Portolan")
                .await;
            command_becomes(window, "docker pull docker.io/library/nginx:latest").await;

            // A tag that nobody has told of can be typed.
            window.click("button", "latest Tag").await;
            window.find("searchbox", "Tag or digest").await;
            window.type_text("1.27-alpine").await;
            window.find("option", "1.27-alpine").await;
            window.press("Down").await;
            window.press("Enter").await;
            command_becomes(window, "docker pull docker.io/library/nginx:1.27-alpine").await;
            choose(window, "Platform", "linux/arm64").await;
            command_becomes(
                window,
                "docker pull --platform linux/arm64 docker.io/library/nginx:1.27-alpine",
            )
            .await;
            let address = window.find("combobox", "Address").await.value().await;
            assert_eq!(address, "docker.io/library/nginx:1.27-alpine");
            window.click("button", "Copy command for Docker").await;
            window.shows("Copied").await;

            window.find("tab", "Use it").await.click().await;
            let compose = window.find("region", "Compose").await;
            assert!(
                compose
                    .text()
                    .await
                    .contains("docker.io/library/nginx:1.27-alpine")
            );
        })
        .await;
}

#[tokio::test]
async fn an_image_is_opened_from_the_tags_of_a_listing_without_a_connection() {
    let registry = DockerRegistry::start(Setup::DeletionOn).await;
    let pushed = registry
        .pusher()
        .image("library/orrery", "1.27", "brass")
        .await;
    let galleries = Galleries::start().await;
    let listing = ShownListing::new("library", "orrery", "Turns the planets");
    galleries.show(Gallery::DockerHub, listing);
    let home = FreshHome::new()
        .asking(&galleries)
        .pulling(Gallery::DockerHub, registry.host());
    let desktop = Desktop::start_with(home, Keyring::Open).await;
    desktop
        .journey("listing-image", async |window| {
            window.go_to("https://hub.docker.com/_/orrery").await;
            window.find("heading", "library/orrery").await;
            // Its name has their number once the page has come to rest.
            window.click("tab", "Tags 2").await;
            press_row(window, "1.27").await;
            window.press("Enter").await;
            window.find("heading", "orrery:1.27").await;
            window.click("tab", "History 1").await;
            window.shows("brass /").await;
            let digest = pushed.digest.to_string();
            window.shows(&digest[digest.len() - 4..]).await;
            // Whoever looks around has no connection for it, and changes nothing.
            assert!(!window.has("treeitem", registry.host()).await);
        })
        .await;
}

#[tokio::test]
async fn a_gallery_address_and_a_link_of_ones_own_open_the_page() {
    let desktop = Desktop::start().await;
    desktop
        .journey("listing-address", async |window| {
            for (pasted, name, command) in [
                (
                    "https://gallery.ecr.aws/nginx/nginx",
                    "nginx/nginx",
                    "docker pull public.ecr.aws/nginx/nginx:latest",
                ),
                (
                    "portolan://public.ecr.aws/docker/library/redis:7",
                    "docker/library/redis",
                    "docker pull public.ecr.aws/docker/library/redis:7",
                ),
                (
                    "https://hub.docker.com/_/postgres",
                    "library/postgres",
                    "docker pull docker.io/library/postgres:latest",
                ),
            ] {
                window.go_to(pasted).await;
                window.find("heading", name).await;
                command_becomes(window, command).await;
            }
        })
        .await;
}

#[tokio::test]
async fn everything_by_one_publisher_is_listed_searched_and_opened() {
    let desktop = Desktop::start().await;
    desktop
        .journey("publisher", async |window| {
            window.go_to("docker.io/library/redis").await;
            window.find("heading", "library/redis").await;
            window
                .find_like("button", "Everything by")
                .await
                .click()
                .await;
            window.arrives("gridcell", "redis").await;
            let search = window.find_like("combobox", "Search everything by").await;
            search.fill("rabbit").await;
            until("one repository to be left", async || {
                let grids = window.all("grid").await;
                let hits = window.all_in(grids.first()?, "gridcell").await;
                (hits.len() == 1 && hits[0].name().contains("rabbitmq")).then_some(())
            })
            .await;
            window.press("Enter").await;
            window.find("heading", "library/rabbitmq").await;
        })
        .await;
}

async fn command_becomes(window: &Window, command: &str) {
    until(&format!("the command {command:?}"), async || {
        let block = window.all("group").await;
        let block = block.iter().find(|it| it.name() == "Pull")?;
        let said = block.try_text().await?;
        // Where a line is broken is the page's business.
        let said: String = said.split_whitespace().collect();
        let command: String = command.split_whitespace().collect();
        said.contains(&command).then_some(())
    })
    .await;
}
