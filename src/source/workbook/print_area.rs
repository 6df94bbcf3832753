//! Print areas as workbooks write them: `Sheet1!$A$1:$F$14,'表 2'!$H:$J`.

use super::address::{number, range};
use super::biff::utf16;
use super::compound::{u16_at, u32_at};
use crate::place::CellRef;
use crate::source::Merge;
use crate::source::reading::{MAX_COLUMNS, MAX_ROWS};

/// The name under which a workbook keeps the print area of a sheet.
pub const NAME: &str = "_xlnm.Print_Area";

/// The ranges of a print area. None when one of them is no plain range: then the sheet is printed as it is.
pub fn print_area(formula: &str) -> Vec<Merge> {
    let mut quoted = false;
    let pieces = formula.trim().split(|c| {
        quoted ^= c == '\'';
        c == ',' && !quoted
    });
    pieces.map(one).collect::<Option<Vec<_>>>().unwrap_or_default()
}

fn one(piece: &str) -> Option<Merge> {
    let cells = piece.rsplit_once('!').map_or(piece, |(_, cells)| cells).replace('$', "");
    range(cells.trim()).or_else(|| lines(cells.trim()))
}

/// Whole rows or columns: `1:14`, `A:F`.
fn lines(text: &str) -> Option<Merge> {
    let (first, last) = text.split_once(':')?;
    if let (Some(first), Some(last)) = (number(first), number(last)) {
        let row = |n: u64| u32::try_from(n.checked_sub(1)?).ok().filter(|row| u64::from(*row) < MAX_ROWS);
        let (first, last) = (row(first)?, row(last)?);
        let col = u32::try_from(MAX_COLUMNS - 1).ok()?;
        return Some(Merge { first: CellRef { row: first, col: 0 }, last: CellRef { row: last, col } });
    }
    let columns = range(&format!("{first}1:{last}1"))?;
    let row = u32::try_from(MAX_ROWS - 1).ok()?;
    Some(Merge { first: columns.first, last: CellRef { row, ..columns.last } })
}

/// The ranges that an ODS table prints: `$'表 1'.A1:$'表 1'.F14`, parted by blanks.
pub fn of_ods(text: &str) -> Vec<Merge> {
    let mut quoted = false;
    let pieces = text.trim().split(|c| {
        quoted ^= c == '\'';
        c == ' ' && !quoted
    });
    let cell = |end: &str| end.rsplit_once('.').map_or(end, |(_, cell)| cell).replace('$', "");
    let one = |piece: &str| {
        let (first, last) = piece.rsplit_once(':').unwrap_or((piece, piece));
        range(&format!("{}:{}", cell(first), cell(last)))
    };
    pieces.map(one).collect::<Option<Vec<_>>>().unwrap_or_default()
}

/// The sheet, by its number, and the ranges of a NAME record of XLS (MS-XLS 2.4.150), if it is a print area.
pub fn of_xls(data: &[u8]) -> Option<(usize, Vec<Merge>)> {
    let built_in = u16_at(data, 0)? & 0x20 != 0;
    let (length, formula, sheet) = (*data.get(3)?, usize::from(u16_at(data, 4)?), u16_at(data, 8)?);
    // the name is one character, 6, in one byte
    let is_area = built_in && length == 1 && data.get(14..16) == Some(&[0, 6]);
    let tokens = data.get(16..16_usize.checked_add(formula)?).filter(|_| is_area)?;
    Some((usize::from(sheet).checked_sub(1)?, areas(tokens, false)?))
}

/// As [`of_xls`], for a BrtName record of XLSB (MS-XLSB 2.4.712).
pub fn of_xlsb(data: &[u8]) -> Option<(usize, Vec<Merge>)> {
    let (sheet, length) = (u32_at(data, 5)?, usize::try_from(u32_at(data, 9)?).ok()?);
    let end = length.checked_mul(2)?.checked_add(13)?;
    let name = utf16(data.get(13..end)?);
    let formula = usize::try_from(u32_at(data, end)?).ok()?;
    let from = end.checked_add(4)?;
    let tokens = data.get(from..from.checked_add(formula)?).filter(|_| name.eq_ignore_ascii_case(NAME))?;
    Some((usize::try_from(sheet).ok()?, areas(tokens, true)?))
}

