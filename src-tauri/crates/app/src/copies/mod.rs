//! Copies of images between connections: previewed, begun, watched, paused, gone on with.
//!
//! How images are moved is `transfer`'s; here is who asks, what is written down, and what the window is
//! shown. What a copy changed is taken back by the engine of changes.

mod failures;
mod go_on;
mod keeping;
mod preview;
mod run;
mod start;
mod under_way;
mod watch;

pub(crate) use under_way::Copies;
