//! Amazon ECR in the real window, over the real SDKs: connected by a profile, changed and taken back.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use portolan_tests::{
    DockerRegistry, Pusher, Setup,
    aws::{Api, FakeAws, Picture},
    desktop::Window,
    skopeo_push, tool, until,
};
use serde_json::{Value, json};

use crate::{
    album::Album,
    amazon_steps::{connect_by_profile, desktop_of_a_profile},
    steps::{choose, find_row, press_row, read_dialog, select},
};

const REGION: &str = "eu-west-1";
const REPOSITORY: &str = "eu-west-1/team/app";

/// What ECR itself answers in the region.
fn ask(fake: &FakeAws, operation: &str, input: Value) -> Value {
    let answered = fake.region(REGION).perform(Api::Ecr, operation, input);
    answered.unwrap()
}

/// The tags that ECR has of a repository of the region.
fn tags(fake: &FakeAws, repository: &str) -> Vec<String> {
    let answer = ask(fake, "ListImages", json!({ "repositoryName": repository }));
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

/// Pushes an image as a person does: with skopeo out of another registry, or without it by HTTP.
async fn push(fake: &FakeAws, repository: &str, tag: &str, text: &str) -> String {
    let answer = ask(fake, "GetAuthorizationToken", json!({}));
    let token = &answer["authorizationData"][0]["authorizationToken"];
    let token = STANDARD.decode(token.as_str().unwrap()).unwrap();
    let token = String::from_utf8(token).unwrap();
    let password = token.strip_prefix("AWS:").unwrap().to_owned();
    let to = format!("{}/{repository}:{tag}", fake.registry_host());
    if tool("skopeo", "pushing to Amazon with it").is_none() {
        let pusher = Pusher::new(&fake.url(), Some(("AWS", &password)));
        return pusher.image(repository, tag, text).await.digest.to_string();
    }
    let source = DockerRegistry::start(Setup::DeletionOn).await;
    let pushed = source.pusher().image(repository, tag, text).await;
    let from = format!("docker://{}/{repository}:{tag}", source.host());
    let copied = tokio::task::spawn_blocking(move || {
        skopeo_push(&from, &format!("docker://{to}"), "AWS", &password);
    });
    copied.await.unwrap();
    pushed.digest.to_string()
}

fn finding(name: &str, severity: &str, package: &str, score: &str) -> Value {
    json!({
        "name": name,
        "severity": severity,
        "uri": format!("https://security.example/{name}"),
        "attributes": [
            { "key": "package_name", "value": package },
            { "key": "package_version", "value": "1.2.11-r0" },
            { "key": "fixed_in_version", "value": "1.2.12-r0" },
            { "key": "CVSS3_SCORE", "value": score },
        ],
    })
}

/// Sets a setting back that was changed last, out of Activity.
async fn set_back_last(window: &Window, change: &str) {
    window.click("treeitem", "Activity").await;
    press_row(window, change).await;
    window.click("button", "Set back").await;
    until(&format!("{change} to be set back"), async || {
        (!window.has("button", "Set back").await).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_repository_is_made_pushed_to_set_scanned_and_deleted_and_what_can_be_is_taken_back() {
    let fake = FakeAws::start().await;
    let place = fake.region(REGION);
    place.repository("team/app");
    let desktop = desktop_of_a_profile(&fake).await;
    desktop
        .journey("amazon-repository", async |window| {
            let album = Album::of(window, "amazon");
            connect_by_profile(window, &fake, REPOSITORY).await;

            window.click("button", "New repository").await;
            window.find("dialog", "New repository").await;
            window.find("textbox", "Name").await.fill("team/new").await;
            album.look_at("new-repository").await;
            window.click("button", "Create repository").await;
            window.find("heading", "eu-west-1/team/new").await;

            let first = push(&fake, "team/new", "1.0", "one").await;
            push(&fake, "team/new", "2.0", "two").await;
            place.push("team/new", &Picture::of("forgotten").pushed(40.0));
            let found = vec![
                finding("CVE-2026-1001", "CRITICAL", "openssl", "9.8"),
                finding("CVE-2026-2002", "LOW", "zlib", "3.1"),
            ];
            place.scan("team/new", &first, found, Vec::new());
            window.click("button", "Refresh").await;
            find_row(window, "1.0").await;
            album.look_at("pushed").await;
            select(window, "2.0").await;
            window.press("Insert").await;
            window.find("dialog", "Add a tag").await;
            window.find("textbox", "Tag").await.fill("stable").await;
            window.click("button", "Add tag").await;
            tags_become(&fake, "team/new", &["1.0", "2.0", "stable"]).await;

            window.click("button", "Repository settings").await;
            window.find("tab", "General").await;
            window.click("button", "Show the code").await;
            window.shows("aws_ecr_repository").await;
            album.look_at("general").await;

            window.click("tab", "Lifecycle").await;
            window.click("button", "Add a rule").await;
            window.shows("1 deleted").await;
            window.click("button", "Preview by ECR").await;
            window.shows("ECR’s own preview says the same").await;
            album.look_at("lifecycle").await;
            window.click("button", "Save policy").await;
            let asked = json!({ "repositoryName": "team/new" });
            until("ECR to have the lifecycle policy", async || {
                let api = Api::Ecr;
                place.perform(api, "GetLifecyclePolicy", asked.clone()).ok()
            })
            .await;

            window.click("tab", "Permissions").await;
            window
                .find("textbox", "Accounts")
                .await
                .fill("111122223333")
                .await;
            window.click("button", "Insert").await;
            window.shows("Account 111122223333").await;
            album.look_at("permissions").await;
            window.click("button", "Save policy").await;
            until("ECR to have the policy", async || {
                let api = Api::Ecr;
                place
                    .perform(api, "GetRepositoryPolicy", asked.clone())
                    .ok()
            })
            .await;

            window.click("tab", "Scanning").await;
            // The push had it scanned.
            choose(window, "Image", "2.0").await;
            window.shows("The scan is complete").await;
            choose(window, "Image", "sha256:").await;
            window.shows("This image was never scanned").await;
            window.click("button", "Scan now").await;
            window.shows("The scan is complete").await;
            choose(window, "Image", "1.0").await;
            window.shows("CVE-2026-1001").await;
            album.look_at("scanning").await;
            choose(window, "Compare with", "2.0").await;
            window.shows("2 new").await;
            album.look_at("compared").await;

            set_back_last(window, "Set the permissions").await;
            assert!(
                place
                    .perform(Api::Ecr, "GetRepositoryPolicy", asked.clone())
                    .is_err()
            );

            window
                .go_to(&format!("{}/team/new", fake.registry_host()))
                .await;
            window.find("heading", "eu-west-1/team/new").await;
            select(window, "1.0").await;
            window.press("Delete").await;
            let plan = read_dialog(window, "alertdialog", "Delete", "Undo is").await;
            assert!(plan.contains("1.0"), "{plan}");
            window.click("button", "Delete image").await;
            tags_become(&fake, "team/new", &["2.0", "stable"]).await;
            window.click("button", "Undo").await;
            tags_become(&fake, "team/new", &["1.0", "2.0", "stable"]).await;

            window.click("button", "Repository settings").await;
            window.click("button", "Delete repository…").await;
            window
                .find_like("textbox", "to confirm")
                .await
                .fill("eu-west-1/team/new")
                .await;
            album.look_at("delete-repository").await;
            window.click("button", "Delete repository").await;
            until("the repository to be gone", async || {
                let api = Api::Ecr;
                place.perform(api, "ListImages", asked.clone()).err()
            })
            .await;
            album.close();
        })
        .await;
}
