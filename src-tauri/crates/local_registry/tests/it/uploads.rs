//! Pushing blobs: at once, streamed, in chunks, mounted, cancelled, and wrongly.

use portolan_oci::Digest;
use reqwest::{Method, Response, StatusCode};

use crate::fixture::{Home, error_code, header, root};

async fn begin(home: &Home) -> String {
    let response = home.client.post("/v2/team/app/blobs/uploads/").await;
    assert_eq!(response.status(), StatusCode::ACCEPTED);
    assert_eq!(header(&response, "range"), "0-0");
    header(&response, "location")
}

async fn patch(home: &Home, location: &str, range: &str, bytes: &[u8]) -> Response {
    let mut request = home.client.request(Method::PATCH, location);
    if !range.is_empty() {
        request = request.header("content-range", range);
    }
    request.body(bytes.to_vec()).send().await.unwrap()
}

async fn put(home: &Home, location: &str, digest: &Digest, bytes: &[u8]) -> Response {
    let path = format!("{location}?digest={digest}");
    let request = home.client.request(Method::PUT, &path);
    request.body(bytes.to_vec()).send().await.unwrap()
}

fn leftovers(home: &Home) -> usize {
    let uploads = root(&home.folder).join("uploads");
    std::fs::read_dir(uploads).unwrap().count()
}

#[tokio::test]
async fn a_blob_is_pushed_by_post_and_put() {
    let home = Home::start();
    let location = begin(&home).await;
    let digest = Digest::of(b"chart");
    let response = put(&home, &location, &digest, b"chart").await;
    assert_eq!(response.status(), StatusCode::CREATED);
    assert_eq!(
        header(&response, "location"),
        format!("/v2/team/app/blobs/{digest}")
    );
    assert_eq!(leftovers(&home), 0);
    // The upload is over: its address leads nowhere now.
    let response = home.client.get(&location).await;
    assert_eq!(error_code(response).await, "BLOB_UPLOAD_UNKNOWN");
}

#[tokio::test]
async fn a_blob_is_pushed_in_chunks_in_order() {
    let home = Home::start();
    let location = begin(&home).await;
    let response = patch(&home, &location, "0-3", b"0123").await;
    assert_eq!(response.status(), StatusCode::ACCEPTED);
    assert_eq!(header(&response, "range"), "0-3");
    let response = home.client.get(&location).await;
    assert_eq!(response.status(), StatusCode::NO_CONTENT);
    assert_eq!(header(&response, "range"), "0-3");

    let response = patch(&home, &location, "6-8", b"678").await;
    assert_eq!(response.status(), StatusCode::RANGE_NOT_SATISFIABLE);
    assert_eq!(header(&response, "range"), "0-3");
    assert_eq!(header(&response, "location"), location);
    let response = patch(&home, &location, "0-3", b"0123").await;
    assert_eq!(response.status(), StatusCode::RANGE_NOT_SATISFIABLE);

    let response = patch(&home, &location, "4-6", b"456").await;
    assert_eq!(header(&response, "range"), "0-6");
    let digest = Digest::of(b"0123456789");
    let response = put(&home, &location, &digest, b"789").await;
    assert_eq!(response.status(), StatusCode::CREATED);
    let response = home
        .client
        .get(&format!("/v2/team/app/blobs/{digest}"))
        .await;
    assert_eq!(response.text().await.unwrap(), "0123456789");
}

#[tokio::test]
async fn a_chunk_of_another_length_than_announced_is_taken_back() {
    let home = Home::start();
    let location = begin(&home).await;
    patch(&home, &location, "0-3", b"0123").await;
    let response = patch(&home, &location, "4-9", b"45").await;
    assert_eq!(response.status(), StatusCode::BAD_REQUEST);
    assert_eq!(error_code(response).await, "SIZE_INVALID");
    assert_eq!(header(&home.client.get(&location).await, "range"), "0-3");
    let response = patch(&home, &location, "4-5", b"45").await;
    assert_eq!(response.status(), StatusCode::ACCEPTED);
    let response = put(&home, &location, &Digest::of(b"012345"), b"").await;
    assert_eq!(response.status(), StatusCode::CREATED);
}

#[tokio::test]
async fn a_chunk_range_that_cannot_be_read_is_refused() {
    let home = Home::start();
    let location = begin(&home).await;
    for range in ["x-y", "5-2", "0-18446744073709551615", "-", "0"] {
        let response = patch(&home, &location, range, b"0123").await;
        assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{range}");
    }
    assert_eq!(header(&home.client.get(&location).await, "range"), "0-0");
}

#[tokio::test]
async fn a_stream_without_a_range_is_continued_where_it_stands() {
    let home = Home::start();
    let location = begin(&home).await;
    patch(&home, &location, "", b"first ").await;
    patch(&home, &location, "", b"second").await;
    let response = put(&home, &location, &Digest::of(b"first second"), b"").await;
    assert_eq!(response.status(), StatusCode::CREATED);
}

