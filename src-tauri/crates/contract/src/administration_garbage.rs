//! The collection of garbage: a registry's own work that frees what nothing needs any more.

use crate::ConnectionId;

plain! {
    /// Asks for a page of the turns that the collection had, newest first.
    pub struct ListCollections {
        pub connection: ConnectionId,
        /// Where the page before ended; `null` for the first one.
        pub cursor: Option<String>,
    }

    pub struct CollectionPage {
        pub turns: Vec<GarbageTurn>,
        pub next: Option<String>,
    }

    /// A turn. What the vendor doesn't say is `null`.
    #[derive(Eq)]
    pub struct GarbageTurn {
        pub id: u64,
        pub state: GarbageState,
        pub began: Option<i64>,
        /// When something last changed about it: its end, where it is over.
        pub changed: Option<i64>,
        pub is_scheduled: bool,
        /// It only told what it would free.
        pub is_dry: bool,
        /// It took images along that no tag names.
        pub deletes_untagged: bool,
        /// Bytes that it freed, or would.
        pub freed: Option<u64>,
    }

    #[derive(Copy, Eq)]
    pub enum GarbageState {
        Waiting,
        Running,
        Done,
        Failed,
        Stopped,
        Unknown,
    }

    /// Begins a turn now.
    pub struct CollectGarbage {
        pub connection: ConnectionId,
        /// Only tells what it would free.
        pub dry: bool,
        /// Takes images along that no tag names.
        pub delete_untagged: bool,
    }

    /// One turn.
    pub struct GarbageTurnAt {
        pub connection: ConnectionId,
        pub id: u64,
    }

    /// What a turn wrote down; plain text, its end where it is long.
    pub struct GarbageLog {
        pub text: String,
        pub is_cut: bool,
    }

    /// When garbage is collected by itself.
    pub struct GarbageScheduling {
        /// `null`: never.
        pub schedule: Option<GarbageSchedule>,
        pub next: Option<i64>,
    }

    #[derive(Eq)]
    pub struct GarbageSchedule {
        /// Six fields, seconds first.
        pub cron: String,
        /// Takes images along that no tag names.
        pub deletes_untagged: bool,
    }

    /// Sets when garbage is collected by itself; refused where it is otherwise than `before` by now.
    pub struct SetGarbageSchedule {
        pub connection: ConnectionId,
        pub before: Option<GarbageSchedule>,
        pub after: Option<GarbageSchedule>,
    }
}
