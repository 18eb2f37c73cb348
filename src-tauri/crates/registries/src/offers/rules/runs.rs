//! Rules of a registry's own as they are carried out: how it went, and what a person asks for.

use async_trait::async_trait;
use jiff::Timestamp;

use super::{super::Scope, RulePurpose, VendorRule};
use crate::Result;

/// A registry whose carrying out of rules can be seen and asked for.
#[async_trait]
pub trait RuleRuns: Send + Sync {
    /// The last runs, newest first; of one rule where it is named, of the scope else.
    async fn runs(&self, filter: &RunFilter<'_>) -> Result<Vec<RuleRun>>;

    /// Has the rules carried out now. `dry`: only finds out what would come of it; what can't be tried so is
    /// [`portolan_distribution::Error::Unsupported`].
    async fn start(&self, filter: &RunFilter<'_>, dry: bool) -> Result<()>;

    /// Ends a run before its time.
    async fn stop(&self, filter: &RunFilter<'_>, run: u64) -> Result<()>;

    /// What a run did or does, one by one.
    async fn tasks(&self, filter: &RunFilter<'_>, run: u64) -> Result<Vec<RuleTask>>;

    /// What the registry wrote down about one of them. Text to show.
    async fn log(&self, filter: &RunFilter<'_>, run: u64, task: u64) -> Result<String>;
}

/// Whose runs are meant.
#[derive(Clone, Copy, Debug)]
pub struct RunFilter<'a> {
    /// What the rules are for.
    pub purpose: RulePurpose,
    /// Where they are.
    pub scope: &'a Scope,
    /// The one rule.
    pub rule: Option<&'a VendorRule>,
}

/// Rules that were carried out, or tried.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RuleRun {
    /// Its number.
    pub id: u64,
    /// How it is, in the vendor's word.
    pub status: String,
    /// What began it, in the vendor's word.
    pub trigger: Option<String>,
    /// Nothing was done; it was only found out.
    pub dry: bool,
    /// When it began.
    pub started: Option<Timestamp>,
    /// When it ended.
    pub ended: Option<Timestamp>,
    /// Tasks that went well, that failed, and all of them, where it is told.
    pub tasks: Option<(u64, u64, u64)>,
    /// What is said about it. Text to show.
    pub said: Option<String>,
}

/// A part of a run.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RuleTask {
    /// Its number.
    pub id: u64,
    /// What it is about: a repository, or what is copied.
    pub subject: String,
    /// Where that is copied to.
    pub destination: Option<String>,
    /// What is done with it, in the vendor's word.
    pub operation: Option<String>,
    /// How it is, in the vendor's word.
    pub status: String,
    /// When it ended.
    pub ended: Option<Timestamp>,
    /// Artifacts looked at, where it is about those.
    pub total: Option<u64>,
    /// Of them, those that stay.
    pub retained: Option<u64>,
}
