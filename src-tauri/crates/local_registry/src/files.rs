//! The file operations that durability rests on, behind a seam so that tests can record, fail and
//! replay them. Reading and the derived layouts don't go through it: losing those loses nothing.

use std::{
    fmt::Debug,
    fs::{self, File, OpenOptions},
    io::{self, Write as _},
    path::Path,
};

/// Every operation that can make, or fail to make, a push durable.
pub trait Files: Debug + Send + Sync {
    /// Creates a new, empty file for appending.
    fn create(&self, path: &Path) -> io::Result<File>;

    /// Appends all of `bytes`.
    fn append(&self, path: &Path, file: &mut File, bytes: &[u8]) -> io::Result<()>;

    /// Makes the file's content durable.
    fn sync(&self, path: &Path, file: &File) -> io::Result<()>;

    /// Gives a file another name, in place of what had it.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;

    /// Makes the names inside a folder durable.
    fn sync_folder(&self, folder: &Path) -> io::Result<()>;

    /// Removes a file.
    fn remove(&self, path: &Path) -> io::Result<()>;

    /// Told after each commit of the database at `path`, which SQLite has made durable by itself.
    fn committed(&self, path: &Path) {
        let _ = path;
    }
}

/// The disk itself.
#[derive(Clone, Copy, Debug, Default)]
pub struct Disk;

impl Files for Disk {
    fn create(&self, path: &Path) -> io::Result<File> {
        OpenOptions::new()
            .read(true)
            .append(true)
            .create_new(true)
            .open(path)
    }

    fn append(&self, _path: &Path, file: &mut File, bytes: &[u8]) -> io::Result<()> {
        file.write_all(bytes)
    }

    fn sync(&self, _path: &Path, file: &File) -> io::Result<()> {
        // The length is part of what fdatasync makes durable; times are not needed.
        file.sync_data()
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        // Windows can't open a folder for syncing; NTFS journals its names.
        if cfg!(windows) {
            return Ok(());
        }
        File::open(folder)?.sync_all()
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }
}
