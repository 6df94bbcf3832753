//! Reads input files into cells that remember their place. Only this layer knows file formats.
//!
//! Findings of reading. "Err" ends the reading of the file; the others come with what was read.
//!
//! | code | level | meaning |
//! |---|---|---|
//! | M001 | Err | the file cannot be opened: not there, a folder, no permission |
//! | M002 | Err | the format is none that is read (PDF, Word, HTML, Excel 95 …) |
//! | M003 | Err | a lock file of Excel (`~$…`) |
//! | M004 | Err | protected with a password |
//! | M005 | Err | damaged or empty |
//! | M006 | Err | too large: inflated size, number of texts |
//! | M007 | error | a sheet is damaged; what was read before is kept |
//! | M008 | error | a cell or merged range lies outside of A1 to XFD1048576; not used |
//! | M009 | error | a value is not what the file says it is; its raw text is kept if it is one |
//! | M010 | error | an error value such as `#REF!`; its text is kept |
//! | M011 | error | a formula without stored result |
//! | M012 | warning | struck-out text (見え消し): kept, unless coloured or underlined text beside it stands for it |
//! | M013 | warning | a comment on a cell; not in the cells |
//! | M014 | warning | a shape with text; not in the cells |
//! | M015 | info | a number format that is not supported; shown as General |
//! | M016 | info | a number or text that its format hides; shown as General |
//! | M017 | info | kana with separate voicing marks were composed (once a file) |
//! | M018 | error | two cells have one address; the second is not used |
//! | M019 | warning | formula results may be stale (never calculated by Excel) |
//! | M020 | warning | a sheet that is no table (chart, macro), or whose name is taken |
//! | M021 | error | bytes that are no text in the encoding of the CSV; Err when it is no text at all |
//! | M022 | Err | a JSON, YAML or TOML file that is not UTF-8 |
//! | M023 | error | a CSV quotation mark that is not closed |
//! | M026 | info | hidden rows or columns with texts (once a sheet); read like the others |
//! | M027 | info | text of a page header or footer that no cell has; not in the cells (XLSX) |
//! | M028 | info | a long number of which Excel shows the first figures; all of them are read |
//! | M029 | error | a number that is to be shown as a day and is none; shown as General |
//! | M030 | Err | syntax error in JSON, YAML or TOML |
//! | M031 | error | a key appears twice in a map (YAML: Err) |
//! | M032 | Err | nested deeper than 64 levels |
//! | M033 | error, Err | a file in a zip archive that cannot be taken out |
//! | M034 | error | something of YAML that is not supported; not in the tree |
//! | M035 | warning | a text under merged cells, which Excel does not show; not in the cells |
//! | M036 | warning, info | raised or lowered text that no characters stand for; kept on the line |
//! | M037 | info | text or a cell in another colour than its neighbours (once a sheet and colour) |
//! | M038 | warning | text that nobody sees: as its ground, or too small (once a sheet); read like the others |
//! | M040 | warning | a picture, floating or in a cell, handwriting, an ellipse over words; not in the cells |
//! | M041 | warning, info | form controls and what they are set to; not in the cells (info: nothing is chosen) |
//! | M042 | warning | a chart or SmartArt; not in the cells |
//! | M043 | warning | an embedded file; not read |
//! | M044 | warning | a link target that its text does not say |
//! | M045 | info | a slicer or timeline |
//! | M046 | info | a picture behind the cells or in the page header, a signature line |
//! | M047 | error | merged ranges that overlap; the later one is not used |

#![cfg_attr(
    not(test),
    warn(clippy::arithmetic_side_effects, clippy::expect_used, clippy::indexing_slicing, clippy::unwrap_used)
)]
#![allow(clippy::result_large_err, reason = "one a file; the type is that of all stages")]

mod covered;
mod data;
mod detect;
mod faults;
mod files;
mod folder;
mod found;
mod kept;
mod look;
mod merge;
mod reading;
mod round;
mod shown;
mod stamps;
mod text;
mod workbook;
mod zipped;

use std::path::Path;
use std::sync::Arc;

use crate::finding::Finding;
use crate::limits::Limits;
use crate::place::SourceFile;
use crate::place::{CellRef, Place};
use crate::stamped::Stamp;

