//! Workbooks written by hand, and short ways to say what was read.

use std::io::{Cursor, Write};

use matome::finding::Finding;
use matome::source::{Body, Format, Sheet, Source, read_bytes};
use rust_xlsxwriter::Workbook;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

pub const NS: &str = r#"xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships""#;
pub const REL: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// Zips parts, as a package of Excel or anything else.
pub fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A workbook written by hand, so that it can be wrong.
pub struct Package {
    /// Everything inside of `<worksheet>`.
    pub sheet: String,
    pub strings: String,
    pub styles: String,
    pub workbook: String,
    pub more: Vec<(String, String)>,
}

impl Package {
    /// A sheet with these rows.
    pub fn rows(rows: &str) -> Self {
        Self::sheet(&format!("<sheetData>{rows}</sheetData>"))
    }

    pub fn sheet(sheet: &str) -> Self {
        Self {
            sheet: sheet.to_owned(),
            strings: String::new(),
            styles: String::new(),
            workbook: r#"<sheets><sheet name="進捗" sheetId="1" r:id="rId1"/></sheets>"#.to_owned(),
            more: Vec::new(),
        }
    }

    pub fn strings(mut self, items: &str) -> Self {
        self.strings = format!("<sst {NS}>{items}</sst>");
        self
    }

    /// Number formats for the style ids from 1 on.
    pub fn formats(mut self, codes: &[&str]) -> Self {
        let (mut formats, mut cells) = (String::new(), r#"<xf numFmtId="0"/>"#.to_owned());
        for (id, code) in (164..).zip(codes) {
            let code = code.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;");
            match code.strip_prefix("id:") {
                Some(id) => cells += &format!(r#"<xf numFmtId="{id}"/>"#),
                None => {
                    formats += &format!(r#"<numFmt numFmtId="{id}" formatCode="{code}"/>"#);
                    cells += &format!(r#"<xf numFmtId="{id}"/>"#);
                }
            }
        }
        self.styles = format!("<styleSheet {NS}><numFmts>{formats}</numFmts><cellXfs>{cells}</cellXfs></styleSheet>");
        self
    }

    pub fn part(mut self, name: &str, content: &str) -> Self {
        self.more.push((name.to_owned(), content.to_owned()));
        self
    }

    pub fn bytes(&self) -> Vec<u8> {
        let workbook = format!("<workbook {NS}>{}</workbook>", self.workbook);
        let sheet = format!("<worksheet {NS}>{}</worksheet>", self.sheet);
        let package = relations(&[("rId1", "officeDocument", "xl/workbook.xml")]);
        let book = relations(&[
            ("rId1", "worksheet", "worksheets/sheet1.xml"),
            ("rId2", "chartsheet", "chartsheets/sheet1.xml"),
        ]);
        let mut parts: Vec<(&str, &[u8])> = vec![
            ("_rels/.rels", package.as_bytes()),
            ("xl/workbook.xml", workbook.as_bytes()),
            ("xl/_rels/workbook.xml.rels", book.as_bytes()),
            ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
        ];
        if !self.strings.is_empty() {
            parts.push(("xl/sharedStrings.xml", self.strings.as_bytes()));
        }
        if !self.styles.is_empty() {
            parts.push(("xl/styles.xml", self.styles.as_bytes()));
        }
        parts.extend(self.more.iter().map(|(name, text)| (name.as_str(), text.as_bytes())));
        zipped(&parts)
    }

    #[track_caller]
    pub fn read(&self) -> Source {
        read_bytes(self.bytes(), "回答.xlsx", Format::Xlsx).unwrap()
    }
}

pub fn relations(relations: &[(&str, &str, &str)]) -> String {
    let list: String = relations
        .iter()
        .map(|(id, kind, target)| format!(r#"<Relationship Id="{id}" Type="{REL}/{kind}" Target="{target}"/>"#))
        .collect();
    let ns = "http://schemas.openxmlformats.org/package/2006/relationships";
    format!(r#"<Relationships xmlns="{ns}">{list}</Relationships>"#)
}

pub fn sheets(source: &Source) -> &[Sheet] {
    match &source.body {
        Body::Sheets(sheets) => sheets,
        _ => panic!("no table"),
    }
}

/// The cells of the first sheet as `A1=text`.
pub fn cells(source: &Source) -> Vec<String> {
    sheets(source)[0].cells.iter().map(|cell| format!("{}={}", cell.at, cell.text)).collect()
}

/// Findings as `code place`.
pub fn findings(source: &Source) -> Vec<String> {
    source.findings.iter().map(summary).collect()
}

pub fn summary(finding: &Finding) -> String {
    let place = finding.place.as_ref().map(ToString::to_string).unwrap_or_default();
    format!("{} {}", finding.code, place.trim_start_matches("回答.xlsx!進捗!"))
}

pub fn saved(workbook: &mut Workbook) -> Source {
    read_bytes(workbook.save_to_buffer().unwrap(), "回答.xlsx", Format::Xlsx).unwrap()
}
