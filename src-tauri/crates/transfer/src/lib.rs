//! Moves images from one place to another, registries and files: planned first, streamed, verified, and
//! gone on with where it broke.
//!
//! [`plan_copy`] asks both sides and freezes what is to be done; [`copy`] does it. A tag of the
//! destination is put last, when all that it needs is there and was seen there; so it is either as it
//! was, or leads to a whole image. Which connection is meant, what is written down and what a person is
//! shown is decided above.

mod attachments;
mod blobs;
mod choice;
mod conversion;
mod copied_there;
mod copy;
mod engines;
mod error;
mod fallback;
mod files;
mod incoming;
mod manifests;
mod patience;
mod place;
mod plain;
mod plan;
mod planning;
mod progress;
mod repacking;
mod rewriting;
mod spool;
mod standing;
mod subset;
mod tags;
mod walking;

pub use choice::{Choice, PlatformChoice, Remembered, Wanted, What};
pub use conversion::{Conversion, ManifestForm};
pub use copy::{CopyOptions, Report, copy};
pub use engines::{
    Engine, EngineDestination, EngineImage, EngineSocket, EngineSource, engine_sockets,
};
pub use error::{Error, Result, Side};
pub use files::{
    DockerArchive, FileError, FileForm, FileImage, FileSource, LayoutArchive, LayoutFolder,
    file_destination,
};
pub use patience::Patience;
pub use place::{Destination, RepositoryPlace, Source};
pub use plan::{
    CopyPlan, Note, PlannedBlob, PlannedImage, PlannedManifest, PlannedTag, Repack, Repacked,
    TagStanding,
};
pub use planning::plan_copy;
pub use progress::{How, Listener, Silence, Step};
