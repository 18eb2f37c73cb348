//! Blob uploads: in one PUT, and in chunks that go on where they broke (distribution spec 1.1,
//! "Pushing blobs").

use bytes::{Bytes, BytesMut};
use futures_util::TryStreamExt as _;
use http::{HeaderValue, Method, StatusCode, header};
use portolan_oci::{Digest, RepositoryName};
use url::Url;

use super::{Ask, Client};
use crate::{
    BlobSource, Error, Operation, Pieces, Result,
    answer::Answer,
    count::Purpose,
    origin::{Origin, place},
    scope::Scope,
    transport::{Body, Redirects, Request},
    upload_body::UploadBody,
};

/// Above this, chunks come first: losing so much to one broken connection hurts.
const LARGE: u64 = 1 << 30;

/// Bytes of a chunk, unless the registry wants larger ones.
const CHUNK: u64 = 16 << 20;

/// The largest chunk held in memory.
pub(super) const LARGEST_CHUNK: u64 = 256 << 20;

/// Chunks that may fail in one upload.
pub(super) const CHUNK_FAILURES: usize = 5;

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Way {
    Whole,
    Chunks,
}

/// An upload that the registry has opened.
pub(super) struct Upload {
    pub(super) location: Url,
    /// Bytes that a chunk must have at least, the last one excepted.
    pub(super) least_chunk: u64,
}

impl Client {
    /// Sends a blob: in one PUT, and in chunks where that fails or the blob is large. The registry
    /// verifies the digest.
    pub async fn upload_blob(
        &self,
        repository: &RepositoryName,
        digest: &Digest,
        source: &dyn BlobSource,
    ) -> Result<()> {
        let ways = if source.size() > LARGE {
            [Way::Chunks, Way::Whole, Way::Chunks]
        } else {
            [Way::Whole, Way::Chunks, Way::Whole]
        };
        let mut last = None;
        for way in ways {
            let upload = self.begin_upload(repository).await?;
            let outcome = match way {
                Way::Whole => self.upload_whole(repository, upload, digest, source).await,
                Way::Chunks => self.upload_chunks(repository, upload, digest, source).await,
            };
            match outcome {
                Err(error) if may_go_better(&error) => {
                    tracing::debug!(%error, ?way, "the upload goes on another way");
                    last = Some(error);
                }
                outcome => return outcome,
            }
        }
        Err(last.unwrap_or_else(|| self.protocol("no way to send a blob")))
    }

    async fn upload_whole(
        &self,
        repository: &RepositoryName,
        upload: Upload,
        digest: &Digest,
        source: &dyn BlobSource,
    ) -> Result<()> {
        let location = upload.location;
        let pieces = source.read(0).await.map_err(unreadable)?;
        let mut request = Request::new(Method::PUT, closing(location, digest), Purpose::Write)
            .header(header::CONTENT_LENGTH, source.size().into());
        request.body = if source.size() == 0 {
            Body::Bytes(Bytes::new())
        } else {
            Body::Stream(UploadBody::new(pieces))
        };
        let answer = self.succeed(&upload_ask(repository, request)).await?;
        self.check_stored(&answer, digest)
    }

    async fn upload_chunks(
        &self,
        repository: &RepositoryName,
        upload: Upload,
        digest: &Digest,
        source: &dyn BlobSource,
    ) -> Result<()> {
        let mut location = upload.location;
        let chunk = CHUNK.max(upload.least_chunk).min(LARGEST_CHUNK);
        let size = source.size();
        let mut offset = 0;
        let mut failures = 0;
        let mut pieces = source.read(0).await.map_err(unreadable)?;
        let mut rest = Bytes::new();
        while offset < size {
            let bytes = read_chunk(&mut pieces, &mut rest, chunk.min(size - offset)).await?;
            match self.send_chunk(repository, &location, offset, bytes).await {
                Ok((next, end)) if end > offset && end <= size => {
                    location = next;
                    if end != offset + chunk.min(size - offset) {
                        pieces = source.read(end).await.map_err(unreadable)?;
                        rest = Bytes::new();
                    }
                    offset = end;
                }
                Ok(_) => return Err(self.protocol("an upload that does not advance")),
                Err(error) if failures < CHUNK_FAILURES && may_go_on(&error) => {
                    failures += 1;
                    let (next, end) = self.ask_progress(repository, &location, error).await?;
                    if end > size {
                        return Err(self.protocol("an upload longer than its blob"));
                    }
                    (location, offset) = (next, end);
                    pieces = source.read(end).await.map_err(unreadable)?;
                    rest = Bytes::new();
                }
                Err(error) => {
                    self.cancel_upload(repository, location).await;
                    return Err(error);
                }
            }
        }
        self.close_upload(repository, location, digest).await
    }

