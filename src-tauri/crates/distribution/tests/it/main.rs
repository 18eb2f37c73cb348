//! What the distribution client does at its boundary: against servers scripted here, and against
//! CNCF Distribution.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test ends where its assumptions do"
)]

mod blobs;
mod egress;
mod fake;
mod faults;
mod lists;
mod manifests;
mod real;
mod recognition;
mod sign_in;
mod trust;
mod whole_lists;
