//! The actions that ECR knows, and what each is good for.

use super::{PrincipalKind, WrittenPrincipal};

/// What a policy is attached to, which decides what it may say.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Scope {
    /// A private repository.
    Repository,
    /// A private registry. Of the first version it grants only what replication and pull-through
    /// cache need; of the second, which the account setting `REGISTRY_POLICY_SCOPE` switches on, any
    /// action.
    Registry {
        /// The account setting is `V2`.
        is_second_version: bool,
    },
    /// A repository of ECR Public.
    PublicRepository,
}

/// What a person would call it.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Deed {
    /// See what is there.
    Look,
    /// Download images.
    Pull,
    /// Upload images, and put tags.
    Push,
    /// Remove images and tags.
    Delete,
    /// Change settings and policies, or remove the repository.
    Manage,
    /// Create repositories in the registry.
    Create,
    /// Replicate images into the registry.
    Replicate,
    /// Bring images in through the cache.
    Import,
}

/// Where an action counts.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Level {
    /// On a repository.
    Repository,
    /// On a whole registry.
    Registry,
    /// In IAM alone: no policy on a repository or registry grants it.
    Identity,
}

/// An action of ECR.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct KnownAction {
    /// Its name without `ecr:`.
    pub name: &'static str,
    /// What it is good for.
    pub deed: Deed,
    /// Where it counts.
    pub level: Level,
}

const fn on(level: Level, deed: Deed, name: &'static str) -> KnownAction {
    KnownAction { name, deed, level }
}

const fn look(name: &'static str) -> KnownAction {
    on(Level::Repository, Deed::Look, name)
}

const fn manage(name: &'static str) -> KnownAction {
    on(Level::Repository, Deed::Manage, name)
}

const fn of_registry(name: &'static str) -> KnownAction {
    on(Level::Registry, Deed::Manage, name)
}

/// Every action of the prefix `ecr`, by deed.
const PRIVATE: [KnownAction; 65] = [
    look("BatchCheckLayerAvailability"),
    on(Level::Repository, Deed::Pull, "BatchGetImage"),
    on(Level::Repository, Deed::Pull, "GetDownloadUrlForLayer"),
    on(Level::Repository, Deed::Push, "CompleteLayerUpload"),
    on(Level::Repository, Deed::Push, "InitiateLayerUpload"),
    on(Level::Repository, Deed::Push, "PutImage"),
    on(Level::Repository, Deed::Push, "UploadLayerPart"),
    on(Level::Repository, Deed::Delete, "BatchDeleteImage"),
    look("DescribeImageReplicationStatus"),
    look("DescribeImageScanFindings"),
    look("DescribeImageSigningStatus"),
    look("DescribeImages"),
    look("DescribeRepositories"),
    look("GetImageCopyStatus"),
    look("GetLifecyclePolicy"),
    look("GetLifecyclePolicyPreview"),
    look("GetRepositoryPolicy"),
    look("ListImageReferrers"),
    look("ListImages"),
    look("ListTagsForResource"),
    look("BatchGetRepositoryScanningConfiguration"),
    manage("DeleteLifecyclePolicy"),
    manage("DeleteRepository"),
    manage("DeleteRepositoryPolicy"),
    manage("PutImageScanningConfiguration"),
    manage("PutImageTagMutability"),
    manage("PutLifecyclePolicy"),
    manage("SetRepositoryPolicy"),
    manage("StartImageScan"),
    manage("StartLifecyclePolicyPreview"),
    manage("TagResource"),
    manage("UntagResource"),
    manage("UpdateImageStorageClass"),
    on(Level::Registry, Deed::Create, "CreateRepository"),
    on(Level::Registry, Deed::Replicate, "ReplicateImage"),
    on(Level::Registry, Deed::Import, "BatchImportUpstreamImage"),
    of_registry("CreatePullThroughCacheRule"),
    of_registry("CreateRepositoryCreationTemplate"),
    of_registry("DeletePullThroughCacheRule"),
    of_registry("DeleteRegistryPolicy"),
    of_registry("DeleteRepositoryCreationTemplate"),
    of_registry("DeleteSigningConfiguration"),
    of_registry("DeregisterPullTimeUpdateExclusion"),
    of_registry("PutAccountSetting"),
    of_registry("PutRegistryPolicy"),
    of_registry("PutRegistryScanningConfiguration"),
    of_registry("PutReplicationConfiguration"),
    of_registry("PutSigningConfiguration"),
    of_registry("RegisterPullTimeUpdateExclusion"),
    of_registry("StartReplicationBackfill"),
    of_registry("StopReplicationBackfill"),
    of_registry("UpdatePullThroughCacheRule"),
    of_registry("UpdateRepositoryCreationTemplate"),
    of_registry("ValidatePullThroughCacheRule"),
    on(Level::Registry, Deed::Look, "DescribePullThroughCacheRules"),
    on(Level::Registry, Deed::Look, "DescribeRegistry"),
    on(
        Level::Registry,
        Deed::Look,
        "DescribeReplicationBackfillResults",
    ),
    on(
        Level::Registry,
        Deed::Look,
        "DescribeRepositoryCreationTemplates",
    ),
    on(Level::Registry, Deed::Look, "GetAccountSetting"),
    on(Level::Registry, Deed::Look, "GetRegistryPolicy"),
    on(
        Level::Registry,
        Deed::Look,
        "GetRegistryScanningConfiguration",
    ),
    on(Level::Registry, Deed::Look, "GetSigningConfiguration"),
    on(Level::Registry, Deed::Look, "ListPullTimeUpdateExclusions"),
    on(Level::Registry, Deed::Look, "ListReplicationBackfills"),
    on(Level::Identity, Deed::Pull, "GetAuthorizationToken"),
];

