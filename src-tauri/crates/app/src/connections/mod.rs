//! Connections: list, test, add, edit, order, remove.

mod add;
mod draft;
mod edit;
mod find_regions;
mod known;
mod list;
mod test;

pub(crate) use draft::read_proxy;
pub(crate) use test::show_trial;

/// The kind of a connection that only looks around: anonymous, kept aside, and of no list.
pub(crate) const VISITED: &str = "visited";
