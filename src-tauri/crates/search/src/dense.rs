//! Ready-made sets beside a large segment: of every word and every beginning of words that would cost
//! much to put together from the postings. They make a keystroke cost the same whatever is typed.
//!
//! They are derived from the segment after it is finished, so that indexing does not pay for them, and
//! they can be made again at any time. How they are made is in `writing`; here is how they are read.

mod writing;

use std::{
    collections::{HashMap, HashSet},
    fs, io,
    path::{Path, PathBuf},
};

use tantivy::{
    Directory as _,
    directory::{MmapDirectory, OwnedBytes},
    index::InvertedIndexReader,
    postings::TermInfo,
    schema::{Field, IndexRecordOption},
};

use crate::set::{Bits, Set};

pub(crate) use writing::write;

/// What every file ends with; changes with its form.
const MAGIC: u64 = u64::from_le_bytes(*b"portolA1");
/// Smaller segments are quick enough without.
pub(crate) const SMALLEST_SEGMENT: u32 = 20_000;

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
pub(crate) fn sum(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |sum, byte| {
        (sum ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
