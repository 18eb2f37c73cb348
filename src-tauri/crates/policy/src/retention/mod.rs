//! Portolan's own rules of what stays in a repository, on any registry: reading and checking them, and
//! saying of each image what becomes of it and why. Who fetches what is known, and who carries it out,
//! is no matter here.
//!
//! A document is ECR's, with more members: whatever ECR takes is a document here, and means the same of
//! every image that no index names. What is more: regular expressions and exclusions, rules for tags
//! rather than images, the last so many of each `major.minor`, the age since an image was built, and what
//! is in use. Some things are guaranteed rather than chosen:
//! - an index that stays keeps its children, and theirs; untagged children go with the last index that
//!   names them;
//! - what describes an image goes with it, never before it, and never stays behind;
//! - what is not known never goes: an image without the date that decides, one whose manifest was not
//!   read, and any image while a tag or an index that nobody read could be about it.
//!
//! Decided beyond the guide of ECR, and said beside the code: a moment that no build can have been at is
//! no date ([`Image::built_at`]); when a registry does not tell when something was pushed, the moment it
//! was first seen here stands in for days that are counted, since the push was no later, and for nothing
//! else.

mod check;
mod complaint;
mod document;
mod draft;
mod evaluation;
mod export;
mod freed;
mod image;
mod needed;
mod reading;
mod selection;
mod units;
mod verdict;
mod version;

pub use complaint::{Complaint, Problem};
pub use document::{Expression, InUse, Order, RetentionPolicy, Rule, Scope, TagChoice, Trigger};
pub use draft::{CountType, OrderWord, PolicyDraft, RuleDraft, ScopeWord};
pub use evaluation::{Evaluation, Totals, evaluate};
pub use export::{Export, NotInEcr, to_ecr};
pub use freed::{Freed, Holding, freed};
pub use image::{Image, Known, Links, Pulls, Snapshot, Use};
pub use reading::{Reading, read};
pub use verdict::{Leader, Reason, Verdict};

pub use crate::lifecycle::{Action, Priority, RULES_LIMIT};

/// The characters that a document may have.
pub const TEXT_LIMIT: usize = 262_144;
