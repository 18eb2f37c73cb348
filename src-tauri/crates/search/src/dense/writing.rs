//! Making the ready-made sets of a segment, in two walks over its dictionary: the first finds what is
//! costly to put together, the second puts it together.

use std::{
    collections::HashMap,
    fs::{self, File},
    io::{self, BufWriter, Write as _},
    ops::ControlFlow,
    path::Path,
    sync::Arc,
};

use tantivy::{
    SegmentReader, index::InvertedIndexReader, postings::TermInfo, schema::Field,
    termdict::TermMerger,
};

use crate::{
    error::Error,
    schema::{Fields, Reach},
    set::{Bits, Set, set_bits},
};

use super::{Entry, MAGIC, Of, for_each_block, key, sum};

/// A word in more than one document of this many gets its set.
const COMMON: u32 = 32;
/// A beginning that this many words share gets its set, however rare they are.
const MANY_WORDS: u32 = 256;
/// Longer beginnings have few words each.
const LONGEST_BEGINNING: usize = 8;
/// Below one document of this many a list is smaller than bits.
const SPARSE: u32 = 24;

/// Makes the sets of a segment: for words and beginnings within each reach, and for values that are
/// counted.
pub(crate) fn write(
    folder: &Path,
    name: &str,
    segment: &SegmentReader,
    fields: &Fields,
) -> Result<(), Error> {
    fs::create_dir_all(folder).map_err(|error| Error::file("creating", folder, error))?;
    let path = folder.join(name);
    let unfinished = folder.join(format!("{name}.new"));
    let fail = |error| Error::file("writing", &unfinished, error);
    let file = File::create(&unfinished).map_err(fail)?;
    let mut writing = Writing {
        file: BufWriter::with_capacity(1 << 20, file),
        offset: 0,
        documents: segment.max_doc(),
        entries: Vec::new(),
    };
    writing.write_texts(segment, &fields.texts)?;
    for field in fields.counted() {
        writing.write_values(segment, field)?;
    }
    let file = writing.finish().map_err(fail)?;
    file.sync_all().map_err(fail)?;
    fs::rename(&unfinished, &path).map_err(|error| Error::file("renaming", &unfinished, error))
}

struct Writing {
    file: BufWriter<File>,
    offset: u64,
    documents: u32,
    entries: Vec<(Vec<u8>, Entry)>,
}

/// A beginning whose words are being walked through.
struct Open {
    bytes: usize,
    /// For which reaches it is costly.
    costly: Reaches,
    /// What each field has; nothing where it has nothing.
    bits: [Option<Vec<u64>>; TEXTS],
    /// The sets of the last beginning inside this one: often the very same.
    inner: [Option<Entry>; TEXTS],
}

/// Fields of text, and so reaches.
const TEXTS: usize = Reach::EACH.len();
/// Whether something is so for each reach.
type Reaches = [bool; TEXTS];

impl Writing {
    /// The sets within each reach, under the field that it is the first to have.
    fn write_texts(
        &mut self,
        segment: &SegmentReader,
        fields: &[Field; TEXTS],
    ) -> Result<(), Error> {
        let read = |field: &Field| segment.inverted_index(*field);
        let inverted: Vec<_> = fields.iter().map(read).collect::<Result<_, _>>()?;
        let common = self.common();
        let costly = find_costly(&inverted, common)?;
        let mut spare = Spare::new(self.documents);
        let mut open: Vec<Open> = Vec::new();
        let mut before: Vec<u8> = Vec::new();
        let mut terms = walk(&inverted)?;
        while terms.advance() {
            let (term, found) = (terms.key(), read_current(&terms));
            let shared = shared(&before, term);
            while open.last().is_some_and(|it| it.bytes > shared) {
                self.close(fields, &before, &mut open, &mut spare)?;
            }
            for bytes in beginnings(term) {
                let from = open.last().map_or(0, |it| it.bytes);
                if bytes > from
                    && let Some(costly) = costly.get(&term[..bytes])
                {
                    open.push(Open {
                        bytes,
                        costly: *costly,
                        bits: Default::default(),
                        inner: Default::default(),
                    });
                }
            }
            let documents: u32 = found.iter().map(|it| it.1.doc_freq).sum();
            let mut sets: [Option<Vec<u64>>; TEXTS] = Default::default();
            for (at, found) in &found {
                if documents > common {
                    let mut bits = spare.take();
                    for_each_block(&inverted[*at], found, |block| set_bits(&mut bits, block))?;
                    if let Some(innermost) = open.last_mut() {
                        let into = innermost.bits[*at].get_or_insert_with(|| spare.take());
                        add(into, &bits);
                    }
                    sets[*at] = Some(bits);
                } else if let Some(innermost) = open.last_mut() {
                    let into = innermost.bits[*at].get_or_insert_with(|| spare.take());
                    for_each_block(&inverted[*at], found, |block| set_bits(into, block))?;
                }
            }
            if documents > common {
                let mut documents = 0;
                let is_common: Reaches = std::array::from_fn(|at| {
                    let here = found.iter().find(|it| it.0 == at);
                    documents += here.map_or(0, |it| it.1.doc_freq);
                    documents > common
                });
                let known = self.write_reaches(&mut sets, is_common, &[None; TEXTS], &mut spare)?;
                self.list(fields, Of::Word, term, known);
            }
            before.clear();
            before.extend_from_slice(term);
        }
        while !open.is_empty() {
            self.close(fields, &before, &mut open, &mut spare)?;
        }
        Ok(())
    }

