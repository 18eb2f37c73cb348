//! Journeys in the real window, by role and name. `cargo xtask test journeys` builds the program
//! first; each journey brings its own screen, session bus and home.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test fails at once, with the place"
)]

mod administration;
mod album;
mod amazon;
mod amazon_public;
mod amazon_registry;
mod amazon_steps;
mod amazon_trail;
mod browsing;
mod changing;
mod connecting;
mod connections;
mod copying;
mod copying_files;
mod damage;
mod docker_hub;
mod driver;
mod faults;
mod gallery;
mod ghcr;
mod harbor;
mod health;
mod history;
mod keyboard;
mod lifecycle;
mod listing;
mod markup;
mod opening;
mod pull_cache;
mod replicating;
mod secrets;
mod short_names;
mod sources;
mod space;
mod steps;
mod strangers;
mod tray;
mod walk;
