//! What the window is told without asking.

use crate::{
    ActivityId, AliasStatus, ConnectionId, Failure, Job, JobId, RetentionRun, ScanStatus,
    SeverityCount,
};

tagged! {
    /// Something changed. Each says which questions are worth asking again.
    pub enum Event {
        ConnectionsChanged,
        RepositoriesChanged { connection: ConnectionId },
        ImagesChanged { connection: ConnectionId, repository: String, revision: u64 },
        ActivityChanged { activity: ActivityId },
        JobProgress { job: Job },
        /// `failure` is `null` when it ended well or was cancelled.
        JobEnded { job: JobId, failure: Option<Failure> },
        /// A copy is further, or another one is there.
        CopiesChanged,
        BookmarksChanged,
        SettingsChanged,
        LocalRegistryChanged,
        /// Something was pulled through the local registry, or its upstreams do otherwise.
        PullCacheChanged,
        ShortNamesChanged,
        /// The index has other listings than before.
        GalleryChanged { revision: u64 },
        /// A listing's page or its tags are worth asking again.
        ListingChanged { reference: String },
        GallerySourcesChanged,
        /// A sign-in waits for the person, or no longer does.
        SignInQuestionsChanged,
        /// A scan that was begun here is over.
        ScanEnded {
            connection: ConnectionId,
            repository: String,
            digest: String,
            status: ScanStatus,
            counts: Vec<SeverityCount>,
        },
        /// Amazon has decided on an alias that was asked for, or seen the request.
        AliasChanged { connection: ConnectionId, alias: String, status: AliasStatus },
        /// The rules of a repository, their schedule or their last run changed.
        RetentionChanged { connection: ConnectionId, repository: String },
        /// Rules had their turn by themselves.
        RetentionRan { connection: ConnectionId, repository: String, run: RetentionRun },
        /// Amazon asks to go slower, and is asked again by itself, this many times of so many.
        Throttled {
            connection: ConnectionId,
            operation: Option<String>,
            attempt: u32,
            of: Option<u32>,
        },
        /// A watched tag points elsewhere than it did.
        TagMoved {
            connection: ConnectionId,
            repository: String,
            tag: String,
            before: String,
            now: String,
        },
        /// A watched repository has new tags; `tags` are the first of them.
        TagsAppeared { connection: ConnectionId, repository: String, tags: Vec<String>, count: u64 },
        WatchesChanged,
        /// Rules that a registry follows by itself, or how it carries them out, changed.
        VendorRulesChanged { connection: ConnectionId },
        /// Rules that copy, their turns or what they brought changed.
        ReplicationChanged,
        /// The listener fell behind and missed some: everything is worth asking again.
        EverythingChanged,
        /// Another start of the program handed this over.
        AddressRequested { text: String },
    }
}
