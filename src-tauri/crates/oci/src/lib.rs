//! Names and shapes of the OCI: digests, names, references, media types, manifests, configs.
//!
//! Everything here is pure: parsing, printing, hashing bytes in memory. No I/O, no async, and no
//! opinion on where content comes from; that is `distribution` and `local_registry`.

mod digest;
mod media_type;
mod name;
mod reference;

pub use digest::{Algorithm, Digest, DigestError, Hasher};
pub use media_type::MediaType;
pub use name::{NameError, RepositoryName, Tag};
pub use reference::{Reference, ReferenceError, Selector};
