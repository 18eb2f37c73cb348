//! The map in ARCHITECTURE.md is the tree.

use std::collections::{BTreeMap, BTreeSet};

use crate::tree::{folders_in, read, root};

/// What the map names: each folder with what is listed in it, and every path.
#[derive(Debug, Default)]
struct Map {
    listed: BTreeMap<String, BTreeSet<String>>,
    paths: Vec<String>,
}

/// Reads the block that follows the heading "The map": a name and a purpose a line, two spaces
/// deeper for what is inside, `/` at the end of folders.
fn read_map() -> Map {
    let page = read("ARCHITECTURE.md");
    let (_, section) = page
        .split_once("\n## The map\n")
        .expect("a section called The map");
    let block = section
        .split("```")
        .nth(1)
        .expect("a block in that section");
    let mut map = Map::default();
    let mut above: Vec<String> = Vec::new();
    for line in block.lines().skip(1).filter(|line| !line.trim().is_empty()) {
        let depth = (line.len() - line.trim_start().len()) / 2;
        let name = line.split_whitespace().next().unwrap();
        assert!(
            line.split_whitespace().count() > 1,
            "{name} has no purpose on the map"
        );
        above.truncate(depth);
        let folder = above.concat();
        map.paths.push(format!("{folder}{name}"));
        if let Some(folder_name) = name.strip_suffix('/') {
            map.listed
                .entry(folder)
                .or_default()
                .insert(folder_name.to_owned());
        }
        above.push(name.to_owned());
    }
    map
}

#[test]
fn everything_on_the_map_is_there() {
    for path in read_map().paths {
        assert!(
            root().join(&path).exists(),
            "{path} is on the map and not in the tree"
        );
    }
}

#[test]
fn where_the_map_goes_into_a_folder_it_names_every_folder_there() {
    for (folder, listed) in read_map().listed {
        let there: BTreeSet<String> = folders_in(&folder).into_iter().collect();
        let unnamed: Vec<_> = there.difference(&listed).collect();
        assert!(
            unnamed.is_empty(),
            "in {folder:?} the map does not name {unnamed:?}"
        );
    }
}
