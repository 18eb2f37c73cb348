//! Uploads of what is made as it goes, so that its digest is known at its end only: in chunks, closed
//! under what came of them (distribution spec 1.1, "Pushing a blob in chunks").

use bytes::{Bytes, BytesMut};
use futures_util::{StreamExt as _, TryStreamExt as _};
use portolan_oci::{Algorithm, Digest, Hasher, RepositoryName};
use url::Url;

use super::{
    Client,
    upload_blob::{CHUNK_FAILURES, LARGEST_CHUNK, may_go_on, unreadable},
};
use crate::{Pieces, Result};

/// Bytes of a chunk, unless the registry wants larger ones. One is held in memory until it is there,
/// because nobody can make it again.
const CHUNK: u64 = 8 << 20;

/// An upload under way.
struct Open<'r> {
    repository: &'r RepositoryName,
    location: Url,
    failures: usize,
}

impl Client {
    /// Sends `pieces` as a blob: its digest and its bytes. Nothing is there until all of it went.
    pub async fn upload_unknown(
        &self,
        repository: &RepositoryName,
        pieces: Pieces,
    ) -> Result<(Digest, u64)> {
        // Its end is asked for once more than it is told.
        let mut pieces = pieces.fuse().boxed();
        let upload = self.begin_upload(repository).await?;
        let length = CHUNK.max(upload.least_chunk).min(LARGEST_CHUNK);
        let mut open = Open {
            repository,
            location: upload.location,
            failures: 0,
        };
        let sent = self.send_pieces(&mut open, &mut pieces, length).await;
        match sent {
            Ok((digest, size)) => {
                self.close_upload(repository, open.location, &digest)
                    .await?;
                Ok((digest, size))
            }
            Err(error) => {
                self.cancel_upload(repository, open.location).await;
                Err(error)
            }
        }
    }

    async fn send_pieces(
        &self,
        open: &mut Open<'_>,
        pieces: &mut Pieces,
        length: u64,
    ) -> Result<(Digest, u64)> {
        let mut hasher = Hasher::new(Algorithm::Sha256);
        let mut sent = 0;
        let mut rest = Bytes::new();
        loop {
            let chunk = gather(pieces, &mut rest, length).await?;
            if chunk.is_empty() {
                return Ok((hasher.finish(), sent));
            }
            hasher.update(&chunk);
            self.send_all_of(open, sent, &chunk).await?;
            sent += chunk.len() as u64;
        }
    }

    /// Sends a chunk that begins at `begin` until the registry has all of it.
    async fn send_all_of(&self, open: &mut Open<'_>, begin: u64, chunk: &Bytes) -> Result<()> {
        let end = begin + chunk.len() as u64;
        let mut offset = begin;
        while offset < end {
            // Within the chunk, which is in memory.
            let left = chunk.slice((offset - begin) as usize..);
            let sent = self.send_chunk(open.repository, &open.location, offset, left);
            let (next, at) = match sent.await {
                Ok((_, at)) if at <= offset => {
                    return Err(self.protocol("an upload that does not advance"));
                }
                Err(error) if open.failures < CHUNK_FAILURES && may_go_on(&error) => {
                    open.failures += 1;
                    let asked = self.ask_progress(open.repository, &open.location, error);
                    asked.await?
                }
                outcome => outcome?,
            };
            if at < begin || at > end {
                return Err(self.protocol("an upload that lost what it had"));
            }
            (open.location, offset) = (next, at);
        }
        Ok(())
    }
}

/// The next `length` bytes; fewer at the end, none after it.
async fn gather(pieces: &mut Pieces, rest: &mut Bytes, length: u64) -> Result<Bytes> {
    // At most `LARGEST_CHUNK`, which fits.
    let length = usize::try_from(length).unwrap_or(usize::MAX);
    let mut chunk = BytesMut::from(&rest.split_to(rest.len().min(length))[..]);
    while chunk.len() < length {
        let Some(mut piece) = pieces.try_next().await.map_err(unreadable)? else {
            break;
        };
        chunk.extend_from_slice(&piece.split_to(piece.len().min(length - chunk.len())));
        *rest = piece;
    }
    Ok(chunk.freeze())
}
