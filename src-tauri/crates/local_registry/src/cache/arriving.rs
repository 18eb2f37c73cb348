//! Blobs on their way from an upstream: one download each, a file that grows, and any number of clients
//! that read along. The last piece is shown to nobody before the digest was verified.

use std::{
    fs::File,
    io,
    sync::{Arc, OnceLock},
    time::Duration,
};

use bytes::Bytes;
use futures_util::{Stream, StreamExt as _, stream};
use portolan_oci::{Digest, RepositoryName};
use rusqlite::{OptionalExtension as _, params};
use tokio::sync::{mpsc, watch};

use super::{CacheRule, Outcome, UpstreamError, UpstreamTrouble, blocking, lock};
use crate::{Error, LocalRegistry, rows, uploads::Receiving};

/// Bytes read at once for a client.
const BLOCK: u64 = 256 * 1024;
/// Pieces that wait for the disk.
const WAITING_PIECES: usize = 4;
/// How often a download goes on from where it broke.
const RESUMPTIONS: u32 = 4;
/// How long it waits before that, and each time as long again.
const RESUME_AFTER: Duration = Duration::from_millis(200);

/// Where a blob is.
pub(crate) enum FoundBlob {
    /// Here, under its digest.
    Kept,
    /// On its way.
    Arriving(Arc<Arriving>),
}

/// A download under way.
#[derive(Debug)]
pub(crate) struct Arriving {
    state: watch::Sender<State>,
    /// Set before the first byte can be read.
    opened: OnceLock<Opened>,
}

#[derive(Debug)]
struct Opened {
    size: Option<u64>,
    file: File,
}

#[derive(Clone, Debug)]
enum State {
    /// The upstream has not answered yet.
    Asking,
    /// So many bytes may be read.
    Arriving(u64),
    /// Verified, and kept under its digest; so many bytes in all.
    Whole(u64),
    Failed(Arc<Error>),
}

impl Arriving {
    fn new() -> Self {
        Self {
            state: watch::Sender::new(State::Asking),
            opened: OnceLock::new(),
        }
    }

    /// Bytes of the whole blob, where the upstream said so.
    pub(crate) fn size(&self) -> Option<u64> {
        self.opened.get().and_then(|opened| opened.size)
    }

    /// Waits until it is kept.
    pub(crate) async fn finish(&self) -> Outcome<()> {
        let mut state = self.state.subscribe();
        let ended = state.wait_for(|state| matches!(state, State::Whole(_) | State::Failed(_)));
        match ended.await.as_deref() {
            Ok(State::Failed(error)) => Err(Arc::clone(error)),
            Ok(_) => Ok(()),
            Err(_) => Err(Arc::new(Error::Stopping)),
        }
    }

    /// Its bytes as they come, ending in an error where it fails.
    pub(crate) fn follow(self: Arc<Self>) -> impl Stream<Item = io::Result<Bytes>> {
        let state = self.state.subscribe();
        stream::try_unfold(
            (self, state, 0_u64),
            |(arriving, mut state, at)| async move {
                loop {
                    let now = state.borrow_and_update().clone();
                    let readable = match now {
                        State::Failed(error) => return Err(io::Error::other(error.to_string())),
                        State::Whole(size) if at >= size => return Ok(None),
                        State::Whole(readable) | State::Arriving(readable) => readable,
                        State::Asking => 0,
                    };
                    if readable > at {
                        let length = (readable - at).min(BLOCK);
                        let reading = Arc::clone(&arriving);
                        let read = tokio::task::spawn_blocking(move || reading.read(at, length));
                        let block = read.await.map_err(io::Error::other)??;
                        let next = at + block.len() as u64;
                        return Ok(Some((block, (arriving, state, next))));
                    }
                    state.changed().await.map_err(io::Error::other)?;
                }
            },
        )
    }

    fn read(&self, at: u64, length: u64) -> io::Result<Bytes> {
        let opened = self.opened.get().ok_or(io::ErrorKind::NotFound)?;
        let mut block = vec![0; length as usize];
        read_exact_at(&opened.file, &mut block, at)?;
        Ok(block.into())
    }

    fn fail(&self, error: Arc<Error>) {
        self.state.send_replace(State::Failed(error));
    }
}

#[cfg(unix)]
fn read_exact_at(file: &File, block: &mut [u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, block, at)
}

#[cfg(windows)]
fn read_exact_at(file: &File, mut block: &mut [u8], mut at: u64) -> io::Result<()> {
    while !block.is_empty() {
        let read = std::os::windows::fs::FileExt::seek_read(file, block, at)?;
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        block = &mut block[read..];
        at += read as u64;
    }
    Ok(())
}

