//! What a policy means for one image.

use jiff::Timestamp;
use portolan_oci::Digest;

use super::{Action, Priority};

/// What a policy means for one image.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Verdict {
    /// A rule takes it.
    Taken {
        /// Which rule.
        rule: Priority,
        /// What happens to it.
        action: Action,
        /// Since when it has matched; ECR acts within
        /// [`HOURS_UNTIL_ACTION`](super::HOURS_UNTIL_ACTION) hours of it, or of the policy.
        since: Timestamp,
    },
    /// A rule takes what it describes, and it follows within 24 hours.
    Follows {
        /// What it describes at last, where that is a referrer too.
        subject: Digest,
        /// Which rule takes the subject.
        rule: Priority,
        /// What happens to the subject, and to this.
        action: Action,
        /// Since when the subject has matched.
        since: Timestamp,
    },
    /// It stays.
    Stays(Reason),
}

/// Why an image stays.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Reason {
    /// A rule counts it among those that stay.
    Kept {
        /// Which rule.
        rule: Priority,
        /// Its place among the rule's images, the youngest being 1.
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
    /// A weaker rule would take it, but a stronger one selects it by its tags and leaves it.
    Shielded {
        /// The stronger rule.
        by: Priority,
        /// The strongest of those that would take it.
        from: Priority,
    },
    /// An index that is active names it.
    ChildOf {
        /// The index; the first of several.
        index: Digest,
        /// The rule that would take it now.
        from: Option<Priority>,
    },
    /// It goes when what it describes goes, and that stays.
    FollowsSubject {
        /// What it describes at last.
        subject: Digest,
    },
    /// It is on its way back from the archive.
    Restoring,
    /// A rule selects it, but when it was archived is not known.
    TimeUnknown {
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
            Self::Taken { rule, action, .. } | Self::Follows { rule, action, .. } => {
                Some((*rule, *action))
            }
            Self::Stays(_) => None,
        }
    }
}
