//! XML Spreadsheet 2003, which business systems write under the name of an `.xls`.
//!
//! Own code: no crate reads it, and it is one XML file of cells.

use std::collections::HashMap;
use std::sync::Arc;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::xml;
use crate::finding::Finding;
use crate::msg;
use crate::place::CellRef;
use crate::source::look::{Font, Ground, Look, Raised, Rgb, Run, take_look, take_runs};
use crate::source::reading::{Hidden, Input, MAX_COLUMNS, MAX_ROWS, SheetBuilder, Shown};
use crate::source::shown::date_text::serial_of_iso;
use crate::source::{Body, Merge, Sheet, faults};

/// Styles that stand on one another; more are a circle.
const MOST_PARENTS: usize = 8;

/// Reads a workbook.
///
/// # Errors
/// M005 when it is damaged, M006 when it holds too many texts or sheets.
pub fn read(bytes: &[u8], reading: &mut Input) -> Result<Body, Finding> {
    let broken = || faults::broken(&reading.file, None);
    let (text, _) = xml::decoded(bytes.to_vec()).ok_or_else(broken)?;
    let date_1904 = text.contains("Date1904");
    let mut pass = Pass { reader: xml::reader(&text), styles: HashMap::new(), date_1904 };
    let mut sheets = Vec::new();
    loop {
        let Ok(event) = pass.reader.read_event() else { return Err(faults::broken(&reading.file, None)) };
        match &event {
            Event::Eof => break,
            Event::Start(tag) if tag.local_name().as_ref() == "Style" => pass.style(tag),
            Event::Start(tag) if tag.local_name().as_ref() == "Worksheet" => {
                reading.count_sheets(sheets.len().saturating_add(1))?;
                let name = xml::attr(tag, "Name").unwrap_or_default();
                sheets.push(pass.sheet(reading, &name.as_str().into())?);
            }
            _ => {}
        }
    }
    if sheets.is_empty() { Err(faults::broken(&reading.file, None)) } else { Ok(Body::Sheets(sheets)) }
}

/// What a style says, and of which it says the rest.
#[derive(Default)]
struct Style {
    parent: Option<String>,
    format: Option<String>,
    font: Option<Font>,
    ground: Option<Ground>,
}

/// What stands in a cell.
#[derive(Default)]
struct Content {
    kind: String,
    text: String,
    /// The same by its fonts, if it has any but the cell's.
    runs: Vec<Run>,
}

struct Pass<'a> {
    reader: Reader<&'a [u8]>,
    styles: HashMap<String, Style>,
    date_1904: bool,
}

