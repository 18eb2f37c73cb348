//! The pull-through cache, by a real client over HTTP, with an upstream that goes wrong.

use std::{sync::atomic::Ordering, time::Duration};

use futures_util::future::join_all;
use portolan_local_registry::{CacheLimits, Looked, RegistrySize};
use portolan_oci::{Digest, MediaType};
use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};

use crate::{
    cache_upstream::{Fault, Scripted, cache, rule},
    fixture::{Home, Image, descriptor, error_code, header, name},
};

const HOUR: Duration = Duration::from_hours(1);
/// Every tag is asked for each time.
const ALWAYS: Duration = Duration::ZERO;

const MANIFEST: &str = "/v2/hub/team/app/manifests/1.0";

fn blob_path(bytes: &[u8]) -> String {
    format!("/v2/hub/team/app/blobs/{}", Digest::of(bytes))
}

fn asked(upstream: &Scripted) -> (usize, usize, usize) {
    let counts = &upstream.counts;
    (
        counts.heads.load(Ordering::Relaxed),
        counts.manifests.load(Ordering::Relaxed),
        counts.blobs.load(Ordering::Relaxed),
    )
}

/// Pulls an image of one layer, and says whether all of it came as it should.
async fn pull(home: &Home, seed: &str) -> bool {
    let image = Image::of(seed);
    let manifest = home.client.get(MANIFEST).await;
    if manifest.status() != StatusCode::OK || manifest.bytes().await.unwrap() != image.manifest() {
        return false;
    }
    for bytes in [&image.config, &image.layer] {
        let blob = home.client.get(&blob_path(bytes)).await;
        if blob.status() != StatusCode::OK || blob.bytes().await.unwrap() != bytes {
            return false;
        }
    }
    true
}

#[tokio::test]
async fn what_was_pulled_once_comes_from_the_disk() {
    let upstream = Scripted::start();
    upstream.put_image("team/app", "1.0", "one");
    let home = cache(&upstream, HOUR);
    assert!(pull(&home, "one").await);
    assert_eq!(asked(&upstream), (0, 1, 2));
    assert!(pull(&home, "one").await);
    assert_eq!(asked(&upstream), (0, 1, 2));
    assert!(home.registry.verify(|_, _| {}).unwrap().is_sound());
}

#[tokio::test]
async fn a_tag_that_is_old_enough_is_asked_for_and_fetched_only_where_it_moved() {
    let upstream = Scripted::start();
    upstream.put_image("team/app", "1.0", "one");
    let home = cache(&upstream, ALWAYS);
    assert!(pull(&home, "one").await);
    assert!(pull(&home, "one").await);
    assert_eq!(asked(&upstream), (1, 1, 2));
    upstream.put_image("team/app", "1.0", "two");
    assert!(pull(&home, "two").await);
    assert_eq!(asked(&upstream), (2, 2, 4));
    // Back to what is here already: nothing is fetched.
    upstream.put_image("team/app", "1.0", "one");
    assert!(pull(&home, "one").await);
    assert_eq!(asked(&upstream), (3, 2, 4));
}

#[tokio::test]
async fn without_its_upstream_it_goes_on_with_what_it_has_and_says_so() {
    let upstream = Scripted::start();
    upstream.put_image("team/app", "1.0", "one");
    let home = cache(&upstream, ALWAYS);
    assert!(pull(&home, "one").await);
    upstream.go_wrong(Fault::Gone);
    let response = home.client.get(MANIFEST).await;
    assert_eq!(response.status(), StatusCode::OK);
    let warning = header(&response, "warning");
    assert!(
        warning.starts_with("110 portolan \"the upstream could not be asked since"),
        "{warning}"
    );
    assert!(pull(&home, "one").await);
    // It is left alone for a while.
    assert_eq!(asked(&upstream).0, 1);
    assert!(home.registry.cache_trouble(&name("hub")).is_some());
    let cold = home.client.get("/v2/hub/team/app/manifests/2.0").await;
    assert_eq!(cold.status(), StatusCode::BAD_GATEWAY);
    assert_eq!(error_code(cold).await, "UPSTREAM_FAILED");
    let tags = home.client.get("/v2/hub/team/app/tags/list").await;
    assert!(!header(&tags, "warning").is_empty());
    let tags: Value = tags.json().await.unwrap();
    assert_eq!(tags["tags"], json!(["1.0"]));
    upstream.go_wrong(None);
    let looked = home.registry.look_for_newer(None).await.unwrap();
    assert!(matches!(looked[0].outcome, Looked::Same), "{looked:?}");
    assert!(home.registry.cache_trouble(&name("hub")).is_none());
    assert_eq!(header(&home.client.get(MANIFEST).await, "warning"), "");
}

