//! Answer workbooks in the official layout, and what departments do to them.

use std::collections::{BTreeMap, BTreeSet};

use crate::common::kit::Table;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook};

/// A cell, row and column from 0.
pub type At = (u32, u16);

/// How group cells are given.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Groups {
    Merged,
    BlankBelow,
    EveryRow,
}

/// A worksheet that can still be changed.
#[derive(Debug, Clone, Default)]
pub struct Grid {
    pub cells: BTreeMap<At, String>,
    pub merges: Vec<(At, At)>,
    pub hidden_rows: BTreeSet<u32>,
    pub hidden_columns: BTreeSet<u16>,
    /// The last row of the header.
    pub header: u32,
}

impl Grid {
    /// The official layout: merged header rows, one row a line below.
    pub fn of(book: &Table, groups: Groups) -> Self {
        let mut grid = Self::default();
        for head in &book.table().header.cells {
            let first = (head.row as u32, head.col as u16);
            let last = (first.0 + head.rowspan as u32 - 1, first.1 + head.colspan as u16 - 1);
            grid.cells.insert(first, head.text.clone());
            grid.merge(first, last);
            grid.header = grid.header.max(last.0);
        }
        let plan = &book.plan();
        let body = grid.header + 1;
        for (r, row) in plan.rows.iter().enumerate() {
            for (c, cell) in row.cells.iter().enumerate() {
                let level = plan.column(c).group;
                let begins = plan.begins_cell(r, c);
                if begins || groups == Groups::EveryRow {
                    grid.set((body + r as u32, c as u16), &cell.text);
                }
                if let (Groups::Merged, Some(_), true) = (groups, level, begins) {
                    let end = (r + 1..plan.rows.len()).find(|&r| plan.begins_cell(r, c)).unwrap_or(plan.rows.len());
                    grid.merge((body + r as u32, c as u16), (body + end as u32 - 1, c as u16));
                }
            }
        }
        grid
    }

    fn merge(&mut self, first: At, last: At) {
        if first != last {
            self.merges.push((first, last));
        }
    }

    /// Types a text; an empty one leaves the cell empty.
    pub fn set(&mut self, at: At, text: &str) {
        if text.is_empty() {
            self.cells.remove(&at);
        } else {
            self.cells.insert(at, text.to_owned());
        }
    }

    /// Moves everything down and to the right.
    #[must_use]
    pub fn moved(&self, down: u32, right: u16) -> Self {
        self.map(|(row, col)| (row + down, col + right))
    }

    /// Inserts an empty column before column `at`, as Excel does: merged ranges over it grow.
    #[must_use]
    pub fn with_column(&self, at: u16) -> Self {
        self.map(|(row, col)| (row, if col >= at { col + 1 } else { col }))
    }

    /// Inserts an empty row before row `at`.
    #[must_use]
    pub fn with_row(&self, at: u32) -> Self {
        self.map(|(row, col)| (if row >= at { row + 1 } else { row }, col))
    }

    /// Swaps two columns below a common parent heading.
    #[must_use]
    pub fn swapped(&self, a: u16, b: u16) -> Self {
        let wide: Vec<(At, At)> = self.merges.iter().copied().filter(|(first, last)| first.1 != last.1).collect();
        let in_wide = |at: At| wide.iter().any(|(f, l)| (f.0..=l.0).contains(&at.0) && (f.1..=l.1).contains(&at.1));
        self.map(|at| match at {
            at if in_wide(at) => at,
            (row, col) if col == a => (row, b),
            (row, col) if col == b => (row, a),
            at => at,
        })
    }

    fn map(&self, to: impl Fn(At) -> At) -> Self {
        Self {
            cells: self.cells.iter().map(|(at, text)| (to(*at), text.clone())).collect(),
            merges: self.merges.iter().map(|(first, last)| (to(*first), to(*last))).collect(),
            hidden_rows: self.hidden_rows.iter().map(|row| to((*row, 0)).0).collect(),
            hidden_columns: self.hidden_columns.iter().map(|col| to((0, *col)).1).collect(),
            header: to((self.header, 0)).0,
        }
    }

    /// Changes every heading.
    #[must_use]
    pub fn reworded(&self, word: impl Fn(&str) -> String) -> Self {
        let mut grid = self.clone();
        for (at, text) in &mut grid.cells {
            if at.0 <= self.header {
                *text = word(text);
            }
        }
        grid
    }

    /// The workbook with this sheet alone.
    pub fn bytes(&self) -> Vec<u8> {
        workbook(&[("進捗管理シート", self)])
    }
}

/// A workbook of sheets.
pub fn workbook(sheets: &[(&str, &Grid)]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    // all at one time: of two files that were saved in two minutes one would be the newer
    let made = ExcelDateTime::from_ymd(2026, 4, 1).unwrap();
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&made));
    let plain = Format::new();
    for (name, grid) in sheets {
        let sheet = workbook.add_worksheet().set_name(*name).unwrap();
        for (first, last) in &grid.merges {
            sheet.merge_range(first.0, first.1, last.0, last.1, "", &plain).unwrap();
        }
        for (at, text) in &grid.cells {
            sheet.write_string(at.0, at.1, text).unwrap();
        }
        for row in &grid.hidden_rows {
            sheet.set_row_hidden(*row).unwrap();
        }
        for column in &grid.hidden_columns {
            sheet.set_column_hidden(*column).unwrap();
        }
    }
    workbook.save_to_buffer().unwrap()
}
