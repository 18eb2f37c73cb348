//! Pure decisions about changes: what they touch, how they are done, in which order, and whether
//! they can be taken back. No I/O lives here.
//!
//! Every change, undo and resumption is the same thing seen from here: a [`Part`] of a repository
//! that should be so. [`aim`] says which part a change wants, [`deeds`] which deeds lead from the
//! repository as it is to that part, [`BlastRadius`] what else that touches, and
//! [`Part::before`] the part that an undo aims at.
//!
//! Beside it stand decisions about a whole registry, each in a module of its own: [`lifecycle`]
//! policies, [`retention`], [`pruning`], [`replication`], [`permissions`], [`amazon_names`], [`cost`], [`health`];
//! and about what is inside images, [`packages`].

mod aim;
pub mod amazon_names;
mod blast_radius;
mod confirmation;
pub mod cost;
#[cfg(test)]
mod decisions;
mod deeds;
mod error;
mod fallback_index;
mod following;
pub mod health;
mod json_path;
pub mod lifecycle;
mod lookup;
mod outlook;
pub mod packages;
mod part;
pub mod permissions;
pub mod pruning;
mod removal;
pub mod replication;
mod repository;
pub mod retention;
pub mod schedule;
mod words;

pub use aim::{Aim, Change, aim, aim_at};
pub use blast_radius::{AffectedIndex, AffectedReferrer, AffectedTag, BlastRadius};
pub use confirmation::{Confirmation, Stakes, confirmation};
pub use deeds::{Deed, deeds};
pub use error::Refusal;
pub use fallback_index::{Entries, merge_entries, without_entries};
pub use following::{Following, follow};
pub use outlook::{Outlook, outlook};
pub use part::Part;
pub use removal::{Abilities, Proof, Removal, RemovalMethod, choose_again};
pub use repository::{Blob, FoundBy, Manifest, ReferrerLink, Repository};
