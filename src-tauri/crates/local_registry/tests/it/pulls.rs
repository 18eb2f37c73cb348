//! Pulling blobs: whole, in parts, and what is not there.

use portolan_oci::{Algorithm, Digest};
use reqwest::{Method, StatusCode};

use crate::fixture::{Home, error_code, header};

#[tokio::test]
async fn a_blob_comes_back_byte_for_byte() {
    let home = Home::start();
    let bytes: Vec<u8> = (0..700_000_u32).flat_map(u32::to_le_bytes).collect();
    let digest = home.client.push_blob("team/app", &bytes).await;
    let path = format!("/v2/team/app/blobs/{digest}");
    let response = home.client.get(&path).await;
    assert_eq!(header(&response, "docker-content-digest"), digest.as_str());
    assert_eq!(header(&response, "etag"), format!("\"{digest}\""));
    assert_eq!(header(&response, "content-length"), bytes.len().to_string());
    assert_eq!(response.bytes().await.unwrap(), bytes);
    let head = home.client.head(&path).await;
    assert_eq!(head.status(), StatusCode::OK);
    assert_eq!(header(&head, "content-length"), bytes.len().to_string());
}

#[tokio::test]
async fn an_empty_blob_is_a_blob() {
    let home = Home::start();
    let digest = home.client.push_blob("team/app", b"").await;
    let response = home
        .client
        .get(&format!("/v2/team/app/blobs/{digest}"))
        .await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.bytes().await.unwrap().len(), 0);
}

#[tokio::test]
async fn a_part_of_a_blob_can_be_asked_for() {
    let home = Home::start();
    let digest = home.client.push_blob("team/app", b"0123456789").await;
    let path = format!("/v2/team/app/blobs/{digest}");
    for (range, expected, content_range) in [
        ("bytes=2-4", "234", "bytes 2-4/10"),
        ("bytes=7-", "789", "bytes 7-9/10"),
        ("bytes=-2", "89", "bytes 8-9/10"),
    ] {
        let request = home.client.request(Method::GET, &path);
        let response = request.header("range", range).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::PARTIAL_CONTENT);
        assert_eq!(header(&response, "content-range"), content_range);
        assert_eq!(response.text().await.unwrap(), expected);
    }
    let request = home.client.request(Method::GET, &path);
    let response = request.header("range", "bytes=10-").send().await.unwrap();
    assert_eq!(response.status(), StatusCode::RANGE_NOT_SATISFIABLE);
    assert_eq!(header(&response, "content-range"), "bytes */10");
}

#[tokio::test]
async fn what_the_client_has_already_is_not_sent_again() {
    let home = Home::start();
    let digest = home.client.push_blob("team/app", b"chart").await;
    let manifest = home.client.push_image("team/app", "v1", "one").await;
    let tag = Digest::of(&manifest);
    for (path, etag) in [
        (format!("/v2/team/app/blobs/{digest}"), &digest),
        ("/v2/team/app/manifests/v1".to_owned(), &tag),
    ] {
        let request = home.client.request(Method::GET, &path);
        let request = request.header("if-none-match", format!("\"{etag}\""));
        assert_eq!(
            request.send().await.unwrap().status(),
            StatusCode::NOT_MODIFIED
        );
        let request = home.client.request(Method::GET, &path);
        let request = request.header("if-none-match", "\"sha256:other\"");
        assert_eq!(request.send().await.unwrap().status(), StatusCode::OK);
    }
}

#[tokio::test]
async fn what_is_not_there_is_named_in_the_specs_words() {
    let home = Home::start();
    let absent = Digest::of(b"absent");
    let path = format!("/v2/team/app/blobs/{absent}");
    assert_eq!(
        error_code(home.client.get(&path).await).await,
        "NAME_UNKNOWN"
    );
    home.client.push_blob("team/app", b"chart").await;
    let response = home.client.get(&path).await;
    assert_eq!(response.status(), StatusCode::NOT_FOUND);
    assert_eq!(error_code(response).await, "BLOB_UNKNOWN");
    let response = home.client.get("/v2/team/app/blobs/md5:abc").await;
    assert_eq!(error_code(response).await, "DIGEST_INVALID");
    let response = home.client.get("/v2/Team/app/tags/list").await;
    assert_eq!(error_code(response).await, "NAME_INVALID");
    let response = home.client.request(Method::PATCH, "/v2/").send().await;
    assert_eq!(response.unwrap().status(), StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn a_blob_of_another_repository_is_not_served() {
    let home = Home::start();
    let digest = home.client.push_blob("team/one", b"chart").await;
    home.client.push_blob("team/two", b"other").await;
    let response = home
        .client
        .get(&format!("/v2/team/two/blobs/{digest}"))
        .await;
    assert_eq!(response.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_deleted_blob_is_gone_until_it_is_pushed_again() {
    let home = Home::start();
    let digest = home.client.push_blob("team/app", b"chart").await;
    let path = format!("/v2/team/app/blobs/{digest}");
    assert_eq!(
        home.client.delete(&path).await.status(),
        StatusCode::ACCEPTED
    );
    assert_eq!(
        home.client.head(&path).await.status(),
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        home.client.delete(&path).await.status(),
        StatusCode::NOT_FOUND
    );
    home.client.push_blob("team/app", b"chart").await;
    assert_eq!(home.client.head(&path).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn sha512_is_served_like_sha256() {
    let home = Home::start();
    let bytes = b"deep water";
    let digest = Digest::of_with(Algorithm::Sha512, bytes);
    let path = format!("/v2/team/app/blobs/uploads/?digest={digest}");
    let request = home
        .client
        .request(Method::POST, &path)
        .body(bytes.to_vec());
    assert_eq!(request.send().await.unwrap().status(), StatusCode::CREATED);
    let response = home
        .client
        .get(&format!("/v2/team/app/blobs/{digest}"))
        .await;
    assert_eq!(header(&response, "docker-content-digest"), digest.as_str());
    assert_eq!(response.bytes().await.unwrap(), bytes.as_slice());
    let location = header(
        &home.client.post("/v2/team/app/blobs/uploads/").await,
        "location",
    );
    let wrong = Digest::of_with(Algorithm::Sha512, b"other");
    let request = home
        .client
        .request(Method::PUT, &format!("{location}?digest={wrong}"));
    let response = request.body(bytes.to_vec()).send().await.unwrap();
    assert_eq!(error_code(response).await, "DIGEST_INVALID");
}
