//! What a copy tells while it goes on.

use std::fmt;

use jiff::Timestamp;
use portolan_oci::{Digest, Tag};

use crate::{Error, Repacked, Side};

/// One thing that happened.
#[derive(Clone, Debug)]
pub enum Step {
    /// A blob is begun.
    BlobBegun {
        /// Which.
        digest: Digest,
        /// Its bytes.
        size: u64,
    },
    /// So many bytes of a blob went through in all; fewer than before where it begins again.
    BlobAt {
        /// Which.
        digest: Digest,
        /// Bytes from its beginning.
        bytes: u64,
    },
    /// A blob is there.
    BlobDone {
        /// Which.
        digest: Digest,
        /// How it came there.
        how: How,
    },
    /// A layer was packed anew, and is there.
    LayerRepacked {
        /// What it is at the source.
        from: Digest,
        /// What it became.
        into: Repacked,
    },
    /// A manifest whose digest nobody knew before its layers were packed anew.
    ManifestKnown {
        /// What stood for it in the plan.
        planned: Digest,
        /// What it is.
        digest: Digest,
    },
    /// It goes on by itself after a wait.
    Waiting {
        /// Whose turn it is.
        side: Side,
        /// Until when.
        until: Timestamp,
        /// Why.
        because: String,
    },
    /// A manifest was put.
    ManifestDone {
        /// Which.
        digest: Digest,
    },
    /// A tag was put, or was right already.
    TagDone {
        /// Which.
        tag: Tag,
        /// What it leads to.
        digest: Digest,
    },
    /// An image is at its end.
    ImageDone {
        /// Its place in the plan.
        place: usize,
        /// Why it is not there.
        failure: Option<Error>,
    },
}

/// How a blob came to the destination.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum How {
    /// It was there.
    There,
    /// Taken over from another repository.
    Mounted,
    /// Sent.
    Sent,
}

/// Whoever wants to know. It must not block.
pub trait Listener: fmt::Debug + Send + Sync {
    /// Something happened.
    fn hear(&self, step: Step);
}

/// Nobody wants to know.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silence;

impl Listener for Silence {
    fn hear(&self, _: Step) {}
}
