//! What must not be written anywhere in the tree.

use crate::tree::{read, sources};

/// The lines of all sources that hold one of these, but for this file and the sums of a lock file.
fn lines_with(needles: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    let is_written =
        |path: &str| path != "tests/tidy/forbidden.rs" && !path.ends_with("package-lock.json");
    for source in sources().iter().filter(|it| is_written(&it.path)) {
        for (number, line) in source.text.lines().enumerate() {
            if needles.iter().any(|needle| line.contains(needle)) {
                found.push(format!("{}:{}: {}", source.path, number + 1, line.trim()));
            }
        }
    }
    found
}

#[test]
fn nothing_is_left_to_do() {
    let found = lines_with(&["todo!(", "unimplemented!(", "TODO", "FIXME", "XXX"]);
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn no_machine_is_named() {
    let found = lines_with(&[
        "/home/",
        "/root/",
        "/Users/",
        r"C:\Users",
        "/work/",
        "/tmp/setup",
    ]);
    // An example of a person's home, in a message or a test, is no machine.
    let is_example = |line: &String| {
        ["/home/ada", "/home/alice"]
            .iter()
            .any(|it| line.contains(it))
    };
    let found: Vec<_> = found.into_iter().filter(|line| !is_example(line)).collect();
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn lock_files_name_no_host_but_the_public_registry() {
    let lock: serde_json::Value = serde_json::from_str(&read("ui/package-lock.json")).unwrap();
    for (name, package) in lock["packages"].as_object().unwrap() {
        assert!(
            package.get("resolved").is_none(),
            "{name} is resolved to a host"
        );
    }
    for line in read("Cargo.lock")
        .lines()
        .filter(|line| line.starts_with("source = "))
    {
        let crates_io = "source = \"registry+https://github.com/rust-lang/crates.io-index\"";
        assert_eq!(line, crates_io);
    }
}

#[test]
fn continuous_integration_runs_what_a_person_can_run() {
    let commands: Vec<String> = read(".ci/run")
        .lines()
        .filter(|line| !line.starts_with('#') && !line.trim().is_empty())
        .map(str::to_owned)
        .collect();
    assert_eq!(
        commands,
        [r#"cd "$(dirname "$0")/.." && exec cargo xtask test"#]
    );
}

#[test]
fn warnings_are_silenced_only_with_a_reason() {
    let mut found = Vec::new();
    let sources = crate::tree::sources_with(&["rs"]).into_iter();
    for source in sources.filter(|it| it.path != "tests/tidy/forbidden.rs") {
        for (at, _) in source
            .text
            .match_indices("[allow(")
            .chain(source.text.match_indices("[expect("))
        {
            let attribute = source.text[at..].split(")]").next().unwrap_or_default();
            if !attribute.contains("reason =") {
                found.push(format!(
                    "{}: {}",
                    source.path,
                    attribute.lines().next().unwrap()
                ));
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}
