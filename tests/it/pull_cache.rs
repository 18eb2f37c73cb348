//! The local registry as a cache of another one: rules by the program, pulls by skopeo, the upstream gone.

use std::{fs, path::Path, sync::Arc, time::Duration};

use futures_util::future::join_all;
use portolan_app::App;
use portolan_contract::{
    Activity, ActivityDeed, ActivityState, Code, ConnectionId, Event, EvictPulled, ListActivities,
    ListPulled, LookForNewer, Nothing, PullComplaint, PullLimits, PullRule, PulledAt, PulledImage,
    SetBack, SetPullRule,
};
use portolan_tests::{CountingProxy, DockerRegistry, FreshHome, Kind, Pusher, Setup, skopeo_copy};
use reqwest::Method;

use crate::program::{draft, open};

async fn connect(app: &Arc<App>, upstream: &DockerRegistry) -> ConnectionId {
    connect_to(app, &upstream.url()).await
}

async fn connect_to(app: &Arc<App>, address: &str) -> ConnectionId {
    let added = app.add_connection(draft(address)).await;
    added.unwrap().id
}

fn rule(prefix: &str, connection: &ConnectionId) -> PullRule {
    PullRule {
        prefix: prefix.to_owned(),
        connection: connection.clone(),
        namespace: None,
        ask_after_seconds: 0,
    }
}

const fn make(after: PullRule) -> SetPullRule {
    SetPullRule {
        before: None,
        after: Some(after),
        evict: false,
    }
}

async fn local_host(app: &Arc<App>) -> String {
    app.read_local_registry(Nothing {}).await.unwrap().address
}

async fn last_activity(app: &Arc<App>) -> Activity {
    let asked = ListActivities {
        connection: None,
        offset: 0,
        limit: 1,
    };
    let window = app.list_activities(asked).await.unwrap();
    window.rows.into_iter().next().unwrap()
}

/// Pulls into an empty folder, and answers the manifest's bytes as skopeo wrote them.
async fn pull(reference: String) -> Vec<u8> {
    let copied = tokio::task::spawn_blocking(move || {
        let folder = tempfile::tempdir().unwrap();
        let to = format!("dir:{}", folder.path().display());
        skopeo_copy(&format!("docker://{reference}"), &to);
        read_manifest(folder.path())
    });
    copied.await.unwrap()
}

