//! Makes a finished PDF smaller without changing what it says: object streams (ISO 32000-1 7.5.7),
//! cross-reference stream, and stronger compression of every stream.
//!
//! PDF/A-2 and later allow all of it; they want an end-of-line before `endstream` (ISO 19005-2 6.1.7.1),
//! which lopdf writes.

use libdeflater::{CompressionLvl, Compressor, Decompressor};
use lopdf::{Document, Object, SaveOptions, Stream};
use rayon::prelude::*;

/// Objects in one object stream. More compress better; readers unpack a whole one at a time.
const OBJECTS: usize = 400;
/// A stream that unpacks to more than this stays as it is.
const LARGEST: usize = 256 << 20;

/// Returns the PDF in fewer bytes; the same bytes for the same input. A PDF that cannot be read back comes
/// back unchanged.
pub fn pack(bytes: Vec<u8>) -> Vec<u8> {
    let Ok(mut document) = Document::load_mem(&bytes) else { return bytes };
    document.objects.par_iter_mut().for_each(|(_, object)| {
        if let Object::Stream(stream) = object {
            recompress(stream);
        }
    });
    let options = SaveOptions::builder()
        .use_object_streams(true)
        .use_xref_streams(true)
        .max_objects_per_stream(OBJECTS)
        .compression_level(6)
        .build();
    let mut out = Vec::with_capacity(bytes.len() / 2);
    match document.save_with_options(&mut out, options) {
        Ok(()) if out.len() < bytes.len() => out,
        _ => bytes,
    }
}

/// Compresses a deflated stream again, harder. Streams with other filters stay.
fn recompress(stream: &mut Stream) {
    let flate = matches!(stream.dict.get(b"Filter"), Ok(Object::Name(name)) if name == b"FlateDecode");
    if !flate || stream.dict.has(b"DecodeParms") {
        return;
    }
    let Some(plain) = inflate(&stream.content) else { return };
    let Ok(level) = CompressionLvl::new(9) else { return };
    let mut compressor = Compressor::new(level);
    let mut packed = vec![0; compressor.zlib_compress_bound(plain.len())];
    if let Ok(n) = compressor.zlib_compress(&plain, &mut packed) {
        if n < stream.content.len() {
            packed.truncate(n);
            stream.set_content(packed);
        }
    }
}

fn inflate(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut decompressor = Decompressor::new();
    let mut room = (bytes.len() * 6).max(1 << 12);
    while room <= LARGEST {
        let mut plain = vec![0; room];
        match decompressor.zlib_decompress(bytes, &mut plain) {
            Ok(n) => {
                plain.truncate(n);
                return Some(plain);
            }
            Err(libdeflater::DecompressionError::InsufficientSpace) => room *= 4,
            Err(_) => return None,
        }
    }
    None
}
