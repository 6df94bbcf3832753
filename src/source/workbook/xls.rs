//! XLS of Excel 97 to 2003 (BIFF8, MS-XLS).
//!
//! Not through calamine: 0.38 gives no number formats of XLS, so 12.7% would be 0.127, and makes
//! the rectangle around all cells when it opens a file (500 MB for a stray cell at IV65536).

use std::collections::{HashMap, HashSet};

use super::biff::{CellValue, RichText, Styles, rk, take, utf16};
use super::biff_fonts;
use super::compound::{Compound, f64_at, u16_at, u32_at};
use super::{decrypt, hanging, print_area};
use crate::finding::Finding;
use crate::msg;
use crate::place::CellRef;
use crate::place::SourceFile;
use crate::source::look::Palette;
use crate::source::reading::{Hidden, Input, MAX_COLUMNS, SheetBuilder};
use crate::source::{Body, Merge, faults};

const CONTINUE: u16 = 0x003C;
const BOF: u16 = 0x0809;
const EOF: u16 = 0x000A;
/// What BOUNDSHEET says of a sheet that is nothing but a chart.
const CHART: u8 = 2;

/// Reads a workbook.
///
/// # Errors
/// M002 for a workbook of Excel 95, M004 when it is encrypted, M005 when it is damaged, M006 when it holds too many texts
/// or sheets.
pub fn read(bytes: &[u8], reading: &mut Input) -> Result<Body, Finding> {
    let file = reading.file.clone();
    let broken = || faults::broken(&file, None);
    let mut compound = Compound::open(bytes).ok_or_else(broken)?;
    let name = if compound.has("Workbook") { "Workbook" } else { "Book" };
    let stream = compound.stream(name).ok_or_else(broken)?;
    let stream = decrypt::stream(stream).ok_or_else(|| faults::password(&file))?;
    let book = Globals::read(&stream, &file)?;
    reading.count_sheets(book.sheets.len())?;
    let starts = sheet_starts(&stream, &book.sheets);
    let all = |content| Records { rest: content }.map(|Record { kind, parts }| (kind, parts));
    let names = book.sheets.iter().map(|sheet| sheet.name.clone()).collect();
    let names = hanging::xls::SheetNames::read(all(&stream), names);
    let mut sheets = Vec::new();
    let mut hung = Vec::new();
    for (number, (sheet, start)) in book.sheets.iter().zip(starts).enumerate() {
        let content = start.and_then(|start| stream.get(start..));
        if sheet.kind == CHART {
            let says = hanging::xls::chart_sheet(all(content.unwrap_or_default()));
            reading.add(faults::chart_sheet(&file, &sheet.name, &says));
            continue;
        }
        if sheet.kind != 0 {
            let why = msg!("表のシートではありません", "it is no worksheet");
            reading.add(faults::sheet_not_read(&file, &sheet.name, why));
            continue;
        }
        let name = sheet.name.as_str().into();
        let mut builder = SheetBuilder::new(reading, &name, book.date_1904);
        builder.print(book.print_areas.get(&number).cloned().unwrap_or_default());
        let mut pass = SheetPass { book: &book, merges: Vec::new(), last: None, formula: None };
        let ended = pass.read(&mut builder, content.unwrap_or_default())?;
        if !ended {
            let mut place = builder.place(0, 0);
            place.cell = pass.last;
            builder.reading.add(faults::sheet_breaks_off(place));
        }
        sheets.push(builder.finish(pass.merges, sheet.hidden));
        hung.push(hanging::xls::read(all(content.unwrap_or_default()), &mut compound, &names));
    }
    hanging::tell(reading, &mut sheets, hung, &HashMap::new());
    Ok(Body::Sheets(sheets))
}

/// Where each sheet begins. Some programs write positions that are a little off; Excel finds the sheets all the same.
fn sheet_starts(stream: &[u8], sheets: &[BoundSheet]) -> Vec<Option<usize>> {
    let begins = |at: usize| u16_at(stream, at) == Some(BOF);
    let stated = |sheet: &BoundSheet| usize::try_from(sheet.start).unwrap_or(usize::MAX);
    let found = substreams(stream);
    let in_order = found.len() == sheets.len();
    let mut taken = HashSet::new();
    let mut starts = Vec::with_capacity(sheets.len());
    for (n, sheet) in sheets.iter().enumerate() {
        let at = stated(sheet);
        let around = found.partition_point(|&start| start <= at).checked_sub(1).and_then(|i| found.get(i).copied());
        let start = if found.binary_search(&at).is_ok() {
            Some(at)
        } else if in_order {
            found.get(n).copied()
        } else if begins(at) {
            Some(at)
        } else {
            around.filter(|start| !taken.contains(start))
        };
        taken.extend(start);
        starts.push(start);
    }
    starts
}

