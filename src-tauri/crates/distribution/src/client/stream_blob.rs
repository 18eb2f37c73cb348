//! `GET /v2/<name>/blobs/<digest>`: a blob as it comes, verified on the way.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use bytes::Bytes;
use futures_util::{StreamExt as _, TryStreamExt as _, stream, stream::BoxStream};
use http::{HeaderValue, Method, StatusCode, header};
use portolan_oci::{Digest, Hasher, RepositoryName};

use super::Client;
use crate::{BlobStream, Error, Result};

impl Client {
    /// A blob as it comes, from byte `start` on where the registry can; see [`BlobStream::start`] for
    /// where it really begins. Verified when it begins at 0; whoever joins parts verifies the whole.
    pub async fn stream_blob(
        &self,
        repository: &RepositoryName,
        digest: &Digest,
        start: u64,
    ) -> Result<BlobStream> {
        let mut ask = self.blob_ask(Method::GET, repository, digest, &["pull"])?;
        if start > 0
            && let Ok(range) = HeaderValue::from_str(&format!("bytes={start}-"))
        {
            ask.request.headers.insert(header::RANGE, range);
        }
        let answer = self.succeed(&ask).await?;
        if answer.is_web_page() {
            return Err(self.not_a_registry("a web page"));
        }
        let length = answer.response.content_length();
        // A server may answer a range with the whole, which it says by 200.
        let start = if answer.status() == StatusCode::PARTIAL_CONTENT {
            let range = answer.text("content-range").unwrap_or_default();
            match range_start(range) {
                Some(begin) if begin == start => start,
                _ => return Err(self.protocol("another range than the one asked for")),
            }
        } else {
            0
        };
        let size = length.and_then(|length| length.checked_add(start));
        let pieces = answer.pieces();
        if start > 0 {
            return Ok(BlobStream::new(size, start, pieces));
        }
        let trusts_reader = Arc::default();
        let pieces = verify(pieces, digest.clone(), Arc::clone(&trusts_reader));
        Ok(BlobStream::new(size, start, pieces).verified(trusts_reader))
    }
}

/// The first byte of `bytes 5-9/10`.
fn range_start(text: &str) -> Option<u64> {
    let range = text.strip_prefix("bytes ")?;
    range.split_once('-')?.0.trim().parse().ok()
}

/// Passes pieces on and ends in an error where the whole is not what `asked` says, unless the reader
/// sees to that.
fn verify(
    pieces: BoxStream<'static, Result<Bytes>>,
    asked: Digest,
    trusts_reader: Arc<AtomicBool>,
) -> BoxStream<'static, Result<Bytes>> {
    let hasher = Hasher::new(asked.algorithm());
    stream::try_unfold(
        (pieces, hasher, asked, trusts_reader),
        |(mut pieces, mut hasher, asked, trusts_reader)| async {
            let is_left = trusts_reader.load(Ordering::Relaxed);
            if let Some(piece) = pieces.try_next().await? {
                if !is_left {
                    hasher.update(&piece);
                }
                return Ok(Some((piece, (pieces, hasher, asked, trusts_reader))));
            }
            let got = hasher.finish();
            if is_left || got == asked {
                Ok(None)
            } else {
                Err(Error::DigestMismatch { asked, got })
            }
        },
    )
    .boxed()
}
