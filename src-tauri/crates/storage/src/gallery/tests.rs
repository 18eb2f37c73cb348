//! Listings: taken in whole or not at all, told to the index once, and begun anew after damage.

use std::{fs, ops::ControlFlow};

use tempfile::TempDir;

use super::*;
use crate::fixtures::at;

fn fresh() -> (TempDir, Paths, GalleryStore) {
    let home = TempDir::new().unwrap();
    let paths = Paths::at(home.path());
    paths.create().unwrap();
    let (store, report) = GalleryStore::open(&paths).unwrap();
    assert!(report.created);
    (home, paths, store)
}

fn listing(reference: &str, record: &str) -> StoredListing {
    StoredListing {
        reference: reference.to_owned(),
        source: "hub".to_owned(),
        starter: false,
        observed_at: Some(at(1)),
        has_logo: false,
        record: record.into(),
    }
}

fn newest(_: &StoredListing, new: StoredListing) -> StoredListing {
    new
}

async fn put(store: &GalleryStore, listings: &[(&str, &str)]) -> Taken {
    let listings = listings
        .iter()
        .map(|(reference, record)| listing(reference, record));
    store
        .put_listings(listings.collect(), newest)
        .await
        .unwrap()
}

/// `+reference record` and `-reference`, in order.
async fn news(store: &GalleryStore, limit: usize) -> Vec<String> {
    let news = store.news(limit).await.unwrap();
    let tell = |change| match change {
        ListingChange::Put(listing) => format!(
            "+{} {}",
            listing.reference,
            String::from_utf8(listing.record).unwrap()
        ),
        ListingChange::Gone { reference, .. } => format!("-{reference}"),
    };
    let told = news.changes.into_iter().map(tell).collect();
    if news.upto > 0 {
        store.note_indexed(news.upto).await.unwrap();
    }
    told
}

#[tokio::test]
async fn the_index_is_told_of_each_change_once_and_in_order() {
    let (_home, _, store) = fresh();
    put(&store, &[("a", "1"), ("b", "1"), ("c", "1")]).await;
    assert_eq!(news(&store, 2).await, ["+a 1", "+b 1"]);
    let taken = put(&store, &[("a", "2"), ("b", "1"), ("d", "1")]).await;
    let expected = Taken {
        added: 1,
        renewed: 1,
        same: 1,
    };
    assert_eq!(taken, expected);
    store
        .remove_listings("hub", Some("b".to_owned()))
        .await
        .unwrap();
    assert_eq!(news(&store, 9).await, ["+c 1", "+a 2", "+d 1", "-b"]);
    assert!(news(&store, 9).await.is_empty());
    assert_eq!(store.remove_listings("hub", None).await.unwrap(), 3);
    assert_eq!(news(&store, 9).await.len(), 3);
}

#[tokio::test]
async fn what_was_known_and_what_is_new_are_merged_where_they_are_kept() {
    let (_home, _, store) = fresh();
    put(&store, &[("a", "old")]).await;
    let both = |known: &StoredListing, new: StoredListing| StoredListing {
        record: [known.record.clone(), new.record.clone()].concat(),
        ..new
    };
    store
        .put_listings(vec![listing("a", "+new")], both)
        .await
        .unwrap();
    assert_eq!(
        store.listings_at("a").await.unwrap(),
        [listing("a", "old+new")]
    );
}

#[tokio::test]
async fn a_stream_that_breaks_off_leaves_nothing_behind() {
    let (_home, _, store) = fresh();
    put(&store, &[("a", "1")]).await;
    let torn = store
        .take_in(
            newest,
            |put| {
                put(listing("a", "2")).unwrap();
                put(listing("b", "1")).unwrap();
                Err::<(), _>("torn")
            },
            |_| ControlFlow::Continue(()),
        )
        .await
        .unwrap();
    assert_eq!(torn, Err("torn"));
    assert_eq!(store.listings_at("a").await.unwrap(), [listing("a", "1")]);
    assert!(store.listings_at("b").await.unwrap().is_empty());
    let whole = store
        .take_in(
            newest,
            |put| put(listing("b", "1")),
            |_| ControlFlow::Continue(()),
        )
        .await
        .unwrap();
    assert_eq!(whole.unwrap().0.added, 1);
}

#[tokio::test]
async fn others_write_while_many_listings_are_taken_in() {
    let (_home, _, store) = fresh();
    let other = store.clone();
    let happened = std::sync::Mutex::new(Vec::new());
    let taking = store.take_in(
        newest,
        move |put| {
            for number in 0..1_000 {
                put(listing(&format!("many/{number}"), "1"))?;
            }
            // As long as it is filled, nothing is among the others, and anybody may write.
            let runtime = tokio::runtime::Handle::current();
            runtime.block_on(other.keep_search("meanwhile", at(1)))?;
            assert_eq!(runtime.block_on(other.count_references())?, 0);
            Ok::<_, Error>(())
        },
        |count| {
            happened.lock().unwrap().push(count);
            ControlFlow::Continue(())
        },
    );
    let writing = async {
        while happened.lock().unwrap().is_empty() {
            tokio::task::yield_now().await;
        }
        store.keep_search("between", at(2)).await.unwrap();
        happened.lock().unwrap().push(0);
    };
    let (taken, ()) = tokio::join!(taking, writing);
    assert_eq!(taken.unwrap().unwrap().0.added, 1_000);
    let happened = happened.into_inner().unwrap();
    let kept = happened.iter().position(|count| *count == 0).unwrap();
    assert!(kept + 1 < happened.len(), "{happened:?}");
    assert_eq!(happened.last(), Some(&1_000));
    assert_eq!(store.count_references().await.unwrap(), 1_000);
}

