//! Pictures of pixels: their kind, how many pixels they have, whether these can be unpacked.

use typst::foundations::Bytes;
use typst::visualize::{ExchangeFormat, RasterImage};

/// Pixels: A3 has 70 million at 600 dpi.
pub(super) const MOST_PIXELS: u64 = 120_000_000;

/// Pictures that the layout can set, by the beginning of the file.
pub(super) fn picture_kind(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0x89, b'P', b'N', b'G', ..] => Some("png"),
        [0xFF, 0xD8, 0xFF, ..] => Some("jpg"),
        [b'G', b'I', b'F', b'8', ..] => Some("gif"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("webp"),
        _ => {
            let head = String::from_utf8_lossy(bytes.get(..1024).unwrap_or(bytes));
            head.contains("<svg").then_some("svg")
        }
    }
}

/// Whether the pixels of a picture can be unpacked.
pub(super) fn is_sound(bytes: &[u8], kind: &str) -> bool {
    let format = match kind {
        "png" => ExchangeFormat::Png,
        "jpg" => ExchangeFormat::Jpg,
        "gif" => ExchangeFormat::Gif,
        _ => ExchangeFormat::Webp,
    };
    RasterImage::plain(Bytes::new(bytes.to_vec()), format).is_ok()
}

/// Width and height as a picture's header tells them.
pub(super) fn pixels(bytes: &[u8], kind: &str) -> Option<(u32, u32)> {
    let big = |at: usize| Some(u32::from_be_bytes(*bytes.get(at..)?.first_chunk()?));
    let little = |at: usize| Some(u32::from(u16::from_le_bytes(*bytes.get(at..)?.first_chunk()?)));
    match kind {
        // the first chunk is IHDR
        "png" => Some((big(16)?, big(20)?)),
        "gif" => Some((little(6)?, little(8)?)),
        "jpg" => jpeg_pixels(bytes),
        _ => webp_pixels(bytes),
    }
}

/// ITU-T T.81 B.2.2: the frame header is the first SOF marker.
fn jpeg_pixels(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut rest = bytes.get(2..)?;
    loop {
        let short = |at: usize| Some(u16::from_be_bytes(*rest.get(at..)?.first_chunk()?));
        let &[0xFF, marker, ..] = rest else { return None };
        let length = match marker {
            // fill bytes, and markers without a length
            0xFF => 1,
            0x01 | 0xD0..=0xD8 => 2,
            0xC0..=0xCF if !matches!(marker, 0xC4 | 0xC8 | 0xCC) => return Some((short(7)?.into(), short(5)?.into())),
            _ => usize::from(short(2)?).saturating_add(2),
        };
        rest = rest.get(length..)?;
    }
}

/// RFC 9649: extended, lossy and lossless files.
fn webp_pixels(bytes: &[u8]) -> Option<(u32, u32)> {
    match bytes.get(12..16)? {
        b"VP8X" => {
            let [a, b, c, d, e, f] = *bytes.get(24..)?.first_chunk()?;
            let three = |[a, b, c]: [u8; 3]| u32::from_le_bytes([a, b, c, 0]).saturating_add(1);
            Some((three([a, b, c]), three([d, e, f])))
        }
        b"VP8 " => {
            let two = |at: usize| Some(u32::from(u16::from_le_bytes(*bytes.get(at..)?.first_chunk()?) & 0x3FFF));
            Some((two(26)?, two(28)?))
        }
        b"VP8L" => {
            let packed = u32::from_le_bytes(*bytes.get(21..)?.first_chunk()?);
            Some(((packed & 0x3FFF).saturating_add(1), ((packed >> 14) & 0x3FFF).saturating_add(1)))
        }
        _ => None,
    }
}
