//! The private registries of an account, in all regions of a connection: as one registry like any other,
//! and with the verbs for what only they have.

mod batch;
mod create;
mod frame;
mod images;
mod lifecycle;
mod manifests;
mod mutability;
mod policy;
mod references;
mod registry;
mod removal;
mod replication;
mod repositories;
mod repository;
mod resource_tags;
mod scan;
mod signing;
mod storage;
mod trial;

use frame::ask_repository;
pub(crate) use resource_tags::write as write_resource_tags;

pub use create::NewRepository;
pub use lifecycle::{
    LifecyclePolicy, LifecyclePreview, PreviewAction, PreviewState, PreviewedImage,
};
pub use manifests::Manifests;
pub use mutability::{Mutability, TagMutability};
pub use registry::PrivateRegistry;
pub(crate) use registry::{is_token_refused, unwrap_credential};
pub use replication::{Progress, ReplicationStatus};
pub use repository::{Encryption, Repository};
pub use scan::{AffectedPackage, Finding, Findings};
pub use signing::SigningStatus;
