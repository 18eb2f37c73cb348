//! Making the ready-made sets of a segment, in two walks over its dictionary: the first finds what is
//! costly to put together, the second puts it together.

use std::{
    collections::HashSet,
    fs::{self, File},
    io::{self, BufWriter, Write as _},
    ops::ControlFlow,
    path::Path,
};

use tantivy::{SegmentReader, index::InvertedIndexReader, schema::Field};

use crate::{
    error::Error,
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

/// Makes the sets of a segment: for words and beginnings in `texts`, for words alone in `values`.
pub(crate) fn write(
    folder: &Path,
    name: &str,
    segment: &SegmentReader,
    texts: &[Field],
    values: &[Field],
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
    for field in texts {
        writing.write_field(segment, *field, true)?;
    }
    for field in values {
        writing.write_field(segment, *field, false)?;
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
    bits: Vec<u64>,
    /// The set of the last beginning inside this one: often the very same.
    inner: Option<Entry>,
}

impl Writing {
    fn write_field(
        &mut self,
        segment: &SegmentReader,
        field: Field,
        with_beginnings: bool,
    ) -> Result<(), Error> {
        let inverted = segment.inverted_index(field)?;
        let common = (self.documents / COMMON).max(1024);
        let costly = if with_beginnings {
            find_costly(&inverted, common)?
        } else {
            HashSet::new()
        };
        let words = self.documents.div_ceil(64) as usize;
        let mut spare: Vec<Vec<u64>> = Vec::new();
        let mut open: Vec<Open> = Vec::new();
        let mut before: Vec<u8> = Vec::new();
        let mut terms = inverted.terms().stream()?;
        while let Some((term, found)) = terms.next() {
            let shared = shared(&before, term);
            while open.last().is_some_and(|it| it.bytes > shared) {
                self.close(field, &before, &mut open, &mut spare)?;
            }
            for bytes in beginnings(term) {
                let from = open.last().map_or(0, |it| it.bytes);
                if bytes > from && costly.contains(&term[..bytes]) {
                    let bits = spare.pop().unwrap_or_else(|| vec![0; words]);
                    open.push(Open {
                        bytes,
                        bits,
                        inner: None,
                    });
                }
            }
            if found.doc_freq > common {
                let mut bits = spare.pop().unwrap_or_else(|| vec![0; words]);
                for_each_block(&inverted, found, |block| set_bits(&mut bits, block))?;
                if let Some(innermost) = open.last_mut() {
                    add(&mut innermost.bits, &bits);
                }
                let entry = self.put(&bits)?;
                self.entries.push((key(field, Of::Word, term), entry));
                bits.fill(0);
                spare.push(bits);
            } else if let Some(innermost) = open.last_mut() {
                for_each_block(&inverted, found, |block| {
                    set_bits(&mut innermost.bits, block);
                })?;
            }
            before.clear();
            before.extend_from_slice(term);
        }
        while !open.is_empty() {
            self.close(field, &before, &mut open, &mut spare)?;
        }
        Ok(())
    }

    /// Writes the innermost beginning, and adds it to the one around it.
    fn close(
        &mut self,
        field: Field,
        term: &[u8],
        open: &mut Vec<Open>,
        spare: &mut Vec<Vec<u64>>,
    ) -> Result<(), Error> {
        let Some(mut closed) = open.pop() else {
            return Ok(());
        };
        let len: u32 = closed.bits.iter().map(|word| word.count_ones()).sum();
        let entry = match closed.inner {
            // It holds all of the inner one, so as many are the same ones.
            Some(inner) if inner.len == len => inner,
            _ => self.put(&closed.bits)?,
        };
        let text = &term[..closed.bytes];
        self.entries.push((key(field, Of::Beginning, text), entry));
        if let Some(around) = open.last_mut() {
            add(&mut around.bits, &closed.bits);
            around.inner = Some(entry);
        }
        closed.bits.fill(0);
        spare.push(closed.bits);
        Ok(())
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

/// The beginnings that are costly to put together: many documents, or many words.
fn find_costly(inverted: &InvertedIndexReader, common: u32) -> io::Result<HashSet<Vec<u8>>> {
    struct Count {
        bytes: usize,
        documents: u64,
        words: u32,
    }
    let mut costly = HashSet::new();
    let mut open: Vec<Count> = Vec::new();
    let mut before: Vec<u8> = Vec::new();
    let mut close = |counted: &Count, term: &[u8]| {
        if counted.words > 1
            && (counted.documents > u64::from(common) || counted.words > MANY_WORDS)
        {
            costly.insert(term[..counted.bytes].to_vec());
        }
    };
    let mut terms = inverted.terms().stream()?;
    while let Some((term, found)) = terms.next() {
        let shared = shared(&before, term);
        while let Some(counted) = open.pop_if(|it| it.bytes > shared) {
            close(&counted, &before);
        }
        for bytes in beginnings(term) {
            if open.last().is_none_or(|it| it.bytes < bytes) {
                open.push(Count {
                    bytes,
                    documents: 0,
                    words: 0,
                });
            }
        }
        for counted in &mut open {
            counted.documents += u64::from(found.doc_freq);
            counted.words += 1;
        }
        before.clear();
        before.extend_from_slice(term);
    }
    for counted in &open {
        close(counted, &before);
    }
    Ok(costly)
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
