//! One segment of the index as sets of documents: of words, beginnings, misspelt words, filters.

use std::{io, ops::ControlFlow, path::Path, sync::Arc};

use tantivy::{
    SegmentReader, Term,
    columnar::{Column, StrColumn},
    index::InvertedIndexReader,
    postings::TermInfo,
    query::FuzzyTermQuery,
    schema::Field,
};

use crate::{
    dense::{self, DenseSets, Of, for_each_block},
    error::Error,
    ranking::View,
    schema::{Fields, POPULARITY, Reach, column},
    set::{Set, set_bits},
};

/// A union of fewer postings is sorted as a list.
const FEW: u32 = 512;
/// … and one of so few lists when it has less than one document of this many.
const SPARSE: u32 = 64;
/// No more misspellings than this are followed for one word.
const MOST_SPELLINGS: usize = 2048;

/// A word that is looked for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Match<'a> {
    Whole(&'a str),
    Beginning(&'a str),
}

/// How far from what was typed a word may be.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Tolerance {
    /// So many letters more, less, other or exchanged with the next.
    pub(crate) edits: u8,
    /// People rarely mistype the first letter, and the dictionary is quickly searched below it.
    pub(crate) keeps_first: bool,
}

/// A segment, opened for searching.
pub(crate) struct Segment {
    pub(crate) reader: SegmentReader,
    pub(crate) deleted: Vec<u32>,
    pub(crate) popularity: Column<u64>,
    pub(crate) pulls: Column<u64>,
    pub(crate) updated: Column<i64>,
    pub(crate) name_words: Column<u64>,
    pub(crate) sort_name: Option<StrColumn>,
    pub(crate) publisher: Option<StrColumn>,
    dense: Option<Arc<DenseSets>>,
}

impl Segment {
    /// Opens it; what is the same as in an earlier view is taken from there.
    pub(crate) fn open(
        reader: &SegmentReader,
        dense_folder: &Path,
        earlier: Option<&View>,
    ) -> Result<Self, Error> {
        let documents = reader.max_doc();
        let deleted = match reader.alive_bitset() {
            Some(alive) => (0..documents).filter(|it| alive.is_deleted(*it)).collect(),
            None => Vec::new(),
        };
        let is_same = |it: &&Self| it.reader.segment_id() == reader.segment_id();
        let known = earlier.and_then(|view| view.segments.iter().find(is_same)?.dense.clone());
        let dense = known.or_else(|| {
            let name = reader.segment_id().uuid_string();
            let is_large = documents >= dense::SMALLEST_SEGMENT;
            is_large.then(|| DenseSets::open(dense_folder, &name).map(Arc::new))?
        });
        let columns = reader.fast_fields();
        Ok(Self {
            deleted,
            popularity: columns.u64(POPULARITY)?,
            pulls: columns.u64(column::PULLS)?,
            updated: columns.i64(column::UPDATED)?,
            name_words: columns.u64(column::NAME_WORDS)?,
            sort_name: columns.str(column::SORT_NAME)?,
            publisher: columns.str(column::PUBLISHER)?,
            dense,
            reader: reader.clone(),
        })
    }

    /// Whether it is large enough for ready-made sets and has none.
    pub(crate) fn lacks_dense(&self) -> bool {
        self.dense.is_none() && self.documents() >= dense::SMALLEST_SEGMENT
    }

    pub(crate) fn write_dense(&self, folder: &Path, fields: &Fields) -> Result<(), Error> {
        let name = self.reader.segment_id().uuid_string();
        dense::write(folder, &name, &self.reader, fields)
    }

    pub(crate) fn documents(&self) -> u32 {
        self.reader.max_doc()
    }

    /// The documents that have the word within reach.
    pub(crate) fn find_word(
        &self,
        fields: &Fields,
        reach: Reach,
        word: Match<'_>,
    ) -> Result<Set, Error> {
        let fields = fields.within(reach);
        let ready = fields.last().and_then(|widest| match word {
            Match::Whole(text) => self.ready(*widest, Of::Word, text),
            Match::Beginning(text) => self.ready(*widest, Of::Beginning, text),
        });
        if let Some(set) = ready {
            return Ok(set);
        }
        let mut found = Vec::new();
        for field in fields {
            let inverted = self.reader.inverted_index(*field)?;
            match word {
                Match::Whole(text) => {
                    let term = inverted.terms().get(text)?;
                    found.extend(term.map(|term| (Arc::clone(&inverted), term)));
                }
                Match::Beginning(text) => {
                    let mut range = inverted.terms().range().ge(text);
                    if let Some(end) = after(text) {
                        range = range.lt(end);
                    }
                    let mut stream = range.into_stream()?;
                    while let Some((_, term)) = stream.next() {
                        found.push((Arc::clone(&inverted), term.clone()));
                    }
                }
            }
        }
        Ok(unite(self.documents(), &found)?)
    }

    /// The documents that have the value in the field.
    pub(crate) fn find_value(&self, field: Field, value: &str) -> Result<Set, Error> {
        if let Some(set) = self.ready(field, Of::Word, value) {
            return Ok(set);
        }
        self.find_term(&Term::from_field_text(field, value))
    }

