//! Everything of the matrix of faults that a copy between registries can meet, each at a place that a
//! seed chooses; and the rule that every copy has to keep: the destination has the image whole and
//! verified, or its tag is where it was.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use futures_util::future::join_all;
use http::Method;
use portolan_distribution::{Anonymously, Connector, Deadlines, Endpoint};
use portolan_oci::{Digest, RepositoryName, Tag};
use portolan_registries::{Capabilities, Generic, Registry};
use portolan_transfer::{
    Choice, CopyOptions, Error, Patience, Report, RepositoryPlace, Wanted, copy, plan_copy,
};
use rand::{Rng, RngExt, SeedableRng, rngs::SmallRng};
use serde_json::json;

use crate::{DockerRegistry, Fault, FaultyProxy, Kind, Pushed, Pusher, Setup};

mod table;

pub use table::COPY_FAULTS;

/// What a copy has to come to.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Outlook {
    /// It passes by itself: the copy must succeed.
    Transient,
    /// It does not: the copy must fail, with the tag untouched.
    Lasting,
}

/// One fault, with a chance to put it where a seed says.
#[derive(Clone, Copy)]
pub struct CopyFault {
    /// What it is, and its number in the matrix.
    pub name: &'static str,
    /// What the copy has to come to.
    pub outlook: Outlook,
    /// Source and destination are repositories of one registry, so blobs can be taken over.
    is_within: bool,
    apply: fn(&Scene<'_>, &mut SmallRng),
}

/// Where a fault is put.
struct Scene<'s> {
    source: &'s FaultyProxy,
    destination: &'s FaultyProxy,
    /// The largest layer's bytes.
    size: u64,
}

impl Scene<'_> {
    /// A place inside every layer.
    fn place(&self, random: &mut SmallRng) -> u64 {
        random.random_range(1..self.size / 2)
    }

    /// The source goes wrong so, `times` times after `spared` requests of that method and kind.
    fn source(&self, method: Method, kind: Kind, spared: usize, times: usize, fault: Fault) {
        self.source.inject(method, kind, spared, times, fault);
    }

    /// The destination goes wrong so.
    fn destination(&self, method: Method, kind: Kind, spared: usize, times: usize, fault: Fault) {
        self.destination.inject(method, kind, spared, times, fault);
    }

    /// The connection breaks inside one blob on its way to the destination, so it goes on in chunks.
    fn break_one_upload(&self, random: &mut SmallRng) {
        let breaks = Fault::BreaksRequest(self.place(random));
        let spared = random.random_range(0..4);
        self.destination(Method::PUT, Kind::Upload, spared, 1, breaks);
    }
}

/// What one copy came to.
#[derive(Debug)]
pub struct Trial {
    /// How the copy itself ended.
    pub outcome: Result<(), Error>,
    /// The destination's tag leads to the image, and all of it is there and is what it should be.
    pub is_whole: bool,
    /// The destination's tag is where it was.
    pub is_untouched: bool,
    /// Whether the fault happened at all.
    pub happened: bool,
    /// Bytes of blobs that the destination was sent, and that the source sent, each by the image's.
    pub sent: f64,
    /// See `sent`.
    pub read: f64,
    /// How long it took.
    pub took: Duration,
}

impl Trial {
    /// Whether the rule was kept: whole, or untouched; and never one said for the other.
    pub fn keeps_the_rule(&self) -> bool {
        match self.outcome {
            Ok(()) => self.is_whole,
            Err(_) => self.is_untouched,
        }
    }
}

/// Two real registries with a proxy before each.
#[derive(Debug)]
pub struct FaultyCopies {
    source: DockerRegistry,
    destination: DockerRegistry,
    before_source: FaultyProxy,
    before_destination: FaultyProxy,
    connector: Connector,
    attempts: AtomicU64,
}

/// Places where copies go wrong beside each other: most of their time is waiting.
const LANES: usize = 4;

/// Every fault at so many places each, with what came of it.
pub async fn attempt_all(seeds: u64) -> Vec<(&'static CopyFault, u64, Trial)> {
    let lanes = (0..LANES).map(|lane| async move {
        let copies = FaultyCopies::start().await;
        let mut trials = Vec::new();
        for fault in COPY_FAULTS.iter().skip(lane).step_by(LANES) {
            for seed in 0..seeds {
                trials.push((fault, seed, copies.attempt(fault, seed).await));
            }
        }
        trials
    });
    join_all(lanes).await.into_iter().flatten().collect()
}

/// Layers of the image that is copied.
const LAYERS: usize = 10;

impl FaultyCopies {
    /// Starts them.
    pub async fn start() -> Self {
        let source = DockerRegistry::start(Setup::DeletionOn).await;
        let destination = DockerRegistry::start(Setup::DeletionOn).await;
        Self {
            before_source: FaultyProxy::start(&source.url()).await,
            before_destination: FaultyProxy::start(&destination.url()).await,
            source,
            destination,
            connector: Connector::with_deadlines("portolan-tests", quick()),
            attempts: AtomicU64::new(0),
        }
    }

