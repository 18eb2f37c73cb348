//! What a text in the address box means, and what to offer while it is typed.

mod meaning;
mod resolve;
mod suggest;

pub(crate) use meaning::{Meaning, read as read_meaning};
