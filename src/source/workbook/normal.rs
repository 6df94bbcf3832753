//! What calamine reads of an XLSX, as a package in which it finds everything.
//!
//! calamine 0.38 looks for shared strings and styles under their usual names only, takes targets of relationships as
//! they are written (`..` and `\` included), reads UTF-8 alone, and refuses a workbook for a sheet of a kind that it
//! does not know. So it never sees the file itself, but its sheets under plain names.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::book::Workbook;
use super::parts::Parts;
use crate::finding::Finding;

const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

/// Parts of the workbook by the kind of their relationship, with the names under which calamine looks for them.
const SHARED: [(&str, &str); 3] =
    [("sharedStrings", "xl/sharedStrings.xml"), ("styles", "xl/styles.xml"), ("theme", "xl/theme/theme1.xml")];

/// The name of a sheet in the package, by its place in the workbook.
pub fn sheet_name(n: usize) -> String {
    format!("s{n}")
}

/// Makes the package; `replaced` holds new contents of parts by their names in the file.
///
/// # Errors
/// M005 when a part cannot be copied.
pub fn package(parts: &mut Parts<'_>, book: &Workbook, replaced: &HashMap<String, String>) -> Result<Vec<u8>, Finding> {
    let mut copies: Vec<(&str, String)> = Vec::new();
    for (kind, name) in SHARED {
        copies.extend(book.related.get(kind).map(|part| (part.as_str(), name.to_owned())));
    }
    let (mut sheets, mut relations) = (String::new(), String::new());
    for (n, sheet) in book.sheets.iter().enumerate() {
        copies.push((&sheet.part, format!("xl/worksheets/sheet{n}.xml")));
        let name = sheet_name(n);
        let _ = write!(sheets, r#"<sheet name="{name}" sheetId="{}" r:id="r{n}"/>"#, n.saturating_add(1));
        let _ = write!(
            relations,
            r#"<Relationship Id="r{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>"#
        );
    }
    let own = [
        (
            "_rels/.rels",
            format!(
                r#"<Relationships xmlns="{PACKAGE}"><Relationship Id="r" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
            ),
        ),
        ("xl/_rels/workbook.xml.rels", format!(r#"<Relationships xmlns="{PACKAGE}">{relations}</Relationships>"#)),
        (
            "xl/workbook.xml",
            format!(
                r#"<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><workbookPr date1904="{}"/><sheets>{sheets}</sheets></workbook>"#,
                u8::from(book.date_1904)
            ),
        ),
    ];
    let failed = |_| parts.broken();
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, content) in &own {
        out.start_file(*name, options).map_err(failed)?;
        out.write_all(content.as_bytes()).map_err(|_| parts.broken())?;
    }
    for (part, name) in copies {
        match replaced.get(part) {
            Some(text) => {
                out.start_file(name, options).map_err(|_| parts.broken())?;
                out.write_all(text.as_bytes()).map_err(|_| parts.broken())?;
            }
            None => parts.copy(part, &name, &mut out)?,
        }
    }
    Ok(out.finish().map_err(|_| parts.broken())?.into_inner())
}