impl Pass<'_> {
    fn style(&mut self, tag: &BytesStart<'_>) {
        let id = xml::attr(tag, "ID").unwrap_or_default();
        let mut style = Style { parent: xml::attr(tag, "Parent"), ..Style::default() };
        while let Ok(event) = self.reader.read_event() {
            match &event {
                Event::Eof => break,
                Event::End(tag) if tag.local_name().as_ref() == "Style" => break,
                Event::Start(tag) | Event::Empty(tag) => match tag.local_name().as_ref() {
                    "NumberFormat" => style.format = xml::attr(tag, "Format"),
                    "Font" => style.font = Some(font_of(tag, Font::default())),
                    "Interior" => style.ground = Some(ground_of(tag)),
                    _ => {}
                },
                _ => {}
            }
        }
        self.styles.insert(id, style);
    }

    /// The first that a style, or one of those under it, says of something.
    fn says<'s, T>(&'s self, id: &str, of: impl Fn(&'s Style) -> Option<T>) -> Option<T> {
        let mut style = self.styles.get(id)?;
        for _ in 0..MOST_PARENTS {
            if let Some(said) = of(style) {
                return Some(said);
            }
            style = self.styles.get(style.parent.as_deref()?)?;
        }
        None
    }

    fn look(&self, style: &str) -> Look {
        Look {
            font: self.says(style, |style| style.font).unwrap_or_default(),
            ground: self.says(style, |style| style.ground).unwrap_or_default(),
        }
    }

    fn sheet(&mut self, reading: &mut Input, name: &Arc<str>) -> Result<Sheet, Finding> {
        let mut builder = SheetBuilder::new(reading, name, self.date_1904);
        let mut merges = Vec::new();
        let mut columns: Vec<(u64, u64, String)> = Vec::new();
        let (mut row, mut col, mut column) = (0_u64, 0_u64, 0_u64);
        let (mut repeat, mut row_style) = (1_u64, None);
        let mut last = None;
        let (mut hidden, mut ended) = (false, false);
        while let Ok(event) = self.reader.read_event() {
            match &event {
                Event::Eof => break,
                Event::End(tag) => match tag.local_name().as_ref() {
                    "Worksheet" => {
                        ended = true;
                        break;
                    }
                    "Row" => row = row.saturating_add(repeat),
                    _ => {}
                },
                Event::Start(tag) | Event::Empty(tag) => {
                    let open = matches!(event, Event::Start(_));
                    match tag.local_name().as_ref() {
                        "Column" => {
                            let first = index(tag).unwrap_or(column);
                            column = first.saturating_add(count(tag, "Span")).saturating_add(1);
                            if is_hidden(tag) {
                                builder.hide(Hidden { columns: vec![lines(first, column)], ..Hidden::default() });
                            }
                            let style = xml::attr(tag, "StyleID");
                            columns.extend(style.map(|style| (first, column, style)));
                        }
                        "Row" => {
                            row = index(tag).unwrap_or(row);
                            repeat = count(tag, "Span").saturating_add(1);
                            (col, row_style) = (0, xml::attr(tag, "StyleID"));
                            if is_hidden(tag) {
                                let rows = vec![lines(row, row.saturating_add(repeat))];
                                builder.hide(Hidden { rows, ..Hidden::default() });
                            }
                            if !open {
                                row = row.saturating_add(repeat);
                            }
                        }
                        "Cell" => {
                            col = index(tag).unwrap_or(col);
                            let across = count(tag, "MergeAcross");
                            let of_column = || columns.iter().find(|(first, end, _)| (*first..*end).contains(&col));
                            let style = xml::attr(tag, "StyleID").or_else(|| row_style.clone());
                            let style = style.or_else(|| of_column().map(|(.., style)| style.clone()));
                            let style = style.unwrap_or_else(|| "Default".to_owned());
                            let formula = xml::attr(tag, "Formula").is_some();
                            let down = count(tag, "MergeDown");
                            let content = if open { self.cell(&mut builder, row, col) } else { None };
                            if let Some(at) = inside(row, col) {
                                self.take(&mut builder, at, content.as_ref(), &style, formula)?;
                                last = content.map(|_| at).or(last);
                                merges.extend(merge(at, across, down));
                            } else if content.is_some_and(|content| !content.text.trim().is_empty()) {
                                let mut place = builder.place(0, 0);
                                place.cell = None;
                                let at = format!("R{}C{}", row.saturating_add(1), col.saturating_add(1));
                                builder.reading.add(faults::address(place, &at));
                            }
                            col = col.saturating_add(across).saturating_add(1);
                        }
                        "Visible" if open => hidden = self.text("Visible").text.trim() != "SheetVisible",
                        _ => {}
                    }
                }
                _ => {}
            }
        }
        if !ended {
            let mut place = builder.place(0, 0);
            place.cell = last;
            builder.reading.add(faults::sheet_breaks_off(place));
        }
        Ok(builder.finish(merges, hidden))
    }

    /// Reads up to the end of a cell: its value; its comment is told.
    fn cell(&mut self, builder: &mut SheetBuilder<'_>, row: u64, col: u64) -> Option<Content> {
        let mut content = None;
        while let Ok(event) = self.reader.read_event() {
            match &event {
                Event::Eof => break,
                Event::End(tag) if tag.local_name().as_ref() == "Cell" => break,
                Event::Start(tag) => match tag.local_name().as_ref() {
                    "Data" => {
                        let kind = xml::attr(tag, "Type").unwrap_or_default();
                        content = Some(Content { kind, ..self.text("Data") });
                    }
                    "Comment" => {
                        let comment = self.text("Comment").text;
                        if let Some(at) = inside(row, col).filter(|_| !comment.trim().is_empty()) {
                            let place = builder.place(at.row, at.col);
                            builder.reading.comment(place, &comment);
                        }
                    }
                    _ => {}
                },
                _ => {}
            }
        }
        content
    }

    /// The text up to the end of an element, that of its runs included.
    fn text(&mut self, element: &str) -> Content {
        let mut content = Content::default();
        let mut fonts: Vec<Font> = Vec::new();
        while let Ok(event) = self.reader.read_event() {
            match &event {
                Event::Eof => break,
                Event::Start(tag) => fonts.push(run_font(tag, fonts.last().copied().unwrap_or_default())),
                Event::End(tag) if tag.local_name().as_ref() == element => break,
                Event::End(_) => drop(fonts.pop()),
                event => {
                    let before = content.text.len();
                    xml::push_text(event, &mut content.text);
                    let (text, font) = (&content.text[before..], fonts.last().copied());
                    match content.runs.last_mut().filter(|run| run.font == font) {
                        Some(run) => run.text.push_str(text),
                        None if !text.is_empty() => content.runs.push(Run { text: text.to_owned(), font }),
                        None => {}
                    }
                }
            }
        }
        if content.runs.iter().all(|run| run.font.is_none()) {
            content.runs.clear();
        }
        content
    }

    fn take(
        &self,
        builder: &mut SheetBuilder<'_>,
        at: CellRef,
        content: Option<&Content>,
        style: &str,
        formula: bool,
    ) -> Result<(), Finding> {
        let CellRef { row, col } = at;
        let Some(content) = content.filter(|content| !content.text.is_empty()) else {
            if formula && content.is_none_or(|content| content.kind != "String") {
                builder.reading.add(faults::no_result(builder.place(row, col)));
            }
            return Ok(());
        };
        let code = self.says(style, |style| style.format.as_deref());
        let shown = Shown::new(u32::MAX, code.map(plain_code));
        let value = content.text.trim();
        let damaged = |builder: &mut SheetBuilder<'_>, what| {
            builder.reading.add(faults::bad_value(builder.place(row, col), what, value));
            builder.text(row, col, content.text.clone())
        };
        match content.kind.as_str() {
            "Number" => match value.parse::<f64>() {
                Ok(number) if number.is_finite() => builder.number(row, col, number, &shown)?,
                _ => damaged(builder, msg!("数値ではない", "no number"))?,
            },
            "DateTime" => match serial_of_iso(value) {
                Some(serial) => builder.iso_date(row, col, serial, &shown)?,
                None => damaged(builder, msg!("日付ではありません", "no day"))?,
            },
            "Boolean" => builder.boolean(row, col, xml::is_true(value))?,
            "Error" => builder.error(row, col, value)?,
            _ if !content.runs.is_empty() => {
                return take_runs(builder, at, &content.runs, &self.look(style), &shown);
            }
            _ => builder.typed(row, col, content.text.clone(), &shown)?,
        }
        take_look(builder, at, &self.look(style));
        Ok(())
    }
}

