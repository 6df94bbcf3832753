//! Looks over the raw XML of a sheet for what calamine 0.38 gets wrong without a word.
//!
//! calamine lets row 4294967297 become row 1 and column XFE and beyond pass, takes an index that
//! is no number as shared string 0, gives a formula without result as an empty cell, drops a
//! value written with an entity, and refuses the whole sheet for a broken `dimension`. The survey
//! finds these cells, reports them, and notes the edits after which calamine reads the rest.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use quick_xml::Reader;
use quick_xml::escape::escape;
use quick_xml::events::{BytesStart, Event};

use super::address::{cell_ref, number, range};
use super::running::running_texts;
use super::{xlsx_fonts, xml};
use crate::finding::Finding;
use crate::msg;
use crate::place::SourceFile;
use crate::place::{CellRef, Place};
use crate::source::look::{Conditional, Palette, Run};
use crate::source::reading::{Hidden, MAX_COLUMNS, MAX_ROWS};
use crate::source::{Merge, faults};

/// What the survey of one sheet found.
#[derive(Default)]
pub struct Survey {
    pub merges: Vec<Merge>,
    pub findings: Vec<Finding>,
    /// The runs of cells with rich text.
    pub rich: HashMap<CellRef, Arc<[Run]>>,
    pub formulas: bool,
    pub hidden: Hidden,
    /// Texts of the page header and footer.
    pub running: Vec<String>,
    pub conditional: Vec<Conditional>,
    edits: Vec<(Range<usize>, String)>,
}

/// What the survey must know of the shared strings.
#[derive(Default)]
pub struct Strings {
    pub count: usize,
    /// The runs of those that are rich text, by index.
    pub rich: HashMap<usize, Arc<[Run]>>,
    pub palette: Arc<Palette>,
}

impl Survey {
    /// Gives the XML with the edits made; `None` when there are none.
    pub fn mended(&self, xml: &str) -> Option<String> {
        if self.edits.is_empty() {
            return None;
        }
        let mut out = String::with_capacity(xml.len());
        let mut done = 0;
        for (range, text) in &self.edits {
            out.push_str(&xml[done..range.start]);
            out.push_str(text);
            done = range.end;
        }
        out.push_str(&xml[done..]);
        Some(out)
    }
}

/// Surveys the XML of a sheet. Never fails: what cannot be read is a finding.
pub fn survey(xml: &str, strings: &Strings, file: &SourceFile, sheet: &Arc<str>) -> Survey {
    let mut pass = Pass {
        xml,
        reader: xml::reader(xml),
        strings,
        file,
        sheet,
        out: Survey::default(),
        row: 0,
        col: 0,
        row_is_bad: None,
        last: None,
        seen: 0,
    };
    if pass.sheet_data().is_none() {
        // calamine may go on where the survey stops: it gets only what was looked at.
        let rest = pass.seen..xml.len();
        pass.out.edits.retain(|(range, _)| range.end <= rest.start);
        pass.out.edits.push((rest, String::new()));
        let mut place = pass.place(0, 0);
        place.cell = pass.last;
        pass.out.findings.push(faults::sheet_breaks_off(place));
    }
    // cut behind its cells: merged ranges and what hangs on them are lost
    let cut = !xml.rfind("</").is_some_and(|end| xml[end..].contains("worksheet"));
    if cut && !pass.out.findings.iter().any(|finding| finding.code.0 == "M007") {
        let mut place = pass.place(0, 0);
        place.cell = pass.last;
        pass.out.findings.push(faults::sheet_breaks_off(place));
    }
    pass.out.running = running_texts(xml);
    pass.out
}

struct Pass<'a> {
    xml: &'a str,
    reader: Reader<&'a [u8]>,
    strings: &'a Strings,
    file: &'a SourceFile,
    sheet: &'a Arc<str>,
    out: Survey,
    /// Where a cell without an address stands, counted as calamine does.
    row: u32,
    col: u32,
    /// The number of the row as written, when it is none that Excel has.
    row_is_bad: Option<String>,
    last: Option<CellRef>,
    /// Up to here the XML is sound.
    seen: usize,
}

