//! Rooms against each other, fakes and real servers. One binary, so that it links once.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test fails at once, with the place"
)]

mod amazon;
mod browse;
mod changes;
mod connections;
mod copies;
mod copies_of_engines;
mod copies_of_files;
mod damage;
mod disks;
mod ecr;
mod ecr_public;
mod ecr_registry;
mod ecr_scans;
mod gallery;
mod harness;
mod health;
mod history;
mod hostile;
mod listings;
mod program;
mod pull_cache;
mod ranking;
mod replication;
mod secrets;
mod short_names;
mod stranger;
mod transfer;
mod vendor_answers;
mod vendors;
