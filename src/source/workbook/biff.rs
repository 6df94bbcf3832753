//! What XLS (BIFF8) and XLSB (BIFF12) have in common.

use std::collections::HashMap;

use super::compound::u16_at;
use crate::finding::Finding;
use crate::place::CellRef;
use crate::source::look::{Font, Ground, Look, Run, take_look, take_runs};
use crate::source::reading::{SheetBuilder, Shown};

/// Decodes an RK number: an integer or the upper half of a double, perhaps divided by 100.
pub fn rk(raw: u32) -> f64 {
    let value =
        if raw & 2 != 0 { f64::from(raw.cast_signed() >> 2) } else { f64::from_bits(u64::from(raw & !3) << 32) };
    if raw & 1 != 0 { value / 100.0 } else { value }
}

/// Gives the text of an error code.
pub fn error_text(code: u8) -> &'static str {
    match code {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0F => "#VALUE!",
        0x17 => "#REF!",
        0x1D => "#NAME?",
        0x24 => "#NUM!",
        0x2A => "#N/A",
        0x2B => "#GETTING_DATA",
        _ => "#ERROR!",
    }
}

/// Decodes UTF-16LE; half a character at the end is dropped.
pub fn utf16(bytes: &[u8]) -> String {
    let units = bytes.chunks_exact(2).filter_map(|pair| u16_at(pair, 0));
    char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

/// A text with the fonts of its runs, as (first UTF-16 unit, font).
#[derive(Debug, Clone, Default)]
pub struct RichText {
    pub text: String,
    pub runs: Vec<(u16, u16)>,
}

/// The formats and fonts of a workbook, in the order of their records.
#[derive(Default)]
pub struct Styles {
    pub codes: HashMap<u16, String>,
    pub fonts: Vec<Font>,
    /// Number format and font of each cell format.
    pub cells: Vec<(u16, u16)>,
    /// The fills of the cell formats, as far as they are known.
    pub grounds: Vec<Ground>,
    shown: Vec<Shown>,
}

impl Styles {
    /// Parses the number formats once all records are in.
    pub fn finish(&mut self) {
        let shown = self.cells.iter().map(|(id, _)| Shown::new(u32::from(*id), self.codes.get(id).map(String::as_str)));
        self.shown = shown.collect();
    }

    fn shown(&self, cell_format: usize) -> &Shown {
        self.shown.get(cell_format).unwrap_or(&Shown::General)
    }

    fn look(&self, cell_format: usize) -> Look {
        let font = self.cells.get(cell_format).and_then(|&(_, font)| self.fonts.get(usize::from(font)));
        let ground = self.grounds.get(cell_format).copied().unwrap_or_default();
        Look { font: font.copied().unwrap_or_default(), ground }
    }

    /// The runs of a rich text; what stands in front of the first has the font of the cell.
    fn runs(&self, rich: &RichText) -> Vec<Run> {
        let units: Vec<u16> = rich.text.encode_utf16().collect();
        let mut out = Vec::new();
        let mut at = 0;
        let mut font = None;
        let ends = rich.runs.iter().map(|&(first, font)| (usize::from(first), Some(font)));
        for (end, next) in ends.chain([(units.len(), None)]) {
            if let Some(run) = units.get(at..end) {
                out.push(Run { text: String::from_utf16_lossy(run), font });
                at = end;
            }
            font = next.and_then(|font| self.fonts.get(usize::from(font))).copied();
        }
        out
    }
}

/// A value of a cell record.
pub enum CellValue<'a> {
    Number(f64),
    Bool(bool),
    Error(u8),
    Text(&'a RichText),
    /// A shared string that is not in the table.
    NoString(u32),
}

/// Takes a cell with its format.
///
/// # Errors
/// M006 when the file holds too many texts.
pub fn take(
    builder: &mut SheetBuilder<'_>,
    styles: &Styles,
    at: CellRef,
    cell_format: usize,
    value: &CellValue<'_>,
) -> Result<(), Finding> {
    let CellRef { row, col } = at;
    match value {
        CellValue::Number(number) => {
            builder.number(row, col, *number, styles.shown(cell_format))?;
        }
        CellValue::Bool(value) => builder.boolean(row, col, *value)?,
        CellValue::Error(code) => builder.error(row, col, error_text(*code))?,
        CellValue::NoString(index) => {
            let place = builder.place(row, col);
            let what = crate::msg!("文字列表にない番号", "no such shared string");
            builder.reading.add(crate::source::faults::bad_value(place, what, &index.to_string()));
            return Ok(());
        }
        CellValue::Text(rich) => {
            if !rich.runs.is_empty() {
                let (look, shown) = (styles.look(cell_format), styles.shown(cell_format));
                return take_runs(builder, at, &styles.runs(rich), &look, shown);
            }
            builder.typed(row, col, rich.text.clone(), styles.shown(cell_format))?;
        }
    }
    take_look(builder, at, &styles.look(cell_format));
    Ok(())
}