pub(crate) use data::located::PLACES;
use data::{csv, json, toml, yaml};
pub use detect::Format;
pub(crate) use faults::copied;
pub use files::{Reading, named, read_all};
pub(crate) use files::{contents, expand, read_again};
pub(crate) use folder::matches;
pub(crate) use kept::KeptFiles;
pub use merge::Merge;
use reading::Input;
pub(crate) use round::{above_answers, not_text, paper_number, read_id, take, unread};
pub(crate) use shown::format_code::FormatCode;
pub(crate) use shown::number_text::number_text;
use workbook::{compound, decrypt, ods, properties, xls, xlsb, xlsx, xml2003};

/// One file that was read.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Source {
    /// The file.
    pub file: SourceFile,
    /// What stands in it.
    pub body: Body,
    /// What was noticed on the way.
    pub findings: Vec<Finding>,
}

impl Source {
    /// What was read elsewhere, as a file that nothing was noticed in.
    pub fn new(file: SourceFile, body: Body) -> Self {
        Self { file, body, findings: Vec::new() }
    }

    /// Whose answer workbook it is; `None` for any other file.
    pub fn stamp(&self) -> Option<Stamp> {
        let Body::Sheets(sheets) = &self.body else { return None };
        sheets.iter().flat_map(|sheet| &sheet.stamps).find_map(|(_, text)| Stamp::of_cell(text))
    }
}

/// Workbooks and CSV give `Sheets`; JSON, YAML and TOML give a `Tree`; free papers are `Text`.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Body {
    /// Tables.
    Sheets(Vec<Sheet>),
    /// A tree of values.
    Tree(Node),
    /// Words, UTF-8.
    Text(String),
}

/// One table. Holds only cells with text, so a stray cell at XFD1048576 costs nothing.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Sheet {
    /// The worksheet's name.
    pub name: Arc<str>,
    /// Ascending by (row, column), no duplicates, no empty texts.
    pub cells: Vec<SheetCell>,
    /// Merged ranges of two or more cells.
    pub merges: Vec<Merge>,
    /// What is printed of it; empty for all.
    pub print_area: Vec<Merge>,
    /// The sheet is hidden or very hidden.
    pub hidden: bool,
    /// Hidden texts of matome, which are not among the cells, ascending.
    pub stamps: Vec<(CellRef, String)>,
}

/// A cell with the text that Excel shows in it.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct SheetCell {
    /// Its row and column, from 0.
    pub at: CellRef,
    /// As Excel shows it.
    pub text: String,
    /// Cell address for workbooks, line and column for CSV.
    pub place: Place,
}

/// A value of JSON, YAML or TOML with its place.
#[derive(Debug, Clone)]
pub struct Node {
    /// What it is.
    pub value: Value,
    /// Where it begins.
    pub place: Place,
}

impl Node {
    /// A single value as text, in the spelling of the file.
    pub fn scalar(&self) -> Option<String> {
        match &self.value {
            Value::Text(text) | Value::Number(text) => Some(text.clone()),
            Value::Bool(b) => Some(if *b { "TRUE" } else { "FALSE" }.to_owned()),
            Value::Null | Value::List(_) | Value::Map(_) => None,
        }
    }

    /// A single value, or several with `between` between them. `None` where lists or maps stand in the list.
    pub fn text(&self, between: &str) -> Option<String> {
        match &self.value {
            Value::List(list) => Some(list.iter().map(Self::scalar).collect::<Option<Vec<_>>>()?.join(between)),
            _ => self.scalar(),
        }
    }
}

/// A value of a data file.
#[derive(Debug, Clone)]
pub enum Value {
    /// Nothing: `null`, `~`.
    Null,
    /// Words.
    Text(String),
    /// A number in the spelling of the file.
    Number(String),
    /// `true` or `false`.
    Bool(bool),
    /// Values in order.
    List(Vec<Node>),
    /// In the order of the file.
    Map(Vec<Entry>),
}

/// A key of a map with its place and value.
#[derive(Debug, Clone)]
pub struct Entry {
    /// As the file spells it.
    pub key: String,
    /// Where the key stands.
    pub place: Place,
    /// Its value.
    pub node: Node,
}

