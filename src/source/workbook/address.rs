//! A1 addresses as workbooks write them, which may lie outside of a sheet.

use crate::place::CellRef;
use crate::source::Merge;
use crate::source::reading::{MAX_COLUMNS, MAX_ROWS};

/// Parses an A1 address; rows and columns count from 1 and may be too large. Saturates.
fn address(text: &str) -> Option<(u64, u64)> {
    let digits = text.find(|c: char| c.is_ascii_digit())?;
    let (letters, digits) = text.split_at(digits);
    if letters.is_empty() || !letters.bytes().all(|b| b.is_ascii_alphabetic()) {
        return None;
    }
    let col = letters.bytes().fold(0_u64, |col, b| {
        col.saturating_mul(26).saturating_add(u64::from(b.to_ascii_uppercase().saturating_sub(b'A' - 1)))
    });
    Some((number(digits)?, col))
}

/// Parses a row number; saturates.
pub fn number(digits: &str) -> Option<u64> {
    if digits.is_empty() {
        return None;
    }
    digits.bytes().try_fold(0_u64, |number, b| {
        let digit = char::from(b).to_digit(10)?;
        Some(number.saturating_mul(10).saturating_add(u64::from(digit)))
    })
}

/// Parses an A1 address inside of the Excel sheet.
pub fn cell_ref(text: &str) -> Option<CellRef> {
    let (row, col) = address(text)?;
    if !(1..=MAX_ROWS).contains(&row) || !(1..=MAX_COLUMNS).contains(&col) {
        return None;
    }
    Some(CellRef { row: u32::try_from(row.checked_sub(1)?).ok()?, col: u32::try_from(col.checked_sub(1)?).ok()? })
}

/// Parses a range such as `A1:B2`; ends in the wrong order are put right.
pub fn range(text: &str) -> Option<Merge> {
    let (a, b) = text.split_once(':').unwrap_or((text, text));
    let (a, b) = (cell_ref(a)?, cell_ref(b)?);
    Some(Merge {
        first: CellRef { row: a.row.min(b.row), col: a.col.min(b.col) },
        last: CellRef { row: a.row.max(b.row), col: a.col.max(b.col) },
    })
}
