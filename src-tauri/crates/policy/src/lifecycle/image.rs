//! An image as far as a lifecycle policy looks at it.

use jiff::Timestamp;
use portolan_oci::{Digest, Tag};

/// What ECR tells of an image (`ImageDetail`), and what its manifest names.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Image {
    /// Which.
    pub digest: Digest,
    /// Its tags, in any order.
    pub tags: Vec<Tag>,
    /// `imagePushedAt`.
    pub pushed_at: Timestamp,
    /// `lastRecordedPullTime`: refreshed at least every 24 hours, so it may be that old. `None` where
    /// it was never pulled.
    pub last_pulled_at: Option<Timestamp>,
    /// `imageStatus`.
    pub status: ImageStatus,
    /// `lastArchivedAt`.
    pub archived_at: Option<Timestamp>,
    /// `lastActivatedAt`: when it came back from the archive.
    pub activated_at: Option<Timestamp>,
    /// The manifests that it names, where it is an index (ECR: a manifest list).
    pub children: Vec<Digest>,
    /// `subjectManifestDigest`: what it describes, where it is a referrer.
    pub subject: Option<Digest>,
}

/// Where an image is stored: `imageStatus`.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum ImageStatus {
    /// `ACTIVE`: of the standard class.
    #[default]
    Active,
    /// `ARCHIVED`: of the archive class.
    Archived,
    /// `ACTIVATING`: on its way back from the archive.
    Activating,
}

impl Image {
    /// The moment by which images are ordered: the push, or the return from the archive after it.
    pub(super) fn ordered_at(&self) -> Timestamp {
        self.activated_at.unwrap_or(self.pushed_at)
    }

    /// The moment from which days without a pull are counted.
    pub(super) fn unpulled_since(&self) -> Timestamp {
        match (self.last_pulled_at, self.activated_at) {
            // Restored, and not pulled since.
            (Some(pulled), Some(activated)) => pulled.max(activated),
            (None, Some(activated)) => activated,
            (Some(pulled), None) => pulled,
            (None, None) => self.pushed_at,
        }
    }
}
