//! What Amazon remembers, keeps away and charges, in the real window.

use portolan_tests::{
    aws::{ACCOUNT, Api, FakeAws, Picture},
    until,
};
use serde_json::{Value, json};

use crate::{
    album::Album,
    amazon_steps::{connect_by_profile, desktop_of_a_profile},
    steps::{all_is_closed, find_row, press_row, read_dialog, select},
};

const REGION: &str = "eu-west-1";
const REPOSITORY: &str = "eu-west-1/team/app";

/// Where ECR itself has an image of the region.
fn status(fake: &FakeAws, digest: &str) -> Value {
    let input = json!({
        "repositoryName": "team/app",
        "imageIds": [{ "imageDigest": digest }],
        "filter": { "imageStatus": "ANY" },
    });
    let answer = fake
        .region(REGION)
        .perform(Api::Ecr, "DescribeImages", input);
    answer.unwrap()["imageDetails"][0]["imageStatus"].clone()
}

fn pull(digest: &str) -> Value {
    json!({
        "eventName": "BatchGetImage",
        "eventSource": "ecr.amazonaws.com",
        "userIdentity": {
            "type": "AssumedRole",
            "arn": format!("arn:aws:sts::{ACCOUNT}:assumed-role/web/i-0123456789abcdef0"),
            "accountId": ACCOUNT,
            "sessionContext": { "sessionIssuer": { "userName": "web" } },
        },
        "sourceIPAddress": "203.0.113.7",
        "userAgent": "docker/27.0",
        "requestParameters": {
            "repositoryName": "team/app",
            "imageIds": [{ "imageDigest": digest, "imageTag": "1.0" }],
        },
        "resources": [{ "ARN": format!("arn:aws:ecr:{REGION}:{ACCOUNT}:repository/team/app") }],
    })
}

#[tokio::test]
async fn who_pulled_is_told_images_are_put_away_and_their_cost_is_reckoned() {
    let fake = FakeAws::start().await;
    fake.set_restore_time(600.0);
    let place = fake.region(REGION);
    place.repository("team/app");
    let old = place.push("team/app", &Picture::of("old").pushed(40.0).tag("1.0"));
    place.push("team/app", &Picture::of("new").tag("2.0"));
    place.event(3600.0, pull(&old));
    let desktop = desktop_of_a_profile(&fake).await;
    desktop
        .journey("amazon-trail", async |window| {
            let album = Album::of(window, "amazon");
            connect_by_profile(window, &fake, REPOSITORY).await;
            // What to type is shown whether an engine is here or not.
            window.click("button", "More").await;
            window.click("menuitem", "Sign in Docker / Podman…").await;
            window
                .shows("aws ecr get-login-password --region eu-west-1")
                .await;
            album.look_at("engines").await;
            window.press("Escape").await;
            all_is_closed(window).await;

            press_row(window, REPOSITORY).await;
            window.press("Enter").await;
            window.find("heading", REPOSITORY).await;

            // Put away, and got back by Activity.
            select(window, "1.0").await;
            window.click("button", "Actions").await;
            window.click("menuitem", "Archive…").await;
            let said =
                read_dialog(window, "dialog", "Put 1 image into the archive?", "90 days").await;
            assert!(said.contains("20 minutes"), "{said}");
            album.look_at("archive").await;
            window.click("button", "Archive").await;
            until("the image to be in the archive", async || {
                (status(&fake, &old) == "ARCHIVED").then_some(())
            })
            .await;
            window.click("treeitem", "Activity").await;
            window.find("heading", "Activity").await;
            press_row(window, "Archive 1 image").await;
            window.click("button", "Set back").await;
            until("the image to be on its way back", async || {
                (status(&fake, &old) == "ACTIVATING").then_some(())
            })
            .await;

            // Who pulled it.
            let host = fake.registry_host();
            window.go_to(&format!("{host}/team/app")).await;
            find_row(window, "1.0").await;
            window.click("button", "Repository settings").await;
            window.click("tab", "Activity").await;
            window.shows("instance i-0123456789abcdef0").await;
            album.look_at("trail").await;

            // What it costs.
            window.click("button", "Cost").await;
            window.find("heading", "Cost").await;
            // The rows in view have had their manifests read, so nothing is left to guess.
            window.shows("Everything is known").await;
            window.shows("< $0.0001").await;
            window.shows("One pull carries").await;
            album.look_at("cost").await;
            album.close();
        })
        .await;
}
