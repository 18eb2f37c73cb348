//! Names and shapes of the OCI: digests, names, references, media types, manifests, configs; and what a
//! pasted text says of them.
//!
//! Everything here is pure: parsing, printing, hashing bytes in memory. No I/O, no async, and no
//! opinion on where content comes from; that is `distribution` and `local_registry`.

mod artifact;
mod attachment_tag;
mod config;
mod descriptor;
mod digest;
mod document;
mod index;
mod json;
mod manifest;
mod meaning;
mod media_type;
mod name;
mod platform;
mod reference;
mod schema1;

pub use artifact::ArtifactKind;
pub use attachment_tag::{AttachmentTag, CosignKind};
pub use config::{CONFIG_LIMIT, ConfigError, Execution, HealthCheck, ImageConfig, Step};
pub use descriptor::Descriptor;
pub use digest::{Algorithm, Digest, DigestError, Hasher};
pub use document::{DESCRIPTOR_LIMIT, Document, DocumentError, MANIFEST_LIMIT};
pub use index::Index;
pub use manifest::Manifest;
pub use meaning::Meaning;
pub use media_type::MediaType;
pub use name::{NameError, RepositoryName, Tag};
pub use platform::Platform;
pub use reference::{Reference, ReferenceError, Selector};
pub use schema1::Schema1;
