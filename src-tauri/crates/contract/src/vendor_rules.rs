//! Rules that a registry keeps and follows by itself, in its vendor's own words: what stays, what may not
//! move, what is copied elsewhere.

use crate::{ConnectionId, RepositoryAt, ScopeAt};

plain! {
    /// What a rule is for.
    #[derive(Copy, Eq)]
    pub enum RulePurpose {
        Retention,
        Immutability,
        Replication,
    }

    /// The rules of a scope.
    pub struct VendorRulesAt {
        pub at: ScopeAt,
        pub purpose: RulePurpose,
    }

    pub struct VendorRules {
        pub rules: Vec<VendorRule>,
        /// What a new one may begin as; `null` where there are no more than there are.
        pub blank: Option<VendorRule>,
        /// Where rules of replication may copy from or to.
        pub places: Vec<HarborPlace>,
        /// How they are carried out can be seen and asked for.
        pub runs: bool,
    }

    /// Makes `before` into `after`: a new rule without the one, none any more without the other. Refused when
    /// the rule is otherwise by now.
    pub struct SetVendorRule {
        pub at: ScopeAt,
        pub before: Option<VendorRule>,
        pub after: Option<VendorRule>,
    }

    /// The locks on a repository, and on a tag and a manifest of it where they are named.
    pub struct LocksAt {
        pub connection: ConnectionId,
        pub repository: String,
        pub tag: Option<String>,
        pub digest: Option<String>,
    }

    /// The tags that an expression of Docker Hub's is for.
    pub struct MatchingTags {
        pub of: RepositoryAt,
        pub expression: String,
    }

    /// What GitLab removes, or Quay prunes, as Portolan reckons it.
    pub struct PruneOf {
        pub of: RepositoryAt,
        pub rule: VendorRule,
    }

    /// What a rule would take of the tags that are there now, as far as Portolan can follow it.
    pub struct PrunePreview {
        pub takes: Vec<PrunedTag>,
        pub stay: u64,
        /// Of those that stay, the ones without a date, which the registry may know.
        pub undated: u64,
        /// Why Portolan can't say what it would take.
        pub unsayable: Option<Unsayable>,
    }

    pub struct PrunedTag {
        pub tag: String,
        pub digest: String,
        pub pushed: Option<i64>,
    }

    /// Runs of the rules of a scope, or of one of them.
    pub struct RuleRunsAt {
        pub at: ScopeAt,
        pub purpose: RulePurpose,
        pub rule: Option<VendorRule>,
    }

    pub struct StartRuleRun {
        pub of: RuleRunsAt,
        /// Only finds out what would come of it.
        pub dry: bool,
    }

    pub struct RuleRunAt {
        pub of: RuleRunsAt,
        pub run: u64,
    }

    pub struct RuleTaskAt {
        pub of: RuleRunsAt,
        pub run: u64,
        pub task: u64,
    }

    /// Rules that the registry carried out, or tried.
    #[derive(Eq)]
    pub struct RuleRun {
        pub id: u64,
        pub state: RuleRunState,
        /// In the vendor's word.
        pub status: String,
        pub trigger: Option<String>,
        pub dry: bool,
        pub started: Option<i64>,
        pub ended: Option<i64>,
        /// Tasks, where they are told.
        pub tasks: Option<RuleTaskCounts>,
        /// In the vendor's words.
        pub said: Option<String>,
    }

    #[derive(Copy, Eq)]
    pub enum RuleRunState {
        Waiting,
        Running,
        Done,
        Failed,
        Stopped,
    }

    #[derive(Copy, Eq)]
    pub struct RuleTaskCounts {
        pub succeeded: u64,
        pub failed: u64,
        pub total: u64,
    }

    #[derive(Eq)]
    pub struct RuleTask {
        pub id: u64,
        /// A repository, or what is copied.
        pub subject: String,
        pub destination: Option<String>,
        /// In the vendor's word.
        pub operation: Option<String>,
        pub state: RuleRunState,
        pub status: String,
        pub ended: Option<i64>,
        /// Artifacts looked at, and those that stay.
        pub total: Option<u64>,
        pub retained: Option<u64>,
    }

    /// What the registry wrote down about a task; plain text.
    pub struct RuleLog {
        pub text: String,
    }

    /// What may be done to something of Azure's.
    #[derive(Copy, Eq)]
    pub struct LockedAttributes {
        pub write: bool,
        pub delete: bool,
        pub list: bool,
        pub read: bool,
    }

    /// Which tags GitLab removes. `latest` is never among them.
    #[derive(Eq)]
    pub struct TagExpressions {
        /// How many of the newest stay.
        pub keep_n: Option<u64>,
        /// Only what is older than this, as `14d`.
        pub older_than: Option<String>,
        /// What whole tags meet that are removed.
        pub name_regex_delete: Option<String>,
        /// What whole tags meet that stay.
        pub name_regex_keep: Option<String>,
    }

    /// What stays in a project of Harbor's; what no rule retains is removed.
    #[derive(Eq)]
    pub struct HarborRetention {
        pub rules: Vec<HarborRetentionRule>,
        /// Cron with six fields; `null`: by hand alone.
        pub schedule: Option<String>,
    }

    #[derive(Eq)]
    pub struct HarborRetentionRule {
        /// `always`, `latestPushedK`, `latestPulledN`, `nDaysSinceLastPush`, `nDaysSinceLastPull`.
        pub template: String,
        pub amount: Option<u64>,
        pub disabled: bool,
        pub tags: Vec<HarborSelector>,
        pub repositories: Vec<HarborSelector>,
    }

    #[derive(Eq)]
    pub struct HarborSelector {
        /// `matches` or `excludes`, `repoMatches` or `repoExcludes`.
        pub decoration: String,
        /// `**` stands for anything.
        pub pattern: String,
        /// Artifacts without tags are meant too.
        pub untagged: Option<bool>,
    }

    #[derive(Eq)]
    pub struct HarborImmutable {
        pub disabled: bool,
        pub tags: Vec<HarborSelector>,
        pub repositories: Vec<HarborSelector>,
    }

    /// What Harbor copies from or to another registry.
    #[derive(Eq)]
    pub struct HarborReplication {
        pub name: String,
        pub description: Option<String>,
        /// `null`: Harbor itself.
        pub source: Option<u64>,
        /// `null`: Harbor itself.
        pub destination: Option<u64>,
        pub namespace: Option<String>,
        pub replace_count: Option<i64>,
        /// `manual`, `scheduled` or `event_based`.
        pub trigger: String,
        /// Cron with six fields.
        pub cron: Option<String>,
        pub filters: Vec<HarborFilter>,
        pub deletion: bool,
        pub overwrite: bool,
        pub enabled: bool,
        pub speed: Option<i64>,
    }

    #[derive(Eq)]
    pub struct HarborFilter {
        /// `name`, `tag`, `label` or `resource`.
        pub kind: String,
        /// `matches` or `excludes`.
        pub decoration: Option<String>,
        pub values: Vec<String>,
    }

    /// A registry that Harbor copies from or to.
    #[derive(Eq)]
    pub struct HarborPlace {
        pub id: u64,
        pub name: String,
        pub url: String,
        pub kind: String,
        pub status: Option<String>,
    }
}

