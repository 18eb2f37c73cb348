//! A blob on its way from the source: asked for again from where it broke, and verified as a whole
//! whatever it was joined from.

use std::{
    collections::BTreeMap,
    io,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use bytes::Bytes;
use futures_util::{FutureExt as _, StreamExt as _, future::BoxFuture, stream, stream::BoxStream};
use portolan_distribution::{self as distribution, BlobSource, Pieces};
use portolan_oci::{Digest, Hasher};
use tokio_util::sync::CancellationToken;

use crate::{Error, Listener, Patience, Result, Side, Source, Step};

/// How far apart the places are from which verifying can go on. The chunks of an upload end there too.
const CHECKPOINT: u64 = 16 << 20;

/// How many bytes go through between two tellings.
const TELL_EVERY: u64 = 256 << 10;

/// How often a blob is asked for at most: so often, and once more for each of so many bytes.
const OPENINGS: u64 = 60;
const OPENING_BYTES: u64 = 1 << 20;

/// A blob of the source, to be read from any place, more than once.
#[derive(Clone, Debug)]
pub(crate) struct Incoming(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    source: Arc<dyn Source>,
    digest: Digest,
    size: u64,
    patience: Patience,
    listener: Arc<dyn Listener>,
    cancel: CancellationToken,
    /// Bytes that came from the source, of all blobs.
    read: Arc<AtomicU64>,
    /// The state of the hash at places that were passed.
    checkpoints: Mutex<BTreeMap<u64, Hasher>>,
    /// Why the source could not be read to its end.
    failure: Mutex<Option<Error>>,
}

impl Incoming {
    pub(crate) fn new(
        source: &Arc<dyn Source>,
        (digest, size): (&Digest, u64),
        patience: &Patience,
        listener: &Arc<dyn Listener>,
        cancel: &CancellationToken,
        read: &Arc<AtomicU64>,
    ) -> Self {
        Self(Arc::new(Shared {
            source: Arc::clone(source),
            digest: digest.clone(),
            size,
            patience: patience.clone(),
            listener: Arc::clone(listener),
            cancel: cancel.clone(),
            read: Arc::clone(read),
            checkpoints: Mutex::default(),
            failure: Mutex::default(),
        }))
    }

    /// Notes why what the source gave is of no use, unless something is known to have failed before.
    pub(crate) fn blame(&self, error: Error) {
        lock(&self.0.failure).get_or_insert(error);
    }

    /// Why the source could not be read to its end, if that was it.
    pub(crate) fn take_failure(&self) -> Option<Error> {
        lock(&self.0.failure).take()
    }
}

impl BlobSource for Incoming {
    fn size(&self) -> u64 {
        self.0.size
    }

    fn read(&self, start: u64) -> BoxFuture<'_, io::Result<Pieces>> {
        let shared = Arc::clone(&self.0);
        async move {
            let reading = Reading::begin(shared, start);
            let pieces = stream::try_unfold(reading, |mut reading| async move {
                match reading.next().await {
                    Ok(piece) => Ok(piece.map(|piece| (piece, reading))),
                    Err(error) => {
                        let said = io::Error::other(error.to_string());
                        *lock(&reading.shared.failure) = Some(error);
                        Err(said)
                    }
                }
            });
            Ok(pieces.boxed())
        }
        .boxed()
    }
}

/// One reading of a blob.
struct Reading {
    shared: Arc<Shared>,
    /// Bytes that are hashed.
    at: u64,
    /// Where the reader wants to begin, at or after the checkpoint that hashing goes on from.
    start: u64,
    hasher: Hasher,
    pieces: Option<BoxStream<'static, distribution::Result<Bytes>>>,
    /// Bytes to leave out, where the source began earlier than it was asked to.
    surplus: u64,
    /// Tries since something came.
    tries: u32,
    /// How often it was asked for in all.
    opened: u64,
    told: u64,
}

impl Reading {
    fn begin(shared: Arc<Shared>, start: u64) -> Self {
        let (at, hasher) = {
            let checkpoints = lock(&shared.checkpoints);
            let before = checkpoints.range(..=start).next_back();
            before.map_or_else(
                || (0, Hasher::new(shared.digest.algorithm())),
                |(at, hasher)| (*at, hasher.clone()),
            )
        };
        Self {
            shared,
            at,
            start,
            hasher,
            pieces: None,
            surplus: 0,
            tries: 0,
            opened: 0,
            told: start,
        }
    }

