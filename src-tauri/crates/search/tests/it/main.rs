//! The index at its boundary: listings in, hits out.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails at once, with the place"
)]

mod corpus;
mod crash;
mod exactness;
mod facets;
mod lifetime;
mod ranking;
mod snippets;
mod texts;
