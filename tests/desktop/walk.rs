//! The one walk over every screen, dialog and menu: each control has a role and a name. For pictures it is
//! made in every look of the window, otherwise in one.
//!
//! It goes by addresses, keys and roles, so that it is the same in every language.

use std::fs;

use portolan_tests::{
    Pusher,
    desktop::{Desktop, Window},
    until,
};

use crate::{
    album::{Album, wanted_folder},
    gallery::the_box_has_the_focus,
    steps::{all_is_closed, local_host, local_registry},
};

/// How the window looks: its name on pictures, the settings it is opened with, and its size.
struct Look {
    name: &'static str,
    settings: &'static str,
    size: (u32, u32),
}

const LOOKS: [Look; 5] = [
    Look {
        name: "light",
        settings: r#"{"theme":"light","language":"en"}"#,
        size: (1280, 800),
    },
    Look {
        name: "dark",
        settings: r#"{"theme":"dark","language":"en"}"#,
        size: (1280, 800),
    },
    Look {
        name: "french",
        settings: r#"{"theme":"light","language":"fr"}"#,
        size: (1280, 800),
    },
    Look {
        name: "narrow",
        settings: r#"{"theme":"light","language":"en"}"#,
        size: (800, 600),
    },
    Look {
        name: "wide",
        settings: r#"{"theme":"dark","language":"en"}"#,
        size: (1600, 1000),
    },
];

/// A repository with the longest names there are.
const LONG: &str = "a-team-with-a-long-name/a-project-with-a-longer-name/and-a-repository-whose-name-\
                    goes-on-and-on/until-nothing-is-left-of-the-line";

#[tokio::test]
async fn every_screen_dialog_and_menu_has_controls_with_a_role_and_a_name() {
    let looks = if wanted_folder().is_some() {
        LOOKS.as_slice()
    } else {
        &LOOKS[..1]
    };
    for look in looks {
        let desktop = Desktop::start().await;
        let settings = desktop.home().portolan().join("settings.json");
        fs::write(settings, look.settings).unwrap();
        desktop
            .journey(&format!("walk-{}", look.name), async |window| {
                window.resize(look.size.0, look.size.1).await;
                let album = Album::of(window, look.name);
                walk(&desktop, window, &album).await;
                album.close();
            })
            .await;
    }
}

async fn walk(desktop: &Desktop, window: &Window, album: &Album<'_>) {
    window.arrives("heading", "Portolan").await;
    album.look_at("welcome").await;
    let host = local_host(desktop).await;
    walk_empty(window, album, &host).await;
    walk_gallery(window, album).await;
    walk_listing(window, album).await;
    // The first button of the welcome that is for beginning makes the samples.
    visit(window, "portolan:welcome").await;
    press_in(window, "region", "button", 0).await;
    let registry = local_registry(desktop).await;
    until("the samples to be there", async || {
        (registry.tags("samples/wreck").await.len() == 2).then_some(())
    })
    .await;
    window.settled().await;
    fill_long(&registry).await;
    walk_registry(window, album, &host).await;
    walk_repository(window, album, &host).await;
    walk_dialogs(window, album, &host).await;
    walk_images(window, album, &host).await;
    walk_places(window, album, &host).await;
    walk_short_names(desktop, window, album).await;
    walk_window(window, album).await;
}

/// What a home without anything shows.
async fn walk_empty(window: &Window, album: &Album<'_>, host: &str) {
    visit(window, host).await;
    album.look_at("registry-empty").await;
    visit(window, "portolan:activity").await;
    album.look_at("activity-empty").await;
    visit(window, &format!("{host}/no/such-repository")).await;
    album.look_at("repository-missing").await;
    visit(window, &format!("{host}/no/such-repository:1.0")).await;
    album.look_at("image-missing").await;
}

/// What the program brings along to search in.
async fn walk_gallery(window: &Window, album: &Album<'_>) {
    window.press("Control+E").await;
    the_box_has_the_focus(window).await;
    album.look_at("gallery").await;
    window.type_text("web server").await;
    hits_come(window, 3).await;
    album.look_at("gallery-cards").await;
    window.press("Down").await;
    album.look_at("gallery-chosen").await;
    window.press("Shift+F10").await;
    a_menu_opens(window, album, "gallery-menu").await;
    // Cards and rows are the two buttons of the first group that has any.
    press_in(window, "group", "button", 1).await;
    album.look_at("gallery-rows").await;
    press_in(window, "group", "button", 0).await;
    window.press("/").await;
    the_box_has_the_focus(window).await;
    window.press("Control+A").await;
    window
        .type_text("database os:linux verified:yes pulls:>1m")
        .await;
    album.look_at("gallery-filtered").await;
    window.press("Control+A").await;
    window.type_text("no/such:thing").await;
    album.look_at("gallery-no-hits").await;
    visit(window, "portolan:gallery/sources").await;
    window.arrives("switch", "").await;
    album.look_at("gallery-sources").await;
    window.press("End").await;
    album.look_at("gallery-sources-end").await;
}