fn read_manifest(folder: &Path) -> Vec<u8> {
    fs::read(folder.join("manifest.json")).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn skopeo_pulls_through_the_cache_and_again_when_the_upstream_has_gone() {
    let home = FreshHome::new();
    let app = open(&home).await;
    let upstream = DockerRegistry::start(Setup::DeletionOn).await;
    let pushed = upstream.pusher().image("team/app", "1.0", "one").await;
    let connection = connect(&app, &upstream).await;
    app.set_pull_rule(make(rule("hub", &connection)))
        .await
        .unwrap();
    let host = local_host(&app).await;
    let reference = format!("{host}/hub/team/app:1.0");
    assert_eq!(pull(reference.clone()).await, pushed.bytes);
    drop(upstream);
    assert_eq!(pull(reference).await, pushed.bytes);

    let cache = app.read_pull_cache(Nothing {}).await.unwrap();
    let [known] = cache.rules.as_slice() else {
        panic!("{cache:?}");
    };
    assert_eq!((known.repositories, known.images), (1, 1));
    assert!(known.trouble.is_some(), "the upstream is gone");
    let asked = ListPulled {
        prefix: "hub".to_owned(),
    };
    let images = app.list_pulled(asked).await.unwrap();
    assert_eq!(images[0].digest, pushed.digest.as_str());
    assert!(images[0].bytes > pushed.bytes.len() as u64);
    assert!(images[0].stale);
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_moved_upstream_is_found_and_what_is_evicted_is_fetched_again() {
    let home = FreshHome::new();
    let app = open(&home).await;
    let upstream = DockerRegistry::start(Setup::DeletionOn).await;
    let pusher = upstream.pusher();
    pusher.image("team/app", "1.0", "one").await;
    let connection = connect(&app, &upstream).await;
    let slow = PullRule {
        ask_after_seconds: 3_600,
        ..rule("hub", &connection)
    };
    app.set_pull_rule(make(slow)).await.unwrap();
    let reference = format!("{}/hub/team/app:1.0", local_host(&app).await);
    let first = pull(reference.clone()).await;
    let newer = pusher.image("team/app", "1.0", "two").await;
    assert_eq!(pull(reference.clone()).await, first);
    let found = app.look_for_newer(LookForNewer { images: None }).await;
    let at = PulledAt {
        repository: "hub/team/app".to_owned(),
        reference: "1.0".to_owned(),
    };
    assert_eq!(found.unwrap().moved, std::slice::from_ref(&at));
    assert_eq!(pull(reference.clone()).await, newer.bytes);
    let evicted = app.evict_pulled(EvictPulled { images: vec![at] }).await;
    assert!(evicted.unwrap().bytes > 0);
    let asked = ListPulled {
        prefix: "hub".to_owned(),
    };
    assert!(app.list_pulled(asked).await.unwrap().is_empty());
    assert_eq!(pull(reference).await, newer.bytes);
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_is_in_activity_and_set_back_from_there() {
    let home = FreshHome::new();
    let app = open(&home).await;
    let upstream = DockerRegistry::start(Setup::DeletionOn).await;
    upstream.pusher().image("team/app", "1.0", "one").await;
    let connection = connect(&app, &upstream).await;
    let made = rule("hub", &connection);
    app.set_pull_rule(make(made.clone())).await.unwrap();
    pull(format!("{}/hub/team/app:1.0", local_host(&app).await)).await;
    let removed = SetPullRule {
        before: Some(made.clone()),
        after: None,
        evict: false,
    };
    app.set_pull_rule(removed).await.unwrap();
    assert!(
        app.read_pull_cache(Nothing {})
            .await
            .unwrap()
            .rules
            .is_empty()
    );
    let removal = last_activity(&app).await;
    let deed = ActivityDeed::PullRule {
        before: Some(made.clone()),
        after: None,
    };
    assert_eq!(removal.deed, deed);
    app.set_back(SetBack {
        activity: removal.id.clone(),
    })
    .await
    .unwrap();
    let cache = app.read_pull_cache(Nothing {}).await.unwrap();
    assert_eq!(cache.rules[0].rule, made);
    assert_eq!(cache.rules[0].images, 1);
    let report = app.read_activity(removal.id).await.unwrap();
    assert_eq!(report.activity.state, ActivityState::Undone);
    // A rule that is otherwise by now is not set back over.
    let making = SetPullRule {
        before: Some(PullRule {
            ask_after_seconds: 60,
            ..made.clone()
        }),
        after: Some(PullRule {
            ask_after_seconds: 120,
            ..made
        }),
        evict: false,
    };
    let refused = app.set_pull_rule(making).await.unwrap_err();
    assert_eq!(refused.code, Code::Conflict);
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_that_cannot_be_is_said_before_it_is_made() {
    let home = FreshHome::new();
    let app = open(&home).await;
    let connection = app.add_connection(draft("registry.example")).await;
    let connection = connection.unwrap().id;
    let local = app.read_local_registry(Nothing {}).await.unwrap();
    let own = Pusher::new(&format!("http://{}", local.address), None);
    own.image("mine/app", "1.0", "own").await;
    app.set_pull_rule(make(rule("hub/eu", &connection)))
        .await
        .unwrap();
    let unknown = ConnectionId("none".to_owned());
    let pushed = PullComplaint::PushedUnder {
        repositories: vec!["mine/app".to_owned()],
    };
    let overlaps = PullComplaint::PrefixOverlaps {
        prefix: "hub/eu".to_owned(),
    };
    for (wanted, complaint) in [
        (rule("x", &connection), PullComplaint::PrefixLength),
        (rule("Hub", &connection), PullComplaint::PrefixInvalid),
        (rule("hub/eu", &connection), PullComplaint::PrefixTaken),
        (rule("hub", &connection), overlaps.clone()),
        (rule("hub/eu/west", &connection), overlaps),
        (rule("mine", &connection), pushed),
        (rule("other", &unknown), PullComplaint::ConnectionMissing),
        (
            rule("other", &local.connection),
            PullComplaint::ConnectionLocal,
        ),
    ] {
        let said = app.check_pull_rule(make(wanted.clone())).await.unwrap();
        assert_eq!(said, [complaint], "{wanted:?}");
        assert!(app.set_pull_rule(make(wanted)).await.is_err());
    }
    let nothing = PullLimits {
        on: true,
        bytes: Some(0),
        days: None,
    };
    assert!(app.set_pull_limits(nothing).await.is_err());
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rules_and_what_they_brought_are_there_after_a_restart_without_the_upstream() {
    let home = FreshHome::new();
    let app = open(&home).await;
    let upstream = DockerRegistry::start(Setup::DeletionOn).await;
    let pushed = upstream.pusher().image("team/app", "1.0", "one").await;
    let connection = connect(&app, &upstream).await;
    app.set_pull_rule(make(rule("hub", &connection)))
        .await
        .unwrap();
    let reference = format!("{}/hub/team/app:1.0", local_host(&app).await);
    pull(reference.clone()).await;
    app.close().await;
    drop(app);
    drop(upstream);
    let app = open(&home).await;
    assert_eq!(pull(reference).await, pushed.bytes);
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_cold_pulls_at_once_ask_the_upstream_once_for_each_blob() {
    let home = FreshHome::new();
    let app = open(&home).await;
    let upstream = DockerRegistry::start(Setup::DeletionOn).await;
    let pushed = upstream.pusher().image("team/app", "1.0", "one").await;
    let proxy = CountingProxy::start(&upstream.url(), Duration::from_millis(50)).await;
    let connection = connect_to(&app, &proxy.url()).await;
    app.set_pull_rule(make(rule("hub", &connection)))
        .await
        .unwrap();
    proxy.forget();
    let cache = Pusher::new(&format!("http://{}", local_host(&app).await), None);
    let manifest: serde_json::Value = serde_json::from_slice(&pushed.bytes).unwrap();
    let layers = manifest["layers"].as_array().unwrap();
    let parts: Vec<&str> = layers
        .iter()
        .chain([&manifest["config"]])
        .filter_map(|part| part["digest"].as_str())
        .collect();
    let pulls = (0..50).map(|_| async {
        let got = cache.manifest_of("hub/team/app", "1.0").await;
        assert_eq!(got.as_ref(), Some(&pushed.bytes));
        for digest in &parts {
            let path = format!("/v2/hub/team/app/blobs/{digest}");
            let answer = cache.ask(Method::GET, &path).await;
            let bytes = answer.error_for_status().unwrap().bytes().await.unwrap();
            assert_eq!(portolan_oci::Digest::of(&bytes).as_str(), *digest);
        }
    });
    join_all(pulls).await;
    assert_eq!(proxy.count(&Method::GET, Kind::Blob), parts.len());
    assert_eq!(proxy.count(&Method::GET, Kind::ManifestByTag), 1);
    app.close().await;
}

async fn complaints(app: &App, before: &PullRule, after: &PullRule) -> Vec<PullComplaint> {
    app.check_pull_rule(exchange(before, after)).await.unwrap()
}

fn exchange(before: &PullRule, after: &PullRule) -> SetPullRule {
    SetPullRule {
        before: Some(before.clone()),
        after: Some(after.clone()),
        evict: false,
    }
}

async fn list(app: &App, prefix: &str) -> Vec<PulledImage> {
    let prefix = prefix.to_owned();
    app.list_pulled(ListPulled { prefix }).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_gets_another_upstream_namespace_and_age_and_what_is_kept_is_asked_for_anew() {
    let home = FreshHome::new();
    let app = open(&home).await;
    let first = DockerRegistry::start(Setup::DeletionOn).await;
    first.pusher().image("team/app", "1.0", "one").await;
    let second = DockerRegistry::start(Setup::DeletionOn).await;
    let newer = second.pusher().image("eu/team/app", "1.0", "two").await;
    let (one, other) = (connect(&app, &first).await, connect(&app, &second).await);
    let before = PullRule {
        ask_after_seconds: 86_400,
        ..rule("hub", &one)
    };
    app.set_pull_rule(make(before.clone())).await.unwrap();
    let reference = format!("{}/hub/team/app:1.0", local_host(&app).await);
    let old = pull(reference.clone()).await;
    assert!(!list(&app, "hub").await[0].stale);
    let after = PullRule {
        connection: other,
        namespace: Some("eu".to_owned()),
        ask_after_seconds: 3_600,
        ..before.clone()
    };
    app.set_pull_rule(exchange(&before, &after)).await.unwrap();
    let changed = last_activity(&app).await.id;
    let [kept] = list(&app, "hub").await.try_into().unwrap();
    assert!(kept.stale && kept.checked_at.is_none(), "{kept:?}");
    assert_eq!(pull(reference.clone()).await, newer.bytes);
    // The age alone asks nobody.
    let younger = PullRule {
        ask_after_seconds: 7_200,
        ..after.clone()
    };
    app.set_pull_rule(exchange(&after, &younger)).await.unwrap();
    assert!(!list(&app, "hub").await[0].stale);
    for activity in [last_activity(&app).await.id, changed] {
        app.set_back(SetBack { activity }).await.unwrap();
    }
    let cache = app.read_pull_cache(Nothing {}).await.unwrap();
    assert_eq!(cache.rules[0].rule, before);
    assert_eq!(pull(reference).await, old);
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_prefix_is_changed_while_nothing_is_under_it_and_refused_with_the_count_otherwise() {
    let home = FreshHome::new();
    let app = open(&home).await;
    let upstream = DockerRegistry::start(Setup::DeletionOn).await;
    let pushed = upstream.pusher().image("team/app", "1.0", "one").await;
    let connection = connect(&app, &upstream).await;
    let hub = rule("hub", &connection);
    app.set_pull_rule(make(hub.clone())).await.unwrap();
    app.set_pull_rule(make(rule("lab", &connection)))
        .await
        .unwrap();
    let renamed = rule("hub/inner", &connection);
    assert!(
        complaints(&app, &hub, &renamed).await.is_empty(),
        "its own old prefix is in nobody's way"
    );
    let taken = complaints(&app, &hub, &rule("lab", &connection)).await;
    assert_eq!(taken, [PullComplaint::PrefixTaken]);
    app.set_pull_rule(exchange(&hub, &renamed)).await.unwrap();
    let reference = format!("{}/hub/inner/team/app:1.0", local_host(&app).await);
    assert_eq!(pull(reference).await, pushed.bytes);
    let holds = complaints(&app, &renamed, &hub).await;
    assert_eq!(holds, [PullComplaint::PrefixHolds { images: 1 }]);
    let refused = app.set_pull_rule(exchange(&renamed, &hub)).await;
    assert!(refused.is_err());
    // Nobody is overwritten who took the name meanwhile.
    let late = exchange(&hub, &rule("hub", &connection));
    let refused = app.set_pull_rule(late).await.unwrap_err();
    assert_eq!(refused.code, Code::Conflict);
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_engine_pulls_is_told_without_being_asked() {
    let home = FreshHome::new();
    let app = open(&home).await;
    let upstream = DockerRegistry::start(Setup::DeletionOn).await;
    upstream.pusher().image("team/app", "1.0", "one").await;
    let connection = connect(&app, &upstream).await;
    app.set_pull_rule(make(rule("hub", &connection)))
        .await
        .unwrap();
    let mut events = app.events.listen();
    pull(format!("{}/hub/team/app:1.0", local_host(&app).await)).await;
    let told = async { while !matches!(events.recv().await.unwrap(), Event::PullCacheChanged) {} };
    tokio::time::timeout(Duration::from_secs(20), told)
        .await
        .unwrap();
    assert_eq!(list(&app, "hub").await.len(), 1);
    app.close().await;
}
