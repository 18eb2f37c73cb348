//! Layers without their compression, and how it is recognised.

use std::io::{self, BufRead, BufReader, Read};

/// How a blob is packed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Packing {
    Plain,
    Gzip,
    Zstd,
}

/// How much a packed blob may unpack to: so much, and so many times its size. Honest layers stay far
/// below, and what is beyond would fill a disk.
const SMALL: u64 = 256 << 20;
const TIMES: u64 = 250;

impl Packing {
    /// What the first bytes of a blob say (RFC 1952, 2.3.1; RFC 8878, 3.1.1).
    pub(super) fn of(begin: &[u8]) -> Self {
        match begin {
            [0x1f, 0x8b, ..] => Self::Gzip,
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Self::Zstd,
            // A frame to be skipped, which zstd:chunked has at its end and others at the beginning.
            [n, 0x2a, 0x4d, 0x18, ..] if n & 0xf0 == 0x50 => Self::Zstd,
            _ => Self::Plain,
        }
    }
}

/// What `packed`, a blob of `size` bytes, is without its compression.
pub(crate) fn unpack(
    packed: impl Read + Send + 'static,
    size: u64,
) -> io::Result<Box<dyn Read + Send>> {
    let mut begin = [0; 8];
    let mut packed = packed;
    let count = fill(&mut packed, &mut begin)?;
    let packing = Packing::of(&begin[..count]);
    let whole = io::Cursor::new(begin).take(count as u64).chain(packed);
    let whole = BufReader::with_capacity(64 << 10, whole);
    let limit = SMALL.saturating_add(size.saturating_mul(TIMES));
    Ok(match packing {
        Packing::Plain => Box::new(whole),
        Packing::Gzip => Box::new(Limited::new(
            flate2::bufread::MultiGzDecoder::new(whole),
            limit,
        )),
        Packing::Zstd => Box::new(Limited::new(decode_zstd(whole)?, limit)),
    })
}

fn decode_zstd<R: BufRead>(packed: R) -> io::Result<impl Read + use<R>> {
    // The library's own limit of 128 MiB to a window stands.
    zstd::Decoder::with_buffer(packed)
}

/// As many bytes as there are, up to all of `buffer`.
pub(super) fn fill(reader: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match reader.read(&mut buffer[filled..])? {
            0 => break,
            count => filled += count,
        }
    }
    Ok(filled)
}

/// A reader that fails where it gives more than is sensible.
struct Limited<R> {
    reader: R,
    left: u64,
}

impl<R> Limited<R> {
    fn new(reader: R, limit: u64) -> Self {
        let left = limit;
        Self { reader, left }
    }
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(buffer)?;
        self.left = self.left.checked_sub(count as u64).ok_or_else(|| {
            let said = "a layer unpacks to far more than is sensible";
            io::Error::new(io::ErrorKind::InvalidData, said)
        })?;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn unpacked(packed: Vec<u8>) -> io::Result<Vec<u8>> {
        let size = packed.len() as u64;
        let mut bytes = Vec::new();
        unpack(io::Cursor::new(packed), size)?.read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    #[test]
    fn layers_are_unpacked_by_what_they_begin_with() {
        let text = b"hello ".repeat(1_000);
        assert_eq!(unpacked(text.clone()).unwrap(), text);
        assert_eq!(unpacked(gzip(&text)).unwrap(), text);
        let zstd = zstd::encode_all(&*text, 3).unwrap();
        assert_eq!(unpacked(zstd.clone()).unwrap(), text);
        let twice = [zstd.clone(), zstd].concat();
        assert_eq!(unpacked(twice).unwrap().len(), 2 * text.len());
        let members = [gzip(&text), gzip(&text)].concat();
        assert_eq!(unpacked(members).unwrap().len(), 2 * text.len());
        assert_eq!(unpacked(b"x".to_vec()).unwrap(), b"x");
    }

    #[test]
    fn a_layer_that_unpacks_to_far_too_much_is_given_up() {
        let mut bomb = Limited::new(io::repeat(0), 1_000);
        let mut sink = Vec::new();
        let refused = bomb.by_ref().read_to_end(&mut sink).unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::InvalidData);
    }

    #[test]
    fn a_layer_that_is_cut_off_is_an_error() {
        let mut packed = gzip(&b"hello ".repeat(1_000));
        packed.truncate(packed.len() / 2);
        assert!(unpacked(packed).is_err());
    }
}
