//! How much is cached, and for how long: who goes first, who is spared, and that the sums are right.

use std::time::Duration;

use futures_util::StreamExt as _;
use jiff::Timestamp;
use portolan_local_registry::{CacheLimits, Freed};
use portolan_oci::Digest;
use reqwest::StatusCode;

use crate::{
    cache_upstream::{Scripted, cache, rule},
    fixture::{Home, Image, name},
};

const HOUR: Duration = Duration::from_hours(1);
const MINUTE: Duration = Duration::from_mins(1);
const DAY: Duration = Duration::from_hours(24);

const fn at_most(bytes: u64) -> CacheLimits {
    CacheLimits {
        bytes: Some(bytes),
        unused_for: None,
    }
}

const fn unused_for(age: Duration) -> CacheLimits {
    CacheLimits {
        bytes: None,
        unused_for: Some(age),
    }
}

/// When what was just pulled is no longer spared for that alone.
fn later() -> Timestamp {
    Timestamp::now() + MINUTE * 11
}

/// Pulls an image of one layer as a client does, and waits until the clock shows another time.
async fn pull(home: &Home, repository: &str, tag: &str, image: &Image) {
    let path = format!("/v2/{repository}/manifests/{tag}");
    let answer = home.client.get(&path).await;
    assert_eq!(answer.status(), StatusCode::OK);
    answer.bytes().await.unwrap();
    for bytes in [&image.config, &image.layer] {
        let path = format!("/v2/{repository}/blobs/{}", Digest::of(bytes));
        let blob = home.client.get(&path).await;
        assert_eq!(blob.bytes().await.unwrap(), *bytes);
    }
    let done = Timestamp::now().as_millisecond();
    while Timestamp::now().as_millisecond() <= done {
        tokio::task::yield_now().await;
    }
}

/// Waits until the one image that is kept may go: the registry notices a moment after the client that it
/// has all of it.
async fn goes(home: &Home, now: Timestamp) {
    loop {
        match home
            .registry
            .keep_within(at_most(0), now)
            .unwrap()
            .manifests
        {
            0 => tokio::task::yield_now().await,
            freed => return assert_eq!(freed, 1),
        }
    }
}

fn size(image: &Image) -> u64 {
    (image.manifest().len() + image.config.len() + image.layer.len()) as u64
}

fn kept(home: &Home) -> Vec<String> {
    let images = home.registry.list_cached(&name("hub")).unwrap();
    images.into_iter().map(|image| image.reference).collect()
}

fn measured(home: &Home) -> u64 {
    home.registry.measure_cached(&name("hub")).unwrap().bytes
}

#[tokio::test]
async fn pulls_that_pass_the_limit_make_what_was_pulled_longest_ago_go_and_no_more() {
    let upstream = Scripted::start();
    let home = cache(&upstream, HOUR);
    let images = ["one", "two", "six"].map(Image::of);
    for (tag, seed) in [("1", "one"), ("2", "two"), ("3", "six")] {
        upstream.put_image("team/app", tag, seed);
    }
    let room = size(&images[0]) + size(&images[1]);
    for (tag, image) in [("1", &images[0]), ("2", &images[1])] {
        pull(&home, "hub/team/app", tag, image).await;
    }
    let whole = home.registry.keep_within(at_most(room), later()).unwrap();
    assert_eq!(whole, Freed::default(), "just as much as may be is kept");
    // The first is pulled again, so the second is the one that nobody used for longest.
    pull(&home, "hub/team/app", "1", &images[0]).await;
    pull(&home, "hub/team/app", "3", &images[2]).await;
    assert_eq!(measured(&home), room + size(&images[2]));
    let soon = Timestamp::now() + MINUTE;
    let freed = home.registry.keep_within(at_most(room), soon).unwrap();
    assert_eq!(freed, Freed::default(), "all of it was just pulled");
    let freed = home.registry.keep_within(at_most(room), later());
    let expected = Freed {
        contents: 3,
        bytes: size(&images[1]),
        manifests: 1,
    };
    assert_eq!(freed.unwrap(), expected);
    assert_eq!(kept(&home), ["1", "3"]);
    assert_eq!(measured(&home), size(&images[0]) + size(&images[2]));
    let stored = home.registry.size().unwrap().content_bytes;
    assert_eq!(stored, measured(&home), "the files are gone too");
    assert!(home.registry.verify(|_, _| {}).unwrap().is_sound());
    // What went is fetched again.
    pull(&home, "hub/team/app", "2", &images[1]).await;
    let freed = home.registry.keep_within(at_most(0), later()).unwrap();
    assert_eq!((freed.manifests, measured(&home)), (3, 0));
}

