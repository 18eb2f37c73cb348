//! The registry inside Portolan.

use crate::{ConnectionId, Failure, PlanId};

plain! {
    pub struct LocalRegistryStatus {
        pub connection: ConnectionId,
        pub running: bool,
        /// `localhost:PORT`.
        pub address: String,
        pub folder: String,
        /// The user name when a password is wanted.
        pub user: Option<String>,
        pub repositories: u64,
        pub bytes: u64,
        pub problem: Option<Failure>,
    }

    /// Starts it after it could not start.
    pub struct StartLocalRegistry {
        /// Because another program took the one that it always had.
        pub another_port: bool,
    }

    /// Wants a password from now on, or none.
    pub struct ProtectLocalRegistry {
        pub user: Option<String>,
        pub password: Option<String>,
    }

    /// What freeing space would remove.
    pub struct FreeSpacePlan {
        pub id: PlanId,
        pub manifests: u64,
        pub blobs: u64,
        pub bytes: u64,
        /// Bytes that stay because undo may need them.
        pub spared_bytes: u64,
        pub repositories: Vec<FreedRepository>,
        pub expires_at: i64,
    }

    pub struct FreedRepository {
        pub name: String,
        pub manifests: u64,
        pub bytes: u64,
    }

    pub struct FreeSpace {
        pub plan: PlanId,
    }
}
