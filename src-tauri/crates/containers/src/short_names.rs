//! Every short name, from every file, and which of them counts.

use std::{collections::BTreeMap, path::PathBuf};

use crate::{
    Error, Layout, Mode, Owner, Problem,
    file::{ConfFile, Rewrite, read_text},
};

/// One line of one file.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Alias {
    /// The short name.
    pub name: String,
    /// What it stands for; `None` takes the name away that an earlier file gave.
    pub target: Option<String>,
    /// The file.
    pub path: PathBuf,
    /// Whose it is.
    pub owner: Owner,
    /// From 1.
    pub line: usize,
    /// The file whose word counts instead, where this one does not.
    pub shadowed_by: Option<PathBuf>,
}

/// A file that is read, and what is wrong with it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ReadFile {
    /// The file.
    pub path: PathBuf,
    /// Whose it is.
    pub owner: Owner,
    /// Why it can't be read; then engines refuse every short name.
    pub problem: Option<Problem>,
}

/// All that the files say together.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct ShortNames {
    /// By name; of one name the one that counts is first.
    pub aliases: Vec<Alias>,
    /// The files that are there, in the order in which they are read.
    pub files: Vec<ReadFile>,
    /// Registries that are tried for a name that is in no table, in this order.
    pub search: Vec<String>,
    /// The file that says so.
    pub search_path: Option<PathBuf>,
    /// How they are tried.
    pub mode: Mode,
    /// The file that says so.
    pub mode_path: Option<PathBuf>,
    /// By prefix.
    pub(crate) rewrites: BTreeMap<String, Rewrite>,
}

impl ShortNames {
    /// The line that counts for a name; its target may be `None`.
    pub fn winner(&self, name: &str) -> Option<&Alias> {
        let mut of_name = self.aliases.iter().filter(|alias| alias.name == name);
        of_name.find(|alias| alias.shadowed_by.is_none())
    }
}

/// Reads every file that the engines read. What can't be read is among the files with its problem.
pub fn read_short_names(layout: &Layout) -> ShortNames {
    let mut known = ShortNames::default();
    let places = match layout.places() {
        Ok(places) => places,
        Err(error) => {
            known.files.push(unreadable(error, Owner::System));
            return known;
        }
    };
    for place in places {
        let text = match read_text(&place.path) {
            Ok(Some(text)) => text,
            Ok(None) => continue,
            Err(error) => {
                known.files.push(unreadable(error, place.owner));
                continue;
            }
        };
        let parsed = ConfFile::parse(&text, layout.rules, place.is_main);
        let problem = parsed.as_ref().err().cloned();
        known.files.push(ReadFile {
            path: place.path.clone(),
            owner: place.owner,
            problem,
        });
        let Ok(file) = parsed else { continue };
        for (name, (target, line)) in file.aliases {
            for earlier in known.aliases.iter_mut().filter(|it| it.name == name) {
                earlier.shadowed_by = Some(place.path.clone());
            }
            known.aliases.push(Alias {
                name,
                target,
                path: place.path.clone(),
                owner: place.owner,
                line,
                shadowed_by: None,
            });
        }
        // What the engine recorded is read for its names alone.
        if place.owner == Owner::Recorded {
            continue;
        }
        if let Some(search) = file.search {
            known.search = search;
            known.search_path = Some(place.path.clone());
        }
        if let Some(mode) = file.mode {
            known.mode = mode;
            known.mode_path = Some(place.path.clone());
        }
        known.rewrites.extend(file.rewrites);
    }
    // What is read last counts.
    known.aliases.reverse();
    known
        .aliases
        .sort_by(|one, other| one.name.cmp(&other.name));
    known
}

fn unreadable(error: Error, owner: Owner) -> ReadFile {
    let (path, problem) = match error {
        Error::Damaged { path, problem } => (path, problem),
        Error::System { path, reason, .. } => {
            let problem = Problem {
                line: None,
                column: None,
                reason,
            };
            (path, problem)
        }
        other => {
            let problem = Problem {
                line: None,
                column: None,
                reason: other.to_string(),
            };
            (PathBuf::new(), problem)
        }
    };
    ReadFile {
        path,
        owner,
        problem: Some(problem),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Rules, places::tests::Machine};

    fn lines(known: &ShortNames) -> Vec<(&str, Option<&str>, bool)> {
        let aliases = known.aliases.iter();
        aliases
            .map(|it| {
                (
                    it.name.as_str(),
                    it.target.as_deref(),
                    it.shadowed_by.is_none(),
                )
            })
            .collect()
    }

    #[test]
    fn what_is_read_last_counts_and_the_others_say_what_shadows_them() {
        let machine = Machine::new(Rules::BeforeSix);
        machine.write(
            "etc/containers/registries.conf",
            "unqualified-search-registries = ['quay.io']\n",
        );
        machine.write(
            "etc/containers/registries.conf.d/shortnames.conf",
            "[aliases]\nalpine = 'docker.io/library/alpine'\nfedora = 'registry.fedoraproject.org/fedora'\n",
        );
        let own = machine.write(
            "home/.config/containers/registries.conf.d/mine.conf",
            "short-name-mode = 'enforcing'\n[aliases]\nalpine = 'quay.io/mine/alpine'\nfedora = ''\n",
        );
        let recorded = machine.write(
            "home/.cache/containers/short-name-aliases.conf",
            "short-name-mode = 'disabled'\n[aliases]\n  alpine = \"ghcr.io/x/alpine\"\n",
        );
        let known = read_short_names(&machine.layout);
        assert_eq!(
            lines(&known),
            [
                ("alpine", Some("ghcr.io/x/alpine"), true),
                ("alpine", Some("quay.io/mine/alpine"), false),
                ("alpine", Some("docker.io/library/alpine"), false),
                ("fedora", None, true),
                ("fedora", Some("registry.fedoraproject.org/fedora"), false),
            ]
        );
        let alpine = known.winner("alpine").unwrap();
        assert_eq!(
            (&alpine.path, alpine.owner, alpine.line),
            (&recorded, Owner::Recorded, 3)
        );
        assert_eq!(known.aliases[2].shadowed_by.as_ref(), Some(&recorded));
        assert_eq!(known.aliases[4].shadowed_by.as_ref(), Some(&own));
        assert_eq!(known.search, ["quay.io"]);
        // Not what was recorded.
        assert_eq!(
            (known.mode, known.mode_path.as_ref()),
            (Mode::Enforcing, Some(&own))
        );
        assert_eq!(known.files.len(), 4);
    }

    #[test]
    fn a_damaged_file_costs_only_itself_here_and_is_named() {
        let machine = Machine::new(Rules::SinceSix);
        machine.write(
            "etc/containers/registries.conf.d/a.conf",
            "[aliases]\na = 'q.io/a'\n",
        );
        let damaged = machine.write("etc/containers/registries.conf.d/b.conf", "[aliases\n");
        let known = read_short_names(&machine.layout);
        assert_eq!(lines(&known), [("a", Some("q.io/a"), true)]);
        let problems: Vec<_> = known
            .files
            .iter()
            .filter(|it| it.problem.is_some())
            .collect();
        assert_eq!(problems.len(), 1);
        assert_eq!(problems[0].path, damaged);
        assert_eq!(problems[0].problem.as_ref().unwrap().line, Some(1));
    }

    #[test]
    fn without_any_file_there_is_nothing_and_nothing_wrong() {
        let machine = Machine::new(Rules::BeforeSix);
        assert_eq!(read_short_names(&machine.layout), ShortNames::default());
    }
}
