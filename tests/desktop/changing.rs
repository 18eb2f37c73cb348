//! Tags added, moved, renamed and removed, images and repositories deleted, each with its plan; and all
//! of it taken back: from the toast, and days later from Activity.

use portolan_tests::{
    Pusher,
    desktop::{Desktop, Window},
    until,
};

use crate::steps::{
    find_row, local_host, local_registry, make_samples, open_repository, press_row, read_plan,
    select, select_connection, tags_become, tick,
};

/// Two images: `1.8.5` and `1.8`, and `1.9.2` with the others.
const SHARED: &str = "samples/lighthouse";
const SHARED_TAGS: [&str; 7] = ["1", "1.8", "1.8.5", "1.9", "1.9.2", "latest", "stable"];
/// One image with three tags and three referrers.
const SIGNED: &str = "samples/compass";
const SIGNED_TAGS: [&str; 3] = ["3.1", "3.1.4", "latest"];

#[tokio::test]
async fn each_change_of_a_tag_shows_its_plan_in_production_and_goes_back_from_the_toast() {
    let desktop = Desktop::start().await;
    desktop
        .journey("changes-planned", async |window| {
            make_samples(window).await;
            let registry = local_registry(&desktop).await;
            mark_production(window).await;
            open_repository(window, &local_host(&desktop).await, SHARED, "2 images").await;

            select(window, "1.8.5").await;
            window.press("Insert").await;
            type_into(window, "Add a tag", "Tag", "winter").await;
            carry_out(window, "Add tag winter", "Add tag").await;
            tags_become(&registry, SHARED, &with(&["winter"])).await;
            take_back(window, "Undo: Add tag winter").await;
            tags_become(&registry, SHARED, &SHARED_TAGS).await;

            select(window, "1.8.5").await;
            window.press("F2").await;
            type_into(window, "Rename 1.8.5", "New name", "1.8.6").await;
            carry_out(window, "Rename tag 1.8.5 to 1.8.6", "Rename tag").await;
            tags_become(&registry, SHARED, &renamed("1.8.5", "1.8.6")).await;
            take_back(window, "Undo: Rename tag 1.8.5 to 1.8.6").await;
            tags_become(&registry, SHARED, &SHARED_TAGS).await;

            select(window, "1.8.5").await;
            window.press("Control+M").await;
            // There is one other image it can move to, which is chosen already.
            window.find("dialog", "Move 1.8.5").await;
            window.click("button", "Move tag").await;
            let plan = read_plan(window, "dialog", "Move tag 1.8.5 to sha256:").await;
            assert!(plan.contains("Tag 1.8.5 exists and points to"), "{plan}");
            window.click("button", "Move tag").await;
            same_image(&registry, "1.8.5", "1.9.2").await;
            window.click("button", "Undo").await;
            let plan = read_plan(window, "dialog", "Undo: Move tag 1.8.5").await;
            assert!(plan.contains("This will work"), "{plan}");
            window.click("button", "Undo").await;
            same_image(&registry, "1.8.5", "1.8").await;

            // Not before the list shows that it is back.
            select(window, "1.8.5 +1 1.8").await;
            window.press("Shift+Delete").await;
            window.find("dialog", "Remove tags").await;
            // None is ticked at first; only `1.8` shall go.
            window.click("checkbox", "1.8").await;
            window.click("button", "Remove tag").await;
            carry_out_loss(window, "Remove tag 1.8", "Remove tag").await;
            tags_become(&registry, SHARED, &without("1.8")).await;
            take_back(window, "Undo: Remove tag 1.8").await;
            tags_become(&registry, SHARED, &SHARED_TAGS).await;
            same_image(&registry, "1.8", "1.8.5").await;
        })
        .await;
}

