//! Other people's clients push to the registry and pull from it. One that is not installed is named.

use std::{
    fs,
    path::{Path, PathBuf},
};

use portolan_oci::{Digest, MediaType};
use serde_json::{Value, json};
use tokio::process::Command;

use crate::fixture::{Home, Image, descriptor};

/// Whether a program can be started; says so on stderr when not.
pub(crate) fn is_installed(program: &str) -> bool {
    let is_there = find(program).is_some();
    if !is_there {
        eprintln!("skipped: {program} is not installed");
    }
    is_there
}

/// A program in `target/tools`, where `cargo xtask test` puts what is no package, or on the path.
pub(crate) fn find(program: &str) -> Option<PathBuf> {
    let built = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("tools");
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::iter::once(built)
        .chain(std::env::split_paths(&path))
        .map(|folder| folder.join(program))
        .find(|candidate| candidate.is_file())
}

/// Runs a program to its end and returns what it said on stdout.
pub(crate) async fn run(program: &str, arguments: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new(find(program).unwrap())
        .args(arguments)
        // No credentials or settings of the person who runs the tests.
        .env("HOME", folder.path())
        .env("DOCKER_CONFIG", folder.path())
        .env("XDG_RUNTIME_DIR", folder.path())
        .output()
        .await
        .unwrap();
    assert!(
        output.status.success(),
        "{program} {arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

/// Writes an OCI layout with one image that tools unpack: real tar, real gzip, matching diff id.
fn write_source(folder: &Path) -> Vec<u8> {
    let mut archive = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_ustar();
    let text = b"sea chart\n".repeat(2_000);
    header.set_size(text.len() as u64);
    header.set_mode(0o644);
    archive
        .append_data(&mut header, "etc/chart", text.as_slice())
        .unwrap();
    let archive = archive.into_inner().unwrap();
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut gzip, &archive).unwrap();
    let config = json!({
        "architecture": "amd64",
        "os": "linux",
        "config": {},
        "rootfs": { "type": "layers", "diff_ids": [Digest::of(&archive)] },
    });
    let image = Image {
        config: config.to_string().into_bytes(),
        layer: gzip.finish().unwrap(),
    };
    let manifest = image.manifest();
    let blobs = folder.join("blobs/sha256");
    fs::create_dir_all(&blobs).unwrap();
    for bytes in [&image.config, &image.layer, &manifest] {
        fs::write(blobs.join(Digest::of(bytes).hex()), bytes).unwrap();
    }
    let mut entry = descriptor(&MediaType::OCI_MANIFEST, &manifest);
    entry["annotations"] = json!({ "org.opencontainers.image.ref.name": "v1" });
    let index = json!({ "schemaVersion": 2, "manifests": [entry] });
    fs::write(folder.join("index.json"), index.to_string()).unwrap();
    fs::write(
        folder.join("oci-layout"),
        r#"{"imageLayoutVersion":"1.0.0"}"#,
    )
    .unwrap();
    manifest
}

async fn served(home: &Home, path: &str) -> Vec<u8> {
    home.client.get(path).await.bytes().await.unwrap().to_vec()
}

#[tokio::test]
async fn skopeo_pushes_pulls_copies_lists_and_deletes() {
    if !is_installed("skopeo") {
        return;
    }
    let home = Home::start();
    let host = home.host();
    let source = home.folder.path().join("source");
    let manifest = write_source(&source);
    let from = format!("oci:{}:v1", source.display());
    let to = format!("docker://{host}/team/app:v1");
    let push = [
        "copy",
        "--insecure-policy",
        "--dest-tls-verify=false",
        &from,
        &to,
    ];
    run("skopeo", &push).await;
    assert_eq!(served(&home, "/v2/team/app/manifests/v1").await, manifest);
    let back = format!("oci:{}:v1", home.folder.path().join("back").display());
    let pull = [
        "copy",
        "--insecure-policy",
        "--src-tls-verify=false",
        &to,
        &back,
    ];
    run("skopeo", &pull).await;
    // The same layers to another repository: by mount where skopeo tries it.
    let other = format!("docker://{host}/team/other:v1");
    run(
        "skopeo",
        &[
            "copy",
            "--insecure-policy",
            "--src-tls-verify=false",
            "--dest-tls-verify=false",
            &to,
            &other,
        ],
    )
    .await;
    // And as Docker schema 2.
    let docker = format!("docker://{host}/team/docker:v1");
    run(
        "skopeo",
        &[
            "copy",
            "--insecure-policy",
            "--dest-tls-verify=false",
            "--format=v2s2",
            &from,
            &docker,
        ],
    )
    .await;
    let repository = format!("docker://{host}/team/app");
    let listed = run("skopeo", &["list-tags", "--tls-verify=false", &repository]).await;
    let listed: Value = serde_json::from_str(&listed).unwrap();
    assert_eq!(listed["Tags"], json!(["v1"]));
    run("skopeo", &["delete", "--tls-verify=false", &to]).await;
    let response = home.client.get("/v2/team/app/manifests/v1").await;
    assert_eq!(response.status(), reqwest::StatusCode::NOT_FOUND);
    assert!(home.registry.verify(|_, _| {}).unwrap().is_sound());
}

#[tokio::test]
async fn crane_pushes_pulls_copies_and_lists() {
    if !is_installed("crane") {
        return;
    }
    let home = Home::start();
    let host = home.host();
    let source = home.folder.path().join("source");
    let manifest = write_source(&source);
    let target = format!("{host}/team/app:v1");
    run(
        "crane",
        &["push", "--insecure", source.to_str().unwrap(), &target],
    )
    .await;
    let digest = run("crane", &["digest", "--insecure", &target]).await;
    assert_eq!(
        served(&home, &format!("/v2/team/app/manifests/{}", digest.trim()))
            .await
            .len(),
        served(&home, "/v2/team/app/manifests/v1").await.len()
    );
    assert_eq!(served(&home, "/v2/team/app/manifests/v1").await, manifest);
    let copy = format!("{host}/team/copy:v2");
    run("crane", &["copy", "--insecure", &target, &copy]).await;
    let archive = home.folder.path().join("image.tar");
    run(
        "crane",
        &["pull", "--insecure", &copy, archive.to_str().unwrap()],
    )
    .await;
    run("crane", &["validate", "--insecure", "--remote", &copy]).await;
    let catalog = run("crane", &["catalog", "--insecure", &host]).await;
    assert_eq!(catalog, "team/app\nteam/copy\n");
    run("crane", &["tag", "--insecure", &copy, "v3"]).await;
    let tags = run("crane", &["ls", "--insecure", &format!("{host}/team/copy")]).await;
    assert_eq!(tags, "v2\nv3\n");
    run("crane", &["delete", "--insecure", &copy]).await;
}

#[tokio::test]
async fn regctl_copies_lists_referrers_and_deletes_tags() {
    if !is_installed("regctl") {
        return;
    }
    let home = Home::start();
    home.registry.add_sample_images(|_| {}).unwrap();
    let host = home.host();
    let insecure = format!("reg={host},tls=disabled");
    let call = |arguments: &[&str]| {
        let mut all = vec!["--host".to_owned(), insecure.clone()];
        all.extend(arguments.iter().map(|argument| (*argument).to_owned()));
        async move {
            run(
                "regctl",
                &all.iter().map(String::as_str).collect::<Vec<_>>(),
            )
            .await
        }
    };
    let from = format!("{host}/samples/compass:latest");
    let to = format!("{host}/copies/compass:latest");
    call(&["image", "copy", "--referrers", &from, &to]).await;
    let listed = call(&["artifact", "list", "--format", "{{len .Descriptors}}", &to]).await;
    assert_eq!(listed.trim(), "3");
    call(&["tag", "delete", &to]).await;
    let tags = call(&["tag", "ls", &format!("{host}/copies/compass")]).await;
    assert_eq!(tags.trim(), "");
}

#[tokio::test]
async fn oras_attaches_and_discovers() {
    if !is_installed("oras") {
        return;
    }
    let home = Home::start();
    let host = home.host();
    home.client.push_image("team/app", "v1", "one").await;
    let target = format!("{host}/team/app:v1");
    let file = home.folder.path().join("note.txt");
    fs::write(&file, "a note").unwrap();
    let attached = format!("{}:text/plain", file.display());
    run(
        "oras",
        &[
            "attach",
            "--plain-http",
            "--disable-path-validation",
            "--artifact-type",
            "application/vnd.example.note",
            &target,
            &attached,
        ],
    )
    .await;
    let found = run(
        "oras",
        &["discover", "--plain-http", "--format", "json", &target],
    )
    .await;
    assert!(found.contains("application/vnd.example.note"), "{found}");
}
