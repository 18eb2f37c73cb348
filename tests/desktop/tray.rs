//! The program's icon among those of the desktop: there when it is wanted, its menu in step with Settings;
//! and a desktop without such icons.

use jiff::{SignedDuration, Timestamp};
use portolan_storage::{ConnectionDraft, Paths, RetentionKept, Store};
use portolan_tests::{
    DockerRegistry, Setup,
    desktop::{Desktop, TrayHost},
    until,
};
use serde_json::json;

use crate::steps::find_row;

const REPOSITORY: &str = "team/app";

/// What the menu says, a mark before what is ticked.
async fn menu(icons: &TrayHost, item: &str) -> Vec<String> {
    let entries = icons.menu(item).await.into_iter();
    let said = entries.map(|entry| match entry.ticked {
        Some(true) => format!("x {}", entry.label),
        _ => entry.label,
    });
    said.collect()
}

#[tokio::test]
async fn the_icon_is_there_while_it_is_wanted_and_its_menu_pauses_schedules() {
    let desktop = Desktop::start().await;
    let icons = desktop.show_icons().await;
    desktop
        .journey("tray", async |window| {
            window.click("treeitem", "Settings").await;
            let keep = "Keep running when the window is closed";
            window.click("switch", keep).await;
            let item = until("an icon", async || icons.items().pop()).await;
            let said = [
                "Open Portolan",
                "Run what is due",
                "Pause schedules",
                "",
                "Quit",
            ];
            assert_eq!(menu(&icons, &item).await, said);
            // Chosen there, it is so in the window and in the menu.
            icons.choose(&item, 3).await;
            until("schedules to be paused", async || {
                let said = menu(&icons, &item).await;
                (said[2] == "x Pause schedules").then_some(())
            })
            .await;
            window.click("button", "Run what is due").await;
            window.shows("Nothing was due.").await;
            // Its window closes, and the program goes on; the icon brings it back as it was.
            assert_eq!(desktop.press_close("Portolan"), 1);
            until("the window to be hidden", async || {
                (desktop.count_windows("Portolan") == 0).then_some(())
            })
            .await;
            assert_eq!(menu(&icons, &item).await[2], "x Pause schedules");
            icons.choose(&item, 1).await;
            until("the window to be back", async || {
                (desktop.count_windows("Portolan") == 1).then_some(())
            })
            .await;
            window.find("heading", "Settings").await;
        })
        .await;
}

#[tokio::test]
async fn what_is_due_is_run_from_the_icon() {
    let registry = DockerRegistry::start(Setup::DeletionOn).await;
    for tag in ["1.0", "2.0"] {
        registry.pusher().image(REPOSITORY, tag, tag).await;
    }
    let desktop = Desktop::start().await;
    keep_rules_that_are_due(&desktop, registry.host()).await;
    let icons = desktop.show_icons().await;
    desktop
        .journey("tray-due", async |window| {
            window.click("treeitem", "Settings").await;
            let keep = "Keep running when the window is closed";
            window.click("switch", keep).await;
            let item = until("an icon", async || icons.items().pop()).await;
            icons.choose(&item, 2).await;
            window.click("treeitem", "Activity").await;
            find_row(window, "Rules of team/app: ").await;
        })
        .await;
    // They only tell.
    assert_eq!(registry.pusher().tags(REPOSITORY).await, ["1.0", "2.0"]);
}

/// A connection with rules whose turn is due, as an earlier run of the program would have left them.
async fn keep_rules_that_are_due(desktop: &Desktop, host: &str) {
    let (store, _) = Store::open(&Paths::at(desktop.home().portolan())).unwrap();
    let connection = ConnectionDraft {
        plain_http: true,
        ..ConnectionDraft::to(host.to_owned())
    };
    let connection = store.add_connection(connection).await.unwrap().id;
    let rules = r#"{ "rules": [{
        "rulePriority": 1,
        "selection": { "tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 1 },
        "action": { "type": "expire" }
    }] }"#;
    let kept = RetentionKept {
        document: rules.to_owned(),
        schedule: Some(json!({ "rhythm": { "type": "hours", "hours": 1 }, "carryOut": false })),
        last_run: None,
        counted_at: Timestamp::now() - SignedDuration::from_hours(2),
    };
    let repository = REPOSITORY.parse().unwrap();
    let keeping = store.keep_retention(connection, &repository, Some(kept));
    keeping.await.unwrap();
}

#[tokio::test]
async fn a_desktop_without_such_icons_is_told_of_and_nothing_else_changes() {
    let desktop = Desktop::start().await;
    desktop
        .journey("no-tray", async |window| {
            window.click("treeitem", "Settings").await;
            let keep = "Keep running when the window is closed";
            window.click("switch", keep).await;
            window
                .shows("This desktop shows no such icons, so closing the window ends Portolan.")
                .await;
        })
        .await;
}