/// A repository of the gallery, and who publishes it. Without a network only what was shipped is known.
async fn walk_listing(window: &Window, album: &Album<'_>) {
    visit(window, "https://gallery.ecr.aws/nginx/nginx").await;
    for (place, view) in ["overview", "tags", "use"].iter().enumerate() {
        select_view(window, place, view).await;
        album.look_at(&format!("listing-{view}")).await;
    }
    visit(window, "https://gallery.ecr.aws/nginx/no-such-thing").await;
    album.look_at("listing-unknown").await;
    visit(window, "https://gallery.ecr.aws/nginx").await;
    hits_come(window, 1).await;
    album.look_at("publisher").await;
    visit(window, "https://hub.docker.com/u/library").await;
    hits_come(window, 3).await;
    window.press("Down").await;
    album.look_at("publisher-chosen").await;
}

/// Presses a view of the screen by its place.
async fn select_view(window: &Window, place: usize, view: &str) {
    until(&format!("a click on the view {view}"), async || {
        // The first list of tabs is the window's own.
        let lists = window.all("tablist").await;
        let tabs = window.all_in(lists.get(1)?, "tab").await;
        tabs.get(place)?.try_click().await.then_some(())
    })
    .await;
}

/// Waits until the gallery shows at least so many hits.
async fn hits_come(window: &Window, count: usize) {
    until(&format!("{count} hits"), async || {
        let grids = window.all("grid").await;
        let hits = window.all_in(grids.first()?, "gridcell").await;
        (hits.len() >= count).then_some(())
    })
    .await;
}

async fn walk_registry(window: &Window, album: &Album<'_>, host: &str) {
    visit(window, host).await;
    rows_come(window, 5).await;
    album.look_at("registry").await;
    focus_grid(window).await;
    window.press("Home").await;
    album.look_at("registry-selected").await;
    window.press("Shift+F10").await;
    a_menu_opens(window, album, "registry-menu").await;
    window.press("Delete").await;
    a_dialog_opens(window, album, "delete-repository").await;
    // On the screen itself stand: health, push, more, refresh.
    press_in(window, "main", "button", 1).await;
    a_dialog_opens(window, album, "push-commands").await;
    press_in(window, "main", "button", 2).await;
    a_menu_opens(window, album, "registry-more").await;
    for (place, stop) in [
        (0, "pin"),
        (1, "copy-registry"),
        (3, "protect"),
        (4, "free-space"),
    ] {
        press_in(window, "main", "button", 2).await;
        press_in(window, "menu", "menuitem", place).await;
        a_dialog_opens(window, album, stop).await;
    }
    press_in(window, "main", "button", 2).await;
    press_in(window, "menu", "menuitem", 5).await;
    album.look_at("pull-cache").await;
    // There stand: look for newer, new rule.
    press_in(window, "main", "button", 1).await;
    a_dialog_opens(window, album, "pull-cache-rule").await;
    visit(window, host).await;
    rows_come(window, 5).await;
    press_in(window, "main", "button", 0).await;
    window.arrives("tab", "").await;
    album.look_at("health").await;
    press_in(window, "main", "tab", 1).await;
    album.look_at("storage").await;
    visit(window, host).await;
    rows_come(window, 5).await;
    // List and tree are the two buttons of the only group of them.
    press_in(window, "group", "button", 1).await;
    window.arrives("tree", "").await;
    album.look_at("registry-tree").await;
    press_in(window, "group", "button", 0).await;
    window
        .find("searchbox", &only_name(window, "searchbox").await)
        .await
        .fill("no match")
        .await;
    album.look_at("registry-no-match").await;
}

async fn walk_repository(window: &Window, album: &Album<'_>, host: &str) {
    visit(window, &format!("{host}/samples/logbook")).await;
    rows_come(window, 10).await;
    album.look_at("repository").await;
    for (place, stop) in ["platforms", "types", "ages"].iter().enumerate() {
        press_in(window, "search", "button", place).await;
        window.arrives("option", "").await;
        album.look_at(&format!("repository-{stop}")).await;
        window.press("Escape").await;
        until("the choices to close", async || {
            window.all("option").await.is_empty().then_some(())
        })
        .await;
    }
    let filter = only_name(window, "searchbox").await;
    window
        .find("searchbox", &filter)
        .await
        .fill("no match")
        .await;
    album.look_at("repository-no-match").await;
    visit(window, &format!("{host}/{LONG}")).await;
    rows_come(window, 2).await;
    focus_grid(window).await;
    window.press("Home").await;
    album.look_at("repository-long-names").await;
}

