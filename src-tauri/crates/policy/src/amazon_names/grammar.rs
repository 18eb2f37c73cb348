//! The pieces that ECR's grammars are made of.

use std::ops::RangeInclusive;

use super::{Complaint, Field, Problem};

/// Checks one entry after another, and numbers the complaints.
pub(super) fn check_each<T>(entries: &[T], check: impl Fn(&T) -> Vec<Complaint>) -> Vec<Complaint> {
    let numbered = entries.iter().enumerate();
    numbered
        .flat_map(|(entry, value)| {
            check(value).into_iter().map(move |it| Complaint {
                entry: Some(entry),
                ..it
            })
        })
        .collect()
}

/// Checks a text's length in characters, then which characters it has, then their order; the first
/// that does not hold is enough.
pub(super) fn check_text(
    field: Field,
    text: &str,
    length: RangeInclusive<usize>,
    is_possible: impl Fn(char) -> bool,
    is_grammatical: impl FnOnce(&str) -> bool,
) -> Vec<Complaint> {
    let problem = check_length(text, length).or_else(|| {
        let found = text.chars().find(|it| !is_possible(*it));
        found.map(|found| Problem::Character { found })
    });
    let problem = problem.or_else(|| (!is_grammatical(text)).then_some(Problem::Grammar));
    problem
        .map(|it| Complaint::new(field, it))
        .into_iter()
        .collect()
}

pub(super) fn check_length(text: &str, length: RangeInclusive<usize>) -> Option<Problem> {
    let has = text.chars().count();
    if has < *length.start() {
        let least = *length.start();
        Some(Problem::TooShort { has, least })
    } else if has > *length.end() {
        let most = *length.end();
        Some(Problem::TooLong { has, most })
    } else {
        None
    }
}

/// Complains of more entries than there may be, or of none where there must be one.
pub(super) fn check_number(
    field: Field,
    has: usize,
    numbers: RangeInclusive<usize>,
) -> Option<Complaint> {
    let most = *numbers.end();
    if has < *numbers.start() {
        Some(Complaint::new(field, Problem::NoEntry))
    } else {
        (has > most).then(|| Complaint::new(field, Problem::TooMany { has, most }))
    }
}

/// Complains of entries that were there before.
pub(super) fn check_duplicates<T: PartialEq>(field: Field, entries: &[T]) -> Vec<Complaint> {
    let numbered = entries.iter().enumerate();
    numbered
        .filter_map(|(entry, value)| {
            let other = entries[..entry].iter().position(|it| it == value)?;
            Some(Complaint {
                field,
                entry: Some(entry),
                problem: Problem::Duplicate { other },
            })
        })
        .collect()
}

pub(super) fn is_word(character: char) -> bool {
    character.is_ascii_lowercase() || character.is_ascii_digit()
}

pub(super) fn is_of_paths(character: char) -> bool {
    is_word(character) || matches!(character, '.' | '_' | '-' | '/')
}

/// Whether `text` is words of `is_word`, with exactly one of `separators` between two.
pub(super) fn is_separated(
    text: &str,
    is_word: impl Fn(char) -> bool,
    separators: &[char],
) -> bool {
    text.split(separators)
        .all(|word| !word.is_empty() && word.chars().all(&is_word))
}

/// `[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*`
pub(super) fn is_component(text: &str) -> bool {
    let is_ended = |end: Option<char>| end.is_some_and(is_word);
    is_ended(text.chars().next())
        && is_ended(text.chars().next_back())
        && text.split(is_word).all(|between| {
            matches!(between, "" | "." | "_" | "__") || between.chars().all(|it| it == '-')
        })
}

/// Components between single slashes.
pub(super) fn is_path(text: &str) -> bool {
    text.split('/').all(is_component)
}

/// A path that may end in a slash, or `ROOT`, which is all repositories.
pub(super) fn is_prefix(text: &str) -> bool {
    text == "ROOT" || is_path(text.strip_suffix('/').unwrap_or(text))
}
