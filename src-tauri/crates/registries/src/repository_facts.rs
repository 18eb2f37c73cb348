//! What a vendor itself says of a repository, beside what is in it.

use jiff::Timestamp;

/// What a vendor says of a repository. What it doesn't say is `None`, which is never "none".
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct RepositoryFacts {
    /// What it is for, in a line. Text to show.
    pub description: Option<String>,
    /// The same at length, as Markdown. Text to show.
    pub long_description: Option<String>,
    /// Whether [`crate::Registry::set_description`] may be tried, by what the vendor says.
    pub is_editable: bool,
    /// Who may see it.
    pub visibility: Option<Visibility>,
    /// How many have starred it.
    pub stars: Option<u64>,
    /// Whether who is signed in has.
    pub is_starred: Option<bool>,
    /// Whether who is signed in has bookmarked it at the registry.
    pub is_bookmarked: Option<bool>,
    /// How often it was pulled.
    pub pulls: Option<u64>,
    /// When it was made.
    pub created_at: Option<Timestamp>,
    /// When anything of it changed last.
    pub updated_at: Option<Timestamp>,
    /// Bytes that it takes up, as the vendor counts them.
    pub size: Option<u64>,
    /// What is used of the space that it has, or that its project has.
    pub quota: Option<SpaceUse>,
    /// The project or group that it is in.
    pub project: Option<String>,
    /// Whose it is.
    pub owner: Option<String>,
    /// Its page for people. Text to show and to copy; nothing is opened by itself.
    pub web_page: Option<String>,
    /// Whether its tags may not move.
    pub has_immutable_tags: Option<bool>,
    /// What else there is to say, in the vendor's own words.
    pub said: Vec<SaidFact>,
}

/// What one sets on a repository at the registry to find it again.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Mark {
    /// A star, which everybody's count.
    Star,
    /// A bookmark, which is one's own.
    Bookmark,
}

/// Who may see a repository.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Visibility {
    /// Everybody.
    Public,
    /// Everybody who is signed in, or in the organisation.
    Internal,
    /// Those who were let in.
    Private,
}

/// Space that is used, and that may be.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct SpaceUse {
    /// Bytes used.
    pub used: u64,
    /// Bytes there are; `None`: as many as one likes.
    pub limit: Option<u64>,
}

/// Something that only some vendors say.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SaidFact {
    /// What it is about.
    pub about: FactName,
    /// What the vendor says. Text to show.
    pub text: String,
}

/// What a [`SaidFact`] is about.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum FactName {
    /// What state it is in, as the vendor calls it.
    State,
    /// What is cleaned up by itself, and when.
    Cleanup,
    /// What is locked.
    Lock,
    /// How long what was deleted can be restored.
    TimeMachine,
    /// What it is filed under.
    Categories,
    /// Where its source is.
    Source,
}

/// What a person writes on a repository; what is `None` stays as it is.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Description {
    /// In a line.
    pub short: Option<String>,
    /// At length, as Markdown.
    pub long: Option<String>,
}
