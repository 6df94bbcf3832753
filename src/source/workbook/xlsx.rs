//! XLSX and XLSM through calamine's stream of cells.
//!
//! Never through `worksheet_range`: it allocates the rectangle between the first and the last
//! cell and aborts the process on a stray cell at XFD1048576.

use std::collections::HashMap;
use std::io::Cursor;
use std::sync::Arc;

use calamine::{DataRef, Reader as _, Style, Xlsx, XlsxError};
use quick_xml::events::Event;

use super::book::{OtherSheet, Workbook, workbook_part};
use super::hanging::cell_pictures::CellValues;
use super::parts::Parts;
use super::xlsx_fonts::{self, Fonts};
use super::xlsx_survey::{Strings, Survey, survey};
use super::{conditional, hanging, normal, notes, xml};
use crate::finding::Finding;
use crate::msg;
use crate::place::CellRef;
use crate::place::SourceFile;
use crate::source::look::{Look, Run, take_look, take_runs};
use crate::source::reading::{Input, SheetBuilder, Shown};
use crate::source::shown::date_text::serial_of_iso;
use crate::source::{Body, Sheet, faults};
use crate::stamped::Stamp;

/// Reads a workbook.
///
/// # Errors
/// M002 when it is no workbook, M004–M006 when it cannot be opened.
pub fn read(bytes: &[u8], reading: &mut Input) -> Result<Body, Finding> {
    let file = reading.file.clone();
    let mut parts = Parts::open(bytes, &file, &reading.limits)?;
    let part = workbook_part(&mut parts)?.unwrap_or_else(|| "xl/workbook.xml".to_owned());
    let Some(book) = Workbook::read(&mut parts, &part)? else {
        return Err(faults::broken(&file, Some(&part)));
    };
    let mut replaced = HashMap::new();
    // calamine reads these without a limit of its own
    let mut texts = HashMap::new();
    for kind in ["styles", "theme", "sharedStrings"] {
        let Some(part) = book.related.get(kind) else { continue };
        let text = if kind == "sharedStrings" { parts.text(part)? } else { lossy(&mut parts, part)? };
        let Some(text) = text else { continue };
        if parts.is_recoded(part) {
            replaced.insert(part.clone(), text.clone());
        }
        texts.insert(kind, (part, text));
    }
    let text_of = |kind: &str| texts.get(kind).map_or("", |(_, text)| text.as_str());
    let fonts = Fonts::read(text_of("styles"), text_of("theme"));
    let mut strings = match texts.get("sharedStrings") {
        Some((part, text)) => strings(text, part, &fonts, &mut replaced),
        None => Strings::default(),
    };
    drop(texts);
    strings.palette = fonts.palette.clone();
    let values = CellValues::read(&mut parts, part.rsplit_once('/').map_or("", |(folder, _)| folder));

    for OtherSheet { name, kind, part } in &book.others {
        let finding = match (kind.as_str(), part) {
            ("chartsheet", Some(part)) => faults::chart_sheet(&file, name, &hanging::package::words(&mut parts, part)?),
            ("double", _) => {
                let why = msg!("同じ名前のシートが前にあります", "an earlier sheet has the same name");
                faults::sheet_not_read(&file, name, why)
            }
            _ => faults::sheet_not_read(&file, name, msg!("表のシートではありません", "it is no worksheet")),
        };
        reading.add(finding);
    }
    reading.count_sheets(book.sheets.len())?;
    let with_notes = notes::any(&parts);
    let mut hung = Vec::with_capacity(book.sheets.len());
    let mut surveys = Vec::with_capacity(book.sheets.len());
    let mut formulas = false;
    for sheet in &book.sheets {
        let name: Arc<str> = sheet.name.as_str().into();
        let Some(text) = parts.text(&sheet.part)? else {
            surveys.push(Survey::default());
            hung.push(Vec::new());
            continue;
        };
        let mut things = hanging::package::read(&mut parts, &sheet.part, Some(&text), &[])?;
        let (without_pictures, in_cells) = hanging::cells::take(&text, &values);
        things.extend(in_cells);
        hung.push(things);
        let mut found = survey(without_pictures.as_ref().unwrap_or(&text), &strings, &file, &name);
        found.conditional = conditional::read(&text, &fonts);
        let mended = found.mended(without_pictures.as_ref().unwrap_or(&text));
        if let Some(mended) = mended.or(without_pictures) {
            replaced.insert(sheet.part.clone(), mended);
        } else if parts.is_recoded(&sheet.part) {
            replaced.insert(sheet.part.clone(), text);
        }
        formulas |= found.formulas;
        surveys.push(found);
    }
    let package = normal::package(&mut parts, &book, &replaced)?;
    drop(replaced);
    let mut workbook = open(&package, &file)?;
    let mut styles = None;
    let mut sheets = Vec::with_capacity(book.sheets.len());
    for (n, (sheet, found)) in book.sheets.iter().zip(surveys).enumerate() {
        let notes = if with_notes { notes::read(&mut parts, &sheet.part)? } else { notes::Notes::default() };
        let name: Arc<str> = sheet.name.as_str().into();
        let mut builder = SheetBuilder::new(reading, &name, book.date_1904);
        notes.report(&mut builder);
        builder.print(sheet.print_area.clone());
        let looks = (&mut styles, &fonts, &values);
        sheets.push(read_sheet(&mut workbook, n, builder, found, looks, sheet.hidden)?);
    }
    // matome stores the results of the formulas in its answer workbooks
    let ours = || sheets.iter().flat_map(|sheet| &sheet.stamps).any(|(_, text)| Stamp::of_cell(text).is_some());
    if formulas && book.to_calculate && !ours() {
        reading.add(faults::stale_results(&file));
    }
    hanging::tell(reading, &mut sheets, hung, &values.images);
    Ok(Body::Sheets(sheets))
}

