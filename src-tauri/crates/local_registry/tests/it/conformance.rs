//! The OCI's own conformance suite v1.1.1, every category switched on. Built once where Go is present.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{fixture::Home, tools::is_installed};

/// The commit that v1.1.1 is tagged at: the suite is a module of its own in that repository and has no
/// tags, so Go knows it by commit.
const MODULE: &str = "github.com/opencontainers/distribution-spec/conformance";
const VERSION: &str = "v0.0.0-20250123160558-a139cc423184";

/// The built suite, from an earlier run where there was one.
fn build() -> Option<PathBuf> {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .parent()?
        .join("conformance");
    let suite = target.join("conformance.test");
    if suite.exists() {
        return Some(suite);
    }
    if !is_installed("go") {
        return None;
    }
    let scratch = tempfile::tempdir().ok()?;
    let go = |arguments: &[&str], folder: &Path| {
        Command::new("go")
            .args(arguments)
            .current_dir(folder)
            .output()
            .unwrap()
    };
    fs::write(scratch.path().join("go.mod"), "module scratch\n").ok()?;
    let module = format!("{MODULE}@{VERSION}");
    let download = go(&["mod", "download", "-json", &module], scratch.path());
    let answer: serde_json::Value = serde_json::from_slice(&download.stdout).unwrap_or_default();
    let Some(source) = answer["Dir"].as_str() else {
        let reason = answer["Error"].as_str().unwrap_or("no answer");
        eprintln!("skipped: the conformance suite can't be downloaded: {reason}");
        return None;
    };
    fs::create_dir_all(&target).unwrap();
    // Go keeps modules read-only, and tests are built in their own folder.
    let output = suite.to_str()?;
    let built = go(
        &["test", "-mod=mod", "-c", "-o", output, "."],
        Path::new(source),
    );
    if !built.status.success() {
        let said = String::from_utf8_lossy(&built.stderr);
        eprintln!("skipped: the conformance suite can't be built: {said}");
        return None;
    }
    Some(suite)
}

#[tokio::test]
async fn the_conformance_suite_passes_whole() {
    let Some(suite) = tokio::task::spawn_blocking(build).await.unwrap() else {
        return;
    };
    let home = Home::start();
    let mut command = tokio::process::Command::new(suite);
    command
        .arg("--ginkgo.no-color")
        .current_dir(home.folder.path())
        .env("OCI_ROOT_URL", format!("http://{}", home.host()))
        .env("OCI_NAMESPACE", "conformance/first")
        .env("OCI_CROSSMOUNT_NAMESPACE", "conformance/second")
        .env("OCI_AUTOMATIC_CROSSMOUNT", "1")
        .env("OCI_REPORT_DIR", "none");
    for category in ["PULL", "PUSH", "CONTENT_DISCOVERY", "CONTENT_MANAGEMENT"] {
        command.env(format!("OCI_TEST_{category}"), "1");
    }
    let output = command.output().await.unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}");
    let figures = said
        .lines()
        .find(|line| line.contains("Passed"))
        .unwrap_or_default();
    assert!(figures.contains("| 0 Failed |"), "{said}");
    eprintln!("conformance v1.1.1: {figures}");
}
