//! What `policy` says of Amazon's registries, from outside: lifecycle policies, permissions, names,
//! cost.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking"
)]

mod cost;
mod lifecycle_checks;
mod lifecycle_differences;
mod lifecycle_reasons;
mod lifecycle_vectors;
mod naive;
mod names;
mod permissions;
mod random;
mod retention;
mod retention_naive;
mod retention_random;
mod sketch;
mod upstreams;
