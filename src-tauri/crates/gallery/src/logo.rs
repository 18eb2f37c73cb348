//! Publishers' logos: fetched through the connector, decoded within limits, and encoded anew, so that
//! nothing a stranger made reaches the window.

use std::{fmt, io::Cursor};

use image::{DynamicImage, ImageError, ImageFormat, ImageReader, Limits};
use portolan_distribution::Web;
use url::Url;

use crate::{LogoProblem, Result};

/// The longest side of a logo, in pixels.
pub const LOGO_SIDE: u32 = 128;

/// Bytes of a file that is fetched; ECR Public allows 512,000.
const BUDGET: u64 = 2 << 20;

/// Pixels on a side that are decoded; ECR Public allows 2,048.
const SIDE_LIMIT: u32 = 4_096;

/// Bytes that decoding may take.
const MEMORY: u64 = 80 << 20;

/// A PNG made here.
#[derive(Clone, Eq, PartialEq)]
pub struct Png {
    /// The file's bytes.
    pub bytes: Vec<u8>,
    /// Pixels from left to right, at most [`LOGO_SIDE`].
    pub width: u32,
    /// Pixels from top to bottom, at most [`LOGO_SIDE`].
    pub height: u32,
}

impl fmt::Debug for Png {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Png({} × {})", self.width, self.height)
    }
}

/// Fetches the picture at `address` and makes a small PNG of it. PNG, JPEG, GIF and WebP are read, of
/// moving ones the first picture; SVG is refused.
pub async fn fetch_logo(web: &Web, address: &str) -> Result<Png> {
    let url = Url::parse(address).map_err(|_| LogoProblem::Address)?;
    if !matches!(url.scheme(), "https" | "http") {
        return Err(LogoProblem::Address.into());
    }
    let accept = "image/png, image/jpeg, image/webp, image/gif";
    let answer = web.get(&url, accept, BUDGET).await?;
    if !(200..=299).contains(&answer.status) {
        return Err(LogoProblem::Missing(answer.status).into());
    }
    if answer.content_type() == "image/svg+xml" {
        return Err(LogoProblem::Svg.into());
    }
    // Decoding takes the processor for a while: not on a thread that others wait for.
    let made = tokio::task::spawn_blocking(move || make(&answer.body)).await;
    let broken = |_| LogoProblem::Broken("decoding it was stopped".to_owned());
    Ok(made.map_err(broken)??)
}

/// A small PNG of the picture in `bytes`.
fn make(bytes: &[u8]) -> Result<Png, LogoProblem> {
    let format = image::guess_format(bytes).map_err(|_| {
        if is_svg(bytes) {
            LogoProblem::Svg
        } else {
            LogoProblem::Format
        }
    })?;
    if !matches!(
        format,
        ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::Gif | ImageFormat::WebP
    ) {
        return Err(LogoProblem::Format);
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE_LIMIT);
    limits.max_image_height = Some(SIDE_LIMIT);
    limits.max_alloc = Some(MEMORY);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    let picture = reader.decode().map_err(|error| match error {
        ImageError::Limits(_) => LogoProblem::Pixels,
        other => LogoProblem::Broken(crate::text::clean_line(&other.to_string(), 200)),
    })?;
    encode(picture)
}

fn encode(picture: DynamicImage) -> Result<Png, LogoProblem> {
    let is_small = picture.width() <= LOGO_SIDE && picture.height() <= LOGO_SIDE;
    let small = if is_small {
        picture
    } else {
        picture.thumbnail(LOGO_SIDE, LOGO_SIDE)
    };
    // Eight bits a channel and nothing beside the pixels.
    let pixels = small.into_rgba8();
    let (width, height) = pixels.dimensions();
    let mut bytes = Vec::new();
    pixels
        .write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png)
        .map_err(|error| LogoProblem::Broken(error.to_string()))?;
    Ok(Png {
        bytes,
        width,
        height,
    })
}

