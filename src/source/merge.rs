//! Ranges of cells.

use std::ops::RangeInclusive;

use crate::place::CellRef;

/// A merged range; both ends belong to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Merge {
    /// The upper left cell.
    pub first: CellRef,
    /// The lower right cell.
    pub last: CellRef,
}

impl Merge {
    pub(crate) fn rows(&self) -> RangeInclusive<u32> {
        self.first.row..=self.last.row
    }

    pub(crate) fn columns(&self) -> RangeInclusive<u32> {
        self.first.col..=self.last.col
    }

    pub(crate) fn covers(&self, at: CellRef) -> bool {
        self.rows().contains(&at.row) && self.columns().contains(&at.col)
    }

    /// The row under it.
    pub(crate) fn under(&self) -> u32 {
        self.last.row.saturating_add(1)
    }

    /// The column at its right.
    pub(crate) fn behind(&self) -> u32 {
        self.last.col.saturating_add(1)
    }
}
