//! The harness: a fresh home, real servers on loopback, scripted ones with faults, and the driver
//! of the real window. Nothing here is shipped; what fails here fails its test at once.
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a harness that can't do its work fails the test that needs it, with the place"
)]

pub mod aws;
mod copier;
mod copy_faults;
mod deadline;
pub mod desktop;
mod docker_registry;
mod faulty;
mod footprint;
mod fts5;
mod galleries;
mod home;
mod judged;
mod kept;
mod keyring;
mod listings;
mod loopback;
mod made_images;
pub mod measure;
mod moto;
mod offspring;
mod payloads;
mod proxy;
mod pusher;
mod registry_program;
mod scripted;
mod skopeo;
mod small_disk;
mod token_server;
mod tools;
pub mod vendors;

pub use copier::{Copied, copy_if_told, copy_with, copy_with_ours};
pub use copy_faults::{
    COPY_FAULTS, CopyFault, FaultyCopies, Outlook, Trial, attempt_all, registry,
};
pub use deadline::{PATIENCE, until};
pub use docker_registry::{DockerRegistry, Ground, PASSWORD, Setup, USER};
pub use faulty::{Fault, FaultyProxy};
pub use footprint::{own_memory, size_of};
pub use fts5::{Fts5, Row};
pub use galleries::{Galleries, Gallery, ShownListing};
pub use home::FreshHome;
pub use judged::Judged;
pub use kept::Kept;
pub use keyring::{Bus, Keyring};
pub use listings::{ListingCorpus, Typo, listings_wanted};
pub use loopback::{Serving, free_port};
pub use made_images::{write_large_image, write_related_images};
pub use moto::Moto;
pub use offspring::Offspring;
pub use payloads::{PAYLOAD_EVENTS, Payload, payloads};
pub use proxy::{CountingProxy, Kind, Passed};
pub use pusher::{Pushed, Pusher};
pub use registry_program::{RegistryProgram, built_program};
pub use scripted::{Answer, Scripted, Seen};
pub use skopeo::{skopeo_copy, skopeo_push};
pub use small_disk::SmallDisk;
pub use token_server::{TokenRequest, TokenServer};
pub use tools::{pinned_tool, tool};
