//! A repository's images as rows of one grid: from the cache at once, details filled in behind.
//!
//! [`collection`] holds what is known of one repository, [`view`] the rows made from it, [`shared_view`]
//! when they are made, [`fetch`] asks the registry for what rows lack, those in the window first. [`upkeep`]
//! keeps what the registry does with images by itself, and [`restores`] looks after those that come back.

mod attachments;
mod collection;
mod estimate;
mod fetch;
mod filter;
mod kinds;
mod known;
mod learn;
mod list;
mod listing;
mod load;
mod native_list;
mod order;
mod presence;
mod refresh;
mod restores;
mod shared_view;
mod source;
mod summary;
mod upkeep;
mod version_order;
mod view;

pub(crate) use collection::{Collection, Shelf, invalid_repository};
pub(crate) use kinds::{described_kind, kind_of};
pub(crate) use known::Known;
pub(crate) use listing::{kept, kept_scan};
pub(crate) use refresh::{FRESH_FOR, cut_off, is_about_reaching, now_ms};
pub(crate) use source::{Miss, Severity, Source, content_of};
pub(crate) use summary::{
    Child, add_up, is_manifest, platform_of, summarise, wanted_children, wanted_config,
};
pub(crate) use upkeep::{Aspect, Found, LookUp};
pub(crate) use version_order::key as version_key;
