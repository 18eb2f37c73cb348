//! Servers that are busy, slow, broken or gone, and what is tried again.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use axum::{body::Body, response::Response};
use bytes::Bytes;
use futures_util::{StreamExt as _, future::join_all, stream};
use http::Method;
use jiff::{SignedDuration, Timestamp};
use portolan_distribution::{Anonymously, Client, Connector, Deadlines, Error, Operation, Stage};
use portolan_oci::{Digest, MediaType, RepositoryName, Selector};
use serde_json::json;

use crate::fake::{
    Fake, body, connect, deadlines, endpoint, error, json, status, with_header, with_status,
};
use crate::whole_lists::all_tags;

const PATH: &str = "/v2/team/app/tags/list";

fn repository() -> RepositoryName {
    "team/app".parse().unwrap()
}

fn tags() -> Response {
    json(&json!({"tags": ["a"]}))
}

/// A registry that greets well and answers everything else by `answer`, given how often it was asked.
async fn registry(answer: impl Fn(usize) -> Response + Send + Sync + 'static) -> Fake {
    Fake::start(move |seen| match seen.path.as_str() {
        "/v2/" => status(200),
        _ => answer(seen.before),
    })
    .await
}

#[tokio::test]
async fn a_short_wait_that_is_asked_for_is_sat_out() {
    let fake = registry(|before| match before {
        0 => with_header(error(429, "TOOMANYREQUESTS"), "retry-after", "1"),
        _ => tags(),
    })
    .await;
    let began = Instant::now();
    all_tags(&fake.client(), &repository()).await.unwrap();
    assert!(
        began.elapsed() > Duration::from_millis(800),
        "it did not wait"
    );
}

#[tokio::test]
async fn a_long_wait_is_reported_and_not_slept() {
    let in_an_hour = Timestamp::now() + SignedDuration::from_hours(1);
    let date = in_an_hour.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
    for (value, hours) in [("3600", 1.0), (date.as_str(), 1.0), ("1000000000", 8760.0)] {
        let value = value.to_owned();
        let fake =
            registry(move |_| with_header(error(429, "TOOMANYREQUESTS"), "retry-after", &value))
                .await;
        let refused = all_tags(&fake.client(), &repository()).await;
        let Err(Error::RateLimited {
            until: Some(until), ..
        }) = refused
        else {
            panic!("{refused:?}");
        };
        let wait = until.duration_since(Timestamp::now()).as_secs_f64() / 3600.0;
        assert!((wait - hours).abs() < 0.01, "{wait} hours");
        assert_eq!(fake.count(PATH), 1);
    }
}

#[tokio::test]
async fn a_limit_without_an_end_is_tried_a_few_times_and_reported() {
    let fake = registry(|_| error(429, "TOOMANYREQUESTS")).await;
    let refused = all_tags(&fake.client(), &repository()).await;
    assert!(
        matches!(
            &refused,
            Err(Error::RateLimited {
                until: None,
                complaint: Some(_),
                ..
            })
        ),
        "{refused:?}"
    );
    assert_eq!(fake.count(PATH), 3);
}

#[tokio::test]
async fn a_burst_of_server_errors_is_ridden_out() {
    let fake = registry(|before| match before {
        0 => status(503),
        1 => status(502),
        _ => tags(),
    })
    .await;
    all_tags(&fake.client(), &repository()).await.unwrap();
    let fake = registry(|_| status(500)).await;
    let refused = all_tags(&fake.client(), &repository()).await;
    assert!(
        matches!(refused, Err(Error::Server { status: 500, .. })),
        "{refused:?}"
    );
}

