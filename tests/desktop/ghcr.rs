//! GitHub's registry is connected by its name, browsed by its packages' versions, and a version is deleted
//! there and restored.

use portolan_tests::{
    FreshHome, Keyring,
    desktop::Desktop,
    vendors::{GithubApi, PretendedVendor, Shelf},
};

use crate::steps::{
    connect_to_vendor, find_row, open_repository, press_row, read_plan, select, vendor_has_tags,
};

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
            // The rights that a token needs are said before anything is typed.
            let (name, right) = ("GitHub Container Registry", "delete:packages");
            connect_to_vendor(window, "ghcr.io", name, right, (USER, TOKEN)).await;
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
            vendor_has_tags(&github, "octo/app", &["v0", "v2"]).await;
            assert_eq!(github.rules().deleted(), 1);
            // What is small and certainly undone is undone at once.
            window.click("button", "Undo").await;
            vendor_has_tags(&github, "octo/app", &["v0", "v1", "v2"]).await;
            // It was GitHub that brought it back: the same version, and nothing was pushed.
            assert_eq!(github.rules().deleted(), 0);
            let pushed = github.seen().into_iter().filter(|asked| {
                asked.method == http::Method::PUT && asked.path.contains("/manifests/")
            });
            assert_eq!(pushed.count(), 0);
        })
        .await;
}
