//! The registry inside the program: its start and end, password, samples, free space.

mod host;
mod plans;
mod record;
mod samples;
mod space;
mod status;

pub(crate) use host::{KIND, LocalHost, LocalInventory};
pub(crate) use plans::SpacePlans;