    /// Ends an upload of which every byte is there.
    pub(super) async fn close_upload(
        &self,
        repository: &RepositoryName,
        location: Url,
        digest: &Digest,
    ) -> Result<()> {
        let mut request = Request::new(Method::PUT, closing(location, digest), Purpose::Write)
            .header(header::CONTENT_LENGTH, HeaderValue::from_static("0"));
        request.body = Body::Bytes(Bytes::new());
        let answer = self.succeed(&upload_ask(repository, request)).await?;
        self.check_stored(&answer, digest)
    }

    pub(super) async fn begin_upload(&self, repository: &RepositoryName) -> Result<Upload> {
        let url = self.url(repository, "blobs/uploads/")?;
        let mut request = Request::new(Method::POST, url, Purpose::Write)
            .header(header::CONTENT_LENGTH, HeaderValue::from_static("0"));
        // An upload opened twice is one left over, which registries sweep out.
        request.repeatable = true;
        let ask = upload_ask(repository, request);
        let answer = self.succeed(&ask).await?;
        Ok(Upload {
            location: self.location(&answer, &ask.request.url)?,
            least_chunk: answer
                .text("oci-chunk-min-length")
                .and_then(|text| text.parse().ok())
                .unwrap_or(0),
        })
    }

    /// Sends one chunk: where the next one goes, and how many bytes the registry has now.
    pub(super) async fn send_chunk(
        &self,
        repository: &RepositoryName,
        location: &Url,
        offset: u64,
        bytes: Bytes,
    ) -> Result<(Url, u64)> {
        let end = offset + bytes.len() as u64;
        let range = HeaderValue::from_str(&format!("{offset}-{}", end - 1))
            .map_err(|_| self.protocol("a range that can't be written"))?;
        let mut request = Request::new(Method::PATCH, location.clone(), Purpose::Write)
            .header(header::CONTENT_RANGE, range)
            .header(
                header::CONTENT_TYPE,
                HeaderValue::from_static("application/octet-stream"),
            );
        request.body = Body::Bytes(bytes);
        let answer = self.succeed(&upload_ask(repository, request)).await?;
        let next = self.location(&answer, location)?;
        Ok((next, received(&answer).unwrap_or(end)))
    }

    /// Asks an upload how far it got; `because` is the error to give where it knows nothing any more.
    pub(super) async fn ask_progress(
        &self,
        repository: &RepositoryName,
        location: &Url,
        because: Error,
    ) -> Result<(Url, u64)> {
        let request = Request::get(location.clone(), Purpose::Write);
        let Ok(answer) = self.succeed(&upload_ask(repository, request)).await else {
            return Err(because);
        };
        let next = self
            .location(&answer, location)
            .unwrap_or_else(|_| location.clone());
        // `Range: 0-0` may mean one byte or none; an upload of none is safe to begin again.
        let end = received(&answer).filter(|end| *end > 1).unwrap_or(0);
        Ok((next, end))
    }

