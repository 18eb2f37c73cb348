//! Who may know whom in the UI, by its imports.

use std::collections::BTreeMap;

use crate::tree::{Source, sources_with};

/// Which folders of `ui/src` the files of each may import from. Files beside the folders (`main`,
/// `routes`) put everything together and may import anything.
const MAY_IMPORT: [(&str, &[&str]); 10] = [
    ("lib", &[]),
    ("theme", &["lib"]),
    ("messages", &["lib"]),
    ("kit", &["lib", "theme", "messages"]),
    ("bridge", &["lib", "messages"]),
    ("places", &["lib", "bridge"]),
    (
        "parts",
        &["lib", "theme", "messages", "kit", "places", "bridge"],
    ),
    (
        "commands",
        &[
            "lib", "theme", "messages", "kit", "places", "bridge", "parts",
        ],
    ),
    (
        "shell",
        &[
            "lib", "theme", "messages", "kit", "places", "bridge", "parts", "commands", "screens",
        ],
    ),
    (
        "screens",
        &[
            "lib", "theme", "messages", "kit", "places", "bridge", "parts", "commands",
        ],
    ),
];

/// What parts may take from the bridge: shapes and words, never a call.
const SHAPES: [&str; 3] = ["bridge/generated", "bridge/failures", "bridge/host"];

fn modules() -> Vec<Source> {
    let mut found = sources_with(&["ts", "tsx"]);
    found.retain(|source| source.path.starts_with("ui/src/"));
    for source in &mut found {
        source.path = source.path["ui/src/".len()..].to_owned();
    }
    found
}

/// What a module imports, by path from `ui/src`, or by name for packages.
fn imports(source: &Source) -> Vec<String> {
    let folder = source
        .path
        .rsplit_once('/')
        .map_or("", |(folder, _)| folder);
    let mut found = Vec::new();
    for keyword in [" from \"", "import \"", "import(\""] {
        for (at, _) in source.text.match_indices(keyword) {
            let rest = &source.text[at + keyword.len()..];
            let target = &rest[..rest.find('"').unwrap_or(0)];
            found.push(match target.strip_prefix("~/") {
                Some(path) => path.to_owned(),
                None if target.starts_with('.') => join(folder, target),
                None => target.to_owned(),
            });
        }
    }
    found
}

fn join(folder: &str, relative: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in relative.split('/') {
        match part {
            "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[test]
fn imports_go_one_way() {
    let rules: BTreeMap<&str, &[&str]> = MAY_IMPORT.into_iter().collect();
    let folders: Vec<String> = crate::tree::folders_in("ui/src");
    for source in modules().iter().filter(|it| !it.path.contains(".test.")) {
        let Some((from, _)) = source.path.split_once('/') else {
            continue;
        };
        let may = rules
            .get(from)
            .unwrap_or_else(|| panic!("ui/src/{from} has no place in the table"));
        for target in imports(source) {
            let Some((to, _)) = target.split_once('/') else {
                continue;
            };
            let ours = folders.iter().any(|folder| folder == to);
            assert!(
                !ours || to == from || may.contains(&to),
                "{} imports {target}: {from} may not know {to}",
                source.path
            );
        }
    }
}

#[test]
fn parts_take_shapes_from_the_bridge_and_never_call_it() {
    for source in modules().iter().filter(|it| it.path.starts_with("parts/")) {
        for target in imports(source)
            .iter()
            .filter(|it| it.starts_with("bridge/"))
        {
            assert!(
                SHAPES.iter().any(|shape| target.starts_with(shape)),
                "{} imports {target}",
                source.path
            );
        }
    }
}

#[test]
fn only_the_bridge_knows_which_host_answers() {
    for source in modules() {
        let is_tauri = source.path.starts_with("bridge/tauri");
        for target in imports(&source) {
            assert!(
                is_tauri || !target.starts_with("@tauri-apps/"),
                "{} imports {target}",
                source.path
            );
        }
        assert!(
            source.path.starts_with("bridge/") || !fetches(&source.text),
            "{} makes a request of its own",
            source.path
        );
    }
}

/// Whether it calls `fetch` itself, and not a `refetch` or `prefetch` of the bridge.
fn fetches(text: &str) -> bool {
    text.match_indices("fetch(").any(|(at, _)| {
        let before = text[..at].chars().next_back();
        before.is_none_or(|it| !it.is_alphanumeric() && it != '.')
    })
}