/// Where the streams behind the globals begin, which follow one another.
fn substreams(stream: &[u8]) -> Vec<usize> {
    let mut found = Vec::new();
    let mut depth = 0_u32;
    let mut records = Records { rest: stream };
    loop {
        let at = stream.len().saturating_sub(records.rest.len());
        match records.one() {
            Some((BOF, _)) => {
                if depth == 0 {
                    found.push(at);
                }
                depth = depth.saturating_add(1);
            }
            Some((EOF, _)) => depth = depth.saturating_sub(1),
            Some(_) => {}
            None => break,
        }
    }
    found.drain(..found.len().min(1));
    found
}

/// A record with the CONTINUE records that belong to it.
struct Record<'a> {
    kind: u16,
    parts: Vec<&'a [u8]>,
}

impl<'a> Record<'a> {
    fn data(&self) -> &'a [u8] {
        self.parts.first().copied().unwrap_or_default()
    }
}

/// Walks the records of a stream; ends at its end or where a record is cut short.
struct Records<'a> {
    rest: &'a [u8],
}

impl<'a> Records<'a> {
    fn one(&mut self) -> Option<(u16, &'a [u8])> {
        let kind = u16_at(self.rest, 0)?;
        let end = 4 + usize::from(u16_at(self.rest, 2)?);
        let data = self.rest.get(4..end)?;
        self.rest = self.rest.get(end..)?;
        Some((kind, data))
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = Record<'a>;

    fn next(&mut self) -> Option<Record<'a>> {
        let (kind, data) = self.one()?;
        let mut parts = vec![data];
        while u16_at(self.rest, 0) == Some(CONTINUE) {
            parts.push(self.one()?.1);
        }
        Some(Record { kind, parts })
    }
}

/// Reads across the CONTINUE records of a record.
struct Bytes<'a, 'r> {
    parts: &'r [&'a [u8]],
    at: usize,
}

impl<'a> Bytes<'a, '_> {
    /// Gives up to `count` bytes of the current part; moves to the next part when it is used up.
    fn some(&mut self, count: usize) -> Option<&'a [u8]> {
        while self.parts.first()?.len() == self.at {
            self.parts = self.parts.get(1..)?;
            self.at = 0;
        }
        let part = self.parts.first()?;
        let end = part.len().min(self.at.saturating_add(count));
        let some = part.get(self.at..end)?;
        self.at = end;
        Some(some)
    }

    fn take(&mut self, count: usize) -> Option<Vec<u8>> {
        let mut out = Vec::new();
        while out.len() < count {
            out.extend_from_slice(self.some(count.saturating_sub(out.len()))?);
        }
        Some(out)
    }

    fn u8(&mut self) -> Option<u8> {
        self.take(1)?.first().copied()
    }

    fn u16(&mut self) -> Option<u16> {
        u16_at(&self.take(2)?, 0)
    }

    fn u32(&mut self) -> Option<u32> {
        u32_at(&self.take(4)?, 0)
    }

    /// Reads characters. Where a CONTINUE record begins, a new flag says how wide they are.
    fn characters(&mut self, count: u16, flags: u8) -> Option<String> {
        let mut units = Vec::new();
        let mut left = usize::from(count);
        let mut wide = flags & 1 != 0;
        while left > 0 {
            if self.parts.first()?.len() == self.at {
                self.parts = self.parts.get(1..)?;
                self.at = 0;
                wide = self.u8()? & 1 != 0;
            }
            let width: usize = if wide { 2 } else { 1 };
            let some = self.some(left.saturating_mul(width))?;
            // Half a character at the end of a part: the file is damaged.
            if some.len() < width {
                return None;
            }
            for unit in some.chunks_exact(width) {
                units.extend_from_slice(unit);
                units.resize(units.len().next_multiple_of(2), 0);
                left = left.saturating_sub(1);
            }
        }
        Some(utf16(&units))
    }

    /// XLUnicodeRichExtendedString, also of the plain kind.
    fn rich_text(&mut self) -> Option<RichText> {
        let count = self.u16()?;
        let flags = self.u8()?;
        let runs = if flags & 8 != 0 { self.u16()? } else { 0 };
        let phonetic = if flags & 4 != 0 { self.u32()? } else { 0 };
        let text = self.characters(count, flags)?;
        let runs = self.take(usize::from(runs) * 4)?;
        // Furigana is no part of the text.
        self.take(usize::try_from(phonetic).ok()?)?;
        Some(RichText { text, runs: font_runs(&runs) })
    }
}

