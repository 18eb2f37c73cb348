//! A registry is connected, and what it refuses is explained; what was seen of it stays readable when it
//! is gone.

use portolan_tests::{DockerRegistry, PASSWORD, Scripted, Setup, USER, desktop::Desktop};

use crate::steps::{
    begin_connection, fill_password, find_row, open_repository, select, sign_in_as,
};

#[tokio::test]
async fn a_wrong_password_is_said_to_be_wrong_and_a_right_one_connects() {
    let registry = DockerRegistry::start(Setup::Htpasswd).await;
    registry.pusher().image("team/app", "v1", "hello").await;
    let desktop = Desktop::start().await;
    desktop
        .journey("password", async |window| {
            // A pasted reference is as good as a host.
            begin_connection(window, &format!("{}/team/app:v1", registry.host())).await;
            sign_in_as(window, USER, "not it").await;
            window.click("button", "Test connection").await;
            window.shows("user name, password or token").await;
            fill_password(window, PASSWORD).await;
            window.click("button", "Test connection").await;
            window.shows("not known yet").await;
            window.click("button", "Add").await;
            // The reference that was pasted is what opens.
            window.find("heading", "team/app").await;
            find_row(window, "v1").await;
        })
        .await;
    assert_eq!(desktop.kept_secrets().await, 1);
    // The password is in the keyring: a new start needs no typing.
    desktop
        .journey("password-kept", async |window| {
            open_repository(window, registry.host(), "team/app", "1 image").await;
            find_row(window, "v1").await;
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
            begin_connection(window, registry.host()).await;
            window.click("button", "Add").await;
            find_row(window, "team/app").await;
            open_repository(window, registry.host(), "team/app", "1 image").await;
            select(window, "v1").await;
            window.press("Delete").await;
            window.click("button", "Delete image").await;
            window.click("button", "Show").await;
            window.shows("REGISTRY_STORAGE_DELETE_ENABLED").await;
        })
        .await;
    assert_eq!(registry.pusher().tags("team/app").await, ["v1"]);
}

#[tokio::test]
async fn what_is_no_registry_is_told_apart_by_what_is_wrong() {
    let page = Scripted::start().await;
    let secured = Scripted::start_tls().await;
    let desktop = Desktop::start().await;
    desktop
        .journey("no-registry", async |window| {
            begin_connection(window, "no-such-host.invalid").await;
            let test = async |address: &str, words: &str| {
                window.find("textbox", "Registry").await.fill(address).await;
                window.click("button", "Test connection").await;
                window.shows(words).await;
            };
            test(
                "no-such-host.invalid",
                "There is no host called no-such-host.invalid",
            )
            .await;
            test(&page.host(), &format!("{} is not a registry", page.host())).await;
            crate::steps::tick(window, "Plain http").await;
            let untrusted = format!("The certificate of {} is not trusted", secured.host());
            test(&secured.host(), &untrusted).await;
        })
        .await;
}

#[tokio::test]
async fn what_was_seen_stays_readable_when_the_registry_is_gone() {
    let registry = DockerRegistry::start(Setup::DeletionOn).await;
    registry.pusher().image("team/app", "v1", "hello").await;
    let host = registry.host().to_owned();
    let desktop = Desktop::start().await;
    desktop
        .journey("seen", async |window| {
            begin_connection(window, &host).await;
            window.click("button", "Add").await;
            find_row(window, "team/app").await;
            window.go_to(&format!("{host}/team/app:v1")).await;
            window.find("tab", "Overview").await;
        })
        .await;
    drop(registry);
    desktop
        .journey("offline", async |window| {
            open_repository(window, &host, "team/app", "1 image").await;
            find_row(window, "v1").await;
            window.find_like("alert", "").await;
            window.go_to(&format!("{host}/team/app:v1")).await;
            window.find("heading", "app:v1").await;
            window.find("tab", "Overview").await;
            window.shows("PATH").await;
        })
        .await;
}
