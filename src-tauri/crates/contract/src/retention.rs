//! Portolan's own rules of what stays in a repository, on any registry, and what they mean.

use crate::{ConnectionId, Failure, LifecycleProblem};

plain! {
    /// Checks rules, and shows what they mean for what is known of a repository. Only what is in use is
    /// looked up.
    pub struct CheckRetention {
        pub connection: ConnectionId,
        pub repository: String,
        pub text: String,
    }

    pub struct RetentionCheck {
        /// As much as was understood, in the order of the text.
        pub rules: Vec<RetentionRule>,
        pub per_tag: bool,
        pub in_use: RetentionInUse,
        /// What can't be.
        pub complaints: Vec<RetentionComplaint>,
        /// What does other than it seems.
        pub doubts: Vec<RetentionComplaint>,
        /// The same for ECR, where it can say it.
        pub for_ecr: RetentionForEcr,
        /// `null` while there are complaints.
        pub preview: Option<RetentionPreview>,
    }

    /// A rule as written, in the document's own words; every member may be absent.
    pub struct RetentionRule {
        pub priority: Option<i64>,
        pub description: Option<String>,
        pub tag_status: Option<String>,
        pub patterns: Option<Vec<String>>,
        pub prefixes: Option<Vec<String>>,
        pub expressions: Option<Vec<String>>,
        pub except_patterns: Option<Vec<String>>,
        pub except_expressions: Option<Vec<String>>,
        pub storage_class: Option<String>,
        pub count_type: Option<String>,
        pub count_unit: Option<String>,
        pub count_number: Option<i64>,
        pub order_by: Option<String>,
        pub action: Option<String>,
        pub target: Option<String>,
    }

    /// Where it is found out what is in use.
    pub struct RetentionInUse {
        /// References and digests.
        pub references: Vec<String>,
        /// Files with one in each line.
        pub files: Vec<String>,
        /// Contexts of Kubernetes; an empty name is the one that is set.
        pub kubernetes: Vec<String>,
        /// Accounts whose Amazon ECS runs something: `profile@region`, either of which may be empty.
        pub ecs: Vec<String>,
    }

    pub struct RetentionComplaint {
        /// The rule's place in the text, from 0.
        pub rule: Option<u32>,
        /// The member, as a JSON path.
        pub path: String,
        pub problem: RetentionProblem,
    }

    pub struct RetentionForEcr {
        pub text: Option<String>,
        /// Why ECR can't say it.
        pub refusals: Vec<RetentionRefusal>,
    }

    pub struct RetentionRefusal {
        /// The rule's place in the text, from 0.
        pub rule: Option<u32>,
        pub why: NotInEcr,
    }

    /// What rules mean for the images of a repository.
    pub struct RetentionPreview {
        /// What would go is kept under this name for a change `applyRules`; `null` where nothing would.
        pub id: Option<String>,
        /// Images that go, those that go with others among them.
        pub expire: u64,
        pub archive: u64,
        /// Tags that are taken off images that stay.
        pub tags: u64,
        pub stay: u64,
        /// Of those that stay, the ones about which not enough is known.
        pub unsure: u64,
        /// Nothing would be left.
        pub takes_all: bool,
        /// Bytes of blobs that only what goes holds in this repository, each once.
        pub freed: u64,
        /// Bytes of what goes that something holds that stays.
        pub shared: u64,
        /// Manifests that go and are not in the cache, so that their blobs are not counted.
        pub unread_going: u64,
        /// Manifests that stay and are not in the cache: they may hold what is counted.
        pub unread_staying: u64,
        /// Tags of which it is not known where they point.
        pub unknown_tags: u64,
        /// The first of them, with what was said when they were followed last.
        pub unfollowed: Vec<UnfollowedTag>,
        /// Manifests that were not read.
        pub unread: u64,
        /// What would be put into the archive; at most as many as one request may name.
        pub archived: Vec<String>,
        /// Images that are in use.
        pub used: u64,
        /// Why what is in use could not be found out, so that nothing goes.
        pub problem: Option<Failure>,
        /// When the repository was last listed.
        pub listed_at: Option<i64>,
        /// Those that go first; at most 500.
        pub images: Vec<RetentionImage>,
    }

    pub struct RetentionImage {
        pub digest: String,
        pub tags: Vec<String>,
        pub pushed: Option<i64>,
        /// When it was first seen here, where the registry does not tell of its push.
        pub seen: Option<i64>,
        pub created: Option<i64>,
        pub verdict: RetentionVerdict,
    }

    /// A tag of which it is not known where it points, so that nothing of its repository goes.
    pub struct UnfollowedTag {
        pub tag: String,
        /// `null` where nobody has followed it yet.
        pub problem: Option<Failure>,
    }

    pub struct RetentionLostTag {
        pub tag: String,
        pub rule: u32,
    }

    /// The rules that are kept for a repository.
    pub struct KeptRetention {
        /// `null`: none.
        pub text: Option<String>,
        pub schedule: Option<RetentionSchedule>,
        /// When they are carried out next by themselves.
        pub next: Option<i64>,
        pub last: Option<RetentionRun>,
    }

    /// Keeps rules for a repository, or forgets them.
    pub struct KeepRetention {
        pub connection: ConnectionId,
        pub repository: String,
        /// `null`: forgets them, with their schedule.
        pub text: Option<String>,
        pub schedule: Option<RetentionSchedule>,
    }

    pub struct RetentionSchedule {
        pub rhythm: Rhythm,
        /// Carries out what the rules say; otherwise only tells.
        pub carry_out: bool,
    }

    /// What came of rules that were carried out, or tried, by themselves.
    pub struct RetentionRun {
        pub at: i64,
        /// It should have been earlier, but the program or the machine slept.
        pub late: bool,
        pub outcome: RetentionOutcome,
        pub images: u64,
        pub tags: u64,
        /// Bytes that are freed, where they are known.
        pub freed: Option<u64>,
        /// Images about which not enough was known.
        pub unsure: u64,
        /// A tag that could not be followed, for which everything had to stay.
        pub held_by: Option<String>,
        /// Images that were put into the archive.
        pub archived: Option<u64>,
    }

    /// Schedules whose time had come.
    #[derive(Copy, Eq)]
    pub struct RanRules {
        pub turns: u64,
    }

    #[derive(Copy, Eq)]
    pub enum RetentionOutcome {
        /// Nothing was to go.
        Nothing,
        /// It was only told what would go.
        Told,
        /// It was begun, as an activity of its own.
        Begun,
        /// Everything would go, which nobody does unasked.
        WouldTakeAll,
        /// It did not come to it.
        Failed,
    }
}

