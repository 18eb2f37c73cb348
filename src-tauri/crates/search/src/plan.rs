//! A query as the segments are asked it: words, how exactly they must match, and in which fields.

use std::collections::BTreeSet;

use jiff::Timestamp;
use tantivy::schema::Field;

use crate::{
    error::Error,
    query::Filter,
    schema::Fields,
    segment::{Match, Segment},
    set::Set,
    typed::Typed,
    words::{Written, read_written, squeeze},
};

/// More words than this decide nothing any more.
const MOST_WORDS: usize = 24;

/// Words that say nothing between others. The last word is never one: it is still being typed.
const EMPTY_WORDS: [&str; 14] = [
    "a", "an", "and", "as", "by", "for", "in", "is", "of", "on", "or", "the", "to", "with",
];

/// How exactly words must match.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Spelling {
    /// As written; the last may go on.
    Exact,
    /// At most so many edits each, and no more than its length allows.
    Whole(u8),
    /// The same, and the last may go on.
    Beginning(u8),
}

/// A word of the query.
#[derive(Clone, Debug)]
struct Wanted {
    written: Written,
    may_go_on: bool,
}

/// A query, read.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    words: Vec<Wanted>,
    squeezed: String,
    reference: Option<String>,
    pub(crate) filter: Filter,
}

impl Plan {
    pub(crate) fn read(text: &str, filter: &Filter, now: Timestamp) -> Self {
        let typed = Typed::read(text, now);
        let mut written = read_written(&typed.words);
        written.truncate(MOST_WORDS);
        let is_open = |it: &Written| it.end == typed.words.len();
        let last = written.len().saturating_sub(1);
        let mut words: Vec<Wanted> = Vec::new();
        for (at, written) in written.into_iter().enumerate() {
            let is_empty = at != last && EMPTY_WORDS.contains(&written.joined.as_str());
            let may_go_on = at == last && is_open(&written);
            if !is_empty && !words.iter().any(|it| it.written.joined == written.joined) {
                words.push(Wanted { written, may_go_on });
            }
        }
        let mut filter = filter.clone();
        filter.merge(typed.filter);
        Self {
            words,
            squeezed: squeeze(&typed.words),
            reference: typed.reference,
            filter,
        }
    }

    /// Whether it asks for no words at all.
    pub(crate) fn is_wordless(&self) -> bool {
        self.words.is_empty()
    }

    /// The most edits that any of its words is allowed: none up to 4 letters, one to 8, two beyond.
    pub(crate) fn most_edits(&self) -> u8 {
        let allowed = self.words.iter().map(|word| edits(&word.written.joined));
        allowed.max().unwrap_or(0)
    }

    /// The documents with all words in the field.
    pub(crate) fn find_words(
        &self,
        segment: &Segment,
        field: Field,
        spelling: Spelling,
    ) -> Result<Set, Error> {
        let mut sets = Vec::with_capacity(self.words.len());
        for word in &self.words {
            let set = find_word(segment, field, word, spelling)?;
            if set.len() == 0 {
                return Ok(Set::EMPTY);
            }
            sets.push(set);
        }
        sets.sort_by_key(Set::len);
        let mut sets = sets.into_iter();
        let first = sets.next().unwrap_or(Set::EMPTY);
        Ok(sets.fold(first, |both, set| both.and(&set)))
    }

    /// The documents that the pasted reference names.
    pub(crate) fn find_reference(&self, segment: &Segment, fields: &Fields) -> Result<Set, Error> {
        match &self.reference {
            Some(reference) => segment.find(fields.exact, Match::Whole(reference)),
            None => Ok(Set::EMPTY),
        }
    }

    /// The documents whose whole name is what was typed.
    pub(crate) fn find_exact(&self, segment: &Segment, fields: &Fields) -> Result<Set, Error> {
        if self.squeezed.is_empty() {
            return Ok(Set::EMPTY);
        }
        segment.find(fields.exact, Match::Whole(&self.squeezed))
    }

    /// What to look for in a text that matched: for each word the forms it may have there.
    pub(crate) fn forms(&self) -> Vec<Vec<Form>> {
        let form = |text: &String, may_go_on| Form {
            text: text.clone(),
            may_go_on,
        };
        let forms_of = |word: &Wanted| {
            let parts = &word.written.parts;
            let mut forms = vec![form(&word.written.joined, word.may_go_on)];
            for (at, part) in parts.iter().enumerate() {
                forms.push(form(part, word.may_go_on && at + 1 == parts.len()));
            }
            forms
        };
        self.words.iter().map(forms_of).collect()
    }

    /// What else each word may have been meant to be, from the words of a field.
    pub(crate) fn spellings(
        &self,
        segment: &Segment,
        field: Field,
        spelling: Spelling,
    ) -> Result<Vec<BTreeSet<String>>, Error> {
        let mut all = Vec::new();
        for word in &self.words {
            let found = match misspelt(word, spelling) {
                Some(wanted) => segment.spellings(field, wanted)?,
                None => Vec::new(),
            };
            all.push(found.into_iter().map(|it| it.0).collect());
        }
        Ok(all)
    }
}

/// A text that a word of the query has in what it matched.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Form {
    pub(crate) text: String,
    pub(crate) may_go_on: bool,
}

/// By length in characters, as everybody does it who forgives typos.
fn edits(word: &str) -> u8 {
    match word.chars().count() {
        0..=4 => 0,
        5..=8 => 1,
        _ => 2,
    }
}

fn as_written(text: &str, may_go_on: bool) -> Match<'_> {
    if may_go_on {
        Match::Beginning(text)
    } else {
        Match::Whole(text)
    }
}

fn misspelt(word: &Wanted, spelling: Spelling) -> Option<Match<'_>> {
    let text = word.written.joined.as_str();
    let (most, may_go_on) = match spelling {
        Spelling::Exact => return None,
        Spelling::Whole(most) => (most, false),
        Spelling::Beginning(most) => (most, word.may_go_on),
    };
    match edits(text).min(most) {
        0 => None,
        edits if may_go_on => Some(Match::MisspeltBeginning(text, edits)),
        edits => Some(Match::Misspelt(text, edits)),
    }
}

fn find_word(
    segment: &Segment,
    field: Field,
    word: &Wanted,
    spelling: Spelling,
) -> Result<Set, Error> {
    let Written { joined, parts, .. } = &word.written;
    let mut found = segment.find(field, as_written(joined, word.may_go_on))?;
    if let Some((last, earlier)) = parts.split_last() {
        let mut together = segment.find(field, as_written(last, word.may_go_on))?;
        for part in earlier {
            together = together.and(&segment.find(field, Match::Whole(part))?);
        }
        found = found.or(&together, segment.documents());
    }
    if let Some(wanted) = misspelt(word, spelling) {
        found = found.or(&segment.find(field, wanted)?, segment.documents());
    }
    Ok(found)
}
