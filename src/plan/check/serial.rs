//! `M109`: numbers that should count up within their group, and do not.

use crate::finding::{Finding, quote};
use crate::msg;
use crate::plan::Plan;

pub fn check(plan: &Plan, findings: &mut Vec<Finding>) {
    let level = plan.form.levels();
    for c in (0..plan.columns.len()).filter(|&c| plan.column(c).serial) {
        let mut before: Option<(u32, usize)> = None;
        for (r, row) in plan.rows.iter().enumerate() {
            if level > 0 && plan.begins_group(r, level) {
                before = None;
            }
            let text = row.cells[c].text.trim();
            let digits: String = text.chars().map(crate::form::era::half_width).collect();
            let Ok(number) = digits.parse::<u32>() else {
                if !text.is_empty() {
                    findings.push(fault(
                        plan,
                        r,
                        c,
                        None,
                        msg!("番号が数字ではありません: 「{}」", "not a number: \"{}\"", quote(text)),
                    ));
                }
                continue;
            };
            let expected = before.map_or(1, |(n, _)| n.saturating_add(1));
            if number != expected {
                let message = match before {
                    Some((n, _)) => {
                        msg!("番号が {n} から {number} に飛んでいます", "the number jumps from {n} to {number}")
                    }
                    None => msg!("番号が {number} から始まっています", "the numbers begin with {number}"),
                };
                findings.push(fault(plan, r, c, before.map(|(_, r)| r), message));
            }
            before = Some((number, r));
        }
    }
}

fn fault(plan: &Plan, r: usize, c: usize, before: Option<usize>, message: crate::finding::Message) -> Finding {
    let mut finding = Finding::warning("M109", message)
        .hint(msg!("1 から順に付け直すか、抜けた項目を足してください", "number from 1 on, or add what is missing"));
    finding.place.clone_from(&plan.rows[r].cells[c].place);
    finding.related.extend(before.and_then(|r| plan.rows[r].cells[c].place.clone()));
    finding
}
