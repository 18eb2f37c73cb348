//! What Portolan keeps: the database, the settings file, and where they are.
//!
//! Everything lives in one folder ([`Paths`]). [`Store`] is the database behind verbs that are
//! `async` and run SQLite on blocking threads themselves, so no caller can block the event loop;
//! [`GalleryStore`] is another for public listings, which are many and can be had again;
//! [`SettingsFile`] is the readable settings. Secrets are not kept here: they are in the system
//! keyring, which is the room `credentials`. No verb here opens a connection to a registry.

mod bookmarks;
mod connections;
mod content;
mod database;
mod error;
#[cfg(test)]
mod fixtures;
mod gallery;
mod images;
mod journal;
mod kept_aside;
mod listed_images;
mod migrations;
mod missing_manifests;
mod opening;
mod paths;
mod referrers;
mod replication;
mod repositories;
mod retention;
mod rows;
mod salvage;
mod settings;
mod store;
mod suggestions;
mod tag_history;
mod tags;
mod transfers;
mod undo;
mod visits;
mod window_state;

pub use bookmarks::{Bookmark, BookmarkId};
pub use connections::{
    Access, AliasStatus, Amazon, AmazonEndpoints, AmazonRole, AmazonSignIn, CapabilityObservation,
    ClientCertificate, Connection, ConnectionDraft, ConnectionId, PemSource, ProxyChoice,
    RegistryAlias,
};
pub use content::{CacheUsage, ConnectionUsage, Content};
pub use error::Error;
pub use gallery::{
    GalleryReport, GalleryStore, Harvested, KeptLogo, KeptTags, ListingChange, ListingNews,
    SourceCount, SourceState, StoredListing, Taken,
};
pub use images::{ImageChild, ImageKind, ImageSummary};
pub use journal::{
    Activity, ActivityDraft, ActivityId, ActivityItem, ActivityState, ItemOutcome, ItemState,
};
pub use listed_images::{
    ListedImage, ListedTotals, ScanState, ScanSummary, Severity, StorageClass,
};
pub use paths::Paths;
pub use referrers::{ReferrerListing, ReferrersFoundBy};
pub use replication::{Replicated, ReplicatedFilter, ReplicatedState, ReplicationTurn};
pub use repositories::{CatalogState, Repository};
pub use retention::{RetentionKept, RetentionRow};
pub use salvage::Salvaged;
pub use settings::{
    CacheSettings, Language, LocalRegistryAccess, LocalRegistrySettings, LogLevel, ProxySetting,
    PullRuleSetting, Settings, SettingsFile, SettingsReport, Theme, WatchSetting,
};
pub use store::{OpenReport, Store};
pub use suggestions::Suggestion;
pub use tag_history::TagPast;
pub use tags::{TagChange, TagCount, TagListingChange, TagObservation, TagRow};
pub use transfers::Transfer;
pub use undo::{KeptContent, KeptLayer, UndoSnapshot};
pub use visits::Visit;