/// Font 4 does not exist: later numbers are one too high.
fn font(number: u16) -> u16 {
    if number >= 4 { number.saturating_sub(1) } else { number }
}

fn font_runs(bytes: &[u8]) -> Vec<(u16, u16)> {
    let runs = bytes.chunks_exact(4);
    runs.filter_map(|run| Some((u16_at(run, 0)?, font(u16_at(run, 2)?)))).collect()
}

struct BoundSheet {
    name: String,
    start: u32,
    kind: u8,
    hidden: bool,
}

/// The workbook globals substream.
#[derive(Default)]
struct Globals {
    sheets: Vec<BoundSheet>,
    strings: Vec<RichText>,
    styles: Styles,
    date_1904: bool,
    print_areas: HashMap<usize, Vec<Merge>>,
}

impl Globals {
    fn read(stream: &[u8], file: &SourceFile) -> Result<Self, Finding> {
        let mut out = Self::default();
        let mut ended = false;
        // the palette stands behind the fonts that use it
        let mut palette = Palette::default();
        let colors = Records { rest: stream }.take_while(|record| record.kind != EOF).find(|r| r.kind == 0x0092);
        colors.iter().for_each(|record| biff_fonts::palette(record.data(), &mut palette));
        for record in (Records { rest: stream }) {
            let data = record.data();
            match record.kind {
                BOF if u16_at(data, 0) != Some(0x0600) => {
                    let hint = msg!("Excel ブック（.xlsx）で保存し直してください", "Save it as .xlsx");
                    return Err(faults::unknown_format_of_file(
                        file,
                        "Excel 95 以前のブック",
                        "a workbook of Excel 95 or older",
                        hint,
                    ));
                }
                0x0022 => out.date_1904 = u16_at(data, 0) == Some(1),
                0x0085 => out.sheets.extend(bound_sheet(data)),
                0x0018 => out.print_areas.extend(print_area::of_xls(data)),
                0x0031 => out.styles.fonts.push(biff_fonts::font(data, &palette)),
                0x041E => {
                    let mut bytes = Bytes { parts: &record.parts, at: 0 };
                    if let (Some(id), Some(code)) = (bytes.u16(), bytes.rich_text()) {
                        out.styles.codes.insert(id, code.text);
                    }
                }
                0x00E0 => {
                    let format = u16_at(data, 2).unwrap_or(0);
                    out.styles.cells.push((format, font(u16_at(data, 0).unwrap_or(0))));
                    out.styles.grounds.push(biff_fonts::ground(data, &palette));
                }
                0x00FC => out.strings = shared_strings(&record),
                EOF => {
                    ended = true;
                    break;
                }
                _ => {}
            }
        }
        if !ended {
            return Err(faults::broken(file, None));
        }
        out.styles.finish();
        Ok(out)
    }
}

fn bound_sheet(data: &[u8]) -> Option<BoundSheet> {
    let count = u16::from(*data.get(6)?);
    let flags = *data.get(7)?;
    let mut bytes = Bytes { parts: &[data.get(8..)?], at: 0 };
    Some(BoundSheet {
        name: bytes.characters(count, flags)?,
        start: u32_at(data, 0)?,
        kind: *data.get(5)?,
        hidden: data.get(4)? & 3 != 0,
    })
}

fn shared_strings(record: &Record<'_>) -> Vec<RichText> {
    let mut bytes = Bytes { parts: &record.parts, at: 0 };
    let mut out = Vec::new();
    if bytes.take(8).is_some() {
        while let Some(text) = bytes.rich_text() {
            out.push(text);
        }
    }
    out
}

/// One worksheet substream.
struct SheetPass<'a> {
    book: &'a Globals,
    merges: Vec<Merge>,
    last: Option<CellRef>,
    /// A formula whose text comes with the next STRING record.
    formula: Option<(CellRef, usize)>,
}

