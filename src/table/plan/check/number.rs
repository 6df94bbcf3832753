//! `M306`: texts of a column of numbers that a workbook has as texts.

use super::typed_cells;
use crate::finding::{Finding, quote};
use crate::msg;
use crate::table::plan::Plan;
use crate::xlsx::number_of;

pub fn check(plan: &Plan, findings: &mut Vec<Finding>) {
    for (_, c, cell) in typed_cells(plan) {
        let column = plan.column(c);
        let Some(unit) = column.number.as_deref().filter(|_| !column.serial) else { continue };
        // what says no quantity adds nothing to a sum
        let counts = cell.text.chars().any(|c| c.is_ascii_digit() || ('０'..='９').contains(&c));
        if !counts || cell.example || plan.form.is_missing(&cell.text) || number_of(&cell.text, unit).is_some() {
            continue;
        }
        let (field, text) = (&column.field, quote(&cell.text));
        let mut finding = Finding::info(
            "M306",
            msg!(
                "{field}の「{text}」は、XLSX では数にならず、合計に入りません",
                "\"{text}\" of {field} is no number in the workbook and adds nothing to a sum"
            ),
        )
        .hint(match unit {
            "" => msg!(
                "数にするなら、半角の数字だけを書いてください（1,200、△5）",
                "for a number, write figures alone: 1,200"
            ),
            unit => msg!(
                "数にするなら、半角の数字と「{unit}」だけを書いてください（1,200{unit}、△5）",
                "for a number, write figures and \"{unit}\" alone: 1,200{unit}"
            ),
        });
        finding.place.clone_from(&cell.place);
        findings.push(finding);
    }
}
