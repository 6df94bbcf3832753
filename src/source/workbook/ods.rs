//! ODS (OpenDocument spreadsheets).
//!
//! Not through calamine: 0.38 gives the value of a cell but not the text it shows (`12.7%` is
//! 0.127), refuses a sheet with white space between its cells, and makes the rectangle around all
//! cells when it opens a file.

mod text;

use std::collections::HashMap;
use std::ops::RangeInclusive;
use std::sync::Arc;

use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};

use super::ods_styles::Styles;
use super::parts::Parts;
use super::{hanging, print_area, xml};
use crate::finding::{Finding, quote};
use crate::limits::Limits;
use crate::place::{CellRef, SourceFile};
use crate::source::look::{Conditional, Font, Look, Run, take_look, take_runs};
use crate::source::reading::{Hidden, Input, MAX_COLUMNS, MAX_ROWS, SheetBuilder, Shown};
use crate::source::shown::number_text::{general, long};
use crate::source::{Body, Merge, Sheet, faults};

/// Reads a workbook.
///
/// # Errors
/// M004 when it is encrypted, M005 when it is damaged, M006 when it is too large.
pub fn read(bytes: &[u8], reading: &mut Input) -> Result<Body, Finding> {
    let file = reading.file.clone();
    let (content, styles, mut parts) = content(bytes, &file, &reading.limits)?;
    let mut pass = Pass {
        reader: xml::reader(&content),
        styles: Styles::default(),
        looks: HashMap::new(),
        columns: Vec::new(),
        row_style: None,
    };
    pass.styles.read(&styles);
    let mut sheets = Vec::new();
    loop {
        let Ok(event) = pass.reader.read_event() else {
            return Err(faults::broken(&file, Some("content.xml")));
        };
        match &event {
            Event::Eof => break,
            Event::Start(tag) | Event::Empty(tag) => match tag.local_name().as_ref() {
                "tracked-changes" | "content-validations" if matches!(event, Event::Start(_)) => {
                    pass.skip(tag);
                }
                "table" if matches!(event, Event::Start(_)) => {
                    let name = xml::attr(tag, "name").unwrap_or_default();
                    let hidden = xml::attr(tag, "style-name").is_some_and(|name| pass.styles.is_hidden_table(&name));
                    let area = xml::attr(tag, "print-ranges").map(|text| print_area::of_ods(&text));
                    reading.count_sheets(sheets.len().saturating_add(1))?;
                    let mut sheet = pass.table(reading, &name.as_str().into(), hidden)?;
                    sheet.print_area = area.unwrap_or_default();
                    sheets.push(sheet);
                }
                _ => pass.styles.take(tag),
            },
            _ => {}
        }
    }
    let hung = hanging::ods::read(&content, parts.as_mut());
    hanging::tell(reading, &mut sheets, hung, &HashMap::new());
    Ok(Body::Sheets(sheets))
}

/// The XML with the cells, that with further styles, and the package; of a flat file there is the first alone.
fn content<'a>(
    bytes: &'a [u8],
    file: &SourceFile,
    limits: &Limits,
) -> Result<(String, String, Option<Parts<'a>>), Finding> {
    const PART: &str = "content.xml";
    if !bytes.starts_with(b"PK") {
        return xml::decoded(bytes.to_vec())
            .map(|(text, _)| (text, String::new(), None))
            .ok_or_else(|| faults::broken(file, None));
    }
    let mut parts = Parts::open(bytes, file, limits)?;
    let manifest = parts.text("META-INF/manifest.xml")?.unwrap_or_default();
    if manifest.contains("encryption-data") || parts.has("encrypted-package") {
        return Err(faults::password(file));
    }
    let content = parts.text(PART)?.ok_or_else(|| faults::broken(file, Some(PART)))?;
    let styles = parts.text("styles.xml")?.unwrap_or_default();
    Ok((content, styles, Some(parts)))
}

struct Pass<'a> {
    reader: Reader<&'a [u8]>,
    styles: Styles,
    /// The looks of the cell styles that were asked for.
    looks: HashMap<String, Look>,
    /// Up to which column cells without a style have which.
    columns: Vec<(u64, Option<String>)>,
    /// The style of such cells in this row.
    row_style: Option<String>,
}

