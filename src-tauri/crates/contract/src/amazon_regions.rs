//! In which regions an account has repositories, found by asking each.

use crate::Failure;

plain! {
    /// What a region answered.
    pub struct FoundAmazonRegion {
        pub region: String,
        /// `null`: not known, for the reason beside it.
        pub has_repositories: Option<bool>,
        pub problem: Option<Failure>,
    }
}
