//! The rows of a plan and what stands in them.

use ecow::EcoString;

use super::Plan;
use crate::place::Place;
use crate::row_key::RowId;

/// A row of the paper. Group columns hold their text on every row of the group.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// What the data calls it, whatever it says.
    pub id: Option<RowId>,
    /// A cell for each of the plan's columns.
    pub cells: Vec<Cell>,
}

/// A text with the place where it was typed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Cell {
    /// As typed. Rows of a group share one text, however long it is.
    pub text: EcoString,
    /// `None` where nothing was typed.
    pub place: Option<Place>,
    /// An example text（例）, not an answer.
    pub example: bool,
}

static EMPTY: Cell = Cell { text: EcoString::new(), place: None, example: false };

impl Row {
    /// A row with an empty cell for each of so many columns.
    pub(super) fn empty(columns: usize) -> Self {
        Self { id: None, cells: vec![Cell::default(); columns] }
    }

    /// The cell of a column; an empty one where the row has none.
    pub(crate) fn cell(&self, column: usize) -> &Cell {
        self.cells.get(column).unwrap_or(&EMPTY)
    }

    /// The text of a column.
    pub(crate) fn text(&self, column: usize) -> &EcoString {
        &self.cell(column).text
    }

    pub(super) fn cell_mut(&mut self, column: usize) -> Option<&mut Cell> {
        self.cells.get_mut(column)
    }

    pub(super) fn put(&mut self, column: usize, cell: Cell) {
        if let Some(own) = self.cells.get_mut(column) {
            *own = cell;
        }
    }
}

impl Plan {
    /// The cell of a row in a column; an empty one where there is none.
    pub(crate) fn cell(&self, row: usize, column: usize) -> &Cell {
        self.rows.get(row).map_or(&EMPTY, |row| row.cell(column))
    }
}
