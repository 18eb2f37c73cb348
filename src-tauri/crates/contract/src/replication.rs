//! Rules that keep repositories of one connection the same on others, and copies of a whole registry.

use crate::{Confirmation, ConnectionId, Failure, JobId, Rhythm};

plain! {
    /// Which repositories of a connection are copied where, and when.
    #[derive(Eq)]
    pub struct CopyRule {
        /// Empty for one that is new.
        pub id: String,
        pub name: String,
        pub source: ConnectionId,
        /// How the names of the repositories begin; none is all of them.
        pub prefixes: Vec<String>,
        pub destinations: Vec<CopyDestination>,
        /// Tags that go at the source go at the destinations, those that the rule itself has put.
        pub deletes: bool,
        /// It has its turn when a tag of the source is seen to come or to move.
        pub on_change: bool,
        /// It has its turn from time to time.
        pub rhythm: Option<Rhythm>,
    }

    #[derive(Eq)]
    pub struct CopyDestination {
        pub connection: ConnectionId,
        /// What comes before the names there, without the slash after it.
        pub prefix: Option<String>,
    }

    /// A rule with how it does.
    pub struct KnownCopyRule {
        pub rule: CopyRule,
        /// When it has its next turn by itself.
        pub next: Option<i64>,
        pub last: Option<ReplicationRun>,
        /// It has its turn now, under this job.
        pub running: Option<JobId>,
        pub done: u64,
        pub pending: u64,
        pub failed: u64,
        /// What is wrong with it by now.
        pub complaints: Vec<CopyRuleProblem>,
    }

    /// Makes, changes or takes away a rule: what it is, as the person saw it, and what it is to be.
    pub struct SetCopyRule {
        pub before: Option<CopyRule>,
        pub after: Option<CopyRule>,
    }

    pub struct CopyRuleCheck {
        /// What can't be.
        pub complaints: Vec<CopyRuleProblem>,
        /// What does other than it seems.
        pub doubts: Vec<CopyRuleProblem>,
    }

    pub struct RunCopyRule {
        pub rule: String,
        /// Also what arrived before is asked for at the destinations.
        pub everything: bool,
    }

    /// What came of a turn of a rule.
    pub struct ReplicationRun {
        pub at: i64,
        pub cause: TurnCause,
        /// It should have been earlier, but the program or the machine slept.
        pub late: bool,
        pub outcome: TurnOutcome,
        /// Repositories that were looked at, for each destination.
        pub repositories: u64,
        /// Images that arrived.
        pub copied: u64,
        /// Images that were there already.
        pub same: u64,
        /// Images that did not arrive.
        pub failed: u64,
        /// Tags that were deleted.
        pub deleted: u64,
        /// Tags that would have been deleted, but their repository had none left.
        pub held_back: u64,
        /// Bytes that were to be sent.
        pub bytes: u64,
        /// The first reason why something failed.
        pub failure: Option<Failure>,
    }

    #[derive(Copy, Eq)]
    pub enum TurnCause {
        Asked,
        Scheduled,
        /// A tag of the source was seen to come, go or move.
        Seen,
    }

    #[derive(Copy, Eq)]
    pub enum TurnOutcome {
        /// Everything is there.
        Done,
        /// There was nothing to do.
        Nothing,
        Partly,
        Failed,
        /// The person stopped it.
        Stopped,
    }

    /// What a rule would do now, found out by a job.
    pub struct ReplicationOutlook {
        pub rule: CopyRule,
        pub running: bool,
        /// Repositories to look at, for each destination; `null` until they are listed.
        pub repositories: Option<u64>,
        pub looked_at: u64,
        /// Those where something would be done; at most 500.
        pub places: Vec<OutlookPlace>,
        pub copies: u64,
        pub same: u64,
        pub overwritten: u64,
        pub deletions: u64,
        pub held_back: u64,
        /// Bytes to send. Blobs that several repositories share are counted for each.
        pub bytes: u64,
        /// Why the whole could not be found out.
        pub failure: Option<Failure>,
        /// What must be done to begin it, where it is a copy of a registry.
        pub confirmation: Confirmation,
    }

    /// What would be done for one repository at one destination.
    pub struct OutlookPlace {
        pub repository: String,
        pub connection: ConnectionId,
        /// What the repository is called there.
        pub place: String,
        /// Tags that would be put; at most 20.
        pub tags: Vec<String>,
        pub copies: u64,
        pub same: u64,
        pub overwritten: u64,
        /// Tags that would be deleted.
        pub deletions: Vec<String>,
        pub held_back: u64,
        pub bytes: u64,
        pub failure: Option<Failure>,
    }

    /// Begins to copy a registry as it was looked at.
    pub struct StartRegistryCopy {
        pub outlook: JobId,
        /// What was typed where a name is asked for.
        pub typed: String,
    }

    /// A window onto what a rule brings.
    pub struct ListReplicated {
        pub rule: String,
        /// Only in this state.
        pub state: Option<ReplicatedState>,
        /// Only where the repository or tag contains this.
        pub filter: String,
        pub offset: u64,
        pub limit: u64,
    }

    pub struct ReplicatedWindow {
        pub total: u64,
        pub offset: u64,
        pub rows: Vec<ReplicatedImage>,
    }

    pub struct ReplicatedImage {
        pub repository: String,
        /// Empty for the whole repository.
        pub tag: String,
        pub connection: ConnectionId,
        pub place: String,
        pub digest: Option<String>,
        pub state: ReplicatedState,
        pub failure: Option<Failure>,
        pub at: i64,
    }

    #[derive(Copy, Eq)]
    pub enum ReplicatedState {
        Pending,
        Done,
        Failed,
    }
}

tagged! {
    /// What is wrong with a rule that copies.
    #[derive(Eq)]
    pub enum CopyRuleProblem {
        NoName,
        NameTaken,
        UnknownSource,
        NoDestination,
        TooManyDestinations,
        TooManyFilters,
        UnknownDestination { connection: String },
        ReadOnly { connection: String },
        DestinationTwice { connection: String },
        BadPrefix { prefix: String },
        BadFilter { filter: String },
        /// It would copy its own copies.
        OntoItself { connection: String },
        /// Its copies come back through the rules of these names.
        Circle { through: Vec<String> },
        BadTime,
        FilterCovered { filter: String, by: String },
        /// An empty filter stands for the whole source.
        MatchesNothing { filter: String },
        Shadowed { by: String },
        Overlaps { rule: String },
        DeletesDiffer { rule: String },
        Collides { rule: String, connection: String },
        Production { connection: String },
    }
}
