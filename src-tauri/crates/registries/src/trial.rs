//! What a test of a connection tried and found. Trying itself is in `protocol`.

use std::time::Duration;

use crate::Error;

/// What was tried, in this order.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Tried {
    /// Whether the host answers at all.
    Reach,
    /// Whether it is a registry.
    Protocol,
    /// Whether it lets us in.
    SignIn,
    /// Whether it lists its repositories.
    Catalog,
    /// Whether it lists tags.
    Tags,
    /// Whether it has the referrers API.
    Referrers,
}

impl Tried {
    /// All of them, in order.
    pub const ALL: [Self; 6] = [
        Self::Reach,
        Self::Protocol,
        Self::SignIn,
        Self::Catalog,
        Self::Tags,
        Self::Referrers,
    ];
}

/// How a trial ended.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Outcome {
    /// It works.
    Passed,
    /// It does not, and should.
    Failed,
    /// It works, or works without; something is worth knowing.
    Noted,
    /// It could not be tried.
    Skipped,
}

/// What came of a trial. What is more than the registry's own words is told as values, so that a person
/// reads it in their language.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Finding {
    /// Nothing to add to how it ended.
    Nothing,
    /// Words of the registry or of the protocol; text to show.
    Said(String),
    /// The host answered.
    Answered {
        /// `host[:port]`.
        host: String,
    },
    /// It lists its repositories.
    Repositories {
        /// How many its first page has.
        count: u64,
        /// There are further pages.
        more: bool,
    },
    /// A repository's tags are listed.
    Tags {
        /// Of which.
        repository: String,
        /// How many the first page has.
        count: u64,
        /// There are further pages.
        more: bool,
    },
    /// The referrers API answered.
    Referrers {
        /// About which image, as a reference without its host.
        image: String,
        /// How many.
        count: u64,
    },
    /// There is no referrers API; fallback tags are read.
    NoReferrersApi,
    /// It lets everybody in.
    Open,
    /// No repository is known yet that could be looked into.
    NoRepository,
    /// No image is known yet that could be looked at.
    NoImage,
}

/// One thing that was tried.
#[derive(Clone, Debug)]
pub struct Trial {
    /// What.
    pub tried: Tried,
    /// How it ended.
    pub outcome: Outcome,
    /// What came of it.
    pub finding: Finding,
    /// How long it took.
    pub took: Duration,
    /// Why it failed, or what is worth knowing.
    pub error: Option<Error>,
}
