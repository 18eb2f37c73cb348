//! Portolan's own rules of what stays in a repository, on any registry: what they mean for what is known
//! of it, what would go kept for a change, and the rules that have their turn by themselves.
//!
//! What they mean is decided by the room `policy`; carrying out is a change like any other.

mod check;
mod ecs;
mod frozen;
mod kept;
mod schedule;
mod show;
mod snapshot;
mod uses;

pub(crate) use frozen::{Frozen, Takings};
pub(crate) use snapshot::LookedAt;
pub(crate) use uses::UsesFound;
