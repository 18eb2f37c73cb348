//! Steps that many journeys begin with.

use std::fs;

use portolan_tests::{
    desktop::{Desktop, Window},
    until,
};

/// The address of the local registry of this home, once the program has chosen it.
pub(crate) async fn local_host(desktop: &Desktop) -> String {
    let file = desktop.home().portolan().join("registry/port");
    let port = until("the local registry to have a port", async || {
        fs::read_to_string(&file)
            .ok()
            .filter(|port| port.ends_with('\n'))
    });
    format!("localhost:{}", port.await.trim())
}

/// Makes the sample images from the welcome.
pub(crate) async fn make_samples(window: &Window) {
    window.click("button", "Make sample images").await;
    window.find("heading", "The sample images are ready").await;
}

/// Opens an address as a person does.
pub(crate) async fn go_to(window: &Window, address: &str) {
    // A key pressed before the page is there is lost.
    window.find("combobox", "Address").await;
    window.press("Control+L").await;
    window.focus_reaches("combobox", "Address").await;
    window.type_text(address).await;
    window.press("Enter").await;
}

/// Opens a sample's repository and waits for its images.
pub(crate) async fn open_sample(window: &Window, host: &str, repository: &str, images: &str) {
    go_to(window, &format!("{host}/{repository}")).await;
    window.find("heading", repository).await;
    window.shows(images).await;
}

/// Selects the row that begins so, when it is there.
pub(crate) async fn select(window: &Window, row: &str) {
    until(&format!("a click on the row {row:?}"), async || {
        window
            .find_like("row", row)
            .await
            .try_click()
            .await
            .then_some(())
    })
    .await;
    window.find("button", "Actions").await;
}
