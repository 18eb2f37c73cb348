//! Bodies that stream out, watched so that a stuck upload ends while a slow source does not end it.

use std::{
    pin::Pin,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use futures_util::{Stream, StreamExt as _};
use url::Url;

use crate::{Error, Pieces, Result, Stage, origin::place, transport::Body};

/// A stream that is sent once.
#[derive(Clone)]
pub(crate) struct UploadBody(Arc<Mutex<Option<Pieces>>>);

impl UploadBody {
    pub(crate) fn new(pieces: Pieces) -> Self {
        Self(Arc::new(Mutex::new(Some(pieces))))
    }
}

impl std::fmt::Debug for UploadBody {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("UploadBody")
    }
}

impl Body {
    /// Whether it can be sent again.
    pub(crate) fn is_repeatable(&self) -> bool {
        !matches!(self, Self::Stream(_))
    }

    /// What to send, and how to see that it moves.
    pub(crate) fn take(&self) -> Result<(Option<reqwest::Body>, Progress)> {
        let progress = Progress::default();
        let body = match self {
            Self::Empty => None,
            Self::Bytes(bytes) => Some(bytes.clone().into()),
            Self::Stream(body) => {
                let pieces = body.0.lock().unwrap_or_else(PoisonError::into_inner).take();
                let pieces =
                    pieces.ok_or_else(|| Error::Source("it was sent already".to_owned()))?;
                Some(reqwest::Body::wrap_stream(Watched {
                    pieces,
                    progress: progress.clone(),
                }))
            }
        };
        Ok((body, progress))
    }
}

/// What is known of a body on its way out.
#[derive(Clone, Debug, Default)]
pub(crate) struct Progress(Arc<State>);

#[derive(Debug, Default)]
struct State {
    /// Counts each time the network asked for more.
    polls: AtomicU64,
    /// The network waits for the source, not the other way round.
    is_source_waiting: AtomicBool,
    failure: Mutex<Option<String>>,
}

impl Progress {
    /// Waits for `sending`, as long as something moves within each `deadline`.
    pub(crate) async fn watch<T>(
        self,
        sending: impl Future<Output = T>,
        deadline: Duration,
        url: &Url,
    ) -> Result<T> {
        tokio::pin!(sending);
        let mut seen = 0;
        loop {
            if let Ok(outcome) = tokio::time::timeout(deadline, &mut sending).await {
                let mut failure = self
                    .0
                    .failure
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner);
                return failure
                    .take()
                    .map_or(Ok(outcome), |why| Err(Error::Source(why)));
            }
            let polls = self.0.polls.load(Ordering::Relaxed);
            if polls == seen && !self.0.is_source_waiting.load(Ordering::Relaxed) {
                return Err(Error::Timeout {
                    host: place(url),
                    stage: Stage::Answering,
                });
            }
            seen = polls;
        }
    }
}

struct Watched {
    pieces: Pieces,
    progress: Progress,
}

impl Stream for Watched {
    type Item = std::io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = self.pieces.poll_next_unpin(context);
        let state = &self.progress.0;
        state.polls.fetch_add(1, Ordering::Relaxed);
        state
            .is_source_waiting
            .store(next.is_pending(), Ordering::Relaxed);
        if let Poll::Ready(Some(Err(error))) = &next {
            let mut failure = state.failure.lock().unwrap_or_else(PoisonError::into_inner);
            *failure = Some(error.to_string());
        }
        next
    }
}