/// What an element of a text (HTML) makes of the font round it.
fn run_font(tag: &BytesStart<'_>, around: Font) -> Font {
    match tag.local_name().as_ref() {
        "S" => Font { struck: true, ..around },
        "U" => Font { underlined: true, ..around },
        "Sup" => Font { raised: Raised::Up, ..around },
        "Sub" => Font { raised: Raised::Down, ..around },
        "Font" => font_of(tag, around),
        _ => around,
    }
}

fn font_of(tag: &BytesStart<'_>, around: Font) -> Font {
    let mut font = around;
    if let Some(on) = xml::attr(tag, "StrikeThrough") {
        font.struck = xml::is_true(&on);
    }
    if let Some(line) = xml::attr(tag, "Underline") {
        font.underlined = line != "None";
    }
    match xml::attr(tag, "VerticalAlign").as_deref() {
        Some("Superscript") => font.raised = Raised::Up,
        Some("Subscript") => font.raised = Raised::Down,
        _ => {}
    }
    // the window's own is `Automatic`
    if let Some(color) = xml::attr(tag, "Color") {
        font.color = Rgb::hex(color.trim_start_matches('#'));
    }
    match xml::attr(tag, "Size").and_then(|size| size.parse().ok()) {
        Some(points) => font.of_size(points),
        None => font,
    }
}

fn ground_of(tag: &BytesStart<'_>) -> Ground {
    match xml::attr(tag, "Pattern").as_deref() {
        None | Some("None") => Ground::None,
        Some("Solid") => {
            let color = xml::attr(tag, "Color").and_then(|color| Rgb::hex(color.trim_start_matches('#')));
            color.map_or(Ground::Unknown, Ground::Solid)
        }
        Some(_) => Ground::Unknown,
    }
}

/// The number formats that have names here, as codes.
fn plain_code(format: &str) -> &str {
    match format {
        "General Date" => "yyyy/m/d h:mm",
        "Short Date" => "yyyy/m/d",
        "Medium Date" => "d-mmm-yy",
        "Long Date" => "yyyy\"年\"m\"月\"d\"日\"",
        "Short Time" => "h:mm",
        "Medium Time" => "h:mm AM/PM",
        "Long Time" => "h:mm:ss",
        "Fixed" => "0.00",
        "Standard" => "#,##0.00",
        "Percent" => "0.00%",
        "Scientific" => "0.00E+00",
        "Currency" => "\"¥\"#,##0;-\"¥\"#,##0",
        code => code,
    }
}

/// Where something stands, from 0; `Index` counts from 1.
fn index(tag: &BytesStart<'_>) -> Option<u64> {
    xml::attr(tag, "Index")?.parse::<u64>().ok()?.checked_sub(1)
}

fn count(tag: &BytesStart<'_>, name: &str) -> u64 {
    xml::attr(tag, name).and_then(|text| text.parse().ok()).unwrap_or(0)
}

fn is_hidden(tag: &BytesStart<'_>) -> bool {
    xml::attr(tag, "Hidden").is_some_and(|on| xml::is_true(&on))
}

/// From the first up to, without, the end.
fn lines(first: u64, end: u64) -> std::ops::RangeInclusive<u32> {
    let at = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
    at(first)..=at(end.saturating_sub(1))
}

fn inside(row: u64, col: u64) -> Option<CellRef> {
    let there = row < MAX_ROWS && col < MAX_COLUMNS;
    there.then(|| Some(CellRef { row: u32::try_from(row).ok()?, col: u32::try_from(col).ok()? }))?
}

fn merge(first: CellRef, across: u64, down: u64) -> Option<Merge> {
    let last = inside(u64::from(first.row).saturating_add(down), u64::from(first.col).saturating_add(across))?;
    (last != first).then_some(Merge { first, last })
}