#[tokio::test]
async fn changes_of_tags_go_back_days_later_from_activity() {
    let desktop = Desktop::start().await;
    desktop
        .journey("changes", async |window| {
            make_samples(window).await;
            let registry = local_registry(&desktop).await;
            open_repository(window, &local_host(&desktop).await, SHARED, "2 images").await;
            // What is small and certainly undone is done at once.
            select(window, "1.8.5").await;
            window.press("Insert").await;
            type_into(window, "Add a tag", "Tag", "winter").await;
            window.shows("winter added in samples/lighthouse").await;
            select(window, "1.8.5").await;
            window.press("F2").await;
            type_into(window, "Rename 1.8.5", "New name", "1.8.6").await;
            window.shows("1.8.5 renamed to 1.8.6").await;
            select(window, "1.8.6").await;
            window.press("Control+M").await;
            window.find("dialog", "Move 1.8.6").await;
            window.click("button", "Move tag").await;
            same_image(&registry, "1.8.6", "1.9.2").await;
            select(window, "winter").await;
            window.press("Shift+Delete").await;
            window.find("dialog", "Remove tags").await;
            window.click("checkbox", "1.8").await;
            window.click("button", "Remove tag").await;
            tags_become(
                &registry,
                SHARED,
                &["1", "1.8.6", "1.9", "1.9.2", "latest", "stable", "winter"],
            )
            .await;
        })
        .await;
    // The program has ended and starts anew.
    desktop
        .journey("changes-undone", async |window| {
            let registry = local_registry(&desktop).await;
            window.click("treeitem", "Activity").await;
            for change in [
                "Remove tag 1.8",
                "Move tag 1.8.6",
                "Rename tag 1.8.5",
                "Add tag winter",
            ] {
                undo_in_activity(window, change).await;
                window.find_like("row", &format!("Undo: {change}")).await;
            }
            tags_become(&registry, SHARED, &SHARED_TAGS).await;
            same_image(&registry, "1.8", "1.8.5").await;
        })
        .await;
}

#[tokio::test]
async fn a_deleted_image_comes_back_days_later_with_its_tags_and_referrers() {
    let desktop = Desktop::start().await;
    desktop
        .journey("delete-image", async |window| {
            make_samples(window).await;
            open_repository(window, &local_host(&desktop).await, SIGNED, "1 image").await;
            select(window, "3.1.4").await;
            window.press("Delete").await;
            // The blast radius names every tag and every referrer before anything is done.
            let plan = read_plan(window, "alertdialog", "Delete 1 image").await;
            for words in [
                "3 tags go with it",
                "3 signatures, SBOMs or attestations follow",
                "Undo is certain",
            ] {
                assert!(plan.contains(words), "{words:?} is not in {plan}");
            }
            window.click("button", "Delete image").await;
            window.shows("No images").await;
        })
        .await;
    desktop
        .journey("delete-image-undone", async |window| {
            let registry = local_registry(&desktop).await;
            assert!(registry.tags(SIGNED).await.is_empty());
            window.click("treeitem", "Activity").await;
            undo_in_activity(window, "Delete 1 image").await;
            tags_become(&registry, SIGNED, &SIGNED_TAGS).await;
            open_repository(window, &local_host(&desktop).await, SIGNED, "1 image").await;
            let row = find_row(window, "3.1.4").await;
            assert!(row.name().contains("3 signatures"), "{row:?}");
        })
        .await;
}

#[tokio::test]
async fn several_images_go_at_once_and_a_whole_repository_only_by_its_typed_name() {
    let desktop = Desktop::start().await;
    desktop
        .journey("delete-many", async |window| {
            make_samples(window).await;
            let registry = local_registry(&desktop).await;
            let host = local_host(&desktop).await;
            let all = registry.tags("samples/logbook").await;
            open_repository(window, &host, "samples/logbook", "59 images").await;
            window
                .find("grid", "Images of samples/logbook")
                .await
                .click()
                .await;
            for key in ["Home", "Shift+Down", "Shift+Down", "Delete"] {
                window.press(key).await;
            }
            carry_out_loss(window, "Delete 3 images", "Delete 3 images").await;
            window.shows("3 images deleted from samples/logbook").await;
            assert!(registry.tags("samples/logbook").await.len() <= all.len() - 3);
            window.click("button", "Undo").await;
            let all: Vec<&str> = all.iter().map(String::as_str).collect();
            tags_become(&registry, "samples/logbook", &all).await;

            window.go_to(&host).await;
            press_row(window, SHARED).await;
            window.press("Delete").await;
            read_plan(
                window,
                "alertdialog",
                &format!("Delete repository {SHARED}"),
            )
            .await;
            let verb = window.find("button", "Delete repository").await;
            assert!(!verb.is_enabled().await);
            let typed = window
                .find("textbox", &format!("Type {SHARED} to confirm"))
                .await;
            typed.fill(SHARED).await;
            window.click("button", "Delete repository").await;
            window.shows("samples/lighthouse deleted").await;
            assert!(registry.tags(SHARED).await.is_empty());
            window.click("button", "Undo").await;
            tags_become(&registry, SHARED, &SHARED_TAGS).await;
        })
        .await;
}

