//! GitHub's registry is connected by its name, browsed by its packages' versions, and a version is deleted
//! there and restored.

use portolan_tests::{
    FreshHome, Keyring,
    desktop::Desktop,
    until,
    vendors::{GithubApi, PretendedVendor, Shelf},
};

use crate::steps::{find_row, open_repository, press_row, read_plan, select, sign_in_as};

const USER: &str = "octo";
const TOKEN: &str = "ghp_of_octo";

#[tokio::test]
async fn ghcr_is_browsed_by_its_versions_and_a_deleted_one_is_restored() {
    let github = PretendedVendor::start(GithubApi::of(USER, TOKEN), Shelf::default()).await;
    github.want(USER, TOKEN);
    github.shelf().fill("octo/app", 3);
    github.shelf().fill("acme/tool", 1);
    let vendors = format!("github={},github-registry={}", github.url(), github.host());
    let home = FreshHome::new().asking_vendors(&vendors);
    let desktop = Desktop::start_with(home, Keyring::Open).await;
    desktop
        .journey("ghcr", async |window| {
            window.click("button", "Add a registry…").await;
            window.find("heading", "Add a registry").await;
            let address = window.find("textbox", "Registry").await;
            address.fill("ghcr.io").await;
            // The rights that a token needs are said before anything is typed.
            window
                .find("region", "Signing in to GitHub Container Registry")
                .await;
            window.shows("delete:packages").await;
            sign_in_as(window, USER, TOKEN).await;
            window.click("button", "Test connection").await;
            window
                .shows("Recognised as GitHub Container Registry.")
                .await;
            window.click("button", "Add").await;
            // What an organisation has is listed beside one's own.
            find_row(window, "acme/tool").await;
            press_row(window, "octo/app").await;
            window.find("region", "What the registry says").await;
            window.shows("https://github.com/octo/app").await;

            open_repository(window, "ghcr.io", "octo/app", "3 images").await;
            window.find("columnheader", "Pushed").await;
            select(window, "v1").await;
            window.press("Delete").await;
            let plan = read_plan(window, "alertdialog", "Delete 1 image").await;
            assert!(plan.contains("Undo is certain"), "{plan}");
            assert!(plan.contains("can restore it until"), "{plan}");
            window.click("button", "Delete image").await;
            has_tags(&github, &["v0", "v2"]).await;
            assert_eq!(github.rules().deleted(), 1);
            // What is small and certainly undone is undone at once.
            window.click("button", "Undo").await;
            has_tags(&github, &["v0", "v1", "v2"]).await;
            // It was GitHub that brought it back: the same version, and nothing was pushed.
            assert_eq!(github.rules().deleted(), 0);
            let pushed = github.seen().into_iter().filter(|asked| {
                asked.method == http::Method::PUT && asked.path.contains("/manifests/")
            });
            assert_eq!(pushed.count(), 0);
        })
        .await;
}

async fn has_tags(github: &PretendedVendor<GithubApi>, wanted: &[&str]) {
    until(&format!("the tags {wanted:?}"), async || {
        let shelf = github.shelf();
        let tags: Vec<&str> = shelf.repositories["octo/app"]
            .tags
            .keys()
            .map(String::as_str)
            .collect();
        (tags == wanted).then_some(())
    })
    .await;
}
