//! Amazon ECR in the real window, over the real SDKs: connected by a profile, changed and taken back.

use portolan_tests::{
    aws::{FakeAws, Picture},
    desktop::Window,
    until,
};

use crate::{
    album::Album,
    amazon_steps::{connect_by_profile, desktop_of_a_profile},
    steps::{find_row, press_row, select},
};

const REGION: &str = "eu-west-1";
const REPOSITORY: &str = "eu-west-1/team/app";

/// The tags that ECR has of a repository of the region.
fn tags(fake: &FakeAws, repository: &str) -> Vec<String> {
    let asked = serde_json::json!({ "repositoryName": repository });
    let api = portolan_tests::aws::Api::Ecr;
    let answer = fake.region(REGION).perform(api, "ListImages", asked);
    let answer = answer.unwrap();
    let ids = answer["imageIds"].as_array().into_iter().flatten();
    let mut tags: Vec<String> = ids
        .filter_map(|it| it["imageTag"].as_str().map(str::to_owned))
        .collect();
    tags.sort();
    tags
}

async fn tags_become(fake: &FakeAws, repository: &str, wanted: &[&str]) {
    until(&format!("{repository} to have {wanted:?}"), async || {
        (tags(fake, repository) == wanted).then_some(())
    })
    .await;
}

/// Opens a repository from the list of its connection.
async fn open_listed(window: &Window, repository: &str) {
    press_row(window, repository).await;
    window.press("Enter").await;
    window.find("heading", repository).await;
}

#[tokio::test]
async fn a_profile_connects_and_a_tag_that_was_added_is_taken_back() {
    let fake = FakeAws::start().await;
    let place = fake.region(REGION);
    place.repository("team/app");
    place.push("team/app", &Picture::of("one").tag("1.0").pushed(40.0));
    place.push("team/app", &Picture::of("two").tag("2.0").tag("latest"));
    let desktop = desktop_of_a_profile(&fake).await;
    desktop
        .journey("amazon", async |window| {
            let album = Album::of(window, "amazon");
            connect_by_profile(window, &fake, REPOSITORY).await;
            album.look_at("registry").await;
            open_listed(window, REPOSITORY).await;
            find_row(window, "1.0").await;
            album.look_at("repository").await;

            select(window, "1.0").await;
            window.press("Insert").await;
            window.find("dialog", "Add a tag").await;
            window.find("textbox", "Tag").await.fill("stable").await;
            window.click("button", "Add tag").await;
            tags_become(&fake, "team/app", &["1.0", "2.0", "latest", "stable"]).await;
            window.click("button", "Undo").await;
            tags_become(&fake, "team/app", &["1.0", "2.0", "latest"]).await;
            album.close();
        })
        .await;
}
