//! An answer workbook as people change it: cells filled in, rows deleted and added, sheets moved. The package is edited as
//! it is, so that styles, locks and hidden stamps stay.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};
use std::path::Path;

use regex::{Captures, Regex};
use zip::write::SimpleFileOptions;

pub struct Book {
    parts: Vec<(String, Vec<u8>)>,
    /// The part of the sheet with the rows.
    sheet: usize,
    shared: Vec<String>,
}

impl Book {
    pub fn open(path: &Path) -> Self {
        let mut zip = zip::ZipArchive::new(Cursor::new(std::fs::read(path).unwrap())).unwrap();
        let mut parts = Vec::new();
        for n in 0..zip.len() {
            let mut file = zip.by_index(n).unwrap();
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).unwrap();
            parts.push((file.name().unwrap().into_owned(), bytes));
        }
        let shared = parts.iter().find(|(name, _)| name.ends_with("sharedStrings.xml")).unwrap();
        let shared = String::from_utf8(shared.1.clone()).unwrap();
        let item = Regex::new("(?s)<si>(.*?)</si>").unwrap();
        let text = Regex::new("(?s)<t[^>]*>(.*?)</t>").unwrap();
        let plain = |item: &str| text.captures_iter(item).map(|t| t[1].to_owned()).collect::<String>();
        let shared: Vec<String> = item.captures_iter(&shared).map(|item| plain(&item[1])).collect();
        let mut book = Self { parts, sheet: 0, shared };
        let mut rows: Vec<(usize, usize)> = Vec::new();
        for n in 0..book.parts.len() {
            if book.parts[n].0.contains("worksheets/sheet") {
                book.sheet = n;
                rows.push((book.rows().len(), n));
            }
        }
        book.sheet = rows.into_iter().max().unwrap().1;
        book
    }

    pub fn save(&self, path: &Path) {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in &self.parts {
            zip.start_file(name, SimpleFileOptions::default()).unwrap();
            zip.write_all(bytes).unwrap();
        }
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, zip.finish().unwrap().into_inner()).unwrap();
    }

    fn xml(&self) -> String {
        String::from_utf8(self.parts[self.sheet].1.clone()).unwrap()
    }

    /// Every cell with a text, by row and column letters.
    pub fn texts(&self) -> BTreeMap<(u32, String), String> {
        let cell = Regex::new(r#"(?s)<c r="([A-Z]+)(\d+)"([^>]*?)(?:/>|>(.*?)</c>)"#).unwrap();
        let value = Regex::new("(?s)<(?:v|t)[^>]*>(.*?)</(?:v|t)>").unwrap();
        let mut out = BTreeMap::new();
        for found in cell.captures_iter(&self.xml()) {
            let inner = found.get(4).map_or("", |inner| inner.as_str());
            let Some(value) = value.captures(inner) else { continue };
            let shared = found[3].contains(r#"t="s""#);
            let text =
                if shared { self.shared[value[1].parse::<usize>().unwrap()].clone() } else { value[1].to_owned() };
            out.insert((found[2].parse().unwrap(), found[1].to_owned()), text);
        }
        out
    }

    /// Whether any of its sheets says this.
    pub fn says(&self, words: &str) -> bool {
        self.shared.iter().any(|text| text.contains(words))
    }

    /// The rows that were sent, by their stamps.
    pub fn rows(&self) -> Vec<u32> {
        let texts = self.texts();
        texts.into_iter().filter(|(_, text)| text.starts_with("matome:row:")).map(|((row, _), _)| row).collect()
    }

    /// The columns in which no row that was sent says anything, in order.
    pub fn open_columns(&self) -> Vec<String> {
        let (texts, rows) = (self.texts(), self.rows());
        let blank = Regex::new(&format!(r#"<c r="([A-Z]+){}"[^>]*/>"#, rows[0])).unwrap();
        let xml = self.xml();
        let columns = blank.captures_iter(&xml).map(|found| found[1].to_owned());
        columns.filter(|column| rows.iter().all(|row| !texts.contains_key(&(*row, column.clone())))).collect()
    }

    /// Types a text into a cell.
    pub fn set(&mut self, column: &str, row: u32, text: &str) {
        let cell = Regex::new(&format!(r#"(?s)<c r="{column}{row}"( s="\d+")?[^>]*?(?:/>|>.*?</c>)"#)).unwrap();
        let xml = self.xml();
        assert!(cell.is_match(&xml), "no cell {column}{row}");
        let typed = |found: &Captures| {
            let style = found.get(1).map_or("", |style| style.as_str());
            format!(r#"<c r="{column}{row}"{style} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>"#)
        };
        self.parts[self.sheet].1 = cell.replace(&xml, typed).into_owned().into_bytes();
    }

    /// Fills the first open columns of every row that was sent.
    pub fn fill(&mut self, columns: usize, text: &dyn Fn(usize, usize) -> String) {
        let open = self.open_columns();
        for (n, row) in self.rows().into_iter().enumerate() {
            for (c, column) in open.iter().take(columns).enumerate() {
                self.set(column, row, &text(n, c));
            }
        }
    }

    /// Deletes a row; those below move up.
    pub fn delete(&mut self, row: u32) {
        let whole = Regex::new(&format!(r#"(?s)<row r="{row}"[^>]*>.*?</row>"#)).unwrap();
        let xml = whole.replace(&self.xml(), "").into_owned();
        let number = Regex::new(r#"(<row r="|<c r="[A-Z]+)(\d+)""#).unwrap();
        let moved = number.replace_all(&xml, |found: &Captures| {
            let n: u32 = found[2].parse().unwrap();
            format!("{}{}\"", &found[1], if n > row { n - 1 } else { n })
        });
        self.parts[self.sheet].1 = moved.into_owned().into_bytes();
    }

    /// Writes a project into the row below the last one: as that one, but under another name.
    pub fn add(&mut self, name: &str) {
        let (texts, last) = (self.texts(), *self.rows().last().unwrap());
        let named = self.column_of("事業名");
        for ((row, column), text) in texts {
            if row == last && !text.starts_with("matome:") && !text.starts_with("未記入") {
                self.set(&column, last + 1, if column == named { name } else { &text });
            }
        }
    }

    /// The column whose heading begins so.
    pub fn column_of(&self, heading: &str) -> String {
        let first = self.rows()[0];
        let found = self.texts().into_iter().find(|((row, _), text)| *row < first && text.starts_with(heading));
        found.unwrap_or_else(|| panic!("no heading {heading}")).0.1
    }

    /// The last column, before the checks, whose heading begins so.
    pub fn last_column_of(&self, heading: &str) -> String {
        let first = self.rows()[0];
        let found = self.texts().into_iter().filter(|((row, _), text)| *row < first && text.contains(heading));
        found.map(|((_, column), _)| column).max().unwrap_or_else(|| panic!("no heading {heading}"))
    }

    /// The columns that were filled in: the last ones with those headings.
    pub fn open_columns_of(&self, columns: usize) -> Vec<String> {
        let all = ["取組みの実施状況", "実施状況に対する評価", "今後の取組みの方向性"];
        all[..columns].iter().map(|heading| self.last_column_of(heading)).collect()
    }

    /// Moves two columns into each other's place.
    pub fn swap(&mut self, one: &str, other: &str) {
        let cell = Regex::new(r#"(?s)<c r="([A-Z]+)(\d+)"([^>]*?)(/>|>.*?</c>)"#).unwrap();
        let (first, headings) = (self.rows()[0], self.texts());
        let row = Regex::new(r#"(?s)(<row r="(\d+)"[^>]*>)(.*?)(</row>)"#).unwrap();
        // headings that stand over both stay
        let over = |n: u32| {
            n < first && !(headings.contains_key(&(n, one.into())) && headings.contains_key(&(n, other.into())))
        };
        let xml = self.xml();
        let swapped = row.replace_all(&xml, |found: &Captures| {
            let n: u32 = found[2].parse().unwrap();
            if over(n) {
                return found[0].to_owned();
            }
            let mut cells: Vec<(String, String)> = cell
                .captures_iter(&found[3])
                .map(|c| {
                    let column = if &c[1] == one {
                        other
                    } else if &c[1] == other {
                        one
                    } else {
                        &c[1]
                    };
                    (column.to_owned(), format!(r#"<c r="{column}{}"{}{}"#, &c[2], &c[3], &c[4]))
                })
                .collect();
            cells.sort_by_key(|(column, _)| (column.len(), column.clone()));
            let cells: String = cells.into_iter().map(|(_, cell)| cell).collect();
            format!("{}{cells}{}", &found[1], &found[4])
        });
        self.parts[self.sheet].1 = swapped.into_owned().into_bytes();
    }

    /// Adds a sheet with one text.
    pub fn add_sheet(&mut self, name: &str, text: &str) {
        let sheet = format!(
            r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>{text}</t></is></c></row></sheetData></worksheet>"#
        );
        self.parts.push(("xl/worksheets/sheet99.xml".into(), sheet.into_bytes()));
        for (part, end, entry) in [
            ("xl/workbook.xml", "</sheets>", format!(r#"<sheet name="{name}" sheetId="99" r:id="rId99"/>"#)),
            (
                "xl/_rels/workbook.xml.rels",
                "</Relationships>",
                r#"<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet99.xml"/>"#.to_owned(),
            ),
            (
                "[Content_Types].xml",
                "</Types>",
                r#"<Override PartName="/xl/worksheets/sheet99.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>"#.to_owned(),
            ),
        ] {
            let at = self.parts.iter().position(|(name, _)| name == part).unwrap();
            let xml = String::from_utf8(self.parts[at].1.clone()).unwrap();
            assert!(xml.contains(end), "{part}");
            self.parts[at].1 = xml.replace(end, &(entry + end)).into_bytes();
        }
    }

    /// Strikes a text out and writes another one in red behind it.
    pub fn strike(&mut self, column: &str, row: u32, struck: &str, red: &str) {
        self.set(column, row, "\u{1}");
        let runs = format!(
            r#"<is><r><rPr><strike/><sz val="9"/></rPr><t>{struck}</t></r><r><rPr><sz val="9"/><color rgb="FFFF0000"/></rPr><t>{red}</t></r></is>"#
        );
        let xml = self.xml().replace("<is><t xml:space=\"preserve\">\u{1}</t></is>", &runs);
        self.parts[self.sheet].1 = xml.into_bytes();
    }

    /// Says when it was last saved.
    pub fn saved(&mut self, when: &str) {
        let at = self.parts.iter().position(|(name, _)| name == "docProps/core.xml").unwrap();
        let xml = String::from_utf8(self.parts[at].1.clone()).unwrap();
        let modified = Regex::new("(?s)(<dcterms:modified[^>]*>).*?(</dcterms:modified>)").unwrap();
        assert!(modified.is_match(&xml), "{xml}");
        self.parts[at].1 = modified.replace(&xml, format!("${{1}}{when}${{2}}")).into_owned().into_bytes();
    }
}
