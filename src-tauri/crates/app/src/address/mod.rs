//! What a text in the address box means, and what to offer while it is typed.

mod resolve;
mod suggest;

pub(crate) use resolve::connections_to;
