//! Moves a damaged file out of the way and keeps it.

use std::{
    fs,
    path::{Path, PathBuf},
};

use jiff::Timestamp;

use crate::Error;

/// Renames `path` (and SQLite's `-wal` and `-shm` beside it) to `<path>.damaged-<time>`, and says to
/// what. An earlier damaged file is never overwritten.
pub(crate) fn keep_aside(path: &Path, now: Timestamp) -> Result<PathBuf, Error> {
    let stamp = now.strftime("%Y%m%dT%H%M%SZ");
    let mut kept = with_suffix(path, &format!(".damaged-{stamp}"));
    let mut attempt = 1;
    while kept.exists() {
        attempt += 1;
        kept = with_suffix(path, &format!(".damaged-{stamp}-{attempt}"));
    }
    fs::rename(path, &kept).map_err(|source| Error::io(path, source))?;
    for suffix in ["-wal", "-shm"] {
        let beside = with_suffix(path, suffix);
        if beside.exists() {
            fs::rename(&beside, with_suffix(&kept, suffix))
                .map_err(|source| Error::io(&beside, source))?;
        }
    }
    Ok(kept)
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}
