//! A query as the segments are asked it: words, how exactly they must match, and in which fields.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::{
    error::Error,
    loosely::beginnings_of,
    query::Filter,
    schema::{Fields, Known, Reach, normalise},
    segment::{Match, Segment, Tolerance},
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
    /// What comes before the other words: perhaps whose repository it is.
    alias: Option<String>,
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
        let alias = match written.as_slice() {
            [first, _, ..] => Some(normalise(&typed.words[..first.end])),
            _ => None,
        };
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
            alias,
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
        let words = self.words.iter();
        let allowed = words.map(|word| allowed_edits(&word.written.joined));
        allowed.max().unwrap_or(0)
    }

    /// The documents with all words within reach.
    pub(crate) fn find_words(&self, place: Place<'_>) -> Result<Set, Error> {
        find_all(place, self.words.iter().map(|it| (it, it.may_go_on)))
    }

    /// The documents with all words within reach, none of them as a beginning. Without an open word
    /// they are those of `find_words`, so there are none.
    pub(crate) fn find_whole_words(&self, place: Place<'_>) -> Result<Set, Error> {
        if self.words.iter().any(|it| it.may_go_on) {
            find_all(place, self.words.iter().map(|it| (it, false)))
        } else {
            Ok(Set::EMPTY)
        }
    }

    /// The same with other spellings of what is long enough to be misspelt.
    pub(crate) fn find_misspelt(
        &self,
        place: Place<'_>,
        tolerance: Tolerance,
    ) -> Result<Misspelt, Error> {
        let Place {
            segment,
            fields,
            reach,
        } = place;
        let (mut typed, mut whole) = (Vec::new(), Vec::new());
        let (mut begun, mut spellings) = (Vec::new(), Vec::new());
        for word in &self.words {
            let text = word.written.joined.as_str();
            let exact = find_word(place, &word.written, word.may_go_on)?;
            let edits = tolerance.edits.min(allowed_edits(text));
            let tolerance = Tolerance { edits, ..tolerance };
            let terms = match edits {
                0 => Vec::new(),
                _ => segment.find_spellings(fields, reach, text, tolerance, word.may_go_on)?,
            };
            let near = terms.iter().filter(|it| is_within(&it.text, text, edits));
            let near = segment.find_spelt(near)?;
            let all = segment.find_spelt(terms.iter())?;
            whole.push(exact.or(&near, segment.documents()));
            begun.push(exact.or(&all, segment.documents()));
            typed.push(exact);
            spellings.push(terms.into_iter().map(|it| it.text).collect());
        }
        Ok(Misspelt {
            once: meet_but_for_one(&typed, &whole, segment.documents()),
            whole: meet(whole),
            begun: meet(begun),
            spellings,
        })
    }

    /// For each word, the documents that have it in any form within reach.
    pub(crate) fn find_loosely(&self, place: Place<'_>) -> Result<Vec<Set>, Error> {
        let find = |word: &Wanted| {
            let mut found = find_word(place, &word.written, word.may_go_on)?;
            for beginning in beginnings_of(&word.written.joined) {
                let more = place.find(Match::Beginning(beginning))?;
                found = found.or(&more, place.segment.documents());
            }
            Ok(found)
        };
        self.words.iter().map(find).collect()
    }

    /// The documents that the pasted reference names.
    pub(crate) fn find_reference(&self, segment: &Segment, fields: &Fields) -> Result<Set, Error> {
        match &self.reference {
            Some(reference) => segment.find_term(&fields.term_of(Known::Reference(reference))),
            None => Ok(Set::EMPTY),
        }
    }

    /// The documents of whoever is named before the other words.
    pub(crate) fn find_own(&self, segment: &Segment, fields: &Fields) -> Result<Set, Error> {
        match &self.alias {
            Some(alias) => segment.find_value(fields.publisher, alias),
            None => Ok(Set::EMPTY),
        }
    }

    /// The documents whose whole name is what was typed.
    pub(crate) fn find_exact(&self, segment: &Segment, fields: &Fields) -> Result<Set, Error> {
        if self.squeezed.is_empty() {
            return Ok(Set::EMPTY);
        }
        segment.find_term(&fields.term_of(Known::Name(&self.squeezed)))
    }

    /// What to look for in a text that matched: for each word the forms it may have there.
    /// With `loosely`, any form will do.
    pub(crate) fn forms(&self, loosely: bool) -> Vec<Vec<Form>> {
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
            if loosely {
                let others = beginnings_of(&word.written.joined);
                forms.extend(others.map(|other| form(&other.to_owned(), true)));
            }
            forms
        };
        self.words.iter().map(forms_of).collect()
    }
}

