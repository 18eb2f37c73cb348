//! Programs that `cargo xtask` installs where it can: a test that needs one says so when it is not.

use std::{env, path::PathBuf};

/// The program of that name in `target/tools` or in PATH; one of Python in the version that set-up
/// asks for, if it is there. Where it is nowhere, prints a line that names what is skipped.
pub fn tool(name: &str, skipped: &str) -> Option<PathBuf> {
    let found = [target().join("tools/python/bin")]
        .into_iter()
        .chain(env::split_paths(&env::var_os("PATH").unwrap_or_default()))
        .chain([target().join("tools")])
        .map(|folder| folder.join(name))
        .find(|file| file.is_file());
    if found.is_none() {
        println!("skipped, {name} is not here: {skipped}");
    }
    found
}

/// The Python program of that name in the version that set-up installs, and no other: what it answers
/// differs from version to version. Where it is not there, prints a line that names what is skipped.
pub fn pinned_tool(name: &str, skipped: &str) -> Option<PathBuf> {
    let file = target().join("tools/python/bin").join(name);
    if file.is_file() {
        return Some(file);
    }
    println!("skipped, {name} is not installed by set-up: {skipped}");
    None
}

/// The folder that cargo builds into: the test's own program is `target/debug/deps/NAME`.
pub(crate) fn target() -> PathBuf {
    let program = env::current_exe().unwrap();
    program
        .ancestors()
        .find(|folder| folder.join("CACHEDIR.TAG").is_file())
        .expect("a test is run by cargo, out of its target folder")
        .to_owned()
}
