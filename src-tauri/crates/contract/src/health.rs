//! What is wrong in a registry, what takes up its space, and how much of a pull quota is left.

use crate::{ConnectionId, CostGaps};

tagged! {
    /// Something that is wrong, or of no use any more. What to do about it is a change that is previewed
    /// like any other.
    pub enum HealthFinding {
        /// A tag whose manifest the registry lacks.
        ContentGone { repository: String, tag: String, digest: String },
        /// An index that names manifests which the registry lacks.
        BrokenIndex { repository: String, digest: String, tags: Vec<String>, missing: Vec<String> },
        /// A signature or the like of what is not there. Where that is not certain, the subject was just
        /// nowhere seen.
        DanglingReferrer { repository: String, digest: String, tags: Vec<String>, subject: String, certain: bool },
        /// An image that nobody has pulled since then; `never`: since it was pushed then.
        Unpulled { repository: String, digest: String, tags: Vec<String>, since: i64, never: bool },
        /// A repository that was listed and has no tag. Whether it has images, where the registry tells.
        NoTags { repository: String, images: Option<u64> },
        /// Nearly as many as the registry allows by default.
        NearLimit { limit: HealthLimit, about: String, used: u64, most: u64 },
    }
}

plain! {
    /// What there may be only so many of.
    #[derive(Copy, Eq)]
    pub enum HealthLimit {
        Repositories,
        Images,
        TagsOfImage,
    }

    /// Asks what is wrong in a registry. Nobody is asked over the network.
    pub struct ReadHealth {
        pub connection: ConnectionId,
        /// Images that were not pulled for so many days are findings.
        pub unpulled_days: u32,
    }

    pub struct Health {
        /// The worst first; at most 1,000 of a kind.
        pub findings: Vec<HealthFinding>,
        /// How many there are of each kind, also beyond those.
        pub counts: HealthCounts,
        pub known: HealthKnown,
        /// What the registry last said of its pull quota; `null` where it has none or never said.
        pub quota: Option<PullQuota>,
    }

    #[derive(Copy, Default, Eq)]
    pub struct HealthCounts {
        pub content_gone: u64,
        pub broken_index: u64,
        pub dangling_referrer: u64,
        pub unpulled: u64,
        pub no_tags: u64,
        pub near_limit: u64,
    }

    /// How much of the registry these findings know.
    #[derive(Copy, Default, Eq)]
    pub struct HealthKnown {
        pub repositories: u64,
        /// Repositories whose tags were never listed: nothing is found in them.
        pub unlisted: u64,
        pub images: u64,
        /// Images whose manifest was never read: what they need is not known.
        pub unread: u64,
        /// The registry tells when images were pulled.
        pub tells_pulls: bool,
        /// When what is oldest of it was listed.
        pub oldest: Option<i64>,
    }

    /// Docker Hub's way to limit pulls: so many manifests in a window.
    #[derive(Copy, Eq)]
    pub struct PullQuota {
        pub limit: u64,
        pub remaining: u64,
        /// Seconds.
        pub window: u64,
        pub seen_at: i64,
    }

    /// Asks a registry what is left of its pull quota, by a question that costs none of it.
    pub struct AskPullQuota {
        pub connection: ConnectionId,
    }

    pub struct AskedPullQuota {
        /// `null` where the registry says nothing of a quota, or has none for this sign-in.
        pub quota: Option<PullQuota>,
        /// What was asked for: a repository and tag. `null` where nothing is known that could be asked for.
        pub by: Option<String>,
    }

    /// Lists what was never listed and reads what was never read, as a job.
    pub struct LookIntoAll {
        pub connection: ConnectionId,
    }

    /// Asks what takes up a registry's space. Nobody is asked over the network.
    pub struct ReadStorageUse {
        pub connection: ConnectionId,
        /// Of this repository each image is told.
        pub repository: Option<String>,
    }

    pub struct StorageUse {
        /// Everything, each layer once.
        pub bytes: u64,
        /// The largest first.
        pub repositories: Vec<RepositoryUse>,
        /// The images of the repository asked for, the largest first; at most 1,000.
        pub images: Vec<ImageUse>,
    }

    pub struct RepositoryUse {
        pub repository: String,
        pub listed: bool,
        pub images: u64,
        /// Each layer once; `null` where it was never listed.
        pub bytes: Option<u64>,
        /// What no other repository has: what deleting it would free.
        pub only_its: Option<u64>,
        pub gaps: CostGaps,
    }

    pub struct ImageUse {
        pub digest: String,
        pub tags: Vec<String>,
        /// Everything it consists of, of all platforms for an index.
        pub bytes: Option<u64>,
        /// What no other image has: what deleting it alone would free.
        pub only_its: Option<u64>,
        /// Its layers are not read, so it counts whole.
        pub whole: bool,
    }
}
