//! The index at its boundary: listings in, hits out.

mod corpus;
mod crash;
mod exactness;
mod facets;
mod lifetime;
mod ranking;
mod snippets;
mod texts;
