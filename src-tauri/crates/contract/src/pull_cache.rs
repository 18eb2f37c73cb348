//! What the registry inside Portolan pulls through from others, and keeps.

use crate::ConnectionId;

plain! {
    /// Repositories under `prefix` are those of a connection.
    #[derive(Eq)]
    pub struct PullRule {
        pub prefix: String,
        pub connection: ConnectionId,
        /// What comes before their names there, if anything.
        pub namespace: Option<String>,
        /// Tags that were asked for longer ago are asked for again.
        pub ask_after_seconds: u64,
    }

    /// How much is kept. Without the switch, all of it.
    #[derive(Copy, Eq)]
    pub struct PullLimits {
        pub on: bool,
        pub bytes: Option<u64>,
        /// Images that nobody pulled for so many days go.
        pub days: Option<u32>,
    }

    pub struct PullCache {
        /// `localhost:PORT`.
        pub address: String,
        pub rules: Vec<KnownPullRule>,
        pub limits: PullLimits,
    }

    pub struct KnownPullRule {
        pub rule: PullRule,
        /// `null` where the connection is gone.
        pub connection_name: Option<String>,
        pub repositories: u64,
        pub images: u64,
        pub bytes: u64,
        pub trouble: Option<PullTrouble>,
    }

    /// The connection could not be asked since then.
    pub struct PullTrouble {
        pub since: i64,
        pub said: String,
    }

    /// Makes, changes or takes away a rule: what it is, as the person saw it, and what it is to be.
    pub struct SetPullRule {
        pub before: Option<PullRule>,
        pub after: Option<PullRule>,
        /// With a rule that is taken away, also what it has brought.
        pub evict: bool,
    }

    pub struct ListPulled {
        pub prefix: String,
    }

    pub struct PulledImage {
        pub repository: String,
        /// A tag, or the digest that was asked for.
        pub reference: String,
        pub digest: String,
        /// What is here of it; others may share it.
        pub bytes: u64,
        pub fetched_at: i64,
        /// When the upstream was last asked; `null` where another stands behind the rule since.
        pub checked_at: Option<i64>,
        pub used_at: i64,
        /// Since when the upstream has it no longer.
        pub missing_at: Option<i64>,
        /// It would be asked for before it is served.
        pub stale: bool,
    }

    #[derive(Eq)]
    pub struct PulledAt {
        pub repository: String,
        pub reference: String,
    }

    pub struct EvictPulled {
        pub images: Vec<PulledAt>,
    }

    pub struct Evicted {
        pub bytes: u64,
    }

    /// Asks the upstreams now; for all that is kept where no images are named.
    pub struct LookForNewer {
        pub images: Option<Vec<PulledAt>>,
    }

    pub struct NewerFound {
        pub asked: u64,
        pub moved: Vec<PulledAt>,
        pub missing: Vec<PulledAt>,
        pub failed: Vec<PulledAt>,
        /// Why the first of them failed.
        pub said: Option<String>,
    }
}

tagged! {
    /// Why a rule can't be as it is typed.
    #[derive(Eq)]
    pub enum PullComplaint {
        PrefixInvalid,
        /// Two to thirty characters, as Amazon has it.
        PrefixLength,
        PrefixTaken,
        /// One of them holds the other's repositories.
        PrefixOverlaps { prefix: String },
        /// Repositories under it hold images that somebody pushed.
        PushedUnder { repositories: Vec<String> },
        ConnectionMissing,
        /// The local registry can't pull through from itself.
        ConnectionLocal,
        NamespaceInvalid,
        AgeTooLong,
        /// The prefix of a rule can't be changed while there is something under it.
        PrefixHolds { images: u64 },
    }
}