#[tokio::test]
async fn a_plan_that_the_registry_no_longer_matches_changes_nothing() {
    let desktop = Desktop::start().await;
    desktop
        .journey("plan-outdated", async |window| {
            make_samples(window).await;
            let registry = local_registry(&desktop).await;
            open_repository(window, &local_host(&desktop).await, SHARED, "2 images").await;
            select(window, "1.8.5").await;
            window.press("Delete").await;
            let plan = read_plan(window, "alertdialog", "Delete 1 image").await;
            assert!(plan.contains("2 tags go with it"), "{plan}");
            // Somebody else moves one of the two tags meanwhile.
            registry.image(SHARED, "1.8", "somebody else's").await;
            window.click("button", "Delete image").await;
            window
                .shows("The change in samples/lighthouse failed")
                .await;
            assert_eq!(registry.tags(SHARED).await, SHARED_TAGS);
            window.click("button", "Show").await;
            window
                .shows("The registry is not what the preview showed")
                .await;
            window.shows("Changed since: 1.8").await;

            open_repository(window, &local_host(&desktop).await, SHARED, "3 images").await;
            select(window, "1.8.5").await;
            window.press("Delete").await;
            let plan = read_plan(window, "alertdialog", "Delete 1 image").await;
            assert!(plan.contains("1 tag goes with it"), "{plan}");
            window.click("button", "Delete image").await;
            tags_become(&registry, SHARED, &without("1.8.5")).await;
        })
        .await;
}

/// Says that the local registry is one where every change is asked about.
async fn mark_production(window: &Window) {
    select_connection(window, "Local registry").await;
    window.click("button", "Edit…").await;
    tick(window, "Production").await;
    window.click("button", "Save").await;
    window.arrives("heading", "Local registry").await;
}

/// Types a name into the small form of a change and submits it.
async fn type_into(window: &Window, form: &str, field: &str, name: &str) {
    window.find("dialog", form).await;
    window.focus_reaches("textbox", field).await;
    window.press("Control+A").await;
    window.type_text(name).await;
    window.press("Enter").await;
}

/// Reads the plan of a change, and says yes.
async fn carry_out(window: &Window, title: &str, verb: &str) {
    let plan = read_plan(window, "dialog", title).await;
    assert!(
        plan.contains("This connection is marked as production."),
        "{plan}"
    );
    assert!(plan.contains("Undo is certain"), "{plan}");
    window.click("button", verb).await;
}

/// The same of a change that takes something away.
async fn carry_out_loss(window: &Window, title: &str, verb: &str) {
    let plan = read_plan(window, "alertdialog", title).await;
    assert!(plan.contains("Undo is certain"), "{plan}");
    window.click("button", verb).await;
}

/// Takes back what was just done, from its toast, after reading the plan of that.
async fn take_back(window: &Window, title: &str) {
    window.click("button", "Undo").await;
    let plan = read_plan(window, "dialog", title).await;
    assert!(plan.contains("This will work"), "{plan}");
    window.click("button", "Undo").await;
}

/// Takes a change back from Activity, where it stands below what was undone since.
async fn undo_in_activity(window: &Window, change: &str) {
    let undo = format!("Undo: {change}");
    until(&format!("a click on the activity {change:?}"), async || {
        let rows = window.all("row").await;
        let row = rows
            .iter()
            .find(|row| row.name().contains(change) && !row.name().contains(&undo))?;
        row.try_click().await.then_some(())
    })
    .await;
    window.find_like("heading", change).await;
    window.click("button", "Undo…").await;
}

async fn same_image(registry: &Pusher, one: &str, other: &str) {
    until(&format!("{one} to be the image of {other}"), async || {
        let one = registry.manifest_of(SHARED, one).await?;
        (Some(one) == registry.manifest_of(SHARED, other).await).then_some(())
    })
    .await;
}

/// The tags of the shared image and these, in their order.
fn with(more: &[&'static str]) -> Vec<&'static str> {
    let mut tags = [SHARED_TAGS.as_slice(), more].concat();
    tags.sort_unstable();
    tags
}

fn without(tag: &str) -> Vec<&'static str> {
    SHARED_TAGS.into_iter().filter(|it| *it != tag).collect()
}

fn renamed(from: &str, to: &'static str) -> Vec<&'static str> {
    let mut tags = without(from);
    tags.push(to);
    tags.sort_unstable();
    tags
}
