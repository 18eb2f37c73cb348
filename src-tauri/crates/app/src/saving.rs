//! Files that a person asked for: where they go, and that none ever replaces another.

use std::{
    fs::{File, OpenOptions},
    io::{ErrorKind, Write as _},
    path::{Path, PathBuf},
};

use portolan_contract::{Code, Failure, Hint, Retry};

use crate::App;

/// Names that are tried for a file before giving up.
const TRIES: u32 = 10_000;

impl App {
    /// Where saved files go: as the settings say, else the system's folder for downloads.
    pub(crate) fn downloads_folder(&self) -> PathBuf {
        let chosen = self.settings.current().downloads_folder;
        if !chosen.is_empty() {
            return PathBuf::from(chosen);
        }
        dirs::download_dir()
            .or_else(dirs::home_dir)
            .unwrap_or_else(|| self.store.paths().home().to_owned())
    }
}

/// Makes a new file `NAME.EXTENSION` in a folder, or `NAME (2).EXTENSION` … where others have that name.
pub(crate) fn create_in(
    folder: &Path,
    name: &str,
    extension: &str,
) -> Result<(File, PathBuf), Failure> {
    std::fs::create_dir_all(folder).map_err(|problem| unwritable(folder, &problem))?;
    for number in 1..TRIES {
        let path = folder.join(if number == 1 {
            format!("{name}.{extension}")
        } else {
            format!("{name} ({number}).{extension}")
        });
        match create(&path) {
            Ok(file) => return Ok((file, path)),
            Err(problem) if problem.kind() == ErrorKind::AlreadyExists => {}
            Err(problem) => return Err(unwritable(&path, &problem)),
        }
    }
    Err(Failure::unexpected(format!(
        "{} has {TRIES} files of this name",
        folder.display()
    )))
}

/// Writes a text to a new file as [`create_in`] makes it, whole or not at all.
pub(crate) fn save_text(
    folder: &Path,
    name: &str,
    extension: &str,
    text: &str,
) -> Result<PathBuf, Failure> {
    let (mut file, path) = create_in(folder, name, extension)?;
    let written = file.write_all(text.as_bytes());
    match written.and_then(|()| file.sync_all()) {
        Ok(()) => Ok(path),
        Err(problem) => {
            // Half a file is worse than none; the failure is told either way.
            let _ = std::fs::remove_file(&path);
            Err(unwritable(&path, &problem))
        }
    }
}

/// Makes a new file that only its owner can read.
pub(crate) fn create(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    // Exclusive: neither a file nor a link that stands there is followed.
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Why a file could not be written.
pub(crate) fn unwritable(path: &Path, problem: &std::io::Error) -> Failure {
    let path = path.display().to_string();
    let hint = match problem.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Hint::DiskFull { path },
        _ => Hint::DiskReadOnly { path },
    };
    Failure::new(
        Code::Unexpected,
        hint,
        Retry::AfterChange,
        problem.to_string(),
    )
}
