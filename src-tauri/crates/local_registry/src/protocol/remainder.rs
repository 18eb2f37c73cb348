//! What is left of a request's body once its answer is known. A client that is still sending would take
//! what stays unread for the start of its next request's answer, or lose the answer to a connection that
//! breaks, so what is short is read to its end and what is not ends the connection.

use std::time::Duration;

use axum::{
    body::{Body, HttpBody as _},
    http::{header, request::Parts},
};
use http_body_util::BodyExt as _;

/// Bytes that are read for nothing; more than that costs more than a new connection.
const MOST: u64 = 8 * 1024 * 1024;
/// How long a slow client is waited for.
const PATIENCE: Duration = Duration::from_secs(2);

/// Reads the rest of a body, and says whether the connection can be used again.
pub(super) async fn take(request: &Parts, body: Body) -> bool {
    if body.is_end_stream() {
        return true;
    }
    // Reading would ask for a body that waits to be asked for (RFC 9110, 10.1.1).
    let waits = request.headers.contains_key(header::EXPECT);
    let is_long = announced_length(request).is_some_and(|length| length > MOST);
    if waits || is_long {
        return false;
    }
    tokio::time::timeout(PATIENCE, drain(body))
        .await
        .unwrap_or(false)
}

async fn drain(mut body: Body) -> bool {
    let mut left = MOST;
    while let Some(frame) = body.frame().await {
        let Ok(frame) = frame else { return false };
        let length = frame.data_ref().map_or(0, |bytes| bytes.len() as u64);
        match left.checked_sub(length) {
            Some(rest) => left = rest,
            None => return false,
        }
    }
    true
}

/// The length that a client says its body has.
pub(super) fn announced_length(request: &Parts) -> Option<u64> {
    let length = request.headers.get(header::CONTENT_LENGTH)?;
    length.to_str().ok()?.parse().ok()
}
