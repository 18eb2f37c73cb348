//! A connection's repositories: from the cache at once, refreshed behind.

mod branches;
mod counted;
mod find;
mod list;
mod measure;
mod pin;
mod refresh;
mod shelf;
mod whole;

pub(crate) use shelf::Shelf;
pub(crate) use whole::show_deeds;
