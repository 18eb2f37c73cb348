//! Writing a pack.

use std::{
    fmt::Write as _,
    io::{self, Write},
    ops::ControlFlow,
};

use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::{FirstLine, PACK_FORMAT, PackHeader, PackProgress, PackSummary, REPORT_EVERY, Seal};
use crate::{PackProblem, Record};

/// Small enough for a team's share, fast enough for a million listings.
const LEVEL: i32 = 9;

/// Writes `records` as a pack; `header.records` has to be their number. Blocks: for a thread of its own.
/// `progress` stops it by answering break; what was written until then is no pack.
pub fn write_pack<E: std::fmt::Display>(
    header: &PackHeader,
    records: impl IntoIterator<Item = Result<Record, E>>,
    writer: impl Write,
    mut progress: impl FnMut(PackProgress) -> ControlFlow<()>,
) -> Result<PackSummary, PackProblem> {
    let counting = Counting { writer, bytes: 0 };
    let encoder = zstd::Encoder::new(counting, LEVEL).map_err(failed)?;
    let mut lines = Lines {
        encoder,
        hasher: Sha256::new(),
    };
    lines.write(&FirstLine {
        portolan_pack: PACK_FORMAT,
        header: header.clone(),
    })?;
    let mut written = 0;
    for record in records {
        let record = record.map_err(|error| PackProblem::Keeping(error.to_string()))?;
        written += 1;
        record.check().map_err(|problem| PackProblem::Record {
            record: written,
            problem,
        })?;
        lines.write(&record)?;
        let at = PackProgress {
            records: written,
            expected: header.records,
            bytes: lines.encoder.get_ref().bytes,
        };
        if written.is_multiple_of(REPORT_EVERY) && progress(at).is_break() {
            return Err(PackProblem::Stopped);
        }
    }
    if written != header.records {
        return Err(PackProblem::Count {
            promised: header.records,
            found: written,
        });
    }
    let checksum = hex(&lines.hasher.clone().finalize());
    lines.write(&Seal {
        records: written,
        sha256: checksum.clone(),
    })?;
    let mut counting = lines.encoder.finish().map_err(failed)?;
    counting.flush().map_err(failed)?;
    let bytes = counting.bytes;
    let _ = progress(PackProgress {
        records: written,
        expected: written,
        bytes,
    });
    Ok(PackSummary {
        header: header.clone(),
        bytes,
        checksum,
    })
}

struct Lines<W: Write> {
    encoder: zstd::Encoder<'static, Counting<W>>,
    hasher: Sha256,
}

impl<W: Write> Lines<W> {
    fn write(&mut self, value: &impl Serialize) -> Result<(), PackProblem> {
        let mut line = serde_json::to_vec(value).map_err(|error| failed(error.into()))?;
        line.push(b'\n');
        self.hasher.update(&line);
        self.encoder.write_all(&line).map_err(failed)
    }
}

struct Counting<W> {
    writer: W,
    bytes: u64,
}

impl<W: Write> Write for Counting<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.writer.write(bytes)?;
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

fn failed(error: io::Error) -> PackProblem {
    PackProblem::File(error.to_string())
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing into a text can't fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
