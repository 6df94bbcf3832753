//! `M113`: an example text that a department left in its answer.

use super::typed_cells;
use crate::finding::{Finding, quote};
use crate::msg;
use crate::table::plan::{EXAMPLE, Plan};

pub fn check(plan: &Plan, findings: &mut Vec<Finding>) {
    for (_, c, cell) in typed_cells(plan) {
        if cell.example || plan.column(c).answer.is_none() || !cell.text.trim_start().starts_with(EXAMPLE) {
            continue;
        }
        let text = quote(&cell.text);
        let mut finding = Finding::warning(
            "M113",
            msg!("記入例の文が残っています: 「{text}」", "an example text was left: \"{text}\""),
        )
        .hint(msg!("実際の内容に書き換えるか、消してください", "write the answer, or clear the cell"));
        finding.place.clone_from(&cell.place);
        findings.push(finding);
    }
}