    /// The sets of a field's values.
    fn write_values(&mut self, segment: &SegmentReader, field: Field) -> Result<(), Error> {
        let inverted = segment.inverted_index(field)?;
        let mut spare = Spare::new(self.documents);
        let mut terms = inverted.terms().stream()?;
        while let Some((term, found)) = terms.next() {
            if found.doc_freq > self.common() {
                let mut bits = spare.take();
                for_each_block(&inverted, found, |block| set_bits(&mut bits, block))?;
                let entry = self.put(&bits)?;
                self.entries.push((key(field, Of::Word, term), entry));
                spare.give_back(bits);
            }
        }
        Ok(())
    }

    fn common(&self) -> u32 {
        (self.documents / COMMON).max(1024)
    }

    /// Writes the innermost beginning, and adds it to the one around it.
    fn close(
        &mut self,
        fields: &[Field; TEXTS],
        term: &[u8],
        open: &mut Vec<Open>,
        spare: &mut Spare,
    ) -> Result<(), Error> {
        let Some(mut closed) = open.pop() else {
            return Ok(());
        };
        if let Some(around) = open.last_mut() {
            for (into, bits) in around.bits.iter_mut().zip(&closed.bits) {
                if let Some(bits) = bits {
                    add(into.get_or_insert_with(|| spare.take()), bits);
                }
            }
        }
        let known = self.write_reaches(&mut closed.bits, closed.costly, &closed.inner, spare)?;
        if let Some(around) = open.last_mut() {
            around.inner = known;
        }
        self.list(fields, Of::Beginning, &term[..closed.bytes], known);
        Ok(())
    }

    /// Puts the sets of the reaches that want one together from those of the fields, which are used up.
    /// What is known to be inside may be the same, and so may what the reach before has.
    fn write_reaches(
        &mut self,
        bits: &mut [Option<Vec<u64>>; TEXTS],
        wanted: Reaches,
        inner: &[Option<Entry>; TEXTS],
        spare: &mut Spare,
    ) -> Result<[Option<Entry>; TEXTS], Error> {
        let mut known: [Option<Entry>; TEXTS] = [None; TEXTS];
        let mut all: Option<Vec<u64>> = None;
        for reach in 0..TEXTS {
            match (&mut all, bits[reach].take()) {
                (Some(all), Some(more)) => {
                    add(all, &more);
                    spare.give_back(more);
                }
                (all @ None, more) => *all = more,
                (Some(_), None) => {}
            }
            if let (Some(all), true) = (&all, wanted[reach]) {
                let len: u32 = all.iter().map(|word| word.count_ones()).sum();
                // Each holds all of the others, so as many are the same ones.
                let before = reach.checked_sub(1).and_then(|before| known[before]);
                let same = [inner[reach], before].into_iter().flatten();
                let same = same.into_iter().find(|it| it.len == len);
                known[reach] = Some(match same {
                    Some(entry) => entry,
                    None => self.put(all)?,
                });
            }
        }
        if let Some(all) = all {
            spare.give_back(all);
        }
        Ok(known)
    }

    fn list(
        &mut self,
        fields: &[Field; TEXTS],
        of: Of,
        text: &[u8],
        known: [Option<Entry>; TEXTS],
    ) {
        for (field, entry) in fields.iter().zip(known) {
            if let Some(entry) = entry {
                self.entries.push((key(*field, of, text), entry));
            }
        }
    }

    fn put(&mut self, bits: &[u64]) -> Result<Entry, Error> {
        let len: u32 = bits.iter().map(|word| word.count_ones()).sum();
        let is_list = len < self.documents / SPARSE;
        let bytes = if is_list {
            write_list(bits)
        } else {
            bits.iter().flat_map(|word| word.to_le_bytes()).collect()
        };
        self.file.write_all(&bytes)?;
        let entry = Entry {
            offset: self.offset,
            bytes: bytes.len() as u32,
            len,
            is_list,
        };
        self.offset += bytes.len() as u64;
        Ok(entry)
    }

    /// The table of what is where, its sum, and where it begins.
    fn finish(mut self) -> io::Result<File> {
        let mut table = Vec::new();
        for (key, entry) in &self.entries {
            table.extend_from_slice(&(key.len() as u32).to_le_bytes());
            table.extend_from_slice(key);
            table.extend_from_slice(&entry.offset.to_le_bytes());
            table.extend_from_slice(&entry.bytes.to_le_bytes());
            table.extend_from_slice(&entry.len.to_le_bytes());
            table.push(u8::from(entry.is_list));
        }
        self.file.write_all(&table)?;
        for number in [self.offset, sum(&table), MAGIC] {
            self.file.write_all(&number.to_le_bytes())?;
        }
        self.file
            .into_inner()
            .map_err(io::IntoInnerError::into_error)
    }
}

