//! Harbor in the real window: connected by its address, recognised by itself, browsed with the columns that
//! its own API fills, a tag removed and taken back, an image scanned, its retention set and tried.

use portolan_tests::{
    desktop::Desktop,
    until,
    vendors::{HarborApi, PretendedVendor},
};

use crate::steps::{
    begin_connection, find_row, open_repository, press_row, read_plan, select, sign_in_as,
    tags_become, tick,
};

const REPOSITORY: &str = "library/team/app";

#[tokio::test]
async fn a_harbor_is_recognised_browsed_with_its_dates_changed_and_taken_back() {
    let harbor = PretendedVendor::start(HarborApi::default(), HarborApi::shelf()).await;
    harbor.want("robot$ci", "secret");
    let pusher = harbor.pusher();
    pusher.image(REPOSITORY, "v1", "one").await;
    pusher.image(REPOSITORY, "stable", "one").await;
    pusher.image(REPOSITORY, "v2", "two").await;
    let desktop = Desktop::start().await;
    desktop
        .journey("harbor", async |window| {
            begin_connection(window, &harbor.host()).await;
            sign_in_as(window, "robot$ci", "secret").await;
            window.click("button", "Test connection").await;
            // By what it answers to anybody, and how one signs in to it is said.
            window.shows("Recognised as Harbor").await;
            window.find_like("region", "Signing in to Harbor").await;
            // So that each change shows its plan.
            tick(window, "Production").await;
            window.click("button", "Add").await;
            find_row(window, REPOSITORY).await;

            open_repository(window, &harbor.host(), REPOSITORY, "2 images").await;
            find_row(window, "v2").await;
            // What only Harbor's own API tells has its columns.
            window.find_like("columnheader", "Pushed").await;

            select(window, "v1").await;
            window.press("Shift+Delete").await;
            window.find("dialog", "Remove tags").await;
            window.click("checkbox", "v1").await;
            window.click("button", "Remove tag").await;
            let plan = read_plan(window, "alertdialog", "Remove tag v1").await;
            assert!(plan.contains("v1"), "{plan}");
            window.click("button", "Remove tag").await;
            tags_become(&pusher, REPOSITORY, &["stable", "v2"]).await;
            window.click("button", "Undo").await;
            read_plan(window, "dialog", "Undo: Remove tag v1").await;
            window.click("button", "Undo").await;
            tags_become(&pusher, REPOSITORY, &["stable", "v1", "v2"]).await;

            window
                .go_to(&format!("{}/{REPOSITORY}:v2", harbor.host()))
                .await;
            window.find("heading", "app:v2").await;
            window.click("tab", "Scan").await;
            window.click("button", "Scan now").await;
            until("Harbor to be asked for the scan", async || {
                let digest = pusher.manifest_of(REPOSITORY, "v2").await?;
                let digest = portolan_oci::Digest::of(&digest).to_string();
                harbor.rules().was_scanned(&digest).then_some(())
            })
            .await;
            window.shows("CVE-2026-0001").await;
        })
        .await;
}

#[tokio::test]
async fn a_tag_that_harbor_holds_is_refused_before_anything_is_done() {
    let harbor = PretendedVendor::start(HarborApi::default(), HarborApi::shelf()).await;
    let pusher = harbor.pusher();
    pusher.image(REPOSITORY, "v1", "one").await;
    {
        let mut shelf = harbor.shelf();
        let repository = shelf.repositories.get_mut(REPOSITORY).unwrap();
        repository.held.insert("v1".to_owned());
    }
    let desktop = Desktop::start().await;
    desktop
        .journey("harbor-held", async |window| {
            begin_connection(window, &harbor.host()).await;
            window.click("button", "Add").await;
            find_row(window, REPOSITORY).await;
            open_repository(window, &harbor.host(), REPOSITORY, "1 image").await;
            press_row(window, "v1").await;
            window.find("button", "Actions").await;
            window.press("Delete").await;
            window.shows("The tag must not move").await;
        })
        .await;
    assert_eq!(pusher.tags(REPOSITORY).await, ["v1"]);
}

#[tokio::test]
async fn what_harbor_retains_is_set_and_tried_without_losing_anything() {
    let harbor = PretendedVendor::start(HarborApi::default(), HarborApi::shelf()).await;
    harbor.want("admin", "secret");
    let pusher = harbor.pusher();
    for tag in ["v1", "v2", "v3"] {
        pusher.image(REPOSITORY, tag, tag).await;
    }
    let desktop = Desktop::start().await;
    desktop
        .journey("harbor-retention", async |window| {
            begin_connection(window, &harbor.host()).await;
            sign_in_as(window, "admin", "secret").await;
            window.click("button", "Add").await;
            find_row(window, REPOSITORY).await;
            window.click("button", "Administration").await;
            window.find("heading", "Administration").await;
            window.click("tab", "Retention").await;
            window.shows("Nothing is removed: no rules").await;
            window
                .click("button", "Change: Nothing is removed: no rules")
                .await;
            window.find("dialog", "Change the rule").await;
            window.click("button", "Add a rule").await;
            window.find("textbox", "Number").await.fill("2").await;
            window.click("button", "Save").await;
            window.shows("Retain the 2 that were pushed last").await;
            window.click("button", "Dry run").await;
            window.find("table", "Runs: Retention").await;
            let details = window.find_like("button", "Details of the run of");
            details.await.click().await;
            window.shows("2 stay, 1 go").await;
        })
        .await;
    let kept = harbor.rules().rules.retention("library").unwrap();
    assert_eq!(kept["rules"][0]["params"]["latestPushedK"], 2);
    assert_eq!(pusher.tags(REPOSITORY).await, ["v1", "v2", "v3"]);
}
