//! What was before: a tag's moves, what changed in between by packages, watches for the next ones, and one's
//! own activities as a file.

mod export;
mod packages;
mod tag;
mod watches;

pub(crate) use packages::show_package;
pub(crate) use watches::Looks;
