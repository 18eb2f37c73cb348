//! Uploading blobs: at once, in one stream, in chunks, or mounted from another repository.

use std::sync::Arc;

use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, HeaderName, StatusCode, header, request::Parts},
    response::Response,
};
use http_body_util::BodyExt as _;
use portolan_oci::{Digest, RepositoryName};
use tokio::sync::{OwnedMutexGuard, mpsc};
use uuid::Uuid;

use super::{
    Answer, CONTENT_DIGEST, Front, blocking, empty, parameter, parameters, refusal::Refusal, route,
    value,
};
use crate::{
    Error, LocalRegistry,
    uploads::{Receiving, SharedReceiving},
};

/// Frames of the body that wait for the disk.
const WAITING_FRAMES: usize = 4;

type Held = OwnedMutexGuard<Option<Receiving>>;

pub(super) async fn start(
    front: &Front,
    name: RepositoryName,
    request: &Parts,
    body: &mut Body,
) -> Answer {
    let parameters = parameters(&request.uri)?;
    if let Some(mount) = parameter(&parameters, "mount") {
        let digest = route::digest(mount)?;
        // A name out of grammar is a repository that is not there: the upload begins as usual.
        let from = parameter(&parameters, "from").map(str::parse::<RepositoryName>);
        let is_mounted = match from {
            Some(Err(_)) => false,
            from => {
                let from = from.and_then(Result::ok);
                let (name, digest) = (name.clone(), digest.clone());
                blocking(front, move |registry| {
                    registry.mount_blob(&name, &digest, from.as_ref())
                })
                .await?
            }
        };
        if is_mounted {
            return Ok(created(&name, &digest));
        }
    }
    let repository = name.clone();
    let (id, receiving) =
        blocking(front, move |registry| registry.start_upload(&repository)).await?;
    match parameter(&parameters, "digest") {
        Some(digest) => {
            let mut given_up = GiveUp::new(front, id);
            let digest = route::digest(digest)?;
            let held = receiving.lock_owned().await;
            let held = receive_body(front, held, &request.headers, body).await?;
            let size = finish_held(front, &name, id, held, &digest).await?;
            given_up.keep();
            tracing::debug!(%digest, size, "blob pushed at once");
            Ok(created(&name, &digest))
        }
        None => Ok(progress(StatusCode::ACCEPTED, &name, id, 0)),
    }
}

pub(super) async fn status(front: &Front, name: RepositoryName, id: Uuid) -> Answer {
    let held = hold(front, &name, id).await?;
    let size = held.as_ref().map_or(0, Receiving::size);
    Ok(progress(StatusCode::NO_CONTENT, &name, id, size))
}

pub(super) fn cancel(front: &Front, name: &RepositoryName, id: Uuid) -> Answer {
    front.registry.find_upload(name, id)?;
    front.registry.cancel_upload(id);
    Ok(empty(StatusCode::NO_CONTENT))
}

pub(super) async fn receive(
    front: &Front,
    name: RepositoryName,
    id: Uuid,
    request: &Parts,
    body: &mut Body,
) -> Answer {
    let held = hold(front, &name, id).await?;
    let at = held.as_ref().map_or(0, Receiving::size);
    let outcome = receive_body(front, held, &request.headers, body).await;
    let held = or_give_up(front, &name, id, at, outcome)?;
    let size = held.as_ref().map_or(0, Receiving::size);
    Ok(progress(StatusCode::ACCEPTED, &name, id, size))
}

pub(super) async fn finish(
    front: &Front,
    name: RepositoryName,
    id: Uuid,
    request: &Parts,
    body: &mut Body,
) -> Answer {
    let parameters = parameters(&request.uri)?;
    let held = hold(front, &name, id).await?;
    let at = held.as_ref().map_or(0, Receiving::size);
    let Some(digest) = parameter(&parameters, "digest") else {
        return Err(Refusal::new(
            StatusCode::BAD_REQUEST,
            "DIGEST_INVALID",
            "the closing request names the blob's digest",
        ));
    };
    let digest = route::digest(digest)?;
    let outcome = receive_body(front, held, &request.headers, body).await;
    let held = or_give_up(front, &name, id, at, outcome)?;
    finish_held(front, &name, id, held, &digest).await?;
    Ok(created(&name, &digest))
}

async fn hold(front: &Front, name: &RepositoryName, id: Uuid) -> Result<Held, Refusal> {
    let receiving: SharedReceiving = front.registry.find_upload(name, id)?;
    let held = receiving.lock_owned().await;
    if held.is_none() {
        return Err(Error::UnknownUpload.into());
    }
    Ok(held)
}

/// What a failed chunk does to its upload: one out of order leaves it where it stands, one that the disk
/// refused ends it and gives its bytes back.
fn or_give_up(
    front: &Front,
    name: &RepositoryName,
    id: Uuid,
    at: u64,
    outcome: Result<Held, Error>,
) -> Result<Held, Refusal> {
    outcome.map_err(|error| match error {
        Error::ChunkOutOfOrder { .. } | Error::LengthMismatch { .. } => Refusal::from(error)
            .with_header(header::LOCATION, value(location(name, id)))
            .with_header(header::RANGE, value(received(at))),
        Error::BrokenBody(_) => error.into(),
        error => {
            front.registry.cancel_upload(id);
            error.into()
        }
    })
}

