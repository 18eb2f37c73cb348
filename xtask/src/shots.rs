//! `cargo xtask shots`: a picture of every screen, light and dark, taken in the real window by the
//! walk in `tests/desktop`.

use std::fs;

use crate::{
    cargo::{Profile, build, cargo},
    process::{Failure, Outcome, finish},
    setup::{self, set_up},
    tree,
};

/// Takes the pictures into `target/shots`.
pub(crate) fn shots() -> Outcome {
    set_up(&setup::PICTURE)?;
    build(Profile::Dev, "portolan")?;
    let folder = tree::target().join("shots");
    fs::create_dir_all(&folder)
        .map_err(|error| Failure::new(format!("{} can't be made: {error}", folder.display())))?;
    finish(
        cargo(&[
            "test",
            "--workspace",
            "--test",
            "desktop",
            "--",
            "--nocapture",
            "walk::",
        ])
        .env("PORTOLAN_SHOTS", &folder),
    )?;
    println!("xtask: the pictures are in {}", folder.display());
    Ok(())
}