#[tokio::test]
async fn only_what_is_safe_to_repeat_is_repeated() {
    let fake = registry(|_| status(503)).await;
    let client = fake.client();
    let tag = Selector::Tag("a".parse().unwrap());
    let refused = client.delete_manifest(&repository(), &tag).await;
    assert!(matches!(refused, Err(Error::Server { .. })), "{refused:?}");
    let put = client
        .put_manifest(&repository(), &tag, &MediaType::OCI_MANIFEST, "{}".into())
        .await;
    assert!(put.is_err());
    let count = |method| {
        let seen = fake.seen();
        seen.iter().filter(|seen| seen.method == method).count()
    };
    assert_eq!((count(Method::DELETE), count(Method::PUT)), (1, 3));
}

#[tokio::test]
async fn a_body_that_breaks_off_is_asked_for_again() {
    let fake = registry(|before| {
        if before > 0 {
            return tags();
        }
        let pieces = stream::iter([
            Ok(Bytes::from_static(b"{\"tags\"")),
            Err(std::io::Error::other("cut")),
        ]);
        body("application/json", Body::from_stream(pieces))
    })
    .await;
    let page = all_tags(&fake.client(), &repository()).await.unwrap();
    assert_eq!(page.items.len(), 1);
}

fn dripping() -> Response {
    let drip = stream::repeat(()).then(|()| async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        Ok::<_, std::io::Error>(Bytes::from_static(b" "))
    });
    body("application/json", Body::from_stream(drip))
}

fn impatient(host: &str, deadlines: Deadlines) -> Client {
    Connector::with_deadlines("portolan-test", deadlines)
        .connect(endpoint(host), Arc::new(Anonymously))
        .unwrap()
}

/// At which stage a list of tags took too long.
async fn timeout(client: &Client) -> Stage {
    match all_tags(client, &repository()).await {
        Err(Error::Timeout { stage, .. }) => stage,
        other => panic!("no timeout: {other:?}"),
    }
}

#[tokio::test]
async fn a_body_that_drips_ends_in_a_timeout() {
    let fake = registry(|_| dripping()).await;
    let deadlines = Deadlines {
        rate_span: Duration::from_millis(200),
        rate_bytes: 1_000,
        ..deadlines()
    };
    let client = impatient(&fake.host(), deadlines);
    assert_eq!(timeout(&client).await, Stage::Rate);
}

#[tokio::test]
async fn a_body_that_stops_ends_in_a_timeout() {
    let stopped = || stream::pending::<std::io::Result<Bytes>>();
    let fake = registry(move |_| body("application/json", Body::from_stream(stopped()))).await;
    let deadlines = Deadlines {
        idle: Duration::from_millis(100),
        ..deadlines()
    };
    let client = impatient(&fake.host(), deadlines);
    assert_eq!(timeout(&client).await, Stage::Idle);
}

#[tokio::test]
async fn silence_ends_in_a_timeout() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let silent = tokio::spawn(async move {
        let mut kept = Vec::new();
        while let Ok((stream, _)) = listener.accept().await {
            kept.push(stream);
        }
    });
    let deadlines = Deadlines {
        answer: Duration::from_millis(100),
        ..deadlines()
    };
    let refused = impatient(&address, deadlines).ping().await;
    assert!(
        matches!(
            &refused,
            Err(Error::Timeout {
                stage: Stage::Answering,
                ..
            })
        ),
        "{refused:?}"
    );
    silent.abort();
}

#[tokio::test]
async fn nobody_there_is_refused_and_no_such_name_is_told() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    drop(listener);
    let refused = connect(endpoint(&address), Arc::new(Anonymously))
        .ping()
        .await;
    assert!(
        matches!(&refused, Err(Error::Refused { host }) if *host == address),
        "{refused:?}"
    );
    // A label longer than DNS allows is unknown without anybody being asked.
    let name = format!("{}.example", "a".repeat(64));
    let refused = connect(endpoint(&name), Arc::new(Anonymously)).ping().await;
    assert!(
        matches!(&refused, Err(Error::HostNotFound { host }) if *host == name),
        "{refused:?}"
    );
}

