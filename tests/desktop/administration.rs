//! What a vendor offers beyond images, in the real window: on a Harbor a robot is made, its secret shown once,
//! and the log has it.

use portolan_tests::{
    desktop::Desktop,
    until,
    vendors::{HarborApi, PretendedVendor},
};

use crate::steps::{begin_connection, find_row, read_dialog, sign_in_as, tick};

const REPOSITORY: &str = "library/app";

#[tokio::test]
async fn a_robot_is_made_with_its_secret_shown_once_and_is_seen_in_the_log() {
    let harbor = PretendedVendor::start(HarborApi::default(), HarborApi::shelf()).await;
    harbor.want("admin", "secret");
    harbor.pusher().image(REPOSITORY, "v1", "one").await;
    let desktop = Desktop::start().await;
    desktop
        .journey("administration", async |window| {
            begin_connection(window, &harbor.host()).await;
            sign_in_as(window, "admin", "secret").await;
            window.click("button", "Add").await;
            find_row(window, REPOSITORY).await;
            window.click("button", "Administration").await;
            window.find("heading", "Administration").await;
            window.shows("The log is empty").await;

            window.click("tab", "Robots").await;
            window.shows("No robots yet").await;
            window.click("button", "New robot…").await;
            window.find("textbox", "Name").await.fill("ci").await;
            window.click("button", "Add a project").await;
            window
                .find_like("textbox", "Project")
                .await
                .fill("library")
                .await;
            tick(window, "repository:push").await;
            window.click("button", "Make the robot").await;
            let said = read_dialog(window, "dialog", "The secret of", "robot$ci").await;
            let secrets = harbor.rules().administration.secrets();
            assert!(secrets.iter().any(|secret| said.contains(secret)), "{said}");
            window.click("button", "I have it").await;
            for secret in &secrets {
                window.hides(secret).await;
            }
            until("the new robot to be in the list", async || {
                let rows = window.all("row").await;
                rows.iter()
                    .any(|row| row.name().contains("robot$ci"))
                    .then_some(())
            })
            .await;
            let may = &harbor.rules().administration.robots()[0]["permissions"][0];
            assert_eq!(may["namespace"], "library");

            window.click("tab", "Log").await;
            window.shows("create robot").await;
        })
        .await;
}
