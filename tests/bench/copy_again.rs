//! Copying what is there already: how many requests an image costs, beside skopeo's.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark fails at once"
)]

use std::{process::ExitCode, sync::Arc, time::Duration};

use portolan_distribution::Connector;
use portolan_oci::Tag;
use portolan_tests::{
    CountingProxy, DockerRegistry, Pusher, Setup, measure::Verdict, registry, skopeo_copy,
};
use portolan_transfer::{
    Choice, CopyOptions, CopyPlan, Remembered, RepositoryPlace, Wanted, What, copy, plan_copy,
};
use serde_json::json;

/// Tags of the larger copy.
const TAGS: usize = 1_000;

/// Layers of the one image.
const LAYERS: usize = 12;

const REPOSITORY: &str = "bench/again";

#[tokio::main]
async fn main() -> ExitCode {
    let source = DockerRegistry::start(Setup::DeletionOn).await;
    let destination = DockerRegistry::start(Setup::DeletionOn).await;
    let before_source = CountingProxy::start(&source.url(), Duration::ZERO).await;
    let before_destination = CountingProxy::start(&destination.url(), Duration::ZERO).await;
    let requests = || before_source.passed().len() + before_destination.passed().len();
    let forget = || {
        before_source.forget();
        before_destination.forget();
    };
    let mut choice = Choice {
        referrers: false,
        ..Choice::images(Vec::new())
    };
    let mut wanted = Vec::new();
    for n in 0..TAGS {
        let tag: Tag = format!("1.{n}").parse().unwrap();
        let text = format!("image {n}");
        source.pusher().image(REPOSITORY, tag.as_str(), &text).await;
        wanted.push(Wanted::tag(tag));
    }
    let connector = Connector::new("portolan-bench");
    let place = |host: String| {
        let name = REPOSITORY.parse().unwrap();
        Arc::new(RepositoryPlace::new(registry(&connector, &host), name))
    };
    let (from, to) = (
        place(before_source.host()),
        place(before_destination.host()),
    );
    choice.what = What::Images(wanted.clone());
    let plan = plan_copy(&*from, &*to, &choice).await.unwrap();
    carry_out(plan, &from, &to).await;

    // One image of many layers, unchanged, with nothing remembered.
    push_layers(&source.pusher(), LAYERS).await;
    choice.what = What::Images(vec![Wanted::tag("layers".parse().unwrap())]);
    let plan = plan_copy(&*from, &*to, &choice).await.unwrap();
    carry_out(plan, &from, &to).await;
    forget();
    let plan = plan_copy(&*from, &*to, &choice).await.unwrap();
    carry_out(plan, &from, &to).await;
    let ours = requests();
    forget();
    let of = |host: String| format!("docker://{host}/{REPOSITORY}:layers");
    skopeo_copy(&of(before_source.host()), &of(before_destination.host()));
    let theirs = requests();

    // All of them, unchanged, remembering what the first copy left.
    choice.what = What::Images(wanted);
    let plan = plan_copy(&*from, &*to, &choice).await.unwrap();
    for image in &plan.images {
        let remembered = Remembered {
            source: image.source.clone(),
            destination: image.digest.clone(),
        };
        choice
            .remembered
            .insert(image.tags[0].tag.clone(), remembered);
    }
    forget();
    let plan = plan_copy(&*from, &*to, &choice).await.unwrap();
    carry_out(plan, &from, &to).await;
    let all = requests();
    let mut verdict = Verdict::default();
    let one = [ours as f64];
    verdict.hold_below("copy-again, an image", "requests", &one, 3.0);
    verdict.compare(
        "copy-again, an image",
        "requests",
        &one,
        ("skopeo", &[theirs as f64]),
        0.2,
    );
    verdict.hold_below(
        "copy-again, remembered tags",
        "requests a tag",
        &[all as f64 / TAGS as f64],
        1.0,
    );
    verdict.exit_code()
}

async fn carry_out(plan: CopyPlan, from: &Arc<RepositoryPlace>, to: &Arc<RepositoryPlace>) {
    let (from, to) = (Arc::clone(from), Arc::clone(to));
    let done = copy(Arc::new(plan), from, to, CopyOptions::default()).await;
    assert!(done.failure().is_none(), "{:?}", done.failure());
}

/// An image of so many layers under the tag `layers`.
async fn push_layers(pusher: &Pusher, count: usize) {
    let mut descriptors = Vec::new();
    for number in 0..=count {
        let content = format!("{{\"layer\":{number}}}");
        let digest = pusher.blob(REPOSITORY, content.as_bytes()).await;
        descriptors.push(json!({
            "mediaType": "application/vnd.oci.image.layer.v1.tar",
            "digest": digest,
            "size": content.len(),
        }));
    }
    let mut config = descriptors.remove(0);
    config["mediaType"] = "application/vnd.oci.image.config.v1+json".into();
    let media_type = "application/vnd.oci.image.manifest.v1+json";
    let manifest = json!({
        "schemaVersion": 2,
        "mediaType": media_type,
        "config": config,
        "layers": descriptors,
    });
    let tag = "layers";
    pusher
        .manifest(REPOSITORY, tag, media_type, &manifest)
        .await;
}
