//! Manifests and tags: kept exactly, refused when wrong, moved and removed without touching others.

use portolan_oci::{Algorithm, Digest, MediaType};
use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::fixture::{Home, Image, descriptor, error_code, header};

#[tokio::test]
async fn a_manifest_comes_back_with_its_exact_bytes_and_type() {
    let home = Home::start();
    for (media_type, tag) in [
        (MediaType::OCI_MANIFEST, "oci"),
        (MediaType::DOCKER_MANIFEST, "docker"),
    ] {
        let image = Image::of(tag);
        home.client.push_blob("team/app", &image.config).await;
        home.client.push_blob("team/app", &image.layer).await;
        // Spaces and order that no program would write again the same way.
        let text = format!(
            "{{ \"layers\" : [ {} ],\n\t\"config\":{}, \"schemaVersion\": 2 }}\n",
            descriptor(&MediaType::OCI_LAYER_GZIP, &image.layer),
            descriptor(&MediaType::OCI_CONFIG, &image.config),
        );
        let response = home
            .client
            .put_manifest("team/app", tag, &media_type, text.as_bytes())
            .await;
        assert_eq!(response.status(), StatusCode::CREATED);
        let digest = Digest::of(text.as_bytes());
        assert_eq!(header(&response, "docker-content-digest"), digest.as_str());
        assert_eq!(
            header(&response, "location"),
            format!("/v2/team/app/manifests/{digest}")
        );
        for reference in [tag, digest.as_str()] {
            let path = format!("/v2/team/app/manifests/{reference}");
            let head = home.client.head(&path).await;
            assert_eq!(header(&head, "content-length"), text.len().to_string());
            let response = home.client.get(&path).await;
            assert_eq!(header(&response, "content-type"), media_type.as_str());
            assert_eq!(header(&response, "docker-content-digest"), digest.as_str());
            assert_eq!(response.text().await.unwrap(), text);
        }
    }
}

#[tokio::test]
async fn a_manifest_is_pushed_by_digest_of_either_kind() {
    let home = Home::start();
    let image = Image::of("one");
    home.client.push_blob("team/app", &image.config).await;
    home.client.push_blob("team/app", &image.layer).await;
    let manifest = image.manifest();
    for algorithm in [Algorithm::Sha256, Algorithm::Sha512] {
        let digest = Digest::of_with(algorithm, &manifest);
        let response = home
            .client
            .put_manifest(
                "team/app",
                digest.as_str(),
                &MediaType::OCI_MANIFEST,
                &manifest,
            )
            .await;
        assert_eq!(response.status(), StatusCode::CREATED);
        assert_eq!(header(&response, "docker-content-digest"), digest.as_str());
        let response = home
            .client
            .get(&format!("/v2/team/app/manifests/{digest}"))
            .await;
        assert_eq!(response.bytes().await.unwrap(), manifest);
    }
    let other = Digest::of(b"other");
    let response = home
        .client
        .put_manifest(
            "team/app",
            other.as_str(),
            &MediaType::OCI_MANIFEST,
            &manifest,
        )
        .await;
    assert_eq!(error_code(response).await, "DIGEST_INVALID");
}

#[tokio::test]
async fn a_manifest_without_its_blobs_is_refused() {
    let home = Home::start();
    let image = Image::of("one");
    home.client.push_blob("team/app", &image.config).await;
    home.client.push_blob("team/other", &image.layer).await;
    let response = home
        .client
        .put_manifest(
            "team/app",
            "v1",
            &MediaType::OCI_MANIFEST,
            &image.manifest(),
        )
        .await;
    assert_eq!(response.status(), StatusCode::NOT_FOUND);
    let body: serde_json::Value = response.json().await.unwrap();
    assert_eq!(body["errors"][0]["code"], "MANIFEST_BLOB_UNKNOWN");
    assert_eq!(
        body["errors"][0]["detail"],
        json!([Digest::of(&image.layer)])
    );
}

#[tokio::test]
async fn an_index_may_miss_a_child_and_a_foreign_layer_may_be_elsewhere() {
    let home = Home::start();
    let index = json!({
        "schemaVersion": 2,
        "mediaType": MediaType::OCI_INDEX,
        "manifests": [descriptor(&MediaType::OCI_MANIFEST, b"absent")],
    })
    .to_string();
    let response = home
        .client
        .put_manifest(
            "team/app",
            "sparse",
            &MediaType::OCI_INDEX,
            index.as_bytes(),
        )
        .await;
    assert_eq!(response.status(), StatusCode::CREATED);
    let config = home.client.push_blob("team/app", b"{}").await;
    let foreign = json!({
        "schemaVersion": 2,
        "mediaType": MediaType::DOCKER_MANIFEST,
        "config": { "mediaType": MediaType::DOCKER_CONFIG, "digest": config, "size": 2 },
        "layers": [{
            "mediaType": "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
            "digest": Digest::of(b"far away"),
            "size": 8,
            "urls": ["https://far.example/layer"],
        }],
    })
    .to_string();
    let response = home
        .client
        .put_manifest(
            "team/app",
            "foreign",
            &MediaType::DOCKER_MANIFEST,
            foreign.as_bytes(),
        )
        .await;
    assert_eq!(response.status(), StatusCode::CREATED);
}

