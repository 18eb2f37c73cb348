//! Splitting and folding text into words, the same for what is indexed and what is typed, so that
//! accents, case, hyphens, underscores, dots and camel case do not matter.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization as _;

/// Longer words are cut: nobody types the rest, and the dictionary stays small.
const LONGEST_WORD: usize = 48;
/// What is written together is one word as well as several, up to this many parts.
const MOST_PARTS: usize = 6;

/// Walks over a text. What is written together (`node-exporter`, `NodeExporter`) yields each part and
/// then the whole.
#[derive(Debug)]
pub(crate) struct Words<'a> {
    text: &'a str,
    at: usize,
    parts: Vec<Range<usize>>,
    next_part: usize,
    folded: String,
    initials: Initials,
}

impl<'a> Words<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self::beginning_with(text, Initials::ANY)
    }

    /// Passes over what begins with none of these: quicker where few words are looked for.
    pub(crate) fn beginning_with(text: &'a str, initials: Initials) -> Self {
        Self {
            initials,
            text,
            at: 0,
            parts: Vec::new(),
            next_part: 0,
            folded: String::new(),
        }
    }

    /// The folded word that the last `advance` came to.
    pub(crate) fn word(&self) -> &str {
        &self.folded
    }

    /// Goes to the next word, and says where in the text it stands.
    pub(crate) fn advance(&mut self) -> Option<Range<usize>> {
        loop {
            if self.next_part >= self.parts.len() + usize::from(is_joined(&self.parts)) {
                self.at = split_next(self.text, self.at, &mut self.parts)?;
                self.next_part = 0;
                let may_begin =
                    |part: &Range<usize>| self.initials.may_begin(&self.text[part.clone()]);
                if !self.parts.iter().any(may_begin) {
                    self.parts.clear();
                    continue;
                }
            }
            self.folded.clear();
            let place = if let Some(part) = self.parts.get(self.next_part) {
                fold(&self.text[part.clone()], &mut self.folded);
                part.clone()
            } else {
                join(self.text, &self.parts, &mut self.folded);
                self.parts[0].start..self.parts[self.parts.len() - 1].end
            };
            self.next_part += 1;
            // A run of marks folds to nothing.
            if !self.folded.is_empty() {
                return Some(place);
            }
        }
    }
}

/// What folded words may begin with.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Initials(u128);

impl Initials {
    const ANY: Self = Self(u128::MAX);

    /// Those of these folded words.
    pub(crate) fn of<'a>(words: impl Iterator<Item = &'a str>) -> Self {
        let ascii = words.filter_map(|it| it.bytes().next().filter(u8::is_ascii));
        Self(ascii.fold(0, |bits, byte| bits | 1 << byte))
    }

    /// What is not ASCII may fold to anything.
    fn may_begin(self, text: &str) -> bool {
        let first = text.bytes().next().filter(u8::is_ascii);
        first.is_none_or(|byte| self.0 >> byte.to_ascii_lowercase() & 1 == 1)
    }
}

/// What somebody wrote together: one word, or several that may also be looked for one by one.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Written {
    pub(crate) joined: String,
    /// Empty when it can't be split.
    pub(crate) parts: Vec<String>,
    /// Where it ends in the text.
    pub(crate) end: usize,
}

/// The words of a typed text.
pub(crate) fn read_written(text: &str) -> Vec<Written> {
    let (mut found, mut parts, mut at) = (Vec::new(), Vec::new(), 0);
    while let Some(next) = split_next(text, at, &mut parts) {
        at = next;
        let mut written = Written {
            joined: String::new(),
            parts: Vec::new(),
            end: parts[parts.len() - 1].end,
        };
        join(text, &parts, &mut written.joined);
        if parts.len() > 1 {
            let folded = parts.iter().map(|part| {
                let mut word = String::new();
                fold(&text[part.clone()], &mut word);
                word
            });
            written.parts = folded.filter(|word| !word.is_empty()).collect();
        }
        if !written.joined.is_empty() {
            found.push(written);
        }
    }
    found
}

