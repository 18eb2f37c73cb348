//! The registry of Amazon ECR in a region: what holds for all of its repositories, and the rules by which
//! it copies, caches, scans and signs.

use crate::{
    AmazonEncryption, ConnectionId, Failure, LifecycleProblem, PermissionProblem, ResourceTag,
    TagMutability,
};

plain! {
    /// The registry of a region of a connection.
    #[derive(Eq)]
    pub struct RegistryAt {
        pub connection: ConnectionId,
        pub region: String,
    }

    /// Sets one of a registry's settings, or one of its rules. Activity keeps what it was.
    pub struct SetRegistrySetting {
        pub connection: ConnectionId,
        pub region: String,
        pub setting: RegistrySetting,
    }

    /// Something that ECR would refuse of a setting.
    pub struct RegistryComplaint {
        pub field: RegistryField,
        /// The rule, from 0, where there are several.
        pub rule: Option<u32>,
        /// The entry, from 0, where the field is a list.
        pub entry: Option<u32>,
        pub problem: RegistryProblem,
    }

    #[derive(Copy, Eq)]
    pub enum RegistryField {
        Rules,
        Destinations,
        DestinationRegion,
        DestinationAccount,
        Prefixes,
        CachePrefix,
        UpstreamAddress,
        UpstreamPrefix,
        Credential,
        Role,
        ScanFrequency,
        ScanFilters,
        SigningProfile,
        SigningFilters,
        TemplatePrefix,
        Description,
        Occasions,
        Exclusions,
        KmsKey,
        ResourceTagKeys,
        ResourceTagValues,
        RepositoryPolicy,
        LifecyclePolicy,
        RegistryPolicy,
        AccountValue,
        Principal,
    }

    /// Replication: who this registry is, and its rules.
    pub struct RegistryReplication {
        /// The account, which is the registry's id.
        pub account: String,
        pub rules: Vec<ReplicationRule>,
    }

    /// Which repositories are copied where.
    #[derive(Eq)]
    pub struct ReplicationRule {
        pub destinations: Vec<ReplicationDestination>,
        /// How the names of the repositories begin; none is all of them.
        pub prefixes: Vec<String>,
        /// What is deleted here is deleted there too.
        pub deletes: bool,
    }

    /// The registry of an account in a region.
    #[derive(Eq, Ord, PartialOrd)]
    pub struct ReplicationDestination {
        pub region: String,
        pub account: String,
    }

    /// Copying what was there before its rule.
    pub struct ReplicationBackfill {
        pub id: String,
        pub destination: ReplicationDestination,
        pub state: BackfillState,
        pub total: Option<u64>,
        pub done: Option<u64>,
        pub failed: Option<u64>,
        /// Amazon's words.
        pub failure: Option<String>,
        pub started: Option<i64>,
        pub ended: Option<i64>,
    }

    #[derive(Copy, Eq)]
    pub enum BackfillState {
        Preparing,
        Running,
        Complete,
        Failed,
        Stopping,
        Stopped,
        Unknown,
    }

    pub struct StartBackfill {
        pub connection: ConnectionId,
        pub region: String,
        pub destination: ReplicationDestination,
    }

    pub struct BackfillAt {
        pub connection: ConnectionId,
        pub region: String,
        pub id: String,
        pub destination: ReplicationDestination,
    }

    /// A backfill with what became of its images.
    pub struct BackfillReport {
        pub backfill: ReplicationBackfill,
        /// At most 500, those that failed where some did.
        pub images: Vec<BackfilledImage>,
    }

    pub struct BackfilledImage {
        pub repository: String,
        pub image: String,
        pub there: bool,
        /// Amazon's words.
        pub failure: Option<String>,
    }

    /// A pull-through cache rule by its prefix.
    pub struct ListedCacheRule {
        pub prefix: String,
        pub rule: CacheRule,
        pub created: Option<i64>,
        pub updated: Option<i64>,
    }

    /// Which upstream's images are kept.
    #[derive(Eq)]
    pub struct CacheRule {
        /// `null`: one that this program does not know.
        pub upstream: Option<CacheUpstream>,
        pub address: String,
        /// What the names of the upstream's repositories begin with; `null` is any.
        pub upstream_prefix: Option<String>,
        /// The secret with the upstream's credentials.
        pub credential: Option<String>,
        /// The role that pulls from another account.
        pub role: Option<String>,
    }

    #[derive(Copy, Eq)]
    pub enum CacheUpstream {
        Ecr,
        EcrPublic,
        DockerHub,
        GitHub,
        GitLab,
        Kubernetes,
        Azure,
        Quay,
        Chainguard,
    }

    /// An upstream, and what a rule for it needs.
    #[derive(Eq)]
    pub struct KnownUpstream {
        pub upstream: CacheUpstream,
        /// Its address, or how that ends where it begins with a point.
        pub address: String,
        pub needs_credential: bool,
        /// Other accounts' registries of Amazon need a role.
        pub takes_role: bool,
    }

    pub struct CacheRuleAt {
        pub connection: ConnectionId,
        pub region: String,
        pub prefix: String,
    }

    pub struct CacheValidity {
        pub valid: bool,
        /// Amazon's words.
        pub failure: Option<String>,
    }

    /// What a rule has brought.
    pub struct CachedRepositories {
        /// At most 100, by name.
        pub rows: Vec<CachedRepository>,
        pub more: bool,
    }

    pub struct CachedRepository {
        /// As this connection calls it.
        pub repository: String,
        pub images: Option<u64>,
        /// There are more images than those.
        pub more: bool,
        /// When ECR last brought one.
        pub brought: Option<i64>,
        pub pulled: Option<i64>,
    }

    /// How a registry scans.
    pub struct RegistryScanning {
        pub enhanced: bool,
        pub rules: Vec<RegistryScanRule>,
    }

    #[derive(Eq)]
    pub struct RegistryScanRule {
        pub frequency: ScanFrequency,
        /// Names in which `*` stands for any characters.
        pub filters: Vec<String>,
    }

    #[derive(Copy, Eq)]
    pub enum ScanFrequency {
        OnPush,
        /// With the enhanced scan alone.
        Continuous,
        Manual,
    }

    /// A creation template by its prefix; `ROOT` is all that no other fits.
    pub struct ListedTemplate {
        pub prefix: String,
        pub template: CreationTemplate,
    }

    /// What the repositories are like that ECR makes by itself.
    #[derive(Eq)]
    pub struct CreationTemplate {
        pub description: Option<String>,
        pub applied_for: Vec<CreationOccasion>,
        pub mutability: TagMutability,
        pub encryption: AmazonEncryption,
        pub repository_policy: Option<String>,
        pub lifecycle_policy: Option<String>,
        pub resource_tags: Vec<ResourceTag>,
        pub role: Option<String>,
    }

    #[derive(Copy, Eq, Ord, PartialOrd)]
    pub enum CreationOccasion {
        Replication,
        PullThroughCache,
        Push,
    }

    /// Which repositories a profile signs.
    #[derive(Eq)]
    pub struct SigningRule {
        pub profile: String,
        /// Names in which `*` stands for any characters; none is all of them.
        pub filters: Vec<String>,
    }

    /// A setting of the account in a region.
    pub struct AccountSetting {
        pub name: AccountSettingName,
        /// `null`: never set, or this region has no such setting.
        pub value: Option<String>,
        /// What it may be.
        pub values: Vec<String>,
        pub problem: Option<Failure>,
    }

    #[derive(Copy, Eq)]
    pub enum AccountSettingName {
        /// Which scanner the basic scan uses.
        BasicScanTypeVersion,
        /// What a registry's policy may grant.
        RegistryPolicyScope,
        /// Whether layers are shared between repositories.
        BlobMounting,
    }

    /// What ECR does with an image by itself.
    pub struct ImageProgress {
        /// `null` where it could not be read.
        pub replication: Option<Vec<ReplicatedTo>>,
        pub signing: Option<Vec<SignedBy>>,
        /// Why not all could be read.
        pub problems: Vec<Failure>,
    }

    pub struct ReplicatedTo {
        pub destination: ReplicationDestination,
        pub state: ProgressState,
        /// Amazon's words.
        pub failure: Option<String>,
    }

    pub struct SignedBy {
        /// The signing profile's resource name.
        pub profile: String,
        pub state: ProgressState,
        /// Amazon's words.
        pub failure: Option<String>,
    }

    #[derive(Copy, Eq)]
    pub enum ProgressState {
        Running,
        Complete,
        Failed,
        Unknown,
    }

    pub struct ReadImageProgress {
        pub connection: ConnectionId,
        pub repository: String,
        pub digest: String,
    }
}

