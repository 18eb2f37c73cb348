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
    schema::{Fields, POPULARITY, column},
    set::{Set, set_bits},
};

/// A union of fewer postings is sorted as a list.
const FEW: u32 = 512;
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
        dense::write(
            folder,
            &name,
            &self.reader,
            &fields.texts(),
            &fields.counted(),
        )
    }

    pub(crate) fn documents(&self) -> u32 {
        self.reader.max_doc()
    }

    /// The documents that have the word in the field.
    pub(crate) fn find(&self, field: Field, word: Match<'_>) -> Result<Set, Error> {
        let ready = match word {
            Match::Whole(text) => self.ready(field, Of::Word, text),
            Match::Beginning(text) => self.ready(field, Of::Beginning, text),
        };
        if let Some(set) = ready {
            return Ok(set);
        }
        let inverted = self.reader.inverted_index(field)?;
        let found = match word {
            Match::Whole(text) => inverted.terms().get(text)?.into_iter().collect(),
            Match::Beginning(text) => {
                let mut range = inverted.terms().range().ge(text);
                if let Some(end) = after(text) {
                    range = range.lt(end);
                }
                let mut stream = range.into_stream()?;
                let mut found = Vec::new();
                while let Some((_, term)) = stream.next() {
                    found.push(term.clone());
                }
                found
            }
        };
        Ok(unite(self.documents(), &inverted, &found)?)
    }

    /// The words of the field that may be meant by a misspelt one, or begin with what is meant.
    pub(crate) fn find_spellings(
        &self,
        field: Field,
        word: &str,
        tolerance: Tolerance,
        may_go_on: bool,
    ) -> Result<Vec<(String, TermInfo)>, Error> {
        let (term, edits) = (Term::from_field_text(field, word), tolerance.edits);
        let query = if may_go_on {
            FuzzyTermQuery::new_prefix(term, edits, true)
        } else {
            FuzzyTermQuery::new(term, edits, true)
        };
        let inverted = self.reader.inverted_index(field)?;
        let mut terms = inverted.terms().search(query.automaton()?);
        if tolerance.keeps_first
            && let Some(first) = word.chars().next()
            && let Some(end) = after(&word[..first.len_utf8()])
        {
            terms = terms.ge(&word[..first.len_utf8()]).lt(end);
        }
        let mut stream = terms.into_stream()?;
        let mut found = Vec::new();
        while let Some((term, postings)) = stream.next() {
            let term = String::from_utf8_lossy(term).into_owned();
            found.push((term, postings.clone()));
            if found.len() == MOST_SPELLINGS {
                break;
            }
        }
        Ok(found)
    }

    /// The documents that have any of these terms.
    pub(crate) fn find_terms<'a>(
        &self,
        field: Field,
        terms: impl Iterator<Item = &'a TermInfo>,
    ) -> Result<Set, Error> {
        let terms: Vec<TermInfo> = terms.cloned().collect();
        let inverted = self.reader.inverted_index(field)?;
        Ok(unite(self.documents(), &inverted, &terms)?)
    }

    /// Every value of a field with few of them, and the documents that have it.
    pub(crate) fn values(&self, field: Field) -> Result<Vec<(String, Set)>, Error> {
        let inverted = self.reader.inverted_index(field)?;
        let mut stream = inverted.terms().stream()?;
        let mut values = Vec::new();
        while let Some((term, postings)) = stream.next() {
            let value = String::from_utf8_lossy(term).into_owned();
            let set = match self.ready(field, Of::Word, &value) {
                Some(set) => set,
                None => unite(self.documents(), &inverted, std::slice::from_ref(postings))?,
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

/// The documents that have any of the terms: few as a list, many as bits.
fn unite(documents: u32, inverted: &InvertedIndexReader, terms: &[TermInfo]) -> io::Result<Set> {
    let postings: u32 = terms.iter().map(|term| term.doc_freq).sum();
    if terms.len() > 1 && postings > FEW {
        let mut words = vec![0; documents.div_ceil(64) as usize];
        for term in terms {
            for_each_block(inverted, term, |block| set_bits(&mut words, block))?;
        }
        return Ok(Set::of_bits(words));
    }
    let mut list = Vec::with_capacity(postings as usize);
    for term in terms {
        for_each_block(inverted, term, |block| list.extend_from_slice(block))?;
    }
    if terms.len() > 1 {
        list.sort_unstable();
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
