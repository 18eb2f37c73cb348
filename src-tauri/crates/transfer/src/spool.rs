//! A blob laid aside on the disk, for who must know its digest before it takes it.

use std::path::Path;

use futures_util::TryStreamExt as _;
use portolan_distribution::{FileSource, Pieces};
use portolan_oci::{Algorithm, Digest, Hasher};
use tempfile::NamedTempFile;
use tokio::io::AsyncWriteExt as _;

use crate::FileError;

/// A blob in a file that is gone when this goes.
#[derive(Debug)]
pub(crate) struct Spooled {
    pub(crate) digest: Digest,
    pub(crate) source: FileSource,
    _file: NamedTempFile,
}

impl Spooled {
    /// Writes all of `pieces` into a file of `folder`.
    pub(crate) async fn write(mut pieces: Pieces, folder: &Path) -> Result<Self, FileError> {
        let io = || FileError::io(folder);
        let made = tempfile::Builder::new()
            .prefix(".portolan-")
            .suffix(".part")
            .tempfile_in(folder);
        let file = made.map_err(io())?;
        let mut writing = tokio::fs::File::from_std(file.reopen().map_err(io())?);
        let mut hasher = Hasher::new(Algorithm::Sha256);
        while let Some(piece) = pieces.try_next().await.map_err(io())? {
            hasher.update(&piece);
            writing.write_all(&piece).await.map_err(io())?;
        }
        writing.flush().await.map_err(io())?;
        let source = FileSource::open(file.path().to_owned()).await;
        Ok(Self {
            digest: hasher.finish(),
            source: source.map_err(io())?,
            _file: file,
        })
    }
}
