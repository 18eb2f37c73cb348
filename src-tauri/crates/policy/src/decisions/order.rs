//! Which deeds a change needs, in which order, and which are refused.

use super::*;

#[test]
fn an_index_is_deleted_before_its_children_and_a_subject_before_what_describes_it() {
    let repository = Sketch::default()
        .image("child", &[])
        .index("index", &["child"])
        .referrer("sbom", "index")
        .0;
    let order = deleted(&deeds(&repository, &delete(&repository, &["index"])));
    let place = |name: &str| order.iter().position(|one| *one == digest(name)).unwrap();
    assert!(place("index") < place("child"));
    assert!(place("index") < place("sbom"));
}

#[test]
fn an_undo_puts_children_before_their_index_subjects_before_referrers_and_tags_last() {
    let repository = Sketch::default()
        .image("child", &[])
        .index("index", &["child"])
        .referrer("sbom", "index")
        .tag("1.0", "index")
        .0;
    let before = delete(&repository, &["index"]).part.before(&repository);
    let mut empty = repository.clone();
    empty.tags.clear();
    for manifest in empty.manifests.values_mut() {
        manifest.present = false;
    }
    let order = deeds(&empty, &aim_at(&empty, &before, ALL).unwrap());
    let place = |name: &str| {
        order
            .iter()
            .position(
                |deed| matches!(deed, Deed::PutManifest { digest: put } if *put == digest(name)),
            )
            .unwrap()
    };
    assert!(place("child") < place("index"));
    assert!(place("index") < place("sbom"));
    assert!(matches!(order.last(), Some(Deed::PutTag { .. })));
}

#[test]
fn removing_one_tag_promises_that_the_others_stay() {
    let repository = Sketch::default()
        .image("a", &[])
        .tag("1.0", "a")
        .tag("latest", "a")
        .0;
    let change = Change::RemoveTags {
        tags: tags(&["latest"]),
    };
    let aim = aim(&repository, &change, ALL).unwrap();
    assert_eq!(aim.part.tags[&tag("1.0")], Some(digest("a")));
    assert_eq!(aim.part.tags[&tag("latest")], None);
    assert!(aim.part.manifests[&digest("a")]);
    assert_eq!(BlastRadius::of(&repository, &aim).images, 0);
}

#[test]
fn a_digest_is_not_deleted_with_its_only_tag_while_an_index_or_a_referrer_needs_it() {
    let no_tag_deletion = Abilities {
        delete_tag: Proof::Refused,
        ..ALL
    };
    let method = |sketch: Sketch| {
        let change = Change::RemoveTags {
            tags: tags(&["1.0"]),
        };
        let aim = aim(&sketch.0, &change, no_tag_deletion).unwrap();
        aim.removals.get(&digest("a")).map(|removal| removal.method)
    };
    let alone = || Sketch::default().image("a", &[]).tag("1.0", "a");
    // Deleted with the digest, so there is nothing to remove by itself.
    assert_eq!(method(alone()), None);
    let others = [
        alone().index("index", &["a"]),
        alone().referrer("sbom", "a"),
        alone().tag("2.0", "a"),
    ];
    for sketch in others {
        assert_eq!(method(sketch), Some(RemovalMethod::Throwaway));
    }
}

#[test]
fn deletion_that_is_switched_off_is_refused_before_anything_is_tried() {
    let off = Abilities {
        delete_tag: Proof::Refused,
        delete_digest: Proof::Refused,
        ..ALL
    };
    let repository = Sketch::default().image("a", &[]).tag("1.0", "a").0;
    for change in [
        Change::RemoveTags {
            tags: tags(&["1.0"]),
        },
        Change::DeleteImages {
            digests: digests(&["a"]),
        },
        Change::DeleteRepository,
        Change::RenameTag {
            from: tag("1.0"),
            to: tag("1.1"),
        },
    ] {
        assert_eq!(
            aim(&repository, &change, off),
            Err(Refusal::DeletionOff),
            "{change:?}"
        );
    }
}

#[test]
fn a_rename_takes_no_name_that_exists() {
    let repository = Sketch::default()
        .image("a", &[])
        .tag("1.0", "a")
        .tag("2.0", "a")
        .0;
    let change = Change::RenameTag {
        from: tag("1.0"),
        to: tag("2.0"),
    };
    assert_eq!(
        aim(&repository, &change, ALL),
        Err(Refusal::TagExists(tag("2.0")))
    );
}
