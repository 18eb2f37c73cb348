//! Counts of requests, for diagnostics, benchmarks and tests.

use std::sync::atomic::{AtomicU64, Ordering};

/// Requests sent, by what they were for. Retries and redirects count.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Counts {
    /// GET of a manifest: what Docker Hub's quota counts.
    pub manifest_gets: u64,
    /// HEAD of a manifest.
    pub manifest_heads: u64,
    /// GET of a blob.
    pub blob_gets: u64,
    /// Everything that changes a registry.
    pub writes: u64,
    /// Requests to token servers.
    pub tokens: u64,
    /// Lists and everything else.
    pub others: u64,
}

impl Counts {
    /// All of them.
    pub fn total(&self) -> u64 {
        self.manifest_gets
            + self.manifest_heads
            + self.blob_gets
            + self.writes
            + self.tokens
            + self.others
    }
}

/// What a request is for.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(crate) enum Purpose {
    ManifestGet,
    ManifestHead,
    BlobGet,
    Write,
    Token,
    Other,
}

/// The running counters.
#[derive(Debug, Default)]
pub(crate) struct Counters([AtomicU64; 6]);

impl Counters {
    pub(crate) fn count(&self, purpose: Purpose) {
        self.0[purpose as usize].fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn read(&self) -> Counts {
        let [
            manifest_gets,
            manifest_heads,
            blob_gets,
            writes,
            tokens,
            others,
        ] = std::array::from_fn(|place| self.0[place].load(Ordering::Relaxed));
        Counts {
            manifest_gets,
            manifest_heads,
            blob_gets,
            writes,
            tokens,
            others,
        }
    }
}