/// The ranges of a formula that joins ranges of sheets. `None` for any other. `wide`: rows are four bytes.
fn areas(tokens: &[u8], wide: bool) -> Option<Vec<Merge>> {
    let mut out = Vec::new();
    let mut rest = tokens;
    // a row takes four bytes or two, a column two
    let row_at = |token: &[u8], at| if wide { u32_at(token, at) } else { u16_at(token, at).map(u32::from) };
    let col_at = |token: &[u8], at| u16_at(token, at).map(|col| u32::from(col & 0x3FFF));
    let [second_row, first_col, second_col, end, cell_end] = if wide { [7, 11, 13, 15, 9] } else { [5, 7, 9, 11, 7] };
    while let Some(token) = rest.first() {
        let length = match token {
            // a range
            0x3B | 0x5B | 0x7B => {
                let first = CellRef { row: row_at(rest, 3)?, col: col_at(rest, first_col)? };
                let last = CellRef { row: row_at(rest, second_row)?, col: col_at(rest, second_col)? };
                out.push(Merge { first, last });
                end
            }
            // a cell
            0x3A | 0x5A | 0x7A => {
                let cell = CellRef { row: row_at(rest, 3)?, col: col_at(rest, second_row)? };
                out.push(Merge { first: cell, last: cell });
                cell_end
            }
            // what is in memory, joined
            0x29 | 0x49 | 0x69 => 3,
            0x10 | 0x15 => 1,
            _ => return None,
        };
        rest = rest.get(length..)?;
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn areas_of_every_spelling() {
        let told = |text: &str| {
            let ends = |m: &Merge| format!("{}:{}", m.first, m.last);
            print_area(text).iter().map(ends).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(told("Sheet1!$A$1:$F$14"), "A1:F14");
        assert_eq!(told("'表, 1'!$A$1:$F$14,'表, 1'!$H$2"), "A1:F14 H2:H2");
        assert_eq!(told("Sheet1!$B:$D"), "B1:D1048576");
        assert_eq!(told("Sheet1!$3:$9"), "A3:XFD9");
        for text in ["", "OFFSET(Sheet1!$A$1,0,0,9,9)", "#REF!", "Sheet1!$A$1:$F$14,#REF!", "Sheet1!$0:$3"] {
            assert_eq!(told(text), "", "{text}");
        }
    }

    #[test]
    fn areas_of_ods() {
        let told = |text: &str| {
            let ends = |m: &Merge| format!("{}:{}", m.first, m.last);
            of_ods(text).iter().map(ends).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(told("Sheet1.A1:Sheet1.F14"), "A1:F14");
        assert_eq!(told("$'表 1.2'.$A$1:$'表 1.2'.$F$14 $Sheet1.H2:.J9"), "A1:F14 H2:J9");
        assert_eq!(told("何か"), "");
    }

    #[test]
    fn areas_of_xls() {
        let range = |rows: [u8; 2], cols: [u8; 2]| vec![0x3B, 0, 0, rows[0], 0, rows[1], 0, cols[0], 0, cols[1], 0xC0];
        let tokens = [vec![0x29, 23, 0], range([0, 13], [0, 5]), range([19, 20], [9, 10]), vec![0x10]].concat();
        let record = |tokens: &[u8]| {
            let length = u8::try_from(tokens.len()).unwrap();
            [&[0x20, 0, 0, 1, length, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 6][..], tokens].concat()
        };
        let told = |data: &[u8]| {
            let (sheet, ranges) = of_xls(data)?;
            Some((sheet, ranges.iter().map(|m| format!("{}:{}", m.first, m.last)).collect::<Vec<_>>().join(" ")))
        };
        assert_eq!(told(&record(&tokens)), Some((1, "A1:F14 J20:K21".to_owned())));
        // a function, and records that end too early
        assert_eq!(told(&record(&[0x42, 3, 0])), None);
        (0..record(&tokens).len()).for_each(|n| assert_eq!(told(&record(&tokens)[..n]), None));
    }
}
