//! One short name in the text of one file, put or removed, with everything else left as it is: comments,
//! order, spaces, line ends.

use toml_edit::{Decor, DocumentMut, Item, Key, Table, Value};

/// The text with the name standing for `target`; an empty target takes the name away that earlier files
/// gave. The text has to be one that was read without a problem.
pub(crate) fn put(text: &str, name: &str, target: &str) -> Option<String> {
    let mut document = parse(text)?;
    if document.get("aliases").is_none() {
        let mut table = Table::new();
        if !document.is_empty() {
            table.decor_mut().set_prefix("\n");
        }
        document.insert("aliases", Item::Table(table));
    }
    let item = document.get_mut("aliases")?;
    if let Some(value) = item
        .as_table_like_mut()?
        .get_mut(name)
        .and_then(Item::as_value_mut)
    {
        let decor = value.decor().clone();
        *value = Value::from(target);
        *value.decor_mut() = decor;
    } else if let Some(table) = item.as_table_mut() {
        let key = Key::parse(&format!("\"{name}\"")).ok()?.pop()?;
        let key = match indentation(table) {
            Some(spaces) => key.with_leaf_decor(Decor::new(spaces, " ")),
            None => key,
        };
        table.insert_formatted(&key, toml_edit::value(target));
    } else {
        item.as_table_like_mut()?
            .insert(name, toml_edit::value(target));
    }
    Some(finish(text, &document))
}

/// The text without the name. Comments above it stay; the one on its line goes with it.
pub(crate) fn remove(text: &str, name: &str) -> Option<String> {
    let mut document = parse(text)?;
    let item = document.get_mut("aliases")?;
    let Some(table) = item.as_table_mut() else {
        item.as_table_like_mut()?.remove(name)?;
        return Some(finish(text, &document));
    };
    let names: Vec<String> = table.iter().map(|(name, _)| name.to_owned()).collect();
    let place = names.iter().position(|each| each == name)?;
    let above = prefix_of(table.key(name)?.leaf_decor());
    table.remove(name)?;
    // All but the last line, which is the space before the name itself.
    let kept = above.rfind('\n').map_or("", |end| &above[..=end]);
    if !kept.is_empty() {
        match names.get(place + 1) {
            Some(next) => {
                let mut key = table.key_mut(next)?;
                let decor = key.leaf_decor_mut();
                let joined = format!("{kept}{}", prefix_of(decor));
                decor.set_prefix(joined);
            }
            None => keep_at_end(&mut document, kept),
        }
    }
    Some(finish(text, &document))
}

fn parse(text: &str) -> Option<DocumentMut> {
    text.parse().ok()
}

/// Puts comments that stood last among the names before whatever follows them.
fn keep_at_end(document: &mut DocumentMut, kept: &str) {
    let place = position_of(document.as_table(), "aliases");
    let following = document
        .iter()
        .filter_map(|(name, item)| match item {
            Item::Table(table) => Some((name.to_owned(), table.position())),
            Item::ArrayOfTables(tables) => Some((name.to_owned(), tables.get(0)?.position())),
            _ => None,
        })
        .filter(|(_, position)| *position > place)
        .min_by_key(|(_, position)| *position);
    let table = following.and_then(|(name, _)| match document.get_mut(&name) {
        Some(Item::Table(table)) => Some(table),
        Some(Item::ArrayOfTables(tables)) => tables.get_mut(0),
        _ => None,
    });
    if let Some(table) = table {
        let joined = format!("{kept}{}", prefix_of(table.decor()));
        table.decor_mut().set_prefix(joined);
    } else {
        let trailing = document.trailing().as_str().unwrap_or_default();
        let joined = format!("{kept}{trailing}");
        document.set_trailing(joined);
    }
}

fn position_of(table: &Table, name: &str) -> Option<isize> {
    table.get(name)?.as_table()?.position()
}

fn prefix_of(decor: &Decor) -> String {
    let prefix = decor.prefix().and_then(|prefix| prefix.as_str());
    prefix.unwrap_or_default().to_owned()
}

/// The spaces before the names that are there.
fn indentation(table: &Table) -> Option<String> {
    let (name, _) = table.iter().last()?;
    let prefix = prefix_of(table.key(name)?.leaf_decor());
    Some(prefix.rsplit('\n').next().unwrap_or_default().to_owned())
}

