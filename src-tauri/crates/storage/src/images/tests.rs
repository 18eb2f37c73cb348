//! What is kept of images, and what contains what.

use super::*;
use crate::fixtures::{at, connection, fresh, name, sees};

fn image(seed: &str) -> ImageSummary {
    ImageSummary {
        digest: Digest::of(seed.as_bytes()),
        kind: ImageKind::Image,
        media_type: MediaType::OCI_MANIFEST,
        artifact_type: None,
        compressed_size: Some(1234),
        created_at: Some(at(5)),
        subject: None,
        platforms: vec!["linux/amd64".to_owned()],
        children: vec![],
        excerpt: BTreeMap::from([(
            "org.opencontainers.image.version".to_owned(),
            "1".to_owned(),
        )]),
    }
}

fn index(seed: &str, children: &[&ImageSummary]) -> ImageSummary {
    ImageSummary {
        kind: ImageKind::Index,
        media_type: MediaType::OCI_INDEX,
        compressed_size: None,
        created_at: None,
        children: children
            .iter()
            .map(|child| ImageChild {
                digest: child.digest.clone(),
                media_type: child.media_type.clone(),
                size: 500,
                platform: Some("linux/amd64".to_owned()),
            })
            .collect(),
        ..image(seed)
    }
}

#[tokio::test]
async fn summaries_come_back_whole_and_unknown_sizes_stay_unknown() {
    let (_home, store) = fresh();
    let id = connection(&store).await;
    let child = image("child");
    let parent = index("parent", &[&child]);
    store
        .record_images(id, &name("a"), vec![child.clone(), parent.clone()], at(1))
        .await
        .unwrap();
    let wanted = vec![
        parent.digest.clone(),
        Digest::of(b"unknown"),
        child.digest.clone(),
    ];
    assert_eq!(
        store.images(wanted).await.unwrap(),
        [parent.clone(), child.clone()]
    );
    let mut all = store.images_in(id, &name("a")).await.unwrap();
    all.sort_by_key(|image| image.kind);
    assert_eq!(all, [child, parent]);
    assert_eq!(store.images_in(id, &name("b")).await.unwrap(), []);
}

#[tokio::test]
async fn the_blast_radius_finds_every_index_of_the_repository_around_a_digest() {
    let (_home, store) = fresh();
    let id = connection(&store).await;
    let child = image("child");
    let inner = index("inner", &[&child]);
    let outer = index("outer", &[&inner]);
    let elsewhere = index("elsewhere", &[&child]);
    store
        .record_images(
            id,
            &name("a"),
            vec![child.clone(), inner.clone(), outer.clone()],
            at(1),
        )
        .await
        .unwrap();
    store
        .record_images(id, &name("b"), vec![elsewhere], at(1))
        .await
        .unwrap();
    let mut found = store
        .indexes_containing(id, &name("a"), &child.digest)
        .await
        .unwrap();
    let mut expected = vec![inner.digest.clone(), outer.digest.clone()];
    found.sort();
    expected.sort();
    assert_eq!(found, expected);
    store
        .record_manifest_gone(id, &name("a"), &outer.digest, at(2))
        .await
        .unwrap();
    assert_eq!(
        store
            .indexes_containing(id, &name("a"), &child.digest)
            .await
            .unwrap(),
        [inner.digest]
    );
}

#[tokio::test]
async fn indexes_that_name_each_other_end_the_walk() {
    let (_home, store) = fresh();
    let id = connection(&store).await;
    let mut first = index("first", &[]);
    let second = index("second", &[&first]);
    first.children = index("first", &[&second]).children;
    store
        .record_images(id, &name("a"), vec![first.clone(), second.clone()], at(1))
        .await
        .unwrap();
    let found = store
        .indexes_containing(id, &name("a"), &first.digest)
        .await
        .unwrap();
    assert_eq!(found.len(), 2);
}

#[tokio::test]
async fn a_deleted_manifest_takes_its_tags_to_the_history() {
    let (_home, store) = fresh();
    let id = connection(&store).await;
    let digest = Digest::of(b"image");
    sees(&store, id, "a", "v1", &digest, 1).await;
    sees(&store, id, "a", "latest", &digest, 1).await;
    let there = store.manifests_in(id, &name("a")).await.unwrap();
    assert!(there.len() == 1 && there.contains(&digest));
    store
        .record_manifest_gone(id, &name("a"), &digest, at(2))
        .await
        .unwrap();
    assert_eq!(store.tags(id, &name("a")).await.unwrap(), []);
    assert_eq!(store.manifests_in(id, &name("a")).await.unwrap(), []);
    let past = store.past_tags(id, &name("a"), 10).await.unwrap();
    assert!(
        past.len() == 2
            && past
                .iter()
                .all(|past| past.removed && past.digest == digest)
    );
}

#[tokio::test]
async fn manifests_without_a_tag_are_known_where_the_registry_lists_them() {
    let (_home, store) = fresh();
    let id = connection(&store).await;
    let digest = Digest::of(b"untagged");
    store
        .record_manifests(id, &name("a"), vec![digest.clone()], at(1))
        .await
        .unwrap();
    assert_eq!(store.manifests_in(id, &name("a")).await.unwrap(), [digest]);
}
