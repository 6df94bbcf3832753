//! The headers with which each cell of a table is heard (ISO 32000-1 14.8.5.7). Typst 0.15 gives a cell the last header to
//! its left and those above it; a paper's cells belong to a group of rows, to their row, or head the rows below them.

use std::sync::Arc;

use super::survey::{Cell, Role, Table};

/// A cell as the exporter writes it, and the headers of its rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagCell {
    /// Number of its table, column and row: what a header is called.
    pub at: (usize, usize, usize),
    /// It is a header itself.
    pub head: bool,
    /// The first row below the table's heading.
    pub body: usize,
    /// Column and row of its headers below the heading; `None` where the exporter's stay.
    pub heads: Option<Arc<[(usize, usize)]>>,
}

/// The cells of the tables, row by row, with their headers.
pub fn headed(tables: &[Table]) -> Vec<TagCell> {
    tables.iter().flat_map(|table| Headed::new(table).cells()).collect()
}

struct Headed<'a> {
    table: &'a Table,
    /// For each row the cells that head it, from the left.
    rows: Vec<Vec<&'a Cell>>,
    /// Headers of columns below the heading, and the row at which they end.
    columns: Vec<(&'a Cell, u32, usize)>,
}

impl<'a> Headed<'a> {
    fn new(table: &'a Table) -> Self {
        let cells = || table.cells.iter().filter(|cell| cell.y >= table.body);
        let count = cells().map(|cell| cell.y + cell.rowspan).max().unwrap_or(0);
        let mut rows = vec![Vec::new(); count];
        for cell in cells().filter(|cell| cell.role == Role::Row) {
            rows[cell.y..cell.y + cell.rowspan].iter_mut().for_each(|row| row.push(cell));
        }
        rows.iter_mut().for_each(|row: &mut Vec<&Cell>| row.sort_by_key(|cell| cell.x));
        let level = |cell: &Cell| if let Role::Column(level) = cell.role { Some(level) } else { None };
        let all: Vec<(&Cell, u32)> = cells().filter_map(|cell| Some((cell, level(cell)?))).collect();
        let columns = all.iter().map(|&(cell, level)| {
            let group = rows[cell.y].iter().filter(|head| head.group).map(|head| head.y + head.rowspan).min();
            let next = all.iter().filter(|(next, other)| next.y > cell.y && *other <= level && overlap(next, cell));
            let next = next.map(|(next, _)| next.y).min();
            (cell, level, group.unwrap_or(count).min(next.unwrap_or(count)))
        });
        Self { table, columns: columns.collect(), rows }
    }

    fn cells(&self) -> Vec<TagCell> {
        // an unlabelled table without headers of its own is as Typst has it
        let own = !self.columns.is_empty() || self.rows.iter().any(|row| !row.is_empty());
        let mut row: Option<(usize, Arc<[(usize, usize)]>)> = None;
        let cell = |cell: &Cell| TagCell {
            at: (self.table.number, cell.x, cell.y),
            head: cell.role != Role::Data,
            body: self.table.body,
            heads: (own && cell.y >= self.table.body).then(|| {
                if cell.role != Role::Data || cell.group || cell.rowspan > 1 || !self.columns.is_empty() {
                    return self.heads(cell).into();
                }
                // the cells of a row have the same
                match &row {
                    Some((y, heads)) if *y == cell.y => heads.clone(),
                    _ => row.insert((cell.y, self.heads(cell).into())).1.clone(),
                }
            }),
        };
        self.table.cells.iter().map(cell).collect()
    }

    /// Groups from the left, then headers above it, then what heads its row.
    fn heads(&self, cell: &Cell) -> Vec<(usize, usize)> {
        let covers = |head: &&&Cell| {
            let same = head.x == cell.x && head.y == cell.y;
            !same && head.y <= cell.y && head.y + head.rowspan >= cell.y + cell.rowspan
        };
        let rows = || self.rows.get(cell.y).into_iter().flatten().filter(covers);
        let groups = rows().filter(|head| head.group && (!cell.group || head.x < cell.x));
        let mut out: Vec<(usize, usize)> = groups.map(|head| (head.x, head.y)).collect();
        if !cell.group {
            let own = if let Role::Column(level) = cell.role { level } else { u32::MAX };
            let mut above: Vec<&(&Cell, u32, usize)> = self
                .columns
                .iter()
                .filter(|(head, level, end)| {
                    let within = head.x <= cell.x && head.x + head.colspan >= cell.x + cell.colspan;
                    *level < own && head.y < cell.y && cell.y < *end && within
                })
                .collect();
            above.sort_by_key(|(head, level, _)| (*level, head.y));
            out.extend(above.iter().map(|(head, ..)| (head.x, head.y)));
        }
        if cell.role == Role::Data && !cell.group {
            out.extend(rows().filter(|head| !head.group).map(|head| (head.x, head.y)));
        }
        out
    }
}

/// Whether two cells stand in a column that is the same.
fn overlap(a: &Cell, b: &Cell) -> bool {
    a.x < b.x + b.colspan && b.x < a.x + a.colspan
}
