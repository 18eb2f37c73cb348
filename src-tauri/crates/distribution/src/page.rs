//! Pages of long lists: what came, how to go on, and what could not be used.

/// One page. Partial results are results: what can't be used is in `problems`, not an error.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Page<T> {
    /// What came, in the registry's order.
    pub items: Vec<T>,
    /// How to get the next page; `None` at the end.
    pub next: Option<Cursor>,
    /// Entries and pages that could not be used.
    pub problems: Vec<Problem>,
}

/// Where a list goes on, in the registry's own words: opaque, and good only on the connection that
/// gave it.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Cursor(pub(crate) String);

impl Cursor {
    /// As text, to be kept and given back.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<String> for Cursor {
    fn from(text: String) -> Self {
        Self(text)
    }
}

/// Why a list is not whole.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Problem {
    /// An entry that breaks the grammar, cut to a showable length, control characters stripped.
    Unusable(String),
    /// The registry never came to an end; stopped after so many pages.
    Endless {
        /// Pages read.
        pages: usize,
    },
    /// The registry sent the same page again; stopped there.
    Repeated,
    /// More entries than are kept; stopped there.
    TooMany {
        /// Entries kept.
        limit: usize,
    },
    /// One of the places that the list is put together from did not answer, or not in time.
    Missing {
        /// Which place, such as a region.
        place: String,
        /// Why; text to show.
        reason: String,
    },
}

/// What was fetched, and how the page after it is reached, for following to the end.
impl<T> Page<T> {
    /// A page with nothing on it and nothing after it.
    pub fn empty() -> Self {
        Self {
            items: Vec::new(),
            next: None,
            problems: Vec::new(),
        }
    }
}
