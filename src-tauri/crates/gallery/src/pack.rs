//! Gallery packs: many records in one compressed file, for networks that reach no gallery. A pack is
//! taken whole or not at all: what comes out of [`read_pack`] counts once it returned.
//!
//! The file is one zstd frame. In it are lines of JSON: the header, the records, and the seal, which
//! has the SHA-256 of all lines before it.

mod read;
mod write;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use read::read_pack;
pub use write::write_pack;

/// The newest format that is read, and the one that is written.
pub const PACK_FORMAT: u32 = 1;

/// Bytes of one line: two long texts, everything else, and room for JSON's escapes.
const LINE_LIMIT: usize = 1 << 20;

/// Listings of one pack; some twenty times what the known galleries have together.
const RECORD_LIMIT: u64 = 5_000_000;

/// Bytes of a note.
const NOTE_LIMIT: usize = 4 << 10;

/// Lines between two reports of progress.
const REPORT_EVERY: u64 = 256;

/// What a pack says of itself.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(default)]
pub struct PackHeader {
    /// When it was made.
    pub made_at: Option<Timestamp>,
    /// Who made it and what for, in the words of whoever did; may be empty.
    pub note: String,
    /// How many listings it has.
    pub records: u64,
}

/// How far reading or writing is.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct PackProgress {
    /// Listings read or written.
    pub records: u64,
    /// How many there are in all, by the header.
    pub expected: u64,
    /// Bytes of the file read or written.
    pub bytes: u64,
}

/// What was read or written.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct PackSummary {
    /// What the pack says of itself.
    pub header: PackHeader,
    /// Bytes of the file.
    pub bytes: u64,
    /// SHA-256 of its lines, in hex.
    pub checksum: String,
}

/// The first line.
#[derive(Debug, Deserialize, Serialize)]
struct FirstLine {
    /// Says that this is a pack, and of which format.
    portolan_pack: u32,
    #[serde(flatten)]
    header: PackHeader,
}

/// The last line.
#[derive(Debug, Deserialize, Serialize)]
struct Seal {
    records: u64,
    sha256: String,
}

#[cfg(test)]
mod tests;
