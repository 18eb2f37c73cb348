//! Where things are in the working tree.

use std::path::{Path, PathBuf};

/// The workspace's root folder.
pub(crate) fn root() -> &'static Path {
    // xtask is always built inside the tree it works on.
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap_or_else(|| Path::new("."))
}

/// The web UI.
pub(crate) fn ui() -> PathBuf {
    root().join("ui")
}

/// Where cargo builds, and where xtask keeps everything else it makes.
pub(crate) fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// Programs that are not packages of the system, installed for this tree alone.
pub(crate) fn tools() -> PathBuf {
    target().join("tools")
}

/// A built program, with the platform's ending.
pub(crate) fn program(profile: &str, name: &str) -> PathBuf {
    target()
        .join(profile)
        .join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}