#[tokio::test]
async fn what_the_end_of_the_program_interrupts_is_taken_in_whole_or_not_at_all() {
    let (_home, paths, store) = fresh();
    put(&store, &[("a", "1")]).await;
    let lay_aside = |state: &'static str, reference: &'static str| {
        store.write(move |database| {
            let id = database.query_row(
                "INSERT INTO intakes (state) VALUES (?) RETURNING id",
                [state],
                |row| row.get::<_, i64>(0),
            )?;
            database.execute(
                "INSERT INTO laid_aside
                 (intake, reference, source, starter, observed_at, has_logo, record)
                 VALUES (?, ?, 'hub', 0, NULL, 0, X'32')",
                rusqlite::params![id, reference],
            )?;
            Ok(())
        })
    };
    lay_aside("whole", "a").await.unwrap();
    lay_aside("filling", "b").await.unwrap();
    drop(store);
    let (store, _) = GalleryStore::open(&paths).unwrap();
    let finish = || store.finish_intakes(newest, |_| ControlFlow::Continue(()));
    let taken = finish().await.unwrap();
    assert_eq!((taken.added, taken.renewed), (0, 1));
    assert_eq!(store.listings_at("a").await.unwrap()[0].record, b"2");
    assert!(store.listings_at("b").await.unwrap().is_empty());
    assert_eq!(finish().await.unwrap(), Taken::default());
}

#[tokio::test]
async fn a_repository_of_two_sources_is_one_reference() {
    let (_home, _, store) = fresh();
    put(&store, &[("a", "1"), ("b", "1")]).await;
    let other = StoredListing {
        source: "yard".to_owned(),
        ..listing("b", "1")
    };
    store.put_listings(vec![other], newest).await.unwrap();
    assert_eq!(store.count_references().await.unwrap(), 2);
    let shared = store.shared_references().await.unwrap();
    assert_eq!(shared.into_iter().collect::<Vec<_>>(), ["b"]);
}

#[tokio::test]
async fn a_source_that_is_forgotten_leaves_no_choice_to_its_namesake() {
    let (_home, _, store) = fresh();
    put(&store, &[("a", "1")]).await;
    store.switch_source("hub", false).await.unwrap();
    assert_eq!(store.forget_source("hub").await.unwrap(), 1);
    assert_eq!(store.source("hub").await.unwrap(), SourceState::default());
    assert!(store.listings_at("a").await.unwrap().is_empty());
}

#[tokio::test]
async fn a_harvest_counts_each_listing_once_also_when_it_is_repeated() {
    let (_home, _, store) = fresh();
    let seen = |reference: &str, minute| StoredListing {
        observed_at: Some(at(minute)),
        ..listing(reference, "1")
    };
    let step = async |harvested, listings| {
        let kept = store.keep_harvest("hub", harvested, listings, |_, new| new);
        kept.await.unwrap();
        store.source("hub").await.unwrap().met
    };
    let begun = |minute| Harvested::Begun(b"1".to_vec(), at(minute));
    let on = || Harvested::UpTo(b"2".to_vec());
    assert_eq!(step(begun(1), Vec::new()).await, 0);
    assert_eq!(step(on(), vec![seen("a", 2), seen("a", 2)]).await, 1);
    assert_eq!(step(on(), vec![seen("a", 3), seen("b", 3)]).await, 2);
    assert_eq!(step(begun(5), Vec::new()).await, 0);
    assert_eq!(step(on(), vec![seen("b", 6)]).await, 1);
    assert_eq!(step(on(), vec![seen("b", 7)]).await, 1);
}

