//! Reading a pack that anybody may have made: within limits, every record checked, sealed to its end.

use std::{
    cell::Cell,
    io::{self, BufRead, BufReader, Read},
    ops::ControlFlow,
    rc::Rc,
};

use sha2::{Digest as _, Sha256};

use super::{
    FirstLine, LINE_LIMIT, NOTE_LIMIT, PACK_FORMAT, PackHeader, PackProgress, PackSummary,
    RECORD_LIMIT, REPORT_EVERY, Seal, write::hex,
};
use crate::{
    PackProblem, Record,
    text::{clean_text, cut},
};

/// How much larger than the file its content may be. Text shrinks to a fifth, repetitive text to a
/// fiftieth.
const RATIO_LIMIT: u64 = 200;

/// Bytes that may come out of any file, before the ratio counts.
const FREE: u64 = 64 << 20;

/// Memory that a frame may ask of its reader, as a power of two: what is written here asks for less.
const WINDOW: u32 = 23;

/// How a zstd frame begins (RFC 8878, 3.1.1).
const MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// Reads a pack, checking every record, and hands each to `sink`, which keeps it aside: only when this
/// returns well is the pack whole and unchanged. Blocks: for a thread of its own. `progress` stops it
/// by answering break.
pub fn read_pack<E: std::fmt::Display>(
    reader: impl Read,
    mut progress: impl FnMut(PackProgress) -> ControlFlow<()>,
    mut sink: impl FnMut(Record) -> Result<(), E>,
) -> Result<PackSummary, PackProblem> {
    let mut lines = Lines::new(reader)?;
    let header = read_header(&mut lines)?;
    let mut records = 0;
    while records < header.records {
        let Some(record) = read_record(&mut lines, records + 1)? else {
            return Err(PackProblem::Count {
                promised: header.records,
                found: records,
            });
        };
        records += 1;
        sink(record).map_err(|error| PackProblem::Keeping(error.to_string()))?;
        let at = PackProgress {
            records,
            expected: header.records,
            bytes: lines.bytes(),
        };
        if records.is_multiple_of(REPORT_EVERY) && progress(at).is_break() {
            return Err(PackProblem::Stopped);
        }
    }
    let checksum = hex(&lines.hasher.clone().finalize());
    let seal: Seal = match lines.next(records)? {
        Some(()) => serde_json::from_slice(&lines.line).map_err(|_| PackProblem::Count {
            promised: header.records,
            found: header.records + 1,
        })?,
        None => return Err(PackProblem::Truncated { records }),
    };
    if seal.records != records || seal.sha256 != checksum {
        return Err(PackProblem::Checksum);
    }
    lines.end(records)?;
    let bytes = lines.bytes();
    let _ = progress(PackProgress {
        records,
        expected: records,
        bytes,
    });
    Ok(PackSummary {
        header,
        bytes,
        checksum,
    })
}

fn read_header<R: Read>(lines: &mut Lines<R>) -> Result<PackHeader, PackProblem> {
    if lines.next(0)?.is_none() {
        return Err(PackProblem::NotAPack);
    }
    let first: FirstLine =
        serde_json::from_slice(&lines.line).map_err(|_| PackProblem::NotAPack)?;
    if first.portolan_pack > PACK_FORMAT {
        return Err(PackProblem::NewerFormat {
            found: first.portolan_pack,
            known: PACK_FORMAT,
        });
    }
    lines.seal_line();
    let mut header = first.header;
    if first.portolan_pack == 0 || header.records > RECORD_LIMIT {
        return Err(PackProblem::NotAPack);
    }
    header.note = clean_text(&header.note, NOTE_LIMIT);
    Ok(header)
}

/// The next record; nothing where the seal comes instead.
fn read_record<R: Read>(lines: &mut Lines<R>, number: u64) -> Result<Option<Record>, PackProblem> {
    if lines.next(number - 1)?.is_none() {
        return Err(PackProblem::Truncated {
            records: number - 1,
        });
    }
    if serde_json::from_slice::<Seal>(&lines.line).is_ok() {
        return Ok(None);
    }
    lines.seal_line();
    let record: Record =
        serde_json::from_slice(&lines.line).map_err(|error| PackProblem::Unreadable {
            record: number,
            reason: cut(&error.to_string(), 200).to_owned(),
        })?;
    record.check().map_err(|problem| PackProblem::Record {
        record: number,
        problem,
    })?;
    Ok(Some(record))
}

