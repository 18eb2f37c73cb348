//! A blob that comes in pieces, for work that reads by blocking.

use std::{
    io::{self, Read},
    sync::{Arc, Mutex, PoisonError},
};

use bytes::{Buf as _, Bytes};
use futures_util::StreamExt as _;
use portolan_distribution::{BlobSource, Pieces};
use portolan_oci::{Digest, Hasher};
use tokio::sync::mpsc;

use super::FileError;

/// Pieces on the way between the two.
const WAITING: usize = 4;

/// Hands a blob to `work`, which blocks and runs on a thread of its own. Where the caller goes away, what
/// `work` reads ends with an error, never early.
pub(super) async fn read_blocking<T: Send + 'static>(
    source: &dyn BlobSource,
    work: impl FnOnce(PieceReader) -> Result<T, FileError> + Send + 'static,
) -> Result<T, FileError> {
    let mut pieces = source.read(0).await.map_err(FileError::io("the source"))?;
    let (give, take) = mpsc::channel(WAITING);
    let working = tokio::task::spawn_blocking(move || {
        work(PieceReader {
            take,
            piece: Bytes::new(),
            is_over: false,
        })
    });
    loop {
        let piece = pieces.next().await;
        let is_over = !matches!(piece, Some(Ok(_)));
        // Nobody takes any more where the work has failed, and says why below.
        if give.send(piece).await.is_err() || is_over {
            break;
        }
    }
    drop(give);
    let done = working.await;
    done.unwrap_or_else(|problem| Err(FileError::Damaged(problem.to_string())))
}

/// A reader of `pieces`, which a task of its own asks for until nobody reads any more.
pub(crate) fn reader_of(mut pieces: Pieces) -> PieceReader {
    let (give, take) = mpsc::channel(WAITING);
    tokio::spawn(async move {
        loop {
            let piece = tokio::select! {
                () = give.closed() => return,
                piece = pieces.next() => piece,
            };
            let is_over = !matches!(piece, Some(Ok(_)));
            if give.send(piece).await.is_err() || is_over {
                return;
            }
        }
    });
    PieceReader {
        take,
        piece: Bytes::new(),
        is_over: false,
    }
}

/// The bytes of a blob.
#[derive(Debug)]
pub(crate) struct PieceReader {
    take: mpsc::Receiver<Option<io::Result<Bytes>>>,
    piece: Bytes,
    is_over: bool,
}

impl Read for PieceReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.piece.is_empty() && !self.is_over {
            match self.take.blocking_recv() {
                Some(Some(piece)) => self.piece = piece?,
                Some(None) => self.is_over = true,
                None => return Err(io::ErrorKind::UnexpectedEof.into()),
            }
        }
        let count = buffer.len().min(self.piece.len());
        self.piece.copy_to_slice(&mut buffer[..count]);
        Ok(count)
    }
}

/// A reader of which another looks at the digest when it was read.
pub(crate) struct Shared<R>(pub(crate) Arc<Mutex<R>>);

impl<R: Read> Read for Shared<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut reader = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        reader.read(buffer)
    }
}

/// Hashes and counts what is read through it.
pub(crate) struct Hashing<R> {
    reader: R,
    hasher: Hasher,
    size: u64,
}

impl<R: Read> Hashing<R> {
    pub(crate) fn new(reader: R, algorithm: portolan_oci::Algorithm) -> Self {
        Self {
            reader,
            hasher: Hasher::new(algorithm),
            size: 0,
        }
    }

    /// The digest of what was read.
    pub(crate) fn digest(&self) -> Digest {
        self.hasher.clone().finish()
    }

    /// The size of what was read, which must be `asked`.
    pub(super) fn verify(&self, asked: &Digest) -> Result<u64, FileError> {
        let got = self.digest();
        if got == *asked {
            return Ok(self.size);
        }
        let asked = asked.clone();
        Err(FileError::Mismatch { asked, got })
    }
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(buffer)?;
        self.hasher.update(&buffer[..count]);
        self.size += count as u64;
        Ok(count)
    }
}
