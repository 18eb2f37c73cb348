//! Where Amazon's APIs and registries are: partitions, regions, hosts, and what a connection says otherwise.

mod choice;
mod host;
mod partition;
mod region;

pub(crate) use choice::PUBLIC_SEAT;
pub use choice::{Api, Endpoints, PUBLIC_HOST};
pub use host::RegistryHost;
pub(crate) use host::is_account;
pub use partition::Partition;
pub use region::{REGIONS, Region};
