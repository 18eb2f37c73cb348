//! The driver itself, on a page that is known, in the browser that WebKitGTK brings along.

use std::{fs, path::PathBuf};

use portolan_tests::{
    FreshHome, Keyring,
    desktop::{Desktop, Window},
};

const PAGE: &str = r##"<!doctype html><html lang="en"><title>Harbour</title>
<header>Top</header>
<nav aria-label="Places"><a href="#quay">Quay</a></nav>
<main>
  <h1>Ships <em>at</em> anchor</h1>
  <label>Name <input id="name"></label>
  <label for="kind">Kind</label><select id="kind"><option>Barque</option><option>Brig</option></select>
  <button id="moor" aria-label="Moor the ship">+</button>
  <button hidden>Hidden</button>
  <div aria-hidden="true"><button>Covered</button></div>
  <div role="grid" aria-labelledby="title"><span id="title">Register</span>
    <div role="row"><span role="gridcell">Santa&nbsp;Maria</span></div>
  </div>
  <output id="log"></output>
  <button id="bare"><svg></svg></button>
</main>
<script>
  const log = document.getElementById("log");
  document.getElementById("moor").onclick = () => {
    setTimeout(() => { log.textContent = "Moored " + document.getElementById("name").value; }, 100);
  };
  addEventListener("keydown", (event) => {
    if (event.ctrlKey && event.key === "l") { event.preventDefault(); document.getElementById("name").focus(); }
  });
</script>"##;

/// MiniBrowser is part of the very package that the window is drawn by.
pub(crate) fn browser() -> PathBuf {
    let folders = fs::read_dir("/usr/lib")
        .unwrap()
        .flatten()
        .map(|entry| entry.path());
    folders
        .chain(["/usr/libexec".into(), "/usr/lib".into()])
        .map(|folder| folder.join("webkit2gtk-4.1/MiniBrowser"))
        .find(|file| file.is_file())
        .expect("WebKitGTK brings MiniBrowser")
}

async fn open_page() -> (Desktop, Window) {
    let mut desktop = Desktop::start_with(FreshHome::new(), Keyring::Absent).await;
    desktop.set_program(&browser());
    let page = desktop.home().root().join("page.html");
    fs::write(&page, PAGE).unwrap();
    let window = desktop.open(&["--automation"]).await;
    window.visit(&format!("file://{}", page.display())).await;
    (desktop, window)
}

#[tokio::test]
async fn controls_are_found_by_role_and_name_and_pressed() {
    let (_desktop, window) = open_page().await;
    window.titled("Harbour").await;
    window.find("banner", "").await;
    window.find("heading", "Ships at anchor").await;
    let places = window.find("navigation", "Places").await;
    window.find_in(&places, "link", "Quay").await;
    let register = window.find("grid", "Register").await;
    assert_eq!(
        window.all_in(&register, "gridcell").await[0].name(),
        "Santa Maria"
    );
    assert!(!window.has("button", "Hidden").await && !window.has("button", "Covered").await);
    assert_eq!(
        window.find("combobox", "Kind").await.value().await,
        "Barque"
    );

    window.find("textbox", "Name").await.fill("Niña").await;
    window.click("button", "Moor the ship").await;
    window.shows("Moored Niña").await;
    window.close().await;
}

#[tokio::test]
async fn the_keyboard_types_presses_chords_and_moves_the_focus() {
    let (_desktop, window) = open_page().await;
    window.press("Control+L").await;
    window.focus_reaches("textbox", "Name").await;
    window.type_text("Pinta 2").await;
    assert_eq!(
        window.find("textbox", "Name").await.value().await,
        "Pinta 2"
    );
    window.press("Tab").await;
    window.focus_reaches("combobox", "Kind").await;
    window.press("Tab").await;
    window.focus_reaches("button", "Moor the ship").await;
    window.press("Enter").await;
    window.shows("Moored Pinta 2").await;
    window.press("Shift+Tab").await;
    window.focus_reaches("combobox", "Kind").await;
    window.close().await;
}

#[tokio::test]
async fn a_control_without_a_name_is_reported_by_webkits_own_accessibility_tree() {
    let (_desktop, window) = open_page().await;
    let unnamed = window.unnamed().await;
    assert_eq!(unnamed.len(), 1, "{unnamed:#?}");
    assert!(unnamed[0].starts_with("<button>"), "{unnamed:#?}");
    window.close().await;
}

#[tokio::test]
async fn a_picture_is_a_png_of_the_page() {
    let (desktop, window) = open_page().await;
    let file = desktop.home().root().join("page.png");
    window.screenshot(&file).await;
    let picture = fs::read(file).unwrap();
    assert!(
        picture.starts_with(b"\x89PNG") && picture.len() > 1000,
        "{} bytes",
        picture.len()
    );
    window.close().await;
}