async fn walk_dialogs(window: &Window, album: &Album<'_>, host: &str) {
    visit(window, &format!("{host}/samples/lighthouse")).await;
    rows_come(window, 2).await;
    focus_grid(window).await;
    window.press("Home").await;
    album.look_at("repository-selected").await;
    window.press("Shift+F10").await;
    a_menu_opens(window, album, "image-menu").await;
    for (key, stop) in [
        ("Insert", "add-tag"),
        ("F2", "rename-tag"),
        ("Control+M", "move-tag"),
        ("Shift+Delete", "remove-tags"),
        ("Delete", "delete-image"),
    ] {
        window.press(key).await;
        a_dialog_opens(window, album, stop).await;
    }
    window.press("Control+A").await;
    album.look_at("repository-several").await;
    window.press("Delete").await;
    a_dialog_opens(window, album, "delete-images").await;
}

async fn walk_images(window: &Window, album: &Album<'_>, host: &str) {
    for (image, stop) in [
        ("samples/harbour:2.4.0", "image-index"),
        ("samples/charts/harbour:0.9.1", "image-chart"),
        ("samples/wreck:1.2.0", "image-broken"),
        ("samples/tide:0.6.0", "image-zstd"),
    ] {
        visit(window, &format!("{host}/{image}")).await;
        window.arrives("tab", "").await;
        album.look_at(stop).await;
    }
    visit(window, &format!("{host}/samples/compass:3.1.4")).await;
    let views = [
        "overview",
        "use",
        "moves",
        "history",
        "layers",
        "referrers",
        "annotations",
        "raw",
    ];
    for (place, view) in views.iter().enumerate() {
        select_view(window, place, view).await;
        album.look_at(&format!("image-{view}")).await;
    }
}

async fn walk_places(window: &Window, album: &Album<'_>, host: &str) {
    // An activity to look at: a tag is added.
    visit(window, &format!("{host}/samples/anchor")).await;
    rows_come(window, 1).await;
    focus_grid(window).await;
    window.press("Home").await;
    window.press("Insert").await;
    window.arrives("dialog", "").await;
    window.type_text("walk").await;
    window.press("Enter").await;
    // Its toast offers to take it back.
    until("the toast", async || {
        let toasts = window.all("region").await;
        let buttons = window.all_in(toasts.last()?, "button").await;
        (buttons.len() >= 2).then_some(())
    })
    .await;
    album.look_at("toast").await;
    visit(window, "portolan:activity").await;
    rows_come(window, 1).await;
    focus_grid(window).await;
    window.press("Home").await;
    album.look_at("activity").await;

    window.press("Control+Shift+N").await;
    window.arrives("form", "").await;
    album.look_at("new-connection").await;
    // Nothing listens there: the connection is kept and shows why it does not work.
    window.type_text("127.0.0.1:1").await;
    window.press("Enter").await;
    window.arrives("alert", "").await;
    album.look_at("registry-unreachable").await;
    visit(window, "portolan:connections").await;
    rows_come(window, 2).await;
    focus_grid(window).await;
    window.press("End").await;
    album.look_at("connections").await;
    window.press("Shift+F10").await;
    a_menu_opens(window, album, "connection-menu").await;
    window.press("Delete").await;
    a_dialog_opens(window, album, "remove-connection").await;
    visit(window, "portolan:replication").await;
    window.arrives("heading", "").await;
    album.look_at("replication").await;
    // Its one button, as long as there is no rule.
    press_in(window, "main", "button", 0).await;
    a_dialog_opens(window, album, "replication-rule").await;
    visit(window, "portolan:settings").await;
    album.look_at("settings").await;
    window.press("End").await;
    album.look_at("settings-end").await;
}

/// Short names of one's own, one of them shadowed, and a file that is damaged.
async fn walk_short_names(desktop: &Desktop, window: &Window, album: &Album<'_>) {
    let folder = desktop.home().home().join(".config/containers");
    let dropped = folder.join("registries.conf.d");
    fs::create_dir_all(&dropped).unwrap();
    let write = |name: &str, text: &str| fs::write(dropped.join(name), text).unwrap();
    let search = "unqualified-search-registries = [\"quay.io\", \"docker.io\"]\n";
    fs::write(folder.join("registries.conf"), search).unwrap();
    write(
        "a.conf",
        "[aliases]\nharbour = \"quay.io/samples/harbour\"\nwreck = \"quay.io/samples/wreck\"\n",
    );
    write(
        "b.conf",
        "[aliases]\nwreck = \"\"\nharbour = \"ghcr.io/samples/harbour\"\n",
    );
    visit(window, "portolan:short-names").await;
    rows_come(window, 4).await;
    focus_grid(window).await;
    window.press("Home").await;
    album.look_at("short-names").await;
    window.press("Shift+F10").await;
    a_menu_opens(window, album, "short-name-menu").await;
    window.press("Enter").await;
    a_dialog_opens(window, album, "short-name-change").await;
    // The only one on the screen itself before those of the inspector.
    press_in(window, "main", "button", 0).await;
    window.arrives("dialog", "").await;
    window.type_text("app:1").await;
    a_dialog_opens(window, album, "short-name-add").await;
    let search = only_name(window, "searchbox").await;
    window
        .find("searchbox", &search)
        .await
        .fill("tide:0.6")
        .await;
    window.arrives("listitem", "").await;
    album.look_at("short-name-searched").await;
    window.find("searchbox", &search).await.fill("").await;
    write("b.conf", "[aliases]\nwreck = \n");
    visit(window, "portolan:activity").await;
    visit(window, "portolan:short-names").await;
    window.arrives("alert", "").await;
    album.look_at("short-names-damaged").await;
}

