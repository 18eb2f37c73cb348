//! What this crate does at its boundary: the real SDKs against a server scripted here.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test ends where its assumptions do"
)]

mod center;
mod errors;
mod fake;
mod images;
mod profiles;
mod region_registry;
mod regions;
mod removal;
mod settings;
mod sign_in;
mod token;
