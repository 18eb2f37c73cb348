//! A registry is connected, tested, renamed and removed, and what it refuses is explained.

use portolan_tests::{
    DockerRegistry, PASSWORD, Setup, USER,
    desktop::{Desktop, Window},
};

use crate::steps::{go_to, select};

async fn begin(window: &Window, address: &str) {
    window.click("button", "Add a registry…").await;
    window.find("heading", "Add a registry").await;
    window.find("textbox", "Registry").await.fill(address).await;
    window
        .find_like("checkbox", "Plain http")
        .await
        .click()
        .await;
}

#[tokio::test]
async fn a_wrong_password_is_said_to_be_wrong_and_a_right_one_connects() {
    let registry = DockerRegistry::start(Setup::Htpasswd).await;
    registry.pusher().image("team/app", "v1", "hello").await;
    let desktop = Desktop::start().await;
    desktop
        .journey("password", async |window| {
            // A pasted reference is as good as a host.
            begin(window, &format!("{}/team/app:v1", registry.host())).await;
            window.click("radio", "User and password").await;
            window.find("textbox", "User").await.fill(USER).await;
            window
                .find_like("textbox", "Password")
                .await
                .fill("not it")
                .await;
            window.click("button", "Test connection").await;
            window.shows("user name, password or token").await;
            window
                .find_like("textbox", "Password")
                .await
                .fill(PASSWORD)
                .await;
            window.click("button", "Test connection").await;
            window.shows("not known yet").await;
            window.click("button", "Add").await;
            // The reference that was pasted is what opens.
            window.find("heading", "team/app").await;
            window.find_like("row", "v1").await;
        })
        .await;
    // The password is in the keyring: a new start needs no typing.
    desktop
        .journey("password-kept", async |window| {
            go_to(window, &format!("{}/team/app", registry.host())).await;
            window.find_like("row", "v1").await;
        })
        .await;
}

#[tokio::test]
async fn a_registry_that_deletes_nothing_says_which_setting_would_allow_it() {
    let registry = DockerRegistry::start(Setup::DeletionOff).await;
    registry.pusher().image("team/app", "v1", "hello").await;
    let desktop = Desktop::start().await;
    desktop
        .journey("deletion-off", async |window| {
            begin(window, registry.host()).await;
            window.click("button", "Add").await;
            window.find_like("row", "team/app").await;
            go_to(window, &format!("{}/team/app", registry.host())).await;
            select(window, "v1").await;
            window.press("Delete").await;
            if let Some(name) = window.first_of("button", &["Delete image"]).await {
                window.click("button", &name).await;
            }
            window.click("button", "Show").await;
            window.shows("REGISTRY_STORAGE_DELETE_ENABLED").await;
        })
        .await;
    assert_eq!(registry.pusher().tags("team/app").await, ["v1"]);
}