/// Lines out of a compressed file.
struct Lines<R: Read> {
    content: BufReader<zstd::Decoder<'static, BufReader<Counting<R>>>>,
    file_bytes: Rc<Cell<u64>>,
    content_bytes: u64,
    hasher: Sha256,
    line: Vec<u8>,
}

impl<R: Read> Lines<R> {
    fn new(reader: R) -> Result<Self, PackProblem> {
        let file_bytes = Rc::new(Cell::new(0));
        let counting = Counting {
            reader,
            bytes: Rc::clone(&file_bytes),
        };
        let mut file = BufReader::new(counting);
        let start = file.fill_buf().map_err(|error| failed(&error))?;
        if !start.starts_with(&MAGIC) {
            return Err(PackProblem::NotAPack);
        }
        let mut decoder = zstd::Decoder::with_buffer(file).map_err(|error| failed(&error))?;
        decoder
            .window_log_max(WINDOW)
            .map_err(|error| failed(&error))?;
        Ok(Self {
            // One frame: what follows it is not read as more of the content.
            content: BufReader::new(decoder.single_frame()),
            file_bytes,
            content_bytes: 0,
            hasher: Sha256::new(),
            line: Vec::new(),
        })
    }

    /// Bytes of the file read so far.
    fn bytes(&self) -> u64 {
        self.file_bytes.get()
    }

    /// Reads the next line into `self.line`; nothing at the end.
    fn next(&mut self, records: u64) -> Result<Option<()>, PackProblem> {
        self.line.clear();
        loop {
            let piece = self
                .content
                .fill_buf()
                .map_err(|error| read_failed(&error, records))?;
            if piece.is_empty() {
                let is_whole = self.line.is_empty();
                return is_whole
                    .then_some(None)
                    .ok_or(PackProblem::Truncated { records });
            }
            let end = piece.iter().position(|byte| *byte == b'\n');
            let used = end.map_or(piece.len(), |end| end + 1);
            self.line.extend_from_slice(&piece[..used]);
            self.content.consume(used);
            self.content_bytes += used as u64;
            self.bound(records + 1)?;
            if end.is_some() {
                return Ok(Some(()));
            }
        }
    }

    /// The line is one of those that the checksum is of.
    fn seal_line(&mut self) {
        self.hasher.update(&self.line);
    }

    fn bound(&self, record: u64) -> Result<(), PackProblem> {
        let limit = FREE.saturating_add(self.bytes().saturating_mul(RATIO_LIMIT));
        if self.content_bytes > limit {
            return Err(PackProblem::Bomb { limit });
        }
        if self.line.len() > LINE_LIMIT {
            return Err(PackProblem::RecordTooLarge {
                record,
                limit: LINE_LIMIT as u64,
            });
        }
        Ok(())
    }

    /// Makes sure that nothing follows, neither in the content nor in the file.
    fn end(&mut self, records: u64) -> Result<(), PackProblem> {
        let rest = self.content.fill_buf();
        if !rest
            .map_err(|error| read_failed(&error, records))?
            .is_empty()
        {
            return Err(PackProblem::Trailing);
        }
        let file = self.content.get_mut().get_mut();
        let rest = file.fill_buf().map_err(|error| failed(&error))?;
        if rest.is_empty() {
            Ok(())
        } else {
            Err(PackProblem::Trailing)
        }
    }
}

struct Counting<R> {
    reader: R,
    bytes: Rc<Cell<u64>>,
}

impl<R: Read> Read for Counting<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        self.bytes.set(self.bytes.get() + read as u64);
        Ok(read)
    }
}

fn failed(error: &io::Error) -> PackProblem {
    PackProblem::File(error.to_string())
}

/// What the decoder says: a file that ends early, one that can't be read, or broken content.
fn read_failed(error: &io::Error, records: u64) -> PackProblem {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => PackProblem::Truncated { records },
        // The system's own errors have a number; the decoder's have none.
        _ if error.raw_os_error().is_some() => failed(error),
        _ => PackProblem::Damaged(error.to_string()),
    }
}