    /// The documents that have the term.
    pub(crate) fn find_term(&self, term: &Term) -> Result<Set, Error> {
        let inverted = self.reader.inverted_index(term.field())?;
        let found = inverted.get_term_info(term)?;
        let found: Vec<_> = found.map(|it| (inverted, it)).into_iter().collect();
        Ok(unite(self.documents(), &found)?)
    }

    /// The words within reach that may be meant by a misspelt one, or begin with what is meant.
    pub(crate) fn find_spellings(
        &self,
        fields: &Fields,
        reach: Reach,
        word: &str,
        tolerance: Tolerance,
        may_go_on: bool,
    ) -> Result<Vec<Spelling>, Error> {
        let mut found = Vec::new();
        for field in fields.within(reach) {
            let (term, edits) = (Term::from_field_text(*field, word), tolerance.edits);
            let query = if may_go_on {
                FuzzyTermQuery::new_prefix(term, edits, true)
            } else {
                FuzzyTermQuery::new(term, edits, true)
            };
            let inverted = self.reader.inverted_index(*field)?;
            let mut terms = inverted.terms().search(query.automaton()?);
            if tolerance.keeps_first
                && let Some(first) = word.chars().next()
                && let Some(end) = after(&word[..first.len_utf8()])
            {
                terms = terms.ge(&word[..first.len_utf8()]).lt(end);
            }
            let mut stream = terms.into_stream()?;
            while let Some((term, postings)) = stream.next() {
                found.push(Spelling {
                    text: String::from_utf8_lossy(term).into_owned(),
                    postings: (Arc::clone(&inverted), postings.clone()),
                });
                if found.len() == MOST_SPELLINGS {
                    return Ok(found);
                }
            }
        }
        Ok(found)
    }

    /// The documents that have a word in any of these spellings.
    pub(crate) fn find_spelt<'a>(
        &self,
        spellings: impl Iterator<Item = &'a Spelling>,
    ) -> Result<Set, Error> {
        let found: Vec<Postings> = spellings.map(|it| it.postings.clone()).collect();
        Ok(unite(self.documents(), &found)?)
    }

    /// Every value of a field with few of them, and the documents that have it.
    pub(crate) fn values(&self, field: Field) -> Result<Vec<(String, Set)>, Error> {
        let inverted = self.reader.inverted_index(field)?;
        let mut stream = inverted.terms().stream()?;
        let mut values = Vec::new();
        while let Some((term, postings)) = stream.next() {
            let value = String::from_utf8_lossy(term).into_owned();
            let set = if let Some(set) = self.ready(field, Of::Word, &value) {
                set
            } else {
                let found = (Arc::clone(&inverted), postings.clone());
                unite(self.documents(), &[found])?
            };
            values.push((value, set));
        }
        Ok(values)
    }

    /// The documents that a test on their number keeps.
    pub(crate) fn keep(&self, mut keeps: impl FnMut(u32) -> bool) -> Set {
        let mut words = vec![0; self.documents().div_ceil(64) as usize];
        let _ = Set::full(self.documents()).visit(|document| {
            if keeps(document) {
                set_bits(&mut words, &[document]);
            }
            ControlFlow::Continue(())
        });
        Set::of_bits(words)
    }

    fn ready(&self, field: Field, of: Of, text: &str) -> Option<Set> {
        self.dense.as_ref()?.get(field, of, text)
    }
}

/// Where the postings of one term are.
type Postings = (Arc<InvertedIndexReader>, TermInfo);

/// What a misspelt word may be meant for.
pub(crate) struct Spelling {
    pub(crate) text: String,
    postings: Postings,
}

/// The documents that any of these have: few as a list, many as bits.
fn unite(documents: u32, found: &[Postings]) -> io::Result<Set> {
    let postings: u32 = found.iter().map(|it| it.1.doc_freq).sum();
    // Few lists are soon one; bits have to be looked through to the last one.
    let are_few = postings <= FEW || found.len() <= 4 && postings < documents / SPARSE;
    if found.len() > 1 && !are_few {
        let mut words = vec![0; documents.div_ceil(64) as usize];
        for (inverted, term) in found {
            for_each_block(inverted, term, |block| set_bits(&mut words, block))?;
        }
        return Ok(Set::of_bits(words));
    }
    let mut list = Vec::with_capacity(postings as usize);
    for (inverted, term) in found {
        for_each_block(inverted, term, |block| list.extend_from_slice(block))?;
    }
    if found.len() > 1 {
        #[expect(
            clippy::stable_sort_primitive,
            reason = "it is made of sorted pieces, which the stable sort puts together"
        )]
        list.sort();
        list.dedup();
    }
    Ok(Set::Sorted(list))
}

/// The first text after all those that begin with this one.
fn after(text: &str) -> Option<Vec<u8>> {
    let mut bytes = text.as_bytes().to_vec();
    // A byte of UTF-8 is never the highest.
    *bytes.last_mut()? += 1;
    Some(bytes)
}
