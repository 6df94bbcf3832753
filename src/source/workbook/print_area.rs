//! Print areas as workbooks write them: `Sheet1!$A$1:$F$14,'表 2'!$H:$J`.

use super::address::{number, range};
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
}
