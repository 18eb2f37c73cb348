//! What a registry's vendor says of a repository beside what is in it.

use crate::RepositoryAt;

plain! {
    /// What a registry's vendor says of a repository; `null` where it says nothing.
    pub struct RepositoryTold {
        pub facts: Option<RepositoryFacts>,
    }

    /// What a vendor says of a repository; what it doesn't say is `null`.
    pub struct RepositoryFacts {
        /// In a line; plain text.
        pub description: Option<String>,
        /// At length: Markdown, shown as plain text.
        pub long_description: Option<String>,
        /// The descriptions may be changed.
        pub editable: bool,
        pub visibility: Option<RepositoryVisibility>,
        pub stars: Option<u64>,
        /// Whether the person has starred it; `null` where there are no stars of one's own.
        pub starred: Option<bool>,
        /// Whether the person has bookmarked it at the registry.
        pub bookmarked: Option<bool>,
        pub pulls: Option<u64>,
        pub created: Option<i64>,
        pub updated: Option<i64>,
        /// Bytes, as the vendor counts them.
        pub size: Option<u64>,
        pub space: Option<RepositorySpace>,
        pub project: Option<String>,
        pub owner: Option<String>,
        /// Its page for people.
        pub web_page: Option<String>,
        pub immutable_tags: Option<bool>,
        pub said: Vec<RepositoryFact>,
    }

    /// What a person sets on a repository at the registry to find it again.
    #[derive(Copy, Eq, Hash)]
    pub enum RepositoryMark {
        Star,
        Bookmark,
    }

    /// Marks a repository at the registry, or no longer.
    pub struct SetMark {
        pub of: RepositoryAt,
        pub mark: RepositoryMark,
        pub on: bool,
    }

    #[derive(Copy, Eq)]
    pub enum RepositoryVisibility {
        Public,
        Internal,
        Private,
    }

    /// Bytes of its quota, or its project's.
    #[derive(Copy, Eq)]
    pub struct RepositorySpace {
        pub used: u64,
        /// `null`: as many as one likes.
        pub limit: Option<u64>,
    }

    /// Something that only some vendors say, in their words; plain text.
    #[derive(Eq)]
    pub struct RepositoryFact {
        pub about: RepositoryFactName,
        pub text: String,
    }

    #[derive(Copy, Eq)]
    pub enum RepositoryFactName {
        State,
        Cleanup,
        Lock,
        TimeMachine,
        Categories,
        Source,
    }

    /// Writes on a repository what it is for; `null` stays as it is.
    pub struct SetDescription {
        pub of: RepositoryAt,
        pub short: Option<String>,
        pub long: Option<String>,
    }
}
