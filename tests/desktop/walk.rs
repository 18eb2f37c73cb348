//! The walk over every screen, in both themes: each control has a role and a name, and where
//! `PORTOLAN_SHOTS` names a folder, each screen sits for its picture there.

use std::{env, fs, path::PathBuf};

use portolan_tests::{
    Pusher,
    desktop::{Desktop, Window},
    until,
};

/// GTK's themes, by which WebKit tells a page that the person prefers light or dark.
const THEMES: [(&str, &str); 2] = [("light", "Adwaita"), ("dark", "Adwaita:dark")];

/// Screens by the name of their picture, the address that opens them, and the heading they have.
/// `{registry}` is where the local registry listens.
const SCREENS: [(&str, &str, &str); 5] = [
    ("welcome", "portolan:welcome", "Welcome"),
    ("connections", "portolan:connections", "Connections"),
    (
        "add-connection",
        "portolan:connections/new",
        "Add a registry",
    ),
    ("activity", "portolan:activity", "Activity"),
    ("settings", "portolan:settings", "Settings"),
];

#[tokio::test]
async fn every_screen_names_its_controls_and_sits_for_its_pictures() {
    for (theme, gtk_theme) in THEMES {
        let mut desktop = Desktop::start().await;
        desktop.set_variable("GTK_THEME", gtk_theme);
        desktop
            .journey(&format!("walk-{theme}"), async |window| {
                window.titled("Portolan").await;
                fill_local_registry(&desktop).await;
                for (name, address, heading) in SCREENS {
                    go(window, address).await;
                    window.find("heading", heading).await;
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
            })
            .await;
    }
}

async fn go(window: &Window, address: &str) {
    window.find("combobox", "Address").await;
    window.press("Control+L").await;
    window.focus_reaches("combobox", "Address").await;
    window.type_text(address).await;
    window.press("Enter").await;
}

/// Something to look at: the local registry is empty in a fresh home.
async fn fill_local_registry(desktop: &Desktop) {
    let port = until("the local registry to choose its port", async || {
        let text = fs::read_to_string(desktop.home().portolan().join("registry/port")).ok()?;
        text.trim().parse::<u16>().ok()
    })
    .await;
    let pusher = Pusher::new(&format!("http://127.0.0.1:{port}"), None);
    let first = pusher
        .image_for("harbour/ship", "1.0-amd64", "one", "linux", "amd64")
        .await;
    let second = pusher
        .image_for("harbour/ship", "1.0-arm64", "two", "linux", "arm64")
        .await;
    pusher.index("harbour/ship", "1.0", &[first, second]).await;
    pusher.image("harbour/quay", "latest", "three").await;
}
