//! `cargo xtask package`: a .deb, installed, started and looked at in a bare Debian.

mod bare;
mod picture;

use std::{fs, path::PathBuf, process::Command, time::Instant};

use crate::{
    cargo::{Profile, build},
    process::{Failure, Outcome, ask, finish},
    setup::{self, set_up},
    tree,
};

/// Makes the package and tries it. Trying needs root, for a system below a folder; elsewhere it is
/// named as skipped.
pub(crate) fn package() -> Outcome {
    set_up(&setup::PACKAGE)?;
    let began = Instant::now();
    build(Profile::Release, "portolan")?;
    let package = bundle()?;
    let size = fs::metadata(&package).map_or(0, |file| file.len());
    println!(
        "xtask: the package is {} ({:.1} MB, made in {} s)",
        package.display(),
        size as f64 / 1e6,
        began.elapsed().as_secs()
    );
    finish(Command::new("dpkg-deb").arg("--info").arg(&package))?;
    if ask(Command::new("id").arg("-u")).is_none_or(|id| id.trim() != "0") {
        println!("xtask: skipped, only root can try the package in a bare Debian");
        return Ok(());
    }
    bare::try_out(&package)
}

/// Has Tauri wrap the program that was built, and says where the package is.
fn bundle() -> Result<PathBuf, Failure> {
    let folder = tree::target().join("release/bundle/deb");
    // What an earlier version left must not be taken for what was made now.
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(|error| Failure::io(&folder, &error))?;
    }
    let tauri = tree::ui().join("node_modules/.bin/tauri");
    finish(Command::new(tauri).current_dir(tree::root()).args([
        "bundle",
        "--bundles",
        "deb",
        "--ci",
    ]))?;
    fs::read_dir(&folder)
        .map_err(|error| Failure::io(&folder, &error))?
        .flatten()
        .map(|entry| entry.path())
        .find(|path| path.extension().is_some_and(|ending| ending == "deb"))
        .ok_or_else(|| Failure::new(format!("Tauri left no package in {}", folder.display())))
}
