//! The registry itself: what it is made of, opening it, and its figures.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

use crate::{
    Error,
    cache::Cache,
    database::Database,
    files::{Disk, Files},
    layout::Layouts,
    lock::RootLock,
    pool::Pool,
    recovery::{self, Recovery},
    uploads::Uploads,
};

/// The registry in one folder. Its verbs block on the disk: call them off the async runtime.
#[derive(Debug)]
pub struct LocalRegistry {
    pub(crate) root: PathBuf,
    pub(crate) database: Database,
    pub(crate) pool: Pool,
    pub(crate) uploads: Uploads,
    pub(crate) layouts: Layouts,
    pub(crate) cache: Cache,
    recovery: Option<Recovery>,
    // Last, so that it is released last.
    _lock: RootLock,
}

/// How much the registry holds, in bytes on disk and in things.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct RegistrySize {
    /// Files in the pool: blobs and manifests.
    pub contents: u64,
    /// Their bytes. Layouts share them by hard links and add none.
    pub content_bytes: u64,
    /// The database's bytes.
    pub database_bytes: u64,
    /// Repositories that have a manifest.
    pub repositories: u64,
    /// Manifests.
    pub manifests: u64,
    /// Tags.
    pub tags: u64,
}

impl LocalRegistry {
    /// Opens the registry in `root`, creating it where there is none. Leftovers of a process that was
    /// killed are cleared, and a damaged database is kept aside and rebuilt: see
    /// [`LocalRegistry::recovery`].
    ///
    /// # Errors
    /// [`Error::InUse`] when another process has it open, [`Error::ReadOnly`], [`Error::DiskFull`],
    /// [`Error::NewerSchema`].
    pub fn open(root: &Path) -> Result<Arc<Self>, Error> {
        Self::open_with(root, Arc::new(Disk))
    }

    /// As [`LocalRegistry::open`], with the file operations given: for tests that record or fail them.
    pub fn open_with(root: &Path, files: Arc<dyn Files>) -> Result<Arc<Self>, Error> {
        create_private(root).map_err(|error| Error::file("creating", root, error))?;
        let lock = RootLock::take(root)?;
        let pool = Pool::open(root, Arc::clone(&files))?;
        let (database, recovery) = recovery::open_database(root, &pool, files)?;
        if !lock.was_clean() {
            adopt_orphans(&database, &pool)?;
        }
        Ok(Arc::new(Self {
            root: root.to_owned(),
            database,
            pool,
            uploads: Uploads::default(),
            layouts: Layouts::default(),
            cache: Cache::default(),
            recovery,
            _lock: lock,
        }))
    }

    /// The file operations it writes through.
    pub(crate) fn files(&self) -> &dyn Files {
        self.pool.files()
    }

    /// The folder it lives in.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// What had to be rebuilt at opening, when the database was damaged.
    pub fn recovery(&self) -> Option<&Recovery> {
        self.recovery.as_ref()
    }

    /// How much the registry holds.
    pub fn size(&self) -> Result<RegistrySize, Error> {
        let database_bytes = self.database.bytes_on_disk();
        self.database.read(|view| {
            Ok(view.query_row(
                "SELECT (SELECT count(*) FROM contents WHERE size IS NOT NULL),
                    (SELECT coalesce(sum(size), 0) FROM contents),
                    (SELECT count(DISTINCT repository_id) FROM manifests WHERE removed_at IS NULL),
                    (SELECT count(*) FROM manifests WHERE removed_at IS NULL),
                    (SELECT count(*) FROM tags)",
                [],
                |row| {
                    Ok(RegistrySize {
                        contents: row.get::<_, i64>(0)? as u64,
                        content_bytes: row.get::<_, i64>(1)? as u64,
                        database_bytes,
                        repositories: row.get::<_, i64>(2)? as u64,
                        manifests: row.get::<_, i64>(3)? as u64,
                        tags: row.get::<_, i64>(4)? as u64,
                    })
                },
            )?)
        })
    }
}

/// Makes the folder for its owner alone; one that is there already keeps its permissions.
fn create_private(root: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(root)
}

/// Notes files that got their name just before a process was killed and whose row was never committed.
/// They are whole, but nobody was promised them: they become what free space may remove. Nothing is
/// deleted here, so an older database put back by hand loses no content.
fn adopt_orphans(database: &Database, pool: &Pool) -> Result<(), Error> {
    let contents = pool.contents()?;
    database.write(|transaction| {
        for (digest, size) in &contents {
            crate::rows::ensure_stored(transaction, digest, *size)?;
        }
        Ok(())
    })
}
