//! Pulling 500 MB in 11 layers with skopeo through a warm pull-through cache: the local registry against
//! CNCF Distribution in its proxy mode, both before the same registry. Then 50 cold pulls at once.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark fails at once"
)]

use std::{process::ExitCode, sync::Arc, time::Duration, time::Instant};

use futures_util::future::join_all;
use portolan_app::{App, GalleryPlaces};
use portolan_contract::{
    ClientCertificateDraft, ConnectionDraft, Nothing, ProxyChoice, PullRule, SetPullRule,
    SignInDraft,
};
use portolan_credentials::{SecretStore, Surroundings};
use portolan_tests::{
    CountingProxy, DockerRegistry, FreshHome, Kind, Setup,
    measure::{RUNS, Verdict, seconds},
    skopeo_copy, write_large_image,
};
use reqwest::{Client, Method};
use serde_json::Value;

/// How many pull at once.
const CALLERS: usize = 50;

#[tokio::main]
async fn main() -> ExitCode {
    let folder = tempfile::tempdir().unwrap();
    let layout = folder.path().join("image");
    write_large_image(&layout, 11, 500_000_000);
    let upstream = DockerRegistry::start(Setup::DeletionOn).await;
    let from = format!("oci:{}:large", layout.display());
    skopeo_copy(
        &from,
        &format!("docker://{}/bench/large:latest", upstream.host()),
    );
    upstream
        .pusher()
        .image("bench/small", "latest", "cold")
        .await;
    let proxy = CountingProxy::start(&upstream.url(), Duration::ZERO).await;

    let home = FreshHome::new();
    let app = open(&home, &proxy.url()).await;
    let host = app.read_local_registry(Nothing {}).await.unwrap().address;
    let ours = format!("{host}/hub/bench/large:latest");
    let peer = DockerRegistry::start_proxy(&upstream.url()).await;
    let theirs = format!("{}/bench/large:latest", peer.host());
    // Cold: what is measured are the pulls after it.
    pull(&ours).await;
    pull(&theirs).await;

    let (mut our_times, mut their_times) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        our_times.push(pull(&ours).await);
        their_times.push(pull(&theirs).await);
    }
    let mut verdict = Verdict::default();
    let peer_times = ("distribution's proxy mode", &their_times[..]);
    verdict.compare("cache, warm pull", "s", &our_times, peer_times, 1.0);

    proxy.forget();
    let base = format!("http://{host}/v2/hub/bench/small");
    let client = Client::builder().no_proxy().build().unwrap();
    join_all((0..CALLERS).map(|_| pull_all(&client, &base))).await;
    let downloads = proxy.count(&Method::GET, Kind::Blob) as f64;
    let name = "cache, upstream downloads of 2 blobs by 50 cold pulls";
    verdict.hold_below(name, "downloads", &[downloads], 2.0);
    app.close().await;
    verdict.exit_code()
}

/// The program with a rule `hub` for a registry.
async fn open(home: &FreshHome, upstream: &str) -> Arc<App> {
    let surroundings = Surroundings {
        home: home.home(),
        ..Surroundings::default()
    };
    let places = GalleryPlaces::nowhere();
    let secrets = SecretStore::session_only();
    let folder = home.portolan();
    let app = App::open_among(&folder, secrets, surroundings, &places);
    let app = app.await.unwrap();
    let draft = ConnectionDraft {
        address: upstream.to_owned(),
        name: String::new(),
        sign_in: SignInDraft::Anonymous,
        plain_http: true,
        read_only: false,
        production: false,
        authorities: None,
        client_certificate: ClientCertificateDraft::None,
        proxy: ProxyChoice::None,
        approved_hosts: Vec::new(),
        amazon: None,
    };
    let rule = PullRule {
        prefix: "hub".to_owned(),
        connection: app.add_connection(draft).await.unwrap().id,
        namespace: None,
        ask_after_seconds: 3_600,
    };
    let made = SetPullRule {
        before: None,
        after: Some(rule),
        evict: false,
    };
    app.set_pull_rule(made).await.unwrap();
    app
}

/// Seconds of one pull into an empty folder.
async fn pull(reference: &str) -> f64 {
    let from = format!("docker://{reference}");
    let pulled = tokio::task::spawn_blocking(move || {
        let into = tempfile::tempdir().unwrap();
        let to = format!("dir:{}", into.path().display());
        let started = Instant::now();
        skopeo_copy(&from, &to);
        seconds(started.elapsed())
    });
    pulled.await.unwrap()
}

/// Pulls a manifest and all its blobs.
async fn pull_all(client: &Client, base: &str) {
    let get = async |path: String| {
        let answer = client.get(format!("{base}/{path}")).send().await.unwrap();
        answer.error_for_status().unwrap().bytes().await.unwrap()
    };
    let manifest: Value =
        serde_json::from_slice(&get("manifests/latest".to_owned()).await).unwrap();
    let layers = manifest["layers"].as_array().unwrap();
    for part in layers.iter().chain([&manifest["config"]]) {
        get(format!("blobs/{}", part["digest"].as_str().unwrap())).await;
    }
}
