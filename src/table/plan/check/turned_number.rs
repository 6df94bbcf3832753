//! `M039`: numbers that Excel seems to have turned into days or powers of ten.

use super::typed_cells;
use crate::finding::Finding;
use crate::form::turned;
use crate::table::plan::{Cell, Plan};

pub fn check(plan: &Plan, findings: &mut Vec<Finding>) {
    let mut columns: Vec<Vec<&Cell>> = vec![Vec::new(); plan.columns.len()];
    for (_, c, cell) in typed_cells(plan) {
        if let Some(cells) = columns.get_mut(c) {
            cells.push(cell);
        }
    }
    for (c, cells) in columns.into_iter().enumerate() {
        let answers = cells.into_iter().map(|cell| (cell.text.as_str(), cell.place.as_ref()));
        findings.extend(turned::check(&plan.column(c).field, None, answers));
    }
}