tagged! {
    /// A rule of a registry's own, or a setting that is as good as one.
    #[derive(Eq)]
    pub enum VendorRule {
        HarborRetention { policy: HarborRetention },
        HarborImmutable { rule: HarborImmutable },
        HarborReplication { policy: HarborReplication },
        QuayPrune {
            /// `number_of_tags` or `creation_date`.
            method: String,
            /// A number, or an age such as `7d`.
            value: String,
            tag_pattern: Option<String>,
            /// `false`: tags are pruned that do not meet it.
            tag_pattern_matches: bool,
        },
        QuayImmutable { tag: String, immutable: bool },
        GitlabCleanup { enabled: bool, cadence: Option<String>, tags: TagExpressions },
        /// Without an expression all tags are meant.
        HubImmutable { enabled: bool, expressions: Vec<String> },
        /// Of a tag or a manifest; of the repository with neither.
        AzureLock { tag: Option<String>, digest: Option<String>, may: LockedAttributes },
    }

    /// Why Portolan can't say what a rule would take.
    #[derive(Eq)]
    pub enum Unsayable {
        /// An expression that it can't read.
        Expression { text: String },
        /// An age or number that it can't read.
        Amount { text: String },
        /// Rules of this kind are the registry's own to reckon.
        Kind,
    }
}
