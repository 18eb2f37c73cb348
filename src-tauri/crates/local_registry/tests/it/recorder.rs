//! File operations that are recorded, or made to fail at a chosen place.

use std::{
    fs::File,
    io,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use portolan_local_registry::{Disk, Files};

/// One operation, with all that is needed to do it again.
#[derive(Clone, Debug)]
pub(crate) enum Operation {
    Create(PathBuf),
    Append(PathBuf, Vec<u8>),
    Sync(PathBuf),
    Rename(PathBuf, PathBuf),
    SyncFolder(PathBuf),
    Remove(PathBuf),
    /// A commit of the database, with the database and its log as they lay on the disk then.
    Committed(Vec<u8>, Vec<u8>),
    /// The registry acknowledged this push.
    Acknowledged(usize),
}

/// Does everything on the disk and writes it down.
#[derive(Clone, Debug, Default)]
pub(crate) struct Recorder {
    operations: Arc<Mutex<Vec<Operation>>>,
}

impl Recorder {
    pub(crate) fn note(&self, operation: Operation) {
        self.operations.lock().unwrap().push(operation);
    }

    pub(crate) fn take(&self) -> Vec<Operation> {
        std::mem::take(&mut *self.operations.lock().unwrap())
    }
}

impl Files for Recorder {
    fn create(&self, path: &Path) -> io::Result<File> {
        let file = Disk.create(path)?;
        self.note(Operation::Create(path.to_owned()));
        Ok(file)
    }

    fn append(&self, path: &Path, file: &mut File, bytes: &[u8]) -> io::Result<()> {
        Disk.append(path, file, bytes)?;
        self.note(Operation::Append(path.to_owned(), bytes.to_vec()));
        Ok(())
    }

    fn sync(&self, path: &Path, file: &File) -> io::Result<()> {
        Disk.sync(path, file)?;
        self.note(Operation::Sync(path.to_owned()));
        Ok(())
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        Disk.rename(from, to)?;
        self.note(Operation::Rename(from.to_owned(), to.to_owned()));
        Ok(())
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        Disk.sync_folder(folder)?;
        self.note(Operation::SyncFolder(folder.to_owned()));
        Ok(())
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        Disk.remove(path)?;
        self.note(Operation::Remove(path.to_owned()));
        Ok(())
    }

    fn committed(&self, path: &Path) {
        let mut log = path.as_os_str().to_owned();
        log.push("-wal");
        self.note(Operation::Committed(
            std::fs::read(path).unwrap(),
            std::fs::read(log).unwrap_or_default(),
        ));
    }
}

/// Does everything on the disk until the chosen operation, which fails, as all after it do.
#[derive(Clone, Debug)]
pub(crate) struct Failing {
    left: Arc<AtomicUsize>,
    kind: io::ErrorKind,
}

impl Failing {
    pub(crate) fn new(kind: io::ErrorKind) -> Self {
        Self {
            left: Arc::new(AtomicUsize::new(usize::MAX)),
            kind,
        }
    }

    /// Lets `operations` succeed from now on, and none after them.
    pub(crate) fn fail_after(&self, operations: usize) {
        self.left.store(operations, Ordering::SeqCst);
    }

    /// The disk is well again. Says whether anything failed.
    pub(crate) fn recover(&self) -> bool {
        self.left.swap(usize::MAX, Ordering::SeqCst) == 0
    }

    fn allow(&self) -> io::Result<()> {
        let lower = |left: usize| match left {
            usize::MAX => Some(usize::MAX),
            _ => left.checked_sub(1),
        };
        match self
            .left
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, lower)
        {
            Ok(_) => Ok(()),
            Err(_) => Err(self.kind.into()),
        }
    }
}

impl Files for Failing {
    fn create(&self, path: &Path) -> io::Result<File> {
        self.allow()?;
        Disk.create(path)
    }

    fn append(&self, path: &Path, file: &mut File, bytes: &[u8]) -> io::Result<()> {
        if let Err(error) = self.allow() {
            // A full disk takes a part before it refuses the rest.
            Disk.append(path, file, &bytes[..bytes.len() / 2])?;
            return Err(error);
        }
        Disk.append(path, file, bytes)
    }

    fn sync(&self, path: &Path, file: &File) -> io::Result<()> {
        self.allow()?;
        Disk.sync(path, file)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.allow()?;
        Disk.rename(from, to)
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        self.allow()?;
        Disk.sync_folder(folder)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        // Removing needs no space; a read-only disk refuses it all the same.
        if self.kind == io::ErrorKind::ReadOnlyFilesystem {
            self.allow()?;
        }
        Disk.remove(path)
    }
}
