//! The cells of a table as they are tagged, those that go on over pages put together.

use std::collections::HashMap;
use std::num::NonZeroUsize;

use typst::foundations::{Label, Smart, StyleChain};
use typst::introspection::Location;
use typst::model::TableCell;
use typst::pdf::{TableCellKind, TableHeaderScope};

use super::change::Change;

/// The label that the layout gives the cells that belong to a group of rows.
const GROUP: &str = "group";
/// The label of a cell that repeats one above it on another page.
const AGAIN: &str = "again";
/// The label of a cell in which the text of the one above it goes on.
const REST: &str = "rest";

/// A table as it is tagged.
pub struct Table {
    pub location: Location,
    /// How the exporter counts it, from 1.
    pub number: usize,
    /// The first row below its heading.
    pub body: usize,
    pub cells: Vec<Cell>,
}

pub struct Cell {
    pub location: Location,
    pub x: usize,
    pub y: usize,
    pub colspan: usize,
    pub rowspan: usize,
    pub role: Role,
    /// It belongs to a group of rows, and not to its row.
    pub group: bool,
    pub joins: Joins,
    /// It has a text of its own.
    pub says: bool,
}

/// How a cell goes with the one above it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Joins {
    No,
    /// Says it again.
    Again,
    /// Says what comes next.
    Rest,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Data,
    /// Heads its rows.
    Row,
    /// Heads what is below it, at a level.
    Column(u32),
}

impl Cell {
    /// A cell that is read; repeated headings are not. `body`: the first row below the table's heading.
    pub fn of(cell: &TableCell, label: Option<Label>, location: Location, body: usize) -> Option<Self> {
        let styles = StyleChain::default();
        if cell.is_repeated.get(styles) {
            return None;
        }
        let Smart::Custom(x) = cell.x.get(styles) else { return None };
        let Smart::Custom(y) = cell.y.get(styles) else { return None };
        let role = match cell.kind.get(styles) {
            Smart::Custom(TableCellKind::Header(level, TableHeaderScope::Column)) => Role::Column(level.get()),
            Smart::Custom(TableCellKind::Header(..)) => Role::Row,
            Smart::Auto if y < body => Role::Column(0),
            _ => Role::Data,
        };
        let label = label.map(|label| label.resolve());
        let label = label.as_ref().map_or("", |label| label.as_str());
        Some(Self {
            location,
            x,
            y,
            colspan: cell.colspan.get(styles).get(),
            rowspan: cell.rowspan.get(styles).get(),
            role,
            group: label == GROUP,
            joins: match label {
                AGAIN => Joins::Again,
                REST => Joins::Rest,
                _ => Joins::No,
            },
            says: false,
        })
    }
}

impl Table {
    /// Puts each cell that goes with the one above it to that, and notes what becomes of their tags.
    pub fn join(&mut self, changes: &mut HashMap<Location, Change>) {
        keep_rows(&mut self.cells);
        self.cells.sort_by_key(|cell| (cell.x, cell.y));
        let mut above: Option<usize> = None;
        for at in 0..self.cells.len() {
            let (x, y, rowspan) = (self.cells[at].x, self.cells[at].y, self.cells[at].rowspan);
            let joins = above.filter(|above| {
                let above = &self.cells[*above];
                self.cells[at].joins != Joins::No && above.x == x && above.y + above.rowspan == y
            });
            let Some(whole) = joins else {
                self.cells[at].joins = Joins::No;
                above = Some(at);
                continue;
            };
            let whole = &mut self.cells[whole];
            whole.rowspan += rowspan;
            if let Some(rows) = NonZeroUsize::new(whole.rowspan) {
                changes.insert(whole.location, Change::Rows(rows));
            }
            let into = Change::Into(whole.location);
            let cell = &self.cells[at];
            changes.insert(cell.location, if cell.joins == Joins::Rest { into } else { Change::Drop });
        }
        self.cells.retain(|cell| cell.joins == Joins::No);
        self.cells.sort_by_key(|cell| (cell.y, cell.x));
    }
}

/// Each row keeps a cell: of those in which nothing begins, one that is not joined, best one that says nothing.
fn keep_rows(cells: &mut [Cell]) {
    cells.sort_by_key(|cell| (cell.y, cell.x));
    for row in cells.chunk_by_mut(|a, b| a.y == b.y).filter(|row| row.iter().all(|cell| cell.joins != Joins::No)) {
        if let Some(kept) = row.iter_mut().min_by_key(|cell| (cell.role != Role::Data, cell.says, cell.group)) {
            kept.joins = Joins::No;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_in_which_nothing_begins_keeps_a_cell_that_says_nothing() {
        let cell = |x, y, role, joins, says| {
            let location = Location::new(1);
            Cell { location, x, y, colspan: 1, rowspan: 1, role, group: x == 0, joins, says }
        };
        let kept = |last: [bool; 2]| {
            let mut cells = vec![
                cell(0, 0, Role::Row, Joins::No, true),
                cell(0, 1, Role::Row, Joins::Again, false),
                cell(1, 1, Role::Data, Joins::Rest, last[0]),
                cell(2, 1, Role::Data, Joins::Rest, last[1]),
            ];
            keep_rows(&mut cells);
            cells.iter().map(|cell| cell.joins == Joins::No).collect::<Vec<_>>()
        };
        assert_eq!(kept([true, false]), [true, false, false, true]);
        assert_eq!(kept([true, true]), [true, false, true, false], "none is empty");
    }
}
