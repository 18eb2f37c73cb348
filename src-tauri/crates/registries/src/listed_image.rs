//! What a registry's own API says of an image in a list, for those that list images and not only tags.

use std::collections::BTreeMap;

use jiff::Timestamp;
use portolan_oci::{Digest, MediaType, Tag};

/// An image (or any other manifest) as a registry's own list describes it. What a registry doesn't say is
/// `None`, which is never "none".
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ListedImage {
    /// The manifest's digest.
    pub digest: Digest,
    /// The manifest's type.
    pub media_type: Option<MediaType>,
    /// What kind of artifact it is, as the manifest says itself (`artifactType`, or its config's type).
    pub artifact_type: Option<String>,
    /// The tags that point to it; none for an untagged one.
    pub tags: Vec<Tag>,
    /// Compressed bytes, as the registry counts them: for an index possibly those of one platform.
    pub size: Option<u64>,
    /// When it was pushed, or pushed again.
    pub pushed_at: Option<Timestamp>,
    /// When it was last pulled, as exactly as the registry keeps it.
    pub last_pulled_at: Option<Timestamp>,
    /// What a scan found.
    pub scan: Option<ScanSummary>,
    /// Where it is kept.
    pub storage: Option<StorageClass>,
    /// The manifest that it describes, for a signature, an SBOM or another attachment.
    pub subject: Option<Digest>,
    /// When it was last put into the archive.
    pub archived_at: Option<Timestamp>,
    /// When it last came back from there.
    pub activated_at: Option<Timestamp>,
}

impl ListedImage {
    /// An image of which nothing but its digest is known.
    pub const fn new(digest: Digest) -> Self {
        Self {
            digest,
            media_type: None,
            artifact_type: None,
            tags: Vec::new(),
            size: None,
            pushed_at: None,
            last_pulled_at: None,
            scan: None,
            storage: None,
            subject: None,
            archived_at: None,
            activated_at: None,
        }
    }
}

/// What a registry's own scan of an image came to.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ScanSummary {
    /// How far the scan is.
    pub state: ScanState,
    /// The registry's own words on it, where it has any; text to show.
    pub description: Option<String>,
    /// When it ended.
    pub completed_at: Option<Timestamp>,
    /// Findings by severity; severities without findings may be missing.
    pub counts: BTreeMap<Severity, u64>,
}

/// How far a scan is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ScanState {
    /// Asked for, not begun.
    Pending,
    /// On its way.
    Running,
    /// Done.
    Complete,
    /// Done, and repeated by itself when new vulnerabilities become known.
    Continuous,
    /// It did not work.
    Failed,
    /// This image is not scanned: its kind, size, age or storage is not covered.
    NotCovered,
    /// A state that this program doesn't know.
    Unknown,
}

/// How bad a finding is, the least first.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Severity {
    /// Nobody has rated it yet.
    Undefined,
    /// Worth knowing.
    Informational,
    /// Low.
    Low,
    /// Medium.
    Medium,
    /// High.
    High,
    /// Critical.
    Critical,
}

/// Where an image is kept.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum StorageClass {
    /// At hand.
    Standard,
    /// Put away: it is listed, and must be restored before it is pulled.
    Archive,
    /// On its way back from the archive.
    Restoring,
}
