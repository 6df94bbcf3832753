//! `M102`: a group that stands in two places would be printed as two groups.

use std::collections::HashMap;

use crate::finding::{Finding, quote};
use crate::msg;
use crate::table::plan::Plan;

pub fn check(plan: &Plan, findings: &mut Vec<Finding>) {
    for level in 1..=plan.form.levels() {
        let keys: Vec<usize> = (0..plan.columns.len())
            .filter(|&c| plan.column(c).key && plan.column(c).group.is_some_and(|g| g <= level))
            .collect();
        let Some(&own) = keys.last().filter(|&&c| plan.column(c).group == Some(level)) else { continue };
        let mut begun: HashMap<Vec<&str>, usize> = HashMap::new();
        for (r, row) in plan.rows.iter().enumerate() {
            if !plan.begins_group(r, level) {
                continue;
            }
            let key: Vec<&str> = keys.iter().map(|&c| row.text(c).as_str()).collect();
            if key.iter().any(|k| k.is_empty()) {
                continue;
            }
            let Some(&before) = begun.get(&key) else {
                begun.insert(key, r);
                continue;
            };
            let (field, text) = (&plan.column(own).field, quote(row.text(own)));
            let mut finding = Finding::warning(
                "M102",
                msg!("{field}「{text}」が離れた行に分かれています", "{field} \"{text}\" stands in two separate places"),
            )
            .hint(msg!("同じ{field}の行を続けて並べてください", "put the rows of one {field} together"));
            finding.place.clone_from(&row.cell(own).place);
            finding.related.extend(plan.cell(before, own).place.clone());
            findings.push(finding);
        }
    }
}
