//! The collection of garbage: a registry's own work that frees what nothing needs any more.

use async_trait::async_trait;
use jiff::Timestamp;
use portolan_distribution::{Cursor, Page};

use super::ScopeKind;
use crate::Result;

/// A vendor's collection of garbage.
#[async_trait]
pub trait GarbageCollection: Send + Sync {
    /// What it is for.
    fn scopes(&self) -> &'static [ScopeKind] {
        &[ScopeKind::Registry]
    }

    /// One page of its turns, newest first.
    async fn list_collections(&self, cursor: Option<&Cursor>) -> Result<Page<Collection>>;

    /// Begins a turn now. A dry one only tells what it would free; one with `delete_untagged` takes images along
    /// that no tag names.
    async fn collect_garbage(&self, dry: bool, delete_untagged: bool) -> Result<()>;

    /// What a turn wrote down.
    async fn collection_log(&self, id: u64) -> Result<String>;

    /// Stops a turn that is under way.
    async fn stop_collection(&self, id: u64) -> Result<()>;

    /// When it has its turn by itself; `None`: never.
    async fn collection_schedule(&self) -> Result<Option<CollectionSchedule>>;

    /// Sets when it has its turn by itself; `None`: never.
    async fn set_collection_schedule(&self, schedule: Option<&CollectionSchedule>) -> Result<()>;
}

/// A turn of the collection.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Collection {
    /// What the vendor's API calls it.
    pub id: u64,
    /// How far it is.
    pub state: CollectionState,
    /// When it began.
    pub began: Option<Timestamp>,
    /// When something last changed about it: its end, where it is over.
    pub changed: Option<Timestamp>,
    /// Whether it had its turn by itself.
    pub is_scheduled: bool,
    /// Whether it only told what it would free.
    pub is_dry: bool,
    /// Whether it took images along that no tag names.
    pub deletes_untagged: bool,
    /// Bytes that it freed, or would.
    pub freed: Option<u64>,
}

/// How far a turn is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum CollectionState {
    /// It waits.
    Waiting,
    /// It is under way.
    Running,
    /// It came to its end.
    Done,
    /// It failed.
    Failed,
    /// It was stopped.
    Stopped,
    /// A word that nobody knows here.
    Unknown,
}

/// When garbage is collected by itself.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct CollectionSchedule {
    /// Six fields, seconds first, as Harbor writes them.
    pub cron: String,
    /// Whether it takes images along that no tag names.
    pub deletes_untagged: bool,
    /// When it comes next.
    pub next: Option<Timestamp>,
}
