//! Manifests and referrers: what is taken for what it says it is, and what is not.

use axum::response::Response;
use bytes::Bytes;
use http::Method;
use portolan_distribution::{Error, Found, Referrers};
use portolan_oci::{
    Descriptor, Digest, DocumentError, Index, MANIFEST_LIMIT, Manifest, MediaType, RepositoryName,
    Selector,
};
use serde_json::json;

use crate::fake::{Fake, Seen, body, redirect, status, with_header, with_status};

fn repository() -> RepositoryName {
    "team/app".parse().unwrap()
}

fn tag() -> Selector {
    Selector::Tag("1.0".parse().unwrap())
}

fn manifest(subject: Option<&Digest>) -> Bytes {
    let mut manifest = Manifest::new(Descriptor::of(MediaType::OCI_CONFIG, b"{}"), Vec::new());
    manifest.subject =
        subject.map(|subject| Descriptor::new(MediaType::OCI_MANIFEST, subject.clone(), 1));
    serde_json::to_vec(&manifest).unwrap().into()
}

fn image(bytes: &Bytes) -> Response {
    body(MediaType::OCI_MANIFEST.as_str(), bytes.clone())
}

fn index(entries: &[Descriptor]) -> Response {
    let bytes = serde_json::to_vec(&Index::new(entries.to_vec())).unwrap();
    body(MediaType::OCI_INDEX.as_str(), bytes)
}

async fn registry(answer: impl Fn(&Seen) -> Response + Send + Sync + 'static) -> Fake {
    Fake::start(move |seen| match seen.path.as_str() {
        "/v2/" => status(200),
        _ => answer(seen),
    })
    .await
}

#[tokio::test]
async fn every_kind_of_manifest_is_asked_for() {
    let bytes = manifest(None);
    let fake = registry(move |_| image(&bytes)).await;
    fake.client()
        .get_manifest(&repository(), &tag())
        .await
        .unwrap();
    let seen = fake.seen();
    let accepted = seen[1].header("accept").unwrap();
    for media_type in MediaType::ACCEPTED {
        assert!(accepted.contains(media_type.as_str()), "{media_type}");
    }
    assert_eq!(seen[1].header("accept-encoding"), Some("identity"));
}

#[tokio::test]
async fn a_digest_that_differs_is_told_with_both() {
    let bytes = manifest(None);
    let got_bytes = bytes.clone();
    let fake = registry(move |seen| {
        let claimed = seen.path.rsplit('/').next().unwrap();
        with_header(image(&bytes), "docker-content-digest", claimed)
    })
    .await;
    let pinned = Digest::of(b"another");
    let refused = fake
        .client()
        .get_manifest(&repository(), &Selector::Digest(pinned.clone()))
        .await;
    let Err(Error::DigestMismatch { asked, got }) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!((asked, got), (pinned, Digest::of(&got_bytes)));
}

#[tokio::test]
async fn a_header_that_lies_about_a_tag_is_not_believed() {
    let bytes = manifest(None);
    let fake = registry(move |_| {
        let lie = Digest::of(b"another");
        with_header(image(&bytes), "docker-content-digest", lie.as_str())
    })
    .await;
    let refused = fake.client().get_manifest(&repository(), &tag()).await;
    assert!(
        matches!(refused, Err(Error::DigestMismatch { .. })),
        "{refused:?}"
    );
}

#[tokio::test]
async fn a_manifest_over_four_megabytes_is_not_read() {
    for is_announced in [true, false] {
        let fake = registry(move |_| {
            let bytes = vec![b' '; MANIFEST_LIMIT + 1];
            if is_announced {
                return body(MediaType::OCI_MANIFEST.as_str(), bytes);
            }
            let pieces = futures_util::stream::repeat_with(|| {
                Ok::<_, std::io::Error>(Bytes::from_static(&[b' '; 4096]))
            });
            body(
                MediaType::OCI_MANIFEST.as_str(),
                axum::body::Body::from_stream(pieces),
            )
        })
        .await;
        let refused = fake.client().get_manifest(&repository(), &tag()).await;
        assert!(
            matches!(refused, Err(Error::TooLarge { limit }) if limit == MANIFEST_LIMIT as u64),
            "{refused:?}"
        );
    }
}

#[tokio::test]
async fn what_is_two_things_at_once_is_kept_but_not_understood() {
    let hybrid = Bytes::from(
        json!({"schemaVersion": 2, "layers": [], "manifests": [],
            "config": {"mediaType": "a/b", "digest": Digest::of(b""), "size": 0}})
        .to_string(),
    );
    let fake = registry(move |_| image(&hybrid)).await;
    let raw = fake
        .client()
        .get_manifest(&repository(), &tag())
        .await
        .unwrap();
    assert_eq!(raw.parse(), Err(DocumentError::Hybrid));
}

#[tokio::test]
async fn a_type_that_says_nothing_is_taken_from_the_manifest() {
    let bytes = manifest(None);
    let fake = registry(move |_| body("application/json; charset=utf-8", bytes.clone())).await;
    let raw = fake
        .client()
        .get_manifest(&repository(), &tag())
        .await
        .unwrap();
    assert_eq!(raw.media_type, MediaType::OCI_MANIFEST);
}