/// What matches with other spellings in one segment.
#[derive(Default)]
pub(crate) struct Misspelt {
    /// Every word but one is as it was typed, and that one is near.
    pub(crate) once: Set,
    /// Every word is near to one that was typed.
    pub(crate) whole: Set,
    /// The last one may go on.
    pub(crate) begun: Set,
    /// What each word was taken for.
    pub(crate) spellings: Vec<BTreeSet<String>>,
}

/// A text that a word of the query has in what it matched.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Form {
    pub(crate) text: String,
    pub(crate) may_go_on: bool,
}

/// By length in characters, as everybody does it who forgives typos.
fn allowed_edits(word: &str) -> u8 {
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

/// What is in all of the sets, the smallest first.
pub(crate) fn meet(mut sets: Vec<Set>) -> Set {
    sets.sort_by_key(Set::len);
    let both = sets.into_iter().reduce(|both, set| both.and(&set));
    both.unwrap_or_default()
}

/// What is in all sets of one list, but for one set that may be taken from the other list.
fn meet_but_for_one(strict: &[Set], lenient: &[Set], documents: u32) -> Set {
    let swapped = lenient.iter().enumerate().map(|(at, other)| {
        let mut sets = strict.to_vec();
        other.clone_into(&mut sets[at]);
        meet(sets)
    });
    let all = swapped.reduce(|all, set| all.or(&set, documents));
    all.unwrap_or_default()
}

/// Whether so many letters more, less, other or exchanged with the next make one word of the other.
fn is_within(one: &str, two: &str, edits: u8) -> bool {
    let (one, two): (Vec<char>, Vec<char>) = (one.chars().collect(), two.chars().collect());
    let edits = usize::from(edits);
    if one.len().abs_diff(two.len()) > edits {
        return false;
    }
    // Distances between beginnings: two rows before, one before, this one.
    let mut rows: [Vec<usize>; 3] = [Vec::new(), Vec::new(), (0..=two.len()).collect()];
    for (at, letter) in one.iter().enumerate() {
        rows.rotate_left(1);
        let mut row = vec![at + 1];
        for (other_at, other) in two.iter().enumerate() {
            let [before_last, last, _] = &rows;
            let changed = last[other_at] + usize::from(letter != other);
            let mut least = changed.min(last[other_at + 1] + 1).min(row[other_at] + 1);
            let is_exchanged =
                at > 0 && other_at > 0 && *letter == two[other_at - 1] && one[at - 1] == *other;
            if is_exchanged {
                least = least.min(before_last[other_at - 1] + 1);
            }
            row.push(least);
        }
        rows[2] = row;
    }
    rows[2][two.len()] <= edits
}

/// Where words are looked for.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    pub(crate) segment: &'a Segment,
    pub(crate) fields: &'a Fields,
    pub(crate) reach: Reach,
}

impl Place<'_> {
    fn find(&self, word: Match<'_>) -> Result<Set, Error> {
        self.segment.find_word(self.fields, self.reach, word)
    }
}

/// The documents that have each of the words, whole or, where it says so, begun.
fn find_all<'a>(
    place: Place<'_>,
    words: impl Iterator<Item = (&'a Wanted, bool)>,
) -> Result<Set, Error> {
    let mut sets = Vec::new();
    for (word, may_go_on) in words {
        let set = find_word(place, &word.written, may_go_on)?;
        if set.len() == 0 {
            return Ok(Set::EMPTY);
        }
        sets.push(set);
    }
    Ok(meet(sets))
}

fn find_word(place: Place<'_>, written: &Written, may_go_on: bool) -> Result<Set, Error> {
    let Written { joined, parts, .. } = written;
    let mut found = place.find(as_written(joined, may_go_on))?;
    if let Some((last, earlier)) = parts.split_last() {
        let mut together = place.find(as_written(last, may_go_on))?;
        for part in earlier {
            together = together.and(&place.find(Match::Whole(part))?);
        }
        found = found.or(&together, place.segment.documents());
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_are_counted_as_people_make_them() {
        for (one, two, edits) in [
            ("nginx", "nginx", 0),
            ("ngnix", "nginx", 1),
            ("ngix", "nginx", 1),
            ("nginxx", "nginx", 1),
            ("mginx", "nginx", 1),
            ("elastisearhc", "elasticsearch", 2),
            ("café", "cafe", 1),
        ] {
            assert!(is_within(one, two, edits), "{one} {two}");
            assert!(edits == 0 || !is_within(one, two, edits - 1), "{one} {two}");
        }
    }

    #[test]
    fn longer_words_may_have_more_typos() {
        let allowed = ["helm", "nginx", "postgres", "memcached"].map(allowed_edits);
        assert_eq!(allowed, [0, 1, 1, 2]);
    }
}
