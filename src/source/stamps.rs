//! Takes out of a sheet what matome itself wrote into it: hidden texts, counters, sheets that hold no answers.

use std::collections::HashSet;

use super::SheetCell;
use crate::finding::Finding;
use crate::place::CellRef;
use crate::source::faults;
use crate::stamped::{DataStamp, PREFIX, own};

/// Hidden texts with the cells that held them, ascending.
pub type Stamps = Vec<(CellRef, String)>;

/// Takes the stamps out of cells. Where there are any, matome's own words go too, and all texts of a sheet that is
/// marked as holding no answers; `M420` where somebody wrote into such a sheet.
pub fn take(cells: &mut Vec<SheetCell>) -> (Stamps, Option<Finding>) {
    if !cells.iter().any(is_stamp) {
        return (Vec::new(), None);
    }
    let (found, rest): (Vec<SheetCell>, Vec<SheetCell>) = std::mem::take(cells).into_iter().partition(is_stamp);
    let stamps: Stamps = found.into_iter().map(|cell| (cell.at, cell.text)).collect();
    // データ holds answers, and none of the words by which an answer workbook says what is missing
    if stamps.iter().any(|(_, text)| DataStamp::of_cell(text).is_some()) {
        *cells = rest;
        return (stamps, None);
    }
    let Some(mark) = stamps.iter().find_map(|(_, text)| own::sheet_mark_of(text)) else {
        *cells = rest;
        // LibreOffice gives an XLS 0 for what a formula says in words that it has not reckoned again
        let columns = own_columns(stamps.iter().map(|(at, _)| *at));
        let is_lost = |cell: &SheetCell| cell.text == "0" && columns.contains(&cell.at.col);
        cells.retain(|cell| !own::is_own(&cell.text) && !is_lost(cell));
        return (stamps, None);
    };
    let changed = own::digest(rest.iter().map(|cell| cell.text.as_str())) != mark;
    let told = rest.first().filter(|_| changed).map(|cell| faults::written_into_own_sheet(cell.place.clone()));
    (stamps, told)
}

pub fn is_stamp(cell: &SheetCell) -> bool {
    cell.text.trim_start().starts_with(PREFIX)
}

/// The columns of stamps, and those beside them: what a row lacks stands to the left, which answers of a slip are too
/// long to the right.
pub fn own_columns(stamps: impl Iterator<Item = CellRef>) -> HashSet<u32> {
    stamps.flat_map(|at| at.col.saturating_sub(1)..=at.col.saturating_add(1)).collect()
}