impl LocalRegistry {
    /// Finds a blob of a cached repository, or begins to fetch it. Many who ask share one download, which
    /// goes on when they have gone.
    ///
    /// # Errors
    /// [`Error::Upstream`] where it is not here and its upstream does not give it.
    pub(crate) async fn find_blob(
        self: &Arc<Self>,
        rule: &Arc<CacheRule>,
        repository: &RepositoryName,
        digest: &Digest,
    ) -> Outcome<FoundBlob> {
        if self.has_blob(repository, digest).await? {
            return Ok(FoundBlob::Kept);
        }
        let arriving = self.fetch_blob(rule, repository, digest);
        let mut state = arriving.state.subscribe();
        let answered = state
            .wait_for(|state| !matches!(state, State::Asking))
            .await
            .map(|state| state.clone());
        match answered {
            Ok(State::Whole(_)) => Ok(FoundBlob::Kept),
            Ok(State::Failed(error)) => Err(error),
            Ok(_) => Ok(FoundBlob::Arriving(arriving)),
            Err(_) => Err(Arc::new(Error::Stopping)),
        }
    }

    /// The size of a blob that is not here, as far as its upstream says it.
    pub(crate) async fn ask_blob_size(
        &self,
        rule: &CacheRule,
        repository: &RepositoryName,
        digest: &Digest,
    ) -> Result<Option<u64>, Error> {
        let there = Self::name_upstream(rule, repository)?;
        let size = rule.upstream.head_blob(&there, digest).await;
        size.map_err(|error| self.complain(rule, error))
    }

    /// Whether a blob is here, taking it over from another repository where a manifest that was pulled
    /// through names it.
    async fn has_blob(
        self: &Arc<Self>,
        repository: &RepositoryName,
        digest: &Digest,
    ) -> Outcome<bool> {
        let (repository, digest) = (repository.clone(), digest.clone());
        let found = blocking(self, move |registry| {
            registry.adopt_blob(&repository, &digest)
        });
        found.await.map_err(Arc::new)
    }

    fn adopt_blob(&self, repository: &RepositoryName, digest: &Digest) -> Result<bool, Error> {
        let is_linked = self.database.read(|view| {
            let Some(id) = rows::repository(view, repository)? else {
                return Ok(false);
            };
            Ok(rows::linked_size(view, id, digest)?.is_some())
        })?;
        if is_linked {
            return Ok(true);
        }
        let guard = self.pool.enter();
        let stored: Option<(i64, i64)> = self.database.read(|view| {
            Ok(view
                .prepare_cached(
                    "SELECT r.id, c.id FROM contents c
                     JOIN edges e ON e.child_id = c.id
                     JOIN manifests m ON m.content_id = e.parent_id AND m.removed_at IS NULL
                     JOIN repositories r ON r.id = m.repository_id
                     WHERE c.digest = ?2 AND c.size IS NOT NULL AND r.name = ?1 LIMIT 1",
                )?
                .query_row(params![repository.as_str(), digest.as_str()], |row| {
                    Ok((row.get(0)?, row.get(1)?))
                })
                .optional()?)
        })?;
        let Some((id, content)) = stored else {
            return Ok(false);
        };
        self.database
            .write(|transaction| rows::link(transaction, id, content))?;
        drop(guard);
        Ok(true)
    }

    fn fetch_blob(
        self: &Arc<Self>,
        rule: &Arc<CacheRule>,
        repository: &RepositoryName,
        digest: &Digest,
    ) -> Arc<Arriving> {
        let key = (repository.clone(), digest.clone());
        let mut all = lock(&self.cache.arriving);
        if let Some(arriving) = all.get(&key) {
            return Arc::clone(arriving);
        }
        let arriving = Arc::new(Arriving::new());
        all.insert(key.clone(), Arc::clone(&arriving));
        drop(all);
        let (registry, rule, shown) = (Arc::clone(self), Arc::clone(rule), Arc::clone(&arriving));
        tokio::spawn(async move {
            let (repository, digest) = &key;
            let outcome = registry.download(&rule, repository, digest, &shown).await;
            if let Err(error) = outcome {
                tracing::warn!(%error, %digest, "a blob could not be pulled through");
                shown.fail(error);
            }
            lock(&registry.cache.arriving).remove(&key);
        });
        arriving
    }

    async fn download(
        self: &Arc<Self>,
        rule: &CacheRule,
        repository: &RepositoryName,
        digest: &Digest,
        arriving: &Arc<Arriving>,
    ) -> Outcome<()> {
        // A download that ended since the caller looked has it here.
        if self.has_blob(repository, digest).await? {
            arriving.state.send_replace(State::Whole(0));
            return Ok(());
        }
        let received = self.receive(rule, repository, digest, arriving).await;
        let mut receiving = received.map_err(Arc::new)?;
        let (name, wanted) = (repository.clone(), digest.clone());
        let kept = blocking(self, move |registry| {
            let kept = registry.place_received(&name, &mut receiving, &wanted);
            if kept.is_err() && receiving.path().exists() {
                registry.pool.discard(receiving.path());
            }
            kept
        });
        let size = kept.await.map_err(|error| {
            Arc::new(match error {
                Error::DigestMismatch { expected, actual } => Error::Upstream(UpstreamError::new(
                    UpstreamTrouble::WrongContent,
                    format!("the upstream sent {actual} where {expected} was asked for"),
                )),
                error => error,
            })
        })?;
        self.cache.note_answer(rule);
        arriving.state.send_replace(State::Whole(size));
        self.cache.note_change();
        Ok(())
    }

