//! Where listings come from: a harvest with faults, stopped and gone on with after a restart, and packs
//! that carry what was found to a machine without a network.

use std::fs;

use portolan_tests::{
    Answer, FreshHome, Galleries, Gallery, Keyring, ShownListing,
    desktop::{Desktop, Window},
    until,
};

use serde_json::json;

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
async fn a_harvest_outlasts_that_the_program_is_killed_and_asks_nothing_twice() {
    let galleries = Galleries::start().await;
    show_many(&galleries);
    let home = FreshHome::new().asking(&galleries);
    let desktop = Desktop::start_with(home, Keyring::Open).await;
    desktop
        .journey("harvest-killed", async |window| {
            window.find("heading", "Portolan").await;
            window.go_to(SCREEN).await;
            window
                .click("button", "Harvest all of Amazon ECR Public")
                .await;
            until("some to be asked", async || {
                (galleries.seen().len() > 8).then_some(())
            })
            .await;
            window.kill_program().await;
        })
        .await;
    let asked = galleries.seen().len();
    desktop
        .journey("harvest-after-kill", async |window| {
            window.find("combobox", "Address").await;
            window.go_to(SCREEN).await;
            let go_on = window
                .find("button", "Continue harvesting Amazon ECR Public")
                .await;
            assert_eq!(galleries.seen().len(), asked, "nothing is asked by itself");
            go_on.click().await;
            window.shows("Harvested whole").await;
            let mut questions: Vec<_> = galleries.seen().into_iter().map(|it| it.body).collect();
            let all = questions.len();
            questions.sort();
            questions.dedup();
            assert!(
                all - questions.len() <= 1,
                "{} of {all} questions were asked again: one may have been cut off",
                all - questions.len()
            );
            window.press("Control+E").await;
            the_box_has_the_focus(window).await;
            window
                .type_text("publisher:brass,copper,gold,iron source:ecr-public")
                .await;
            window.shows("320 found").await;
        })
        .await;
}

#[tokio::test]
async fn a_pack_is_chosen_in_the_systems_own_dialog_or_let_fall_onto_the_window() {
    let mut desktop = Desktop::start().await;
    let pack = desktop.home().root().join("team.portolan-pack");
    let portal = desktop.choose_file(&pack).await;
    let shown = pack.display().to_string();
    desktop
        .journey("pack-chosen", async |window| {
            window.find("heading", "Portolan").await;
            window.go_to(SCREEN).await;
            window
                .click("button", "Choose where to write the pack")
                .await;
            becomes(window, "File", &shown).await;
            window.click("button", "Export the pack").await;
            window.shows("Written to").await;
            window.click("button", "Choose a pack to import").await;
            becomes(window, "File to import", &shown).await;
            window.click("button", "Import the pack").await;
            window.shows("was imported").await;

            // As the window is told of what another program lets fall onto it.
            let dragged = r#"const [name, payload] = arguments;
                window.__TAURI_INTERNALS__.invoke("plugin:event|emit", { event: name, payload });"#;
            let at = json!({ "x": 9, "y": 9 });
            let file = "/packs/other.portolan-pack";
            let over = json!({ "paths": [file], "position": at });
            let event = |name: &str| vec![json!(format!("tauri://drag-{name}")), over.clone()];
            window.script(dragged, event("enter")).await;
            window.shows("Let go to import this file.").await;
            window.script(dragged, event("drop")).await;
            becomes(window, "File to import", file).await;
            window.focus_reaches("button", "Import the pack").await;
        })
        .await;
    let asked = portal.asked();
    let titles: Vec<_> = asked
        .iter()
        .map(|it| (it.is_new, it.title.as_str()))
        .collect();
    assert_eq!(
        titles,
        [
            (true, "Choose where to write the pack"),
            (false, "Choose a pack to import")
        ]
    );
    assert!(asked[0].name.ends_with(".portolan-pack"), "{asked:?}");
}

/// Waits until this stands in a field.
async fn becomes(window: &Window, field: &str, value: &str) {
    until(&format!("{value:?} in {field:?}"), async || {
        (window.find("textbox", field).await.value().await == value).then_some(())
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
