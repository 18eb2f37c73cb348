//! One registries.conf: its short names with their lines, where it searches, and what is wrong with it.

use std::{collections::BTreeMap, fmt, fs, ops::Range, path::Path};

use toml_edit::{Document, Item, Table};

use crate::{Error, Rules, name, places::is_absence};

/// Larger ones are not read.
const LARGEST: usize = 1024 * 1024;

/// What happens when a name is in no table and may be in several registries.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Mode {
    /// The engine asks in a terminal, and fails elsewhere.
    Enforcing,
    /// The engine asks in a terminal, and tries all elsewhere.
    #[default]
    Permissive,
    /// The engine tries all.
    Disabled,
}

/// What is wrong with a file, and where: an engine that finds it refuses every short name.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Problem {
    /// From 1, where it is known.
    pub line: Option<usize>,
    /// From 1, in characters.
    pub column: Option<usize>,
    /// One sentence without its end.
    pub reason: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let (Some(line), Some(column)) = (self.line, self.column) {
            write!(formatter, "line {line}, column {column}: ")?;
        }
        formatter.write_str(&self.reason)
    }
}

/// A `[[registry]]` of a file.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct Rewrite {
    pub(crate) location: String,
    pub(crate) blocked: bool,
    pub(crate) mirrors: Vec<String>,
}

/// What a file says.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct ConfFile {
    /// Names, with what they stand for and their lines; `None` takes a name away that was read before.
    pub(crate) aliases: BTreeMap<String, (Option<String>, usize)>,
    pub(crate) search: Option<Vec<String>>,
    pub(crate) mode: Option<Mode>,
    /// By prefix.
    pub(crate) rewrites: BTreeMap<String, Rewrite>,
}

/// Reads a file's text; `None` where there is none.
pub(crate) fn read_text(path: &Path) -> Result<Option<String>, Error> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(problem) if is_absence(&problem) => return Ok(None),
        Err(problem) => return Err(Error::of_system(path, &problem)),
    };
    let damaged = |problem| Error::Damaged {
        path: path.to_owned(),
        problem,
    };
    if bytes.len() > LARGEST {
        return Err(damaged(Problem {
            line: None,
            column: None,
            reason: "it is larger than 1 MiB".to_owned(),
        }));
    }
    String::from_utf8(bytes).map(Some).map_err(|error| {
        let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let good = String::from_utf8_lossy(good);
        damaged(problem_at(&good, good.len(), "it is not text in UTF-8"))
    })
}

/// What is wrong at a place in a text.
fn problem_at(text: &str, offset: usize, reason: impl Into<String>) -> Problem {
    let before = &text[..offset.min(text.len())];
    let line_start = before.rfind('\n').map_or(0, |end| end + 1);
    Problem {
        line: Some(1 + before.matches('\n').count()),
        column: Some(1 + before[line_start..].chars().count()),
        reason: reason.into(),
    }
}

impl ConfFile {
    /// Reads a text as the engine does, and as strictly: one wrong entry spoils all of it.
    pub(crate) fn parse(text: &str, rules: Rules, is_main: bool) -> Result<Self, Problem> {
        let document = Document::parse(text).map_err(|error| {
            let offset = error.span().map_or(0, |span| span.start);
            // The first line says what happened; the others draw it.
            let reason = error.message().lines().next().unwrap_or("it is not TOML");
            problem_at(text, offset, reason)
        })?;
        let reader = Reader { text };
        let table = document.as_table();
        let mut file = Self {
            search: reader.texts(table, "unqualified-search-registries")?,
            mode: reader.mode(table)?,
            aliases: reader.aliases(table)?,
            rewrites: reader.rewrites(table)?,
        };
        if let Some(old) = table.get("registries") {
            if rules == Rules::SinceSix || !is_main {
                let reason = "this is the first version of the format, which is not read any more";
                return Err(reader.problem(old.span(), reason));
            }
            let search = old.get("search").and_then(Item::as_table);
            if let Some(search) = search
                && file.search.is_none()
            {
                file.search = reader.texts(search, "registries")?;
            }
        }
        Ok(file)
    }
}

struct Reader<'t> {
    text: &'t str,
}

