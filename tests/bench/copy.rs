//! Copying 500 MB in 11 layers between two registries, and 40 images that share layers, against skopeo.
//! The registries are CNCF's, in memory and on one core; whoever copies has the other. ocync speaks https
//! alone, which these registries don't.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark fails at once"
)]

use std::{fs, path::Path, process::ExitCode, time::Duration};

use portolan_tests::{
    Copied, CountingProxy, DockerRegistry, Ground, Setup, copy_if_told, copy_with, copy_with_ours,
    measure::{RUNS, Verdict},
    skopeo_copy, write_large_image, write_related_images,
};

/// Where the registries run.
const THEIRS: usize = 1;

/// Where the copying runs.
const OURS: usize = 0;

/// Registries in memory, on a core of their own.
const GROUND: Ground = Ground {
    core: Some(THEIRS),
    in_memory: true,
};

const LARGE: &str = "bench/large";
const RELATED: &str = "bench/related";

/// Images of the second copy.
const IMAGES: usize = 40;

/// Whoever copies: a repository of a host, or one tag of it, to another host.
type Copier = fn(from: &str, to: &str, what: &str) -> Copied;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    if copy_if_told().await {
        return ExitCode::SUCCESS;
    }
    let folder = tempfile::tempdir_in("/dev/shm").unwrap();
    let source = DockerRegistry::start_on(Setup::DeletionOn, GROUND).await;
    push_all(folder.path(), &source);

    let mut verdict = Verdict::default();
    let what = format!("{LARGE}:latest");
    let [mut ours, mut skopeos] = [const { Vec::new() }; 2];
    for _ in 0..RUNS {
        ours.push(copy_anew(ours_copies, &source, &what).await);
        skopeos.push(copy_anew(skopeo_copies, &source, &what).await);
    }
    let time = |all: &[Copied]| all.iter().map(|it| it.seconds).collect::<Vec<_>>();
    let memory = |all: &[Copied]| all.iter().map(|it| it.memory).collect::<Vec<_>>();
    let (name, peer) = ("copy of 500 MB", ("skopeo", &time(&skopeos)[..]));
    verdict.compare(name, "s", &time(&ours), peer, 0.65);
    // Two registries on one core hash as slowly for whoever copies: what the copying itself takes.
    let computed = |all: &[Copied]| all.iter().map(|it| it.computed).collect::<Vec<_>>();
    let name = "copy of 500 MB, computing by who copies";
    let peer = ("skopeo", &computed(&skopeos)[..]);
    verdict.compare(name, "s", &computed(&ours), peer, 0.65);
    let name = "copy of 500 MB, memory";
    let peer = ("skopeo", &memory(&skopeos)[..]);
    verdict.compare(name, "MiB", &memory(&ours), peer, 0.35);
    verdict.hold_below(name, "MiB", &memory(&ours), 50.0);
    let written: Vec<f64> = ours.iter().map(|copied| copied.written as f64).collect();
    verdict.hold_below("copy, bytes written to a disk", "bytes", &written, 0.0);
    let [mut ours, mut skopeos] = [const { Vec::new() }; 2];
    for _ in 0..RUNS {
        ours.push(copy_anew(ours_copies, &source, RELATED).await);
        skopeos.push(copy_anew(skopeo_syncs, &source, RELATED).await);
    }
    let (name, peer) = ("copy of 40 images", ("skopeo", &time(&skopeos)[..]));
    verdict.compare(name, "s", &time(&ours), peer, 1.0);
    let ours = [count_requests(ours_copies, &source, RELATED).await];
    let skopeos = [count_requests(skopeo_syncs, &source, RELATED).await];
    let name = "copy of 40 images, requests";
    verdict.compare(name, "requests", &ours, ("skopeo", &skopeos), 1.0);
    verdict.exit_code()
}

/// Puts into the registry what will be copied.
fn push_all(folder: &Path, registry: &DockerRegistry) {
    let large = folder.join("large");
    write_large_image(&large, 11, 500_000_000);
    let push = |layout: &Path, tag: &str, to: &str| {
        let from = format!("oci:{}:{tag}", layout.display());
        skopeo_copy(&from, &format!("docker://{}/{to}", registry.host()));
    };
    push(&large, "large", &format!("{LARGE}:latest"));
    let related = folder.join("related");
    for tag in write_related_images(&related, IMAGES) {
        push(&related, &tag, &format!("{RELATED}:{tag}"));
    }
    fs::remove_dir_all(large).unwrap();
}

/// A copy into a registry that has nothing.
async fn copy_anew(copier: Copier, source: &DockerRegistry, what: &str) -> Copied {
    let destination = DockerRegistry::start_on(Setup::DeletionOn, GROUND).await;
    copier(source.host(), destination.host(), what)
}

/// The requests that it takes, on both sides.
async fn count_requests(copier: Copier, source: &DockerRegistry, what: &str) -> f64 {
    let destination = DockerRegistry::start_on(Setup::DeletionOn, GROUND).await;
    let from = CountingProxy::start(&source.url(), Duration::ZERO).await;
    let to = CountingProxy::start(&destination.url(), Duration::ZERO).await;
    let hosts = (from.host(), to.host());
    let what = what.to_owned();
    let copied = tokio::task::spawn_blocking(move || copier(&hosts.0, &hosts.1, &what));
    copied.await.unwrap();
    (from.passed().len() + to.passed().len()) as f64
}

fn ours_copies(from: &str, to: &str, what: &str) -> Copied {
    let (repository, _) = what.split_once(':').unwrap_or((what, ""));
    let (from, to) = (format!("{from}/{what}"), format!("{to}/{repository}"));
    copy_with_ours(&from, &to, OURS)
}

fn skopeo_copies(from: &str, to: &str, what: &str) -> Copied {
    let arguments = [
        "--insecure-policy",
        "copy",
        "--quiet",
        "--all",
        "--src-tls-verify=false",
        "--dest-tls-verify=false",
        &format!("docker://{from}/{what}"),
        &format!("docker://{to}/{what}"),
    ];
    copy_with(Path::new("skopeo"), &arguments, OURS)
}

/// All tags of a repository.
fn skopeo_syncs(from: &str, to: &str, what: &str) -> Copied {
    let (folder, _) = what.rsplit_once('/').unwrap_or(("", what));
    let arguments = [
        "--insecure-policy",
        "sync",
        "--src=docker",
        "--dest=docker",
        "--src-tls-verify=false",
        "--dest-tls-verify=false",
        &format!("{from}/{what}"),
        &format!("{to}/{folder}"),
    ];
    copy_with(Path::new("skopeo"), &arguments, OURS)
}
