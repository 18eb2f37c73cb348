//! What a registry can do, and one file for each kind of registry.
//!
//! [`Registry`] is the one interface of all kinds. Its verbs speak the OCI distribution protocol
//! unless a kind knows better; what their answers prove is kept in [`Capabilities`]. Which tag to
//! remove, what to keep before, and what a person must confirm is decided above.

mod capabilities;
mod error;
mod generic;
mod kind;
mod listed_image;
mod listing;
mod local;
mod protocol;
mod registry;
mod removal;
mod trial;

pub use capabilities::{Abilities, Ability, AbilityState, Capabilities, Capability, Reason};
pub use error::{Error, Nature, Result};
pub use generic::Generic;
pub use kind::Kind;
pub use listed_image::{ListedImage, ScanState, ScanSummary, Severity, StorageClass};
pub use listing::{ListedTag, RepositoryCount, Resolved};
pub use local::{Inventory, Local};
pub use protocol::Protocol;
pub use registry::Registry;
pub use removal::{
    RemovalMethod, prove_digest_deletion, removal_methods, remove_as_only_tag, remove_by_restoring,
    remove_by_throwaway, remove_natively,
};
pub use trial::{Finding, Outcome, Trial, Tried};