/// Whether a row or column is not shown: hidden by hand, or by a filter.
fn is_hidden(tag: &BytesStart<'_>) -> bool {
    xml::raw_attr(tag, "visibility").is_some_and(|value| value != "visible")
}

/// So many rows or columns, from `first` on.
fn lines(first: u64, count: u64) -> RangeInclusive<u32> {
    let at = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
    at(first)..=at(first.saturating_add(count).saturating_sub(1))
}

/// A cell of a row, which may be repeated.
#[derive(Default, Clone)]
struct Cell {
    col: u64,
    repeat: u64,
    text: String,
    /// Ends of the parts of the text, with their fonts.
    spans: Vec<(usize, Option<Font>)>,
    look: Look,
    /// Its format hides what it holds, which is the text here.
    hidden_value: bool,
    /// Its long number as the sheet shows it.
    short: Option<String>,
    comment: String,
    error: bool,
    no_result: bool,
    span: (u64, u64),
}

impl Cell {
    fn is_empty(&self) -> bool {
        self.text.is_empty() && self.comment.is_empty() && !self.no_result && self.span == (1, 1)
    }

    /// Notes the font of the text from `begin` on; `None` is that of the cell.
    fn mark(&mut self, begin: usize, font: Option<Font>) {
        while let Some((end, _)) = self.spans.last_mut().filter(|(end, _)| *end > begin) {
            *end = begin;
            let before = self.spans.len().checked_sub(2).and_then(|n| self.spans.get(n));
            if before.is_some_and(|(end, _)| *end >= begin) {
                self.spans.pop();
            } else {
                break;
            }
        }
        let marked = self.spans.last().map_or(0, |(end, _)| *end);
        if marked < begin {
            self.spans.push((begin, None));
        }
        if begin < self.text.len() {
            self.spans.push((self.text.len(), font));
        }
    }

    /// The text by its fonts, where it has more than that of the cell.
    fn runs(&self) -> Option<Vec<Run>> {
        if self.spans.iter().all(|(_, font)| font.is_none()) {
            return None;
        }
        let mut at = 0;
        let spans = self.spans.iter().copied().chain([(self.text.len(), None)]);
        let runs = spans.filter_map(|(end, font)| {
            let text = self.text.get(at..end)?.to_owned();
            at = end;
            Some(Run { text, font })
        });
        Some(runs.collect())
    }
}

