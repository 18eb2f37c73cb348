//! What is asked: text, filter, order, window; and when the answer is no longer wanted.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use jiff::Timestamp;

use crate::{Error, Standing};

/// One question to the index.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Query {
    /// As it stands in the box: words, fields such as `os:windows`, or something pasted.
    pub text: String,
    /// What the facets beside the box have chosen; fields typed in the box are added to it.
    pub filter: Filter,
    /// The order of the hits.
    pub sort: Sort,
    /// How many hits to pass over.
    pub offset: usize,
    /// How many hits to give at most.
    pub limit: usize,
    /// Whether to count the facets.
    pub with_facets: bool,
    /// The present, which `updated:<90d` is measured from.
    pub now: Timestamp,
}

/// Listings that are kept: a listing passes when every list that is not empty has one of its values,
/// and its numbers are in the bounds.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Filter {
    /// Aliases.
    pub publishers: Vec<String>,
    /// `arm64` …
    pub architectures: Vec<String>,
    /// `windows` …
    pub systems: Vec<String>,
    /// `image`, `chart` …
    pub kinds: Vec<String>,
    /// `ecr-public` …
    pub sources: Vec<String>,
    /// What they are filed under.
    pub categories: Vec<String>,
    /// How much the registry vouches for the publisher.
    pub standings: Vec<Standing>,
    /// Changed at or after.
    pub updated_since: Option<Timestamp>,
    /// Changed before.
    pub updated_before: Option<Timestamp>,
    /// At least so many pulls.
    pub least_pulls: Option<u64>,
    /// At most so many pulls.
    pub most_pulls: Option<u64>,
}

impl Filter {
    /// Adds what another filter asks for.
    pub fn merge(&mut self, other: Self) {
        self.publishers.extend(other.publishers);
        self.architectures.extend(other.architectures);
        self.systems.extend(other.systems);
        self.kinds.extend(other.kinds);
        self.sources.extend(other.sources);
        self.categories.extend(other.categories);
        self.standings.extend(other.standings);
        self.updated_since = self.updated_since.max(other.updated_since);
        self.updated_before = least(self.updated_before, other.updated_before);
        self.least_pulls = self.least_pulls.max(other.least_pulls);
        self.most_pulls = least(self.most_pulls, other.most_pulls);
    }
}

/// The smaller bound; no bound is no smaller one.
fn least<T: Ord>(one: Option<T>, two: Option<T>) -> Option<T> {
    match (one, two) {
        (Some(one), Some(two)) => Some(one.min(two)),
        (one, two) => one.or(two),
    }
}

/// The order of the hits.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum Sort {
    /// By where it matched, then by popularity.
    #[default]
    Relevance,
    /// Most pulled first.
    Pulls,
    /// Last changed first.
    Updated,
    /// By `alias/name`.
    Name,
}

/// Says that an answer is no longer wanted. Clones are one and the same.
#[derive(Clone, Debug, Default)]
pub struct Cancellation(Arc<AtomicBool>);

impl Cancellation {
    /// The search that was given this ends with `Error::Cancelled` at its next step.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Goes on, or ends.
    pub(crate) fn check(&self) -> Result<(), Error> {
        if self.0.load(Ordering::Relaxed) {
            Err(Error::Cancelled)
        } else {
            Ok(())
        }
    }
}