tagged! {
    /// How often.
    #[derive(Copy, Eq)]
    pub enum Rhythm {
        Hours { hours: u16 },
        /// Minutes after midnight, by the clock on the wall.
        Daily { minute: u16 },
    }

    /// What can't be of rules, or does other than it seems.
    pub enum RetentionProblem {
        /// What ECR's rules know too.
        Common { problem: LifecycleProblem },
        BadExpression { met: String },
        OrderUnwanted,
        TagsAreNotArchived,
        VersionsNeedTags,
        NoReference,
        /// This registry has no archive.
        NoArchive,
        /// A doubt only.
        NothingLeft,
    }

    /// Why ECR can't say what rules say.
    pub enum NotInEcr {
        Expressions,
        Exclusions,
        Versions,
        Created,
        OrderedByBuild,
        Tags,
        InUse,
        Refused { problem: LifecycleProblem },
    }

    /// What rules mean for one image. Rules are named by their priority.
    pub enum RetentionVerdict {
        Taken { rule: u32, archive: bool, since: Option<i64> },
        /// It goes with the last index that names it.
        FollowsIndex { rule: u32, index: String },
        /// It goes with what it describes.
        FollowsSubject { rule: u32, subject: String },
        LosesTags { tags: Vec<RetentionLostTag> },
        Kept { rule: u32, place: u32, keeps: u32 },
        /// `due`: when it would go.
        TooYoung { rule: u32, days: u32, due: i64 },
        Shielded { by: u32, from: u32 },
        ChildOf { index: String },
        /// It goes when what it describes goes.
        StaysWith { subject: String },
        /// What describes it is needed.
        Describes { referrer: String },
        InUse { text: String },
        Restoring,
        TimeUnknown { rule: u32 },
        NoVersion { rule: u32 },
        Unread { rule: u32 },
        Unsure { rule: u32 },
        NoRule,
    }
}