/// How many words a text has, with what is written together split.
pub(crate) fn count_words(text: &str) -> u64 {
    let (mut count, mut parts, mut at) = (0, Vec::new(), 0);
    while let Some(next) = split_next(text, at, &mut parts) {
        at = next;
        count += parts.len() as u64;
    }
    count
}

/// A whole name without anything between its words: what `Bitnami / node-exporter` and
/// `bitnami/nodeexporter` have in common.
pub(crate) fn squeeze(text: &str) -> String {
    let mut squeezed = String::new();
    fold(text, &mut squeezed);
    squeezed
}

fn is_joined(parts: &[Range<usize>]) -> bool {
    (2..=MOST_PARTS).contains(&parts.len())
}

fn join(text: &str, parts: &[Range<usize>], into: &mut String) {
    for part in parts {
        fold(&text[part.clone()], into);
    }
    cut(into);
}

/// Finds what is written together at or after `at`: its parts, and where to go on.
fn split_next(text: &str, at: usize, parts: &mut Vec<Range<usize>>) -> Option<usize> {
    parts.clear();
    let bytes = text.as_bytes();
    let mut at = at;
    // What the part began with and came to last: case decides where camels have humps.
    let (mut start, mut before, mut before_that) = (None, Class::Gap, Class::Gap);
    loop {
        let (class, width) = match bytes.get(at) {
            None => (Class::Gap, 0),
            Some(byte) if byte.is_ascii() => (Class::of_ascii(*byte), 1),
            Some(_) => {
                // `at` is always on a boundary.
                let character = text[at..].chars().next()?;
                (Class::of(character), character.len_utf8())
            }
        };
        match (class, start) {
            (Class::Gap | Class::Joiner, Some(from)) => {
                parts.push(from..at);
                start = None;
                let goes_on = class == Class::Joiner && text[at + width..].starts_with(is_wordly);
                if !goes_on {
                    return Some(at + width);
                }
            }
            (Class::Gap | Class::Joiner, None) if width == 0 => return None,
            (Class::Gap | Class::Joiner, None) => {}
            (Class::Lower, _) if start.is_some() && before == Class::Lower => {
                // Most of any text: nothing begins or ends between small letters.
                let rest = bytes.get(at..).unwrap_or_default();
                let more = rest.iter().take_while(|it| it.is_ascii_lowercase()).count();
                if more > 0 {
                    (before_that, before) = (Class::Lower, Class::Lower);
                    at += more;
                    continue;
                }
            }
            (_, None) => start = Some(at),
            (Class::Upper, Some(from)) if before == Class::Lower => {
                parts.push(from..at);
                start = Some(at);
            }
            (Class::Lower, Some(from)) if before == Class::Upper && before_that == Class::Upper => {
                // `HTTPServer`: the last capital begins the next word.
                let capital = text[..at].char_indices().next_back().map_or(at, |it| it.0);
                if capital > from {
                    parts.push(from..capital);
                    start = Some(capital);
                }
            }
            _ => {}
        }
        (before_that, before) = (before, class);
        at += width;
    }
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Class {
    Lower,
    Upper,
    /// Digits, and letters without case.
    Other,
    /// Stands between parts of one name.
    Joiner,
    Gap,
}

impl Class {
    const fn of_ascii(byte: u8) -> Self {
        match byte {
            b'a'..=b'z' => Self::Lower,
            b'A'..=b'Z' => Self::Upper,
            b'0'..=b'9' => Self::Other,
            b'-' | b'_' | b'.' => Self::Joiner,
            _ => Self::Gap,
        }
    }

    fn of(character: char) -> Self {
        if !is_wordly(character) {
            Self::Gap
        } else if character.is_uppercase() {
            Self::Upper
        } else if character.is_lowercase() || is_mark(character) {
            Self::Lower
        } else {
            Self::Other
        }
    }
}

fn is_wordly(character: char) -> bool {
    character.is_alphanumeric() || is_mark(character)
}

fn is_mark(character: char) -> bool {
    unicode_normalization::char::is_combining_mark(character)
}

/// Adds the letters and digits of `text`, in lower case and without accents.
fn fold(text: &str, into: &mut String) {
    let is_folded = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    if text.bytes().all(is_folded) {
        into.push_str(text);
        cut(into);
        return;
    }
    for character in text.chars() {
        if character.is_ascii_alphanumeric() {
            into.push(character.to_ascii_lowercase());
        } else if !character.is_ascii() {
            fold_foreign(character, into);
        }
    }
    cut(into);
}

fn fold_foreign(character: char, into: &mut String) {
    for character in std::iter::once(character).nfkd() {
        for lower in character.to_lowercase() {
            match lower {
                // Letters that Unicode does not take apart, as people type them without such keys.
                'ß' => into.push_str("ss"),
                'æ' => into.push_str("ae"),
                'œ' => into.push_str("oe"),
                'ø' => into.push('o'),
                'ł' => into.push('l'),
                'đ' | 'ð' => into.push('d'),
                'þ' => into.push_str("th"),
                'ı' => into.push('i'),
                _ if lower.is_alphanumeric() && !is_mark(lower) => into.push(lower),
                _ => {}
            }
        }
    }
}

fn cut(word: &mut String) {
    if word.len() > LONGEST_WORD {
        word.truncate(word.floor_char_boundary(LONGEST_WORD));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        let mut words = Words::new(text);
        std::iter::from_fn(|| words.advance().map(|_| words.folded.clone())).collect()
    }

    #[test]
    fn what_is_written_together_is_found_whole_and_in_parts() {
        assert_eq!(words("node-exporter"), ["node", "exporter", "nodeexporter"]);
        assert_eq!(
            words("node_exporter."),
            ["node", "exporter", "nodeexporter"]
        );
        assert_eq!(words("NodeExporter"), ["node", "exporter", "nodeexporter"]);
        assert_eq!(words("HTTPServer"), ["http", "server", "httpserver"]);
        assert_eq!(
            words("bitnami/redis:7.2"),
            ["bitnami", "redis", "7", "2", "72"]
        );
        assert_eq!(words("k8s POSTGRES x"), ["k8s", "postgres", "x"]);
    }

    #[test]
    fn accents_and_ligatures_fold() {
        assert_eq!(words("Café Straße Łódź"), ["cafe", "strasse", "lodz"]);
        assert_eq!(words("e\u{301}te\u{301}"), ["ete"]);
        assert_eq!(words("Ⅷ ﬁne ½"), ["viii", "fine", "12"]);
        assert_eq!(words("\u{301} - . …"), Vec::<String>::new());
    }

    #[test]
    fn a_place_is_where_the_word_stands() {
        let text = "the Café-Bar";
        let mut walk = Words::new(text);
        let places: Vec<&str> = std::iter::from_fn(|| walk.advance().map(|it| &text[it])).collect();
        assert_eq!(places, ["the", "Café", "Bar", "Café-Bar"]);
    }

    #[test]
    fn what_begins_otherwise_is_passed_over() {
        let text = "node-exporter Écrit Export, nothing else";
        let mut words = Words::beginning_with(text, Initials::of(["export"].into_iter()));
        let found: Vec<_> = std::iter::from_fn(|| {
            let place = words.advance()?;
            Some((words.folded.clone(), &text[place]))
        })
        .collect();
        // What is written together is passed over whole or not at all.
        let expected = [
            ("node", "node"),
            ("exporter", "exporter"),
            ("nodeexporter", "node-exporter"),
            ("ecrit", "Écrit"),
            ("export", "Export"),
            ("else", "else"),
        ];
        assert_eq!(
            found,
            expected.map(|(word, place)| (word.to_owned(), place))
        );
    }

    #[test]
    fn long_words_are_cut_on_a_character() {
        let long = "é".repeat(100) + &"中".repeat(100);
        assert!(words(&long).iter().all(|word| word.len() <= LONGEST_WORD));
        assert_eq!(squeeze("Bitnami / node-exporter"), "bitnaminodeexporter");
    }
}
