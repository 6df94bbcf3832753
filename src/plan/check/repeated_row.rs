//! `M106`: the same row twice, as when a workbook was returned in two files.

use std::collections::HashMap;

use crate::finding::{Finding, quote};
use crate::msg;
use crate::plan::Plan;

pub fn check(plan: &Plan, findings: &mut Vec<Finding>) {
    let fields: Vec<usize> =
        (0..plan.columns.len()).filter(|&c| plan.column(c).key || plan.column(c).answer.is_none()).collect();
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
        let place = |r: usize| plan.rows[r].cells.iter().rev().find_map(|c| c.place.clone());
        let text = quote(key.iter().rev().find(|k| !k.is_empty()).unwrap_or(&""));
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
