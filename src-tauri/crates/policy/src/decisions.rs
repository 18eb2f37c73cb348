//! What changes touch, in which order they are done, and whether they can be taken back.

use std::collections::BTreeSet;

use crate::{
    Abilities, Aim, BlastRadius, Blob, Change, Deed, FoundBy, Manifest, Part, Proof, ReferrerLink,
    Refusal, RemovalMethod, Repository, aim, aim_at, deeds, outlook,
};
use portolan_oci::{AttachmentTag, CosignKind, Digest, MediaType, Tag};

const ALL: Abilities = Abilities {
    delete_tag: Proof::Proven,
    delete_digest: Proof::Proven,
    overwrite_tag: Proof::Proven,
    referrers: Proof::Proven,
    keeps_deleted: false,
};

fn digest(name: &str) -> Digest {
    Digest::of(name.as_bytes())
}

fn digests(names: &[&str]) -> BTreeSet<Digest> {
    names.iter().map(|name| digest(name)).collect()
}

fn tag(name: &str) -> Tag {
    name.parse().unwrap()
}

fn tags(names: &[&str]) -> BTreeSet<Tag> {
    names.iter().map(|name| tag(name)).collect()
}

struct Sketch(Repository);

impl Default for Sketch {
    fn default() -> Self {
        Self(Repository {
            untagged_known: true,
            ..Repository::default()
        })
    }
}

impl Sketch {
    fn image(mut self, name: &str, layers: &[&str]) -> Self {
        let blob = |name: &str, is_config| Blob {
            digest: digest(name),
            size: 100,
            is_config,
            foreign: false,
        };
        let mut blobs = vec![blob(&format!("config of {name}"), true)];
        blobs.extend(layers.iter().map(|layer| blob(layer, false)));
        self.0.manifests.insert(
            digest(name),
            Manifest {
                media_type: MediaType::OCI_MANIFEST,
                size: 10,
                children: Vec::new(),
                blobs,
                understood: true,
                subject: None,
                artifact_type: None,
                present: true,
            },
        );
        self
    }

    fn index(mut self, name: &str, children: &[&str]) -> Self {
        self = self.image(name, &[]);
        let index = self.0.manifests.get_mut(&digest(name)).unwrap();
        index.media_type = MediaType::OCI_INDEX;
        index.blobs.clear();
        index.children = children.iter().map(|child| digest(child)).collect();
        self
    }

    fn referrer(mut self, name: &str, subject: &str) -> Self {
        self = self.image(name, &[]);
        self.0.manifests.get_mut(&digest(name)).unwrap().subject = Some(digest(subject));
        self.0.referrers.push(ReferrerLink {
            subject: digest(subject),
            referrer: digest(name),
            found_by: FoundBy::Api,
        });
        self
    }

    fn tag(mut self, name: &str, at: &str) -> Self {
        self.0.tags.insert(tag(name), digest(at));
        self
    }
}

fn delete(repository: &Repository, names: &[&str]) -> Aim {
    let change = Change::DeleteImages {
        digests: digests(names),
    };
    aim(repository, &change, ALL).unwrap()
}

fn deleted(deeds: &[Deed]) -> Vec<Digest> {
    deeds
        .iter()
        .filter_map(|deed| match deed {
            Deed::DeleteManifest { digest, .. } => Some(digest.clone()),
            _ => None,
        })
        .collect()
}

#[test]
fn deleting_an_image_shows_every_tag_on_its_digest() {
    let repository = Sketch::default()
        .image("a", &["layer"])
        .tag("1.0", "a")
        .tag("latest", "a")
        .image("b", &[])
        .tag("2.0", "b")
        .0;
    let radius = BlastRadius::of(&repository, &delete(&repository, &["a"]));
    let affected: Vec<_> = radius.tags.iter().map(|tag| tag.tag.as_str()).collect();
    assert_eq!(affected, ["1.0", "latest"]);
    assert_eq!((radius.images, radius.bytes), (1, Some(10 + 100 + 100)));
}

#[test]
fn deleting_a_child_shows_the_tagged_and_untagged_indexes_that_break() {
    let repository = Sketch::default()
        .image("child", &[])
        .index("tagged", &["child"])
        .index("untagged", &["child"])
        .tag("1.0", "tagged")
        .0;
    let radius = BlastRadius::of(&repository, &delete(&repository, &["child"]));
    let broken: BTreeSet<_> = radius
        .indexes
        .iter()
        .map(|index| index.digest.clone())
        .collect();
    assert_eq!(broken, digests(&["tagged", "untagged"]));
    let of_tagged = radius
        .indexes
        .iter()
        .find(|index| index.digest == digest("tagged"));
    assert_eq!(of_tagged.unwrap().tags, [tag("1.0")]);
}

