//! Rules that a registry keeps and follows by itself: what stays, what may not move, what is copied elsewhere.
//!
//! A rule is written in its vendor's own words, so that nothing of it is lost on the way. What Portolan decides
//! by itself has its place in the room `policy`.

mod runs;
mod vendor_rule;

use async_trait::async_trait;
use portolan_distribution::{Error as WireError, Operation};
use portolan_oci::{Digest, RepositoryName, Tag};

pub use self::{
    runs::{RuleRun, RuleRuns, RuleTask, RunFilter},
    vendor_rule::{
        HarborFilter, HarborImmutable, HarborPlace, HarborReplication, HarborRetention,
        HarborRetentionRule, HarborSelector, LockedAttributes, TagExpressions, VendorRule,
    },
};
use super::{Scope, ScopeKind};
use crate::{Error, Nature, Result};

/// What a rule is for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum RulePurpose {
    /// What stays, and what is removed.
    Retention,
    /// Tags that may neither move nor go.
    Immutability,
    /// What is copied from or to other registries.
    Replication,
}

/// A registry that keeps rules of its own. A rule has no name here: whoever changes one says what it was, and
/// nobody overwrites what another has changed meanwhile.
#[async_trait]
pub trait Rules: Send + Sync {
    /// The kinds of scopes that can have rules for this; none where the vendor has no such rules.
    fn scopes(&self, purpose: RulePurpose) -> &'static [ScopeKind];

    /// What a new rule may begin as; `None` where there are no more than there are.
    fn blank(&self, _purpose: RulePurpose) -> Option<VendorRule> {
        None
    }

    /// The rules of a scope.
    ///
    /// # Errors
    /// [`portolan_distribution::Error::Forbidden`] where whoever asks may not read them, and
    /// [`portolan_distribution::Error::NotFound`] by servers that are too old to have any.
    async fn rules(&self, purpose: RulePurpose, scope: &Scope) -> Result<Vec<VendorRule>>;

    /// Makes `before` into `after`: a new rule without the one, none any more without the other.
    ///
    /// # Errors
    /// [`Nature::Conflict`] where there is no rule like `before` by now.
    async fn replace(
        &self,
        scope: &Scope,
        before: Option<&VendorRule>,
        after: Option<&VendorRule>,
    ) -> Result<()>;

    /// The locks on a repository, and on a tag and a manifest of it where they are named; none where single
    /// ones can't be locked.
    async fn locks(
        &self,
        _repository: &RepositoryName,
        _tag: Option<&Tag>,
        _digest: Option<&Digest>,
    ) -> Result<Vec<VendorRule>> {
        Ok(Vec::new())
    }

    /// Where a rule of replication may copy from or to, beside the registry itself.
    async fn places(&self) -> Result<Vec<HarborPlace>> {
        Ok(Vec::new())
    }

    /// The tags that an expression of [`VendorRule::HubImmutable`] is for, by the registry itself.
    async fn matching_tags(
        &self,
        _repository: &RepositoryName,
        _expression: &str,
    ) -> Result<Vec<Tag>> {
        Err(unsupported())
    }

    /// Has the registry remove the tags that `rule` takes, now and once, without asking again.
    async fn remove_matching(
        &self,
        _repository: &RepositoryName,
        _rule: &VendorRule,
    ) -> Result<()> {
        Err(unsupported())
    }

    /// How its rules are carried out, where that can be seen and asked for.
    fn runs(&self) -> Option<&dyn RuleRuns> {
        None
    }
}

/// The registry has nothing of the kind.
pub(crate) fn unsupported() -> Error {
    Error::Request(WireError::Unsupported {
        what: Operation::Other,
        complaint: None,
    })
}

/// A rule that was to be changed is not as it was.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("the rule was changed by somebody else")]
struct OtherwiseByNow;

/// The error for a rule that is otherwise by now.
pub(crate) fn otherwise() -> Error {
    Error::Native {
        nature: Nature::Conflict,
        cause: std::sync::Arc::new(OtherwiseByNow),
    }
}

/// A rule that this vendor or scope can't have.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("there are no such rules here")]
struct NoSuchRule;

/// The error for a rule of another vendor, or for another scope.
pub(crate) fn misplaced() -> Error {
    Error::Native {
        nature: Nature::Invalid,
        cause: std::sync::Arc::new(NoSuchRule),
    }
}