/// Every action of the prefix `ecr-public`.
const PUBLIC: [KnownAction; 23] = [
    look("BatchCheckLayerAvailability"),
    on(Level::Repository, Deed::Push, "CompleteLayerUpload"),
    on(Level::Repository, Deed::Push, "InitiateLayerUpload"),
    on(Level::Repository, Deed::Push, "PutImage"),
    on(Level::Repository, Deed::Push, "UploadLayerPart"),
    on(Level::Repository, Deed::Delete, "BatchDeleteImage"),
    look("DescribeImageTags"),
    look("DescribeImages"),
    look("DescribeRepositories"),
    look("GetRepositoryCatalogData"),
    look("GetRepositoryPolicy"),
    look("ListTagsForResource"),
    manage("DeleteRepository"),
    manage("DeleteRepositoryPolicy"),
    manage("PutRepositoryCatalogData"),
    manage("SetRepositoryPolicy"),
    manage("TagResource"),
    manage("UntagResource"),
    on(Level::Registry, Deed::Create, "CreateRepository"),
    on(Level::Registry, Deed::Look, "DescribeRegistries"),
    on(Level::Registry, Deed::Look, "GetRegistryCatalogData"),
    of_registry("PutRegistryCatalogData"),
    on(Level::Identity, Deed::Push, "GetAuthorizationToken"),
];

/// The actions that a registry's policy of the first version may grant.
const FIRST_VERSION: [&str; 3] = [
    "BatchImportUpstreamImage",
    "CreateRepository",
    "ReplicateImage",
];

/// The actions that a policy of this scope may name.
pub fn known_actions(scope: Scope) -> &'static [KnownAction] {
    match scope {
        Scope::Repository | Scope::Registry { .. } => &PRIVATE,
        Scope::PublicRepository => &PUBLIC,
    }
}

impl Scope {
    /// What stands before the colon of an action.
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::Repository | Self::Registry { .. } => "ecr",
            Self::PublicRepository => "ecr-public",
        }
    }

    /// Whether a policy of this scope grants the action when it names it.
    pub fn grants(self, action: &KnownAction) -> bool {
        match self {
            Self::Repository | Self::PublicRepository => action.level == Level::Repository,
            Self::Registry {
                is_second_version: true,
            } => action.level != Level::Identity,
            Self::Registry {
                is_second_version: false,
            } => FIRST_VERSION.contains(&action.name),
        }
    }
}

impl Deed {
    /// The actions that a deed needs, all of them, where there is such a list. Of deeds without one,
    /// each action is some of it.
    pub fn needs(self, scope: Scope) -> Vec<&'static str> {
        let all = known_actions(scope);
        let of_deed = |it: &&KnownAction| it.deed == self && scope.grants(it);
        let mut needs: Vec<&'static str> = all.iter().filter(of_deed).map(|it| it.name).collect();
        // Clients ask which layers are there before they upload.
        if self == Self::Push && !needs.is_empty() {
            needs.push("BatchCheckLayerAvailability");
        }
        needs
    }
}

/// What a pattern of `Action` names: `ecr:Put*` is every action that begins so. `*` stands for any
/// characters, `?` for one; capitals are all the same.
pub(super) fn named_by(pattern: &str, scope: Scope) -> Vec<&'static KnownAction> {
    let all = known_actions(scope).iter();
    all.filter(|it| is_match(pattern, &format!("{}:{}", scope.prefix(), it.name)))
        .collect()
}

/// Whether `text` matches a pattern with `*` and `?`, whatever the capitals.
pub(super) fn is_match(pattern: &str, text: &str) -> bool {
    let pattern: Vec<char> = pattern.to_lowercase().chars().collect();
    let text: Vec<char> = text.to_lowercase().chars().collect();
    let (mut at, mut of) = (0, 0);
    // Where to go on from when the last star is to stand for one character more.
    let mut star: Option<(usize, usize)> = None;
    while at < text.len() {
        match pattern.get(of) {
            Some('*') => {
                star = Some((of, at));
                of += 1;
            }
            Some(it) if *it == '?' || *it == text[at] => {
                at += 1;
                of += 1;
            }
            _ => match star {
                Some((star_of, star_at)) => {
                    star = Some((star_of, star_at + 1));
                    of = star_of + 1;
                    at = star_at + 1;
                }
                None => return false,
            },
        }
    }
    pattern[of..].iter().all(|it| *it == '*')
}

/// The known action that a mistyped one comes nearest to, if one is near.
pub(super) fn nearest(name: &str, scope: Scope) -> Option<&'static str> {
    let name = name.to_lowercase();
    let all = known_actions(scope).iter();
    let by_distance = all.map(|it| (distance(&name, &it.name.to_lowercase()), it.name));
    by_distance
        .min()
        .filter(|(distance, _)| *distance <= 3)
        .map(|(_, name)| name)
}

/// How many characters are to be put in, taken out or changed (Levenshtein).
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, character) in one.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = at + 1;
        for (place, compared) in other.iter().enumerate() {
            let changed = diagonal + usize::from(character != *compared);
            diagonal = row[place + 1];
            row[place + 1] = changed.min(diagonal + 1).min(row[place] + 1);
        }
    }
    row[other.len()]
}

impl WrittenPrincipal {
    /// Everybody, as a policy writes it.
    pub(super) fn everyone() -> Self {
        Self {
            kind: PrincipalKind::Everyone,
            text: "*".to_owned(),
        }
    }
}