type Cells<'a> = Xlsx<Cursor<&'a [u8]>>;

fn open<'a>(bytes: &'a [u8], file: &SourceFile) -> Result<Cells<'a>, Finding> {
    Xlsx::new(Cursor::new(bytes)).map_err(|error| match error {
        XlsxError::Password => faults::password(file),
        XlsxError::FileNotFound(part) => faults::broken(file, Some(&part)),
        _ => faults::broken(file, None),
    })
}

/// A part as text; what is none is left out.
fn lossy(parts: &mut Parts<'_>, name: &str) -> Result<Option<String>, Finding> {
    match parts.text(name) {
        Err(finding) if finding.code.0 == "M005" => Ok(None),
        read => read,
    }
}

/// How the cells of one style are shown.
#[derive(Default)]
struct CellStyle {
    shown: Shown,
    look: Look,
}

impl CellStyle {
    fn new(style: &Style, look: Look) -> Self {
        let shown = style.number_format.as_ref().map_or(Shown::General, |format| {
            Shown::new(format.format_id.unwrap_or(u32::MAX), Some(&format.format_code))
        });
        Self { shown, look }
    }
}

fn read_sheet(
    workbook: &mut Cells<'_>,
    n: usize,
    mut builder: SheetBuilder<'_>,
    found: Survey,
    (styles, fonts, values): (&mut Option<Vec<CellStyle>>, &Fonts, &CellValues),
    hidden: bool,
) -> Result<Sheet, Finding> {
    let broken_off = found.findings.iter().any(|finding| finding.code.0 == "M007");
    let (unreckoned, findings): (Vec<_>, Vec<_>) = found.findings.into_iter().partition(|f| f.code.0 == "M011");
    for finding in findings {
        builder.reading.add(finding);
    }
    builder.hide(found.hidden);
    builder.run(found.running);
    builder.seen.conditional = found.conditional;
    let mut last = None;
    let mut failed = false;
    match workbook.worksheet_cells_reader(&normal::sheet_name(n)) {
        Ok(mut cells) => {
            let styles = styles.get_or_insert_with(|| {
                let all = cells.styles().iter().enumerate();
                all.map(|(n, style)| CellStyle::new(style, fonts.look(n))).collect()
            });
            let plain = CellStyle::default();
            loop {
                match cells.next_cell_with_style_id() {
                    Ok(Some((cell, style))) => {
                        let (row, col) = cell.get_position();
                        let check_box = values.check_boxes.contains(&style);
                        let style = styles.get(style).unwrap_or(&plain);
                        let at = CellRef { row, col };
                        last = Some(at);
                        if let (true, DataRef::Bool(on)) = (check_box, cell.get_value()) {
                            builder.text(row, col, if *on { "☑" } else { "☐" }.to_owned())?;
                            continue;
                        }
                        match found.rich.get(&at).filter(|runs| is_of(cell.get_value(), runs)) {
                            Some(runs) => take_runs(&mut builder, at, runs, &style.look, &style.shown)?,
                            None => {
                                take(&mut builder, row, col, cell.get_value(), &style.shown)?;
                                take_look(&mut builder, at, &style.look);
                            }
                        }
                    }
                    Ok(None) => break,
                    Err(_) => {
                        failed = true;
                        break;
                    }
                }
            }
        }
        Err(_) => failed = true,
    }
    if failed && !broken_off {
        let mut place = builder.place(0, 0);
        place.cell = last;
        builder.reading.add(faults::sheet_breaks_off(place));
    }
    // programs that reckon nothing save matome's own formulas without results
    let own = builder.own_columns();
    for finding in unreckoned {
        if !finding.place.as_ref().and_then(|place| place.cell).is_some_and(|at| own.contains(&at.col)) {
            builder.reading.add(finding);
        }
    }
    Ok(builder.finish(found.merges, hidden))
}