/// Reads a file on disk.
///
/// The format is found by the content first, then by the extension. Faults of single cells are
/// findings of the [`Source`]; nothing that was typed is left out without one.
///
/// # Errors
/// One finding (see the table of codes) when nothing can be read.
pub fn read_file(file: &SourceFile, limits: &Limits) -> Result<Source, Finding> {
    let path = file.path().unwrap_or(Path::new(file.name()));
    let bytes = detect::load(path, file, limits)?;
    let format = Format::detect(&bytes, file)?;
    read_within(bytes, file, format, limits)
}

/// Reads the content of a file that is in memory, within the usual limits.
///
/// # Errors
/// As [`read_file`].
pub fn read_bytes(bytes: Vec<u8>, file: impl Into<SourceFile>, format: Format) -> Result<Source, Finding> {
    read_within(bytes, &file.into(), format, &Limits::default())
}

/// As [`read_bytes`], within other limits.
///
/// # Errors
/// As [`read_file`].
pub(crate) fn read_within(
    bytes: Vec<u8>,
    file: &SourceFile,
    format: Format,
    limits: &Limits,
) -> Result<Source, Finding> {
    let mut reading = Input::new(file.holding(&bytes), limits);
    let bytes = match format {
        Format::Xlsx | Format::Xlsb if bytes.starts_with(compound::MAGIC) => decrypt::package_of(&bytes, file)?,
        _ => bytes,
    };
    if matches!(format, Format::Xlsx | Format::Xlsb | Format::Ods) {
        reading.file = reading.file.saved(properties::modified(&bytes, file, limits));
    }
    let body = match format {
        Format::Xlsx => xlsx::read(&bytes, &mut reading),
        Format::Csv => csv::read(&bytes, None, &mut reading),
        Format::Tsv => csv::read(&bytes, Some('\t'), &mut reading),
        Format::Json => json::read(&bytes, &mut reading),
        Format::Yaml => yaml::read(&bytes, &mut reading),
        Format::Toml => toml::read(&bytes, &mut reading),
        Format::Xlsb => xlsb::read(&bytes, &mut reading),
        Format::Xls => xls::read(&bytes, &mut reading),
        Format::Ods => ods::read(&bytes, &mut reading),
        Format::Xml2003 => xml2003::read(&bytes, &mut reading),
    }?;
    Ok(Source { file: reading.file.clone(), body, findings: reading.finish() })
}

/// Decodes a text file (UTF-8, UTF-16 with BOM, CP932) and composes its kana. Lines that cannot be read are findings
/// (`M021`).
pub fn decode_text(bytes: &[u8], file: &SourceFile, findings: &mut Vec<Finding>) -> String {
    let decoded = text::decode(bytes);
    findings.extend(decoded.bad_lines.iter().map(|line| text::undecodable(file, *line, decoded.encoding)));
    reading::compose_kana(&decoded.text)
}

/// The text of a file in any of the encodings of Japanese editors, as it is; `None` where it is no text in any.
pub(crate) fn plain_text(bytes: &[u8]) -> Option<String> {
    let decoded = text::decode(bytes);
    decoded.bad_lines.is_empty().then(|| decoded.text.into_owned())
}

/// Gives every text that was read: of all cells, or of all scalars of a tree. Keys and `null` are
/// no texts.
pub fn texts(source: &Source) -> impl Iterator<Item = (&str, &Place)> {
    let (sheets, tree) = match &source.body {
        Body::Sheets(sheets) => (sheets.as_slice(), None),
        Body::Tree(node) => (&[][..], Some(node)),
        Body::Text(_) => (&[][..], None),
    };
    let cells = sheets.iter().flat_map(|sheet| &sheet.cells);
    let mut open: Vec<&Node> = tree.into_iter().collect();
    let leaves = std::iter::from_fn(move || {
        while let Some(node) = open.pop() {
            match &node.value {
                Value::Text(text) | Value::Number(text) => {
                    return Some((text.as_str(), &node.place));
                }
                Value::Bool(value) => {
                    return Some((if *value { "true" } else { "false" }, &node.place));
                }
                Value::List(list) => open.extend(list.iter().rev()),
                Value::Map(entries) => open.extend(entries.iter().rev().map(|entry| &entry.node)),
                Value::Null => {}
            }
        }
        None
    });
    cells.map(|cell| (cell.text.as_str(), &cell.place)).chain(leaves)
}
