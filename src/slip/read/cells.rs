//! The cells of a worksheet by their places.

use std::collections::HashMap;
use std::ops::Range;

use crate::place::CellRef;
use crate::source::{Merge, Sheet, SheetCell};

/// A worksheet, to be looked up by row and column.
pub struct Cells<'a> {
    pub sheet: &'a Sheet,
    spans: HashMap<CellRef, Merge>,
    rows: Vec<(u32, Range<usize>)>,
    /// The last column with a text or a merged range.
    right: u32,
}

impl<'a> Cells<'a> {
    pub fn of(sheet: &'a Sheet) -> Self {
        let mut rows: Vec<(u32, Range<usize>)> = Vec::new();
        for (n, cell) in sheet.cells.iter().enumerate() {
            match rows.last_mut() {
                Some((row, range)) if *row == cell.at.row => range.end = n + 1,
                _ => rows.push((cell.at.row, n..n + 1)),
            }
        }
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
        cells.binary_search_by_key(&(row, col), |c| (c.at.row, c.at.col)).ok().map(|n| &cells[n])
    }

    /// The texts of a row, from left to right.
    pub fn row(&self, row: u32) -> &'a [SheetCell] {
        match self.rows.binary_search_by_key(&row, |(row, _)| *row) {
            Ok(n) => &self.sheet.cells[self.rows[n].1.clone()],
            Err(_) => &[],
        }
    }

    /// The rows with texts from one row to another.
    pub fn rows(&self, rows: std::ops::RangeInclusive<u32>) -> impl Iterator<Item = (u32, &'a [SheetCell])> {
        let from = self.rows.partition_point(|(row, _)| row < rows.start());
        let within = self.rows[from..].iter().take_while(move |(row, _)| row <= rows.end());
        within.map(|(row, range)| (*row, &self.sheet.cells[range.clone()]))
    }

    /// Whether a cell is printed.
    pub fn is_printed(&self, at: CellRef) -> bool {
        let area = &self.sheet.print_area;
        area.is_empty() || area.iter().any(|m| within(m, at))
    }

    /// The last column of the sheet, or of the printed part in which a cell lies.
    pub fn right_of(&self, at: CellRef) -> u32 {
        let area = self.sheet.print_area.iter().find(|m| within(m, at));
        area.map_or(self.right, |m| m.last.col.min(self.right))
    }
}

fn within(range: &Merge, at: CellRef) -> bool {
    (range.first.row..=range.last.row).contains(&at.row) && (range.first.col..=range.last.col).contains(&at.col)
}