/// Empty bits, used again and again.
struct Spare {
    words: usize,
    bits: Vec<Vec<u64>>,
}

impl Spare {
    fn new(documents: u32) -> Self {
        Self {
            words: documents.div_ceil(64) as usize,
            bits: Vec::new(),
        }
    }

    fn take(&mut self) -> Vec<u64> {
        self.bits.pop().unwrap_or_else(|| vec![0; self.words])
    }

    fn give_back(&mut self, mut bits: Vec<u64>) {
        bits.fill(0);
        self.bits.push(bits);
    }
}

/// The beginnings that are costly to put together, many documents or many words, and within which
/// reaches they are.
fn find_costly(
    inverted: &[Arc<InvertedIndexReader>],
    common: u32,
) -> io::Result<HashMap<Vec<u8>, Reaches>> {
    struct Count {
        bytes: usize,
        documents: [u64; TEXTS],
        words: [u32; TEXTS],
    }
    let mut costly = HashMap::new();
    let mut open: Vec<Count> = Vec::new();
    let mut before: Vec<u8> = Vec::new();
    let mut close = |counted: &Count, term: &[u8]| {
        let is_costly: Reaches = std::array::from_fn(|at| {
            let (documents, words) = (counted.documents[at], counted.words[at]);
            words > 1 && (documents > u64::from(common) || words > MANY_WORDS)
        });
        if is_costly.contains(&true) {
            costly.insert(term[..counted.bytes].to_vec(), is_costly);
        }
    };
    let mut terms = walk(inverted)?;
    while terms.advance() {
        let (term, found) = (terms.key(), read_current(&terms));
        let shared = shared(&before, term);
        while let Some(counted) = open.pop_if(|it| it.bytes > shared) {
            close(&counted, &before);
        }
        for bytes in beginnings(term) {
            if open.last().is_none_or(|it| it.bytes < bytes) {
                open.push(Count {
                    bytes,
                    documents: [0; TEXTS],
                    words: [0; TEXTS],
                });
            }
        }
        // A word of one field is within its reach and all wider ones.
        let mut within = [0; TEXTS];
        for (at, found) in &found {
            for documents in &mut within[*at..] {
                *documents += u64::from(found.doc_freq);
            }
        }
        for counted in &mut open {
            for (at, documents) in within.iter().enumerate() {
                counted.documents[at] += documents;
                counted.words[at] += u32::from(*documents > 0);
            }
        }
        before.clear();
        before.extend_from_slice(term);
    }
    for counted in &open {
        close(counted, &before);
    }
    Ok(costly)
}

/// The terms of several fields as those of one.
fn walk(inverted: &[Arc<InvertedIndexReader>]) -> io::Result<TermMerger<'_>> {
    let streams = inverted.iter().map(|it| it.terms().stream());
    Ok(TermMerger::new(streams.collect::<io::Result<_>>()?))
}

/// Which of them have the term, and where.
fn read_current(terms: &TermMerger<'_>) -> Vec<(usize, TermInfo)> {
    terms.current_segment_ords_and_term_infos().collect()
}

/// How long each beginning of a term is in bytes, from one character on.
fn beginnings(term: &[u8]) -> impl Iterator<Item = usize> + '_ {
    let ends = (1..=term.len()).filter(|at| term.get(*at).is_none_or(|byte| byte & 0xc0 != 0x80));
    ends.take(LONGEST_BEGINNING)
}

fn shared(one: &[u8], two: &[u8]) -> usize {
    one.iter()
        .zip(two)
        .take_while(|(one, two)| one == two)
        .count()
}

fn add(into: &mut [u64], bits: &[u64]) {
    for (into, word) in into.iter_mut().zip(bits) {
        *into |= word;
    }
}

/// Distances between documents, seven bits a byte.
fn write_list(bits: &[u64]) -> Vec<u8> {
    let (mut list, mut last) = (Vec::new(), 0);
    let set = Set::Bits {
        bits: Bits::Owned(bits.to_vec()),
        len: 0,
    };
    let _ = set.visit(|document| {
        let mut distance = document - last;
        last = document;
        while distance >= 0x80 {
            list.push(distance as u8 | 0x80);
            distance >>= 7;
        }
        list.push(distance as u8);
        ControlFlow::Continue(())
    });
    list
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_come_back() {
        let mut bits = vec![0; 5000];
        let documents = [0, 1, 127, 128, 129, 20_000, 319_999];
        set_bits(&mut bits, &documents);
        assert_eq!(crate::dense::read_list(&write_list(&bits), 7), documents);
    }

    #[test]
    fn beginnings_end_between_characters() {
        let ends: Vec<usize> = beginnings("aé中b".as_bytes()).collect();
        assert_eq!(ends, [1, 3, 6, 7]);
        assert_eq!(beginnings(b"elasticsearch").count(), LONGEST_BEGINNING);
    }
}