/// What a `<c>` element says.
#[derive(Default)]
struct Cell {
    formula: bool,
    /// The text of `<v>`, entities resolved.
    value: Option<String>,
    /// The value is one plain run of text, as calamine wants it.
    plain: bool,
    /// The raw `<is>…</is>`.
    inline: Option<Range<usize>>,
    /// Children stand in an order that makes calamine lose the value.
    disorder: bool,
}

/// The attributes of a `<c>` element, as written.
#[derive(Default)]
struct Attributes<'a> {
    r: Option<Cow<'a, str>>,
    s: Option<Cow<'a, str>>,
    t: Option<Cow<'a, str>>,
}

impl<'a> Pass<'a> {
    fn place(&self, row: u32, col: u32) -> Place {
        Place::cell(self.file, self.sheet, row, col)
    }

    fn position(&self) -> usize {
        usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX).min(self.xml.len())
    }

    /// Walks the sheet; `None` when the XML breaks off.
    fn sheet_data(&mut self) -> Option<()> {
        let mut inside = false;
        loop {
            let start = self.position();
            self.seen = start;
            match self.reader.read_event().ok()? {
                Event::Start(tag) => match tag.local_name().as_ref() {
                    "c" if inside => self.cell(&tag, start, false)?,
                    "row" if inside => self.row_begins(&tag, start, ">"),
                    "sheetData" => inside = true,
                    "dimension" => self.dimension(&tag, start, ">"),
                    "mergeCell" => self.merge(&tag),
                    "col" => self.column(&tag),
                    _ => {}
                },
                Event::Empty(tag) => match tag.local_name().as_ref() {
                    "c" if inside => self.cell(&tag, start, true)?,
                    "row" if inside => {
                        self.row_begins(&tag, start, "/>");
                        self.row_ends();
                    }
                    "dimension" => self.dimension(&tag, start, "/>"),
                    "mergeCell" => self.merge(&tag),
                    "col" => self.column(&tag),
                    _ => {}
                },
                Event::End(tag) => match tag.local_name().as_ref() {
                    "row" if inside => self.row_ends(),
                    "sheetData" => {
                        inside = false;
                        if !self.xml[self.position()..].contains("mergeCell") {
                            return Some(());
                        }
                    }
                    "mergeCells" => return Some(()),
                    _ => {}
                },
                Event::Eof => return (!inside).then_some(()),
                _ => {}
            }
        }
    }

    /// calamine subtracts the ends of the dimension unchecked; Excel does not need it.
    fn dimension(&mut self, tag: &BytesStart<'_>, start: usize, close: &str) {
        let sound = xml::raw_attr(tag, "ref").is_some_and(|text| {
            let (a, b) = text.split_once(':').unwrap_or((&text, &text));
            match (cell_ref(a), cell_ref(b)) {
                (Some(a), Some(b)) => a.row <= b.row && a.col <= b.col,
                _ => false,
            }
        });
        if !sound {
            let end = self.position();
            self.out.edits.push((start..end, format!("<dimension ref=\"A1\"{close}")));
        }
    }

    fn merge(&mut self, tag: &BytesStart<'_>) {
        let Some(text) = xml::raw_attr(tag, "ref") else {
            return;
        };
        match range(&text) {
            Some(merge) if merge.first != merge.last => self.out.merges.push(merge),
            Some(_) => {}
            None => {
                let mut place = self.place(0, 0);
                place.cell = None;
                self.out.findings.push(faults::address(place, &text));
            }
        }
    }

    fn row_begins(&mut self, tag: &BytesStart<'_>, start: usize, close: &str) {
        self.row_is_bad = None;
        if let Some(text) = xml::raw_attr(tag, "r") {
            match number(&text) {
                Some(row @ 1..=MAX_ROWS) => self.row = u32::try_from(row.saturating_sub(1)).unwrap_or(0),
                _ => {
                    self.row_is_bad = Some(text.into_owned());
                    let end = self.position();
                    self.out.edits.push((start..end, format!("<row{close}")));
                    return;
                }
            }
        }
        if is_hidden(tag) {
            self.out.hidden.rows.push(self.row..=self.row);
        }
    }

    fn column(&mut self, tag: &BytesStart<'_>) {
        let end = |name| xml::raw_attr(tag, name).and_then(|text| number(&text)).filter(|n| *n <= MAX_COLUMNS);
        let (Some(first), Some(last), true) = (end("min"), end("max"), is_hidden(tag)) else { return };
        let from_0 = |n: u64| u32::try_from(n.saturating_sub(1)).unwrap_or(0);
        self.out.hidden.columns.push(from_0(first)..=from_0(last));
    }

    fn row_ends(&mut self) {
        self.row = self.row.saturating_add(1);
        self.col = 0;
        self.row_is_bad = None;
    }

    fn cell(&mut self, tag: &BytesStart<'_>, start: usize, empty: bool) -> Option<()> {
        let mut attributes = Attributes::default();
        for attribute in tag.attributes().with_checks(false).flatten() {
            let value = Some(attribute.value);
            match attribute.key.as_ref() {
                "r" => attributes.r = value,
                "s" => attributes.s = value,
                "t" => attributes.t = value,
                _ => {}
            }
        }
        let cell = if empty { Cell::default() } else { self.children()? };
        let whole = start..self.position();
        let at = match &attributes.r {
            Some(text) => cell_ref(text),
            None if self.row_is_bad.is_some() => None,
            None => Some(CellRef { row: self.row, col: self.col })
                .filter(|at| u64::from(at.col) < MAX_COLUMNS && u64::from(at.row) < MAX_ROWS),
        };
        let Some(at) = at else {
            self.outside(&attributes, &cell, whole);
            return Some(());
        };
        self.col = at.col.saturating_add(1);
        self.last = Some(at);
        self.out.formulas |= cell.formula;
        self.check(at, &attributes, &cell, whole);
        Some(())
    }

    /// Reports and removes a cell that stands nowhere in a sheet.
    fn outside(&mut self, attributes: &Attributes<'_>, cell: &Cell, whole: Range<usize>) {
        let value = cell.value.as_ref().is_some_and(|value| !value.is_empty());
        if value || cell.inline.is_some() || cell.formula {
            let raw = attributes.r.as_deref().or(self.row_is_bad.as_deref()).unwrap_or_default();
            let mut place = self.place(0, 0);
            place.cell = None;
            self.out.findings.push(faults::address(place, raw));
        }
        self.out.edits.push((whole, String::new()));
    }

    /// Reads up to the end of a cell; `None` when the XML breaks off.
    fn children(&mut self) -> Option<Cell> {
        let mut cell = Cell::default();
        loop {
            let start = self.position();
            match self.reader.read_event().ok()? {
                Event::Start(tag) => match tag.local_name().as_ref() {
                    "v" => {
                        cell.disorder |= cell.value.is_some() || cell.inline.is_some();
                        self.value(&mut cell)?;
                    }
                    "f" => {
                        cell.disorder |= cell.value.is_some() || cell.inline.is_some();
                        cell.formula = true;
                        self.reader.read_to_end(tag.name()).ok()?;
                    }
                    "is" => {
                        self.reader.read_to_end(tag.name()).ok()?;
                        cell.inline = Some(start..self.position());
                    }
                    _ => {
                        self.reader.read_to_end(tag.name()).ok()?;
                        cell.disorder = true;
                    }
                },
                Event::Empty(tag) => match tag.local_name().as_ref() {
                    "f" => {
                        cell.disorder |= cell.value.is_some();
                        cell.formula = true;
                    }
                    "v" => cell.disorder |= cell.value.is_some() || cell.inline.is_some(),
                    "is" => {}
                    _ => cell.disorder = true,
                },
                Event::End(tag) if tag.local_name().as_ref() == "c" => return Some(cell),
                Event::Eof => return None,
                _ => {}
            }
        }
    }

    fn value(&mut self, cell: &mut Cell) -> Option<()> {
        let mut value = String::new();
        let mut is_first = true;
        cell.plain = true;
        loop {
            let event = self.reader.read_event().ok()?;
            match &event {
                Event::End(tag) if tag.local_name().as_ref() == "v" => break,
                Event::Eof => return None,
                Event::Text(_) if is_first => {}
                _ => cell.plain = false,
            }
            is_first = false;
            xml::push_text(&event, &mut value);
        }
        cell.value = Some(value);
        Some(())
    }

    /// Compares what a cell says with what calamine will make of it.
    fn check(&mut self, at: CellRef, attributes: &Attributes<'_>, cell: &Cell, whole: Range<usize>) {
        let (file, sheet) = (self.file, self.sheet);
        let place = || Place::cell(file, sheet, at.row, at.col);
        let kind = attributes.t.as_deref();
        if let Some(inline) = &cell.inline {
            let raw = &self.xml[inline.clone()];
            if let Some(runs) = xlsx_fonts::runs(raw, &self.strings.palette) {
                self.out.rich.insert(at, runs);
            }
            if cell.disorder {
                let text = self.start_tag(at, attributes, "inlineStr") + raw + "</c>";
                self.out.edits.push((whole, text));
            }
            return;
        }
        let raw = cell.value.as_deref().unwrap_or_default();
        // Kept in place: a cell behind it may have no address of its own.
        let nothing = || format!("<c r=\"{at}\"/>");
        if raw.is_empty() {
            if cell.formula && kind != Some("str") {
                self.out.findings.push(faults::no_result(place()));
            }
            if cell.disorder {
                self.out.edits.push((whole, nothing()));
            }
            return;
        }
        let value = if matches!(kind, Some("str" | "d")) { raw } else { raw.trim() };
        // What calamine is to read instead: as another type, or nothing.
        let mut instead = None;
        let mut fault = None;
        match kind.unwrap_or("n") {
            "s" => match value.parse::<usize>() {
                Ok(index) if index < self.strings.count => {
                    if let Some(runs) = self.strings.rich.get(&index) {
                        self.out.rich.insert(at, runs.clone());
                    }
                }
                _ => fault = Some(msg!("文字列表にない番号", "no such shared string")),
            },
            "b" if !is_boolean(value) => fault = Some(msg!("真偽値ではない", "no boolean")),
            "n" if !is_number(value) => fault = Some(msg!("数値ではない", "no number")),
            "e" if !is_known_error(value) => {
                self.out.findings.push(faults::error_value(place(), value));
                instead = Some("str");
            }
            "n" | "b" | "e" | "str" | "d" => {}
            "inlineStr" | "is" => instead = Some("str"),
            other => fault = Some(msg!("不明な型 {other}", "unknown type {other}")),
        }
        if let Some(fault) = fault {
            self.out.findings.push(faults::bad_value(place(), fault, raw));
            if kind == Some("s") {
                self.out.edits.push((whole, nothing()));
                return;
            }
            instead = Some("str");
        }
        let plain = value.len() == raw.len() && (cell.plain || kind == Some("str"));
        if instead.is_some() || cell.disorder || !plain {
            let tag = self.start_tag(at, attributes, instead.or(kind).unwrap_or("n"));
            let text = format!("{tag}<v>{}</v></c>", escape(value));
            self.out.edits.push((whole, text));
        }
    }

    fn start_tag(&self, at: CellRef, attributes: &Attributes<'_>, kind: &str) -> String {
        let style = attributes.s.as_deref().unwrap_or("0");
        format!("<c r=\"{at}\" s=\"{style}\" t=\"{kind}\">")
    }
}

fn is_hidden(tag: &BytesStart<'_>) -> bool {
    xml::raw_attr(tag, "hidden").is_some_and(|value| xml::is_true(&value))
}

fn is_boolean(value: &str) -> bool {
    let value = value.trim();
    ["0", "1", "true", "false"].iter().any(|known| value.eq_ignore_ascii_case(known))
}

fn is_number(value: &str) -> bool {
    value.bytes().all(|b| matches!(b, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E'))
        && value.parse::<f64>().is_ok_and(f64::is_finite)
}

/// The error values that calamine knows.
fn is_known_error(value: &str) -> bool {
    let known = ["#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"];
    known.contains(&value)
}
