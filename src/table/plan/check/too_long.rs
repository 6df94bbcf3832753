//! `M105`: an answer longer than the form asks for. It is printed whole all the same.

use super::typed_cells;
use crate::finding::Finding;
use crate::msg;
use crate::table::plan::Plan;

pub fn check(plan: &Plan, findings: &mut Vec<Finding>) {
    for (_, c, cell) in typed_cells(plan) {
        let Some(limit) = plan.column(c).max_chars else { continue };
        let count = cell.text.chars().filter(|c| !c.is_whitespace()).count();
        if count <= limit {
            continue;
        }
        let (field, over) = (&plan.column(c).field, count - limit);
        let mut finding = Finding::warning(
            "M105",
            msg!(
                "「{field}」が {over} 字長すぎます（{count} 字、目安は {limit} 字まで）",
                "\"{field}\" is {over} characters too long ({count}, the form asks for {limit})"
            ),
        );
        finding.place.clone_from(&cell.place);
        findings.push(finding);
    }
}