#[tokio::test]
async fn a_schema_1_relic_is_kept_and_served() {
    let home = Home::start();
    let layer = home.client.push_blob("old/app", b"layer").await;
    let relic = json!({
        "schemaVersion": 1,
        "name": "old/app",
        "tag": "1",
        "fsLayers": [{ "blobSum": layer }],
        "history": [{ "v1Compatibility": "{}" }],
    })
    .to_string();
    let media_type = MediaType::DOCKER_SCHEMA1_SIGNED;
    let response = home
        .client
        .put_manifest("old/app", "1", &media_type, relic.as_bytes())
        .await;
    assert_eq!(response.status(), StatusCode::CREATED);
    let response = home.client.get("/v2/old/app/manifests/1").await;
    assert_eq!(header(&response, "content-type"), media_type.as_str());
    assert_eq!(response.text().await.unwrap(), relic);
}

#[tokio::test]
async fn what_is_not_a_manifest_is_refused() {
    let home = Home::start();
    let image = Image::of("one");
    home.client.push_blob("team/app", &image.config).await;
    home.client.push_blob("team/app", &image.layer).await;
    let as_index = image.manifest_with(json!({ "mediaType": MediaType::OCI_INDEX }));
    let hybrid = image.manifest_with(json!({ "manifests": [] }));
    for bytes in [b"<html>".as_slice(), b"", b"[]", b"{}", &as_index, &hybrid] {
        let response = home
            .client
            .put_manifest("team/app", "v1", &MediaType::OCI_MANIFEST, bytes)
            .await;
        assert_eq!(response.status(), StatusCode::BAD_REQUEST);
        assert_eq!(error_code(response).await, "MANIFEST_INVALID");
    }
    let response = home.client.get("/v2/team/app/manifests/v1").await;
    assert_eq!(error_code(response).await, "MANIFEST_UNKNOWN");
}

#[tokio::test]
async fn a_manifest_over_4_mib_is_refused_and_one_at_the_limit_is_not() {
    let home = Home::start();
    let image = Image::of("one");
    home.client.push_blob("team/app", &image.config).await;
    home.client.push_blob("team/app", &image.layer).await;
    let mut manifest = image.manifest();
    manifest.resize(4 * 1024 * 1024, b' ');
    let response = home
        .client
        .put_manifest("team/app", "limit", &MediaType::OCI_MANIFEST, &manifest)
        .await;
    assert_eq!(response.status(), StatusCode::CREATED);
    manifest.push(b' ');
    let response = home
        .client
        .put_manifest("team/app", "over", &MediaType::OCI_MANIFEST, &manifest)
        .await;
    assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(error_code(response).await, "SIZE_INVALID");
    // Without an announced length it is counted as it comes.
    let stream = futures_util::stream::iter([Ok::<_, std::io::Error>(manifest)]);
    let response = home
        .client
        .request(Method::PUT, "/v2/team/app/manifests/over")
        .header("content-type", MediaType::OCI_MANIFEST.as_str())
        .body(reqwest::Body::wrap_stream(stream))
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn a_moved_tag_leaves_the_old_manifest_under_its_digest() {
    let home = Home::start();
    let old = home.client.push_image("team/app", "latest", "one").await;
    let new = home.client.push_image("team/app", "latest", "two").await;
    let response = home.client.get("/v2/team/app/manifests/latest").await;
    assert_eq!(response.bytes().await.unwrap(), new);
    let path = format!("/v2/team/app/manifests/{}", Digest::of(&old));
    assert_eq!(home.client.get(&path).await.bytes().await.unwrap(), old);
}

#[tokio::test]
async fn deleting_a_tag_leaves_the_others_and_the_manifest() {
    let home = Home::start();
    let manifest = home.client.push_image("team/app", "v1", "one").await;
    home.client.push_image("team/app", "latest", "one").await;
    let response = home.client.delete("/v2/team/app/manifests/v1").await;
    assert_eq!(response.status(), StatusCode::ACCEPTED);
    let digest = Digest::of(&manifest);
    for (reference, status) in [
        ("v1", StatusCode::NOT_FOUND),
        ("latest", StatusCode::OK),
        (digest.as_str(), StatusCode::OK),
    ] {
        let path = format!("/v2/team/app/manifests/{reference}");
        assert_eq!(
            home.client.head(&path).await.status(),
            status,
            "{reference}"
        );
    }
    let response = home.client.delete("/v2/team/app/manifests/v1").await;
    assert_eq!(response.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn deleting_a_digest_takes_its_tags_and_pushing_it_again_brings_it_back() {
    let home = Home::start();
    let manifest = home.client.push_image("team/app", "v1", "one").await;
    home.client.push_image("team/app", "latest", "one").await;
    home.client.push_image("team/app", "other", "two").await;
    let path = format!("/v2/team/app/manifests/{}", Digest::of(&manifest));
    assert_eq!(
        home.client.delete(&path).await.status(),
        StatusCode::ACCEPTED
    );
    assert_eq!(
        home.client.head(&path).await.status(),
        StatusCode::NOT_FOUND
    );
    let tags: serde_json::Value = home
        .client
        .get("/v2/team/app/tags/list")
        .await
        .json()
        .await
        .unwrap();
    assert_eq!(tags["tags"], json!(["other"]));
    // The blobs were never taken away, so undo is one request.
    let response = home
        .client
        .put_manifest("team/app", "v1", &MediaType::OCI_MANIFEST, &manifest)
        .await;
    assert_eq!(response.status(), StatusCode::CREATED);
    let response = home.client.get(&path).await;
    assert_eq!(response.bytes().await.unwrap(), manifest);
}
