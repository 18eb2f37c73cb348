//! The rules of the house, read from `cargo metadata` and the tree.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test fails at once, with the place"
)]
