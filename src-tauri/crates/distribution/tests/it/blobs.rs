//! Blobs on their way down and up.

use axum::response::Response;
use bytes::Bytes;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use http::Method;
use portolan_distribution::{Error, FileSource, Mount};
use portolan_oci::{Digest, RepositoryName};

use crate::fake::{Fake, Seen, body, status, with_header, with_status};

fn repository() -> RepositoryName {
    "team/app".parse().unwrap()
}

async fn registry(answer: impl Fn(&Seen) -> Response + Send + Sync + 'static) -> Fake {
    Fake::start(move |seen| match seen.path.as_str() {
        "/v2/" => status(200),
        _ => answer(seen),
    })
    .await
}

fn accepted(location: &str) -> Response {
    with_header(with_status(status(200), 202), "location", location)
}

#[tokio::test]
async fn a_stream_of_other_content_ends_in_an_error() {
    let fake = registry(|_| body("application/octet-stream", "other")).await;
    let blob = fake
        .client()
        .stream_blob(&repository(), &Digest::of(b"content"), 0)
        .await
        .unwrap();
    let outcome: Result<Vec<Bytes>, Error> = blob.pieces.try_collect().await;
    assert!(
        matches!(outcome, Err(Error::DigestMismatch { .. })),
        "{outcome:?}"
    );
}

#[tokio::test]
async fn a_stream_that_breaks_off_ends_in_an_error() {
    let fake = registry(|_| {
        let cut = async {
            // What came before is on its way by then.
            tokio::task::yield_now().await;
            Err(std::io::Error::other("cut"))
        };
        let pieces = stream::iter([Ok(Bytes::from_static(b"con"))]).chain(stream::once(cut));
        body(
            "application/octet-stream",
            axum::body::Body::from_stream(pieces),
        )
    })
    .await;
    let mut blob = fake
        .client()
        .stream_blob(&repository(), &Digest::of(b"content"), 0)
        .await
        .unwrap();
    assert_eq!(blob.pieces.next().await.unwrap().unwrap(), "con");
    let next = blob.pieces.next().await.unwrap();
    assert!(matches!(next, Err(Error::Broken { .. })), "{next:?}");
}

#[tokio::test]
async fn a_server_that_ignores_or_twists_a_range_is_noticed() {
    let digest = Digest::of(b"content");
    let fake = registry(|seen| {
        assert_eq!(seen.header("range"), Some("bytes=3-"));
        body("application/octet-stream", "content")
    })
    .await;
    let blob = fake
        .client()
        .stream_blob(&repository(), &digest, 3)
        .await
        .unwrap();
    assert_eq!((blob.start, blob.size), (0, Some(7)));
    blob.pieces.try_collect::<Vec<Bytes>>().await.unwrap();

    let fake = registry(|_| {
        let part = with_status(body("application/octet-stream", "ontent"), 206);
        with_header(part, "content-range", "bytes 1-6/7")
    })
    .await;
    let refused = fake.client().stream_blob(&repository(), &digest, 3).await;
    assert!(
        matches!(refused, Err(Error::Protocol { .. })),
        "{refused:?}"
    );
}

#[tokio::test]
async fn a_blob_over_its_limit_is_not_read() {
    let fake = registry(|_| body("application/octet-stream", "content")).await;
    let refused = fake
        .client()
        .get_blob(&repository(), &Digest::of(b"content"), 6)
        .await;
    assert!(
        matches!(refused, Err(Error::TooLarge { limit: 6 })),
        "{refused:?}"
    );
}

async fn upload(fake: &Fake, content: &Bytes) {
    let client = fake.client();
    client
        .upload_blob(&repository(), &Digest::of(content), content)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_blob_goes_up_in_two_requests() {
    let content = Bytes::from(vec![7; 100_000]);
    let digest = Digest::of(&content);
    let fake = registry(|seen| match seen.method {
        Method::POST => accepted("/v2/team/app/blobs/uploads/1?state=a%2Bb"),
        _ => status(201),
    })
    .await;
    let client = fake.client();
    client.ping().await.unwrap();
    client
        .upload_blob(&repository(), &digest, &content)
        .await
        .unwrap();
    let seen = fake.seen();
    assert_eq!(seen.len(), 3);
    assert_eq!(seen[2].body, content);
    assert_eq!(seen[2].header("content-length"), Some("100000"));
    assert_eq!(seen[2].values("state"), ["a+b"]);
    assert_eq!(seen[2].values("digest"), [digest.as_str()]);
}

#[tokio::test]
async fn a_file_goes_up_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("layer");
    std::fs::write(&path, b"content").unwrap();
    let fake = registry(|seen| match seen.method {
        Method::POST => accepted("/v2/team/app/blobs/uploads/1"),
        _ => status(201),
    })
    .await;
    let source = FileSource::open(path).await.unwrap();
    fake.client()
        .upload_blob(&repository(), &Digest::of(b"content"), &source)
        .await
        .unwrap();
    assert_eq!(fake.seen()[2].body, "content");
}

