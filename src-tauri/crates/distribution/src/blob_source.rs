//! Where the bytes of an upload come from: something that can be read again from any place, because
//! an upload that broke goes on from where the registry got to.

use std::path::PathBuf;

use bytes::Bytes;
use futures_util::{StreamExt as _, future::BoxFuture, stream, stream::BoxStream};
use tokio::io::AsyncSeekExt as _;
use tokio_util::io::ReaderStream;

/// The pieces of a source.
pub type Pieces = BoxStream<'static, std::io::Result<Bytes>>;

/// The bytes of one blob, to be read from any place, more than once.
pub trait BlobSource: Send + Sync {
    /// Bytes in all.
    fn size(&self) -> u64;

    /// The bytes from `start` to the end.
    fn read(&self, start: u64) -> BoxFuture<'_, std::io::Result<Pieces>>;
}

/// Bytes at hand.
impl BlobSource for Bytes {
    fn size(&self) -> u64 {
        self.len() as u64
    }

    fn read(&self, start: u64) -> BoxFuture<'_, std::io::Result<Pieces>> {
        let start = usize::try_from(start).map_or(self.len(), |start| start.min(self.len()));
        let rest = self.slice(start..);
        Box::pin(async move { Ok(stream::iter([Ok(rest)]).boxed()) })
    }
}

/// A file that does not change meanwhile.
#[derive(Clone, Debug)]
pub struct FileSource {
    path: PathBuf,
    size: u64,
}

impl FileSource {
    /// The file at `path`, at its present length.
    pub async fn open(path: PathBuf) -> std::io::Result<Self> {
        let size = tokio::fs::metadata(&path).await?.len();
        Ok(Self { path, size })
    }
}

impl BlobSource for FileSource {
    fn size(&self) -> u64 {
        self.size
    }

    fn read(&self, start: u64) -> BoxFuture<'_, std::io::Result<Pieces>> {
        Box::pin(async move {
            let mut file = tokio::fs::File::open(&self.path).await?;
            file.seek(std::io::SeekFrom::Start(start)).await?;
            Ok(ReaderStream::with_capacity(file, 64 << 10).boxed())
        })
    }
}
