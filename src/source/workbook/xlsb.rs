//! XLSB (BIFF12, MS-XLSB).
//!
//! Not through calamine: 0.38 gives no number formats and no merged ranges of XLSB, drops
//! formulas with an error value, and panics on a shared string that is not in the table.

use std::collections::HashMap;

use super::biff::{CellValue, RichText, Styles, rk, take};
use super::biff_fonts::{font_12, ground_12};
use super::biff12::{Records, rich_text, wide_string};
use super::book::{related, relations, workbook_part};
use super::compound::{f64_at, u16_at, u32_at};
use super::hanging::cell_pictures::{CellValues, RichValue};
use super::hanging::{Area, Hanging, What};
use super::parts::Parts;
use super::xlsx_fonts::read_theme;
use super::{hanging, notes, print_area};
use crate::finding::Finding;
use crate::msg;
use crate::place::{CellRef, Place};
use crate::source::look::{Palette, Rgb};
use crate::source::reading::{Hidden, Input, MAX_COLUMNS, MAX_ROWS, SheetBuilder};
use crate::source::{Body, Merge, Sheet, faults};

/// Reads a workbook.
///
/// # Errors
/// M004–M006 when it cannot be opened.
pub fn read(bytes: &[u8], reading: &mut Input) -> Result<Body, Finding> {
    let file = reading.file.clone();
    let mut parts = Parts::open(bytes, &file, &reading.limits)?;
    let part = workbook_part(&mut parts)?.unwrap_or_else(|| "xl/workbook.bin".to_owned());
    let relations = relations(&mut parts, &part)?;
    let related = related(&parts, &part, &relations);
    let workbook = parts.read(&part)?.ok_or_else(|| faults::broken(&file, Some(&part)))?;
    let mut shared = |kind: &str| match related.get(kind) {
        Some(part) => parts.read(part).map(Option::unwrap_or_default),
        None => Ok(Vec::new()),
    };
    let strings = shared("sharedStrings")?;
    let strings: Vec<RichText> = Records { rest: &strings }
        .filter(|(kind, _)| *kind == 0x0013)
        .map(|(_, data)| rich_text(data).unwrap_or_default())
        .collect();
    let mut palette = Palette::default();
    read_theme(&String::from_utf8_lossy(&shared("theme")?), &mut palette);
    let styles = styles(&shared("styles")?, palette);
    let with_notes = notes::any(&parts);
    let mut date_1904 = false;
    let folder = part.rsplit_once('/').map_or("", |(folder, _)| folder);
    let values = CellValues::read(&mut parts, folder);
    let mut sheets = Vec::new();
    let names = Records { rest: &workbook }.filter(|(kind, _)| *kind == 0x0027);
    let print_areas: HashMap<usize, Vec<Merge>> = names.filter_map(|(_, data)| print_area::of_xlsb(data)).collect();
    let mut number = 0_usize;
    let mut hung = Vec::new();
    let mut truth = None;
    for (kind, data) in (Records { rest: &workbook }) {
        match kind {
            0x0099 => date_1904 = data.first().is_some_and(|bits| bits & 1 != 0),
            0x009C => {
                let before = number;
                number = number.saturating_add(1);
                reading.count_sheets(number)?;
                let Some((hidden, id, name)) = bundle_sheet(data) else { continue };
                let relation = relations.get(&id);
                if let Some(chart) = relation.filter(|relation| relation.kind == "chartsheet") {
                    let says = hanging::package::words(&mut parts, &chart.target)?;
                    reading.add(faults::chart_sheet(&file, &name, &says));
                    continue;
                }
                let Some(relation) = relation.filter(|relation| relation.kind == "worksheet") else {
                    let why = msg!("表のシートではありません", "it is no worksheet");
                    reading.add(faults::sheet_not_read(&file, &name, why));
                    continue;
                };
                let content = parts.read(&relation.target)?.unwrap_or_default();
                let name = name.as_str().into();
                let mut builder = SheetBuilder::new(reading, &name, date_1904);
                builder.print(print_areas.get(&before).cloned().unwrap_or_default());
                if with_notes {
                    let notes = notes::read(&mut parts, &relation.target)?;
                    notes.report(&mut builder);
                }
                let links = hanging::links::binary(Records { rest: &content });
                let mut things = hanging::package::read(&mut parts, &relation.target, None, &links)?;
                let sheet = SheetPass {
                    strings: &strings,
                    styles: &styles,
                    last: None,
                    values: &values,
                    value: None,
                    things: &mut things,
                    truth: &mut truth,
                };
                sheets.push(sheet.read(builder, &content, hidden)?);
                hung.push(things);
            }
            _ => {}
        }
    }
    if let Some(place) = truth.filter(|_| values.unplaced_boxes) {
        reading.add(faults::boxes_as_words(place));
    }
    hanging::tell(reading, &mut sheets, hung, &values.images);
    Ok(Body::Sheets(sheets))
}

