//! Steps that many journeys have in common.

use std::fs;

use portolan_tests::{
    Pusher,
    desktop::{Control, Desktop, Window},
    until,
    vendors::{PretendedVendor, VendorRules},
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

/// The local registry as a stranger sees it, behind the program's back.
pub(crate) async fn local_registry(desktop: &Desktop) -> Pusher {
    Pusher::new(&format!("http://{}", local_host(desktop).await), None)
}

/// Waits until a registry has exactly these tags, in alphabetic order.
pub(crate) async fn tags_become(registry: &Pusher, repository: &str, wanted: &[&str]) {
    until(
        &format!("{repository} to have the tags {wanted:?}"),
        async || (registry.tags(repository).await == wanted).then_some(()),
    )
    .await;
}

/// Makes the sample images from the welcome.
pub(crate) async fn make_samples(window: &Window) {
    window.click("button", "Make sample images").await;
    window.find("heading", "The sample images are ready").await;
}

/// Opens a repository and waits until all its images are counted.
pub(crate) async fn open_repository(window: &Window, host: &str, repository: &str, count: &str) {
    window.go_to(&format!("{host}/{repository}")).await;
    window.find("heading", repository).await;
    until(&format!("{repository} to have {count}"), async || {
        let groups = window.all("group").await;
        let details = groups.iter().find(|it| it.name() == "Count and details")?;
        let shown = details.try_text().await?;
        shown.contains(count).then_some(())
    })
    .await;
}

/// The one row of a list whose name contains `part`, as soon as it is there. Tables beside the lists have
/// rows too.
pub(crate) async fn find_row(window: &Window, part: &str) -> Control {
    until(&format!("the row {part:?}"), async || {
        let mut found = Vec::new();
        for list in window.all("grid").await {
            found.extend(window.all_in(&list, "row").await);
        }
        found.retain(|row| row.name().contains(part));
        assert!(
            found.len() < 2,
            "{} rows are like {part:?}: {found:#?}",
            found.len()
        );
        found.pop()
    })
    .await
}

/// Presses the one row whose name contains `part`, again if the list moved under the pointer.
pub(crate) async fn press_row(window: &Window, part: &str) {
    until(&format!("a click on the row {part:?}"), async || {
        let row = find_row(window, part).await;
        row.try_click().await.then_some(())
    })
    .await;
}

/// What a dialog says, once it says `words`. Until then it may be another one of that title.
pub(crate) async fn read_dialog(window: &Window, role: &str, title: &str, words: &str) -> String {
    until(&format!("{words:?} in the dialog {title:?}"), async || {
        let dialogs = window.all(role).await;
        let dialog = dialogs.iter().find(|it| it.name().contains(title))?;
        let said = dialog.try_text().await?;
        said.contains(words).then_some(said)
    })
    .await
}

/// What a plan says. Its last line is what it costs.
pub(crate) async fn read_plan(window: &Window, role: &str, title: &str) -> String {
    read_dialog(window, role, title, "to the registry.").await
}

/// Waits until no dialog or menu is in front of the window, and the keyboard is somewhere in it again.
pub(crate) async fn all_is_closed(window: &Window) {
    until(
        "dialogs and menus to close and to give the focus back",
        async || {
            for role in ["dialog", "alertdialog", "menu"] {
                if !window.all(role).await.is_empty() {
                    return None;
                }
            }
            window.focused().await.map(drop)
        },
    )
    .await;
}

/// Selects the image in the row whose name contains `part`.
pub(crate) async fn select(window: &Window, part: &str) {
    press_row(window, part).await;
    window.find("button", "Actions").await;
}

/// Types the address of a registry into the form for a new connection.
async fn name_registry(window: &Window, address: &str) {
    window.click("button", "Add a registry…").await;
    window.find("heading", "Add a registry").await;
    window.find("textbox", "Registry").await.fill(address).await;
}

/// Begins a connection to a registry that speaks plain http.
pub(crate) async fn begin_connection(window: &Window, address: &str) {
    name_registry(window, address).await;
    tick(window, "Plain http").await;
}

/// Adds a connection to a vendor's registry, called `name`, by its host: the `right` that a token needs is said
/// before anything is typed, and its test recognises it.
pub(crate) async fn connect_to_vendor(
    window: &Window,
    host: &str,
    name: &str,
    right: &str,
    (user, token): (&str, &str),
) {
    name_registry(window, host).await;
    window
        .find("region", &format!("Signing in to {name}"))
        .await;
    window.shows(right).await;
    sign_in_as(window, user, token).await;
    window.click("button", "Test connection").await;
    window.shows(&format!("Recognised as {name}.")).await;
    window.click("button", "Add").await;
}

/// Waits until a pretended vendor's repository has these tags and no others.
pub(crate) async fn vendor_has_tags<Rules: VendorRules>(
    vendor: &PretendedVendor<Rules>,
    repository: &str,
    wanted: &[&str],
) {
    until(&format!("the tags {wanted:?}"), async || {
        let shelf = vendor.shelf();
        let tags = shelf.repositories[repository].tags.keys();
        tags.map(String::as_str)
            .eq(wanted.iter().copied())
            .then_some(())
    })
    .await;
}

/// Says that one signs in to it with a name and a password.
pub(crate) async fn sign_in_as(window: &Window, user: &str, password: &str) {
    window.click("radio", "User and password").await;
    window.find("textbox", "User").await.fill(user).await;
    fill_password(window, password).await;
}

/// Types the password of a connection; the field's name goes on with what becomes of it.
pub(crate) async fn fill_password(window: &Window, password: &str) {
    let field = window.find_like("textbox", "Password").await;
    field.fill(password).await;
}

/// Presses a checkbox whose name, which its explanation belongs to, contains `part`.
pub(crate) async fn tick(window: &Window, part: &str) {
    window.find_like("checkbox", part).await.click().await;
}

/// Opens the connections and selects one.
pub(crate) async fn select_connection(window: &Window, part: &str) {
    window.click("treeitem", "Connections").await;
    window.find("heading", "Connections").await;
    press_row(window, part).await;
    window.find("button", "Edit…").await;
}

/// Chooses from a list of choices.
pub(crate) async fn choose(window: &Window, list: &str, choice: &str) {
    let button = window.find_like("button", list).await;
    button.click().await;
    let option = window.find_like("option", choice).await;
    option.click().await;
    until(&format!("{list} to be {choice:?}"), async || {
        window.all("option").await.is_empty().then_some(())
    })
    .await;
}