impl SheetPass<'_> {
    /// Reads the records; false when the stream ends before the sheet does.
    fn read(&mut self, builder: &mut SheetBuilder<'_>, content: &[u8]) -> Result<bool, Finding> {
        let mut depth = 0_u32;
        for record in (Records { rest: content }) {
            match record.kind {
                // Charts are streams inside of the stream.
                BOF => depth = depth.saturating_add(1),
                // where no sheet begins, none ends
                EOF if depth <= 1 => return Ok(depth == 1),
                EOF => depth = depth.saturating_sub(1),
                _ if depth == 1 => {
                    // A record that is too short for what it says is passed over.
                    self.record(builder, &record).transpose()?;
                }
                _ => {}
            }
        }
        Ok(false)
    }

    fn record(&mut self, builder: &mut SheetBuilder<'_>, record: &Record<'_>) -> Option<Result<(), Finding>> {
        let data = record.data();
        let cell = || {
            let at = CellRef { row: u16_at(data, 0)?.into(), col: u16_at(data, 2)?.into() };
            Some((at, usize::from(u16_at(data, 4)?)))
        };
        let rich;
        let (at, format, value) = match record.kind {
            // ROW (2.4.221): fDyZero; COLINFO (2.4.53): fHidden
            0x0208 => {
                let row = u32::from(u16_at(data, 0)?);
                if u16_at(data, 12)? & 0x20 != 0 {
                    builder.hide(Hidden { rows: vec![row..=row], ..Hidden::default() });
                }
                return Some(Ok(()));
            }
            0x007D => {
                let (first, last) = (u32::from(u16_at(data, 0)?), u32::from(u16_at(data, 2)?));
                if u16_at(data, 8)? & 1 != 0 {
                    builder.hide(Hidden { columns: vec![first..=last], ..Hidden::default() });
                }
                return Some(Ok(()));
            }
            0x00FD => {
                let (at, format) = cell()?;
                let index = u32_at(data, 6)?;
                let text = usize::try_from(index).ok().and_then(|n| self.book.strings.get(n));
                (at, format, text.map_or(CellValue::NoString(index), CellValue::Text))
            }
            0x0204 | 0x00D6 => {
                let (at, format) = cell()?;
                let mut bytes = Bytes { parts: &record.parts, at: 6 };
                rich = bytes.rich_text()?;
                (at, format, CellValue::Text(&rich))
            }
            0x0203 => {
                let (at, format) = cell()?;
                (at, format, CellValue::Number(f64_at(data, 6)?))
            }
            0x027E => {
                let (at, format) = cell()?;
                (at, format, CellValue::Number(rk(u32_at(data, 6)?)))
            }
            0x0205 => {
                let (at, format) = cell()?;
                let value = *data.get(6)?;
                let error = *data.get(7)? != 0;
                let value = if error { CellValue::Error(value) } else { CellValue::Bool(value != 0) };
                (at, format, value)
            }
            // some programs write the records of Excel 3 and 4, whose fields are the same
            0x0006 | 0x0206 | 0x0406 => {
                let (at, format) = cell()?;
                self.formula = None;
                let value = match (data.get(6)?, data.get(8)?, u16_at(data, 12)?) {
                    (0, _, 0xFFFF) => {
                        self.formula = Some((at, format));
                        return None;
                    }
                    (1, value, 0xFFFF) => CellValue::Bool(*value != 0),
                    (2, code, 0xFFFF) => CellValue::Error(*code),
                    (_, _, 0xFFFF) => return None,
                    _ => CellValue::Number(f64_at(data, 6)?),
                };
                (at, format, value)
            }
            0x0207 => {
                let (at, format) = self.formula.take()?;
                rich = Bytes { parts: &record.parts, at: 0 }.rich_text()?;
                (at, format, CellValue::Text(&rich))
            }
            0x00BD => return self.row_of_numbers(builder, data),
            0x00E5 => {
                self.merges.extend(data.get(2..)?.chunks_exact(8).filter_map(merge));
                return None;
            }
            _ => return None,
        };
        if builder.is_outside(at) {
            return None;
        }
        self.last = Some(at);
        Some(take(builder, &self.book.styles, at, format, &value))
    }

    /// MULRK: numbers side by side.
    fn row_of_numbers(&mut self, builder: &mut SheetBuilder<'_>, data: &[u8]) -> Option<Result<(), Finding>> {
        let row = u16_at(data, 0)?.into();
        let first = u32::from(u16_at(data, 2)?);
        let numbers = data.get(4..data.len().checked_sub(2)?)?.chunks_exact(6);
        for (col, number) in (first..).zip(numbers) {
            let at = CellRef { row, col };
            if builder.is_outside(at) {
                break;
            }
            let value = CellValue::Number(rk(u32_at(number, 2)?));
            let format = usize::from(u16_at(number, 0)?);
            if let Err(finding) = take(builder, &self.book.styles, at, format, &value) {
                return Some(Err(finding));
            }
            self.last = Some(at);
        }
        None
    }
}

fn merge(range: &[u8]) -> Option<Merge> {
    let first = CellRef { row: u16_at(range, 0)?.into(), col: u16_at(range, 4)?.into() };
    let last = CellRef { row: u16_at(range, 2)?.into(), col: u16_at(range, 6)?.into() };
    let inside = u64::from(last.col) < MAX_COLUMNS;
    (first < last && first.col <= last.col && inside).then_some(Merge { first, last })
}

#[cfg(test)]
mod tests;