#[test]
fn an_index_takes_its_children_unless_something_else_needs_them() {
    let repository = Sketch::default()
        .image("own", &[])
        .image("tagged child", &[])
        .image("shared", &[])
        .index("index", &["own", "tagged child", "shared", "missing"])
        .index("other", &["shared"])
        .tag("1.0", "index")
        .tag("2.0", "other")
        .tag("amd64", "tagged child")
        .0;
    let following = delete(&repository, &["index"]).following;
    assert_eq!(following.children, digests(&["own"]));
    let both = delete(&repository, &["index", "other"]).following;
    assert_eq!(both.children, digests(&["own", "shared"]));
}

#[test]
fn children_stay_while_not_every_tag_and_every_index_is_known() {
    let known = Sketch::default()
        .image("own", &[])
        .index("index", &["own"])
        .0;
    let children = |repository: &Repository| delete(repository, &["index"]).following.children;
    assert_eq!(children(&known), digests(&["own"]));
    let mut unknown_tag = known.clone();
    unknown_tag.unknown_tags = 1;
    assert!(children(&unknown_tag).is_empty());
    let mut unknown_index = known;
    unknown_index.untagged_known = false;
    assert!(children(&unknown_index).is_empty());
}

#[test]
fn what_describes_an_image_follows_it_and_what_describes_that_too() {
    let repository = Sketch::default()
        .image("a", &[])
        .referrer("sbom", "a")
        .referrer("signature of the sbom", "sbom")
        .image("b", &[])
        .referrer("signature of b", "b")
        .0;
    let radius = BlastRadius::of(&repository, &delete(&repository, &["a"]));
    let following: BTreeSet<_> = radius
        .referrers
        .iter()
        .map(|one| one.digest.clone())
        .collect();
    assert_eq!(following, digests(&["sbom", "signature of the sbom"]));
    assert_eq!(radius.images, 1);
}

#[test]
fn a_circle_of_referrers_or_indexes_ends() {
    let repository = Sketch::default()
        .referrer("a", "b")
        .referrer("b", "a")
        .index("itself", &["itself"])
        .0;
    let both = delete(&repository, &["a", "itself"]);
    assert_eq!(both.following.all(), digests(&["a", "b", "itself"]));
    assert_eq!(deeds(&repository, &both).len(), 3);
}

#[test]
fn attachment_tags_go_with_their_subject() {
    let subject = digest("a");
    let fallback = AttachmentTag::fallback(&subject).tag();
    let cosign = AttachmentTag::cosign(&subject, CosignKind::Signature).tag();
    let mut repository = Sketch::default()
        .image("a", &[])
        .tag("1.0", "a")
        .image("sbom", &[])
        .index("referrers of a", &["sbom"])
        .tag(fallback.as_str(), "referrers of a")
        .image("signature", &[])
        .tag(cosign.as_str(), "signature")
        .0;
    for (referrer, found_by) in [
        ("sbom", FoundBy::FallbackTag),
        ("signature", FoundBy::CosignTag),
    ] {
        repository.referrers.push(ReferrerLink {
            subject: subject.clone(),
            referrer: digest(referrer),
            found_by,
        });
    }
    let aim = delete(&repository, &["a"]);
    assert_eq!(
        aim.following.all(),
        digests(&["a", "sbom", "signature", "referrers of a"])
    );
    let radius = BlastRadius::of(&repository, &aim);
    assert_eq!((radius.images, radius.referrers.len()), (1, 2));
    assert!(radius.indexes.is_empty());
}

#[test]
fn a_referrer_that_goes_alone_leaves_its_subjects_fallback_index() {
    let fallback = AttachmentTag::fallback(&digest("a")).tag();
    let repository = Sketch::default()
        .image("a", &[])
        .referrer("sbom", "a")
        .referrer("signature", "a")
        .index("referrers of a", &["sbom", "signature"])
        .tag(fallback.as_str(), "referrers of a")
        .0;
    let mut aim = delete(&repository, &["sbom"]);
    assert_eq!(aim.following.entries[&fallback], digests(&["sbom"]));
    assert_eq!(aim.following.all(), digests(&["sbom"]));
    aim.replace_fallback(&repository, &fallback, Some(digest("shorter")));
    let mut with_new = repository.clone();
    let mut shorter = repository.manifests[&digest("referrers of a")].clone();
    shorter.present = false;
    with_new.manifests.insert(digest("shorter"), shorter);
    let order = deeds(&with_new, &aim);
    assert!(matches!(&order[0], Deed::PutManifest { digest: put } if *put == digest("shorter")));
    assert!(matches!(&order[1], Deed::PutTag { tag, .. } if *tag == fallback));
    assert_eq!(deleted(&order).len(), 2);
}

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

#[test]
fn undo_is_certain_while_everything_at_stake_is_held_by_another_tag() {
    let repository = Sketch::default()
        .image("a", &["base", "a's own"])
        .image("b", &["base"])
        .tag("1.0", "a")
        .tag("2.0", "b")
        .0;
    let one = outlook(&repository, &delete(&repository, &["a"]), ALL);
    assert!(!one.certain);
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
    assert!(!outlook(&repository, &delete(&repository, &["relic"]), local).certain);
}