/// The bytes of all chunks, in their order, each where the last one ended.
fn chunks(fake: &Fake) -> Vec<(String, usize)> {
    let seen = fake.seen().into_iter();
    seen.filter(|seen| seen.method == Method::PATCH)
        .map(|seen| {
            let range = seen.header("content-range").unwrap().to_owned();
            (range, seen.body.len())
        })
        .collect()
}

#[tokio::test]
async fn an_upload_that_fails_whole_goes_on_in_chunks_from_where_the_registry_got_to() {
    const CHUNK: usize = 16 << 20;
    let content = Bytes::from(vec![7; CHUNK + 1_000]);
    let fake = registry(|seen| match (&seen.method, seen.before) {
        (&Method::POST, _) => accepted("/v2/team/app/blobs/uploads/1"),
        // The first way fails, with a body as large as this.
        (&Method::PUT, 0) => status(413),
        // The first chunk gets half through.
        (&Method::PATCH, 0) => status(500),
        (&Method::GET, _) => {
            let progress = accepted("/v2/team/app/blobs/uploads/1?half");
            with_header(progress, "range", &format!("0-{}", CHUNK / 2 - 1))
        }
        (&Method::PATCH, _) => {
            let range = seen.header("content-range").unwrap();
            let end = range.split_once('-').unwrap().1;
            let progress = accepted(&format!("/v2/team/app/blobs/uploads/1?after={end}"));
            with_header(progress, "range", &format!("0-{end}"))
        }
        _ => status(201),
    })
    .await;
    upload(&fake, &content).await;
    let half = CHUNK / 2;
    assert_eq!(
        chunks(&fake),
        [
            (format!("0-{}", CHUNK - 1), CHUNK),
            (format!("{half}-{}", CHUNK + 999), half + 1_000),
        ]
    );
    let last = fake.seen().pop().unwrap();
    assert_eq!(last.method, Method::PUT);
    assert_eq!(
        last.values("digest").len(),
        1,
        "the latest Location, closed once"
    );
}

#[tokio::test]
async fn an_upload_that_the_registry_forgot_is_begun_again() {
    let content = Bytes::from_static(b"content");
    let fake = registry(|seen| match (&seen.method, seen.before) {
        (&Method::POST, number) => accepted(&format!("/v2/team/app/blobs/uploads/{number}")),
        (&Method::PUT, _) if seen.path.ends_with("/0") => status(404),
        (&Method::PATCH, _) => accepted(&seen.path),
        _ => status(201),
    })
    .await;
    upload(&fake, &content).await;
    assert_eq!(chunks(&fake), [("0-6".to_owned(), 7)]);
}

#[tokio::test]
async fn an_upload_that_ends_with_other_content_is_an_error() {
    let other = Digest::of(b"other").to_string();
    let fake = registry(move |seen| match seen.method {
        Method::POST => accepted("/v2/team/app/blobs/uploads/1"),
        _ => with_header(status(201), "docker-content-digest", &other),
    })
    .await;
    let content = Bytes::from_static(b"content");
    let refused = fake
        .client()
        .upload_blob(&repository(), &Digest::of(&content), &content)
        .await;
    assert!(
        matches!(refused, Err(Error::DigestMismatch { .. })),
        "{refused:?}"
    );
}

#[tokio::test]
async fn a_mount_that_the_registry_declines_is_given_up_cleanly() {
    let other = Digest::of(b"other").to_string();
    let fake = registry(move |seen| match seen.method {
        Method::POST if seen.values("from") == ["base"] => accepted("/v2/team/app/blobs/uploads/1"),
        Method::POST => with_header(status(201), "docker-content-digest", &other),
        _ => status(204),
    })
    .await;
    let client = fake.client();
    let digest = Digest::of(b"content");
    for from in ["base", "liar"] {
        let mount = client
            .mount_blob(&repository(), &digest, &from.parse().unwrap())
            .await
            .unwrap();
        assert_eq!(mount, Mount::Declined);
    }
    let cancelled = fake
        .seen()
        .into_iter()
        .filter(|seen| seen.method == Method::DELETE);
    assert_eq!(cancelled.count(), 1);
}
