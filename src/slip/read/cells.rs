//! The cells of a worksheet by their places.

use std::collections::HashMap;

use crate::place::CellRef;
use crate::source::{Merge, Sheet, SheetCell};

/// A worksheet, to be looked up by row and column.
pub struct Cells<'a> {
    pub sheet: &'a Sheet,
    spans: HashMap<CellRef, Merge>,
    rows: Vec<(u32, &'a [SheetCell])>,
    /// The last column with a text or a merged range.
    right: u32,
}

impl<'a> Cells<'a> {
    pub fn of(sheet: &'a Sheet) -> Self {
        let rows = sheet.cells.chunk_by(|a, b| a.at.row == b.at.row);
        let rows = rows.filter_map(|row| Some((row.first()?.at.row, row))).collect();
        let ends = sheet.merges.iter().map(|m| m.last.col).chain(sheet.cells.iter().map(|c| c.at.col));
        let right = ends.max().unwrap_or(0);
        Self { sheet, spans: sheet.merges.iter().map(|m| (m.first, *m)).collect(), rows, right }
    }

    /// What the cell at an address covers.
    pub fn span(&self, at: CellRef) -> Merge {
        self.spans.get(&at).copied().unwrap_or(Merge { first: at, last: at })
    }

    /// Whether a merged range begins there.
    pub fn is_merged(&self, at: CellRef) -> bool {
        self.spans.contains_key(&at)
    }

    pub fn at(&self, row: u32, col: u32) -> Option<&'a SheetCell> {
        let cells = &self.sheet.cells;
        cells.binary_search_by_key(&(row, col), |c| (c.at.row, c.at.col)).ok().and_then(|n| cells.get(n))
    }

    /// The texts of a row, from left to right.
    pub fn row(&self, row: u32) -> &'a [SheetCell] {
        let at = self.rows.binary_search_by_key(&row, |(row, _)| *row).ok();
        at.and_then(|n| self.rows.get(n)).map(|(_, row)| *row).unwrap_or_default()
    }

    /// The rows with texts from one row to another.
    pub fn rows(&self, rows: std::ops::RangeInclusive<u32>) -> impl Iterator<Item = (u32, &'a [SheetCell])> {
        let from = self.rows.partition_point(|(row, _)| row < rows.start());
        self.rows.iter().skip(from).take_while(move |(row, _)| row <= rows.end()).copied()
    }

    /// Whether a cell is printed.
    pub fn is_printed(&self, at: CellRef) -> bool {
        let area = &self.sheet.print_area;
        area.is_empty() || area.iter().any(|m| m.covers(at))
    }

    /// The last column of the sheet, or of the printed part in which a cell lies.
    pub fn right_of(&self, at: CellRef) -> u32 {
        let area = self.sheet.print_area.iter().find(|m| m.covers(at));
        area.map_or(self.right, |m| m.last.col.min(self.right))
    }
}
