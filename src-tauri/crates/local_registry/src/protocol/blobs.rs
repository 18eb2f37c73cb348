//! Pulling and deleting blobs.

use std::{
    fs::File,
    io::{self, Read as _, Seek as _, SeekFrom},
    sync::Arc,
};

use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header, request::Parts},
    response::Response,
};
use portolan_oci::{Digest, RepositoryName};
use tokio::sync::mpsc;

use super::{Answer, CONTENT_DIGEST, Front, blocking, empty, refusal::Refusal, value};
use crate::{
    Blob, CacheRule,
    cache::{FoundBlob, Reading},
};

/// Bytes read at once. Large enough that a read costs more than its hand-over, small enough that many
/// pulls at once stay small in memory.
const BLOCK: usize = 256 * 1024;
/// Blocks read ahead of the network.
const AHEAD: usize = 2;

pub(super) async fn pull(
    front: &Front,
    name: RepositoryName,
    digest: Digest,
    request: &Parts,
) -> Answer {
    let wants_body = request.method == Method::GET;
    if let Some(rule) = front.registry.cache_rule_of(&name) {
        let passing = pull_through(front, &rule, &name, &digest, request).await?;
        if let Some(response) = passing {
            return Ok(response);
        }
    }
    let reading = if wants_body {
        front.registry.note_reading(&name, &digest)
    } else {
        None
    };
    let wanted = digest.clone();
    let (size, file) = blocking(front, move |registry| {
        if wants_body {
            let Blob { size, file } = registry.open_blob(&name, &wanted)?;
            Ok((size, Some(file)))
        } else {
            Ok((registry.blob_size(&name, &wanted)?, None))
        }
    })
    .await?;
    let part = asked_part(&request.headers, &digest, size)?;
    let mut response = match file {
        _ if is_unchanged(&request.headers, &digest) => empty(StatusCode::NOT_MODIFIED),
        Some(file) => Response::new(stream(file, part.first, part.length, reading)),
        None => empty(StatusCode::OK),
    };
    let is_unchanged = response.status() == StatusCode::NOT_MODIFIED;
    if part.is_partial && !is_unchanged {
        *response.status_mut() = StatusCode::PARTIAL_CONTENT;
    }
    let headers = response.headers_mut();
    headers.insert(CONTENT_DIGEST, value(digest.as_str()));
    headers.insert(header::ETAG, value(format!("\"{digest}\"")));
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("max-age=31536000, immutable"),
    );
    if !is_unchanged {
        headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/octet-stream"),
        );
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(part.length));
        if part.is_partial {
            let last = part.first + part.length - 1;
            headers.insert(
                header::CONTENT_RANGE,
                value(format!("bytes {}-{last}/{size}", part.first)),
            );
        }
    }
    Ok(response)
}

/// The answer while a blob of a cached repository is not here yet; `None` once it is.
async fn pull_through(
    front: &Front,
    rule: &Arc<CacheRule>,
    name: &RepositoryName,
    digest: &Digest,
    request: &Parts,
) -> Result<Option<Response>, Refusal> {
    let registry = &front.registry;
    if request.method == Method::HEAD {
        let (here, wanted) = (name.clone(), digest.clone());
        let is_here = blocking(front, move |registry| {
            Ok(registry.blob_size(&here, &wanted).is_ok())
        });
        if is_here.await? {
            return Ok(None);
        }
        let size = registry.ask_blob_size(rule, name, digest).await?;
        return Ok(Some(described(digest, size, Body::empty())));
    }
    let arriving = match registry.find_blob(rule, name, digest).await? {
        FoundBlob::Kept => return Ok(None),
        FoundBlob::Arriving(arriving) => arriving,
    };
    // A part is cut out of the whole, once it is here.
    if request.headers.contains_key(header::RANGE) || is_unchanged(&request.headers, digest) {
        arriving.finish().await?;
        return Ok(None);
    }
    let size = arriving.size();
    let body = Body::from_stream(arriving.follow());
    Ok(Some(described(digest, size, body)))
}

fn described(digest: &Digest, size: Option<u64>, body: Body) -> Response {
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    headers.insert(CONTENT_DIGEST, value(digest.as_str()));
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/octet-stream"),
    );
    if let Some(size) = size {
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(size));
    }
    response
}

/// Whether the client says it has this content already (RFC 9110, 13.1.2).
pub(super) fn is_unchanged(asked: &HeaderMap, digest: &Digest) -> bool {
    asked
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|text| text.to_str().ok())
        .flat_map(|text| text.split(','))
        .map(|tag| tag.trim().trim_start_matches("W/").trim_matches('"'))
        .any(|tag| tag == "*" || tag == digest.as_str())
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
struct Part {
    first: u64,
    length: u64,
    is_partial: bool,
}

