//! skopeo, a client that we did not write.

use std::process::Command;

/// `skopeo copy FROM TO` over plain HTTP; fails the test with what skopeo said.
pub fn skopeo_copy(from: &str, to: &str) {
    copy(from, to, &[]);
}

/// The same, byte for byte, to a registry that asks for a user and a password.
pub fn skopeo_push(from: &str, to: &str, user: &str, password: &str) {
    let credentials = format!("{user}:{password}");
    copy(
        from,
        to,
        &["--preserve-digests", "--dest-creds", &credentials],
    );
}

fn copy(from: &str, to: &str, options: &[&str]) {
    let mut command = Command::new("skopeo");
    command.args(["--insecure-policy", "copy", "--quiet", "--all"]);
    command.args(options);
    command.args([
        "--src-tls-verify=false",
        "--dest-tls-verify=false",
        from,
        to,
    ]);
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "skopeo copy {from} {to}: {said}");
}