    /// Where an answer's `Location` leads. In the registry's own origin it will see credentials, in
    /// another it will not; from https it never leads to http.
    pub(super) fn location(&self, answer: &Answer, asked: &Url) -> Result<Url> {
        let location = answer
            .text("location")
            .ok_or_else(|| self.protocol("an upload without a Location"))?;
        let mut url = asked
            .join(location)
            .map_err(|_| self.protocol("an upload whose Location leads nowhere"))?;
        let _ = url.set_username("");
        let _ = url.set_password(None);
        let is_safe = Origin::of(&url)
            .is_some_and(|origin| origin.is_encrypted || !self.0.transport.own.is_encrypted);
        if is_safe {
            return Ok(url);
        }
        Err(Error::CrossOrigin {
            host: self.host(),
            what: "Location",
            target: place(&url),
        })
    }

    /// Gives an upload up. Registries sweep forgotten ones out by themselves, so a failure says nothing.
    pub(super) async fn cancel_upload(&self, repository: &RepositoryName, location: Url) {
        let request = Request::new(Method::DELETE, location, Purpose::Write);
        let _ = self.send(&upload_ask(repository, request)).await;
    }

    fn check_stored(&self, answer: &Answer, digest: &Digest) -> Result<()> {
        let claimed = answer
            .text("docker-content-digest")
            .and_then(|text| text.parse::<Digest>().ok());
        match claimed {
            Some(got) if got.algorithm() == digest.algorithm() && got != *digest => {
                Err(Error::DigestMismatch {
                    asked: digest.clone(),
                    got,
                })
            }
            _ if answer.status() == StatusCode::CREATED => Ok(()),
            _ => Err(self.protocol("an upload that ends without being stored")),
        }
    }
}

fn upload_ask(repository: &RepositoryName, mut request: Request) -> Ask {
    request.redirects = Redirects::SameOrigin;
    Ask {
        request,
        scopes: vec![Scope::repository(repository, &["pull", "push"])],
        what: format!("the upload to {repository}"),
        operation: Operation::Other,
    }
}

/// `location` with the digest that closes the upload; what it holds already is kept as it is.
fn closing(mut location: Url, digest: &Digest) -> Url {
    location
        .query_pairs_mut()
        .append_pair("digest", digest.as_str());
    location
}

/// Bytes received, from `Range: 0-<last>`.
fn received(answer: &Answer) -> Option<u64> {
    let range = answer.text("range")?;
    let range = range.strip_prefix("bytes=").unwrap_or(range);
    let last: u64 = range.split_once('-')?.1.trim().parse().ok()?;
    last.checked_add(1)
}

/// The next `length` bytes of the source.
async fn read_chunk(pieces: &mut Pieces, rest: &mut Bytes, length: u64) -> Result<Bytes> {
    // At most LARGEST_CHUNK, which fits.
    let length = usize::try_from(length).unwrap_or(usize::MAX);
    let mut chunk = BytesMut::from(&rest.split_to(rest.len().min(length))[..]);
    while chunk.len() < length {
        let piece = pieces.try_next().await.map_err(unreadable)?;
        let mut piece =
            piece.ok_or_else(|| Error::Source("it ended before its length".to_owned()))?;
        chunk.extend_from_slice(&piece.split_to(piece.len().min(length - chunk.len())));
        *rest = piece;
    }
    Ok(chunk.freeze())
}

pub(super) fn unreadable(error: std::io::Error) -> Error {
    Error::Source(error.to_string())
}

/// Whether another way of sending may succeed: trouble on the way, a lost upload, a body too large, a
/// token that ran out meanwhile.
fn may_go_better(error: &Error) -> bool {
    may_go_on(error)
        || matches!(
            error,
            Error::NotFound { .. } | Error::Unauthorized { .. } | Error::Unsupported { .. }
        )
        || matches!(error, Error::Refuses { status: 413, .. })
}

/// Whether the same upload may go on.
pub(super) fn may_go_on(error: &Error) -> bool {
    matches!(
        error,
        Error::Broken { .. }
            | Error::Timeout { .. }
            | Error::Server { .. }
            | Error::Refuses { status: 416, .. }
    )
}
