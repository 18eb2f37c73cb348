//! Connections: list, test, add, edit, order, remove.

mod add;
mod draft;
mod edit;
mod known;
mod list;
mod test;

pub(crate) use draft::read_proxy;
