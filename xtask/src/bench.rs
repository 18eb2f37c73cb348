//! `cargo xtask bench [NAME]`: the benchmarks of `tests/bench`, one program each, built for speed.

use std::fs;

use crate::{
    cargo::{Profile, build, cargo},
    process::{Failure, Outcome, finish},
    setup::{self, set_up},
    tree,
};

/// Runs the benchmark of that name, or all; a benchmark that falls short fails the verb, after the
/// others have run.
pub(crate) fn bench(arguments: &[String]) -> Outcome {
    let all = names();
    let chosen: Vec<&String> = match arguments {
        [] => all.iter().collect(),
        [name, ..] => all.iter().filter(|it| *it == name).collect(),
    };
    if chosen.is_empty() {
        return Err(Failure::new(format!(
            "there are the benchmarks {}",
            all.join(", ")
        )));
    }
    set_up(&setup::BENCH)?;
    build(Profile::Release, "portolan")?;
    // What the window is held against.
    let empty = ["--example", "empty_window"];
    finish(cargo(&["build", "--workspace", "--release"]).args(empty))?;
    let mut short = Vec::new();
    for name in chosen {
        let mut bench = cargo(&["bench", "--workspace", "--bench", name]);
        if finish(&mut bench).is_err() {
            short.push(name.as_str());
        }
    }
    if short.is_empty() {
        Ok(())
    } else {
        Err(Failure::new(format!(
            "short or failed: {}",
            short.join(", ")
        )))
    }
}

/// `tests/bench/NAME.rs` is the benchmark NAME, with `-` for `_`.
fn names() -> Vec<String> {
    let entries = fs::read_dir(tree::root().join("tests/bench"))
        .into_iter()
        .flatten()
        .flatten();
    let mut names: Vec<String> = entries
        .filter_map(|entry| {
            entry
                .file_name()
                .to_str()?
                .strip_suffix(".rs")
                .map(|name| name.replace('_', "-"))
        })
        .collect();
    names.sort();
    names
}
