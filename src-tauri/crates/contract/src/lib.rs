//! All that crosses between the program and its window: requests, replies, events, failures.
//!
//! Plain data in the reader's vocabulary, and the one list of commands. No I/O, no decisions, and no
//! domain types: `app` maps between these and the rooms below. Times are milliseconds since 1970,
//! sizes are bytes, and what is unknown is `null`, never 0.

/// Derives what every plain struct or enum without fields of the contract has.
macro_rules! plain {
    ($($item:item)*) => {$(
        #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize, ts_rs::TS)]
        #[serde(rename_all = "camelCase")]
        $item
    )*};
}

/// Derives what every enum with fields has: `{"type": "…", …}` on the wire.
macro_rules! tagged {
    ($($item:item)*) => {$(
        #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize, ts_rs::TS)]
        #[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
        $item
    )*};
}

mod activity;
mod address;
mod administration;
mod administration_garbage;
mod administration_log;
mod administration_robots;
mod amazon;
mod amazon_costs;
mod amazon_engines;
mod amazon_events;
mod amazon_freshness;
mod amazon_permissions;
mod amazon_public;
mod amazon_regions;
mod amazon_registry;
mod amazon_scans;
mod amazon_settings;
mod amazon_storage;
mod amazon_upkeep;
mod changes;
mod commands;
mod connections;
mod copy_places;
mod event;
mod failure;
mod gallery;
mod health;
mod image;
mod image_settings;
mod images;
mod lifecycle_problems;
mod local_registry;
mod names;
mod packages;
mod program;
mod pull_cache;
mod replication;
mod repositories;
mod repository_facts;
mod retention;
mod short_names;
mod snippets;
mod tag_history;
mod transfers;
mod vendor_rules;

pub use activity::*;
pub use address::*;
pub use administration::*;
pub use administration_garbage::*;
pub use administration_log::*;
pub use administration_robots::*;
pub use amazon::*;
pub use amazon_costs::*;
pub use amazon_engines::*;
pub use amazon_events::*;
pub use amazon_freshness::*;
pub use amazon_permissions::*;
pub use amazon_public::*;
pub use amazon_regions::*;
pub use amazon_registry::*;
pub use amazon_scans::*;
pub use amazon_settings::*;
pub use amazon_storage::*;
pub use amazon_upkeep::*;
pub use changes::*;
pub use connections::*;
pub use copy_places::*;
pub use event::*;
pub use failure::*;
pub use gallery::*;
pub use health::*;
pub use image::*;
pub use image_settings::*;
pub use images::*;
pub use lifecycle_problems::*;
pub use local_registry::*;
pub use names::*;
pub use packages::*;
pub use program::*;
pub use pull_cache::*;
pub use replication::*;
pub use repositories::*;
pub use repository_facts::*;
pub use retention::*;
pub use short_names::*;
pub use snippets::*;
pub use tag_history::*;
pub use transfers::*;
pub use vendor_rules::*;
