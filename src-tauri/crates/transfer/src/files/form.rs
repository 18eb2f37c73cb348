//! How images can be written to files, and what is found in one.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use portolan_oci::{Digest, Platform, Tag};
use portolan_registries::Result;
use serde::{Deserialize, Serialize};

use super::{DockerArchive, FileError, LayoutArchive, LayoutFolder};
use crate::Destination;

/// How images are written to files.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub enum FileForm {
    /// An OCI image layout in a folder.
    Folder,
    /// An OCI image layout in a tar archive.
    OciArchive,
    /// As `docker save` writes it: one platform of each image, layers unpacked.
    DockerArchive,
}

/// An image in a file, under one of its names.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct FileImage {
    /// Its name as it is written there: a whole one, or a tag alone.
    pub name: Option<String>,
    /// The tag of that name.
    pub tag: Option<Tag>,
    /// Its manifest.
    pub digest: Digest,
    /// Bytes of all its configs and layers.
    pub bytes: u64,
    /// What it runs on.
    pub platforms: Vec<Platform>,
}

/// A file or folder to write images to; `name` is what images of an archive of `docker save` are called
/// before their tag. Nothing is written before the first image comes. Refused where something else is
/// in that place already.
pub fn file_destination(path: &Path, form: FileForm, name: &str) -> Result<Arc<dyn Destination>> {
    Ok(match form {
        FileForm::Folder => Arc::new(LayoutFolder::at(path)?),
        FileForm::OciArchive => Arc::new(LayoutArchive::at(path)?),
        FileForm::DockerArchive => Arc::new(DockerArchive::at(path, name)?),
    })
}

/// The path, where nothing is there yet and its folder is.
pub(super) fn new_file(path: &Path) -> Result<PathBuf, FileError> {
    let absent = std::io::Error::from(std::io::ErrorKind::NotFound);
    let parent = path.parent().filter(|parent| parent.is_dir());
    if !path.is_absolute() || parent.is_none() || path.file_name().is_none() {
        return Err(FileError::io(path)(absent));
    }
    if std::fs::symlink_metadata(path).is_ok() {
        return Err(FileError::Exists(path.to_owned()));
    }
    Ok(path.to_owned())
}
