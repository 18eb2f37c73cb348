//! Moves blobs, each once, however many images need it.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use portolan_distribution as distribution;
use portolan_oci::Digest;
use portolan_registries as registries;
use tokio::sync::OnceCell;

use crate::{
    Error, How, PlannedBlob, Repacked, Result, Side, Step, copy::Trip, incoming::Incoming,
    planning::of_destination, repacking::repack,
};

/// What is being done about each blob.
#[derive(Debug, Default)]
pub(crate) struct Flights(Mutex<HashMap<(Digest, Round), Flight>>);

/// A blob's outcome, for everybody who waits for it.
pub(crate) type Flight = Arc<OnceCell<Result<()>>>;

/// Why a blob is moved.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(crate) enum Round {
    /// Because the plan says so.
    Planned,
    /// Because the destination turned out not to have it.
    Lost,
}

/// What a blob is sent as.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Load<'l> {
    /// Byte for byte.
    AsItIs,
    /// Packed anew; it must unpack to this.
    Repacked(&'l Digest),
}

impl Flights {
    pub(crate) fn of(&self, digest: &Digest, round: Round) -> Flight {
        let mut flights = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(flights.entry((digest.clone(), round)).or_default())
    }
}

impl Trip {
    /// Sees to it that the destination has a blob.
    pub(crate) async fn bring_blob(&self, digest: &Digest, round: Round) -> Result<()> {
        let flight = self.flights.of(digest, round);
        let brought = flight.get_or_init(|| self.bring_once(digest, round)).await;
        brought.clone()
    }

    async fn bring_once(&self, digest: &Digest, round: Round) -> Result<()> {
        let Some(blob) = self.plan.blobs.get(digest) else {
            return Err(Error::Plan(format!("it does not say what {digest} is")));
        };
        let how = match round {
            Round::Planned if blob.there && !self.options.is_resumed => How::There,
            _ => {
                // The semaphore is never closed; without a permit it would simply go unlimited.
                let _permit = self.places.acquire().await.ok();
                self.go_on()?;
                self.move_blob(digest, blob, round).await?
            }
        };
        self.tell(Step::BlobDone {
            digest: digest.clone(),
            how,
        });
        Ok(())
    }

    async fn move_blob(&self, digest: &Digest, blob: &PlannedBlob, round: Round) -> Result<How> {
        let may_be_there = round == Round::Lost || self.options.is_resumed;
        if may_be_there && self.has_blob(digest).await? {
            return Ok(How::There);
        }
        if round == Round::Planned
            && let Some(from) = &blob.mount
        {
            match self.destination.mount_blob(digest, from).await {
                Ok(true) => return Ok(How::Mounted),
                // Whatever kept it from being taken over, it can still be sent.
                Ok(false) => {}
                Err(cause) => tracing::debug!(%cause, %digest, "a blob was not taken over"),
            }
            self.go_on()?;
        }
        self.send(digest, blob.size, Load::AsItIs).await?;
        Ok(How::Sent)
    }

    pub(crate) async fn has_blob(&self, digest: &Digest) -> Result<bool> {
        self.persist(Side::Destination, || self.destination.has_blob(digest))
            .await
    }

    /// Sends a blob from the source to the destination, again where that may help: what it became, if it
    /// was packed anew.
    pub(crate) async fn send(
        &self,
        digest: &Digest,
        size: u64,
        load: Load<'_>,
    ) -> Result<Option<Repacked>> {
        let mut tries = 0;
        let mut has_been_corrupt = false;
        self.tell(Step::BlobBegun {
            digest: digest.clone(),
            size,
        });
        let incoming = Incoming::new(
            &self.source,
            (digest, size),
            &self.options.patience,
            &self.options.listener,
            &self.options.cancel,
            &self.read,
        );
        if size == 0 && Digest::of_with(digest.algorithm(), b"") != *digest {
            return Err(Error::SizeDiffers {
                digest: digest.clone(),
                expected: 0,
                got: 1,
            });
        }
        loop {
            let taken = tokio::select! {
                () = self.options.cancel.cancelled() => return Err(Error::Cancelled),
                taken = self.hand_over(digest, load, &incoming) => taken,
            };
            let cause = match taken {
                Ok(became) => return Ok(became),
                Err(cause) => cause,
            };
            tries += 1;
            let (side, error) = match incoming.take_failure() {
                Some(error) => (Side::Source, error),
                None => (Side::Destination, of_destination(cause.clone())),
            };
            let may_help = match &error {
                // Once may be the network's fault, twice is the source's.
                Error::Corrupt { .. } => !std::mem::replace(&mut has_been_corrupt, true),
                _ if side == Side::Source => false,
                error => error.is_transient() || is_lost_upload(&cause),
            };
            if !may_help {
                return Err(error);
            }
            let options = &self.options;
            options
                .patience
                .wait(tries, side, error, &*options.listener, &options.cancel)
                .await?;
            // It may have arrived, and only the answer was lost.
            if side == Side::Destination
                && matches!(load, Load::AsItIs)
                && self.has_blob(digest).await?
            {
                return Ok(None);
            }
        }
    }

    /// One try of sending a blob.
    async fn hand_over(
        &self,
        digest: &Digest,
        load: Load<'_>,
        incoming: &Incoming,
    ) -> registries::Result<Option<Repacked>> {
        let Load::Repacked(diff_id) = load else {
            let taken = self.destination.take_blob(digest, incoming).await;
            return taken.map(|()| None);
        };
        let pieces = repack(incoming, digest, diff_id).await;
        let unread = |problem: std::io::Error| distribution::Error::Source(problem.to_string());
        let (digest, size) = self
            .destination
            .take_unknown(pieces.map_err(unread)?)
            .await?;
        Ok(Some(Repacked { digest, size }))
    }
}

/// Whether an upload came to nothing in a way that another one need not: its session was lost, or bytes
/// on the way were.
fn is_lost_upload(cause: &registries::Error) -> bool {
    let registries::Error::Request(error) = cause else {
        return false;
    };
    match error {
        distribution::Error::NotFound { .. }
        | distribution::Error::DigestMismatch { .. }
        | distribution::Error::Refuses {
            status: 416 | 409, ..
        } => true,
        distribution::Error::Refuses {
            complaint: Some(complaint),
            ..
        } => [
            "DIGEST_INVALID",
            "SIZE_INVALID",
            "RANGE_INVALID",
            "BLOB_UPLOAD_INVALID",
            "BLOB_UPLOAD_UNKNOWN",
        ]
        .iter()
        .any(|code| complaint.is(code)),
        _ => false,
    }
}
