//! Opening the program: its window comes, has its landmarks, and leaves no process behind.

use portolan_tests::desktop::Desktop;

#[tokio::test]
async fn the_window_opens_on_an_empty_home_with_its_landmarks() {
    let desktop = Desktop::start().await;
    desktop
        .journey("opening", async |window| {
            window.titled("Portolan").await;
            window.find("banner", "").await;
            window.find("navigation", "Sidebar").await;
            window.find("main", "").await;
            window.find("combobox", "Address").await;
        })
        .await;
    assert!(desktop.home().portolan().join("portolan.db").is_file());
}

#[tokio::test]
async fn the_window_opens_again_on_the_home_it_left() {
    let desktop = Desktop::start().await;
    for round in ["first", "second"] {
        desktop
            .journey(&format!("opening-{round}"), async |window| {
                window.titled("Portolan").await;
                window.find("treeitem", "Settings").await;
            })
            .await;
    }
}
