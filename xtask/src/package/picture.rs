//! What is on a screen of Xvfb, read from its frame buffer file (the format of `xwd`, version 7).

use std::collections::HashMap;

/// A picture of 32 bits a pixel.
pub(super) struct Picture {
    width: usize,
    height: usize,
    /// Red, green and blue of each pixel, row after row.
    pixels: Vec<[u8; 3]>,
}

impl Picture {
    /// Reads the file; nothing where it is not such a picture.
    pub(super) fn read(bytes: Vec<u8>) -> Option<Self> {
        let field = |index: usize| -> Option<usize> {
            let four = bytes.get(index * 4..index * 4 + 4)?;
            usize::try_from(u32::from_be_bytes(four.try_into().ok()?)).ok()
        };
        let (header, version, bits) = (field(0)?, field(1)?, field(11)?);
        let (width, height, line, colours) = (field(4)?, field(5)?, field(12)?, field(19)?);
        let is_little_endian = field(7)? == 0;
        if version != 7 || bits != 32 || !is_little_endian {
            return None;
        }
        let first = header + colours * 12;
        let mut pixels = Vec::with_capacity(width * height);
        for row in 0..height {
            let start = first + row * line;
            let row = bytes.get(start..start + width * 4)?;
            pixels.extend(row.chunks_exact(4).map(|it| [it[2], it[1], it[0]]));
        }
        Some(Self {
            width,
            height,
            pixels,
        })
    }

    /// Whether there is more than a background: a page with text has many colours, and no single
    /// one of them covers nearly all of the window's part of the screen.
    pub(super) fn shows_something(&self) -> bool {
        let mut counts: HashMap<[u8; 3], usize> = HashMap::new();
        for pixel in &self.pixels {
            *counts.entry(*pixel).or_default() += 1;
        }
        let most = counts.values().max().copied().unwrap_or(0);
        counts.len() >= 16 && most * 100 < self.pixels.len() * 98
    }

    /// Whether nothing but something as small as a caret differs.
    pub(super) fn resembles(&self, other: &Self) -> bool {
        let pairs = self.pixels.iter().zip(&other.pixels);
        self.pixels.len() == other.pixels.len()
            && pairs.filter(|(one, another)| one != another).count() < 200
    }

    /// As a portable pixmap, which every viewer reads.
    pub(super) fn to_ppm(&self) -> Vec<u8> {
        let mut file = format!("P6\n{} {}\n255\n", self.width, self.height).into_bytes();
        file.extend(self.pixels.iter().flatten());
        file
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A frame buffer of 32 by 32 pixels.
    fn frame_buffer(colour: impl Fn(u32) -> u32) -> Vec<u8> {
        let mut fields = [0_u32; 25];
        fields[0] = 100;
        fields[1] = 7;
        (fields[4], fields[5]) = (32, 32);
        fields[11] = 32;
        fields[12] = 32 * 4;
        fields[19] = 1;
        let mut bytes: Vec<u8> = fields.into_iter().flat_map(u32::to_be_bytes).collect();
        bytes.extend([0; 12]);
        bytes.extend((0..32 * 32).flat_map(|at| colour(at).to_le_bytes()));
        bytes
    }

    #[test]
    fn a_window_of_one_colour_shows_nothing() {
        let blank = Picture::read(frame_buffer(|_| 0x00ff_ffff)).unwrap();
        assert!(!blank.shows_something());
        let edge = Picture::read(frame_buffer(|at| if at < 3 { at } else { 0x00ff_ffff })).unwrap();
        assert!(!edge.shows_something());
    }

    #[test]
    fn a_window_with_text_shows_something() {
        let text = Picture::read(frame_buffer(|at| at % 40)).unwrap();
        assert!(text.shows_something());
        assert!(
            text.to_ppm()
                .starts_with(b"P6\n32 32\n255\n\x00\x00\x00\x00\x00\x01")
        );
    }

    #[test]
    fn a_caret_changes_no_picture_and_a_line_of_text_does() {
        let plain = Picture::read(frame_buffer(|_| 0)).unwrap();
        let caret = Picture::read(frame_buffer(|at| u32::from(at < 20))).unwrap();
        let text = Picture::read(frame_buffer(|at| at % 3)).unwrap();
        assert!(caret.resembles(&plain));
        assert!(!text.resembles(&plain));
    }

    #[test]
    fn what_is_no_frame_buffer_is_no_picture() {
        assert!(Picture::read(vec![1, 2, 3]).is_none());
        assert!(Picture::read(vec![0; 4000]).is_none());
    }
}