tagged! {
    /// A setting of a registry, and its value. A rule that is not there is `null`.
    pub enum RegistrySetting {
        Replication { rules: Vec<ReplicationRule> },
        CacheRule { prefix: String, rule: Option<CacheRule> },
        Scanning { enhanced: bool, rules: Vec<RegistryScanRule> },
        Template { prefix: String, template: Option<CreationTemplate> },
        Signing { rules: Vec<SigningRule> },
        Policy { text: Option<String> },
        Account { name: AccountSettingName, value: Option<String> },
        /// Whether pulls of a role or user are left out when pulls are recorded.
        PullExclusion { principal: String, excluded: bool },
    }

    /// What is wrong with a setting.
    pub enum RegistryProblem {
        TooShort { has: u32, least: u32 },
        TooLong { has: u32, most: u32 },
        TooMany { has: u32, most: u32 },
        /// A list without an entry, or a text that must be there.
        Missing,
        Character { found: String },
        /// Characters that are possible, but not in this order.
        Grammar,
        /// The same as the entry before it, from 0.
        Duplicate { other: u32 },
        /// It begins with `aws:`.
        Reserved,
        /// It can't be with what else was chosen.
        NotHere,
        /// The registry itself.
        Itself,
        /// Of a policy of permissions, at a place in it.
        Permissions { path: String, problem: PermissionProblem },
        /// Of a lifecycle policy, at a place in it.
        Lifecycle { path: String, problem: LifecycleProblem },
    }
}
