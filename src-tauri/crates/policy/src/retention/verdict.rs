//! What becomes of an image, and why.

use jiff::Timestamp;
use portolan_oci::{Digest, Tag};

use super::{Action, Priority};

/// What becomes of an image.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Verdict {
    /// A rule takes it.
    Taken {
        /// Which rule; of rules about tags, the one that takes its first tag.
        rule: Priority,
        /// What happens to it.
        action: Action,
        /// Since when it has matched, where that is a matter of time.
        since: Option<Timestamp>,
    },
    /// It goes with another one.
    Follows {
        /// Which, and how they belong together.
        leader: Leader,
        /// The rule that takes what it goes with.
        rule: Priority,
    },
    /// It stays, but for some of its tags.
    LosesTags {
        /// The tags, and the rule that takes each.
        tags: Vec<(Tag, Priority)>,
    },
    /// It stays.
    Stays(Reason),
}

/// What an image goes with.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Leader {
    /// The last index that names it.
    Index(Digest),
    /// What it describes.
    Subject(Digest),
}

/// Why an image stays.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Reason {
    /// A rule counts it among those that stay.
    Kept {
        /// Which rule.
        rule: Priority,
        /// Its place among what the rule counts, the youngest being 1.
        place: u32,
        /// How many stay.
        keeps: u32,
    },
    /// A rule will take it, later.
    TooYoung {
        /// Which rule.
        rule: Priority,
        /// Not before this moment has passed.
        due: Timestamp,
        /// How many days that is from now, begun ones counted whole.
        days: u32,
    },
    /// A weaker rule would take it, but a stronger one selects it and leaves it.
    Shielded {
        /// The stronger rule.
        by: Priority,
        /// The strongest of those that would take it.
        from: Priority,
    },
    /// An index that stays names it.
    ChildOf {
        /// The index; the first of several.
        index: Digest,
        /// The rule that would take it now.
        from: Option<Priority>,
    },
    /// It goes when what it describes goes, and that stays.
    FollowsSubject {
        /// What it describes.
        subject: Digest,
    },
    /// What describes it is needed, and would go with it.
    Describes {
        /// What describes it.
        referrer: Digest,
        /// The rule that would take it now.
        from: Priority,
    },
    /// Somebody uses it, or what it belongs to.
    InUse {
        /// What is used, as it was written.
        text: String,
    },
    /// It is on its way back from the archive.
    Restoring,
    /// A rule selects it, but the moment that decides is not known.
    TimeUnknown {
        /// Which rule.
        rule: Priority,
    },
    /// A rule counts versions, and it has none.
    NoVersion {
        /// Which rule.
        rule: Priority,
    },
    /// A rule would take it, but its manifest was not read.
    Unread {
        /// Which rule.
        rule: Priority,
    },
    /// A rule would take it, but something is not known that could speak for it.
    Unsure {
        /// Which rule.
        rule: Priority,
    },
    /// No rule selects it.
    NoRule,
}

impl Verdict {
    /// Whether it goes or is archived, and by which rule.
    pub fn deed(&self) -> Option<(Priority, Action)> {
        match self {
            Self::Taken { rule, action, .. } => Some((*rule, *action)),
            Self::Follows { rule, .. } => Some((*rule, Action::Expire)),
            Self::LosesTags { .. } | Self::Stays(_) => None,
        }
    }

    /// Whether the image goes.
    pub fn goes(&self) -> bool {
        matches!(self.deed(), Some((_, Action::Expire)))
    }
}
