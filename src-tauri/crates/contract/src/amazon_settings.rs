//! The settings of a repository of Amazon ECR, and what its lifecycle policy means.

use crate::{ActivityId, ConnectionId, Failure, LifecycleProblem};

plain! {
    /// A repository with its settings.
    pub struct AmazonRepository {
        pub arn: String,
        /// How references to it begin.
        pub uri: String,
        pub created: Option<i64>,
        pub mutability: TagMutability,
        pub scan_on_push: bool,
        pub encryption: AmazonEncryption,
        /// `null` where they could not be read.
        pub resource_tags: Option<Vec<ResourceTag>>,
        /// Why not all could be read.
        pub problem: Option<Failure>,
    }

    /// Which tags may move.
    #[derive(Eq)]
    pub struct TagMutability {
        pub immutable: bool,
        /// Tags for which the opposite holds; `*` stands for any characters.
        pub exclusions: Vec<String>,
    }

    /// How a repository is encrypted; chosen once and for all.
    #[derive(Eq)]
    pub struct AmazonEncryption {
        pub kind: EncryptionKind,
        pub key: Option<String>,
    }

    #[derive(Copy, Eq)]
    pub enum EncryptionKind {
        Aes256,
        Kms,
        /// Twice, with such a key.
        KmsDsse,
    }

    #[derive(Eq)]
    pub struct ResourceTag {
        pub key: String,
        pub value: String,
    }

    pub struct CreateAmazonRepository {
        pub connection: ConnectionId,
        pub region: String,
        pub name: String,
        pub mutability: TagMutability,
        pub scan_on_push: bool,
        pub encryption: AmazonEncryption,
        pub resource_tags: Vec<ResourceTag>,
    }

    /// Deletes a repository with all that it holds. There is no way back.
    pub struct DeleteAmazonRepository {
        pub connection: ConnectionId,
        pub repository: String,
        /// Its name, typed.
        pub typed: String,
    }

    /// Sets one of a repository's settings. Activity keeps what it was.
    pub struct SetAmazonSetting {
        pub connection: ConnectionId,
        pub repository: String,
        pub setting: AmazonSetting,
    }

    /// A repository's policy; `text` is `null` where it has none.
    pub struct AmazonPolicy {
        pub text: Option<String>,
        /// When ECR last went by it, of a lifecycle policy.
        pub evaluated: Option<i64>,
    }

    /// Checks a lifecycle policy and shows what it means for the images that are listed.
    pub struct CheckLifecycle {
        pub connection: ConnectionId,
        pub repository: String,
        pub text: String,
    }

    pub struct LifecycleCheck {
        /// As much as was understood, in the order of the text.
        pub rules: Vec<LifecycleRule>,
        /// What ECR would refuse.
        pub complaints: Vec<LifecycleComplaint>,
        /// What does other than it seems.
        pub doubts: Vec<LifecycleComplaint>,
        /// `null` while there are complaints.
        pub preview: Option<LifecyclePreview>,
    }

    /// A rule as written, in the document's own words; every member may be absent.
    pub struct LifecycleRule {
        pub priority: Option<i64>,
        pub description: Option<String>,
        pub tag_status: Option<String>,
        pub tag_patterns: Option<Vec<String>>,
        pub tag_prefixes: Option<Vec<String>>,
        pub storage_class: Option<String>,
        pub count_type: Option<String>,
        pub count_unit: Option<String>,
        pub count_number: Option<i64>,
        pub action: Option<String>,
        pub target: Option<String>,
    }

    pub struct LifecycleComplaint {
        /// The rule's place in the text, from 0.
        pub rule: Option<u32>,
        /// The member, as a JSON path.
        pub path: String,
        pub problem: LifecycleProblem,
    }

    /// What a policy means for the images of a repository.
    pub struct LifecyclePreview {
        pub expire: u64,
        pub archive: u64,
        pub stay: u64,
        /// Those that go first; at most 500.
        pub images: Vec<LifecycleImage>,
    }

    pub struct LifecycleImage {
        pub digest: String,
        pub tags: Vec<String>,
        pub pushed: i64,
        pub verdict: LifecycleVerdict,
    }

    /// ECR's own preview of a policy.
    pub struct LifecycleByEcr {
        pub expire: u64,
        pub archive: u64,
        /// Digests about which it differs from the preview made here.
        pub differences: Vec<String>,
    }

    /// Sets a setting back to what it was before an activity.
    pub struct SetBack {
        pub activity: ActivityId,
    }
}

tagged! {
    /// A setting of a repository, and its value.
    pub enum AmazonSetting {
        Mutability { mutability: TagMutability },
        ScanOnPush { on: bool },
        ResourceTags { tags: Vec<ResourceTag> },
        /// `null`: none.
        Lifecycle { text: Option<String> },
        Permissions { text: Option<String> },
    }

    /// What a lifecycle policy means for one image. Rules are named by their priority.
    pub enum LifecycleVerdict {
        Taken { rule: u32, archive: bool },
        /// It follows what it describes.
        Follows { rule: u32, archive: bool, subject: String },
        /// A rule counts it among those that stay.
        Kept { rule: u32, place: u32, keeps: u32 },
        TooYoung { rule: u32, days: u32 },
        /// A stronger rule selects it and leaves it.
        Shielded { by: u32, from: u32 },
        ChildOf { index: String },
        FollowsSubject { subject: String },
        Restoring,
        TimeUnknown { rule: u32 },
        NoRule,
    }
}
