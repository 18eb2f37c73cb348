//! Tags as listings and observations say, a hundred thousand of them too.

use super::*;
use crate::fixtures::{at, connection, fresh, name, sees};

fn tags(names: &[&str]) -> Vec<Tag> {
    names.iter().map(|name| name.parse().unwrap()).collect()
}

async fn names(store: &Store, connection: ConnectionId) -> Vec<String> {
    let rows = store.tags(connection, &name("a")).await.unwrap();
    rows.into_iter().map(|row| row.tag.to_string()).collect()
}

#[tokio::test]
async fn a_listing_replaces_the_one_before_in_the_registrys_order() {
    let (_home, store) = fresh();
    let id = connection(&store).await;
    let first = store
        .replace_tag_listing(id, &name("a"), tags(&["v2", "v1", "v2"]), at(1))
        .await
        .unwrap();
    assert_eq!(first.added, tags(&["v2", "v1"]));
    assert_eq!(names(&store, id).await, ["v2", "v1"]);
    let second = store
        .replace_tag_listing(id, &name("a"), tags(&["v3", "v1"]), at(2))
        .await
        .unwrap();
    assert_eq!(
        (second.added, second.removed),
        (tags(&["v3"]), tags(&["v2"]))
    );
    assert_eq!(names(&store, id).await, ["v3", "v1"]);
    let repository = store.repository(id, &name("a")).await.unwrap().unwrap();
    assert_eq!(
        (repository.tags_listed_at, repository.tags),
        (Some(at(2)), 2)
    );
}

#[tokio::test]
async fn a_listing_keeps_what_was_known_of_the_tags_that_stay() {
    let (_home, store) = fresh();
    let id = connection(&store).await;
    let digest = Digest::of(b"image");
    sees(&store, id, "a", "v1", &digest, 1).await;
    store
        .replace_tag_listing(id, &name("a"), tags(&["v0", "v1"]), at(2))
        .await
        .unwrap();
    let row = store
        .tag(id, &name("a"), &"v1".parse().unwrap())
        .await
        .unwrap()
        .unwrap();
    assert_eq!((row.digest, row.observed_at), (Some(digest), Some(at(1))));
    let count = store.tag_count(id, &name("a")).await.unwrap();
    assert_eq!(
        count,
        TagCount {
            all: 2,
            resolved: 1,
            digests: 1
        }
    );
}

#[tokio::test]
async fn an_answer_that_comes_late_does_not_undo_a_newer_one() {
    let (_home, store) = fresh();
    let id = connection(&store).await;
    let (old, new) = (Digest::of(b"old"), Digest::of(b"new"));
    sees(&store, id, "a", "latest", &new, 2).await;
    assert_eq!(sees(&store, id, "a", "latest", &old, 1).await, []);
    let row = store.tags(id, &name("a")).await.unwrap().remove(0);
    assert_eq!(row.digest, Some(new));
}

#[tokio::test]
async fn every_tag_on_a_digest_is_found() {
    let (_home, store) = fresh();
    let id = connection(&store).await;
    let digest = Digest::of(b"image");
    for tag in ["1", "1.2", "latest"] {
        sees(&store, id, "a", tag, &digest, 1).await;
    }
    sees(&store, id, "a", "2", &Digest::of(b"other"), 1).await;
    sees(&store, id, "b", "elsewhere", &digest, 1).await;
    let found = store.tags_on(id, &name("a"), &digest).await.unwrap();
    assert_eq!(found, tags(&["1", "1.2", "latest"]));
}

/// How long it takes is printed, not asserted: a busy machine must not fail it.
#[tokio::test]
async fn a_hundred_thousand_tags_are_kept_listed_resolved_and_found() {
    let (_home, store) = fresh();
    let id = connection(&store).await;
    let a = name("a");
    let listing = |from: u32| -> Vec<Tag> {
        (from..from + 100_000)
            .map(|n| {
                format!("v{}.{}.{}", n / 1000, n / 10 % 100, n % 10)
                    .parse()
                    .unwrap()
            })
            .collect()
    };
    let mut clock = std::time::Instant::now();
    let mut lap = |what: &str| {
        println!("{what}: {:?}", clock.elapsed());
        clock = std::time::Instant::now();
    };
    let all = listing(0);
    store
        .replace_tag_listing(id, &a, all.clone(), at(1))
        .await
        .unwrap();
    lap("first listing");
    let same = store
        .replace_tag_listing(id, &a, all.clone(), at(2))
        .await
        .unwrap();
    lap("same listing");
    assert_eq!(same, TagListingChange::default());
    let observations = all
        .iter()
        .map(|tag| TagObservation {
            tag: tag.clone(),
            digest: Digest::of(tag.as_str().as_bytes()),
            media_type: Some(MediaType::OCI_MANIFEST),
            observed_at: at(3),
        })
        .collect();
    lap("(making the observations)");
    store.record_tags(id, &a, observations).await.unwrap();
    lap("resolving all");
    let moved = store
        .replace_tag_listing(id, &a, listing(1000), at(4))
        .await
        .unwrap();
    lap("every position moved");
    assert_eq!((moved.added.len(), moved.removed.len()), (1000, 1000));
    let rows = store.tags(id, &a).await.unwrap();
    lap("reading all");
    assert_eq!(rows.len(), 100_000);
    assert_eq!(rows[0].tag.as_str(), "v1.0.0");
    let found = store.suggest("v55.4", 10).await.unwrap();
    lap("suggesting by a prefix");
    assert_eq!(found.len(), 10);
    let found = store.suggest("a:77.7", 10).await.unwrap();
    lap("suggesting within a repository");
    assert_eq!(found.len(), 10);
    store.remove_connection(id).await.unwrap();
    lap("removing all");
}
