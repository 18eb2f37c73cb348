//! The OCI's own conformance suite v1.1.1, every category switched on, as `cargo xtask test` builds it.

use crate::{fixture::Home, tools::find};

/// What cannot run where everything else does: two look into the environment for what the suite is not to
/// push itself, and two are about registries that decline a mount.
const LEFT_OUT: [&str; 4] = [
    "Pull Setup Get tag name from environment",
    "Push Cross-Repository Blob Mount Cross-mounting of nonexistent blob should yield session id",
    "Push Cross-Repository Blob Mount Cross-mounting without from, and automatic content discovery \
     disabled should return a 202",
    "Content Discovery Setup Populate registry with test tags (no push)",
];

#[tokio::test]
async fn the_conformance_suite_passes_whole() {
    let Some(suite) = find("conformance.test") else {
        eprintln!(
            "skipped: the conformance suite is not in target/tools; `cargo xtask test` builds it \
             where Go is present and its source can be had"
        );
        return;
    };
    let home = Home::start();
    let mut command = tokio::process::Command::new(suite);
    command
        .args(["--ginkgo.no-color", "--ginkgo.v"])
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
    let left_out: Vec<String> = said
        .lines()
        .zip(said.lines().skip(1))
        .filter(|(line, _)| line.starts_with("S [SKIPPED]"))
        .map(|(_, spec)| spec.replace("OCI Distribution Conformance Tests ", ""))
        .map(|spec| spec.replace("[It] ", ""))
        .collect();
    assert_eq!(left_out, LEFT_OUT);
    let figures = said
        .lines()
        .find(|line| line.contains("Passed"))
        .unwrap_or_default();
    assert!(figures.contains("| 0 Failed |"), "{said}");
    eprintln!("conformance v1.1.1: {figures}");
}
