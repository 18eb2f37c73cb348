//! A connection's repositories: from the cache at once, refreshed behind.

mod branches;
mod counted;
mod find;
mod list;
mod measure;
mod pin;
mod refresh;
mod shelf;

pub(crate) use shelf::Shelf;
