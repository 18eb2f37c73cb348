//! Pushing 500 MB in 11 layers with skopeo: the local registry against CNCF Distribution on the
//! same disk, each into an empty registry every time.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark fails at once"
)]

use std::{path::Path, process::ExitCode, time::Instant};

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
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let root = tempfile::tempdir().unwrap();
        let registry = RegistryProgram::start(root.path()).await;
        ours.push(measure(&layout, registry.host(), registry.process_id()));
        drop(registry);
        let registry = DockerRegistry::start(Setup::DeletionOn).await;
        theirs.push(measure(&layout, registry.host(), registry.process_id()));
    }
    let (our_times, our_memory): (Vec<f64>, Vec<f64>) = ours.into_iter().unzip();
    let (their_times, their_memory): (Vec<f64>, Vec<f64>) = theirs.into_iter().unzip();
    let mut verdict = Verdict::default();
    verdict.compare("push", "s", &our_times, ("distribution", &their_times), 1.0);
    verdict.compare(
        "push memory",
        "MiB",
        &our_memory,
        ("distribution", &their_memory),
        1.0,
    );
    verdict.exit_code()
}

/// Seconds of one push, and the most memory of the registry after it.
fn measure(layout: &Path, host: &str, process: u32) -> (f64, f64) {
    let from = format!("oci:{}:large", layout.display());
    let started = Instant::now();
    skopeo_copy(&from, &format!("docker://{host}/bench/large:latest"));
    (seconds(started.elapsed()), peak_memory(process))
}