#[tokio::test]
async fn an_upstream_that_asks_to_wait_is_not_asked_again_until_then() {
    let upstream = Scripted::start();
    upstream.put_image("team/app", "1.0", "one");
    let home = cache(&upstream, ALWAYS);
    assert!(pull(&home, "one").await);
    upstream.go_wrong(Fault::Limited);
    for _ in 0..3 {
        assert_eq!(home.client.get(MANIFEST).await.status(), StatusCode::OK);
    }
    assert_eq!(asked(&upstream), (1, 1, 2));
    let cold = home.client.get("/v2/hub/team/app/manifests/2.0").await;
    assert_eq!(cold.status(), StatusCode::TOO_MANY_REQUESTS);
    let wait: u64 = header(&cold, "retry-after").parse().unwrap();
    assert!((3_500..=3_600).contains(&wait), "{wait}");
    assert_eq!(asked(&upstream), (1, 1, 2));
}

/// Whether a blob was given to its end. What fails before its first byte is read is refused, and what
/// fails later breaks off.
async fn came_whole(answer: Response) -> bool {
    match answer.status() {
        StatusCode::OK => answer.bytes().await.is_ok(),
        status => {
            assert_eq!(status, StatusCode::BAD_GATEWAY);
            false
        }
    }
}

#[tokio::test]
async fn a_wrong_digest_is_never_kept_and_never_served_as_whole() {
    let upstream = Scripted::start();
    upstream.put_image("team/app", "1.0", "one");
    let image = Image::of("one");
    let home = cache(&upstream, HOUR);
    upstream.go_wrong(Fault::WrongManifests);
    let manifest = home.client.get(MANIFEST).await;
    assert_eq!(manifest.status(), StatusCode::BAD_GATEWAY);
    upstream.go_wrong(Fault::WrongBlobs);
    assert_eq!(home.client.get(MANIFEST).await.status(), StatusCode::OK);
    let blob = home.client.get(&blob_path(&image.layer)).await;
    assert!(!came_whole(blob).await, "a wrong blob came to its end");
    upstream.go_wrong(None);
    assert!(pull(&home, "one").await);
    assert!(home.registry.verify(|_, _| {}).unwrap().is_sound());
}

#[tokio::test]
async fn a_blob_that_breaks_off_is_gone_on_with_where_it_broke() {
    let upstream = Scripted::start();
    upstream.put_image("team/app", "1.0", "one");
    let home = cache(&upstream, HOUR);
    assert_eq!(home.client.get(MANIFEST).await.status(), StatusCode::OK);
    upstream.go_wrong(Fault::BreaksOnce);
    assert!(pull(&home, "one").await);
    assert_eq!(asked(&upstream).2, 3);
}

#[tokio::test]
async fn a_blob_that_always_breaks_off_is_not_kept() {
    let upstream = Scripted::start();
    upstream.put_image("team/app", "1.0", "one");
    let image = Image::of("one");
    let home = cache(&upstream, HOUR);
    assert_eq!(home.client.get(MANIFEST).await.status(), StatusCode::OK);
    upstream.go_wrong(Fault::Breaks);
    let blob = home.client.get(&blob_path(&image.layer)).await;
    assert!(!came_whole(blob).await);
    upstream.go_wrong(Fault::Gone);
    let blob = home.client.get(&blob_path(&image.layer)).await;
    assert_eq!(blob.status(), StatusCode::BAD_GATEWAY);
    upstream.go_wrong(None);
    assert!(pull(&home, "one").await);
}

