//! `M104`: a text that is not among the choices of its column.

use super::typed_cells;
use crate::finding::{Finding, quote};
use crate::msg;
use crate::table::plan::Plan;

pub fn check(plan: &Plan, findings: &mut Vec<Finding>) {
    for (_, c, cell) in typed_cells(plan) {
        let column = plan.column(c);
        if column.choices.is_empty()
            || column.choices.iter().any(|choice| choice == cell.text.trim())
            || plan.form.is_missing(&cell.text)
        {
            continue;
        }
        let (field, text) = (&column.field, quote(&cell.text));
        let (ja, en) = (column.choices.join("、"), column.choices.join(", "));
        let mut finding = Finding::error(
            "M104",
            msg!("「{field}」に選べない語です: 「{text}」", "\"{text}\" is not a choice of \"{field}\""),
        )
        .hint(msg!("次のどれかを書いてください: {ja}", "write one of: {en}"));
        finding.place.clone_from(&cell.place);
        findings.push(finding);
    }
}