/// What the parser takes as the same and does not write again: the mark at the beginning, and line ends.
fn finish(before: &str, document: &DocumentMut) -> String {
    let mut text = document.to_string();
    if before.contains("\r\n") {
        text = text.replace("\r\n", "\n").replace('\n', "\r\n");
    }
    if before.starts_with('\u{feff}') && !text.starts_with('\u{feff}') {
        text.insert(0, '\u{feff}');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "# The head.\nshort-name-mode = \"enforcing\"   # why\n\n[aliases] # names\n  # centos\n  \
         \"centos\" = \"quay.io/centos/centos\" # from them\n  # two words\n  # on fedora\n  'fedora'  =  'r.example/fedora'\n\n\
         # registries\n[[registry]]\nlocation = \"a.example\"\n\n[[registry]]\nlocation = \"b.example\"\n# the end\n";

    #[test]
    fn a_new_name_stands_below_the_others_and_as_they_do() {
        assert_eq!(
            put(FILE, "team/app", "quay.io/team/app").unwrap(),
            FILE.replace(
                "'r.example/fedora'\n",
                "'r.example/fedora'\n  \"team/app\" = \"quay.io/team/app\"\n"
            )
        );
    }

    #[test]
    fn a_changed_name_keeps_its_comment_and_its_spaces() {
        assert_eq!(
            put(FILE, "centos", "").unwrap(),
            FILE.replace("\"quay.io/centos/centos\"", "\"\"")
        );
        assert_eq!(
            put(FILE, "fedora", "q.io/f").unwrap(),
            FILE.replace("'r.example/fedora'", "\"q.io/f\"")
        );
    }

    #[test]
    fn a_removed_name_takes_no_comment_of_another_line_with_it() {
        assert_eq!(
            remove(FILE, "centos").unwrap(),
            FILE.replace("  \"centos\" = \"quay.io/centos/centos\" # from them\n", "")
        );
        assert_eq!(
            remove(FILE, "fedora").unwrap(),
            FILE.replace("  'fedora'  =  'r.example/fedora'\n", "")
        );
        let last = "[aliases]\n# why\na = \"q.io/a\"\n";
        assert_eq!(remove(last, "a").unwrap(), "[aliases]\n# why\n");
    }

    #[test]
    fn a_file_without_names_gets_its_table_at_the_end() {
        assert_eq!(
            put("", "a", "q.io/a").unwrap(),
            "[aliases]\n\"a\" = \"q.io/a\"\n"
        );
        let others =
            "# mine\nshort-name-mode = \"disabled\"\n\n[[registry]]\nlocation = \"a.example\"\n";
        assert_eq!(
            put(others, "a", "q.io/a").unwrap(),
            format!("{others}\n[aliases]\n\"a\" = \"q.io/a\"\n")
        );
        assert_eq!(
            put("[aliases]\n", "a", "q.io/a").unwrap(),
            "[aliases]\n\"a\" = \"q.io/a\"\n"
        );
    }

    #[test]
    fn other_ways_to_write_a_table_stay_as_they_are() {
        let dotted = "aliases.a = \"q.io/a\"\n";
        let with_two = put(dotted, "b", "q.io/b").unwrap();
        assert_eq!(
            with_two,
            "aliases.a = \"q.io/a\"\naliases.\"b\" = \"q.io/b\"\n"
        );
        assert_eq!(remove(&with_two, "b").unwrap(), dotted);
        let inline = "aliases = { a = \"q.io/a\" }\n";
        let with_two = put(inline, "b", "q.io/b").unwrap();
        assert!(
            with_two.starts_with("aliases = { a = \"q.io/a\""),
            "{with_two}"
        );
        assert!(with_two.ends_with(" b = \"q.io/b\" }\n"), "{with_two}");
        assert!(!remove(&with_two, "b").unwrap().contains("q.io/b"));
    }

    #[test]
    fn line_ends_and_the_mark_at_the_beginning_stay() {
        let text = "\u{feff}# a\r\n[aliases]\r\na = \"q.io/a\" # b\r\n";
        assert_eq!(
            put(text, "b", "q.io/b").unwrap(),
            format!("{text}\"b\" = \"q.io/b\"\r\n")
        );
    }
}
