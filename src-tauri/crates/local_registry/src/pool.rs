//! The pool of content, one file a digest, shared by all repositories: `blobs/<algorithm>/<hex>`.

use std::{
    fs::{self, File},
    io::{self, Read as _},
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard},
};

use portolan_oci::{Algorithm, Digest, Hasher};
use uuid::Uuid;

use crate::{Error, files::Files};

const ALGORITHMS: [Algorithm; 2] = [Algorithm::Sha256, Algorithm::Sha512];

/// Where content lies.
#[derive(Debug)]
pub(crate) struct Pool {
    blobs: PathBuf,
    uploads: PathBuf,
    files: Arc<dyn Files>,
    /// Held shared from placing a file until its row is committed, and alone while files are removed,
    /// so that the collector never takes content that is just arriving.
    gate: RwLock<()>,
}

impl Pool {
    /// Opens the pool's folders and throws away what unfinished uploads left.
    pub(crate) fn open(root: &Path, files: Arc<dyn Files>) -> Result<Self, Error> {
        let pool = Self {
            blobs: root.join("blobs"),
            uploads: root.join("uploads"),
            files,
            gate: RwLock::default(),
        };
        let mut folders = vec![pool.uploads.clone(), pool.blobs.clone()];
        folders.extend(ALGORITHMS.map(|algorithm| pool.blobs.join(algorithm.name())));
        for folder in &folders {
            fs::create_dir_all(folder).map_err(|error| Error::file("creating", folder, error))?;
        }
        for folder in [root, &pool.blobs] {
            pool.files
                .sync_folder(folder)
                .map_err(|error| Error::file("syncing", folder, error))?;
        }
        for stale in list(&pool.uploads)? {
            pool.discard(&stale);
        }
        Ok(pool)
    }

    pub(crate) fn files(&self) -> &dyn Files {
        &*self.files
    }

    /// Where the content of a digest lies, whether or not it is there.
    pub(crate) fn path(&self, digest: &Digest) -> PathBuf {
        self.blobs
            .join(digest.algorithm().name())
            .join(digest.hex())
    }

    /// Starts a file for content whose digest is not known yet.
    pub(crate) fn start(&self) -> Result<(PathBuf, File), Error> {
        let path = self.uploads.join(Uuid::new_v4().simple().to_string());
        let file = self
            .files
            .create(&path)
            .map_err(|error| Error::file("creating", &path, error))?;
        Ok((path, file))
    }

    /// Removes an unfinished file. A failure leaves it to the next start.
    pub(crate) fn discard(&self, path: &Path) {
        if let Err(error) = self.files.remove(path) {
            tracing::warn!(%error, path = %path.display(), "an unfinished upload could not be removed");
        }
    }

    /// Keeps the collector out until the guard is dropped: take it before [`Pool::place`], drop it when
    /// the row is committed.
    pub(crate) fn enter(&self) -> RwLockReadGuard<'_, ()> {
        self.gate.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps all arriving content out until the guard is dropped.
    pub(crate) fn close(&self) -> RwLockWriteGuard<'_, ()> {
        self.gate.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes a finished file durable under its digest: its bytes first, then its name. Only after this
    /// may a row speak of it.
    pub(crate) fn place(&self, from: &Path, file: &File, digest: &Digest) -> Result<(), Error> {
        let to = self.path(digest);
        let outcome = self.place_file(from, file, &to);
        if outcome.is_err() && from.exists() {
            self.discard(from);
        }
        outcome
    }

    fn place_file(&self, from: &Path, file: &File, to: &Path) -> Result<(), Error> {
        let size = file
            .metadata()
            .map_err(|error| Error::file("measuring", from, error))?
            .len();
        // What is there already was complete before it got its name; keeping it keeps the layouts' hard
        // links shared. Its name may still be undurable, so the folder is synced either way.
        if fs::metadata(to).is_ok_and(|existing| existing.len() == size) {
            self.discard(from);
        } else {
            self.files
                .sync(from, file)
                .map_err(|error| Error::file("syncing", from, error))?;
            self.files
                .rename(from, to)
                .map_err(|error| Error::file("renaming", from, error))?;
        }
        let folder = to.parent().unwrap_or(&self.blobs);
        self.files
            .sync_folder(folder)
            .map_err(|error| Error::file("syncing", folder, error))
    }

    /// Stores bytes held in memory.
    pub(crate) fn put(&self, bytes: &[u8], digest: &Digest) -> Result<(), Error> {
        let (path, mut file) = self.start()?;
        if let Err(error) = self.files.append(&path, &mut file, bytes) {
            self.discard(&path);
            return Err(Error::file("writing", path, error));
        }
        self.place(&path, &file, digest)
    }

    /// Opens content for reading.
    pub(crate) fn open_content(&self, digest: &Digest) -> Result<File, Error> {
        let path = self.path(digest);
        File::open(&path).map_err(|error| Error::file("opening", path, error))
    }

    /// Reads content of a known, small size: a manifest.
    pub(crate) fn read(&self, digest: &Digest) -> Result<Vec<u8>, Error> {
        let path = self.path(digest);
        fs::read(&path).map_err(|error| Error::file("reading", path, error))
    }

    /// Removes content from the pool. The caller holds [`Pool::close`].
    pub(crate) fn remove(&self, digest: &Digest) -> Result<(), Error> {
        let path = self.path(digest);
        match self.files.remove(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(Error::file("removing", path, error))
            }
            _ => Ok(()),
        }
    }

    /// Every digest the pool has a file for, with the file's size in bytes.
    pub(crate) fn contents(&self) -> Result<Vec<(Digest, u64)>, Error> {
        let mut contents = Vec::new();
        for algorithm in ALGORITHMS {
            for path in list(&self.blobs.join(algorithm.name()))? {
                let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
                    continue;
                };
                let Ok(digest) = format!("{}:{name}", algorithm.name()).parse() else {
                    continue;
                };
                let size = fs::metadata(&path)
                    .map_err(|error| Error::file("measuring", &path, error))?
                    .len();
                contents.push((digest, size));
            }
        }
        Ok(contents)
    }

    /// Hashes a file of the pool anew. `None` when there is none.
    pub(crate) fn hash(&self, digest: &Digest) -> Result<Option<Digest>, Error> {
        let path = self.path(digest);
        match File::open(&path).and_then(|file| hash(file, digest.algorithm())) {
            Ok(actual) => Ok(Some(actual)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Error::file("reading", path, error)),
        }
    }
}

/// The digest of all that a reader yields.
pub(crate) fn hash(mut reader: impl io::Read, algorithm: Algorithm) -> io::Result<Digest> {
    let mut hasher = Hasher::new(algorithm);
    let mut buffer = vec![0; 256 * 1024];
    loop {
        match reader.read(&mut buffer) {
            Ok(0) => return Ok(hasher.finish()),
            Ok(length) => hasher.update(&buffer[..length]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// Reads at most `limit` bytes of a file; `None` when it is longer.
pub(crate) fn read_small(path: &Path, limit: u64) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(limit + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= limit).then_some(bytes))
}

fn list(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    fs::read_dir(folder)
        .and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect())
        .map_err(|error| Error::file("listing", folder, error))
}
