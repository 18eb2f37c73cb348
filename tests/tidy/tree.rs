//! The files of the tree that people write: nothing built, installed or generated.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// Folders and files that are made, not written.
const MADE: [&str; 9] = [
    ".git",
    "target",
    "ui/node_modules",
    "ui/dist",
    "ui/src/bridge/generated",
    "src-tauri/gen",
    "Cargo.lock",
    "LICENSE-APACHE",
    "LICENSE-MIT",
];

/// A file by its path from the root, with `/` between the parts.
#[derive(Debug)]
pub(crate) struct Source {
    pub(crate) path: String,
    pub(crate) text: String,
}

/// The workspace's root folder.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// One file's text.
pub(crate) fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Every text file that people write, in the order of paths.
pub(crate) fn sources() -> Vec<Source> {
    let mut found = Vec::new();
    visit(root(), &mut |path| {
        // Pictures and the like are no text.
        if let Ok(text) = fs::read_to_string(root().join(path)) {
            found.push(Source {
                path: path.to_owned(),
                text,
            });
        }
    });
    found
}

/// The sources with one of these endings.
pub(crate) fn sources_with(endings: &[&str]) -> Vec<Source> {
    let mut found = sources();
    found.retain(|source| {
        let ending = Path::new(&source.path).extension().unwrap_or_default();
        endings.iter().any(|it| ending == *it)
    });
    found
}

/// The folders directly in `path`, without those that hold nothing or are made.
pub(crate) fn folders_in(path: &str) -> Vec<String> {
    let mut names: Vec<String> = entries(&root().join(path))
        .into_iter()
        .filter(|entry| entry.is_dir() && !is_made(&from_root(entry)) && holds_a_file(entry))
        .map(|entry| entry.file_name().unwrap().to_string_lossy().into_owned())
        .filter(|name| !name.starts_with('.'))
        .collect();
    names.sort();
    names
}

fn visit(folder: &Path, see: &mut impl FnMut(&str)) {
    for entry in entries(folder) {
        let path = from_root(&entry);
        if is_made(&path) {
            continue;
        }
        if entry.is_dir() {
            visit(&entry, see);
        } else if !Path::new(&path)
            .extension()
            .is_some_and(|it| it == "log" || it == "tsbuildinfo")
        {
            see(&path);
        }
    }
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .collect();
    entries.sort();
    entries
}

fn holds_a_file(folder: &Path) -> bool {
    entries(folder)
        .iter()
        .any(|entry| entry.is_file() || holds_a_file(entry))
}

fn from_root(path: &Path) -> String {
    path.strip_prefix(root())
        .unwrap()
        .to_string_lossy()
        .replace('\\', "/")
}

fn is_made(path: &str) -> bool {
    MADE.contains(&path)
}