fn bundle_sheet(data: &[u8]) -> Option<(bool, String, String)> {
    let hidden = u32_at(data, 0)? != 0;
    let (id, rest) = wide_string(data.get(8..)?)?;
    let (name, _) = wide_string(rest)?;
    Some((hidden, id, name))
}

fn styles(part: &[u8], mut palette: Palette) -> Styles {
    let mut styles = Styles::default();
    // BrtIndexedColor: a palette of the workbook's own, behind the fonts that use it
    let colors = Records { rest: part }.filter(|(kind, _)| *kind == 0x01DB);
    let colors = colors.filter_map(|(_, data)| data.first_chunk());
    for (old, &[red, green, blue]) in palette.indexed.iter_mut().zip(colors) {
        *old = Rgb(red, green, blue);
    }
    let mut grounds = Vec::new();
    let mut in_cell_formats = false;
    for (kind, data) in (Records { rest: part }) {
        match kind {
            0x002C => {
                let code = data.get(2..).and_then(wide_string);
                if let (Some(id), Some((code, _))) = (u16_at(data, 0), code) {
                    styles.codes.insert(id, code);
                }
            }
            0x002B => styles.fonts.push(font_12(data, &palette)),
            0x002D => grounds.push(ground_12(data, &palette)),
            0x0269 => in_cell_formats = true,
            0x026A => in_cell_formats = false,
            0x002F if in_cell_formats => {
                let format = u16_at(data, 2).unwrap_or(0);
                styles.cells.push((format, u16_at(data, 4).unwrap_or(0)));
                let ground = u16_at(data, 6).and_then(|n| grounds.get(usize::from(n)));
                styles.grounds.push(ground.copied().unwrap_or_default());
            }
            _ => {}
        }
    }
    styles.finish();
    styles
}

struct SheetPass<'a> {
    strings: &'a [RichText],
    styles: &'a Styles,
    last: Option<CellRef>,
    values: &'a CellValues,
    /// The number of the value that the next cell refers to.
    value: Option<usize>,
    things: &'a mut Vec<Hanging>,
    /// Where the first TRUE or FALSE stands.
    truth: &'a mut Option<Place>,
}

