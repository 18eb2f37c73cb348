//! Where listings come from: a harvest with faults, stopped and gone on with after a restart, and packs
//! that carry what was found to a machine without a network.

use std::fs;

use portolan_tests::{
    Answer, FreshHome, Galleries, Gallery, Keyring, ShownListing,
    desktop::{Desktop, Window},
    until,
};

use crate::gallery::{hit_comes, the_box_has_the_focus};

const SCREEN: &str = "portolan:gallery/sources";
const SEARCH: &str = "/searchRepositoryCatalogData";

/// So many that the harvest takes a while.
fn show_many(galleries: &Galleries) {
    for number in 0..320 {
        let alias = ["brass", "copper", "gold", "iron"][number % 4];
        let name = format!("orrery-{number:03}");
        let listing = ShownListing::new(alias, &name, "Turns the planets");
        galleries.show(Gallery::EcrPublic, listing);
    }
}

async fn search_offline(window: &Window, text: &str, hit: &str) {
    window.press("Control+E").await;
    the_box_has_the_focus(window).await;
    window.type_text(text).await;
    hit_comes(window, hit).await;
}

#[tokio::test]
async fn a_harvest_with_faults_is_stopped_and_goes_on_after_a_restart() {
    let galleries = Galleries::start().await;
    show_many(&galleries);
    let html = Answer::status(200).body("<html>sorry</html>");
    galleries.fault(SEARCH, [Answer::status(500), html]);
    let home = FreshHome::new().asking(&galleries);
    let desktop = Desktop::start_with(home, Keyring::Open).await;
    desktop
        .journey("harvest-stopped", async |window| {
            window.find("heading", "Portolan").await;
            window.go_to(SCREEN).await;
            window
                .click("button", "Harvest all of Amazon ECR Public")
                .await;
            until("some to be asked past the faults", async || {
                (galleries.seen().len() > 4).then_some(())
            })
            .await;
            window
                .click("button", "Pause harvesting Amazon ECR Public")
                .await;
            window
                .find("button", "Continue harvesting Amazon ECR Public")
                .await;
        })
        .await;
    let asked = galleries.seen().len();
    desktop
        .journey("harvest-continued", async |window| {
            window.find("heading", "Gallery sources").await;
            let go_on = window
                .find("button", "Continue harvesting Amazon ECR Public")
                .await;
            assert_eq!(galleries.seen().len(), asked, "nothing is asked by itself");
            go_on.click().await;
            window.shows("Harvested whole").await;
            search_offline(window, "orrery-319", "orrery-319").await;
        })
        .await;
}

#[tokio::test]
async fn a_pack_carries_what_was_found_and_a_damaged_one_is_refused_with_the_reason() {
    let galleries = Galleries::start().await;
    let listing = ShownListing::new("brass", "orrery", "Turns the planets");
    galleries.show(Gallery::EcrPublic, listing);
    let home = FreshHome::new().asking(&galleries);
    let desktop = Desktop::start_with(home, Keyring::Open).await;
    let pack = desktop.home().root().join("team.portolan-pack");
    desktop
        .journey("pack-written", async |window| {
            window.find("heading", "Portolan").await;
            // What the shipped catalogue lacks comes from the source.
            search_offline(window, "brass/orrery", "brass/orrery").await;
            window.go_to(SCREEN).await;
            window.click("radio", "What a search finds").await;
            window
                .find("searchbox", "Search")
                .await
                .fill("orrery")
                .await;
            window
                .find("textbox", "File")
                .await
                .fill(&pack.display().to_string())
                .await;
            window.click("button", "Export the pack").await;
            window.shows("Written to").await;
        })
        .await;
    let whole = fs::read(&pack).unwrap();
    let offline = Desktop::start().await;
    let damaged = offline.home().root().join("damaged.portolan-pack");
    fs::write(&damaged, &whole[..whole.len() - 9]).unwrap();
    offline
        .journey("pack-read", async |window| {
            window.find("heading", "Portolan").await;
            window.go_to(SCREEN).await;
            let path = window.find("textbox", "File to import").await;
            path.fill(&damaged.display().to_string()).await;
            window.click("button", "Import the pack").await;
            window.shows("Nothing was taken in.").await;
            path.fill(&pack.display().to_string()).await;
            window.click("button", "Import the pack").await;
            window.shows("was imported").await;
            search_offline(window, "brass/orrery", "brass/orrery").await;
        })
        .await;
}