    /// One copy with that fault at a place that `seed` chooses.
    pub async fn attempt(&self, fault: &CopyFault, seed: u64) -> Trial {
        // Each copy is of another image to another repository: nothing of an earlier one is there.
        let number = self.attempts.fetch_add(1, Ordering::Relaxed);
        let mut filling = SmallRng::seed_from_u64(number);
        let mut random = SmallRng::seed_from_u64(seed);
        let repository = format!("faults/n{number}");
        self.before_source.heal();
        self.before_destination.heal();
        let pusher = self.source.pusher();
        let (image, bytes, layer) = push_layers(&pusher, &repository, &mut filling).await;
        let (proxy, other) = if fault.is_within {
            (&self.before_source, self.source.pusher())
        } else {
            (&self.before_destination, self.destination.pusher())
        };
        let copied = format!("copies/n{number}");
        let before = other.image(&copied, "latest", "what was there").await;
        let place = |proxy: &FaultyProxy, repository: &str| {
            let name: RepositoryName = repository.parse().unwrap();
            RepositoryPlace::new(registry(&self.connector, &proxy.host()), name)
        };
        let source = place(&self.before_source, &repository);
        let destination = place(proxy, &copied);
        let tag: Tag = "latest".parse().unwrap();
        let choice = Choice {
            referrers: false,
            ..Choice::images(vec![Wanted::tag(tag)])
        };
        let plan = plan_copy(&source, &destination, &choice).await.unwrap();
        let scene = Scene {
            source: &self.before_source,
            destination: proxy,
            size: layer,
        };
        (fault.apply)(&scene, &mut random);
        let options = CopyOptions {
            patience: Patience {
                tries: 8,
                backoff: Duration::from_millis(10),
                longest_wait: Duration::from_secs(5),
            },
            ..CopyOptions::default()
        };
        let began = Instant::now();
        let (source, destination) = (Arc::new(source), Arc::new(destination));
        let report: Report = copy(Arc::new(plan), source, destination, options).await;
        let took = began.elapsed();
        let outcome = report.images.into_iter().next().unwrap();
        let now = other.manifest_of(&copied, "latest").await;
        let is_there = now.as_deref() == Some(&*image.bytes);
        Trial {
            outcome,
            is_whole: is_there && has_all(&other, &copied, &image).await,
            is_untouched: now.as_deref() == Some(&*before.bytes),
            happened: self.before_source.happened() + self.before_destination.happened() > 0,
            sent: proxy.received() as f64 / bytes as f64,
            read: self.before_source.answered() as f64 / bytes as f64,
            took,
        }
    }
}

fn quick() -> Deadlines {
    Deadlines {
        connect: Duration::from_secs(5),
        answer: Duration::from_millis(1_500),
        idle: Duration::from_millis(700),
        rate_span: Duration::from_secs(2),
        tries: 2,
        backoff: Duration::from_millis(10),
        longest_wait: Duration::from_secs(2),
        ..Deadlines::default()
    }
}

/// A registry that is spoken to over plain http, as nobody.
pub fn registry(connector: &Connector, host: &str) -> Arc<dyn Registry> {
    let mut endpoint = Endpoint::new(host).unwrap();
    endpoint.plain_http = true;
    let client = connector.connect(endpoint, Arc::new(Anonymously)).unwrap();
    Arc::new(Generic::new(client, Capabilities::default()))
}

/// Pushes an image of random layers: itself, its bytes, and those of one layer.
async fn push_layers(
    pusher: &Pusher,
    repository: &str,
    random: &mut SmallRng,
) -> (Pushed, u64, u64) {
    let size = random.random_range(60_000..120_000_u64);
    let mut layers = Vec::new();
    for _ in 0..LAYERS {
        let mut content = vec![0; size as usize];
        random.fill_bytes(&mut content);
        let digest = pusher.blob(repository, &content).await;
        layers.push(json!({
            "mediaType": "application/vnd.oci.image.layer.v1.tar",
            "digest": digest,
            "size": size,
        }));
    }
    // As large as a layer, so that a fault at any place of a blob meets it too.
    let config = json!({
        "architecture": "amd64",
        "os": "linux",
        "rootfs": { "type": "layers", "diff_ids": [] },
        "config": { "Labels": { "filling": "x".repeat(size as usize) } },
    })
    .to_string();
    let digest = pusher.blob(repository, config.as_bytes()).await;
    let manifest = json!({
        "schemaVersion": 2,
        "mediaType": "application/vnd.oci.image.manifest.v1+json",
        "config": {
            "mediaType": "application/vnd.oci.image.config.v1+json",
            "digest": digest,
            "size": config.len(),
        },
        "layers": layers,
    });
    let media_type = "application/vnd.oci.image.manifest.v1+json";
    let pushed = pusher
        .manifest(repository, "latest", media_type, &manifest)
        .await;
    let bytes = size * LAYERS as u64 + config.len() as u64;
    (pushed, bytes, size)
}

/// Whether everything that the image names is there, and is what its digest says.
async fn has_all(pusher: &Pusher, repository: &str, image: &Pushed) -> bool {
    let manifest: serde_json::Value = serde_json::from_slice(&image.bytes).unwrap();
    let layers = manifest["layers"].as_array().unwrap();
    for blob in layers.iter().chain([&manifest["config"]]) {
        let digest: Digest = blob["digest"].as_str().unwrap().parse().unwrap();
        let path = format!("/v2/{repository}/blobs/{digest}");
        let reply = pusher.ask(Method::GET, &path).await;
        let Ok(bytes) = reply.bytes().await else {
            return false;
        };
        if !digest.matches(&bytes) {
            return false;
        }
    }
    true
}
