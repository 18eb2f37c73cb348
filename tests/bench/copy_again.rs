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
    CountingProxy, DockerRegistry, Setup, measure::Verdict, registry, skopeo_copy,
};
use portolan_transfer::{
    Choice, CopyOptions, Remembered, RepositoryPlace, Wanted, What, copy, plan_copy,
};

/// Tags of the larger copy.
const TAGS: usize = 1_000;

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
    let done = copy(
        Arc::new(plan),
        from.clone(),
        to.clone(),
        CopyOptions::default(),
    )
    .await;
    assert!(done.failure().is_none(), "{:?}", done.failure());

    // One image, unchanged, with nothing remembered.
    forget();
    choice.what = What::Images(wanted[..1].to_vec());
    let plan = plan_copy(&*from, &*to, &choice).await.unwrap();
    copy(
        Arc::new(plan),
        from.clone(),
        to.clone(),
        CopyOptions::default(),
    )
    .await;
    let ours = requests();
    forget();
    let of = |host: String| format!("docker://{host}/{REPOSITORY}:1.0");
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
    copy(Arc::new(plan), from, to, CopyOptions::default()).await;
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
