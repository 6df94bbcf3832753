//! Changing archives as somebody would who knows how they are made: streams changed in place, sums repaired, sealed
//! again.

use std::ops::Range;

use libdeflater::{CompressionLvl, Compressor, Decompressor};
use md5::Md5;
use memchr::memmem;
use sha2::{Digest, Sha256};

pub fn hex(bytes: impl AsRef<[u8]>) -> String {
    bytes.as_ref().iter().map(|b| format!("{b:02x}")).collect()
}

/// The data of every stream, by the `Length` in front of it.
pub fn streams(file: &[u8]) -> Vec<Range<usize>> {
    let marks = memmem::find_iter(file, b">>\nstream\n");
    let range = |at: usize| {
        let from = memmem::rfind(&file[..at], b"/Length ")? + b"/Length ".len();
        let length: usize = std::str::from_utf8(&file[from..at]).ok()?.parse().ok()?;
        let start = at + b">>\nstream\n".len();
        Some(start..start + length)
    };
    marks.filter_map(range).collect()
}

pub fn inflate(data: &[u8]) -> Option<Vec<u8>> {
    let mut plain = vec![0; 16 << 20];
    let n = Decompressor::new().zlib_decompress(data, &mut plain).ok()?;
    plain.truncate(n);
    Some(plain)
}

/// Changes `old` to `new`, which is as long, wherever a stream has it; what is left of a stream's room stays empty.
pub fn replace_in_streams(file: &mut [u8], old: &[u8], new: &[u8]) -> usize {
    assert_eq!(old.len(), new.len());
    let mut changed = 0;
    for range in streams(file) {
        let data = &file[range.clone()];
        if memmem::find(data, old).is_some() {
            changed += replace(&mut file[range], old, new);
            continue;
        }
        let Some(mut plain) = inflate(data) else { continue };
        if replace(&mut plain, old, new) == 0 {
            continue;
        }
        let mut compressor = Compressor::new(CompressionLvl::best());
        let mut packed = vec![0; compressor.zlib_compress_bound(plain.len())];
        let n = compressor.zlib_compress(&plain, &mut packed).unwrap();
        assert!(n <= range.len(), "{n} bytes do not fit into {}", range.len());
        file[range.start..range.start + n].copy_from_slice(&packed[..n]);
        // inside the checked length zlib ignores what follows its end
        file[range.start + n..range.end].fill(0);
        changed += 1;
    }
    changed
}

pub fn replace(bytes: &mut [u8], old: &[u8], new: &[u8]) -> usize {
    let places: Vec<usize> = memmem::find_iter(bytes, old).collect();
    for at in &places {
        bytes[*at..at + new.len()].copy_from_slice(new);
    }
    places.len()
}

/// Changes an attached file and everything that tells of it: the manifest's hash, the checksum, the seal.
pub fn forge(file: &mut [u8], before: &[u8], after: &[u8]) {
    assert_eq!(before.len(), after.len());
    assert_eq!(replace_in_streams(file, before, after), 1, "the attachment itself");
    let sums = [hex(Md5::digest(before)), hex(Md5::digest(after))];
    assert_eq!(replace(file, sums[0].as_bytes(), sums[1].as_bytes()), 1, "its checksum");
    let hashes = [hex(Sha256::digest(before)), hex(Sha256::digest(after))];
    change_manifest(file, &hashes[0], &hashes[1]);
}

/// Changes the manifest, its checksum, and the seal.
pub fn change_manifest(file: &mut [u8], old: &str, new: &str) {
    let manifest = |file: &[u8]| {
        let mut plain = streams(file).into_iter().filter_map(|r| inflate(&file[r]));
        plain.find(|p| p.starts_with(b"{\n  \"format\": \"matome archive\"")).unwrap()
    };
    let before = manifest(file);
    assert!(replace_in_streams(file, old.as_bytes(), new.as_bytes()) > 0, "{old}");
    let after = manifest(file);
    assert_ne!(before, after);
    let sums = [hex(Md5::digest(before)), hex(Md5::digest(after))];
    assert_eq!(replace(file, sums[0].as_bytes(), sums[1].as_bytes()), 1);
    seal(file);
}

/// Seals a file again.
pub fn seal(file: &mut [u8]) {
    let id = memmem::rfind(file, b"/ID[<").unwrap();
    let start = id + memmem::find(&file[id..], b"><").unwrap() + 2;
    file[start..start + 64].fill(b'0');
    let seal = hex(Sha256::digest(&*file));
    file[start..start + 64].copy_from_slice(seal.as_bytes());
}
