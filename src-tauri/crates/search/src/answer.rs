//! What comes back from a search: plain values.

use std::ops::Range;

use crate::Card;

/// The answer to a query.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Hits {
    /// How many listings there are in all, exactly.
    pub total: u64,
    /// Whether other spellings, other forms of words or fewer words were let in, because there was next
    /// to nothing with just these.
    pub is_corrected: bool,
    /// Those of the window, in order.
    pub hits: Vec<Hit>,
    /// Counts over all that matched, when asked for.
    pub facets: Option<Facets>,
}

/// One listing that matched.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Hit {
    /// What to show of it.
    pub card: Card,
    /// Where in `card.alias` words of the query are, in bytes.
    pub alias_marks: Vec<Range<usize>>,
    /// Where in `card.name` words of the query are, in bytes.
    pub name_marks: Vec<Range<usize>>,
    /// The piece of its texts that says why it matched.
    pub snippet: Option<Snippet>,
}

/// A piece of a listing's text.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Snippet {
    /// Which text it is from.
    pub place: SnippetPlace,
    /// The piece, as it was written.
    pub text: String,
    /// Where in it words of the query are, in bytes.
    pub marks: Vec<Range<usize>>,
}

/// Which text a snippet is from.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum SnippetPlace {
    /// The display name.
    DisplayName,
    /// The publisher's name.
    Publisher,
    /// The short description.
    Description,
    /// Categories and keywords.
    Keywords,
    /// The long description.
    About,
    /// How to use it.
    Usage,
    /// Tags, labels, environment variables, base image.
    Image,
}

/// How many of what matched have each value, the most frequent first. Each facet is counted without its
/// own part of the filter, so that it says what choosing another value would bring.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Facets {
    /// By source.
    pub sources: Vec<Count>,
    /// By kind of artifact.
    pub kinds: Vec<Count>,
    /// By operating system.
    pub systems: Vec<Count>,
    /// By architecture.
    pub architectures: Vec<Count>,
    /// By category.
    pub categories: Vec<Count>,
    /// By how much the registry vouches for the publisher.
    pub standings: Vec<Count>,
    /// By alias, the most frequent alone.
    pub publishers: Vec<Count>,
}

/// A value of a facet.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Count {
    /// In lower case.
    pub value: String,
    /// How many listings have it, exactly.
    pub count: u64,
}
