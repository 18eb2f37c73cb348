//! The web UI: its packages installed and its files built, each only when their sources changed.

use std::path::PathBuf;

use crate::{
    process::{Failure, Outcome, finish, npm},
    stamp::Stamp,
    tree,
};

/// `npm ci`, unless `node_modules` was installed from this very lock file.
pub(crate) fn install() -> Outcome {
    let stamp = stamp("node_modules/.portolan-installed", &["package-lock.json"])?;
    if stamp.is_fresh() {
        return Ok(());
    }
    println!("xtask: installing the UI's packages");
    finish(npm().args(["ci", "--no-audit", "--no-fund"]))?;
    stamp.press().map_err(unwritable)
}

/// `npm run build`, unless `dist` was built from these very sources.
pub(crate) fn build() -> Outcome {
    let stamp = Stamp::new(tree::target().join("stamps/ui"), &sources()?).map_err(unreadable)?;
    if stamp.is_fresh() && tree::ui().join("dist/index.html").is_file() {
        return Ok(());
    }
    println!("xtask: building the UI");
    finish(npm().args(["run", "build"]))?;
    stamp.press().map_err(unwritable)
}

/// Everything in the UI's folder but what is installed or built.
fn sources() -> Result<Vec<PathBuf>, Failure> {
    let mut found: Vec<PathBuf> = std::fs::read_dir(tree::ui())
        .map_err(unreadable)?
        .filter_map(|entry| entry.ok().map(|it| it.path()))
        .filter(|path| !path.ends_with("node_modules") && !path.ends_with("dist"))
        .filter(|path| {
            path.extension()
                .is_none_or(|ending| ending != "tsbuildinfo")
        })
        .collect();
    found.sort();
    Ok(found)
}

fn stamp(file: &str, sources: &[&str]) -> Result<Stamp, Failure> {
    let ui = tree::ui();
    let sources: Vec<PathBuf> = sources.iter().map(|source| ui.join(source)).collect();
    Stamp::new(ui.join(file), &sources).map_err(unreadable)
}

fn unreadable(error: std::io::Error) -> Failure {
    Failure::new(format!("the UI's sources can't be read: {error}"))
}

fn unwritable(error: std::io::Error) -> Failure {
    Failure::new(format!("the stamp of the UI can't be written: {error}"))
}
