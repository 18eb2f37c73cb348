//! The index of listings over tantivy, and nothing but the index: no crawling, no storing of what it is
//! rebuilt from, no screens.
//!
//! [`Index::open`] a folder, [`Index::rebuild`] it when [`Opening`] says so, [`Index::change`] it as
//! listings come and go, and [`Index::search`] it with every keystroke. Everything in that folder is a
//! cache that can be made again.
//!
//! # How it answers within a frame
//!
//! - Documents are numbered by [`popularity`], in one large segment and a few small ones with what
//!   changed since. The ranking is where the words are, then popularity, so each tier is read from its
//!   beginning and left when the window is full.
//! - A tier is one conjunction over words of the listing's path, or of a little more, up to all of its
//!   texts, and the exact total is the size of one set.
//! - Words and beginnings of words that are in many documents have their sets ready in a mapped file,
//!   as bits where they are dense. What is left to put together from postings is always little.

mod answer;
mod dense;
mod error;
mod facets;
mod filling;
mod filter;
mod generation;
mod index;
mod leniency;
mod listing;
mod loosely;
mod page;
mod plan;
mod popularity;
mod query;
mod ranking;
mod schema;
mod segment;
mod set;
mod snippet;
mod tokenizer;
mod typed;
mod words;

pub use answer::{Count, Facets, Hit, Hits, Snippet, SnippetPlace};
pub use error::Error;
pub use index::{Change, Index, Opening};
pub use listing::{Card, Listing, ListingId, Standing};
pub use popularity::popularity;
pub use query::{Cancellation, Filter, Query, Sort};
pub use typed::Typed;