#[tokio::test]
async fn fifty_cold_pulls_at_once_download_each_blob_once() {
    let upstream = Scripted::start();
    upstream.put_image("team/app", "1.0", "one");
    let home = cache(&upstream, ALWAYS);
    let held = upstream.gate.clone().lock_owned().await;
    let pulls = join_all((0..50).map(|_| pull(&home, "one")));
    let release = async {
        // All of them are under way before the first blob ends.
        while upstream.counts.blobs.load(Ordering::Relaxed) == 0 {
            tokio::task::yield_now().await;
        }
        drop(held);
    };
    let (pulled, ()) = tokio::join!(pulls, release);
    assert!(pulled.into_iter().all(|is_whole| is_whole));
    assert_eq!(asked(&upstream).2, 2);
}

#[tokio::test]
async fn a_client_that_goes_away_breaks_it_for_nobody() {
    let upstream = Scripted::start();
    let layer: Vec<u8> = (0..200_000_u32).flat_map(u32::to_le_bytes).collect();
    let config = b"{}";
    for bytes in [&layer[..], config] {
        upstream.put_blob(bytes);
    }
    let manifest = json!({
        "schemaVersion": 2,
        "mediaType": MediaType::OCI_MANIFEST,
        "config": descriptor(&MediaType::OCI_CONFIG, config),
        "layers": [descriptor(&MediaType::OCI_LAYER_GZIP, &layer)],
    });
    upstream.put_manifest("team/app", "1.0", manifest.to_string().as_bytes());
    let home = cache(&upstream, HOUR);
    home.client.get(MANIFEST).await;
    let held = upstream.gate.clone().lock_owned().await;
    let mut leaving = home.client.get(&blob_path(&layer)).await;
    // What has come is passed on before the end is known.
    assert!(!leaving.chunk().await.unwrap().unwrap().is_empty());
    let staying = home.client.get(&blob_path(&layer)).await;
    drop(leaving);
    drop(held);
    assert_eq!(staying.bytes().await.unwrap(), layer);
    assert_eq!(asked(&upstream).2, 1);
}

#[tokio::test]
async fn a_download_whose_only_client_left_is_finished() {
    let upstream = Scripted::start();
    upstream.put_image("team/app", "1.0", "one");
    let layer = Image::of("one").layer;
    let home = cache(&upstream, HOUR);
    home.client.get(MANIFEST).await;
    let held = upstream.gate.clone().lock_owned().await;
    drop(home.client.get(&blob_path(&layer)).await);
    drop(held);
    let digest = Digest::of(&layer);
    while home
        .registry
        .blob_size(&name("hub/team/app"), &digest)
        .is_err()
    {
        tokio::task::yield_now().await;
    }
    assert_eq!(asked(&upstream).2, 1);
}

#[tokio::test]
async fn a_part_of_a_blob_that_is_not_here_yet_is_cut_out_of_the_whole() {
    let upstream = Scripted::start();
    upstream.put_image("team/app", "1.0", "one");
    let layer = Image::of("one").layer;
    let home = cache(&upstream, HOUR);
    home.client.get(MANIFEST).await;
    let path = blob_path(&layer);
    let head = home.client.head(&path).await;
    assert_eq!(header(&head, "content-length"), layer.len().to_string());
    let request = home.client.request(Method::GET, &path);
    let part = request.header("range", "bytes=3-8").send().await.unwrap();
    assert_eq!(part.status(), StatusCode::PARTIAL_CONTENT);
    assert_eq!(part.bytes().await.unwrap(), layer[3..9]);
}

