//! Whether what a pull-through cache keeps is what its upstream has by now: asked on request alone.

use crate::{ConnectionId, Failure};

plain! {
    /// A repository that a pull-through cache rule has filled.
    pub struct CachedRepositoryAt {
        pub connection: ConnectionId,
        pub region: String,
        /// The rule's.
        pub prefix: String,
        /// As this connection calls it.
        pub repository: String,
    }

    /// What the upstream said of the cached tags.
    pub struct UpstreamLook {
        /// The repository there.
        pub upstream: String,
        /// When it was asked.
        pub looked: i64,
        /// The cached tags, newest first; at most 50.
        pub tags: Vec<CachedTag>,
        /// Cached tags that were not asked for.
        pub left_out: u64,
        /// Why those of the tags are not known whose state is so.
        pub problem: Option<Failure>,
    }

    pub struct CachedTag {
        pub tag: String,
        /// Of the cached image.
        pub digest: String,
        pub state: CachedTagState,
    }

    #[derive(Copy, Eq)]
    pub enum CachedTagState {
        /// The upstream's tag has the same digest.
        Fresh,
        /// It has another one.
        Stale,
        /// The upstream has no such tag.
        Gone,
        Unknown,
    }
}