#[tokio::test]
async fn a_shared_layer_counts_once_and_what_was_pushed_as_well_not_at_all() {
    let upstream = Scripted::start();
    let (base, mut other) = (Image::of("base"), Image::of("other"));
    other.layer.clone_from(&base.layer);
    upstream.put_image("team/app", "1", "base");
    upstream.put_blob(&other.config);
    upstream.put_manifest("team/app", "2", &other.manifest());
    let home = cache(&upstream, HOUR);
    let rules = ["hub", "lab"].map(|prefix| {
        let mut rule = rule(&upstream, HOUR);
        rule.prefix = name(prefix);
        rule
    });
    home.registry
        .set_cache(rules.to_vec(), CacheLimits::default());
    pull(&home, "hub/team/app", "1", &base).await;
    pull(&home, "hub/team/app", "2", &other).await;
    pull(&home, "lab/team/app", "1", &base).await;
    let once = size(&base) + size(&other) - base.layer.len() as u64;
    let freed = home.registry.keep_within(at_most(once), later()).unwrap();
    assert_eq!(freed, Freed::default());
    // Somebody's own image holds the layer: the cache can't free it, so it is not the cache's.
    home.client.push_image("mine/app", "1", "base").await;
    let rest = size(&other) - base.layer.len() as u64;
    let freed = home.registry.keep_within(at_most(rest), later()).unwrap();
    assert_eq!(freed, Freed::default());
    // The longest unused one frees nothing, since it was pushed as well; the next one does.
    let freed = home
        .registry
        .keep_within(at_most(rest - 1), later())
        .unwrap();
    assert_eq!((freed.manifests, freed.bytes), (2, rest));
    assert!(kept(&home).is_empty());
    assert_eq!(home.registry.list_cached(&name("lab")).unwrap().len(), 1);
}

#[tokio::test]
async fn an_age_is_reached_to_the_millisecond() {
    let upstream = Scripted::start();
    upstream.put_image("team/app", "1", "one");
    upstream.put_image("team/app", "2", "two");
    let home = cache(&upstream, HOUR);
    pull(&home, "hub/team/app", "1", &Image::of("one")).await;
    pull(&home, "hub/team/app", "2", &Image::of("two")).await;
    let images = home.registry.list_cached(&name("hub")).unwrap();
    let reached = images[0].used_at + DAY;
    let limits = unused_for(DAY);
    let freed = home.registry.keep_within(limits, reached).unwrap();
    assert_eq!(freed, Freed::default());
    let passed = reached + Duration::from_millis(1);
    let freed = home.registry.keep_within(limits, passed).unwrap();
    assert_eq!(freed.bytes, size(&Image::of("one")));
    assert_eq!(kept(&home), ["2"]);
    // A clock that was put back makes nothing old.
    let back = Timestamp::now() - DAY * 30;
    let freed = home.registry.keep_within(limits, back).unwrap();
    assert_eq!(freed, Freed::default());
    // Nor does it spare for ever what was used by the clock before.
    let freed = home.registry.keep_within(at_most(0), back).unwrap();
    assert_eq!(freed.manifests, 1);
}

#[tokio::test]
async fn an_image_whose_blob_is_on_its_way_is_spared_until_it_has_arrived() {
    let upstream = Scripted::start();
    upstream.put_image("team/app", "1", "one");
    let home = cache(&upstream, HOUR);
    let image = Image::of("one");
    let gate = upstream.gate.lock().await;
    let answer = home.client.get("/v2/hub/team/app/manifests/1").await;
    assert_eq!(answer.status(), StatusCode::OK);
    let path = format!("/v2/hub/team/app/blobs/{}", Digest::of(&image.layer));
    let layer = home.client.get(&path).await;
    let freed = home.registry.keep_within(at_most(0), later()).unwrap();
    assert_eq!(freed, Freed::default());
    drop(gate);
    assert_eq!(layer.bytes().await.unwrap(), image.layer);
    goes(&home, later()).await;
}

#[tokio::test]
async fn an_image_that_somebody_reads_from_the_disk_is_spared_however_long_it_takes() {
    let upstream = Scripted::start();
    let mut image = Image::of("large");
    // More than fits on its way.
    image.layer = vec![7; 48 * 1024 * 1024];
    upstream.put_blob(&image.config);
    upstream.put_blob(&image.layer);
    upstream.put_manifest("team/app", "whole", &image.manifest());
    let home = cache(&upstream, HOUR);
    pull(&home, "hub/team/app", "whole", &image).await;
    let path = format!("/v2/hub/team/app/blobs/{}", Digest::of(&image.layer));
    let mut pieces = home.client.get(&path).await.bytes_stream();
    let mut read = pieces.next().await.unwrap().unwrap().len();
    // By the next day nobody has pulled it again.
    let tomorrow = Timestamp::now() + DAY + HOUR;
    for limits in [at_most(0), unused_for(DAY)] {
        let freed = home.registry.keep_within(limits, tomorrow).unwrap();
        assert_eq!(freed, Freed::default(), "{limits:?}");
    }
    while let Some(piece) = pieces.next().await {
        read += piece.unwrap().len();
    }
    assert_eq!(read, image.layer.len());
    drop(pieces);
    goes(&home, tomorrow).await;
}
