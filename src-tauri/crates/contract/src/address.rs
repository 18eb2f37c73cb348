//! The address box, bookmarks, history, and what the window remembers.

use crate::ConnectionId;

plain! {
    /// What a text in the address box means.
    pub struct ResolveAddress {
        pub text: String,
    }

    /// What to offer while a text is being typed.
    pub struct Suggest {
        pub text: String,
        pub limit: u64,
    }

    /// Something to open.
    pub struct Suggestion {
        pub target: AddressTarget,
        /// As it is shown: `host/repository:tag`.
        pub text: String,
        pub source: SuggestionSource,
    }

    #[derive(Copy, Eq)]
    pub enum SuggestionSource {
        Bookmark,
        History,
        Connection,
        Repository,
        Tag,
        Gallery,
    }

    /// A page worth coming back to.
    pub struct Bookmark {
        pub id: String,
        pub title: String,
        /// What the address box would show.
        pub address: String,
    }

    pub struct AddBookmark {
        pub title: String,
        pub address: String,
    }

    pub struct EditBookmark {
        pub id: String,
        pub title: String,
        /// Its place among all, from 0.
        pub position: u64,
    }

    pub struct RemoveBookmark {
        pub id: String,
    }

    /// A page that was opened.
    pub struct Visit {
        pub title: String,
        pub address: String,
        pub at: i64,
    }

    pub struct RecordVisit {
        pub title: String,
        pub address: String,
    }

    pub struct ListHistory {
        pub filter: String,
        pub limit: u64,
    }

    /// What the window keeps between starts, by key; its own JSON text, up to 256 KiB.
    pub struct WindowState {
        pub key: String,
        pub value: Option<String>,
    }

    pub struct ReadWindowState {
        pub key: String,
    }
}

tagged! {
    /// Where an address leads.
    pub enum AddressTarget {
        Connection { connection: ConnectionId },
        Repository { connection: ConnectionId, repository: String },
        Image { connection: ConnectionId, repository: String, selector: String },
        /// A repository of the gallery; its page chooses the tag or digest.
        Listing { reference: String, selector: Option<String> },
        /// All that one alias publishes.
        Publisher { host: String, alias: String },
        /// A registry nobody has connected yet.
        NewRegistry { host: String, repository: Option<String>, selector: Option<String> },
        /// Words: search what was seen.
        Words { text: String },
    }
}
