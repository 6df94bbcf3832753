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
            let head = String::from_utf8_lossy(&bytes[..bytes.len().min(1024)]);
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
    let big = |at: usize| Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    let little = |at: usize| Some(u32::from(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?)));
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
    let short = |at: usize| Some(u32::from(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?)));
    let mut at = 2;
    loop {
        if *bytes.get(at)? != 0xFF {
            return None;
        }
        match *bytes.get(at + 1)? {
            // fill bytes, and markers without a length
            0xFF => at += 1,
            0x01 | 0xD0..=0xD8 => at += 2,
            0xC4 | 0xC8 | 0xCC => at += 2 + short(at + 2)? as usize,
            0xC0..=0xCF => return Some((short(at + 7)?, short(at + 5)?)),
            _ => at += 2 + short(at + 2)? as usize,
        }
    }
}

/// RFC 9649: extended, lossy and lossless files.
fn webp_pixels(bytes: &[u8]) -> Option<(u32, u32)> {
    let byte = |at: usize| bytes.get(at).map(|b| u32::from(*b));
    match bytes.get(12..16)? {
        b"VP8X" => {
            let three = |at| Some(byte(at)? | (byte(at + 1)? << 8) | (byte(at + 2)? << 16));
            Some((three(24)? + 1, three(27)? + 1))
        }
        b"VP8 " => {
            let two = |at| Some((byte(at)? | (byte(at + 1)? << 8)) & 0x3FFF);
            Some((two(26)?, two(28)?))
        }
        b"VP8L" => {
            let packed = byte(21)? | (byte(22)? << 8) | (byte(23)? << 16) | (byte(24)? << 24);
            Some(((packed & 0x3FFF) + 1, ((packed >> 14) & 0x3FFF) + 1))
        }
        _ => None,
    }
}
