//! Copying 500 MB in 11 layers between two registries, and 40 images that share layers: against skopeo,
//! and ocync where it is installed. The registries are CNCF's, in memory and on one core; whoever copies
//! has the other.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark fails at once"
)]

use std::{path::Path, process::ExitCode};

use portolan_tests::{
    Copied, DockerRegistry, Ground, Setup, copy_if_told, copy_with, copy_with_ours,
    measure::{RUNS, Verdict},
    skopeo_copy, write_large_image,
};

/// Where the registries run.
const THEIRS: usize = 1;

/// Where the copying runs.
const OURS: usize = 0;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    if copy_if_told().await {
        return ExitCode::SUCCESS;
    }
    let folder = tempfile::tempdir_in("/dev/shm").unwrap();
    let layout = folder.path().join("image");
    write_large_image(&layout, 11, 500_000_000);
    let ground = Ground {
        core: Some(THEIRS),
        in_memory: true,
    };
    let source = DockerRegistry::start_on(Setup::DeletionOn, ground).await;
    let from = format!("{}/bench/large:latest", source.host());
    skopeo_copy(
        &format!("oci:{}:large", layout.display()),
        &format!("docker://{from}"),
    );
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        // Each into a registry that has nothing.
        let registry = DockerRegistry::start_on(Setup::DeletionOn, ground).await;
        let to = format!("{}/bench/large", registry.host());
        ours.push(copy_with_ours(&from, &to, OURS));
        drop(registry);
        let registry = DockerRegistry::start_on(Setup::DeletionOn, ground).await;
        theirs.push(skopeo(
            &from,
            &format!("{}/bench/large:latest", registry.host()),
        ));
    }
    let of = |all: &[Copied], read: fn(&Copied) -> f64| all.iter().map(read).collect::<Vec<_>>();
    let time = |copied: &Copied| copied.seconds;
    let memory = |copied: &Copied| copied.memory;
    let mut verdict = Verdict::default();
    verdict.compare(
        "copy of 500 MB",
        "s",
        &of(&ours, time),
        ("skopeo", &of(&theirs, time)),
        0.65,
    );
    verdict.compare(
        "copy, memory",
        "MiB",
        &of(&ours, memory),
        ("skopeo", &of(&theirs, memory)),
        0.35,
    );
    verdict.hold_below("copy, memory", "MiB", &of(&ours, memory), 50.0);
    verdict.hold_below(
        "copy, bytes written to a disk",
        "bytes",
        &of(&ours, |copied| copied.written as f64),
        0.0,
    );
    println!("ocync: not measured; it is no program of a package, and was not built here");
    verdict.exit_code()
}

fn skopeo(from: &str, to: &str) -> Copied {
    let arguments = [
        "--insecure-policy",
        "copy",
        "--quiet",
        "--all",
        "--src-tls-verify=false",
        "--dest-tls-verify=false",
        &format!("docker://{from}"),
        &format!("docker://{to}"),
    ];
    copy_with(Path::new("skopeo"), &arguments, OURS)
}
