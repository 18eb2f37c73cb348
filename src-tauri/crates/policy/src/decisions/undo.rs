//! Whether a change can be taken back, and how.

use super::*;

#[test]
fn undo_is_certain_while_everything_at_stake_is_held_by_another_tag() {
    let repository = Sketch::default()
        .image("a", &["base", "a's own"])
        .image("b", &["base"])
        .tag("1.0", "a")
        .tag("2.0", "b")
        .0;
    let one = outlook(&repository, &delete(&repository, &["a"]), ALL);
    assert!(!one.certain && one.certain_while_kept);
    let layers: Vec<_> = one.layers().map(|layer| layer.digest.clone()).collect();
    assert_eq!(layers, [digest("a's own")]);
    assert_eq!(one.layer_bytes(), 100);
    let local = Abilities {
        keeps_deleted: true,
        ..ALL
    };
    assert!(outlook(&repository, &delete(&repository, &["a"]), local).certain);

    let moved = Change::PutTag {
        tag: tag("1.0"),
        digest: digest("b"),
    };
    assert!(!outlook(&repository, &aim(&repository, &moved, ALL).unwrap(), ALL).certain);
    let aliased = Sketch(repository).tag("1.0.0", "a").0;
    assert!(outlook(&aliased, &aim(&aliased, &moved, ALL).unwrap(), ALL).certain);
}

#[test]
fn a_tag_that_is_added_can_surely_be_taken_back_only_where_tags_can_be_removed() {
    let repository = Sketch::default().image("a", &[]).tag("1.0", "a").0;
    let added = Change::PutTag {
        tag: tag("latest"),
        digest: digest("a"),
    };
    let aim = aim(&repository, &added, ALL).unwrap();
    assert!(outlook(&repository, &aim, ALL).certain);
    let unknown = Abilities {
        delete_tag: Proof::Unknown,
        delete_digest: Proof::Unknown,
        ..ALL
    };
    assert!(!outlook(&repository, &aim, unknown).certain);
}

#[test]
fn an_undo_does_not_delete_what_a_new_tag_has_come_to_need() {
    let repository = Sketch::default().image("a", &[]).tag("new", "a").0;
    let mut part = Part::default();
    part.manifests.insert(digest("a"), false);
    let aim = aim_at(&repository, &part, ALL).unwrap();
    assert_eq!(deeds(&repository, &aim), []);
}

#[test]
fn deleting_and_restoring_is_one_deed_that_names_every_other_tag() {
    let immutable = Abilities {
        delete_tag: Proof::Refused,
        overwrite_tag: Proof::Refused,
        ..ALL
    };
    let repository = Sketch::default()
        .image("a", &[])
        .tag("1.0", "a")
        .tag("1.1", "a")
        .tag("latest", "a")
        .0;
    let change = Change::RemoveTags {
        tags: tags(&["1.0", "1.1"]),
    };
    let aim = aim(&repository, &change, immutable).unwrap();
    let order = deeds(&repository, &aim);
    let [
        Deed::RemoveTags {
            tags,
            others,
            removal,
            ..
        },
    ] = order.as_slice()
    else {
        panic!("{order:?}")
    };
    assert_eq!(removal.method, RemovalMethod::DeleteAndRestore);
    assert_eq!(
        (tags.len(), others.as_slice()),
        (2, [tag("latest")].as_slice())
    );
}

#[test]
fn a_relic_may_not_be_taken_back_even_by_the_local_registry() {
    let mut repository = Sketch::default().image("relic", &[]).0;
    let relic = repository.manifests.get_mut(&digest("relic")).unwrap();
    relic.understood = false;
    relic.blobs.clear();
    let local = Abilities {
        keeps_deleted: true,
        ..ALL
    };
    let relic = outlook(&repository, &delete(&repository, &["relic"]), local);
    assert!(!relic.certain && !relic.certain_while_kept);
}