impl Pass<'_> {
    fn look(&mut self, style: &str) -> Look {
        if let Some(look) = self.looks.get(style) {
            return *look;
        }
        let look = self.styles.look(style);
        self.looks.insert(style.to_owned(), look);
        look
    }

    /// The style of a cell that names none.
    fn default_style(&self, col: u64) -> Option<&str> {
        let column = self.columns.partition_point(|(end, _)| *end <= col);
        self.row_style.as_deref().or_else(|| self.columns.get(column)?.1.as_deref())
    }

    fn skip(&mut self, tag: &BytesStart<'_>) {
        // A missing end is found by the next event.
        let _ = self.reader.read_to_end(tag.name());
    }

    fn table(&mut self, reading: &mut Input, name: &Arc<str>, hidden: bool) -> Result<Sheet, Finding> {
        let mut builder = SheetBuilder::new(reading, name, false);
        let mut merges = Vec::new();
        let (mut row, mut column) = (0_u64, 0_u64);
        self.columns.clear();
        let mut ended = false;
        let mut conditional = Vec::new();
        while let Ok(event) = self.reader.read_event() {
            match &event {
                Event::Eof => break,
                Event::End(tag) if tag.local_name().as_ref() == "table" => {
                    ended = true;
                    break;
                }
                Event::Start(tag) => match tag.local_name().as_ref() {
                    "table-row" => {
                        let repeat = count(tag, "number-rows-repeated");
                        if is_hidden(tag) {
                            builder.hide(Hidden { rows: vec![lines(row, repeat)], ..Hidden::default() });
                        }
                        self.row_style = xml::attr(tag, "default-cell-style-name");
                        let Some(cells) = self.row() else { break };
                        take_row(&mut builder, &mut merges, row, repeat, &cells)?;
                        row = row.saturating_add(repeat);
                    }
                    "named-expressions" | "forms" | "shapes" => self.skip(tag),
                    "conditional-format" => {
                        let cells = xml::attr(tag, "target-range-address").map(|text| print_area::of_ods(&text));
                        conditional = cells.unwrap_or_default();
                    }
                    _ => {}
                },
                Event::Empty(tag) if tag.local_name().as_ref() == "condition" => {
                    let does = xml::attr(tag, "apply-style-name").and_then(|name| self.styles.changes(&name));
                    let cells = conditional.clone();
                    builder.seen.conditional.extend(does.map(|does| Conditional { does, cells }));
                }
                Event::Empty(tag) if tag.local_name().as_ref() == "table-column" => {
                    let repeat = count(tag, "number-columns-repeated");
                    if is_hidden(tag) {
                        builder.hide(Hidden { columns: vec![lines(column, repeat)], ..Hidden::default() });
                    }
                    column = column.saturating_add(repeat);
                    self.columns.push((column, xml::attr(tag, "default-cell-style-name")));
                }
                Event::Empty(tag) if tag.local_name().as_ref() == "table-row" => {
                    row = row.saturating_add(count(tag, "number-rows-repeated"));
                }
                _ => {}
            }
        }
        if !ended {
            let mut place = builder.place(0, 0);
            place.cell = row.checked_sub(1).and_then(|row| Some(CellRef { row: u32::try_from(row).ok()?, col: 0 }));
            builder.reading.add(faults::sheet_breaks_off(place));
        }
        Ok(builder.finish(merges, hidden))
    }

    /// Reads a row; `None` when the XML breaks off.
    fn row(&mut self) -> Option<Vec<Cell>> {
        let mut cells = Vec::new();
        let mut col = 0_u64;
        loop {
            let event = self.reader.read_event().ok()?;
            match &event {
                Event::Eof => return None,
                Event::End(tag) if tag.local_name().as_ref() == "table-row" => return Some(cells),
                Event::Start(tag) | Event::Empty(tag)
                    if matches!(tag.local_name().as_ref(), "table-cell" | "covered-table-cell") =>
                {
                    let whole = matches!(event, Event::Start(_));
                    let mut cell = self.cell(tag, whole, col)?;
                    cell.col = col;
                    col = col.saturating_add(cell.repeat);
                    if !cell.is_empty() {
                        cells.push(cell);
                    }
                }
                _ => {}
            }
        }
    }

    fn cell(&mut self, tag: &BytesStart<'_>, has_content: bool, col: u64) -> Option<Cell> {
        let mut cell = Cell {
            repeat: count(tag, "number-columns-repeated"),
            span: (count(tag, "number-rows-spanned"), count(tag, "number-columns-spanned")),
            ..Cell::default()
        };
        let mut value = None;
        let (mut formula, mut number) = (false, false);
        let mut style = None;
        for attribute in tag.attributes().with_checks(false).flatten() {
            let text = unescape(&attribute.value).unwrap_or_default();
            match attribute.key.local_name().as_ref() {
                "value" | "string-value" | "date-value" | "time-value" => {
                    value = Some(text.into_owned());
                }
                "boolean-value" => value = Some(text.to_uppercase()),
                "value-type" if text == "error" => cell.error = true,
                "value-type" => number |= text != "string",
                "formula" => formula = true,
                "style-name" => style = Some(text.into_owned()),
                _ => {}
            }
        }
        let style = style.or_else(|| self.default_style(col).map(str::to_owned)).unwrap_or_default();
        cell.look = self.look(&style);
        let shown = has_content && self.content(&mut cell)?;
        if number {
            cell.text = cell.text.trim_matches(' ').to_owned();
            cell.spans.clear();
        }
        let plain = value.as_deref().and_then(|value| value.parse::<f64>().ok()).filter(|number| number.is_finite());
        if cell.text.is_empty() {
            // Some programs leave out the shown text; one that is empty is what the format makes of the value.
            cell.hidden_value = shown && plain != Some(0.0);
            // A result that is an empty text has a type; a formula never calculated has none.
            if let Some(value) = value.filter(|value| !value.is_empty() && (!shown || cell.hidden_value)) {
                cell.text =
                    plain.filter(|_| number).map_or(value, |plain| long(plain).unwrap_or_else(|| general(plain)));
            } else {
                cell.hidden_value = false;
                cell.no_result = formula && xml::raw_attr(tag, "value-type").is_none();
            }
        } else if let Some(whole) = plain.filter(|_| number && is_power(&cell.text)).and_then(long)
            && !self.styles.has_power(&style)
        {
            cell.short = Some(std::mem::replace(&mut cell.text, whole));
        }
        // LibreOffice shows its own errors as Err:502.
        cell.error |= formula && (cell.text.starts_with("Err:") || is_error(&cell.text));
        Some(cell)
    }
}

