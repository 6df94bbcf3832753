//! Puts several returned workbooks together into one data set.

use std::cmp::Ordering;
use std::collections::{BTreeSet, HashMap};

use super::{Plan, Row, groups};
use crate::finding::{Finding, quote};
use crate::msg;
use crate::words::natural;

/// Merges plans read from several inputs: rows in the order of the form's keys, bureaus and sections as
/// first met. One plan keeps its own order.
pub fn merge(plans: Vec<Plan>, findings: &mut Vec<Finding>) -> Option<Plan> {
    let mut plans = plans.into_iter();
    let mut all = plans.next()?;
    let mut several = false;
    for plan in plans {
        several = true;
        if plan.columns.iter().map(|c| &c.heading).ne(all.columns.iter().map(|c| &c.heading)) {
            let place = plan.rows.iter().flat_map(|r| &r.cells).find_map(|c| c.place.clone());
            let (one, two) = (years_of(&all), years_of(&plan));
            let mut message = msg!(
                "年度か様式の異なる回答が混ざっています: {one} と {two}",
                "answers of different years or variants are mixed: {one} and {two}"
            );
            let unlike = plan.columns.len() != all.columns.len();
            if unlike {
                let rows = plan.rows.len();
                message.ja.push_str(&format!("。列が合わないので、この {rows} 行は載りません"));
                message.en.push_str(&format!("; the columns differ, and these {rows} rows are left out"));
            }
            let mut finding = Finding::error("M060", message)
                .hint(msg!("同じ年度の様式の回答だけを渡してください", "give answers of one year only"));
            finding.place = place;
            findings.push(finding);
            if unlike {
                continue;
            }
        }
        let (meta, place) = (&mut all.meta, plan.rows.iter().flat_map(|r| &r.cells).find_map(|c| c.place.clone()));
        all.rows.extend(plan.rows);
        let slots = [
            (&mut meta.plan, plan.meta.plan),
            (&mut meta.body, plan.meta.body),
            (&mut meta.number, plan.meta.number),
            (&mut meta.lead, plan.meta.lead),
            (&mut meta.title, plan.meta.title),
        ];
        for (slot, text) in slots {
            let Some(text) = text else { continue };
            if slot.get_or_insert_with(|| text.clone()) != &text {
                let text = quote(&text);
                let mut finding = Finding::info(
                    "M055",
                    msg!("表の上の文は紙面に載りません: 「{text}」", "text above the table is not printed: \"{text}\""),
                );
                finding.place.clone_from(&place);
                findings.push(finding);
            }
        }
    }
    if several {
        let mut rows = std::mem::take(&mut all.rows);
        order(&all, &mut rows);
        let (form, columns) = (&all.form, &all.columns);
        let keys: Vec<Vec<usize>> = (1..=form.levels()).map(|l| level_columns(&all, l, true)).collect();
        let every: Vec<Vec<usize>> = (1..=form.levels()).map(|l| level_columns(&all, l, false)).collect();
        groups::check_same(form, columns, &mut rows, &keys, &every, findings);
        all.rows = rows;
    }
    Some(all)
}

fn level_columns(plan: &Plan, level: usize, key: bool) -> Vec<usize> {
    (0..plan.columns.len()).filter(|&c| plan.column(c).group == Some(level) && (!key || plan.column(c).key)).collect()
}

/// The years that a plan reports on, with the variant, if it is one.
fn years_of(plan: &Plan) -> String {
    let years: BTreeSet<&str> = plan.columns.iter().filter_map(|c| c.block.as_deref()).collect();
    let years = years.into_iter().collect::<Vec<_>>().join("・");
    match &plan.variant {
        Some(variant) => format!("{years}（{variant}）"),
        None => years,
    }
}

/// Sorts stably: key columns by the numbers in them, others by first appearance.
fn order(plan: &Plan, rows: &mut Vec<Row>) {
    let fields: Vec<usize> = plan
        .form
        .order
        .iter()
        .filter_map(|field| (0..plan.columns.len()).find(|&c| &plan.column(c).field == field))
        .collect();
    let mut met: Vec<HashMap<Vec<&str>, usize>> = vec![HashMap::new(); fields.len()];
    for row in rows.iter() {
        for (i, &c) in fields.iter().enumerate() {
            // a section is first met within its bureau
            let from = fields[..i].iter().rposition(|&f| plan.column(f).key).map_or(0, |k| k + 1);
            let name: Vec<&str> = fields[from..i].iter().chain([&c]).map(|&f| row.cells[f].text.as_str()).collect();
            let next = met[i].len();
            met[i].entry(name).or_insert(next);
        }
    }
    let ranks: Vec<Vec<usize>> = rows
        .iter()
        .map(|row| {
            (0..fields.len())
                .map(|i| {
                    let from = fields[..i].iter().rposition(|&f| plan.column(f).key).map_or(0, |k| k + 1);
                    let name: Vec<&str> = fields[from..=i].iter().map(|&f| row.cells[f].text.as_str()).collect();
                    met[i].get(&name).copied().unwrap_or(usize::MAX)
                })
                .collect()
        })
        .collect();
    let mut index: Vec<usize> = (0..rows.len()).collect();
    index.sort_by(|&a, &b| {
        for (i, &c) in fields.iter().enumerate() {
            let (x, y) = (&rows[a].cells[c].text, &rows[b].cells[c].text);
            let by = if plan.column(c).key { natural(x, y) } else { ranks[a][i].cmp(&ranks[b][i]) };
            if by != Ordering::Equal {
                return by;
            }
        }
        a.cmp(&b)
    });
    let mut taken: Vec<Option<Row>> = rows.drain(..).map(Some).collect();
    rows.extend(index.into_iter().filter_map(|i| taken[i].take()));
}
