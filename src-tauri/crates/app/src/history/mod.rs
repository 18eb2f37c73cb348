//! What was before: a tag's moves, watches for the next ones, and one's own activities as a file.

mod export;
mod tag;
mod watches;

pub(crate) use watches::Looks;
