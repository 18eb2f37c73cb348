//! What is known of a repository when its rules are looked at. Whatever is not known says so.

use jiff::{SignedDuration, Timestamp};
use portolan_oci::{Digest, Tag};

pub(super) use crate::lifecycle::ImageStatus as Status;

/// The first day on which somebody could have built a container image: 20 March 2013. Builds that are to
/// come out the same write 1970, 1980 or nothing, which is no date.
const FIRST_DAY: i64 = 1_363_737_600;

/// A repository, as far as it is known.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Snapshot {
    /// Every manifest that is known to be there, each digest once; of the same moment the earlier counts
    /// as older.
    pub images: Vec<Image>,
    /// Tags of which it is not known where they point.
    pub unknown_tags: Vec<Tag>,
    /// The registry tells of manifests without tags, so that none is there that is not in `images`.
    pub untagged_known: bool,
}

/// Something that somebody uses.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Use {
    /// As it was written, or found.
    pub text: String,
    /// By its tag.
    pub tag: Option<Tag>,
    /// By its digest, which goes before the tag.
    pub digest: Option<Digest>,
}

/// A manifest of a repository.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Image {
    /// Which.
    pub digest: Digest,
    /// Its tags, but for those under which clients keep what belongs to another manifest.
    pub tags: Vec<Tag>,
    /// When it was pushed, as the registry tells.
    pub pushed_at: Option<Timestamp>,
    /// When it was first seen here: its push was no later.
    pub seen_at: Option<Timestamp>,
    /// When it was built, as it says itself.
    pub created_at: Option<Timestamp>,
    /// Its pulls.
    pub pulls: Pulls,
    /// Where it is stored.
    pub status: Status,
    /// When it was archived.
    pub archived_at: Option<Timestamp>,
    /// When it came back from the archive.
    pub activated_at: Option<Timestamp>,
    /// What it names.
    pub links: Links,
}

/// When something was pulled last.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Pulls {
    /// The registry does not tell.
    #[default]
    Unknown,
    /// Never.
    Never,
    /// Then.
    Last(Timestamp),
}

/// What a manifest names.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Links {
    /// It was not read.
    Unread {
        /// As far as its media type tells, it may be an index, and name anything.
        may_be_index: bool,
    },
    /// It was read.
    Read {
        /// The manifests that it names, where it is an index.
        children: Vec<Digest>,
        /// What it describes.
        subjects: Vec<Digest>,
    },
}

/// Whether everything is known that could speak for an image.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Known {
    /// Tags of which it is not known where they point.
    pub unknown_tags: usize,
    /// Manifests that were not read and may be indexes.
    pub unread_indexes: usize,
}

impl Known {
    /// Whether nothing is missing.
    pub fn is_all(self) -> bool {
        self == Self::default()
    }
}

impl Snapshot {
    /// What is missing that could speak for any image.
    pub fn known(&self) -> Known {
        let unread = |image: &&Image| matches!(image.links, Links::Unread { may_be_index: true });
        Known {
            unknown_tags: self.unknown_tags.len(),
            unread_indexes: self.images.iter().filter(unread).count(),
        }
    }
}

impl Image {
    /// When it was built, where that can be: not before there were images, and not in the future.
    pub fn built_at(&self, now: Timestamp) -> Option<Timestamp> {
        let latest = now.saturating_add(SignedDuration::from_hours(24));
        let latest = latest.unwrap_or(Timestamp::MAX);
        self.created_at
            .filter(|at| at.as_second() >= FIRST_DAY && *at <= latest)
    }

    /// The moment by which it is ordered: its push, or its return from the archive after it.
    pub(super) fn ordered_at(&self) -> Option<Timestamp> {
        self.activated_at.or(self.pushed_at)
    }

    /// The moment from which days since the push are counted: no earlier than the push.
    pub(super) fn pushed_by(&self) -> Option<Timestamp> {
        self.pushed_at.or(self.seen_at)
    }

    /// The moment from which days without a pull are counted.
    pub(super) fn unpulled_since(&self) -> Option<Timestamp> {
        match self.pulls {
            Pulls::Unknown => None,
            Pulls::Never => self.activated_at.or(self.pushed_by()),
            Pulls::Last(at) => Some(self.activated_at.map_or(at, |back| back.max(at))),
        }
    }

    pub(super) fn is_read(&self) -> bool {
        matches!(self.links, Links::Read { .. })
    }

    pub(super) fn children(&self) -> &[Digest] {
        match &self.links {
            Links::Read { children, .. } => children,
            Links::Unread { .. } => &[],
        }
    }

    pub(super) fn subjects(&self) -> &[Digest] {
        match &self.links {
            Links::Read { subjects, .. } => subjects,
            Links::Unread { .. } => &[],
        }
    }
}
