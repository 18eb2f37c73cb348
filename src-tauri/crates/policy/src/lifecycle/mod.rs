//! Amazon ECR's lifecycle policies: reading and writing them, checking them before ECR does, and
//! saying for each image which rule takes it or why it stays. Who fetches images and policies is no
//! matter here.
//!
//! The rules are those of ECR's user guide, "Lifecycle policy properties" and "Lifecycle policy
//! evaluation rules". What the guide leaves open is decided here and said beside the code:
//! - tag selections shield per storage class, as ECR's own examples of archiving then expiring need;
//! - of images of the same moment, the earlier in the list that is given is the older one;
//! - children of an index are counted by rules, though none takes them while the index is active;
//! - referrers of an image in the repository are not seen by rules at all: they follow it;
//! - an image that is being restored belongs to no class until it is back.

mod check;
mod complaint;
mod difference;
mod document;
mod draft;
mod evaluation;
mod image;
mod kinship;
pub(crate) mod matching;
mod reading;
mod verdict;

pub use complaint::{Complaint, Expected, Problem, RuleAt};
pub use difference::{Deed, Difference, Previewed, differences};
pub use document::{Action, LifecyclePolicy, Rule, TagSelection, Trigger};
pub use draft::{
    ActionType, CountType, CountUnit, PolicyDraft, RuleDraft, StorageClass, TagStatus,
};
pub use evaluation::{Evaluation, Totals, evaluate};
pub use image::{Image, ImageStatus};
pub use matching::pattern_matches;
pub use reading::{Reading, read};
pub use verdict::{Reason, Verdict};

/// A rule's `rulePriority`: from 1, unique in its policy; the lower, the stronger.
pub type Priority = u32;

/// How many rules a policy may have (ECR's quota).
pub const RULES_LIMIT: usize = 50;
/// The characters that a policy's text may have (service model, `LifecyclePolicyText`).
pub const TEXT_LIMITS: std::ops::RangeInclusive<usize> = 100..=30_720;
/// The wildcards that one tag pattern may have.
pub const WILDCARDS_LIMIT: usize = 4;
/// How many days an image must have been archived, at least, before a rule may expire it.
pub const ARCHIVED_DAYS_LEAST: u32 = 90;
/// Within how many hours of matching ECR acts.
pub const HOURS_UNTIL_ACTION: i64 = 24;
