//! Gallery packs: many records in one compressed file, for networks that reach no gallery. A pack is
//! taken whole or not at all: what comes out of [`read_pack`] counts once it returned.

use std::{
    io::{Read, Write},
    ops::ControlFlow,
};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{PackProblem, Record};

/// The newest format that is read, and the one that is written.
pub const PACK_FORMAT: u32 = 1;

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
    /// SHA-256 of its unpacked content, in hex.
    pub checksum: String,
}

/// Writes `records` as a pack; `header.records` has to be their number. Blocks: for a thread of its own.
/// `progress` stops it by answering break.
pub fn write_pack<E: std::fmt::Display>(
    header: &PackHeader,
    records: impl IntoIterator<Item = Result<Record, E>>,
    writer: impl Write,
    progress: impl FnMut(PackProgress) -> ControlFlow<()>,
) -> Result<PackSummary, PackProblem> {
    let _ = (header, records.into_iter(), writer, progress);
    Err(PackProblem::Keeping(String::new()))
}

/// Reads a pack, checking every record, and hands each to `sink`, which keeps it aside: only when this
/// returns well is the pack whole and unchanged. Blocks: for a thread of its own. `progress` stops it
/// by answering break.
pub fn read_pack<E: std::fmt::Display>(
    reader: impl Read,
    progress: impl FnMut(PackProgress) -> ControlFlow<()>,
    sink: impl FnMut(Record) -> Result<(), E>,
) -> Result<PackSummary, PackProblem> {
    let _ = (reader, progress, sink);
    Err(PackProblem::NotAPack)
}
