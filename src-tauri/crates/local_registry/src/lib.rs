//! The OCI registry inside the program: SQLite for names, files for content, axum for the protocol.
//!
//! [`LocalRegistry`] is the registry itself, with verbs for use inside the program. [`LocalRegistry::serve`]
//! puts the distribution spec 1.1.1 over it on a loopback address; [`run_command`] is the same as a
//! command of its own. What [`LocalRegistry::set_cache`] is given is pulled through from elsewhere (`cache`).
//! Where things lie under the registry's folder:
//!
//! | path | what |
//! |---|---|
//! | `registry.db` | names, tags, and which repository has what (SQLite, WAL) |
//! | `blobs/<algorithm>/<hex>` | all content once, shared by all repositories |
//! | `uploads/` | what is arriving |
//! | `layouts/<repository with + for />/` | OCI image layouts, derived, with hard links into `blobs` |
//! | `port` | the port this home keeps |
//! | `lock`, `lock.holder` | one process at a time, and which |
//!
//! Durability: content is made durable before its name, its name before its row, and its row before the
//! answer. So an acknowledged push survives the end of the process and of the power, at any moment.

mod access;
mod blobs;
mod cache;
mod command;
mod database;
mod error;
mod files;
mod layout;
mod lingering;
mod listings;
mod lock;
mod manifest;
mod manifests;
mod pool;
mod port;
mod protocol;
mod recovery;
mod registry;
mod rows;
mod salvage;
mod samples;
mod serving;
mod space;
mod survey;
mod uploads;
mod verification;

pub use access::{Access, OwnCredentials, PasswordHash};
pub use blobs::Blob;
pub use cache::{
    CacheLimits, CacheRule, CacheTrouble, CachedImage, CachedSize, Looked, LookedFor, Upstream,
    UpstreamBlob, UpstreamError, UpstreamManifest, UpstreamTrouble,
};
pub use command::{USAGE, run_command};
pub use error::Error;
pub use files::{Disk, Files};
pub use listings::{Page, Referrer, RepositorySummary};
pub use manifest::MANIFEST_LIMIT;
pub use manifests::{ManifestHead, PushedManifest, StoredManifest};
pub use port::{PickedPort, pick_another_port, pick_port};
pub use recovery::Recovery;
pub use registry::{LocalRegistry, RegistrySize};
pub use samples::{Sample, SampleProgress, sample_repositories};
pub use serving::Serving;
pub use space::{Freed, RepositorySpace, SpacePlan, SpaceRules};
pub use verification::Verification;
