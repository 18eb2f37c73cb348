//! The archive of a registry that has one: putting images away, and getting them back.

use crate::{ConnectionId, Failure};

plain! {
    /// Puts images into the archive or gets them back. Activity keeps it, and setting it back is the other way.
    pub struct SetStorageClass {
        pub connection: ConnectionId,
        pub repository: String,
        pub digests: Vec<String>,
        /// Away; otherwise back, which takes up to twenty minutes.
        pub archive: bool,
    }

    /// What came of it.
    pub struct StorageClassSet {
        pub done: u64,
        /// Those that stayed where they were.
        pub failed: Vec<ImageFailure>,
    }

    pub struct ImageFailure {
        pub digest: String,
        pub failure: Failure,
    }
}
