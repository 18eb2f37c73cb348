//! Docker Hub is connected by its name, browsed by Hub's own lists, and a tag is removed there and put back.

use portolan_tests::{
    FreshHome, Keyring,
    desktop::Desktop,
    vendors::{DockerHubApi, PretendedVendor, Shelf},
};

use crate::steps::{
    connect_to_vendor, find_row, open_repository, press_row, read_plan, select, vendor_has_tags,
};

const USER: &str = "ada";
const TOKEN: &str = "dckr_pat_of_ada";

#[tokio::test]
async fn docker_hub_is_browsed_by_its_own_lists_and_a_removed_tag_is_put_back() {
    let hub = PretendedVendor::start(DockerHubApi::of(USER, TOKEN), Shelf::default()).await;
    hub.want(USER, TOKEN);
    hub.shelf().fill("ada/app", 3);
    hub.shelf().fill("ada/tool", 1);
    let vendors = format!(
        "docker-hub={},docker-hub-registry={}",
        hub.url(),
        hub.host()
    );
    let home = FreshHome::new().asking_vendors(&vendors);
    let desktop = Desktop::start_with(home, Keyring::Open).await;
    desktop
        .journey("docker-hub", async |window| {
            // What to do on Hub is said before anything is typed.
            let right = "Read, Write & Delete";
            connect_to_vendor(window, "docker.io", "Docker Hub", right, (USER, TOKEN)).await;
            find_row(window, "ada/tool").await;

            // What Hub says of a repository is in its inspector.
            press_row(window, "ada/app").await;
            window.find("region", "What the registry says").await;
            window.shows("3,456").await;

            hub.forget();
            open_repository(window, "docker.io", "ada/app", "3 images").await;
            window.find("columnheader", "Pushed").await;
            let row = find_row(window, "v1").await;
            assert!(row.name().contains("linux/amd64"), "{row:?}");
            let pulls = hub.seen().into_iter().filter(|asked| {
                asked.method == http::Method::GET && asked.path.contains("/manifests/")
            });
            assert_eq!(
                pulls.count(),
                0,
                "nothing was asked for that counts as a pull"
            );

            select(window, "v1").await;
            window.press("Shift+Delete").await;
            let plan = read_plan(window, "alertdialog", "Remove tag v1").await;
            assert!(plan.contains("Undo"), "{plan}");
            window.click("button", "Remove tag").await;
            vendor_has_tags(&hub, "ada/app", &["v0", "v2"]).await;
            // The image never went, so this is certain, and done without another plan.
            window.click("button", "Undo").await;
            vendor_has_tags(&hub, "ada/app", &["v0", "v1", "v2"]).await;
        })
        .await;
}
