//! `M106`: the same row twice, as when a workbook was returned in two files.

use std::collections::HashMap;

use crate::finding::{Finding, quote};
use crate::msg;
use crate::place::SourceFile;
use crate::table::plan::{Plan, Row};

/// Rows of one name are one item if they came in two files, or if all that is no answer is the same. A section
/// may well have three projects of one name, each with its own outline.
pub fn check(plan: &Plan, findings: &mut Vec<Finding>) {
    let all = 0..plan.columns.len();
    let names: Vec<usize> = all.clone().filter(|&c| is_name(plan, c)).collect();
    let keys: Vec<usize> = all.clone().filter(|&c| plan.column(c).key || names.contains(&c)).collect();
    let plain: Vec<usize> =
        all.filter(|&c| plan.column(c).answer.is_none() && plan.columns[c].year.is_none()).collect();
    let name = names.last().copied();
    let mut first: HashMap<Vec<&str>, usize> = HashMap::new();
    let mut outlines: HashMap<Vec<&str>, usize> = HashMap::new();
    for (r, row) in plan.rows.iter().enumerate() {
        let texts = |columns: &[usize]| columns.iter().map(|&c| row.cells[c].text.trim()).collect::<Vec<_>>();
        let key = texts(&keys);
        // a row without a name is told as such (M103)
        if key.iter().all(|k| k.is_empty()) || (!names.is_empty() && texts(&names).iter().all(|n| n.is_empty())) {
            continue;
        }
        let elsewhere = first.get(&key).copied().filter(|&b| file(&plan.rows[b]) != file(row));
        let before = outlines.get(&texts(&plain)).copied().or(elsewhere);
        first.entry(key).or_insert(r);
        outlines.entry(texts(&plain)).or_insert(r);
        let Some(before) = before else { continue };
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

/// The file that a row was typed in. Labels may come from another one.
fn file(row: &Row) -> Option<&SourceFile> {
    row.cells.iter().rev().find_map(|cell| cell.place.as_ref()).map(|place| &place.file)
}

/// A column that names the row: required, no label, and not answered year by year.
fn is_name(plan: &Plan, c: usize) -> bool {
    let column = plan.column(c);
    column.required && column.answer.is_none() && column.group.is_none()
}