/// The part of a blob that the client asked for (RFC 9110, 14.2). Several ranges, other units and what
/// can't be read are answered with the whole, as the RFC allows.
fn asked_part(asked: &HeaderMap, digest: &Digest, size: u64) -> Result<Part, Refusal> {
    let whole = Part {
        first: 0,
        length: size,
        is_partial: false,
    };
    let is_other = asked
        .get(header::IF_RANGE)
        .is_some_and(|tag| tag.as_bytes() != format!("\"{digest}\"").as_bytes());
    let range = asked
        .get(header::RANGE)
        .and_then(|text| text.to_str().ok()?.strip_prefix("bytes="))
        .filter(|_| !is_other);
    let Some((first, last)) = range.and_then(|range| range.split_once('-')) else {
        return Ok(whole);
    };
    let (first, end) = match (first.trim().parse::<u64>(), last.trim().parse::<u64>()) {
        (Ok(first), Ok(last)) if first <= last => (first, last.saturating_add(1).min(size)),
        (Ok(first), Err(_)) if last.trim().is_empty() => (first, size),
        (Err(_), Ok(length)) if first.trim().is_empty() => (size - length.min(size), size),
        _ => return Ok(whole),
    };
    if first >= end {
        return Err(Refusal::new(
            StatusCode::RANGE_NOT_SATISFIABLE,
            "SIZE_INVALID",
            format!("the blob has {size} bytes"),
        )
        .with_header(header::CONTENT_RANGE, value(format!("bytes */{size}"))));
    }
    Ok(Part {
        first,
        length: end - first,
        is_partial: true,
    })
}

/// Reads a file in blocks on a thread that may block, a little ahead of the network.
fn stream(file: File, first: u64, length: u64, reading: Option<Reading>) -> Body {
    let (sender, receiver) = mpsc::channel::<io::Result<Bytes>>(AHEAD);
    tokio::task::spawn_blocking(move || {
        if let Err(error) = read_blocks(file, first, length, &sender) {
            tracing::error!(%error, "a blob could not be read to its end");
            let _ = sender.blocking_send(Err(error));
        }
        drop(reading);
    });
    Body::from_stream(futures_util::stream::unfold(
        receiver,
        |mut receiver| async move { Some((receiver.recv().await?, receiver)) },
    ))
}

fn read_blocks(
    mut file: File,
    first: u64,
    length: u64,
    sender: &mpsc::Sender<io::Result<Bytes>>,
) -> io::Result<()> {
    if first > 0 {
        file.seek(SeekFrom::Start(first))?;
    }
    let mut left = length;
    while left > 0 {
        let wanted = left.min(BLOCK as u64);
        let mut block = Vec::with_capacity(wanted as usize);
        let read = (&file).take(wanted).read_to_end(&mut block)? as u64;
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        left -= read;
        if sender.blocking_send(Ok(Bytes::from(block))).is_err() {
            // The client went away.
            return Ok(());
        }
    }
    Ok(())
}

pub(super) async fn delete(front: &Front, name: RepositoryName, digest: Digest) -> Answer {
    blocking(front, move |registry| registry.delete_blob(&name, &digest)).await?;
    Ok(empty(StatusCode::ACCEPTED))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(range: &str, size: u64) -> Option<(u64, u64, bool)> {
        let mut headers = HeaderMap::new();
        headers.insert(header::RANGE, value(range));
        asked_part(&headers, &Digest::of(b""), size)
            .ok()
            .map(|part| (part.first, part.length, part.is_partial))
    }

    #[test]
    fn ranges_are_read_as_the_rfc_says() {
        assert_eq!(part("bytes=0-0", 10), Some((0, 1, true)));
        assert_eq!(part("bytes=5-", 10), Some((5, 5, true)));
        assert_eq!(part("bytes=-3", 10), Some((7, 3, true)));
        assert_eq!(part("bytes=-30", 10), Some((0, 10, true)));
        assert_eq!(part("bytes=2-99999999999", 10), Some((2, 8, true)));
        assert_eq!(part("bytes=10-", 10), None);
        assert_eq!(part("bytes=-0", 10), None);
        assert_eq!(part("bytes=0-", 0), None);
        for whole in [
            "bytes=4-2",
            "bytes=a-b",
            "chunks=1-2",
            "bytes=0-1,3-4",
            "bytes=-",
        ] {
            assert_eq!(part(whole, 10), Some((0, 10, false)), "{whole}");
        }
    }
}
