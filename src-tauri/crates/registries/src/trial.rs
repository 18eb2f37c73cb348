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

/// One thing that was tried.
#[derive(Clone, Debug)]
pub struct Trial {
    /// What.
    pub tried: Tried,
    /// How it ended.
    pub outcome: Outcome,
    /// What the registry answered; text to show.
    pub answered: String,
    /// How long it took.
    pub took: Duration,
    /// Why it failed, or what is worth knowing.
    pub error: Option<Error>,
}