#[tokio::test]
async fn all_listings_are_read_in_pieces() {
    let (_home, _, store) = fresh();
    put(&store, &[("a", "1"), ("b", "1"), ("c", "1")]).await;
    let (first, last) = store.some_listings(0, 2).await.unwrap();
    let (second, end) = store.some_listings(last, 2).await.unwrap();
    let names = |some: &[StoredListing]| {
        some.iter()
            .map(|it| it.reference.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(names(&first), ["a", "b"]);
    assert_eq!(names(&second), ["c"]);
    assert!(store.some_listings(end, 2).await.unwrap().0.is_empty());
    let found = store
        .listings_among(vec!["c".into(), "x".into()])
        .await
        .unwrap();
    assert_eq!(names(&found), ["c"]);
}

#[tokio::test]
async fn a_harvest_goes_on_where_its_listings_end() {
    let (_home, paths, store) = fresh();
    let step = Harvested::UpTo(b"page 2".to_vec());
    store
        .keep_harvest("hub", step, vec![listing("a", "1")], newest)
        .await
        .unwrap();
    store.switch_source("hub", false).await.unwrap();
    store
        .note_asked("hub", at(2), Some(&"timed out"))
        .await
        .unwrap();
    drop(store);
    let (store, report) = GalleryStore::open(&paths).unwrap();
    assert_eq!(report, GalleryReport::default());
    let state = store.source("hub").await.unwrap();
    assert_eq!(state.crawl.as_deref(), Some(&b"page 2"[..]));
    assert_eq!(state.problem::<String>().as_deref(), Some("timed out"));
    assert!(!state.enabled && state.asked_at == Some(at(2)));
    store
        .keep_harvest("hub", Harvested::Whole(at(3)), Vec::new(), newest)
        .await
        .unwrap();
    let state = store.source("hub").await.unwrap();
    assert_eq!((state.crawl, state.harvested_at), (None, Some(at(3))));
    let counts = store.count_listings().await.unwrap();
    assert_eq!(
        counts["hub"],
        SourceCount {
            listings: 1,
            starter: 0
        }
    );
    assert!(store.source("other").await.unwrap().enabled);
}

#[tokio::test]
async fn a_renamed_source_takes_its_listings_along() {
    let (_home, _, store) = fresh();
    put(&store, &[("a", "1")]).await;
    assert_eq!(news(&store, 9).await.len(), 1);
    let rewrite = |listing: StoredListing| StoredListing {
        record: b"renamed".to_vec(),
        ..listing
    };
    store
        .rename_source("hub", "harbour", rewrite)
        .await
        .unwrap();
    assert_eq!(news(&store, 9).await, ["-a", "+a renamed"]);
    assert_eq!(store.listings_at("a").await.unwrap()[0].source, "harbour");
}

#[tokio::test]
async fn a_new_starter_catalogue_replaces_the_one_before() {
    let (_home, _, store) = fresh();
    let starter = |reference: &str| StoredListing {
        starter: true,
        observed_at: None,
        ..listing(reference, "starter")
    };
    let first = vec![starter("a"), starter("b"), starter("c")];
    store.take_starter("1", first, newest).await.unwrap();
    put(&store, &[("b", "asked")]).await;
    store
        .take_starter("2", vec![starter("c"), starter("d")], newest)
        .await
        .unwrap();
    let (all, _) = store.some_listings(0, 9).await.unwrap();
    let mut names: Vec<_> = all.iter().map(|it| it.reference.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["b", "c", "d"], "what a source has confirmed stays");
    assert_eq!(store.starter().await.unwrap().as_deref(), Some("2"));
}

#[tokio::test]
async fn the_shelf_keeps_what_was_used_last() {
    let (_home, _, store) = fresh();
    for minute in 0..60 {
        let text = format!("search {}", minute % 55);
        store.keep_search(&text, at(minute)).await.unwrap();
        store.note_opened(&text, at(minute)).await.unwrap();
    }
    let searches = store.searches(100).await.unwrap();
    assert_eq!(searches.len(), 50);
    assert_eq!(searches[..2], ["search 4", "search 3"]);
    for text in ["b", "a"] {
        store.keep_search(text, at(60)).await.unwrap();
    }
    let latest = store.searches(2).await.unwrap();
    assert_eq!(latest, ["a", "b"], "also in one millisecond");
    assert_eq!(store.opened(1).await.unwrap(), ["search 4"]);
    store.forget_searches().await.unwrap();
    assert!(store.searches(100).await.unwrap().is_empty());
}

#[tokio::test]
async fn tags_and_logos_are_kept_until_cleared() {
    let (_home, _, store) = fresh();
    let tags = KeptTags {
        tags: b"1,2".to_vec(),
        observed_at: at(1),
    };
    let none = KeptLogo {
        picture: None,
        observed_at: at(1),
    };
    store.keep_tags("a", tags.clone()).await.unwrap();
    store.keep_logo("a", none.clone()).await.unwrap();
    assert_eq!(store.tags_of("a").await.unwrap(), Some(tags));
    assert_eq!(store.logo_of("a").await.unwrap(), Some(none));
    assert!(store.size().await.unwrap() > 0);
    store.clear_caches().await.unwrap();
    assert_eq!(store.tags_of("a").await.unwrap(), None);
    assert_eq!(store.logo_of("a").await.unwrap(), None);
}

#[tokio::test]
async fn a_damaged_file_is_kept_aside_and_begun_anew() {
    let (_home, paths, store) = fresh();
    put(&store, &[("a", "1")]).await;
    drop(store);
    fs::write(paths.gallery(), [7_u8; 8192]).unwrap();
    let (store, report) = GalleryStore::open(&paths).unwrap();
    assert!(report.created);
    assert!(report.damaged_kept_at.unwrap().exists());
    assert!(store.listings_at("a").await.unwrap().is_empty());
    put(&store, &[("a", "1")]).await;
}
