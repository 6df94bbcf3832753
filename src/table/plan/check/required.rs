//! `M103`: a cell that the form requires is empty.

use crate::finding::Finding;
use crate::form::asked;
use crate::place::Place;
use crate::table::plan::{Plan, Row};

pub fn check(plan: &Plan, findings: &mut Vec<Finding>) {
    for (r, row) in plan.rows.iter().enumerate() {
        for c in 0..plan.columns.len() {
            let column = plan.column(c);
            if !column.required || !plan.begins_cell(r, c) || !row.text(c).trim().is_empty() || has_no_column(row, c) {
                continue;
            }
            let field = match plan.columns.get(c).and_then(|column| column.block.as_deref()) {
                Some(block) => format!("{block}の{}", column.field),
                None => column.field.clone(),
            };
            let mut finding = asked::missing(&field, column.answer.is_none());
            finding.place = place(row, c);
            findings.push(finding);
        }
    }
}

/// The empty cell's own address; in a data file the place of what stands beside.
fn place(row: &Row, c: usize) -> Option<Place> {
    let own = row.cell(c).place.clone();
    own.or_else(|| row.cells.iter().filter_map(|cell| cell.place.clone()).next_back())
}

/// A workbook without this column: that was told once, at its header (`M052`).
fn has_no_column(row: &Row, c: usize) -> bool {
    row.cell(c).place.is_none() && row.cells.iter().filter_map(|cell| cell.place.as_ref()).any(|p| p.cell.is_some())
}