#[tokio::test]
async fn pushes_and_deletions_under_a_prefix_are_refused_with_the_reason() {
    let upstream = Scripted::start();
    upstream.put_image("team/app", "1.0", "one");
    let home = cache(&upstream, HOUR);
    assert!(pull(&home, "one").await);
    let manifest = Image::of("one").manifest();
    let client = &home.client;
    let put = client
        .put_manifest("hub/team/app", "mine", &MediaType::OCI_MANIFEST, &manifest)
        .await;
    for refused in [
        home.client.post_blob("hub/team/app", b"mine").await,
        put,
        home.client.delete(MANIFEST).await,
    ] {
        assert_eq!(refused.status(), StatusCode::FORBIDDEN);
        let body: Value = refused.json().await.unwrap();
        let message = body["errors"][0]["message"].as_str().unwrap();
        assert!(message.contains("the rule for hub/"), "{message}");
    }
    home.client.push_image("hubble/app", "1.0", "mine").await;
}

#[tokio::test]
async fn a_tag_that_its_upstream_has_no_longer_stays_with_a_warning() {
    let upstream = Scripted::start();
    upstream.put_image("team/app", "1.0", "one");
    let home = cache(&upstream, ALWAYS);
    assert!(pull(&home, "one").await);
    upstream.remove_tag("team/app", "1.0");
    let response = home.client.get(MANIFEST).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert!(header(&response, "warning").contains("no longer"));
    let cached = home.registry.list_cached(&name("hub")).unwrap();
    assert!(cached[0].missing_at.is_some());
    // That is an answer, not trouble.
    assert!(home.registry.cache_trouble(&name("hub")).is_none());
    let unknown = home.client.get("/v2/hub/team/app/manifests/2.0").await;
    assert_eq!(unknown.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn tags_are_those_of_the_upstream_and_those_that_are_here() {
    let upstream = Scripted::start();
    for tag in ["1.0", "1.1", "2.0"] {
        upstream.put_image("team/app", tag, tag);
    }
    let home = cache(&upstream, HOUR);
    home.client.get(MANIFEST).await;
    let list = home.client.get("/v2/hub/team/app/tags/list?n=2").await;
    assert!(header(&list, "link").contains("last=1.1"));
    let first: Value = list.json().await.unwrap();
    assert_eq!(first["tags"], json!(["1.0", "1.1"]));
    let list = home
        .client
        .get("/v2/hub/team/app/tags/list?n=2&last=1.1")
        .await;
    let second: Value = list.json().await.unwrap();
    assert_eq!(second["tags"], json!(["2.0"]));
    assert_eq!(upstream.counts.lists.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn what_is_evicted_frees_its_bytes_and_leaves_all_else() {
    let upstream = Scripted::start();
    upstream.put_image("team/app", "1.0", "one");
    upstream.put_image("team/app", "2.0", "two");
    let home = cache(&upstream, HOUR);
    home.client.push_image("mine/app", "1.0", "own").await;
    let own = home.registry.size().unwrap();
    assert!(pull(&home, "one").await);
    let first = home.registry.measure_cached(&name("hub")).unwrap();
    home.client.get("/v2/hub/team/app/manifests/2.0").await;
    let cached = home.registry.list_cached(&name("hub")).unwrap();
    let shown: Vec<&str> = cached
        .iter()
        .map(|image| image.reference.as_str())
        .collect();
    assert_eq!(shown, ["1.0", "2.0"]);
    assert_eq!(cached[0].bytes, first.bytes);
    let all: Vec<_> = cached
        .iter()
        .map(|image| (image.repository.clone(), image.reference.clone()))
        .chain([(name("mine/app"), "1.0".to_owned())])
        .collect();
    let freed = home.registry.evict(&all).unwrap();
    assert!(freed.bytes > first.bytes);
    let left = home.registry.size().unwrap();
    assert_eq!(
        RegistrySize {
            database_bytes: 0,
            ..left
        },
        RegistrySize {
            database_bytes: 0,
            ..own
        }
    );
    assert!(home.registry.verify(|_, _| {}).unwrap().is_sound());
    assert!(pull(&home, "one").await);
}

#[tokio::test]
async fn another_upstream_behind_the_rule_is_asked_before_anything_is_served_again() {
    let (first, second) = (Scripted::start(), Scripted::start());
    first.put_image("team/app", "1.0", "one");
    second.put_image("team/app", "1.0", "two");
    let home = cache(&first, HOUR);
    assert!(pull(&home, "one").await);
    let exchanged = vec![rule(&second, HOUR)];
    home.registry.set_cache(exchanged, CacheLimits::default());
    home.registry.forget_checks(&name("hub")).unwrap();
    let cached = home.registry.list_cached(&name("hub")).unwrap();
    assert_eq!(cached[0].checked_at, None);
    assert!(pull(&home, "two").await);
    assert_eq!(asked(&first), (0, 1, 2));
    // Its answer counts from then on.
    assert!(pull(&home, "two").await);
    assert_eq!(asked(&second), (1, 1, 2));
}

#[tokio::test]
async fn whoever_listens_is_told_of_pulls_evictions_and_trouble_and_of_nothing_else() {
    let upstream = Scripted::start();
    upstream.put_image("team/app", "1.0", "one");
    let home = cache(&upstream, ALWAYS);
    let mut changes = home.registry.cache_changes();
    let mut changed = move || told(&mut changes);
    assert!(!changed());
    assert!(pull(&home, "one").await);
    assert!(changed(), "by a pull");
    let cached = home.registry.list_cached(&name("hub")).unwrap();
    assert!(!changed(), "by nobody who looks");
    upstream.go_wrong(Fault::Gone);
    assert!(pull(&home, "one").await);
    assert!(changed(), "by an upstream in trouble");
    let named: Vec<_> = cached
        .into_iter()
        .map(|image| (image.repository, image.reference))
        .collect();
    home.registry.evict(&named).unwrap();
    assert!(changed(), "by an eviction");
}

fn told(changes: &mut tokio::sync::watch::Receiver<u64>) -> bool {
    let is_told = changes.has_changed().unwrap();
    changes.mark_unchanged();
    is_told
}

#[tokio::test]
async fn layers_that_another_repository_has_are_not_fetched_again() {
    let upstream = Scripted::start();
    upstream.put_image("team/app", "1.0", "one");
    let home = cache(&upstream, HOUR);
    home.client.push_image("mine/app", "1.0", "one").await;
    assert!(pull(&home, "one").await);
    assert_eq!(asked(&upstream), (0, 1, 0));
}

#[tokio::test]
async fn images_that_were_pushed_under_a_prefix_are_found_before_it_is_taken() {
    let upstream = Scripted::start();
    upstream.put_image("team/app", "1.0", "one");
    let home = cache(&upstream, HOUR);
    assert!(pull(&home, "one").await);
    assert!(
        home.registry
            .list_pushed_under(&name("hub"))
            .unwrap()
            .is_empty()
    );
    // Without its rule the repository is like any other.
    home.registry.set_cache(Vec::new(), CacheLimits::default());
    home.client.push_image("hub/team/app", "mine", "own").await;
    let pushed = home.registry.list_pushed_under(&name("hub")).unwrap();
    assert_eq!(pushed, [name("hub/team/app")]);
}

#[tokio::test]
async fn what_is_cached_is_there_after_a_restart() {
    let upstream = Scripted::start();
    upstream.put_image("team/app", "1.0", "one");
    let home = cache(&upstream, HOUR);
    assert!(pull(&home, "one").await);
    let folder = home.stop().await;
    let registry = crate::fixture::reopen(&crate::fixture::root(&folder));
    registry.set_cache(vec![rule(&upstream, HOUR)], CacheLimits::default());
    upstream.go_wrong(Fault::Gone);
    let cached = registry.list_cached(&name("hub")).unwrap();
    assert_eq!(cached.len(), 1);
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let access = portolan_local_registry::Access::Anonymous;
    let serving = std::sync::Arc::clone(&registry)
        .serve(listener, access)
        .unwrap();
    let client = crate::fixture::Wire::new(&serving.local_addr().to_string());
    assert_eq!(client.get(MANIFEST).await.status(), StatusCode::OK);
    assert_eq!(asked(&upstream), (0, 1, 2));
    serving.stop().await;
}
