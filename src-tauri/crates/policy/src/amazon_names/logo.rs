//! A public repository's logo, by its first bytes: nothing is decoded here.

use super::{Complaint, Field, Problem, limits};

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// Pixels of a picture.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct LogoSize {
    /// Across.
    pub width: u32,
    /// Down.
    pub height: u32,
}

/// Checks a logo's bytes: a PNG of at most 500 KB with sides of 60 to 2048 pixels. With its size,
/// where it is a PNG.
pub fn check_logo(bytes: &[u8]) -> (Option<LogoSize>, Vec<Complaint>) {
    let mut found = Vec::new();
    let (has, most) = (bytes.len(), limits::LOGO_BYTES);
    if has > most {
        found.push(Problem::TooManyBytes { has, most });
    }
    let size = size(bytes);
    match size {
        None => found.push(Problem::NotPng),
        Some(LogoSize { width, height }) => {
            if [width, height]
                .iter()
                .any(|it| !limits::LOGO_SIDE.contains(it))
            {
                found.push(Problem::Side { width, height });
            }
        }
    }
    let found = found.into_iter();
    let complaints = found.map(|it| Complaint::new(Field::Logo, it)).collect();
    (size, complaints)
}

/// The size in the first chunk, which is IHDR by the PNG specification (§5.6): signature, length,
/// type, width and height, each of four bytes but the signature.
fn size(bytes: &[u8]) -> Option<LogoSize> {
    let chunk = bytes.strip_prefix(SIGNATURE)?;
    let (kind, sides) = chunk.get(4..16)?.split_at(4);
    let (width, height) = sides.split_at(4);
    let number = |bytes: &[u8]| Some(u32::from_be_bytes(bytes.try_into().ok()?));
    (kind == b"IHDR").then_some(())?;
    Some(LogoSize {
        width: number(width)?,
        height: number(height)?,
    })
}
