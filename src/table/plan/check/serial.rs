//! `M109`: numbers that should count up within their group, and do not.

use std::collections::HashMap;

use crate::finding::{Finding, quote};
use crate::msg;
use crate::table::plan::Plan;
use crate::words::half_width;

pub fn check(plan: &Plan, findings: &mut Vec<Finding>) {
    let level = plan.form.levels();
    for c in (0..plan.columns.len()).filter(|&c| plan.column(c).serial) {
        let mut before: Option<(u32, usize)> = None;
        let mut seen: HashMap<u32, usize> = HashMap::new();
        for (r, row) in plan.rows.iter().enumerate() {
            if level > 0 && plan.begins_group(r, level) {
                before = None;
                seen.clear();
            }
            let text = row.text(c).trim();
            let Some(number) = number(text) else {
                if !text.is_empty() && !plan.form.is_missing(text) {
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
                    Some((n, _)) if number == n => msg!("番号 {n} が二度あります", "the number {n} stands twice"),
                    Some((n, _)) if number < n => {
                        msg!("番号が {n} から {number} に戻っています", "the number goes back from {n} to {number}")
                    }
                    Some((n, _)) => {
                        msg!("番号が {n} から {number} に飛んでいます", "the number jumps from {n} to {number}")
                    }
                    None => msg!("番号が {number} から始まっています", "the numbers begin with {number}"),
                };
                // the item that has the number already, or the one before
                let other = seen.get(&number).copied().or(before.map(|(_, r)| r));
                findings.push(fault(plan, r, c, other, message));
            }
            seen.entry(number).or_insert(r);
            before = Some((number, r));
        }
    }
}

/// １, 1., (1), ①, No.1.
fn number(text: &str) -> Option<u32> {
    let text: String = text.chars().map(half_width).filter(|c| !c.is_whitespace()).collect();
    if let (Some(c @ '①'..='⑳'), 1) = (text.chars().next(), text.chars().count()) {
        return (c as u32).checked_sub('①' as u32)?.checked_add(1);
    }
    let text = text.trim_start_matches("No").trim_start_matches('№');
    text.trim_matches(|c: char| ".．)(番".contains(c)).parse().ok()
}

fn fault(plan: &Plan, r: usize, c: usize, before: Option<usize>, message: crate::finding::Message) -> Finding {
    let mut finding = Finding::warning("M109", message)
        .hint(msg!("1 から順に付け直すか、抜けた項目を足してください", "number from 1 on, or add what is missing"));
    finding.place.clone_from(&plan.cell(r, c).place);
    finding.related.extend(before.and_then(|r| plan.cell(r, c).place.clone()));
    finding
}
