//! The rules of the house, read from `cargo metadata` and the tree. One binary, a file per subject.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test fails at once, with the place"
)]

mod crates;
mod forbidden;
mod map;
mod modules;
mod names;
mod tree;
mod ui;
