//! Public listings: what is known of repositories that everybody may pull from. Here so far: the
//! catalogue that is shipped with the program. Searching them lives elsewhere.

mod starter;

pub use starter::{StarterListing, StarterSource, starter};
