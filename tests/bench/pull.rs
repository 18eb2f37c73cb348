//! Pulling 500 MB in 11 layers with skopeo: the local registry against CNCF Distribution on the
//! same disk, each from a registry that was started anew.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark fails at once"
)]

use std::{process::ExitCode, time::Instant};

use portolan_tests::{
    DockerRegistry, RegistryProgram, Setup,
    measure::{RUNS, Verdict, peak_memory, seconds},
    skopeo_copy, write_large_image,
};

#[tokio::main]
async fn main() -> ExitCode {
    let folder = tempfile::tempdir().unwrap();
    let layout = folder.path().join("image");
    write_large_image(&layout, 11, 500_000_000);
    let from = format!("oci:{}:large", layout.display());

    let root = tempfile::tempdir().unwrap();
    let registry = RegistryProgram::start(root.path()).await;
    skopeo_copy(
        &from,
        &format!("docker://{}/bench/large:latest", registry.host()),
    );
    drop(registry);
    let mut peer = DockerRegistry::start(Setup::DeletionOn).await;
    skopeo_copy(
        &from,
        &format!("docker://{}/bench/large:latest", peer.host()),
    );

    let (mut our_times, mut our_memory) = (Vec::new(), Vec::new());
    let (mut their_times, mut their_memory) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        // A process that has just started has the memory of a pull, not of the push before it.
        let registry = RegistryProgram::start(root.path()).await;
        our_times.push(pull(registry.host()));
        our_memory.push(peak_memory(registry.process_id()));
        drop(registry);
        peer.restart().await;
        their_times.push(pull(peer.host()));
        their_memory.push(peak_memory(peer.process_id()));
    }
    let mut verdict = Verdict::default();
    verdict.compare("pull", "s", &our_times, ("distribution", &their_times), 1.0);
    verdict.compare(
        "pull memory",
        "MiB",
        &our_memory,
        ("distribution", &their_memory),
        1.0,
    );
    verdict.exit_code()
}

/// Seconds of one pull into an empty folder.
fn pull(host: &str) -> f64 {
    let into = tempfile::tempdir().unwrap();
    let started = Instant::now();
    let to = format!("dir:{}", into.path().display());
    skopeo_copy(&format!("docker://{host}/bench/large:latest"), &to);
    seconds(started.elapsed())
}
