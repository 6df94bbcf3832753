//! The header rows: equal headings side by side become one cell, short paths reach down.

use super::SetTable;
use crate::table::plan::Plan;
use crate::text::{EM, FontChain, Milli, SetCell, printable, set_heading};
use crate::units::MM;

/// The header of a table. Heights in pt.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Header {
    /// Height of each header row, from the top down.
    pub rows: Vec<f64>,
    /// Of all together.
    pub height: f64,
    /// Its headings.
    pub cells: Vec<HeadCell>,
}

/// A heading with its place in the header.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct HeadCell {
    /// From 0, from the top.
    pub row: usize,
    /// From 0, from the left.
    pub col: usize,
    /// How many header rows it spans.
    pub rowspan: usize,
    /// How many columns it spans.
    pub colspan: usize,
    /// Its words in one line.
    pub text: String,
    /// Its lines.
    pub set: SetCell,
}

pub fn set_header(plan: &Plan, table: &SetTable, fonts: &FontChain) -> Header {
    let mut cells = spans(plan);
    let depth = cells.iter().map(|c| c.row + c.rowspan).max().unwrap_or(0);
    for cell in &mut cells {
        let width: f64 = table.columns[cell.col..cell.col + cell.colspan].iter().map(|c| c.width).sum();
        let room = (((width - 2.0 * table.inset_x) / table.size) * f64::from(EM)) as Milli;
        cell.set = set_heading(&printable(&cell.text, fonts), fonts, room, plan.form.text.rules);
    }
    // a header's lines stand in the middle, so it keeps the room that the form asks for
    let height = |lines| table.height_within(lines, plan.form.text.inset_y * MM);
    let mut rows = vec![height(1); depth];
    // cells of one row first, then the lowest row of each taller cell takes what is lacking
    cells.sort_by_key(|c| (c.rowspan, c.row, c.col));
    for cell in &cells {
        let need = height(cell.set.line_count());
        let have: f64 = rows[cell.row..cell.row + cell.rowspan].iter().sum();
        if need > have {
            rows[cell.row + cell.rowspan - 1] += need - have;
        }
    }
    cells.sort_by_key(|c| (c.row, c.col));
    Header { height: rows.iter().sum(), rows, cells }
}

/// The merged cells, in no order of height.
fn spans(plan: &Plan) -> Vec<HeadCell> {
    let paths: Vec<&[String]> = plan.columns.iter().map(|c| c.heading.as_slice()).collect();
    let depth = paths.iter().map(|p| p.len()).max().unwrap_or(0);
    let block = |c: usize| plan.columns[c].year;
    let mut cells = Vec::new();
    for row in 0..depth {
        let mut col = 0;
        while col < paths.len() {
            let Some(text) = paths[col].get(row) else {
                col += 1;
                continue;
            };
            let leaf = |c: usize| paths[c].len() == row + 1;
            let mut end = col + 1;
            // a column's own heading never joins its neighbour's
            while end < paths.len()
                && !leaf(col)
                && !leaf(end)
                && paths[end].get(..=row) == paths[col].get(..=row)
                && (row == 0 || block(end) == block(col) || paths[col][..=row].len() < 2)
            {
                end += 1;
            }
            let rowspan = if leaf(col) { depth - row } else { 1 };
            cells.push(HeadCell { row, col, rowspan, colspan: end - col, text: text.clone(), set: SetCell::default() });
            col = end;
        }
    }
    cells
}
