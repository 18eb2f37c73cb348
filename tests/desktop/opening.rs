//! Opening the program: its window comes, is called Portolan, and closes without a trace.

use portolan_tests::desktop::Desktop;

#[tokio::test]
async fn the_window_opens_on_a_home_that_is_empty() {
    let desktop = Desktop::start().await;
    desktop
        .journey("opening", async |window| {
            window.titled("Portolan").await;
        })
        .await;
    assert!(desktop.home().portolan().join("portolan.db").is_file());
}
