//! Named pieces of bytes, whether they are files of a folder or lie within one archive.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{Read, Seek as _, SeekFrom},
    path::{Path, PathBuf},
};

use bytes::Bytes;
use futures_util::{StreamExt as _, stream::BoxStream};
use portolan_distribution as distribution;
use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _};
use tokio_util::io::ReaderStream;

use super::FileError;

/// Bytes read from a file at a time.
const PIECE: usize = 128 << 10;

/// Where pieces of bytes are.
#[derive(Clone, Debug)]
pub(super) enum Shelf {
    /// Files of a folder.
    Folder(PathBuf),
    /// Stretches of one file, by name.
    Archive {
        file: PathBuf,
        entries: BTreeMap<String, Stretch>,
    },
}

/// A stretch of a file.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Stretch {
    pub(super) begin: u64,
    pub(super) size: u64,
}

impl Shelf {
    /// Where the bytes of that name are; `None` where nothing has it. Links of folders are not followed.
    pub(super) fn find(&self, name: &str) -> Option<(PathBuf, Stretch)> {
        match self {
            Self::Folder(folder) => {
                let path = folder.join(name);
                let found = std::fs::symlink_metadata(&path).ok()?;
                let size = found.len();
                let stretch = Stretch { begin: 0, size };
                found.is_file().then_some((path, stretch))
            }
            Self::Archive { file, entries } => {
                let stretch = entries.get(name)?;
                Some((file.clone(), *stretch))
            }
        }
    }

    /// The bytes of a name, to be read by whoever may block, and how many there are.
    pub(super) fn open(&self, name: &str) -> Result<(impl Read + use<>, u64), FileError> {
        let (path, stretch) = self.place(name)?;
        let opened = File::open(&path).and_then(|mut file| {
            file.seek(SeekFrom::Start(stretch.begin))?;
            Ok(file.take(stretch.size))
        });
        let opened = opened.map_err(FileError::io(path))?;
        Ok((opened, stretch.size))
    }

    /// All of a small file.
    pub(super) fn read(&self, name: &str, limit: u64) -> Result<Bytes, FileError> {
        let (path, stretch) = self.place(name)?;
        if stretch.size > limit {
            let said = format!("{name} has {} bytes", stretch.size);
            return Err(FileError::TooMuch(said));
        }
        let (mut opened, size) = self.open(name)?;
        let mut bytes = vec![0; size as usize];
        let read = opened.read_exact(&mut bytes);
        read.map_err(FileError::io(path))?;
        Ok(bytes.into())
    }

    /// The bytes of a name as they come, from `start` on, and how many there are in all.
    pub(super) async fn stream(
        &self,
        name: &str,
        start: u64,
    ) -> Result<(u64, BoxStream<'static, distribution::Result<Bytes>>), FileError> {
        let (path, stretch) = self.place(name)?;
        let start = start.min(stretch.size);
        let opened = async {
            let mut file = tokio::fs::File::open(&path).await?;
            file.seek(SeekFrom::Start(stretch.begin + start)).await?;
            Ok(file)
        };
        let file = opened.await.map_err(FileError::io(path))?;
        let rest = file.take(stretch.size - start);
        let pieces = ReaderStream::with_capacity(rest, PIECE);
        let pieces = pieces
            .map(|piece| piece.map_err(|problem| distribution::Error::Source(problem.to_string())));
        Ok((stretch.size, pieces.boxed()))
    }

    fn place(&self, name: &str) -> Result<(PathBuf, Stretch), FileError> {
        let found = self.find(name);
        found.ok_or_else(|| FileError::Missing(name.to_owned()))
    }

    /// What it is called in errors.
    pub(super) fn path(&self) -> &Path {
        match self {
            Self::Folder(path) | Self::Archive { file: path, .. } => path,
        }
    }
}