    /// Brings all bytes here, going on where the upstream breaks off.
    async fn receive(
        self: &Arc<Self>,
        rule: &CacheRule,
        repository: &RepositoryName,
        digest: &Digest,
        arriving: &Arc<Arriving>,
    ) -> Result<Receiving, Error> {
        let there = Self::name_upstream(rule, repository)?;
        let first = rule.upstream.get_blob(&there, digest, 0).await;
        let mut blob = first.map_err(|error| self.complain(rule, error))?;
        let size = blob.size;
        let receiving = blocking(self, Self::start_receiving).await?;
        let opened = File::open(receiving.path())
            .map(|file| Opened { size, file })
            .map_err(|error| Error::file("opening", receiving.path(), error))?;
        // Only this task opens it.
        let _ = arriving.opened.set(opened);
        arriving.state.send_replace(State::Arriving(0));
        let (pieces, waiting) = mpsc::channel(WAITING_PIECES);
        let (registry, shown) = (Arc::clone(self), Arc::clone(arriving));
        let writer = tokio::task::spawn_blocking(move || {
            write_pieces(&registry, receiving, waiting, &shown)
        });
        let mut received = 0;
        let mut resumptions = 0;
        let outcome = loop {
            match pass_on(&mut blob, &mut received, size, &pieces).await {
                Err(error) if error.is_passing() && resumptions < RESUMPTIONS => {
                    resumptions += 1;
                    tracing::info!(%error, %digest, received, "a blob is gone on with");
                    tokio::time::sleep(RESUME_AFTER * resumptions).await;
                    match rule.upstream.get_blob(&there, digest, received).await {
                        Ok(again) => blob = again,
                        // The next turn finds nothing and tries again.
                        Err(error) if error.is_passing() => blob.pieces = failed(error),
                        Err(error) => break Err(error),
                    }
                }
                outcome => break outcome,
            }
        };
        drop(pieces);
        let written = writer.await.map_err(|_| Error::Stopping)?;
        match (outcome, written) {
            (Ok(()), Ok(receiving)) => Ok(receiving),
            (Err(error), Ok(receiving)) => {
                blocking(self, move |registry| {
                    registry.pool.discard(receiving.path());
                    Ok(())
                })
                .await?;
                Err(self.complain(rule, error))
            }
            (_, Err(error)) => Err(error),
        }
    }

    fn complain(&self, rule: &CacheRule, error: UpstreamError) -> Error {
        self.cache.note_trouble(rule, &error);
        Error::Upstream(error)
    }
}

/// Passes pieces on to the disk until the upstream has no more. `received` counts what was passed on.
async fn pass_on(
    blob: &mut super::UpstreamBlob,
    received: &mut u64,
    size: Option<u64>,
    pieces: &mpsc::Sender<Bytes>,
) -> Result<(), UpstreamError> {
    if blob.start > *received {
        let message = "the upstream went on further behind than it was asked to";
        return Err(UpstreamError::new(UpstreamTrouble::WrongContent, message));
    }
    let mut skipped = *received - blob.start;
    while let Some(piece) = blob.pieces.next().await {
        let mut piece = piece?;
        let skip = skipped.min(piece.len() as u64);
        skipped -= skip;
        let piece = piece.split_off(skip as usize);
        if piece.is_empty() {
            continue;
        }
        *received += piece.len() as u64;
        if size.is_some_and(|size| *received > size) {
            let message = "the upstream sent more than it announced";
            return Err(UpstreamError::new(UpstreamTrouble::WrongContent, message));
        }
        if pieces.send(piece).await.is_err() {
            // The disk says why.
            return Ok(());
        }
    }
    if size.is_some_and(|size| *received < size) {
        let message = "the upstream sent less than it announced";
        return Err(UpstreamError::new(UpstreamTrouble::Unreachable, message));
    }
    Ok(())
}

fn failed(error: UpstreamError) -> stream::BoxStream<'static, Result<Bytes, UpstreamError>> {
    stream::iter([Err(error)]).boxed()
}

/// Writes pieces as they come. All but the newest may be read: it may be the last.
fn write_pieces(
    registry: &LocalRegistry,
    mut receiving: Receiving,
    mut waiting: mpsc::Receiver<Bytes>,
    arriving: &Arriving,
) -> Result<Receiving, Error> {
    while let Some(piece) = waiting.blocking_recv() {
        let before = receiving.size();
        if let Err(error) = receiving.append(registry.files(), &piece) {
            registry.pool.discard(receiving.path());
            return Err(error);
        }
        arriving.state.send_replace(State::Arriving(before));
    }
    Ok(receiving)
}
