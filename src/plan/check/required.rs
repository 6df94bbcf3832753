//! `M103`: a cell that the form requires is empty.

use crate::finding::{Finding, Place};
use crate::msg;
use crate::plan::{Plan, Row};

pub fn check(plan: &Plan, findings: &mut Vec<Finding>) {
    for (r, row) in plan.rows.iter().enumerate() {
        for c in 0..plan.columns.len() {
            let column = plan.column(c);
            let repeated = column.group.is_some_and(|level| !plan.begins_group(r, level));
            if !column.required || repeated || !row.cells[c].text.trim().is_empty() {
                continue;
            }
            let field = match &plan.columns[c].block {
                Some(block) => format!("{block}の{}", column.field),
                None => column.field.clone(),
            };
            let message = msg!("「{field}」が空です", "\"{field}\" is empty");
            // an answer may still be on its way; what names the row may not
            let mut finding = if column.answer.is_some() {
                Finding::warning("M103", message)
            } else {
                Finding::error("M103", message)
            };
            finding.place = place(plan, row, c);
            findings.push(finding);
        }
    }
}

/// The empty cell's own address, from the row's typed cells and the column's in other rows.
fn place(plan: &Plan, row: &Row, c: usize) -> Option<Place> {
    let beside = row.cells.iter().filter_map(|cell| cell.place.as_ref()).next_back()?;
    let Some(at) = beside.cell else { return Some(beside.clone()) };
    let col = plan.rows.iter().find_map(|r| {
        let place = r.cells[c].place.as_ref()?;
        (place.file == beside.file && place.sheet == beside.sheet).then_some(place.cell?.col)
    });
    let sheet = beside.sheet.as_ref()?;
    Some(match col {
        Some(col) => Place::cell(&beside.file, sheet, at.row, col),
        None => beside.clone(),
    })
}