impl SheetPass<'_> {
    fn read(mut self, mut builder: SheetBuilder<'_>, content: &[u8], hidden: bool) -> Result<Sheet, Finding> {
        let mut merges = Vec::new();
        let mut row = 0;
        let mut ended = false;
        for (kind, data) in (Records { rest: content }) {
            match kind {
                0x0000 => {
                    row = u32_at(data, 0).unwrap_or(u32::MAX);
                    // BrtRowHdr (2.4.741): fDyZero
                    if data.get(11).is_some_and(|bits| bits & 0x10 != 0) {
                        builder.hide(Hidden { rows: vec![row..=row], ..Hidden::default() });
                    }
                }
                // BrtColInfo (2.4.324): fHidden
                0x003C if data.get(16).is_some_and(|bits| bits & 1 != 0) => {
                    let (first, last) = (u32_at(data, 0).unwrap_or(0), u32_at(data, 4).unwrap_or(0));
                    builder.hide(Hidden { columns: vec![first..=last], ..Hidden::default() });
                }
                // BrtCellBlank holds nothing that a number could stand for
                0x0001 => self.value = None,
                // BrtValueMeta
                0x0032 => self.value = u32_at(data, 0).and_then(|n| usize::try_from(n).ok()),
                0x0092 => ended = true,
                0x00B0 => merges.extend(merge(data)),
                _ if !ended => {
                    self.cell(&mut builder, row, kind, data).transpose()?;
                }
                _ => {}
            }
        }
        if !ended {
            let mut place = builder.place(0, 0);
            place.cell = self.last;
            builder.reading.add(faults::sheet_breaks_off(place));
        }
        Ok(builder.finish(merges, hidden))
    }

    fn cell(
        &mut self,
        builder: &mut SheetBuilder<'_>,
        row: u32,
        kind: u16,
        data: &[u8],
    ) -> Option<Result<(), Finding>> {
        let at = CellRef { row, col: u32_at(data, 0)? };
        // The upper byte of the format holds flags.
        let format = usize::try_from(u32_at(data, 4)? & 0x00FF_FFFF).ok()?;
        let rich;
        let value = match kind {
            0x0002 => CellValue::Number(rk(u32_at(data, 8)?)),
            0x0003 | 0x000B => CellValue::Error(*data.get(8)?),
            0x0004 | 0x000A => CellValue::Bool(*data.get(8)? != 0),
            0x0005 | 0x0009 => CellValue::Number(f64_at(data, 8)?),
            0x0006 | 0x0008 => {
                let text = wide_string(data.get(8..)?)?.0;
                rich = RichText { text, runs: Vec::new() };
                CellValue::Text(&rich)
            }
            0x0007 => {
                let index = u32_at(data, 8)?;
                let text = usize::try_from(index).ok().and_then(|n| self.strings.get(n));
                text.map_or(CellValue::NoString(index), CellValue::Text)
            }
            0x003E => {
                rich = rich_text(data.get(8..)?)?;
                CellValue::Text(&rich)
            }
            _ => return None,
        };
        // BrtFmlaString: the formula stands behind its result and two bytes of flags
        if kind == 0x0008 {
            let tokens = wide_string(data.get(8..)?)
                .and_then(|(_, rest)| rest.get(6..)?.get(..usize::try_from(u32_at(rest, 2)?).ok()?));
            let target = tokens.and_then(|tokens| hanging::links::of_tokens(tokens, hanging::links::Width::Wide));
            self.things
                .extend(target.map(|target| Hanging { what: What::LinkFormula(target), area: Some(Area::cell(at)) }));
        }
        if let (Some(RichValue::Picture(says)), CellValue::Error(_)) =
            (self.value.take().and_then(|n| self.values.rich(n)), &value)
        {
            self.things.push(Hanging { what: What::CellPicture { says: says.clone() }, area: Some(Area::cell(at)) });
            return None;
        }
        if builder.is_outside(at) {
            return None;
        }
        self.last = Some(at);
        if matches!(value, CellValue::Bool(_)) {
            self.truth.get_or_insert_with(|| builder.place(at.row, at.col));
        }
        Some(take(builder, self.styles, at, format, &value))
    }
}

fn merge(data: &[u8]) -> Option<Merge> {
    let first = CellRef { row: u32_at(data, 0)?, col: u32_at(data, 8)? };
    let last = CellRef { row: u32_at(data, 4)?, col: u32_at(data, 12)? };
    let inside = u64::from(last.row) < MAX_ROWS && u64::from(last.col) < MAX_COLUMNS;
    (first < last && first.col <= last.col && inside).then_some(Merge { first, last })
}

#[cfg(test)]
mod tests;
