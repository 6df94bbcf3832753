//! What the targets share: files made of the bytes that come in, and what must be true of all that is read.

use std::io::{Cursor, Write};
use std::path::PathBuf;

use matome::source::{Body, Format, Source, read_bytes};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// A line that begins a part: `@@` and its name.
const MARK: &[u8] = b"@@";

/// Parts of a package as one text, so that what changes is what stands in them and not their compression:
///
/// ```text
/// @@xl/workbook.xml
/// <workbook>…
/// ```
pub fn parts(data: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut parts: Vec<(String, Vec<u8>)> = Vec::new();
    for line in data.split_inclusive(|byte| *byte == b'\n') {
        match (line.strip_prefix(MARK), parts.last_mut()) {
            (Some(name), _) => parts.push((String::from_utf8_lossy(name).trim().to_owned(), Vec::new())),
            (None, Some((_, content))) => content.extend_from_slice(line),
            (None, None) => {}
        }
    }
    for (_, content) in &mut parts {
        // the line end in front of the next mark
        content.pop_if(|byte| *byte == b'\n');
    }
    parts
}

/// A package of these parts; one that begins as such is taken as it is.
pub fn package(data: &[u8]) -> Vec<u8> {
    if data.starts_with(b"PK") {
        return data.to_vec();
    }
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, content) in parts(data) {
        // a name that is there twice is refused
        if zip.start_file(name.as_str(), options).is_ok() {
            let _ = zip.write_all(&content);
        }
    }
    zip.finish().map(Cursor::into_inner).unwrap_or_default()
}

/// Reads a file, twice where the bytes say so, and holds against it what is promised of every source.
pub fn read(bytes: Vec<u8>, name: &str, format: Format) -> Option<Source> {
    let again = bytes.len().is_multiple_of(16).then(|| bytes.clone());
    let read = read_bytes(bytes, name, format);
    if let Some(again) = again {
        let again = read_bytes(again, name, format);
        assert_eq!(format!("{read:?}"), format!("{again:?}"), "the same file is read in the same way");
    }
    let source = read.ok()?;
    if let Body::Sheets(sheets) = &source.body {
        for sheet in sheets {
            assert!(sheet.cells.is_sorted_by(|a, b| a.at < b.at), "cells ascend");
            assert!(sheet.cells.iter().all(|cell| !cell.text.trim().is_empty()), "no cell is empty");
            assert!(
                sheet.cells.iter().all(|cell| cell.at.row < 1_048_576 && cell.at.col < 16_384),
                "cells are in A1:XFD1048576"
            );
            assert!(
                sheet.merges.iter().all(|m| m.first < m.last && m.first.col <= m.last.col),
                "ranges have two cells"
            );
        }
    }
    Some(source)
}

/// A folder in memory of this process alone, for what is read from disk.
pub fn folder() -> PathBuf {
    let shared = PathBuf::from("/dev/shm");
    let base = if shared.is_dir() { shared } else { std::env::temp_dir() };
    let folder = base.join(format!("matome-fuzz-{}", std::process::id()));
    let _ = std::fs::create_dir_all(&folder);
    folder
}