/// Whether it is XML that draws: it may begin with a declaration, comments or white space.
fn is_svg(bytes: &[u8]) -> bool {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(4_096)]);
    start.trim_start().starts_with('<') && start.contains("<svg")
}

#[cfg(test)]
mod tests {
    use image::RgbaImage;

    use super::*;

    fn drawn(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
        let picture = RgbaImage::from_fn(width, height, |x, y| {
            image::Rgba([x as u8, y as u8, 90, 255])
        });
        let mut bytes = Vec::new();
        let picture = DynamicImage::from(picture).into_rgb8();
        picture
            .write_to(&mut Cursor::new(&mut bytes), format)
            .unwrap();
        bytes
    }

    #[test]
    fn every_kind_of_picture_becomes_a_small_png_of_the_same_shape() {
        for format in [
            ImageFormat::Png,
            ImageFormat::Jpeg,
            ImageFormat::Gif,
            ImageFormat::WebP,
        ] {
            let made = make(&drawn(600, 300, format)).unwrap();
            assert_eq!((made.width, made.height), (128, 64), "{format:?}");
            assert_eq!(image::guess_format(&made.bytes).unwrap(), ImageFormat::Png);
        }
        let small = make(&drawn(20, 10, ImageFormat::Png)).unwrap();
        assert_eq!((small.width, small.height), (20, 10), "it is not blown up");
    }

    #[test]
    fn what_a_file_carries_beside_its_pixels_is_gone() {
        let mut bytes = drawn(16, 16, ImageFormat::Png);
        bytes.extend_from_slice(b"<script>alert(1)</script>");
        let made = make(&bytes).unwrap();
        assert!(!String::from_utf8_lossy(&made.bytes).contains("script"));
    }

    #[test]
    fn documents_and_other_kinds_are_refused() {
        for svg in [
            "<svg xmlns='http://www.w3.org/2000/svg'/>",
            "\n <?xml version='1.0'?><!-- x --><svg onload='alert(1)'/>",
        ] {
            assert_eq!(make(svg.as_bytes()), Err(LogoProblem::Svg), "{svg}");
        }
        for other in [
            &b"<html><body>not found</body></html>"[..],
            b"",
            b"BM",
            b"%PDF-1.4",
        ] {
            assert_eq!(make(other), Err(LogoProblem::Format));
        }
    }

    #[test]
    fn a_small_file_that_says_it_is_huge_is_refused_before_it_is_decoded() {
        let mut bytes = drawn(16, 16, ImageFormat::Png);
        // The header's width and height, and their checksum.
        bytes[16..24].copy_from_slice(&[0, 1, 0, 0, 0, 1, 0, 0]);
        let sum = checksum(&bytes[12..29]).to_be_bytes();
        bytes[29..33].copy_from_slice(&sum);
        assert_eq!(make(&bytes), Err(LogoProblem::Pixels));
        let wide = drawn(SIDE_LIMIT + 1, 1, ImageFormat::Png);
        assert_eq!(make(&wide), Err(LogoProblem::Pixels));
    }

    #[test]
    fn a_cut_or_garbled_file_is_broken_and_nothing_worse() {
        for format in [
            ImageFormat::Png,
            ImageFormat::Jpeg,
            ImageFormat::Gif,
            ImageFormat::WebP,
        ] {
            let whole = drawn(64, 64, format);
            for cut in (0..whole.len()).step_by(37) {
                // Some kinds show what came: either is fine, as long as it ends.
                let _ = make(&whole[..cut]);
                let mut garbled = whole.clone();
                garbled[cut] ^= 0xff;
                let _ = make(&garbled);
            }
        }
    }

    /// CRC-32 as PNG has it (RFC 2083, appendix 15).
    fn checksum(bytes: &[u8]) -> u32 {
        let step = |sum: u32, byte: &u8| {
            (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
                (sum >> 1) ^ (0xedb8_8320 & 0_u32.wrapping_sub(sum & 1))
            })
        };
        !bytes.iter().fold(!0, step)
    }
}
