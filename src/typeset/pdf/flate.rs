//! `/FlateDecode` streams (ISO 32000-1 7.4.4), whole.

use libdeflater::{CompressionLvl, Compressor, DecompressionError, Decompressor};

/// A stream that unpacks to more than this stays as it is.
const LARGEST: usize = 256 << 20;
/// zlib level of libdeflate, 1 to 12. The next one takes three times as long for 2 % of a long book's file.
const LEVEL: i32 = 7;

/// Packs bytes as `/FlateDecode` takes them.
pub fn deflate(plain: &[u8]) -> Option<Vec<u8>> {
    let mut compressor = Compressor::new(CompressionLvl::new(LEVEL).ok()?);
    let mut out = vec![0; compressor.zlib_compress_bound(plain.len())];
    let n = compressor.zlib_compress(plain, &mut out).ok()?;
    out.truncate(n);
    Some(out)
}

/// Unpacks a whole `/FlateDecode` stream; `None` for a damaged one.
pub fn inflate(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut decompressor = Decompressor::new();
    let mut room = (bytes.len() * 6).max(1 << 12);
    while room <= LARGEST {
        let mut plain = vec![0; room];
        match decompressor.zlib_decompress(bytes, &mut plain) {
            Ok(n) => {
                plain.truncate(n);
                return Some(plain);
            }
            Err(DecompressionError::InsufficientSpace) => room *= 4,
            Err(_) => return None,
        }
    }
    None
}