/// Whether these are the runs of a text: two cells may have one address.
fn is_of(value: &DataRef<'_>, runs: &[Run]) -> bool {
    let text = match value {
        DataRef::String(text) => text.as_str(),
        DataRef::SharedString(text) => text,
        _ => return false,
    };
    let rest = runs.iter().try_fold(text, |rest, run| rest.strip_prefix(run.text.as_str()));
    rest == Some("")
}

fn take(builder: &mut SheetBuilder<'_>, row: u32, col: u32, value: &DataRef<'_>, shown: &Shown) -> Result<(), Finding> {
    match value {
        DataRef::Empty => Ok(()),
        DataRef::String(text) | DataRef::DurationIso(text) => builder.typed(row, col, text.clone(), shown),
        DataRef::SharedString(text) => builder.typed(row, col, (*text).to_owned(), shown),
        DataRef::Int(number) => builder.number(row, col, *number as f64, shown),
        DataRef::Float(number) => builder.number(row, col, *number, shown),
        DataRef::Bool(value) => builder.boolean(row, col, *value),
        DataRef::DateTime(serial) => builder.number(row, col, serial.as_f64(), shown),
        DataRef::DateTimeIso(text) => match serial_of_iso(text) {
            Some(serial) => builder.iso_date(row, col, serial, shown),
            None => {
                let what = crate::msg!("日付ではありません", "no day");
                let place = builder.place(row, col);
                builder.reading.add(faults::bad_value(place, what, text));
                builder.text(row, col, text.clone())
            }
        },
        DataRef::Error(error) => builder.error(row, col, &error.to_string()),
    }
}

/// Counts the shared strings and finds the runs of rich ones.
///
/// A `uniqueCount` far from the truth is taken out: calamine reserves memory for it.
fn strings(text: &str, part: &str, fonts: &Fonts, replaced: &mut HashMap<String, String>) -> Strings {
    let mut out = Strings::default();
    let mut reader = xml::reader(text);
    let with_runs = text.contains("rPr");
    let position = |reader: &quick_xml::Reader<&[u8]>| {
        usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX).min(text.len())
    };
    let mut claim = None;
    loop {
        let start = position(&reader);
        let Ok(event) = reader.read_event() else { break };
        match event {
            Event::Eof => break,
            Event::Start(tag) => match tag.local_name().as_ref() {
                "sst" => {
                    let count = xml::raw_attr(&tag, "uniqueCount");
                    claim = count.map(|count| (start..position(&reader), count.parse::<usize>()));
                }
                "si" => {
                    if with_runs {
                        let content = reader.read_to_end(tag.name());
                        let Ok(content) = content else { break };
                        let end = usize::try_from(content.end).unwrap_or(start).min(text.len());
                        if let Some(runs) = xlsx_fonts::runs(&text[start..end], &fonts.palette) {
                            out.rich.insert(out.count, runs);
                        }
                    }
                    out.count = out.count.saturating_add(1);
                }
                _ => {}
            },
            Event::Empty(tag) if tag.local_name().as_ref() == "si" => {
                out.count = out.count.saturating_add(1);
            }
            _ => {}
        }
    }
    let most = out.count.saturating_mul(2).saturating_add(1024);
    let unsound = |count: &Result<usize, _>| count.as_ref().map_or(true, |&count: &usize| count > most);
    if let Some((range, _)) = claim.filter(|(_, count)| unsound(count)) {
        let tag = text[range.clone()].replace("uniqueCount", "x");
        let mended = text[..range.start].to_owned() + &tag + &text[range.end..];
        replaced.insert(part.to_owned(), mended);
    }
    out
}
