//! Ready-made sets beside a large segment: of every word and every beginning of words that would cost
//! much to put together from the postings. They make a keystroke cost the same whatever is typed.
//!
//! They are derived from the segment after it is finished, so that indexing does not pay for them, and
//! they can be made again at any time.

use std::{
    collections::{HashMap, HashSet},
    fs::{self, File},
    io::{self, BufWriter, Write as _},
    ops::ControlFlow,
    path::{Path, PathBuf},
};

use tantivy::{
    Directory as _, SegmentReader,
    directory::{MmapDirectory, OwnedBytes},
    index::InvertedIndexReader,
    postings::TermInfo,
    schema::{Field, IndexRecordOption},
};

use crate::{
    error::Error,
    set::{Bits, Set, set_bits},
};

const MAGIC: u64 = u64::from_le_bytes(*b"portolA1");
/// Smaller segments are quick enough without.
pub(crate) const SMALLEST_SEGMENT: u32 = 20_000;
/// A word in more than one document of this many gets its set.
const COMMON: u32 = 32;
/// A beginning that this many words share gets its set, however rare they are.
const MANY_WORDS: u32 = 256;
/// Longer beginnings have few words each.
const LONGEST_BEGINNING: usize = 8;
/// Below one document of this many a list is smaller than bits.
const SPARSE: u32 = 24;

/// What a set is of.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Of {
    Word,
    Beginning,
}

fn key(field: Field, of: Of, text: &[u8]) -> Vec<u8> {
    let tag = match of {
        Of::Word => b'w',
        Of::Beginning => b'b',
    };
    let mut key = vec![field.field_id() as u8, tag];
    key.extend_from_slice(text);
    key
}

/// Where a set is in the file.
#[derive(Clone, Copy, Debug)]
struct Entry {
    offset: u64,
    bytes: u32,
    len: u32,
    is_list: bool,
}

/// The ready-made sets of one segment, mapped.
pub(crate) struct DenseSets {
    content: OwnedBytes,
    entries: HashMap<Box<[u8]>, Entry>,
}

impl DenseSets {
    /// Opens them, if they are there and whole.
    pub(crate) fn open(folder: &Path, name: &str) -> Option<Self> {
        let read = || -> Option<Self> {
            let directory = MmapDirectory::open(folder).ok()?;
            let content = directory
                .open_read(Path::new(name))
                .ok()?
                .read_bytes()
                .ok()?;
            let entries = read_table(&content)?;
            Some(Self { content, entries })
        };
        let found = read();
        if found.is_none() {
            tracing::debug!(name, "no ready-made sets for this segment");
        }
        found
    }

    /// The set, where there is one ready.
    pub(crate) fn get(&self, field: Field, of: Of, text: &str) -> Option<Set> {
        let entry = self
            .entries
            .get(key(field, of, text.as_bytes()).as_slice())?;
        let from = entry.offset as usize;
        let bytes = self.content.slice(from..from + entry.bytes as usize);
        Some(if entry.is_list {
            Set::Sorted(read_list(&bytes, entry.len))
        } else {
            Set::Bits {
                bits: Bits::Mapped(bytes),
                len: entry.len,
            }
        })
    }
}

/// Reads every posting of a term, a block at a time.
pub(crate) fn for_each_block(
    inverted: &InvertedIndexReader,
    term: &TermInfo,
    mut see: impl FnMut(&[u32]),
) -> io::Result<()> {
    let mut postings =
        inverted.read_block_postings_from_terminfo(term, IndexRecordOption::Basic)?;
    loop {
        let block = postings.docs();
        if block.is_empty() {
            return Ok(());
        }
        see(block);
        postings.advance();
    }
}

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

/// Removes the files of segments that are gone, and what a crash left unfinished.
pub(crate) fn remove_others(folder: &Path, kept: &HashSet<String>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path: PathBuf = entry.path();
        let is_kept = entry
            .file_name()
            .to_str()
            .is_some_and(|name| kept.contains(name));
        if !is_kept && let Err(error) = fs::remove_file(&path) {
            tracing::debug!(%error, path = %path.display(), "an old file could not be removed");
        }
    }
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
                    set_bits(&mut innermost.bits, block)
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

fn read_list(bytes: &[u8], len: u32) -> Vec<u32> {
    let mut list = Vec::with_capacity(len as usize);
    let (mut document, mut distance, mut shift) = (0_u32, 0_u32, 0);
    for byte in bytes {
        distance |= u32::from(byte & 0x7f).wrapping_shl(shift);
        if byte & 0x80 == 0 {
            document = document.wrapping_add(distance);
            list.push(document);
            (distance, shift) = (0, 0);
        } else {
            shift += 7;
        }
    }
    list
}

fn read_table(content: &OwnedBytes) -> Option<HashMap<Box<[u8]>, Entry>> {
    let number = |at: usize| {
        let bytes = content.get(at..at + 8)?;
        Some(u64::from_le_bytes(bytes.try_into().ok()?))
    };
    let end = content.len().checked_sub(24)?;
    let (start, expected) = (number(end)? as usize, number(end + 8)?);
    let table = content.get(start..end)?;
    if number(end + 16)? != MAGIC || sum(table) != expected {
        return None;
    }
    let mut entries = HashMap::new();
    let mut rest = table;
    while !rest.is_empty() {
        let key = take(&mut rest, 4)?;
        let length = u32::from_le_bytes(key.try_into().ok()?);
        let key = take(&mut rest, length as usize)?;
        let entry = Entry {
            offset: u64::from_le_bytes(take(&mut rest, 8)?.try_into().ok()?),
            bytes: u32::from_le_bytes(take(&mut rest, 4)?.try_into().ok()?),
            len: u32::from_le_bytes(take(&mut rest, 4)?.try_into().ok()?),
            is_list: take(&mut rest, 1)? == [1],
        };
        if entry.offset + u64::from(entry.bytes) > start as u64 {
            return None;
        }
        entries.insert(key.into(), entry);
    }
    Some(entries)
}

fn take<'a>(rest: &mut &'a [u8], bytes: usize) -> Option<&'a [u8]> {
    let (taken, left) = rest.split_at_checked(bytes)?;
    *rest = left;
    Some(taken)
}

/// FNV-1a: against torn writes, not against malice.
fn sum(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |sum, byte| {
        (sum ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_come_back() {
        let mut bits = vec![0; 5000];
        let documents = [0, 1, 127, 128, 129, 20_000, 319_999];
        set_bits(&mut bits, &documents);
        assert_eq!(read_list(&write_list(&bits), 7), documents);
    }

    #[test]
    fn beginnings_end_between_characters() {
        let ends: Vec<usize> = beginnings("aé中b".as_bytes()).collect();
        assert_eq!(ends, [1, 3, 6, 7]);
        assert_eq!(beginnings(b"elasticsearch").count(), LONGEST_BEGINNING);
    }
}
