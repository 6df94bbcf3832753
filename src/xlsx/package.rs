//! The bytes of a workbook.

use std::io::{Cursor, Read, Write};

use rust_xlsxwriter::{Workbook, XlsxError};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

/// End of central directory record: 22 bytes without a comment (ZIP APPNOTE 4.3.16).
const END: usize = 22;
/// "version made by" is the host's: 3 for UNIX (ZIP APPNOTE 4.4.2).
const UNIX: u8 = 3;

/// Saves a workbook with the same bytes on every system: the zip library writes into each entry on which it ran.
pub fn saved(workbook: &mut Workbook) -> Result<Vec<u8>, XlsxError> {
    let mut bytes = workbook.save_to_buffer()?;
    name_one_host(&mut bytes);
    Ok(bytes)
}

/// As [`saved`], with rows of the sheet in place `sheet`, from the row `first` on, that grow with what is typed into them:
/// rust_xlsxwriter 0.102 marks every height as set by hand, which programs then keep.
pub fn saved_to_grow(workbook: &mut Workbook, sheet: usize, first: u32) -> Result<Vec<u8>, XlsxError> {
    let bytes = workbook.save_to_buffer()?;
    // the archive was made a moment ago: it can be read
    let mut bytes = grown(&bytes, &format!("xl/worksheets/sheet{}.xml", sheet + 1), first).unwrap_or(bytes);
    name_one_host(&mut bytes);
    Ok(bytes)
}

fn grown(bytes: &[u8], part: &str, first: u32) -> Option<Vec<u8>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut out = ZipWriter::new(Cursor::new(Vec::with_capacity(bytes.len())));
    for n in 0..archive.len() {
        if archive.by_index_raw(n).ok()?.name().ok()? != part {
            out.raw_copy_file(archive.by_index_raw(n).ok()?).ok()?;
            continue;
        }
        let mut text = String::new();
        archive.by_index(n).ok()?.read_to_string(&mut text).ok()?;
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(DateTime::default());
        out.start_file(part, options).ok()?;
        out.write_all(with_growing_rows(&text, first).as_bytes()).ok()?;
    }
    Some(out.finish().ok()?.into_inner())
}

/// The sheet without the mark of heights that were set by hand, from a row on.
fn with_growing_rows(xml: &str, first: u32) -> String {
    const ROW: &str = "<row r=\"";
    let mut out = String::with_capacity(xml.len());
    let mut rest = xml;
    while let Some(at) = rest.find(ROW) {
        let end = rest[at..].find('>').map_or(rest.len(), |end| at + end);
        let tag = &rest[at..end];
        let number = tag[ROW.len()..].split('"').next().and_then(|number| number.parse::<u32>().ok());
        out.push_str(&rest[..at]);
        match number.is_some_and(|number| number > first) {
            true => out.push_str(&tag.replace(" customHeight=\"1\"", "")),
            false => out.push_str(tag),
        }
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

fn name_one_host(bytes: &mut [u8]) {
    let Some(end) = bytes.len().checked_sub(END).filter(|&end| bytes[end..].starts_with(b"PK\x05\x06")) else { return };
    let number = |bytes: &[u8], at: usize, size: usize| {
        (0..size).rev().try_fold(0, |sum, i| Some(sum << 8 | usize::from(*bytes.get(at + i)?)))
    };
    let (Some(count), Some(mut at)) = (number(bytes, end + 10, 2), number(bytes, end + 16, 4)) else { return };
    for _ in 0..count {
        if !bytes.get(at..).is_some_and(|rest| rest.starts_with(b"PK\x01\x02")) {
            return;
        }
        let lengths = [28, 30, 32].map(|field| number(bytes, at + field, 2));
        let [Some(name), Some(extra), Some(comment)] = lengths else { return };
        bytes[at + 5] = UNIX;
        at += 46 + name + extra + comment;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_grow_from_the_first_on() {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        for row in 0..4 {
            sheet.write_string(row, 0, "文").unwrap().set_row_height_pixels(row, 50).unwrap();
        }
        let bytes = saved_to_grow(&mut workbook, 0, 2).unwrap();
        let mut xml = String::new();
        let mut archive = ZipArchive::new(Cursor::new(&bytes)).unwrap();
        archive.by_name("xl/worksheets/sheet1.xml").unwrap().read_to_string(&mut xml).unwrap();
        assert_eq!((xml.matches("customHeight").count(), xml.matches("ht=\"37.5\"").count()), (2, 4), "{xml}");
        assert_eq!(bytes, saved_to_grow(&mut workbook, 0, 2).unwrap());
    }

    #[test]
    fn every_entry_names_the_same_host() {
        let mut workbook = Workbook::new();
        workbook.add_worksheet();
        let bytes = saved(&mut workbook).unwrap();
        let mut elsewhere = bytes.clone();
        let entries: Vec<usize> = memchr::memmem::find_iter(&bytes, b"PK\x01\x02").collect();
        assert!(entries.len() > 5);
        // as Windows writes it
        entries.iter().for_each(|&at| elsewhere[at + 5] = 0);
        assert!(elsewhere != bytes);
        name_one_host(&mut elsewhere);
        assert!(elsewhere == bytes);
    }
}