#[tokio::test]
async fn a_pull_quota_is_remembered() {
    let bytes = manifest(None);
    let fake = registry(move |_| {
        let image = with_header(image(&bytes), "ratelimit-limit", "100;w=21600");
        with_header(image, "ratelimit-remaining", "20;w=21600")
    })
    .await;
    let client = fake.client();
    assert_eq!(client.quota(), None);
    client.head_manifest(&repository(), &tag()).await.unwrap();
    let quota = client.quota().unwrap();
    assert_eq!(
        (quota.limit, quota.remaining, quota.window),
        (100, 20, 21_600)
    );
}

#[tokio::test]
async fn a_web_page_is_no_manifest() {
    let fake = registry(|_| body("text/html; charset=utf-8", "<html>Sign in</html>")).await;
    let refused = fake.client().get_manifest(&repository(), &tag()).await;
    assert!(
        matches!(refused, Err(Error::NotARegistry { .. })),
        "{refused:?}"
    );
}

#[tokio::test]
async fn a_put_says_whether_the_registry_indexes_referrers() {
    let fake = registry(|seen| {
        assert_eq!(seen.method, Method::PUT);
        let subject = Digest::of(b"subject");
        with_header(
            with_status(status(200), 201),
            "oci-subject",
            subject.as_str(),
        )
    })
    .await;
    let bytes = manifest(Some(&Digest::of(b"subject")));
    let put = fake
        .client()
        .put_manifest(
            &repository(),
            &tag(),
            &MediaType::OCI_MANIFEST,
            bytes.clone(),
        )
        .await
        .unwrap();
    assert!(put.subject_indexed);
    assert_eq!(fake.seen()[1].body, bytes, "exactly the bytes given");
    let wrong = fake
        .client()
        .put_manifest(
            &repository(),
            &Selector::Digest(Digest::of(b"another")),
            &MediaType::OCI_MANIFEST,
            bytes,
        )
        .await;
    assert!(
        matches!(wrong, Err(Error::DigestMismatch { .. })),
        "{wrong:?}"
    );
}

fn referrer(number: usize) -> Descriptor {
    Descriptor::of(MediaType::OCI_MANIFEST, number.to_string().as_bytes())
}

async fn referrers(fake: &Fake, subject: &Digest) -> Referrers {
    let client = fake.client();
    client
        .referrers(&repository(), subject, None)
        .await
        .unwrap()
}

#[tokio::test]
async fn referrers_are_read_page_by_page_and_each_once() {
    let fake = registry(|seen| {
        if !seen.path.contains("/referrers/") {
            return status(404);
        }
        match seen.values("page").first() {
            None => with_header(
                index(&[referrer(1), referrer(2)]),
                "link",
                &format!("<{}?page=1>; rel=next", seen.path),
            ),
            // Back to the beginning, for ever.
            Some(_) => with_header(
                index(&[
                    referrer(2),
                    referrer(3),
                    Descriptor::of(MediaType::OCI_INDEX, b"subject"),
                ]),
                "link",
                &format!("<{}?page=1&again=1>; rel=next", seen.path),
            ),
        }
    })
    .await;
    let subject = Digest::of(b"subject");
    let found = fake
        .client()
        .referrers(&repository(), &subject, Some(&[]))
        .await
        .unwrap();
    assert!(found.has_api);
    let digests: Vec<_> = found
        .items
        .iter()
        .map(|item| &item.descriptor.digest)
        .collect();
    assert_eq!(
        digests,
        [
            &referrer(1).digest,
            &referrer(2).digest,
            &referrer(3).digest
        ]
    );
    assert!(fake.seen().len() < 6);
}

#[tokio::test]
async fn without_the_api_the_fallback_tag_is_asked() {
    let canary = Fake::canary().await;
    let page = format!("http://{}/packages", canary.host());
    let answers: Vec<Box<dyn Fn() -> Response + Send + Sync>> = vec![
        Box::new(|| status(404)),
        Box::new(|| status(405)),
        Box::new(|| status(429)),
        Box::new(|| body("text/html", "<html>")),
        Box::new(|| body("application/json", "[]")),
        Box::new(move || redirect(&page)),
    ];
    for answer in answers {
        let subject = Digest::of(b"subject");
        let describing = manifest(Some(&subject));
        let entry = Descriptor::of(MediaType::OCI_MANIFEST, &describing);
        let fallback = subject.fallback_tag();
        let fake = registry(move |seen| {
            let last = seen.path.rsplit('/').next().unwrap();
            if seen.path.contains("/referrers/") {
                answer()
            } else if last == fallback {
                index(std::slice::from_ref(&entry))
            } else if last == entry.digest.as_str() {
                image(&describing)
            } else {
                status(404)
            }
        })
        .await;
        let found = referrers(&fake, &subject).await;
        assert!(!found.has_api);
        assert_eq!(found.items.len(), 1);
        assert_eq!(found.items[0].found, Found::FallbackTag);
    }
    assert_eq!(canary.seen().len(), 0);
}

#[tokio::test]
async fn a_fallback_tag_that_leads_to_the_subject_itself_holds_no_referrers() {
    let child = manifest(None);
    let entry = Descriptor::of(MediaType::OCI_MANIFEST, &child);
    let bytes = serde_json::to_vec(&Index::new(vec![entry])).unwrap();
    let subject = Digest::of(&bytes);
    let fake = registry(move |seen| {
        if seen.path.contains("/manifests/sha256-") && !seen.path.contains('.') {
            body(MediaType::OCI_INDEX.as_str(), bytes.clone())
        } else {
            status(404)
        }
    })
    .await;
    let found = referrers(&fake, &subject).await;
    assert_eq!(found.items, []);
}
