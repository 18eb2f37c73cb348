//! What was done in a registry, as its vendor wrote it down.

use crate::{FindingsFormat, ScopeAt};

plain! {
    /// Asks for a page of a vendor's log, newest first.
    pub struct ReadLog {
        pub at: ScopeAt,
        pub filter: LogFilter,
        /// Where the page before ended; `null` for the first one.
        pub cursor: Option<String>,
    }

    /// What is wanted of a log; `null` is everything.
    #[derive(Default, Eq)]
    pub struct LogFilter {
        /// The whole name of who did it.
        pub actor: Option<String>,
        /// The vendor's word for what was done.
        pub deed: Option<String>,
        /// Not before then.
        pub since: Option<i64>,
    }

    pub struct LogPage {
        pub rows: Vec<LogRow>,
        pub next: Option<String>,
        /// How far back the log is read as it was asked for; `null`: to its beginning.
        pub reaches_back_to: Option<i64>,
    }

    /// Something that was done. What the vendor doesn't say is `null`.
    #[derive(Eq)]
    pub struct LogRow {
        pub at: Option<i64>,
        pub actor: Option<String>,
        /// The vendor's word.
        pub deed: String,
        pub meaning: Option<LogMeaning>,
        pub repository: Option<String>,
        /// A tag or digest of it.
        pub selector: Option<String>,
        /// What else it was done to.
        pub about: Option<String>,
        /// The address it was asked from.
        pub source: Option<String>,
        pub worked: Option<bool>,
        /// The vendor's sentence about it.
        pub said: Option<String>,
    }

    /// What the many words of vendors come to.
    #[derive(Copy, Eq)]
    pub enum LogMeaning {
        Pulled,
        Pushed,
        Tagged,
        Created,
        Changed,
        Deleted,
        SignedIn,
        SignedOut,
    }

    /// Saves what a log has, at most 10,000 rows of it, to the folder of downloads.
    pub struct SaveLog {
        pub at: ScopeAt,
        pub filter: LogFilter,
        pub format: FindingsFormat,
    }
}
