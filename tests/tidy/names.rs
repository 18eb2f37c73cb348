//! Names that say nothing are not given.

use std::path::Path;

use crate::tree::sources_with;

const SAY_NOTHING: [&str; 9] = [
    "manager", "service", "helper", "helpers", "util", "utils", "handler", "data", "info",
];

/// Names that are not ours to give, with who gave them.
const GIVEN: [&str; 1] = [
    // freedesktop.org's name of the interface that keyrings have.
    "SecretService",
];

/// The words of a name in any of the cases.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for character in name.chars() {
        if character.is_uppercase() || !character.is_alphanumeric() {
            words.push(String::new());
        }
        if character.is_alphanumeric() {
            words.last_mut().unwrap().extend(character.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

fn says_nothing(name: &str) -> bool {
    !GIVEN.contains(&name)
        && words(name)
            .iter()
            .any(|word| SAY_NOTHING.contains(&word.as_str()))
}

/// The names that a line of code gives to files' items.
fn given_by(line: &str) -> Option<&str> {
    const KEYWORDS: [&str; 13] = [
        "fn",
        "struct",
        "enum",
        "trait",
        "mod",
        "type",
        "union",
        "macro_rules!",
        "function",
        "class",
        "interface",
        "static",
        "const",
    ];
    let mut rest = line.split_whitespace().skip_while(|word| {
        matches!(
            *word,
            "pub" | "async" | "unsafe" | "export" | "default" | "extern"
        ) || word.starts_with("pub(")
            || *word == "const" && line.contains(" fn ")
    });
    KEYWORDS.contains(&rest.next()?).then_some(())?;
    let name = rest.next()?;
    let end = name
        .find(|it: char| !it.is_alphanumeric() && it != '_')
        .unwrap_or(name.len());
    Some(&name[..end])
}

#[test]
fn no_file_or_folder_has_a_name_that_says_nothing() {
    let found: Vec<String> = sources_with(&["rs", "ts", "tsx", "css", "js"])
        .into_iter()
        .map(|source| source.path)
        .filter(|path| {
            let without_ending = Path::new(path).with_extension("");
            without_ending
                .components()
                .any(|it| says_nothing(&it.as_os_str().to_string_lossy()))
        })
        .collect();
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn no_type_or_function_has_a_name_that_says_nothing() {
    let mut found = Vec::new();
    for source in sources_with(&["rs", "ts", "tsx", "js"]) {
        for (number, line) in source.text.lines().enumerate() {
            if let Some(name) = given_by(line).filter(|name| says_nothing(name)) {
                found.push(format!("{}:{}: {name}", source.path, number + 1));
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn names_are_read_out_of_both_languages() {
    assert_eq!(
        given_by("    pub(crate) const fn tag_info(&self) {"),
        Some("tag_info")
    );
    assert_eq!(
        given_by("export default function useData<T>() {"),
        Some("useData")
    );
    assert_eq!(given_by("export const fileHelper = 1;"), Some("fileHelper"));
    assert_eq!(given_by("let data = 1;"), None);
    assert!(says_nothing("tag_info") && says_nothing("useData") && says_nothing("ImageManager"));
    assert!(!says_nothing("metadata") && !says_nothing("Information"));
}