/// What belongs to the window itself.
async fn walk_window(window: &Window, album: &Album<'_>) {
    window.press("F1").await;
    a_dialog_opens(window, album, "shortcuts").await;
    window.press("Control+L").await;
    window.type_text("compass").await;
    window.arrives("option", "compass").await;
    album.look_at("suggestions").await;
    window.press("Escape").await;
    window.press("Control+Shift+P").await;
    window.arrives("option", "").await;
    album.look_at("commands").await;
    window.press("Escape").await;
    // The last two buttons of the toolbar open the history and the menu.
    for (from_end, stop) in [(2, "history"), (1, "menu")] {
        until(
            &format!("a click on the button for the {stop}"),
            async || {
                let toolbar = window.all("toolbar").await;
                let buttons = window.all_in(toolbar.first()?, "button").await;
                let place = buttons.len().checked_sub(from_end)?;
                buttons.get(place)?.try_click().await.then_some(())
            },
        )
        .await;
        a_menu_opens(window, album, stop).await;
    }
}

/// Opens an address, and waits until its screen is there.
async fn visit(window: &Window, address: &str) {
    window.press("Control+L").await;
    until("the focus in the address box", async || {
        window
            .focused()
            .await
            .filter(|at| at.role == "combobox")
            .map(drop)
    })
    .await;
    window.type_text(address).await;
    window.press("Enter").await;
    window.settled().await;
}

/// Puts the keyboard on the list of the screen.
async fn focus_grid(window: &Window) {
    until("a click on the list", async || {
        let grids = window.all("grid").await;
        grids.first()?.try_click().await.then_some(())
    })
    .await;
}

/// Waits until the list of the screen has at least so many rows.
async fn rows_come(window: &Window, count: usize) {
    until(&format!("{count} rows"), async || {
        let grids = window.all("grid").await;
        let rows = window.all_in(grids.first()?, "row").await;
        // One more has the names of the columns.
        (rows.len() > count).then_some(())
    })
    .await;
}

/// Presses a button by its place in the first part of that role that has one there.
async fn press_in(window: &Window, role: &str, inner: &str, place: usize) {
    until(
        &format!("a click on {inner} {place} of the {role}"),
        async || {
            for part in window.all(role).await {
                if let Some(control) = window.all_in(&part, inner).await.get(place) {
                    return control.try_click().await.then_some(());
                }
            }
            None
        },
    )
    .await;
}

/// The name of the only control of that role.
async fn only_name(window: &Window, role: &str) -> String {
    let found = until(&format!("one {role}"), async || {
        let found = window.all(role).await;
        (found.len() == 1).then_some(found)
    })
    .await;
    found[0].name().to_owned()
}

/// Looks at the dialog that comes, and closes it.
async fn a_dialog_opens(window: &Window, album: &Album<'_>, stop: &str) {
    let is_open = async || {
        !window.all("dialog").await.is_empty() || !window.all("alertdialog").await.is_empty()
    };
    until(&format!("the dialog of {stop}"), async || {
        is_open().await.then_some(())
    })
    .await;
    album.look_at(stop).await;
    window.press("Escape").await;
    all_is_closed(window).await;
}

/// Looks at the menu that comes, and closes it.
async fn a_menu_opens(window: &Window, album: &Album<'_>, stop: &str) {
    window.arrives("menuitem", "").await;
    album.look_at(stop).await;
    window.press("Escape").await;
    all_is_closed(window).await;
}

/// Names as long as they may be, and a text that would turn the line around.
async fn fill_long(registry: &Pusher) {
    let tag =
        "1.0.0-a-pre-release-with-a-name-that-nobody-would-ever-want-to-type-into-anything-at-all";
    registry.image(LONG, tag, "\u{202e}<b>turned</b>").await;
    registry.image(LONG, "latest", "plain").await;
}
