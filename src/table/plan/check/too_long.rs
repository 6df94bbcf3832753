//! `M105`: an answer longer than the form asks for. It is printed whole all the same.

use super::typed_cells;
use crate::finding::Finding;
use crate::form::asked;
use crate::table::plan::Plan;

pub fn check(plan: &Plan, findings: &mut Vec<Finding>) {
    for (_, c, cell) in typed_cells(plan) {
        let column = plan.column(c);
        if let Some(mut finding) = asked::too_long(&column.field, &cell.text, column.max_chars) {
            finding.place.clone_from(&cell.place);
            findings.push(finding);
        }
    }
}
