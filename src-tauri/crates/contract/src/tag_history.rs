//! What a tag was before, and news of tags that somebody watches.

use crate::{ConnectionId, FindingsFormat};

plain! {
    pub struct ReadTagHistory {
        pub connection: ConnectionId,
        pub repository: String,
        pub tag: String,
    }

    /// Where a tag points and pointed, newest first, as far as the registry remembers it, or it was seen from here.
    pub struct TagHistory {
        pub moves: Vec<TagMove>,
        pub watched: bool,
    }

    /// A time that a tag was on one digest.
    pub struct TagMove {
        pub digest: String,
        pub media_type: Option<String>,
        /// When it was first seen there.
        pub seen_from: i64,
        /// When it was first seen elsewhere or gone; `null` for where it is.
        pub seen_until: Option<i64>,
        /// The tag went, rather than moved.
        pub removed: bool,
    }

    /// A tag that is looked at from time to time, or a repository's new tags where none is named.
    #[derive(Eq)]
    pub struct Watch {
        pub connection: ConnectionId,
        pub repository: String,
        pub tag: Option<String>,
    }

    pub struct SetWatch {
        pub watch: Watch,
        pub on: bool,
    }

    /// A watch, with what is known of it.
    pub struct KnownWatch {
        pub watch: Watch,
        /// `null` where the connection is gone.
        pub connection_name: Option<String>,
        /// When it was last looked at since the program started.
        pub looked_at: Option<i64>,
        /// Why it could not be looked at.
        pub problem: Option<String>,
    }

    pub struct WatchList {
        pub watches: Vec<KnownWatch>,
        /// Whether new tags of bookmarked repositories and images are told, too.
        pub bookmarks: bool,
    }

    pub struct WatchBookmarks {
        pub on: bool,
    }

    /// Saves all activities that are kept, or those of a connection.
    pub struct SaveActivities {
        pub connection: Option<ConnectionId>,
        pub format: FindingsFormat,
    }
}
