//! Referrers: listed by subject, filtered by type, by pages, and told to whoever pushes one.

use portolan_oci::{Digest, MediaType};
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::{
    fixture::{Home, Image, descriptor, error_code, header},
    listings::next_path,
};

async fn push_referrer(home: &Home, subject: &[u8], artifact_type: &str, seed: &str) -> Vec<u8> {
    let image = Image::of(seed);
    home.client.push_blob("team/app", &image.config).await;
    home.client.push_blob("team/app", &image.layer).await;
    let mut members = json!({
        "subject": descriptor(&MediaType::OCI_MANIFEST, subject),
        "annotations": { "seed": seed },
    });
    if !artifact_type.is_empty() {
        members["artifactType"] = artifact_type.into();
    }
    let manifest = image.manifest_with(members);
    let response = home.client.put_untagged("team/app", &manifest).await;
    assert_eq!(response.status(), StatusCode::CREATED);
    assert_eq!(
        header(&response, "oci-subject"),
        Digest::of(subject).as_str()
    );
    manifest
}

async fn list(home: &Home, path: &str) -> (Vec<Value>, String) {
    let response = home.client.get(path).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(
        header(&response, "content-type"),
        MediaType::OCI_INDEX.as_str()
    );
    let link = header(&response, "link");
    let body: Value = response.json().await.unwrap();
    assert_eq!(body["schemaVersion"], 2);
    (body["manifests"].as_array().unwrap().clone(), link)
}

#[tokio::test]
async fn referrers_are_listed_with_type_and_annotations() {
    let home = Home::start();
    let subject = home.client.push_image("team/app", "v1", "subject").await;
    let path = format!("/v2/team/app/referrers/{}", Digest::of(&subject));
    assert_eq!(list(&home, &path).await.0, Vec::<Value>::new());
    let sbom = push_referrer(&home, &subject, "application/spdx+json", "sbom").await;
    let plain = push_referrer(&home, &subject, "", "plain").await;
    let (listed, _) = list(&home, &path).await;
    assert_eq!(
        listed,
        [
            json!({
                "mediaType": MediaType::OCI_MANIFEST,
                "digest": Digest::of(&sbom),
                "size": sbom.len(),
                "artifactType": "application/spdx+json",
                "annotations": { "seed": "sbom" },
            }),
            json!({
                "mediaType": MediaType::OCI_MANIFEST,
                "digest": Digest::of(&plain),
                "size": plain.len(),
                "artifactType": MediaType::OCI_CONFIG,
                "annotations": { "seed": "plain" },
            }),
        ]
    );
    let gone = format!("/v2/team/app/manifests/{}", Digest::of(&sbom));
    home.client.delete(&gone).await;
    assert_eq!(list(&home, &path).await.0.len(), 1);
}

#[tokio::test]
async fn referrers_are_filtered_by_artifact_type() {
    let home = Home::start();
    let subject = home.client.push_image("team/app", "v1", "subject").await;
    push_referrer(&home, &subject, "application/spdx+json", "sbom").await;
    push_referrer(&home, &subject, "application/vnd.example.sig", "signature").await;
    let path = format!(
        "/v2/team/app/referrers/{}?artifactType=application/spdx%2Bjson",
        Digest::of(&subject)
    );
    let response = home.client.get(&path).await;
    assert_eq!(header(&response, "oci-filters-applied"), "artifactType");
    let body: Value = response.json().await.unwrap();
    assert_eq!(body["manifests"].as_array().unwrap().len(), 1);
    assert_eq!(body["manifests"][0]["annotations"]["seed"], "sbom");
}

#[tokio::test]
async fn pages_of_referrers_lead_through_all_of_them_once() {
    let home = Home::start();
    let subject = home.client.push_image("team/app", "v1", "subject").await;
    let mut pushed = Vec::new();
    for number in 0..7 {
        let manifest = push_referrer(&home, &subject, "application/a+b", &number.to_string()).await;
        pushed.push(json!(Digest::of(&manifest)));
    }
    let digest = Digest::of(&subject);
    let mut path = format!("/v2/team/app/referrers/{digest}?n=3&artifactType=application/a%2Bb");
    let mut seen = Vec::new();
    loop {
        let (page, link) = list(&home, &path).await;
        assert!(page.len() <= 3);
        seen.extend(page.iter().map(|entry| entry["digest"].clone()));
        if link.is_empty() {
            break;
        }
        path = next_path(&link);
    }
    assert_eq!(seen, pushed);
}

#[tokio::test]
async fn a_referrer_may_come_before_its_subject_and_into_an_unknown_repository() {
    let home = Home::start();
    let subject = Image::of("subject").manifest();
    let path = format!("/v2/team/app/referrers/{}", Digest::of(&subject));
    assert_eq!(list(&home, &path).await.0.len(), 0);
    push_referrer(&home, &subject, "application/spdx+json", "early").await;
    assert_eq!(list(&home, &path).await.0.len(), 1);
    home.client.push_image("team/app", "v1", "subject").await;
    assert_eq!(list(&home, &path).await.0.len(), 1);
}

#[tokio::test]
async fn large_annotations_are_spread_over_pages_far_below_what_clients_read() {
    let home = Home::start();
    let subject = home.client.push_image("team/app", "v1", "subject").await;
    let image = Image::of("large");
    home.client.push_blob("team/app", &image.config).await;
    home.client.push_blob("team/app", &image.layer).await;
    for number in 0..4 {
        let manifest = image.manifest_with(json!({
            "subject": descriptor(&MediaType::OCI_MANIFEST, &subject),
            "annotations": { "large": number.to_string().repeat(700_000) },
        }));
        let digest = Digest::of(&manifest);
        let media_type = MediaType::OCI_MANIFEST;
        let response = home
            .client
            .put_manifest("team/app", digest.as_str(), &media_type, &manifest)
            .await;
        assert_eq!(response.status(), StatusCode::CREATED);
    }
    let path = format!("/v2/team/app/referrers/{}", Digest::of(&subject));
    let (first, link) = list(&home, &path).await;
    assert_eq!(first.len(), 2);
    assert_eq!(list(&home, &next_path(&link)).await.0.len(), 2);
}

#[tokio::test]
async fn a_digest_that_is_none_is_refused() {
    let home = Home::start();
    let response = home.client.get("/v2/team/app/referrers/sha256:abc").await;
    assert_eq!(response.status(), StatusCode::BAD_REQUEST);
    assert_eq!(error_code(response).await, "DIGEST_INVALID");
}
