//! What vendors offer beyond images: which of it a registry has, and a file for each.

mod garbage;
mod log;
mod read_offers;
mod robots;
mod save_log;
mod scope;

pub(crate) use scope::scope_of;
