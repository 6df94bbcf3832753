//! Labels that no page holds.

use super::SetTable;
use crate::finding::{Finding, quote};
use crate::msg;
use crate::table::plan::Plan;

/// `M213`: labels that are higher than a page: they cannot stand whole beside their rows.
pub fn tall_labels(plan: &Plan, table: &SetTable) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (r, row) in table.rows.iter().enumerate() {
        for c in 0..plan.columns.len() {
            let lines = row.continued[c].as_ref().unwrap_or(&row.cells[c]).line_count();
            let fits = table.height(lines) <= table.body_height();
            if fits || plan.column(c).group.is_none() || plan.column(c).flow || !plan.begins_cell(r, c) {
                continue;
            }
            let field = &plan.column(c).field;
            let mut finding = Finding::error(
                "M213",
                msg!(
                    "「{field}」が長く、1 ページに入りません（{lines} 行）",
                    "\"{field}\" is too long for a page ({lines} lines)"
                ),
            )
            .hint(msg!(
                "文を短くするか、様式でこの列の幅を広げてください",
                "shorten it, or make the column wider in the form"
            ));
            finding.place.clone_from(&plan.rows[r].cells[c].place);
            findings.push(finding);
        }
    }
    if let Some(section) = table.sections.too_high(table.page_height)
        && let Some(head) = section.heads.iter().max_by_key(|head| head.again.line_count())
    {
        let text = quote(&head.text);
        let hint = msg!(
            "文を短くするか、様式でこの項目を列にしてください（stands）",
            "shorten it, or let the form have it in a column (stands)"
        );
        let message = msg!("表の上の見出しが長すぎます: 「{text}」", "a heading over a table is too long: \"{text}\"");
        findings.push(Finding::error("M213", message).hint(hint));
    }
    findings
}
