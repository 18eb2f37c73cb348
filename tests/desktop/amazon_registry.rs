//! The registry of Amazon ECR in a region, in the real window: what is copied and what is cached, set and
//! taken back.

use portolan_tests::{
    aws::{Api, FakeAws, Picture},
    desktop::Window,
    until,
};
use serde_json::{Value, json};

use crate::{
    album::Album,
    amazon_steps::{connect_by_profile, desktop_of_a_profile},
    steps::{choose, press_row},
};

const REGION: &str = "eu-west-1";

/// What ECR itself answers in the region.
fn ask(fake: &FakeAws, operation: &str) -> Value {
    let answered = fake.region(REGION).perform(Api::Ecr, operation, json!({}));
    answered.unwrap()
}

fn rules(fake: &FakeAws) -> Value {
    ask(fake, "DescribeRegistry")["replicationConfiguration"]["rules"].clone()
}

fn cached(fake: &FakeAws) -> Vec<String> {
    let answer = ask(fake, "DescribePullThroughCacheRules");
    let rules = answer["pullThroughCacheRules"].as_array().unwrap().iter();
    rules
        .map(|rule| rule["ecrRepositoryPrefix"].as_str().unwrap().to_owned())
        .collect()
}

async fn cached_become(fake: &FakeAws, wanted: &[&str]) {
    until(
        &format!("the cache to have the rules {wanted:?}"),
        async || (cached(fake) == wanted).then_some(()),
    )
    .await;
}

/// Sets back what was done last that Activity says so, and waits until it is.
async fn set_back(window: &Window, deed: &str) {
    window.click("treeitem", "Activity").await;
    press_row(window, deed).await;
    window.click("button", "Set back").await;
    until(&format!("{deed:?} to be set back"), async || {
        (!window.has("button", "Set back").await).then_some(())
    })
    .await;
}

/// Presses a button once what was typed is checked.
async fn press_checked(window: &Window, name: &str) {
    until(&format!("a click on {name:?}"), async || {
        let button = window.find("button", name).await;
        (button.can_be_used().await && button.try_click().await).then_some(())
    })
    .await;
}

async fn open_settings(window: &Window) {
    window.click("button", "More").await;
    window
        .click("menuitem", "Registry settings of eu-west-1")
        .await;
    window
        .find("heading", "Registry settings of eu-west-1")
        .await;
}

#[tokio::test]
async fn a_registry_replicates_and_caches_as_it_was_set_and_each_is_taken_back() {
    let fake = FakeAws::start().await;
    let place = fake.region(REGION);
    place.repository("team/app");
    place.push("team/app", &Picture::of("one").tag("1.0"));
    let desktop = desktop_of_a_profile(&fake).await;
    desktop
        .journey("amazon-registry", async |window| {
            let album = Album::of(window, "amazon-registry");
            connect_by_profile(window, &fake, "eu-west-1/team/app").await;
            open_settings(window).await;

            window.click("button", "Add a rule").await;
            let region = window.find("combobox", "To the region").await;
            region.fill(REGION).await;
            window.shows("this is the registry itself").await;
            region.fill("us-east-1").await;
            window
                .find("textbox", "Repositories beginning with")
                .await
                .fill("team")
                .await;
            window
                .find_like("checkbox", "Delete there too")
                .await
                .click()
                .await;
            album.look_at("replication").await;
            press_checked(window, "Save replication").await;
            until("ECR to have the rule", async || {
                let rule = rules(&fake)[0].clone();
                (rule["deleteReplication"]["enabled"] == true).then_some(())
            })
            .await;
            assert_eq!(rules(&fake)[0]["destinations"][0]["region"], "us-east-1");

            window
                .find_like("button", "Copy what is there already")
                .await
                .click()
                .await;
            window
                .find_like("button", "Images of the copying")
                .await
                .click()
                .await;
            window
                .find(
                    "dialog",
                    "Images of the copying to 123456789012 in us-east-1",
                )
                .await;
            until("the images of the backfill", async || {
                let dialog = window.find_like("dialog", "Images of the copying").await;
                let again = window.find_in(&dialog, "button", "Look again").await;
                again.try_click().await;
                dialog.try_text().await?.contains("is there").then_some(())
            })
            .await;
            album.look_at("backfill").await;
            window.click("button", "Close").await;
            let there = fake.region("us-east-1");
            let images = there.perform(
                Api::Ecr,
                "ListImages",
                json!({ "repositoryName": "team/app" }),
            );
            assert_eq!(images.unwrap()["imageIds"][0]["imageTag"], "1.0");

            window.click("tab", "Pull-through cache").await;
            window.click("button", "New cache rule").await;
            choose(window, "Upstream", "Docker Hub").await;
            window.find("textbox", "Prefix").await.fill("quay").await;
            album.look_at("cache-rule").await;
            choose(window, "Upstream", "Quay").await;
            press_checked(window, "Create rule").await;
            cached_become(&fake, &["quay"]).await;
            window.click("button", "Try the rule quay").await;
            window.shows("The rule quay reaches its upstream.").await;
            place.repository("quay/podman/hello");
            place.push("quay/podman/hello", &Picture::of("hello").tag("latest"));
            window.click("button", "What the rule quay brought").await;
            window.shows("eu-west-1/quay/podman/hello").await;
            album.look_at("cached").await;
            window.click("button", "Close").await;
            album.look_at("cache").await;
            for tab in [
                "Scanning",
                "Creation templates",
                "Signing",
                "Permissions",
                "Account",
            ] {
                window.click("tab", tab).await;
                window.settled().await;
                album.look_at(&tab.to_lowercase().replace(' ', "-")).await;
            }

            set_back(window, "Set the cache rule quay of eu-west-1").await;
            assert_eq!(cached(&fake), [""; 0]);
            set_back(window, "Set replication of eu-west-1").await;
            assert_eq!(rules(&fake), json!([]));
            album.close();
        })
        .await;
}
