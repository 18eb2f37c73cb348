//! Images in files: OCI image layouts in a folder or an archive, and what `docker save` writes, each as
//! a [`crate::Source`] and as a [`crate::Destination`].
//!
//! Archives are never unpacked. What is in one is found by reading its headers once, under limits, and
//! whatever could lead out of it is refused before anything of it is used; blobs are read where they
//! lie. What is written grows beside its final name, and gets that name when it is whole.

mod archive;
mod docker_archive;
mod error;
mod folder;
mod form;
mod heads;
mod layout_archive;
mod pieces;
mod saved;
mod shelf;
mod source;
mod tar_file;
mod unpacking;

pub(crate) use pieces::{Hashing, PieceReader, Shared, reader_of};
pub(crate) use unpacking::unpack;

pub use docker_archive::DockerArchive;
pub use error::FileError;
pub use folder::LayoutFolder;
pub use form::{FileForm, FileImage, file_destination};
pub use layout_archive::LayoutArchive;
pub use source::FileSource;
