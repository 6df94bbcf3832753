#![no_main]

use std::io::{Cursor, Write};

use libfuzzer_sys::fuzz_target;
use matome::source::Format;
use matome_fuzz::read;

/// A compound file with these bytes as its workbook.
fn compound(stream: &[u8]) -> Option<Vec<u8>> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).ok()?;
    file.create_stream("/Workbook").ok()?.write_all(stream).ok()?;
    file.flush().ok()?;
    Some(file.into_inner().into_inner())
}

fuzz_target!(|data: &[u8]| {
    let bytes = if data.starts_with(b"\xD0\xCF\x11\xE0") { Some(data.to_vec()) } else { compound(data) };
    if let Some(bytes) = bytes {
        read(bytes, "回答.xls", Format::Xls);
    }
});
