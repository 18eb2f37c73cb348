//! A full disk and a read-only one: a clear answer, and nothing that was stored is harmed.

use std::{io, process::Command, sync::Arc};

use portolan_local_registry::{Access, Error, LocalRegistry};
use portolan_oci::{Digest, MediaType, Selector};
use reqwest::{Method, StatusCode};

use crate::{
    fixture::{Home, Image, Wire, error_code, header, name, root},
    home::Running,
    recorder::Failing,
};

/// Pushes an image step by step until one is refused.
async fn try_push(home: &Home, image: &Image, tag: &str) -> Result<(), (StatusCode, String)> {
    for blob in [&image.config, &image.layer] {
        let response = home.client.post_blob("team/app", blob).await;
        if response.status() != StatusCode::CREATED {
            return Err((response.status(), error_code(response).await));
        }
    }
    let location = home.client.post("/v2/team/app/blobs/uploads/").await;
    if location.status() != StatusCode::ACCEPTED {
        return Err((location.status(), error_code(location).await));
    }
    let location = header(&location, "location");
    let request = home.client.request(Method::PATCH, &location).body("chunk");
    let response = request.send().await.unwrap();
    if response.status() != StatusCode::ACCEPTED {
        return Err((response.status(), error_code(response).await));
    }
    let path = format!("{location}?digest={}", Digest::of(b"chunk"));
    let response = home
        .client
        .request(Method::PUT, &path)
        .send()
        .await
        .unwrap();
    if response.status() != StatusCode::CREATED {
        return Err((response.status(), error_code(response).await));
    }
    let manifest = image.manifest();
    let response = home
        .client
        .put_manifest("team/app", tag, &MediaType::OCI_MANIFEST, &manifest)
        .await;
    if response.status() != StatusCode::CREATED {
        return Err((response.status(), error_code(response).await));
    }
    Ok(())
}

async fn fail_at_every_operation(kind: io::ErrorKind, expected_code: &str) {
    let files = Failing::new(kind);
    let home = Home::start_with(Access::Anonymous, Arc::new(files.clone()));
    let before = home.client.push_image("team/app", "before", "before").await;
    let mut failures = 0;
    for operations in 0.. {
        let image = Image::of(&format!("after {operations}"));
        let tag = format!("v{operations}");
        files.fail_after(operations);
        let outcome = try_push(&home, &image, &tag).await;
        let has_failed = files.recover();
        match outcome {
            Err((status, code)) => {
                assert_eq!(status, StatusCode::INSUFFICIENT_STORAGE);
                assert_eq!(code, expected_code);
                failures += 1;
            }
            Ok(()) if !has_failed => break,
            Ok(()) => {}
        }
        // What was there is there, nothing speaks of what is not, and the same push works now.
        let path = "/v2/team/app/manifests/before";
        assert_eq!(home.client.get(path).await.bytes().await.unwrap(), before);
        assert!(home.registry.verify(|_, _| {}).unwrap().is_sound());
        try_push(&home, &image, &tag).await.unwrap();
    }
    assert!(
        failures > 10,
        "only {failures} operations were made to fail"
    );
}

#[tokio::test]
async fn a_disk_that_fills_at_any_moment_harms_nothing() {
    fail_at_every_operation(io::ErrorKind::StorageFull, "STORAGE_FULL").await;
}

#[tokio::test]
async fn a_disk_that_turns_read_only_at_any_moment_harms_nothing() {
    fail_at_every_operation(io::ErrorKind::ReadOnlyFilesystem, "STORAGE_READ_ONLY").await;
}

#[tokio::test]
async fn an_upload_that_filled_the_disk_gives_its_bytes_back() {
    let files = Failing::new(io::ErrorKind::StorageFull);
    let home = Home::start_with(Access::Anonymous, Arc::new(files.clone()));
    let location = home.client.post("/v2/team/app/blobs/uploads/").await;
    let location = header(&location, "location");
    files.fail_after(0);
    let request = home.client.request(Method::PATCH, &location);
    let response = request.body(vec![7; 100_000]).send().await.unwrap();
    let body: serde_json::Value = response.json().await.unwrap();
    assert_eq!(body["errors"][0]["code"], "STORAGE_FULL");
    let message = body["errors"][0]["message"].as_str().unwrap();
    assert!(message.contains("free some space"), "{message}");
    files.recover();
    let uploads = root(&home.folder).join("uploads");
    assert_eq!(std::fs::read_dir(uploads).unwrap().count(), 0);
    let response = home.client.get(&location).await;
    assert_eq!(error_code(response).await, "BLOB_UPLOAD_UNKNOWN");
}

/// The real thing: a process that may not write files larger than 1 MiB, database and log included.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_real_limit_on_file_sizes_is_a_clear_answer_too() {
    let folder = tempfile::tempdir().unwrap();
    let script = r#"trap "" XFSZ; ulimit -f 1024; exec "$0" --listen 127.0.0.1:0 --root "$1""#;
    let running = Running::spawn(
        Command::new("bash")
            .args(["-c", script, env!("CARGO_BIN_EXE_local-registry")])
            .arg(root(&folder)),
    );
    let client = Wire::new(&running.host);
    let kept = client.push_image("team/app", "small", "small").await;
    let response = client.post_blob("team/app", &vec![7; 3_000_000]).await;
    assert_eq!(response.status(), StatusCode::INSUFFICIENT_STORAGE);
    assert_eq!(error_code(response).await, "STORAGE_FULL");
    // Push small things until the database itself may not grow.
    let mut refused = None;
    for number in 0..4_000 {
        let image = Image::of("small");
        let manifest = image.manifest_with(serde_json::json!({ "number": number }));
        let response = client
            .put_manifest(
                "team/app",
                &format!("v{number}"),
                &MediaType::OCI_MANIFEST,
                &manifest,
            )
            .await;
        if response.status() != StatusCode::CREATED {
            refused = Some((response.status(), error_code(response).await));
            break;
        }
    }
    let (status, code) = refused.expect("the database never reached its limit");
    assert!(status.is_server_error(), "{status} {code}");
    let response = client.get("/v2/team/app/manifests/small").await;
    assert_eq!(response.bytes().await.unwrap(), kept);
    drop(running);
    let registry = LocalRegistry::open(&root(&folder)).unwrap();
    assert!(registry.recovery().is_none());
    assert!(registry.verify(|_, _| {}).unwrap().is_sound());
    let selector: Selector = "small".parse().unwrap();
    let stored = registry
        .read_manifest(&name("team/app"), &selector)
        .unwrap();
    assert_eq!(stored.bytes, kept);
}

#[test]
fn a_folder_that_cannot_be_made_is_a_clear_error() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "in the way").unwrap();
    let refused = LocalRegistry::open(&file.join("registry")).unwrap_err();
    assert!(matches!(refused, Error::File { .. }), "{refused:?}");
    assert!(refused.to_string().contains("file"), "{refused}");
}