impl Reader<'_> {
    fn problem(&self, span: Option<Range<usize>>, reason: impl Into<String>) -> Problem {
        let offset = span.map_or(0, |span| span.start);
        problem_at(self.text, offset, reason)
    }

    fn texts(&self, table: &Table, key: &str) -> Result<Option<Vec<String>>, Problem> {
        let Some(item) = table.get(key) else {
            return Ok(None);
        };
        let wrong = || self.problem(item.span(), format!("{key} is not a list of texts"));
        let list = item.as_array().ok_or_else(wrong)?;
        list.iter()
            .map(|value| value.as_str().map(ToOwned::to_owned).ok_or_else(wrong))
            .collect::<Result<_, _>>()
            .map(Some)
    }

    fn mode(&self, table: &Table) -> Result<Option<Mode>, Problem> {
        let Some(item) = table.get("short-name-mode") else {
            return Ok(None);
        };
        match item.as_str() {
            Some("") => Ok(None),
            Some("enforcing") => Ok(Some(Mode::Enforcing)),
            Some("permissive") => Ok(Some(Mode::Permissive)),
            Some("disabled") => Ok(Some(Mode::Disabled)),
            _ => {
                let reason = "short-name-mode is neither enforcing, permissive nor disabled";
                Err(self.problem(item.span(), reason))
            }
        }
    }

    fn aliases(&self, table: &Table) -> Result<BTreeMap<String, (Option<String>, usize)>, Problem> {
        let mut aliases = BTreeMap::new();
        let Some(item) = table.get("aliases") else {
            return Ok(aliases);
        };
        let Some(table) = item.as_table_like() else {
            return Err(self.problem(item.span(), "aliases is not a table"));
        };
        for (name, item) in table.iter() {
            let at = table.key(name).and_then(toml_edit::Key::span);
            if let Err(problem) = name::read_name(name) {
                return Err(self.problem(at, format!("the short name {name:?}: {problem}")));
            }
            let Some(target) = item.as_str() else {
                return Err(self.problem(at, format!("what {name:?} stands for is not a text")));
            };
            let target = if target.is_empty() {
                None
            } else {
                let read = name::read_target(target).map_err(|problem| {
                    self.problem(item.span(), format!("what {name:?} stands for: {problem}"))
                })?;
                Some(read)
            };
            let line = self.problem(at, "").line.unwrap_or(1);
            aliases.insert(name.to_owned(), (target, line));
        }
        Ok(aliases)
    }

    fn rewrites(&self, table: &Table) -> Result<BTreeMap<String, Rewrite>, Problem> {
        let mut rewrites = BTreeMap::new();
        let Some(item) = table.get("registry") else {
            return Ok(rewrites);
        };
        let Some(registries) = item.as_array_of_tables() else {
            return Err(self.problem(item.span(), "registry is not a list of tables"));
        };
        for registry in registries {
            let text_of = |table: &Table, key: &str| {
                let text = table.get(key).and_then(Item::as_str);
                text.unwrap_or_default().trim_end_matches('/').to_owned()
            };
            let location = text_of(registry, "location");
            let prefix = match text_of(registry, "prefix") {
                prefix if prefix.is_empty() => location.clone(),
                prefix => prefix,
            };
            if prefix.is_empty() {
                let reason = "a registry has neither prefix nor location";
                return Err(self.problem(registry.span(), reason));
            }
            let mirrors = registry.get("mirror").and_then(Item::as_array_of_tables);
            let rewrite = Rewrite {
                location,
                blocked: registry.get("blocked").and_then(Item::as_bool) == Some(true),
                mirrors: mirrors
                    .into_iter()
                    .flatten()
                    .map(|mirror| text_of(mirror, "location"))
                    .filter(|location| !location.is_empty())
                    .collect(),
            };
            // Of the same prefix in one file the first counts.
            rewrites.entry(prefix).or_insert(rewrite);
        }
        Ok(rewrites)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<ConfFile, Problem> {
        ConfFile::parse(text, Rules::BeforeSix, true)
    }

    #[test]
    fn a_file_says_its_names_its_search_and_its_mode() {
        let file = parse(
            "unqualified-search-registries = [\"quay.io\", 'docker.io']\nshort-name-mode=\"enforcing\"\n\n\
             [aliases] # mine\n  # one\n  \"app\" = \"quay.io/team/app\" # why\n  gone = \"\"\n",
        )
        .unwrap();
        assert_eq!(file.search.unwrap(), ["quay.io", "docker.io"]);
        assert_eq!(file.mode, Some(Mode::Enforcing));
        assert_eq!(
            file.aliases.into_iter().collect::<Vec<_>>(),
            [
                ("app".to_owned(), (Some("quay.io/team/app".to_owned()), 6)),
                ("gone".to_owned(), (None, 7)),
            ]
        );
    }

    #[test]
    fn names_are_read_in_every_way_that_toml_has_for_tables() {
        for text in [
            "[aliases]\na = \"q.io/a\"",
            "aliases.a = \"q.io/a\"",
            "aliases = { a = \"q.io/a\" }",
            "[aliases]\r\n\"a\" = 'q.io/a'\r\n",
            "\u{feff}[aliases]\na = \"q.io/a\"",
        ] {
            let file = parse(text).unwrap();
            assert_eq!(file.aliases["a"].0.as_deref(), Some("q.io/a"), "{text:?}");
        }
    }

    #[test]
    fn a_damaged_file_says_where() {
        for (text, line, column) in [
            ("[aliases]\n\"a\" = \n", 2, 7),
            ("[aliases]\na = \"q.io/a\"\na = \"q.io/b\"\n", 3, 1),
            ("[aliases]\n\na = 5", 3, 1),
            ("[aliases]\n  \"a:1\" = \"q.io/a\"", 2, 3),
            ("[aliases]\n  a = \"q.io/a:1\"", 2, 7),
            ("short-name-mode = \"maybe\"", 1, 19),
            ("unqualified-search-registries = \"a\"", 1, 33),
        ] {
            let problem = parse(text).unwrap_err();
            assert_eq!(
                (problem.line, problem.column),
                (Some(line), Some(column)),
                "{text:?}: {problem}"
            );
        }
    }

    #[test]
    fn the_first_version_is_read_where_it_still_counts() {
        let text = "[registries.search]\nregistries = ['quay.io']\n";
        assert_eq!(parse(text).unwrap().search.unwrap(), ["quay.io"]);
        assert!(ConfFile::parse(text, Rules::BeforeSix, false).is_err());
        assert!(ConfFile::parse(text, Rules::SinceSix, true).is_err());
    }

    #[test]
    fn what_is_no_text_is_damaged_at_its_first_byte() {
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("a.conf");
        fs::write(&path, b"[aliases]\nab\xff").unwrap();
        let Err(Error::Damaged { problem, .. }) = read_text(&path) else {
            panic!("it was read");
        };
        assert_eq!((problem.line, problem.column), (Some(2), Some(3)));
    }
}
