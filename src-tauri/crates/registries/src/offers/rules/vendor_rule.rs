//! One rule of a registry's own, in its vendor's words. How each vendor writes it as JSON, its adapter knows;
//! as JSON of this program it is as the window has it and as it is written down.

use serde::{Deserialize, Serialize};

/// A rule, or a setting that is as good as one.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum VendorRule {
    /// What stays in a project of Harbor's: all of it at once.
    HarborRetention {
        /// The rules, and when they are followed.
        policy: HarborRetention,
    },
    /// Tags of a project of Harbor's that may not move.
    HarborImmutable {
        /// Which.
        rule: HarborImmutable,
    },
    /// What Harbor copies from or to another registry.
    HarborReplication {
        /// What, and when.
        policy: HarborReplication,
    },
    /// What Quay prunes.
    QuayPrune {
        /// `number_of_tags` or `creation_date`.
        method: String,
        /// A number, or an age such as `7d`.
        value: String,
        /// An expression that tags meet which are pruned; absent: all.
        tag_pattern: Option<String>,
        /// `false`: tags are pruned that do not meet it.
        tag_pattern_matches: bool,
    },
    /// A tag of Quay's that may neither move nor go.
    QuayImmutable {
        /// Which.
        tag: String,
        /// Whether it is so.
        immutable: bool,
    },
    /// What GitLab cleans up in a project.
    GitlabCleanup {
        /// Whether it does at all.
        enabled: bool,
        /// How often, as `7d`.
        cadence: Option<String>,
        /// What it takes.
        tags: TagExpressions,
    },
    /// Tags of a repository of Docker Hub's that may not move.
    HubImmutable {
        /// Whether any are.
        enabled: bool,
        /// Expressions that such tags meet; without one all are.
        expressions: Vec<String>,
    },
    /// What may be done to a repository of Azure's, or to a tag or manifest of it.
    AzureLock {
        /// The tag; with neither, the repository.
        tag: Option<String>,
        /// The manifest.
        digest: Option<String>,
        /// What may be done.
        may: LockedAttributes,
    },
}

/// Azure's `changeableAttributes`.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LockedAttributes {
    /// It may be written.
    pub write: bool,
    /// It may be deleted.
    pub delete: bool,
    /// It may be listed.
    pub list: bool,
    /// It may be pulled.
    pub read: bool,
}

/// Which tags GitLab removes, of those of a repository. `latest` is never among them.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
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
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HarborRetention {
    /// Each retains something; at most 15.
    pub rules: Vec<HarborRetentionRule>,
    /// When, as cron with six fields; absent: by hand alone.
    pub schedule: Option<String>,
}

/// One rule of [`HarborRetention`].
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HarborRetentionRule {
    /// `always`, `latestPushedK`, `latestPulledN`, `nDaysSinceLastPush`, `nDaysSinceLastPull`.
    pub template: String,
    /// The number that the template asks for.
    pub amount: Option<u64>,
    /// It counts for nothing.
    pub disabled: bool,
    /// Tags that it is about.
    pub tags: Vec<HarborSelector>,
    /// Repositories that it is about.
    pub repositories: Vec<HarborSelector>,
}

/// What Harbor selects by a pattern, in which `**` stands for anything.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HarborSelector {
    /// `matches` or `excludes`, `repoMatches` or `repoExcludes`.
    pub decoration: String,
    /// The pattern.
    pub pattern: String,
    /// Whether artifacts without tags are meant too, where it is said.
    pub untagged: Option<bool>,
}

/// Tags of a project of Harbor's that may not move.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HarborImmutable {
    /// It counts for nothing.
    pub disabled: bool,
    /// Tags that it is about.
    pub tags: Vec<HarborSelector>,
    /// Repositories that it is about.
    pub repositories: Vec<HarborSelector>,
}

/// What Harbor copies from or to another registry.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HarborReplication {
    /// Its name.
    pub name: String,
    /// What a person wrote about it.
    pub description: Option<String>,
    /// Where it copies from; absent: from Harbor itself.
    pub source: Option<u64>,
    /// Where it copies to; absent: to Harbor itself.
    pub destination: Option<u64>,
    /// The namespace there; absent: as at the source.
    pub namespace: Option<String>,
    /// How many parts of a name the namespace takes the place of; -1: as Harbor did before 2.3.
    pub replace_count: Option<i64>,
    /// `manual`, `scheduled` or `event_based`.
    pub trigger: String,
    /// When, as cron with six fields, where it is scheduled.
    pub cron: Option<String>,
    /// What it is about.
    pub filters: Vec<HarborFilter>,
    /// Whether what is deleted at the source is deleted at the destination.
    pub deletion: bool,
    /// Whether what has the same name at the destination is overwritten.
    pub overwrite: bool,
    /// Whether it counts.
    pub enabled: bool,
    /// Kilobytes a second at most; -1: as many as there are.
    pub speed: Option<i64>,
}

/// What a [`HarborReplication`] is about.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HarborFilter {
    /// `name`, `tag`, `label` or `resource`.
    pub kind: String,
    /// `matches` or `excludes`, where it is said.
    pub decoration: Option<String>,
    /// A pattern or kind; of labels there may be several.
    pub values: Vec<String>,
}

/// A registry that Harbor copies from or to.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HarborPlace {
    /// Its number.
    pub id: u64,
    /// Its name.
    pub name: String,
    /// Where it is.
    pub url: String,
    /// What kind of registry it is, in Harbor's words.
    pub kind: String,
    /// Whether Harbor reaches it, in its words: `healthy`, `unhealthy`.
    pub status: Option<String>,
}