    /// The next piece; `None` at the end. The last one only comes when the whole is what it should be.
    async fn next(&mut self) -> Result<Option<Bytes>> {
        loop {
            if self.at == self.shared.size {
                return Ok(None);
            }
            let Some(pieces) = &mut self.pieces else {
                self.open().await?;
                continue;
            };
            let next = tokio::select! {
                () = self.shared.cancel.cancelled() => return Err(Error::Cancelled),
                next = pieces.next() => next,
            };
            match next {
                Some(Ok(piece)) => {
                    if let Some(piece) = self.take(piece)? {
                        return Ok(Some(piece));
                    }
                }
                Some(Err(cause)) => {
                    self.pieces = None;
                    self.wait(Error::of(Side::Source, cause.into())).await?;
                }
                None => {
                    self.pieces = None;
                    let differs = Error::SizeDiffers {
                        digest: self.shared.digest.clone(),
                        expected: self.shared.size,
                        got: self.at,
                    };
                    // It may have been cut on the way: asked for the rest, the source tells.
                    self.again(differs).await?;
                }
            }
        }
    }

    /// Asks the source for what is left.
    async fn open(&mut self) -> Result<()> {
        let shared = &self.shared;
        self.opened += 1;
        if self.opened > OPENINGS + shared.size / OPENING_BYTES {
            // It does come, but in crumbs.
            let cause = distribution::Error::Protocol {
                host: "the source".to_owned(),
                what: "a blob that breaks off again and again".to_owned(),
            };
            let cause = cause.into();
            return Err(Error::Place {
                side: Side::Source,
                cause,
            });
        }
        let asked = shared.source.stream_blob(&shared.digest, self.at);
        let answer = tokio::select! {
            () = shared.cancel.cancelled() => return Err(Error::Cancelled),
            answer = asked => answer,
        };
        let stream = match answer {
            Ok(stream) => stream,
            Err(cause) if cause.is_not_found() => {
                return Err(Error::Missing {
                    what: format!("blob {}", shared.digest),
                });
            }
            Err(cause) => return self.wait(Error::of(Side::Source, cause)).await,
        };
        if let Some(size) = stream.size
            && size != shared.size
        {
            return Err(Error::SizeDiffers {
                digest: shared.digest.clone(),
                expected: shared.size,
                got: size,
            });
        }
        stream.leave_verifying_to_reader();
        self.surplus = self.at.saturating_sub(stream.start);
        self.pieces = Some(stream.pieces);
        Ok(())
    }

    /// Hashes a piece, and gives what of it the reader wants.
    fn take(&mut self, mut piece: Bytes) -> Result<Option<Bytes>> {
        self.shared
            .read
            .fetch_add(piece.len() as u64, Ordering::Relaxed);
        let surplus = self.surplus.min(piece.len() as u64);
        self.surplus -= surplus;
        let _ = piece.split_to(surplus as usize);
        if piece.is_empty() {
            return Ok(None);
        }
        let begin = self.at;
        if begin + piece.len() as u64 > self.shared.size {
            return Err(Error::SizeDiffers {
                digest: self.shared.digest.clone(),
                expected: self.shared.size,
                got: begin + piece.len() as u64,
            });
        }
        self.hash(&piece);
        self.tries = 0;
        if self.at == self.shared.size {
            let got = self.hasher.clone().finish();
            if got != self.shared.digest {
                // What was passed before was wrong somewhere, nobody knows where.
                lock(&self.shared.checkpoints).clear();
                return Err(Error::Corrupt {
                    asked: self.shared.digest.clone(),
                    got,
                });
            }
        }
        if self.at >= self.told + TELL_EVERY || self.at == self.shared.size {
            self.told = self.at;
            self.shared.listener.hear(Step::BlobAt {
                digest: self.shared.digest.clone(),
                bytes: self.at,
            });
        }
        let unwanted = self.start.saturating_sub(begin).min(piece.len() as u64);
        let _ = piece.split_to(unwanted as usize);
        Ok((!piece.is_empty()).then_some(piece))
    }

    /// Hashes up to each checkpoint in turn, and keeps the state there.
    fn hash(&mut self, mut rest: &[u8]) {
        while !rest.is_empty() {
            let until = CHECKPOINT - self.at % CHECKPOINT;
            let (now, later) = rest.split_at(rest.len().min(until as usize));
            self.hasher.update(now);
            self.at += now.len() as u64;
            if self.at.is_multiple_of(CHECKPOINT) {
                lock(&self.shared.checkpoints).insert(self.at, self.hasher.clone());
            }
            rest = later;
        }
    }

    /// Waits before the source is asked again, if that may help.
    async fn wait(&mut self, error: Error) -> Result<()> {
        if error.is_transient() {
            self.again(error).await
        } else {
            Err(error)
        }
    }

    async fn again(&mut self, error: Error) -> Result<()> {
        self.tries += 1;
        let shared = &self.shared;
        shared
            .patience
            .wait(
                self.tries,
                Side::Source,
                error,
                &*shared.listener,
                &shared.cancel,
            )
            .await
    }
}

/// A panic elsewhere leaves plain values behind, which are still right.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
