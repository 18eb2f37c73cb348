//! ECR Public in the real window, as its publishers use it: a repository with its gallery page and logo, set
//! back again, and the aliases of the registry.

use std::path::PathBuf;

use portolan_tests::{
    aws::{Api, FakeAws, Picture},
    desktop::Window,
    until,
};
use serde_json::{Value, json};

use crate::{
    album::Album,
    amazon_steps::{PROFILE, desktop_of_a_profile},
    steps::{choose, find_row, press_row, tick},
};

const SEAT: &str = "us-east-1";

/// Writes down which links lead out of the window, and follows none: there is no browser here.
const CLOSE_IN: &str = r#"
const own = window.fetch.bind(window);
window.leadingOut = [];
window.fetch = async (address, options) => {
  const isCall = String(address) === "ipc://localhost/call" && typeof options?.body === "string";
  const call = isCall ? JSON.parse(options.body) : {};
  if (call.command !== "open_link") return own(address, options);
  window.leadingOut.push(call.payload.url);
  return new Response("{}", { headers: { "content-type": "application/json", "Tauri-Response": "ok" } });
};
"#;

/// Connects to the public registry by the profile; the fake is all of Amazon.
async fn connect(window: &Window, fake: &FakeAws) {
    window.click("button", "Add a registry…").await;
    window.find("heading", "Add a registry").await;
    window.find_like("radio", "ECR Public").await.click().await;
    choose(window, "Profile", PROFILE).await;
    window
        .click("button", "Role, other account and endpoints")
        .await;
    let registries = window.find("textbox", "Endpoint of the registries").await;
    registries.fill(&fake.url()).await;
    window.click("button", "Add").await;
    window.find("button", "Public registry").await;
}

fn ask(fake: &FakeAws, operation: &str, input: Value) -> Value {
    let answered = fake.region(SEAT).perform(Api::EcrPublic, operation, input);
    answered.unwrap()
}

/// What the gallery would show of a repository.
fn catalog(fake: &FakeAws, repository: &str) -> Value {
    let input = json!({ "repositoryName": repository });
    ask(fake, "GetRepositoryCatalogData", input)["catalogData"].take()
}

async fn description_becomes(fake: &FakeAws, repository: &str, wanted: &str) {
    until(&format!("{repository} to be described"), async || {
        (catalog(fake, repository)["description"] == wanted).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_public_repository_is_made_with_its_page_and_logo_written_anew_and_set_back() {
    let fake = FakeAws::start().await;
    let mut desktop = desktop_of_a_profile(&fake).await;
    let logo = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../icons/128x128.png");
    let portal = desktop.choose_file(&logo).await;
    desktop
        .journey("public-repository", async |window| {
            let album = Album::of(window, "light");
            connect(window, &fake).await;
            window.click("button", "New repository").await;
            window.find("dialog", "New public repository").await;
            window.find("textbox", "Name").await.fill("tides").await;
            let description = window.find("textbox", "Description").await;
            description.fill("Charts tides").await;
            let about = window.find("textbox", "About").await;
            about.fill("# Tides").await;
            window.find("heading", "Tides").await;
            tick(window, "ARM 64").await;
            tick(window, "Linux").await;
            window.click("button", "Choose…").await;
            window.shows("128 × 128 pixels").await;
            album.look_at("public-new").await;
            window.click("button", "Create repository").await;
            window.find("heading", "tides").await;
            assert_eq!(portal.asked().len(), 1);
            let made = catalog(&fake, "tides");
            assert_eq!(made["aboutText"], "# Tides");
            assert_eq!(made["architectures"], json!(["ARM 64"]));
            assert!(made["logoUrl"].is_string());

            let here = fake.region(SEAT);
            here.push_public("tides", &Picture::of("one").tag("1.0"));
            window.press("F5").await;
            find_row(window, "1.0").await;

            window.click("button", "Repository settings").await;
            let description = window.find("textbox", "Description").await;
            description.fill("Charts tides of any harbour").await;
            album.look_at("public-page").await;
            window.click("button", "Save gallery page").await;
            description_becomes(&fake, "tides", "Charts tides of any harbour").await;
            // The logo was sent again with the rest.
            assert!(catalog(&fake, "tides")["logoUrl"].is_string());

            window.click("treeitem", "Activity").await;
            press_row(window, "the gallery page of tides").await;
            window.click("button", "Set back").await;
            description_becomes(&fake, "tides", "Charts tides").await;
            album.close();
        })
        .await;
}

#[tokio::test]
async fn an_alias_is_looked_at_asked_for_and_followed() {
    let fake = FakeAws::start().await;
    let here = fake.region(SEAT);
    here.public_repository("tides");
    here.alias("harbour", "ACTIVE", true);
    let desktop = desktop_of_a_profile(&fake).await;
    desktop
        .journey("aliases", async |window| {
            let album = Album::of(window, "light");
            window.script(CLOSE_IN, vec![]).await;
            connect(window, &fake).await;
            window.click("button", "Public registry").await;
            window.find("heading", "Aliases").await;
            window.find("button", "Copy the address of harbour").await;
            let wish = window.find("textbox", "Wished alias").await;
            wish.fill("my-aws-tides").await;
            window.shows("it is Amazon’s own name").await;
            wish.fill("harbour").await;
            window.shows("It is yours already").await;
            wish.fill("lighthouse-tides").await;
            window.shows("Nobody is seen to publish under it").await;
            album.look_at("public-aliases").await;
            window.click("button", "Go on in Amazon’s console…").await;
            window
                .find("dialog", "Ask for the alias lighthouse-tides")
                .await;
            window.find("button", "Copy the alias").await;
            window
                .click("button", "Open the console and wait for the decision")
                .await;
            window
                .find("button", "Do not wait for lighthouse-tides any more")
                .await;
            let led = window.script("return window.leadingOut", vec![]).await;
            let console = "https://console.aws.amazon.com/ecr/registries?region=us-east-1";
            assert_eq!(led, json!([console]));
            here.alias("lighthouse-tides", "REJECTED", false);
            window.click("button", "Refresh").await;
            window.shows("Alias lighthouse-tides: rejected").await;
            window
                .gone("button", "Do not wait for lighthouse-tides any more")
                .await;
            album.close();
        })
        .await;
}
