//! Watches one copy: adds up what it tells, for the window and for the journal.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use jiff::Timestamp;
use portolan_contract::{Copy, CopyBlob, CopyState, Event, Failure};
use portolan_oci::{Digest, Tag};
use portolan_transfer::{Error, Listener, Repacked, Step};
use tokio::sync::mpsc::UnboundedSender;

use super::under_way::About;
use crate::{Events, Progress, failures::ToFailure};

/// How often the window is told at most.
const TELL_EVERY: Duration = Duration::from_millis(200);

/// Blobs on their way that are shown.
const SHOWN: usize = 50;

/// Something the journal keeps.
#[derive(Debug)]
pub(crate) enum Mark {
    /// A tag is where it should be.
    Tag(Tag, Digest),
    /// A layer was packed anew.
    Repacked(Digest, Repacked),
    /// What a manifest is that the plan had no digest of.
    Known {
        /// What stood for it.
        planned: Digest,
        /// What it is.
        digest: Digest,
    },
    /// An image of the plan is at its end.
    Image(usize, Option<Failure>),
}

/// What is known of a copy under way.
#[derive(Debug)]
pub(crate) struct Watch {
    pub(crate) about: About,
    activity: portolan_contract::ActivityId,
    images: u64,
    bytes: u64,
    progress: Progress,
    events: Events,
    marks: UnboundedSender<Mark>,
    seen: Mutex<Seen>,
}

#[derive(Debug, Default)]
struct Seen {
    blobs: BTreeMap<Digest, CopyBlob>,
    /// Bytes of blobs that are there.
    landed: u64,
    images_done: u64,
    waiting_until: Option<Timestamp>,
    /// The person wants it stopped, and whether to go on later.
    stop: Option<Stop>,
    told: Option<Instant>,
}

/// Why a person stops a copy.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Stop {
    /// To go on later.
    Pause,
    /// For good.
    Cancel,
}

impl Watch {
    pub(crate) fn new(
        about: About,
        activity: portolan_contract::ActivityId,
        (images, bytes): (u64, u64),
        progress: Progress,
        events: Events,
        marks: UnboundedSender<Mark>,
    ) -> Self {
        progress.expect_items(images);
        progress.expect_bytes(bytes);
        Self {
            about,
            activity,
            images,
            bytes,
            progress,
            events,
            marks,
            seen: Mutex::default(),
        }
    }

    /// Notes that the person wants it stopped.
    pub(crate) fn stop(&self, stop: Stop) {
        self.seen().stop = Some(stop);
        self.progress.cancel();
    }

    /// Whether the person wants it stopped.
    pub(crate) fn stopped(&self) -> Option<Stop> {
        self.seen().stop
    }

    /// As the window shows it.
    pub(crate) fn show(&self) -> Copy {
        let seen = self.seen();
        let on_the_way: u64 = seen.blobs.values().map(|blob| blob.done).sum();
        let now = Timestamp::now();
        Copy {
            activity: self.activity.clone(),
            source: self.about.source.clone(),
            source_name: self.about.source_name.clone(),
            destination: self.about.destination.clone(),
            destination_name: self.about.destination_name.clone(),
            state: CopyState::Running,
            images: self.images,
            images_done: seen.images_done,
            bytes: self.bytes,
            bytes_done: (seen.landed + on_the_way).min(self.bytes),
            blobs: seen.blobs.values().take(SHOWN).cloned().collect(),
            waiting_until: seen
                .waiting_until
                .filter(|until| *until > now)
                .map(Timestamp::as_millisecond),
            failure: None,
        }
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn mark(&self, mark: Mark) {
        // Nobody listens any more only when the copy is over.
        let _ = self.marks.send(mark);
    }
}

impl Listener for Watch {
    fn hear(&self, step: Step) {
        let mut seen = self.seen();
        match step {
            Step::BlobBegun { digest, size } => {
                let blob = CopyBlob {
                    digest: digest.to_string(),
                    size,
                    done: 0,
                };
                seen.blobs.insert(digest, blob);
            }
            Step::BlobAt { digest, bytes } => {
                seen.waiting_until = None;
                if let Some(blob) = seen.blobs.get_mut(&digest) {
                    blob.done = bytes;
                }
            }
            Step::BlobDone { digest, .. } => {
                if let Some(blob) = seen.blobs.remove(&digest) {
                    seen.landed += blob.size;
                }
            }
            Step::Waiting { until, .. } => seen.waiting_until = Some(until),
            Step::LayerRepacked { from, into } => self.mark(Mark::Repacked(from, into)),
            Step::ManifestKnown { planned, digest } => {
                self.mark(Mark::Known { planned, digest });
            }
            Step::TagDone { tag, digest } => self.mark(Mark::Tag(tag, digest)),
            // What was stopped waits to go on.
            Step::ManifestDone { .. }
            | Step::ImageDone {
                failure: Some(Error::Cancelled),
                ..
            } => {}
            Step::ImageDone { place, failure } => {
                if failure.is_none() {
                    seen.images_done += 1;
                }
                self.mark(Mark::Image(place, failure.map(|error| error.to_failure())));
            }
        }
        let on_the_way: u64 = seen.blobs.values().map(|blob| blob.done).sum();
        let (bytes, images) = (seen.landed + on_the_way, seen.images_done);
        let is_due = seen.told.is_none_or(|told| told.elapsed() >= TELL_EVERY);
        if is_due {
            seen.told = Some(Instant::now());
        }
        drop(seen);
        self.progress.reach_items(images);
        self.progress.reach_bytes(bytes.min(self.bytes));
        if is_due {
            self.events.tell(Event::CopiesChanged);
        }
    }
}
