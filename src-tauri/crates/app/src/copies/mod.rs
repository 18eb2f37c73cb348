//! Copies of images between connections, files and engines: previewed, begun, watched, paused, gone on with.
//!
//! How images are moved is `transfer`'s; here is who asks, what is written down, and what the window is
//! shown. What a copy changed is taken back by the engine of changes.

mod engines;
mod failures;
mod go_on;
mod keeping;
mod learned;
mod places;
mod preview;
mod run;
mod saved_file;
mod start;
mod under_way;
mod watch;

pub(crate) use run::items;
pub(crate) use under_way::{About, Copies};
pub(crate) use watch::Stop;
