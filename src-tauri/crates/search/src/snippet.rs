//! Finding the words of a query in the texts of what matched, and cutting out the piece that shows why.

use std::{collections::BTreeSet, ops::Range};

use crate::{
    answer::{Hit, Snippet, SnippetPlace},
    plan::{Form, Plan},
    schema::Stored,
    words::{Initials, Words},
};

/// How many bytes of text a snippet has at most, and how many of them come before the first mark.
const LONGEST: usize = 200;
const BEFORE: usize = 60;
/// Nobody waits for a reason that is further down in a text than this.
const DEEPEST: usize = 64 * 1024;

/// Looks for the words of one query.
#[derive(Debug)]
pub(crate) struct Marker {
    words: Vec<Vec<Form>>,
    spellings: Vec<BTreeSet<String>>,
    initials: Initials,
}

/// Where words of the query are in a text, with which of them each is.
type Marks = Vec<(usize, Range<usize>)>;

impl Marker {
    /// With `loosely`, words of the query may have other forms. `spellings` are, for each segment, what each word may stand for besides itself.
    pub(crate) fn new<'a>(
        plan: &Plan,
        loosely: bool,
        spellings: impl Iterator<Item = &'a [BTreeSet<String>]>,
    ) -> Self {
        let words = plan.forms(loosely);
        let mut known = vec![BTreeSet::new(); words.len()];
        for segment in spellings {
            for (known, more) in known.iter_mut().zip(segment) {
                known.extend(more.iter().cloned());
            }
        }
        let forms = words.iter().flatten().map(|form| form.text.as_str());
        let spelt = known.iter().flatten().map(String::as_str);
        Self {
            initials: Initials::of(forms.chain(spelt)),
            words,
            spellings: known,
        }
    }

    /// Turns what was stored into a hit.
    pub(crate) fn mark(&self, stored: Stored) -> Hit {
        let card = &stored.card;
        let mut missing: BTreeSet<usize> = (0..self.words.len()).collect();
        let mut find = |text: &str| {
            let marks = self.find(text);
            for (word, _) in &marks {
                missing.remove(word);
            }
            places(marks)
        };
        let (alias_marks, name_marks) = (find(&card.alias), find(&card.name));
        let snippet = self.explain(&stored, missing);
        Hit {
            alias_marks,
            name_marks,
            snippet,
            card: stored.card,
        }
    }

    /// The first text that has a word which the path lacks; else the description.
    fn explain(&self, stored: &Stored, missing: BTreeSet<usize>) -> Option<Snippet> {
        let card = &stored.card;
        let filed = [card.categories.as_slice(), card.keywords.as_slice()].concat();
        let filed = filed.join(", ");
        let texts = [
            (SnippetPlace::Description, card.description.as_str()),
            (SnippetPlace::DisplayName, &card.display_name),
            (SnippetPlace::Publisher, &card.publisher),
            (SnippetPlace::Keywords, &filed),
            (SnippetPlace::About, &stored.about),
            (SnippetPlace::Usage, &stored.usage),
            (SnippetPlace::Image, &stored.image),
        ];
        if !missing.is_empty() {
            for (place, text) in texts {
                if let Some(first) = self.find_first(text, &missing) {
                    return Some(self.cut_out(place, text, first.start));
                }
            }
        }
        let is_said = !card.description.is_empty();
        is_said.then(|| self.cut_out(SnippetPlace::Description, &card.description, 0))
    }

    fn cut_out(&self, place: SnippetPlace, text: &str, around: usize) -> Snippet {
        let from = if text.len() <= LONGEST {
            0
        } else {
            word_start(text, around.saturating_sub(BEFORE), around)
        };
        let end = text.floor_char_boundary((from + LONGEST).min(text.len()));
        let piece = text[from..end].trim();
        Snippet {
            place,
            text: piece.to_owned(),
            marks: places(self.find(piece)),
        }
    }

    fn find(&self, text: &str) -> Marks {
        let mut marks = Marks::new();
        let mut walk = Words::beginning_with(text, self.initials);
        while let Some(place) = walk.advance() {
            for word in (0..self.words.len()).filter(|it| self.is_meant(*it, walk.word())) {
                marks.push((word, place.clone()));
            }
        }
        marks
    }

    fn find_first(&self, text: &str, wanted: &BTreeSet<usize>) -> Option<Range<usize>> {
        let text = &text[..text.floor_char_boundary(DEEPEST)];
        let mut walk = Words::beginning_with(text, self.initials);
        while let Some(place) = walk.advance() {
            if wanted.iter().any(|word| self.is_meant(*word, walk.word())) {
                return Some(place);
            }
        }
        None
    }

    /// Whether a word of a text is a word of the query.
    fn is_meant(&self, word: usize, text: &str) -> bool {
        let is_form = |form: &Form| {
            if form.may_go_on {
                text.starts_with(&form.text)
            } else {
                text == form.text
            }
        };
        self.words[word].iter().any(is_form)
            || self
                .spellings
                .get(word)
                .is_some_and(|known| known.contains(text))
    }
}

/// The marks in order, those that touch or overlap as one.
fn places(marks: Marks) -> Vec<Range<usize>> {
    let mut places: Vec<Range<usize>> = marks.into_iter().map(|it| it.1).collect();
    places.sort_by_key(|it| (it.start, it.end));
    places.dedup_by(|next, before| {
        let touches = next.start <= before.end;
        if touches {
            before.end = before.end.max(next.end);
        }
        touches
    });
    places
}

/// Where a word begins, from `at` on but not after `latest`.
fn word_start(text: &str, at: usize, latest: usize) -> usize {
    let at = text.floor_char_boundary(at);
    if at == 0 {
        return 0;
    }
    text[at..latest]
        .find(char::is_whitespace)
        .map_or(at, |gap| at + gap)
}
