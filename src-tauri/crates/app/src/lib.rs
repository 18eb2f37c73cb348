//! The verbs a person performs. A verb is a method of [`App`] with the name of its command.
//!
//! This room owns every task, job, limit and event, and maps the rooms below to the contract. It does
//! not speak any protocol, write any file, or know any window: that is the rooms' below and the hosts'.

mod activity;
mod address;
mod administration;
mod amazon;
mod app;
mod bookmarks;
mod changes;
mod commands;
mod connected;
mod connections;
mod copies;
mod dispatch;
mod events;
mod failures;
mod gallery;
mod health;
mod history;
mod image;
mod images;
mod jobs;
mod local_registry;
mod program;
mod pull_cache;
mod replication;
mod repositories;
mod retention;
mod saved_table;
mod saving;
mod scans;
mod short_names;
mod snippets;
mod vendor_rules;
mod vendors;

pub use app::App;
pub use dispatch::dispatch;
pub use events::Events;
pub use gallery::GalleryPlaces;
pub use jobs::{JobAbout, Jobs, Progress};
pub use portolan_registries::VendorAddresses;
