//! What was done in a registry, as its vendor wrote it down.

use async_trait::async_trait;
use jiff::Timestamp;
use portolan_distribution::{Cursor, Page};

use super::{Scope, ScopeKind};
use crate::Result;

/// A vendor's own log of what was done.
#[async_trait]
pub trait Log: Send + Sync {
    /// What it can be asked for.
    fn scopes(&self) -> &'static [ScopeKind];

    /// How far back it is read where a filter doesn't say; `None`: to its beginning.
    fn reach(&self) -> Option<Timestamp> {
        None
    }

    /// One page, newest first. The vendor is asked for no more than `filter` wants where it can tell; what it
    /// can't tell comes as well.
    async fn read_log(
        &self,
        scope: &Scope,
        filter: &LogFilter,
        cursor: Option<&Cursor>,
    ) -> Result<Page<LogEntry>>;
}

/// What is wanted of a log; `None` is everything.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct LogFilter {
    /// The whole name of who did it.
    pub actor: Option<String>,
    /// The vendor's word for what was done.
    pub deed: Option<String>,
    /// Not before then.
    pub since: Option<Timestamp>,
}

impl LogFilter {
    /// Whether it wants an entry. What has no time is wanted whenever it was.
    pub fn wants(&self, entry: &LogEntry) -> bool {
        let is_actor = self.actor.as_ref().is_none_or(|wanted| {
            let actor = entry.actor.as_deref().unwrap_or_default();
            actor.eq_ignore_ascii_case(wanted)
        });
        is_actor
            && self.deed.as_ref().is_none_or(|deed| entry.deed == *deed)
            && match (self.since, entry.at) {
                (Some(since), Some(at)) => at >= since,
                _ => true,
            }
    }
}

/// Something that was done. What the vendor doesn't say is `None`; all texts are the vendor's.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct LogEntry {
    /// When.
    pub at: Option<Timestamp>,
    /// Who did it.
    pub actor: Option<String>,
    /// The vendor's word for it.
    pub deed: String,
    /// What that is in plain words.
    pub meaning: Option<LogMeaning>,
    /// The repository it was done to.
    pub repository: Option<String>,
    /// The tag or digest there.
    pub selector: Option<String>,
    /// What else it was done to.
    pub about: Option<String>,
    /// The address it was asked from.
    pub source: Option<String>,
    /// Whether it worked.
    pub worked: Option<bool>,
    /// A sentence about it.
    pub said: Option<String>,
}

/// What the many words of vendors come to.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum LogMeaning {
    /// An image was pulled.
    Pulled,
    /// An image was pushed.
    Pushed,
    /// A tag was made, or moved.
    Tagged,
    /// Something was made.
    Created,
    /// Something was changed.
    Changed,
    /// Something was deleted.
    Deleted,
    /// Somebody signed in.
    SignedIn,
    /// Somebody signed out.
    SignedOut,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_wants_whole_names_the_vendors_words_and_what_is_new_enough() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let entry = LogEntry {
            at: Some(at(100)),
            actor: Some("Ada".to_owned()),
            deed: "push_repo".to_owned(),
            ..LogEntry::default()
        };
        let wants = |filter: LogFilter| filter.wants(&entry);
        assert!(wants(LogFilter::default()));
        let by = |actor: &str| LogFilter {
            actor: Some(actor.to_owned()),
            ..LogFilter::default()
        };
        assert!(wants(by("ada")) && !wants(by("ad")));
        let of = |deed: &str| LogFilter {
            deed: Some(deed.to_owned()),
            ..LogFilter::default()
        };
        assert!(wants(of("push_repo")) && !wants(of("push")));
        let since = |second| LogFilter {
            since: Some(at(second)),
            ..LogFilter::default()
        };
        assert!(wants(since(100)) && !wants(since(101)));
    }
}
