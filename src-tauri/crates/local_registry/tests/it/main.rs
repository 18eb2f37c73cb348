//! The local registry from outside: over HTTP, by other people's clients, through crashes and full disks.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "tests fail by panicking, and name on stderr what they skip"
)]

mod access;
mod cache;
mod cache_limits;
mod cache_upstream;
mod conformance;
mod connections;
mod crash;
mod failures;
mod fixture;
mod home;
mod layouts;
mod listings;
mod manifests;
mod pulls;
mod recorder;
mod recovery;
mod referrers;
mod replay;
mod samples;
mod space;
mod tools;
mod uploads;
