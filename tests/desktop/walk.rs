//! The walk over every screen, in both themes: each control has a role and a name, and where
//! `PORTOLAN_SHOTS` names a folder, each screen sits for its picture there.

use std::{env, fs, path::PathBuf};

use portolan_tests::{
    desktop::{Desktop, Window},
    until,
};

/// GTK's themes, by which WebKit tells a page that the person prefers light or dark.
const THEMES: [(&str, &str); 2] = [("light", "Adwaita"), ("dark", "Adwaita:dark")];

/// The screens behind an address of the address box: the name of the picture, the address, and a
/// part of the heading that shows that it came. `{registry}` is where the local registry listens.
const SCREENS: [(&str, &str, &str); 10] = [
    ("connections", "portolan:connections", "Connections"),
    ("settings", "portolan:settings", "Settings"),
    ("activity", "portolan:activity", "Activity"),
    ("registry", "{registry}", "Local registry"),
    (
        "repository",
        "{registry}/samples/logbook",
        "samples/logbook",
    ),
    (
        "repository-index",
        "{registry}/samples/harbour",
        "samples/harbour",
    ),
    ("image", "{registry}/samples/compass:3.1.4", "compass:3.1.4"),
    (
        "image-index",
        "{registry}/samples/harbour:2.4.0",
        "harbour:2.4.0",
    ),
    (
        "image-chart",
        "{registry}/samples/charts/harbour:0.9.1",
        "harbour:0.9.1",
    ),
    (
        "image-broken",
        "{registry}/samples/wreck:1.2.0",
        "wreck:1.2.0",
    ),
];

#[tokio::test]
async fn every_screen_names_its_controls_and_sits_for_its_pictures() {
    for (theme, gtk_theme) in THEMES {
        let mut desktop = Desktop::start().await;
        desktop.set_variable("GTK_THEME", gtk_theme);
        desktop
            .journey(&format!("walk-{theme}"), async |window| {
                window.titled("Portolan").await;
                window.find("heading", "Portolan").await;
                look_at(window, "welcome", theme).await;
                window.click("button", "Make sample images").await;
                window
                    .shows("The sample images are in the local registry")
                    .await;
                window.click("button", "Dismiss").await;
                let registry = address_of_local_registry(&desktop).await;
                for (name, address, heading) in SCREENS {
                    window
                        .go_to(&address.replace("{registry}", &registry))
                        .await;
                    window.arrives("heading", heading).await;
                    look_at(window, name, theme).await;
                }
                window.click("button", "Add a registry…").await;
                window.arrives("heading", "Add a registry").await;
                look_at(window, "add-connection", theme).await;
            })
            .await;
    }
}

/// Finds the controls without a role or a name, and takes the picture.
async fn look_at(window: &Window, name: &str, theme: &str) {
    window.settled().await;
    let unnamed = window.unnamed().await;
    assert!(unnamed.is_empty(), "on {name}: {unnamed:#?}");
    if let Some(folder) = env::var_os("PORTOLAN_SHOTS").map(PathBuf::from) {
        fs::create_dir_all(&folder).unwrap();
        window
            .screenshot(&folder.join(format!("{name}-{theme}.png")))
            .await;
    }
}

/// `localhost:PORT`, as the window writes it.
async fn address_of_local_registry(desktop: &Desktop) -> String {
    let port = until("the local registry to choose its port", async || {
        let text = fs::read_to_string(desktop.home().portolan().join("registry/port")).ok()?;
        text.trim().parse::<u16>().ok()
    })
    .await;
    format!("localhost:{port}")
}
