//! The gallery: what the program brings along is found without a network, by the keyboard alone; a search is
//! narrowed down, left and come back to; and everything leads there.

use portolan_tests::{
    desktop::{Control, Desktop, Window},
    until,
};

const BOX: &str = "Search the gallery";

#[tokio::test]
async fn an_image_is_found_opened_and_come_back_to_on_the_first_run_without_a_network() {
    let desktop = Desktop::start().await;
    desktop
        .journey("gallery", async |window| {
            // The welcome says how many there are.
            let (door, count) = until("the welcome to say how many there are", async || {
                let door = window.find_like("button", "public repositories").await;
                let digits: String = door.name().chars().filter(char::is_ascii_digit).collect();
                Some((door, digits.parse::<u32>().ok()?))
            })
            .await;
            assert!(count >= 700, "{count}");
            door.click().await;
            the_box_has_the_focus(window).await;

            window.type_text("web server").await;
            hit_comes(window, "nginx").await;
            let all = found(window).await;
            window.click("checkbox", "arm64").await;
            until("the facet to be in the box", async || {
                (text(window).await == "web server arch:arm64").then_some(())
            })
            .await;
            window.find("button", "Drop Architecture: arm64").await;
            until("fewer to be found", async || {
                (found(window).await < all).then_some(())
            })
            .await;

            // The arrows are the list's while the focus stays in the box.
            window.press("/").await;
            the_box_has_the_focus(window).await;
            window.press("Down").await;
            window.press("Down").await;
            window.press("Up").await;
            let chosen = chosen(window).await;
            window.press("Enter").await;
            window.gone("combobox", BOX).await;
            let reference = address(window).await;
            let name = reference.split_once('/').unwrap().1;
            assert!(chosen.contains(name), "{chosen} is not {reference}");
            // What was opened is remembered as soon as its page is there.
            window.find("tab", "Overview").await;

            window.press("Alt+Left").await;
            the_box_has_the_focus(window).await;
            assert_eq!(text(window).await, "web server arch:arm64");
            until("the same hit to be chosen", async || {
                (active(window).await? == chosen).then_some(())
            })
            .await;
            // A search that led somewhere is remembered.
            window.press("Escape").await;
            window.press("Escape").await;
            window.find("button", "web server arch:arm64").await;
            window.find("heading", "Opened lately").await;
        })
        .await;
}

#[tokio::test]
async fn words_in_the_address_box_and_what_is_pasted_lead_into_the_gallery() {
    let desktop = Desktop::start().await;
    desktop
        .journey("gallery-address", async |window| {
            window.go_to("message broker").await;
            the_box_has_the_focus(window).await;
            assert_eq!(text(window).await, "message broker");
            hit_comes(window, "rabbitmq").await;

            window.press("Control+A").await;
            window.type_text("docker pull nginx:1.27").await;
            hit_comes(window, "library/nginx").await;
            window.press("Control+A").await;
            window.type_text("postgrse").await;
            window.shows("Other spellings are shown").await;
            hit_comes(window, "postgres").await;
            window.press("Control+A").await;
            window.type_text("qqqqxxxxzzzz arch:arm64").await;
            window
                .find("heading", "Nothing is called “qqqqxxxxzzzz”")
                .await;
            window.click("button", "Drop all filters").await;
            until("the filter to be gone", async || {
                (text(window).await == "qqqqxxxxzzzz").then_some(())
            })
            .await;
        })
        .await;
}

#[tokio::test]
async fn a_hit_is_bookmarked_and_its_publisher_alone_is_shown() {
    let desktop = Desktop::start().await;
    desktop
        .journey("gallery-menu", async |window| {
            window.find("heading", "Portolan").await;
            window.press("Control+E").await;
            the_box_has_the_focus(window).await;
            window.type_text("bitnami redis").await;
            hit_comes(window, "bitnami/redis").await;
            window.press("Down").await;
            let first = chosen(window).await;
            window.press("Control+D").await;
            window
                .find_like("button", "Remove the bookmark of bitnami/redis")
                .await;
            window.press("Shift+F10").await;
            window.find("menuitem", "Remove bookmark Ctrl+D").await;
            window.click("menuitem", "Only bitnami").await;
            until("the publisher in the box", async || {
                (text(window).await == "publisher:bitnami").then_some(())
            })
            .await;
            window.find("button", "Drop Publisher: bitnami").await;
            window.press("Escape").await;
            window.find("heading", "Bookmarked").await;
            let kept = window.find_like("button", "bitnami/redis").await;
            assert!(first.contains("bitnami/redis"), "{first}");
            kept.click().await;
            until("the page of what was bookmarked", async || {
                address(window)
                    .await
                    .contains("bitnami/redis")
                    .then_some(())
            })
            .await;
        })
        .await;
}

/// Waits until what is typed goes into the gallery's box. A screen reader is on the chosen hit meanwhile, if
/// there is one.
pub(crate) async fn the_box_has_the_focus(window: &Window) {
    let script = "return document.activeElement?.closest('[role=search]') !== null && document.activeElement.role === 'combobox'";
    until("the focus in the gallery's box", async || {
        (window.script(script, vec![]).await == true).then_some(())
    })
    .await;
}

/// What stands in the gallery's box.
async fn text(window: &Window) -> String {
    window.find("combobox", BOX).await.value().await
}

/// How many were found, as the screen says it.
async fn found(window: &Window) -> u64 {
    until("a count", async || {
        let line = window.all("status").await;
        for status in line {
            let Some(text) = status.try_text().await else {
                continue;
            };
            if let Some((count, _)) = text.split_once(" found") {
                return count.replace(',', "").parse().ok();
            }
        }
        None
    })
    .await
}

/// Waits for a hit that says `part`.
pub(crate) async fn hit_comes(window: &Window, part: &str) -> Control {
    until(&format!("a hit that says {part:?}"), async || {
        let grid = window.all("grid").await;
        for hit in window.all_in(grid.first()?, "gridcell").await {
            if hit.name().contains(part) {
                return Some(hit);
            }
        }
        None
    })
    .await
}

/// What a screen reader is told is active in the list, while the box has the focus.
async fn active(window: &Window) -> Option<String> {
    let script = "return document.getElementById(document.activeElement?.getAttribute('aria-activedescendant'))?.textContent ?? null";
    let said = window.script(script, vec![]).await;
    said.as_str().map(ToOwned::to_owned)
}

/// What the address box shows.
async fn address(window: &Window) -> String {
    window.find("combobox", "Address").await.value().await
}

async fn chosen(window: &Window) -> String {
    until("a chosen hit", async || active(window).await).await
}