fn take_row(
    builder: &mut SheetBuilder<'_>,
    merges: &mut Vec<Merge>,
    first_row: u64,
    rows: u64,
    cells: &[Cell],
) -> Result<(), Finding> {
    if cells.is_empty() {
        return Ok(());
    }
    // What is no text stands once: the repetition of nothing could go on for ever.
    let is_text = |cell: &Cell| !cell.text.trim().is_empty();
    let rows = if cells.iter().any(is_text) { rows } else { 1 };
    for row in first_row..first_row.saturating_add(rows) {
        for cell in cells {
            let text = is_text(cell);
            if !text && row > first_row {
                continue;
            }
            for col in cell.col..cell.col.saturating_add(if text { cell.repeat } else { 1 }) {
                if row >= MAX_ROWS || col >= MAX_COLUMNS {
                    let mut place = builder.place(0, 0);
                    place.cell = None;
                    let at = format!("R{}C{}", row.saturating_add(1), col.saturating_add(1));
                    builder.reading.add(faults::address(place, &at));
                    return Ok(());
                }
                // In bounds: both limits are far below 2^32.
                take_cell(builder, merges, row as u32, col as u32, cell)?;
            }
        }
    }
    Ok(())
}

fn take_cell(
    builder: &mut SheetBuilder<'_>,
    merges: &mut Vec<Merge>,
    row: u32,
    col: u32,
    cell: &Cell,
) -> Result<(), Finding> {
    let at = CellRef { row, col };
    if cell.error {
        builder.error(row, col, &cell.text)?;
    } else if let Some(runs) = cell.runs() {
        take_runs(builder, at, &runs, &cell.look, &Shown::General)?;
    } else {
        builder.text(row, col, cell.text.clone())?;
        take_look(builder, at, &cell.look);
    }
    let place = builder.place(row, col);
    if cell.no_result {
        builder.reading.add(faults::no_result(place.clone()));
    }
    if cell.hidden_value {
        builder.reading.add(faults::hidden_value(place.clone(), &quote(&cell.text)));
    }
    if let Some(short) = &cell.short {
        builder.reading.add(faults::long_number(place.clone(), short, &cell.text));
    }
    if !cell.comment.is_empty() {
        builder.reading.comment(place.clone(), &cell.comment);
    }
    let last_row = u64::from(row).saturating_add(cell.span.0).saturating_sub(1);
    let last_col = u64::from(col).saturating_add(cell.span.1).saturating_sub(1);
    if cell.span != (1, 1) && last_row < MAX_ROWS && last_col < MAX_COLUMNS {
        let last = CellRef { row: last_row as u32, col: last_col as u32 };
        merges.push(Merge { first: CellRef { row, col }, last });
    }
    Ok(())
}

/// Gives an attribute that counts; 1 when it is not there or no number.
fn count(tag: &BytesStart<'_>, name: &str) -> u64 {
    xml::raw_attr(tag, name).and_then(|text| text.parse().ok()).unwrap_or(1).max(1)
}

/// A number as 標準 shortens it: 1.23457E+12.
fn is_power(text: &str) -> bool {
    let figures = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    text.split_once("E+").is_some_and(|(a, b)| figures(a.trim_start_matches('-')) && figures(b))
}

fn is_error(text: &str) -> bool {
    let known = ["#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"];
    known.contains(&text)
}

#[cfg(test)]
mod tests;