#[tokio::test]
async fn content_of_another_digest_is_never_stored() {
    let home = Home::start();
    let expected = Digest::of(b"what was meant");
    let path = format!("/v2/team/app/blobs/uploads/?digest={expected}");
    let request = home.client.request(Method::POST, &path).body("what came");
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), StatusCode::BAD_REQUEST);
    assert_eq!(error_code(response).await, "DIGEST_INVALID");
    let location = begin(&home).await;
    let response = put(&home, &location, &expected, b"what came").await;
    assert_eq!(error_code(response).await, "DIGEST_INVALID");
    let location = begin(&home).await;
    let request = home.client.request(Method::PUT, &location);
    let response = request.body("no digest given").send().await.unwrap();
    assert_eq!(error_code(response).await, "DIGEST_INVALID");
    assert_eq!(home.registry.size().unwrap().contents, 0);
}

#[tokio::test]
async fn a_cancelled_upload_leaves_nothing() {
    let home = Home::start();
    let location = begin(&home).await;
    patch(&home, &location, "", b"some bytes").await;
    assert_eq!(leftovers(&home), 1);
    let response = home.client.delete(&location).await;
    assert_eq!(response.status(), StatusCode::NO_CONTENT);
    assert_eq!(leftovers(&home), 0);
    let response = home.client.delete(&location).await;
    assert_eq!(response.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_upload_belongs_to_its_repository() {
    let home = Home::start();
    let location = begin(&home).await;
    let elsewhere = location.replace("team/app", "team/other");
    let response = home.client.get(&elsewhere).await;
    assert_eq!(error_code(response).await, "BLOB_UPLOAD_UNKNOWN");
    let response = home.client.get("/v2/team/app/blobs/uploads/1").await;
    assert_eq!(error_code(response).await, "BLOB_UPLOAD_UNKNOWN");
}

#[tokio::test]
async fn a_blob_is_mounted_from_another_repository_without_its_bytes() {
    let home = Home::start();
    let digest = home.client.push_blob("team/one", b"shared").await;
    for query in [
        format!("mount={digest}&from=team/one"),
        format!("mount={digest}"),
    ] {
        let target = format!("/v2/team/two/blobs/uploads/?{query}");
        let response = home.client.post(&target).await;
        assert_eq!(response.status(), StatusCode::CREATED);
        assert_eq!(
            header(&response, "location"),
            format!("/v2/team/two/blobs/{digest}")
        );
    }
    let head = home
        .client
        .head(&format!("/v2/team/two/blobs/{digest}"))
        .await;
    assert_eq!(head.status(), StatusCode::OK);
    assert_eq!(home.registry.size().unwrap().contents, 1);
}

#[tokio::test]
async fn a_mount_of_what_is_not_there_becomes_an_upload() {
    let home = Home::start();
    let digest = home.client.push_blob("team/one", b"shared").await;
    let absent = Digest::of(b"absent");
    for query in [
        format!("mount={absent}&from=team/one"),
        format!("mount={digest}&from=team/nowhere"),
        format!("mount={digest}&from=NOT//A/NAME"),
    ] {
        let response = home
            .client
            .post(&format!("/v2/team/two/blobs/uploads/?{query}"))
            .await;
        assert_eq!(response.status(), StatusCode::ACCEPTED, "{query}");
        assert!(header(&response, "location").starts_with("/v2/team/two/blobs/uploads/"));
    }
}

#[tokio::test]
async fn pushing_a_blob_twice_keeps_one() {
    let home = Home::start();
    home.client.push_blob("team/app", b"chart").await;
    home.client.push_blob("team/app", b"chart").await;
    home.client.push_blob("team/other", b"chart").await;
    let size = home.registry.size().unwrap();
    assert_eq!((size.contents, size.content_bytes), (1, 5));
    assert_eq!(leftovers(&home), 0);
}

#[tokio::test]
async fn many_uploads_at_once_do_not_mix() {
    let home = Home::start();
    let pushes = (0..24_u8).map(|seed| {
        let client = home.client.clone();
        tokio::spawn(async move {
            // Half of them push the same content, at the same time.
            let bytes = vec![seed / 2; 300_000];
            client.push_blob("team/app", &bytes).await
        })
    });
    for push in pushes.collect::<Vec<_>>() {
        push.await.unwrap();
    }
    assert_eq!(home.registry.size().unwrap().contents, 12);
    assert!(home.registry.verify(|_, _| {}).unwrap().is_sound());
    assert_eq!(leftovers(&home), 0);
}

#[tokio::test]
async fn a_client_that_goes_away_leaves_what_can_be_continued() {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    let home = Home::start();
    let location = begin(&home).await;
    let mut stream = tokio::net::TcpStream::connect(home.serving.local_addr())
        .await
        .unwrap();
    let head = format!(
        "PATCH {location} HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1000\r\n\r\nfirst "
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.shutdown().await.unwrap();
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    drop(stream);
    // Asking waits for the broken request to let go of the upload.
    let response = home.client.get(&location).await;
    assert_eq!(response.status(), StatusCode::NO_CONTENT);
    assert_eq!(header(&response, "range"), "0-5");
    patch(&home, &location, "6-11", b"second").await;
    let response = put(&home, &location, &Digest::of(b"first second"), b"").await;
    assert_eq!(response.status(), StatusCode::CREATED);
}
