//! What else a change touches.

use super::*;

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
    assert_eq!((radius.images, radius.bytes), (1, Some(100 + 100)));
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
