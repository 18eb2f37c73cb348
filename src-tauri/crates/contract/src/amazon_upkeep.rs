//! What a registry does by itself with the images it keeps: looked up for the rows in view.

use crate::ConnectionId;

plain! {
    /// Images that are in view now. What their registry does with them by itself (scanning, signing, copying)
    /// is looked up behind, a few at a time, unless that was done lately; rows then have it.
    pub struct LookAfterImages {
        pub connection: ConnectionId,
        pub repository: String,
        /// At most 200.
        pub digests: Vec<String>,
    }
}
