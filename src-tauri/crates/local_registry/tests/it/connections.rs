//! Connections that are used again: a client that is refused before its body was read finds the
//! connection in order, or is told that it ends.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use portolan_local_registry::{Access, Disk, PasswordHash};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};

use crate::fixture::{Home, header};

const PATIENCE: Duration = Duration::from_secs(20);
const PING: &str = "GET /v2/ HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";

/// Sends bytes as they are and returns all that comes until the other side ends.
async fn talk(address: SocketAddr, said: &[u8]) -> String {
    let (mut incoming, mut outgoing) = TcpStream::connect(address).await.unwrap().into_split();
    let said = said.to_vec();
    // A client that is sending reads at the same time, as every HTTP library does.
    let sending = tokio::spawn(async move {
        let _ = outgoing.write_all(&said).await;
        outgoing
    });
    let mut heard = Vec::new();
    timeout(PATIENCE, incoming.read_to_end(&mut heard))
        .await
        .expect("the registry ends the connection")
        .expect("the connection is not broken off");
    drop(sending.await);
    String::from_utf8(heard).unwrap()
}

/// The status of each answer.
fn statuses(heard: &str) -> Vec<&str> {
    heard
        .split("HTTP/1.1 ")
        .skip(1)
        .map(|answer| &answer[..3])
        .collect()
}

fn with_body(head: &str, length: usize) -> Vec<u8> {
    let head = format!("{head} HTTP/1.1\r\nhost: localhost\r\ncontent-length: {length}\r\n");
    head.into_bytes()
}

/// Refused requests whose body nobody reads, and how each is answered.
async fn refused(home: &Home) -> Vec<(String, &'static str)> {
    let begun = home.client.post("/v2/team/app/blobs/uploads/").await;
    let upload = header(&begun, "location");
    let absent = "00000000-0000-4000-8000-000000000000";
    vec![
        (format!("PATCH {upload}"), "416"),
        (format!("PATCH /v2/team/app/blobs/uploads/{absent}"), "404"),
        ("PUT /v2/team/app/manifests/..".to_owned(), "404"),
        ("PUT /nowhere".to_owned(), "404"),
        ("POST /v2/team/app/manifests/v1".to_owned(), "405"),
        ("GET /v2/".to_owned(), "200"),
    ]
}

#[tokio::test]
async fn a_refused_body_does_not_disturb_the_next_request() {
    let home = Home::start();
    for (head, status) in refused(&home).await {
        for length in [1, 1_000, 3_000_000] {
            let mut said = with_body(&head, length);
            said.extend(b"content-range: 900-999\r\n\r\n");
            said.resize(said.len() + length, b'x');
            said.extend(PING.as_bytes());
            let heard = talk(home.serving.local_addr(), &said).await;
            assert_eq!(statuses(&heard), [status, "200"], "{head}, {length} bytes");
        }
    }
}

#[tokio::test]
async fn a_refused_body_of_chunks_does_not_disturb_the_next_request() {
    let home = Home::start();
    let said = format!(
        "PUT /nowhere HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n\
         5\r\nfirst\r\n6\r\nsecond\r\n0\r\n\r\n{PING}"
    );
    let heard = talk(home.serving.local_addr(), said.as_bytes()).await;
    assert_eq!(statuses(&heard), ["404", "200"]);
}

#[tokio::test]
async fn whoever_is_not_let_in_can_try_again_on_the_same_connection() {
    let access = Access::Password {
        user: "alice".to_owned(),
        hash: PasswordHash::of("sea chart").unwrap(),
    };
    let home = Home::start_with(access, Arc::new(Disk));
    let mut said = with_body("POST /v2/team/app/blobs/uploads/", 100_000);
    said.extend(b"\r\n");
    said.resize(said.len() + 100_000, b'x');
    // alice:sea chart
    let known = PING.replace(
        "\r\n\r\n",
        "\r\nauthorization: Basic YWxpY2U6c2VhIGNoYXJ0\r\n\r\n",
    );
    said.extend(known.as_bytes());
    let heard = talk(home.serving.local_addr(), &said).await;
    assert_eq!(statuses(&heard), ["401", "200"]);
}

#[tokio::test]
async fn a_long_refused_body_ends_the_connection_and_the_answer_arrives_whole() {
    let home = Home::start();
    let length = 64 * 1024 * 1024;
    let mut said = with_body("PUT /v2/team/app/manifests/v1", length);
    said.extend(b"\r\n");
    said.resize(said.len() + length, b'x');
    let heard = talk(home.serving.local_addr(), &said).await;
    assert_eq!(statuses(&heard), ["413"]);
    assert!(heard.contains("connection: close\r\n"), "{heard}");
    assert!(heard.contains("SIZE_INVALID"), "{heard}");
}

#[tokio::test]
async fn a_body_that_waits_to_be_asked_for_is_not_asked_for_where_it_is_refused() {
    let home = Home::start();
    let mut said = with_body("PUT /nowhere", 1_000);
    said.extend(b"expect: 100-continue\r\n\r\n");
    let heard = talk(home.serving.local_addr(), &said).await;
    assert_eq!(statuses(&heard), ["404"]);
    assert!(heard.contains("connection: close\r\n"), "{heard}");
}

#[tokio::test]
async fn a_client_that_never_sends_its_refused_body_is_answered_all_the_same() {
    let home = Home::start();
    let mut said = with_body("PUT /nowhere", 1_000);
    said.extend(b"\r\nonly this");
    let heard = talk(home.serving.local_addr(), &said).await;
    assert_eq!(statuses(&heard), ["404"]);
}
