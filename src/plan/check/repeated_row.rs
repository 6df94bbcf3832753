//! `M106`: the same row twice, as when a workbook was returned in two files.

use std::collections::HashMap;

use crate::finding::{Finding, quote};
use crate::msg;
use crate::plan::Plan;

pub fn check(plan: &Plan, findings: &mut Vec<Finding>) {
    let fields: Vec<usize> = (0..plan.columns.len()).filter(|&c| plan.column(c).key || is_name(plan, c)).collect();
    let name = (0..plan.columns.len()).rfind(|&c| is_name(plan, c));
    let mut first: HashMap<Vec<&str>, usize> = HashMap::new();
    for (r, row) in plan.rows.iter().enumerate() {
        let key: Vec<&str> = fields.iter().map(|&c| row.cells[c].text.trim()).collect();
        if key.iter().all(|k| k.is_empty()) {
            continue;
        }
        let Some(&before) = first.get(&key) else {
            first.insert(key, r);
            continue;
        };
        let place = |r: usize| name.and_then(|c| plan.rows[r].cells[c].place.clone());
        let text = quote(name.map_or("", |c| row.cells[c].text.trim()));
        let mut finding = Finding::warning(
            "M106",
            msg!("同じ事業の行が二つあります: 「{text}」", "the same item stands twice: \"{text}\""),
        )
        .hint(msg!("新しい方の回答だけを残してください", "keep the newer answer only"));
        finding.place = place(r);
        finding.related.extend(place(before));
        findings.push(finding);
    }
}

/// A column that names the row: required, no label, and not answered year by year.
fn is_name(plan: &Plan, c: usize) -> bool {
    let column = plan.column(c);
    column.required && column.answer.is_none() && column.group.is_none()
}