#[tokio::test]
async fn deletion_that_is_switched_off_is_unsupported() {
    for response in [
        || status(405),
        || error(405, "UNSUPPORTED"),
        || error(400, "UNSUPPORTED"),
    ] {
        let fake = registry(move |_| response()).await;
        let digest = Selector::Digest(Digest::of(b"x"));
        let refused = fake.client().delete_manifest(&repository(), &digest).await;
        assert!(
            matches!(
                &refused,
                Err(Error::Unsupported {
                    what: Operation::DeleteManifest,
                    ..
                })
            ),
            "{refused:?}"
        );
    }
}

#[tokio::test]
async fn the_same_question_at_once_is_asked_once() {
    let fake = registry(|_| tags()).await;
    let client = fake.client();
    client.ping().await.unwrap();
    let repository = repository();
    let lists = (0..10).map(|_| client.list_tags(&repository, None, None));
    for page in join_all(lists).await {
        assert_eq!(page.unwrap().items.len(), 1);
    }
    assert_eq!(fake.count(PATH), 1);
}

/// Notes that a response was given up before its end.
struct Dropped(Arc<Mutex<Option<tokio::sync::oneshot::Sender<()>>>>);

impl Drop for Dropped {
    fn drop(&mut self) {
        if let Some(dropped) = self.0.lock().unwrap().take() {
            let _ = dropped.send(());
        }
    }
}

#[tokio::test]
async fn dropping_a_call_reaches_the_socket() {
    let (dropped, seen_dropped) = tokio::sync::oneshot::channel();
    let dropped = Arc::new(Mutex::new(Some(dropped)));
    let (asked, seen_asked) = tokio::sync::oneshot::channel();
    let asked = Mutex::new(Some(asked));
    let fake = registry(move |_| {
        let guard = Dropped(Arc::clone(&dropped));
        if let Some(asked) = asked.lock().unwrap().take() {
            asked.send(()).unwrap();
        }
        let endless = stream::repeat(()).then(move |()| {
            let _kept = &guard;
            async {
                tokio::time::sleep(Duration::from_millis(1)).await;
                Ok::<_, std::io::Error>(Bytes::from_static(&[b' '; 4096]))
            }
        });
        body("application/json", Body::from_stream(endless))
    })
    .await;
    let client = fake.client();
    let call = tokio::spawn(async move { all_tags(&client, &repository()).await });
    seen_asked.await.unwrap();
    call.abort();
    tokio::time::timeout(Duration::from_mins(1), seen_dropped)
        .await
        .expect("the server goes on sending")
        .unwrap();
}

#[tokio::test]
async fn a_host_gets_many_requests_at_once_and_not_too_many() {
    let at_once = Arc::new(AtomicUsize::new(0));
    let most = Arc::new(AtomicUsize::new(0));
    let (now, peak) = (Arc::clone(&at_once), Arc::clone(&most));
    let fake = registry(move |before| {
        if before > 0 {
            return tags();
        }
        let count = now.fetch_add(1, Ordering::SeqCst) + 1;
        peak.fetch_max(count, Ordering::SeqCst);
        let now = Arc::clone(&now);
        let slow = stream::once(async move {
            tokio::time::sleep(Duration::from_millis(20)).await;
            now.fetch_sub(1, Ordering::SeqCst);
            Ok::<_, std::io::Error>(Bytes::from_static(br#"{"tags":["a"]}"#))
        });
        with_status(body("application/json", Body::from_stream(slow)), 200)
    })
    .await;
    let client = fake.client();
    client.ping().await.unwrap();
    let repositories: Vec<RepositoryName> = (0..40)
        .map(|number| format!("r{number}").parse().unwrap())
        .collect();
    let lists = repositories
        .iter()
        .map(|repository| client.list_tags(repository, None, None));
    join_all(lists).await;
    let peak = most.load(Ordering::SeqCst);
    assert!((2..=32).contains(&peak), "{peak} requests at once");
}
