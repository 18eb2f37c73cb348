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

use http::Method;
use portolan_distribution::{Anonymously, Connector, Deadlines, Endpoint};
use portolan_oci::{Digest, RepositoryName, Tag};
use portolan_registries::{Capabilities, Generic, Registry};
use portolan_transfer::{
    Choice, CopyOptions, Error, Patience, Report, RepositoryPlace, Wanted, copy, plan_copy,
};
use rand::{Rng, RngExt, SeedableRng, rngs::SmallRng};
use serde_json::json;

use crate::{Answer, DockerRegistry, Fault, FaultyProxy, Kind, Pushed, Pusher, Setup};

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
}

/// How many of a method and kind pass first.
fn spared(random: &mut SmallRng) -> usize {
    random.random_range(0..4)
}

fn busy(wait: &str) -> Answer {
    Answer::error(429, "TOOMANYREQUESTS", "slow down").header("retry-after", wait)
}

fn trouble(random: &mut SmallRng) -> Answer {
    let status = [500, 502, 503, 504][random.random_range(0..4)];
    Answer::error(status, "UNKNOWN", "trouble")
}

/// Every fault.
pub const COPY_FAULTS: &[CopyFault] = &[
    CopyFault {
        name: "1 the source is busy for a second",
        outlook: Outlook::Transient,
        apply: |scene, random| {
            let fault = Fault::Answers(busy("1"));
            scene
                .source
                .inject(Method::GET, Kind::Blob, spared(random), 1, fault);
        },
    },
    CopyFault {
        name: "1 the destination is busy until a date that has passed",
        outlook: Outlook::Transient,
        apply: |scene, random| {
            let fault = Fault::Answers(busy("Wed, 21 Oct 2015 07:28:00 GMT"));
            scene
                .destination
                .inject(Method::POST, Kind::Upload, spared(random), 2, fault);
        },
    },
    CopyFault {
        name: "1 the destination is busy and says no more",
        outlook: Outlook::Transient,
        apply: |scene, random| {
            let fault = Fault::Answers(Answer::error(429, "TOOMANYREQUESTS", "slow down"));
            scene
                .destination
                .inject(Method::PUT, Kind::Upload, spared(random), 1, fault);
        },
    },
    CopyFault {
        name: "1 the destination wants to be left alone for ever",
        outlook: Outlook::Lasting,
        apply: |scene, random| {
            let fault = Fault::Answers(busy("1000000000"));
            scene
                .destination
                .inject(Method::POST, Kind::Upload, spared(random), 99, fault);
        },
    },
    CopyFault {
        name: "2 bursts of errors while the source's blobs are read",
        outlook: Outlook::Transient,
        apply: |scene, random| {
            let times = random.random_range(1..6);
            let fault = Fault::Answers(trouble(random));
            scene
                .source
                .inject(Method::GET, Kind::Blob, spared(random), times, fault);
        },
    },
    CopyFault {
        name: "2 bursts of errors while uploads are begun",
        outlook: Outlook::Transient,
        apply: |scene, random| {
            let times = random.random_range(1..6);
            let fault = Fault::Answers(trouble(random));
            scene
                .destination
                .inject(Method::POST, Kind::Upload, spared(random), times, fault);
        },
    },
    CopyFault {
        name: "2 bursts of errors while blobs are sent",
        outlook: Outlook::Transient,
        apply: |scene, random| {
            let times = random.random_range(1..4);
            let fault = Fault::Answers(trouble(random));
            scene
                .destination
                .inject(Method::PUT, Kind::Upload, spared(random), times, fault);
        },
    },
    CopyFault {
        name: "2 bursts of errors while manifests are put",
        outlook: Outlook::Transient,
        apply: |scene, random| {
            let times = random.random_range(1..6);
            let fault = Fault::Answers(trouble(random));
            scene
                .destination
                .inject(Method::PUT, Kind::ManifestByDigest, 0, times, fault);
        },
    },
    CopyFault {
        name: "3 the source's connection breaks inside a blob",
        outlook: Outlook::Transient,
        apply: |scene, random| {
            let fault = Fault::BreaksAnswer(scene.place(random));
            scene
                .source
                .inject(Method::GET, Kind::Blob, spared(random), 1, fault);
        },
    },
    CopyFault {
        name: "3 the source's connection breaks inside every blob, several times",
        outlook: Outlook::Transient,
        apply: |scene, random| {
            let fault = Fault::BreaksAnswer(scene.place(random));
            scene.source.inject(Method::GET, Kind::Blob, 0, 8, fault);
        },
    },
    CopyFault {
        name: "3 the destination's connection breaks inside a blob",
        outlook: Outlook::Transient,
        apply: |scene, random| {
            let fault = Fault::BreaksRequest(scene.place(random));
            scene
                .destination
                .inject(Method::PUT, Kind::Upload, spared(random), 1, fault);
        },
    },
    CopyFault {
        name: "4 an answer that is shorter than it said",
        outlook: Outlook::Transient,
        apply: |scene, random| {
            let fault = Fault::BreaksAnswer(scene.size - 1);
            scene
                .source
                .inject(Method::GET, Kind::Blob, spared(random), 2, fault);
        },
    },
    CopyFault {
        name: "5 an answer in chunks that ends early, in order",
        outlook: Outlook::Transient,
        apply: |scene, random| {
            let fault = Fault::EndsEarly(scene.place(random));
            scene
                .source
                .inject(Method::GET, Kind::Blob, spared(random), 1, fault);
        },
    },
    CopyFault {
        name: "6 a blob that stops coming",
        outlook: Outlook::Transient,
        apply: |scene, random| {
            let fault = Fault::Stalls(scene.place(random));
            scene
                .source
                .inject(Method::GET, Kind::Blob, spared(random), 1, fault);
        },
    },
    CopyFault {
        name: "6 an answer that never begins",
        outlook: Outlook::Transient,
        apply: |scene, random| {
            let fault = Fault::Answers(Answer::silence());
            scene
                .source
                .inject(Method::GET, Kind::Blob, spared(random), 1, fault);
        },
    },
    CopyFault {
        name: "7 other bytes once",
        outlook: Outlook::Transient,
        apply: |scene, random| {
            let fault = Fault::Flips(scene.place(random));
            scene
                .source
                .inject(Method::GET, Kind::Blob, spared(random), 1, fault);
        },
    },
    CopyFault {
        name: "7 other bytes always",
        outlook: Outlook::Lasting,
        apply: |scene, random| {
            let fault = Fault::Flips(scene.place(random));
            scene
                .source
                .inject(Method::GET, Kind::Blob, spared(random), 99, fault);
        },
    },
    CopyFault {
        name: "9 the upload is forgotten",
        outlook: Outlook::Transient,
        apply: |scene, random| {
            let fault = Fault::Answers(Answer::error(404, "BLOB_UPLOAD_UNKNOWN", "gone"));
            scene
                .destination
                .inject(Method::PUT, Kind::Upload, spared(random), 1, fault);
        },
    },
    CopyFault {
        name: "9 the upload is forgotten between its chunks",
        outlook: Outlook::Transient,
        apply: |scene, random| {
            let breaks = Fault::BreaksRequest(scene.place(random));
            scene
                .destination
                .inject(Method::PUT, Kind::Upload, spared(random), 1, breaks);
            let fault = Fault::Answers(Answer::error(404, "BLOB_UPLOAD_UNKNOWN", "gone"));
            scene
                .destination
                .inject(Method::PATCH, Kind::Upload, 0, 1, fault);
        },
    },
    CopyFault {
        name: "9 a chunk that is out of place",
        outlook: Outlook::Transient,
        apply: |scene, random| {
            let breaks = Fault::BreaksRequest(scene.place(random));
            scene
                .destination
                .inject(Method::PUT, Kind::Upload, spared(random), 1, breaks);
            let fault = Fault::Answers(Answer::error(416, "RANGE_INVALID", "elsewhere"));
            scene
                .destination
                .inject(Method::PATCH, Kind::Upload, 0, 1, fault);
        },
    },
    CopyFault {
        name: "9 a wrong place after a chunk",
        outlook: Outlook::Transient,
        apply: |scene, random| {
            let breaks = Fault::BreaksRequest(scene.place(random));
            scene
                .destination
                .inject(Method::PUT, Kind::Upload, spared(random), 1, breaks);
            let fault = Fault::Says("range", "0-7");
            scene
                .destination
                .inject(Method::PATCH, Kind::Upload, 0, 1, fault);
        },
    },
    CopyFault {
        name: "10 the whole where the rest was asked for",
        outlook: Outlook::Transient,
        apply: |scene, random| {
            let breaks = Fault::BreaksAnswer(scene.place(random));
            scene.source.inject(Method::GET, Kind::Blob, 0, 1, breaks);
            scene
                .source
                .inject(Method::GET, Kind::Blob, 0, 99, Fault::IgnoresRange);
        },
    },
    CopyFault {
        name: "12 a blob that is said to be stored and is not",
        outlook: Outlook::Transient,
        apply: |scene, random| {
            scene.destination.inject(
                Method::PUT,
                Kind::Upload,
                spared(random),
                1,
                Fault::Pretends,
            );
        },
    },
    CopyFault {
        name: "12 a manifest that does not show at once",
        outlook: Outlook::Transient,
        apply: |scene, random| {
            let times = random.random_range(1..5);
            let fault = Fault::Answers(Answer::status(404));
            scene
                .destination
                .inject(Method::HEAD, Kind::ManifestByDigest, 0, times, fault);
        },
    },
    CopyFault {
        name: "13 the answer to a blob is lost",
        outlook: Outlook::Transient,
        apply: |scene, random| {
            let fault = Fault::LosesAnswer;
            scene
                .destination
                .inject(Method::PUT, Kind::Upload, spared(random), 1, fault);
        },
    },
    CopyFault {
        name: "13 the answer to a manifest is lost",
        outlook: Outlook::Transient,
        apply: |scene, _| {
            let fault = Fault::LosesAnswer;
            scene
                .destination
                .inject(Method::PUT, Kind::ManifestByDigest, 0, 1, fault);
        },
    },
    CopyFault {
        name: "13 the answer to the tag is lost",
        outlook: Outlook::Transient,
        apply: |scene, _| {
            let fault = Fault::LosesAnswer;
            scene
                .destination
                .inject(Method::PUT, Kind::ManifestByTag, 0, 1, fault);
        },
    },
    CopyFault {
        name: "14 a layer goes while it is copied",
        outlook: Outlook::Lasting,
        apply: |scene, random| {
            let fault = Fault::Answers(Answer::error(404, "BLOB_UNKNOWN", "gone"));
            scene
                .source
                .inject(Method::GET, Kind::Blob, spared(random), 99, fault);
        },
    },
    CopyFault {
        name: "20 everything fails for a moment",
        outlook: Outlook::Transient,
        apply: |scene, random| {
            for side in [scene.source, scene.destination] {
                for (method, kind) in [
                    (Method::GET, Kind::Blob),
                    (Method::POST, Kind::Upload),
                    (Method::PUT, Kind::Upload),
                    (Method::PUT, Kind::ManifestByDigest),
                ] {
                    side.inject(method, kind, spared(random), 1, Fault::BreaksRequest(0));
                }
            }
        },
    },
    CopyFault {
        name: "21 the destination is full",
        outlook: Outlook::Lasting,
        apply: |scene, random| {
            let fault = Fault::Answers(Answer::error(507, "UNKNOWN", "no space left on device"));
            scene
                .destination
                .inject(Method::PUT, Kind::Upload, spared(random), 99, fault.clone());
            scene
                .destination
                .inject(Method::PATCH, Kind::Upload, 0, 99, fault);
        },
    },
    CopyFault {
        name: "the destination's tags must not move",
        outlook: Outlook::Lasting,
        apply: |scene, _| {
            let fault = Fault::Answers(Answer::error(400, "TAG_INVALID", "tags are immutable"));
            scene
                .destination
                .inject(Method::PUT, Kind::ManifestByTag, 0, 99, fault);
        },
    },
    CopyFault {
        name: "the destination lets nobody write",
        outlook: Outlook::Lasting,
        apply: |scene, random| {
            let fault = Fault::Answers(Answer::error(403, "DENIED", "not for you"));
            scene
                .destination
                .inject(Method::POST, Kind::Upload, spared(random), 99, fault);
        },
    },
];

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
        let other = self.destination.pusher();
        let before = other.image(&repository, "latest", "what was there").await;
        let place = |host: String| {
            let name: RepositoryName = repository.parse().unwrap();
            RepositoryPlace::new(registry(&self.connector, &host), name)
        };
        let source = place(self.before_source.host());
        let destination = place(self.before_destination.host());
        let tag: Tag = "latest".parse().unwrap();
        let choice = Choice {
            referrers: false,
            ..Choice::images(vec![Wanted::tag(tag)])
        };
        let plan = plan_copy(&source, &destination, &choice).await.unwrap();
        let scene = Scene {
            source: &self.before_source,
            destination: &self.before_destination,
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
        let now = other.manifest_of(&repository, "latest").await;
        let is_there = now.as_deref() == Some(&*image.bytes);
        Trial {
            outcome,
            is_whole: is_there && has_all(&other, &repository, &image).await,
            is_untouched: now.as_deref() == Some(&*before.bytes),
            happened: self.before_source.happened() + self.before_destination.happened() > 0,
            sent: self.before_destination.received() as f64 / bytes as f64,
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
