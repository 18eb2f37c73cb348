//! One writer for one folder: a lock that the system releases when its process ends, however it ends.
//!
//! Refusing the second process is chosen over sharing: hashes of running uploads, the debounced layouts
//! and the collector live in one process, and a second one would only make all three slower to get
//! right. Whoever is second gets the name of the first and can use it over HTTP.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::Write as _,
    path::{Path, PathBuf},
};

use jiff::Timestamp;

use crate::Error;

/// The lock on a registry's folder, held until dropped.
#[derive(Debug)]
pub(crate) struct RootLock {
    file: File,
    holder: PathBuf,
    was_clean: bool,
}

impl RootLock {
    /// Takes the lock, or says who has it.
    pub(crate) fn take(root: &Path) -> Result<Self, Error> {
        let path = root.join("lock");
        let holder = root.join("lock.holder");
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(|error| Error::file("opening the lock", &path, error))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(Error::InUse {
                    root: root.to_owned(),
                    holder: fs::read_to_string(&holder)
                        .ok()
                        .filter(|text| !text.is_empty())
                        .unwrap_or_else(|| "another process".to_owned()),
                });
            }
            Err(TryLockError::Error(error)) => return Err(Error::file("locking", path, error)),
        }
        // Left behind only by a process that did not come to its end.
        let was_clean = !holder.exists();
        let program = std::env::current_exe()
            .ok()
            .and_then(|path| Some(path.file_name()?.to_string_lossy().into_owned()))
            .unwrap_or_else(|| "a program".to_owned());
        let text = format!(
            "process {} ({program}), since {:.0}",
            std::process::id(),
            Timestamp::now()
        );
        let mut note =
            File::create(&holder).map_err(|error| Error::file("creating", &holder, error))?;
        // On a full disk the note stays empty: the registry must open there, to free space.
        if let Err(error) = note.write_all(text.as_bytes()) {
            tracing::warn!(%error, "the lock's note could not be written");
        }
        Ok(Self {
            file,
            holder,
            was_clean,
        })
    }

    /// Whether the last process that held it ended in order.
    pub(crate) fn was_clean(&self) -> bool {
        self.was_clean
    }
}

impl Drop for RootLock {
    fn drop(&mut self) {
        // Removed before the lock goes, so that a successor's own note is never the one removed.
        if let Err(error) = fs::remove_file(&self.holder) {
            tracing::debug!(%error, "the lock's note could not be removed");
        }
        if let Err(error) = self.file.unlock() {
            tracing::debug!(%error, "the lock could not be released early");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_to_open_is_told_who_was_first() {
        let root = tempfile::tempdir().unwrap();
        let first = RootLock::take(root.path()).unwrap();
        assert!(first.was_clean());
        let second = RootLock::take(root.path()).unwrap_err().to_string();
        assert!(second.contains(&format!("process {}", std::process::id())));
        drop(first);
        assert!(RootLock::take(root.path()).unwrap().was_clean());
    }

    #[test]
    fn an_end_without_order_is_noticed() {
        let root = tempfile::tempdir().unwrap();
        fs::write(root.path().join("lock.holder"), "process 1").unwrap();
        assert!(!RootLock::take(root.path()).unwrap().was_clean());
    }
}
