//! Steps of journeys to Amazon, as the harness plays it.

use std::fs;

use portolan_tests::{
    aws::{ACCESS_KEY, FakeAws, SECRET_KEY},
    desktop::{Desktop, Window},
};

use crate::steps::{choose, find_row};

/// The profile that the person has in the shared files.
pub(crate) const PROFILE: &str = "work";

/// A desktop of somebody with a profile in the shared files, to whom the fake is all of Amazon. The
/// profile's region is `eu-west-1`.
pub(crate) async fn desktop_of_a_profile(fake: &FakeAws) -> Desktop {
    let mut desktop = Desktop::start().await;
    let folder = desktop.home().home().join(".aws");
    fs::create_dir_all(&folder).unwrap();
    let key = format!(
        "[{PROFILE}]\naws_access_key_id = {ACCESS_KEY}\naws_secret_access_key = {SECRET_KEY}\n"
    );
    fs::write(folder.join("credentials"), key).unwrap();
    let region = format!("[profile {PROFILE}]\nregion = eu-west-1\n");
    fs::write(folder.join("config"), region).unwrap();
    desktop.set_variable("AWS_ENDPOINT_URL", &fake.url());
    desktop
}

/// Connects to Amazon ECR by the profile, and waits until one of its repositories is listed.
pub(crate) async fn connect_by_profile(window: &Window, fake: &FakeAws, repository: &str) {
    window.click("button", "Add a registry…").await;
    window.find("heading", "Add a registry").await;
    window.find_like("radio", "Amazon ECR").await.click().await;
    choose(window, "Profile", PROFILE).await;
    // The registries themselves are named by no variable of the environment.
    window
        .click("button", "Role, other account and endpoints")
        .await;
    window
        .find("textbox", "Endpoint of the registries")
        .await
        .fill(&fake.url())
        .await;
    window.click("button", "Add").await;
    find_row(window, repository).await;
}