/// Writes a body to the upload's file while it arrives: the network on the runtime, the disk and the
/// hash on a thread of their own. When the client goes away, what arrived stays, to be continued.
async fn receive_body(
    front: &Front,
    mut held: Held,
    headers: &HeaderMap,
    body: &mut Body,
) -> Result<Held, Error> {
    let receiving = held.as_mut().ok_or(Error::UnknownUpload)?;
    let chunk = chunk_range(headers)?;
    if let Some((first, _)) = chunk
        && first != receiving.size()
    {
        return Err(Error::ChunkOutOfOrder {
            at: receiving.size(),
        });
    }
    let mark = receiving.mark();
    let start = receiving.size();
    let (sender, mut frames) = mpsc::channel::<Bytes>(WAITING_FRAMES);
    let registry = Arc::clone(&front.registry);
    let writer = tokio::task::spawn_blocking(move || {
        let outcome = write_frames(&registry, &mut held, &mut frames);
        (held, outcome)
    });
    let mut broken = None;
    while let Some(frame) = body.frame().await {
        match frame {
            Ok(frame) => {
                let Ok(bytes) = frame.into_data() else {
                    continue;
                };
                if sender.send(bytes).await.is_err() {
                    // The writer says why.
                    break;
                }
            }
            Err(error) => {
                broken = Some(Error::BrokenBody(error.to_string()));
                break;
            }
        }
    }
    drop(sender);
    let (mut held, outcome) = writer.await.map_err(|_| Error::Stopping)?;
    outcome?;
    if let Some(broken) = broken {
        return Err(broken);
    }
    if let (Some((first, last)), Some(receiving)) = (chunk, held.as_mut()) {
        let (expected, actual) = (last - first + 1, receiving.size() - start);
        if expected != actual {
            receiving.rewind(mark)?;
            return Err(Error::LengthMismatch { expected, actual });
        }
    }
    Ok(held)
}

fn write_frames(
    registry: &LocalRegistry,
    held: &mut Held,
    frames: &mut mpsc::Receiver<Bytes>,
) -> Result<(), Error> {
    let receiving = held.as_mut().ok_or(Error::UnknownUpload)?;
    while let Some(bytes) = frames.blocking_recv() {
        receiving.append(registry.files(), &bytes)?;
    }
    Ok(())
}

/// `Content-Range: <first>-<last>`, both included and without a unit (distribution spec 1.1, "Pushing a
/// blob in chunks"); the unit and total of RFC 9110 are taken as well.
fn chunk_range(headers: &HeaderMap) -> Result<Option<(u64, u64)>, Error> {
    let Some(text) = headers.get(header::CONTENT_RANGE) else {
        return Ok(None);
    };
    let parsed = text.to_str().ok().and_then(|text| {
        let text = text.trim().strip_prefix("bytes").unwrap_or(text).trim();
        let text = text.trim_start_matches('=').trim();
        let (range, _) = text.split_once('/').unwrap_or((text, ""));
        let (first, last) = range.split_once('-')?;
        let (first, last): (u64, u64) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
        // An empty first chunk has been seen written 0-0 or 0--1; only the former can be told from one byte.
        (first <= last && last < u64::MAX).then_some((first, last))
    });
    match parsed {
        Some(range) => Ok(Some(range)),
        None => Err(Error::BrokenBody(
            "its Content-Range can't be read".to_owned(),
        )),
    }
}

async fn finish_held(
    front: &Front,
    name: &RepositoryName,
    id: Uuid,
    mut held: Held,
    digest: &Digest,
) -> Result<u64, Refusal> {
    let receiving = held.take().ok_or(Error::UnknownUpload)?;
    let (name, digest) = (name.clone(), digest.clone());
    blocking(front, move |registry| {
        let outcome = registry.finish_upload(&name, id, receiving, &digest);
        drop(held);
        outcome
    })
    .await
}

/// Gives an upload up unless told to keep it: for a client that goes away in the middle of a request
/// that nobody can continue.
struct GiveUp {
    registry: Arc<LocalRegistry>,
    id: Option<Uuid>,
}

impl GiveUp {
    fn new(front: &Front, id: Uuid) -> Self {
        Self {
            registry: Arc::clone(&front.registry),
            id: Some(id),
        }
    }

    fn keep(&mut self) {
        self.id = None;
    }
}

impl Drop for GiveUp {
    fn drop(&mut self) {
        if let Some(id) = self.id {
            self.registry.cancel_upload(id);
        }
    }
}

fn location(name: &RepositoryName, id: Uuid) -> String {
    format!("/v2/{name}/blobs/uploads/{id}")
}

/// `0-<last byte>`; an empty upload reads `0-0`, which is what clients know.
fn received(size: u64) -> String {
    format!("0-{}", size.saturating_sub(1))
}

fn progress(status: StatusCode, name: &RepositoryName, id: Uuid, size: u64) -> Response {
    let mut response = empty(status);
    let headers = response.headers_mut();
    headers.insert(header::LOCATION, value(location(name, id)));
    headers.insert(header::RANGE, value(received(size)));
    headers.insert(
        HeaderName::from_static("docker-upload-uuid"),
        value(id.to_string()),
    );
    response
}

fn created(name: &RepositoryName, digest: &Digest) -> Response {
    let mut response = empty(StatusCode::CREATED);
    let headers = response.headers_mut();
    headers.insert(
        header::LOCATION,
        value(format!("/v2/{name}/blobs/{digest}")),
    );
    headers.insert(CONTENT_DIGEST, value(digest.as_str()));
    response
}
