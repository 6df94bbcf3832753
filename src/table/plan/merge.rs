//! Puts several returned workbooks together into one data set.

use std::collections::{BTreeSet, HashSet};

use ecow::EcoString;

use super::order::{columns_of, order_by};
use super::{Plan, Row, groups};
use crate::finding::{Finding, quote};
use crate::msg;
use crate::register::Register;
use crate::words::folded;

/// Merges plans read from several inputs: rows in the order of the form's keys, bureaus and sections in 建制順 or, without
/// a register, as first met. One plan keeps its own order.
pub fn merge(plans: Vec<Plan>, register: Option<&Register>, findings: &mut Vec<Finding>) -> Option<Plan> {
    let mut plans = plans.into_iter();
    let mut all = plans.next()?;
    let mut several = false;
    for plan in plans {
        several = true;
        if own_headings(&plan).ne(own_headings(&all)) {
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
            (&mut meta.meeting, plan.meta.meeting),
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
        let by = columns_of(&all);
        order_by(&all, &by, true, register, &mut rows);
        groups::check_same(&groups::levels(&all.form, &all.columns), &mut rows, findings);
        all.rows = rows;
    }
    Some(all)
}

/// What tells the columns of one year and variant from those of another.
fn own_headings(plan: &Plan) -> impl Iterator<Item = (usize, Option<&Vec<String>>)> {
    let as_typed = |c: usize| plan.column(c).heading_as_typed;
    plan.columns.iter().enumerate().map(move |(c, column)| (column.spec, (!as_typed(c)).then_some(&column.heading)))
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

impl Plan {
    /// `M130`: where a group stands in two places, the form's order puts its rows together. Where none does, the rows of
    /// a single file keep their own order: it is the one in which they were published. Rows without groups are ordered.
    pub(crate) fn put_groups_together(&mut self, findings: &mut Vec<Finding>) {
        let ordered = |field: &String| (0..self.columns.len()).find(|&c| &self.column(c).field == field);
        let mut by: Vec<usize> = self.form.order.iter().filter_map(ordered).collect();
        let levels = self.form.levels();
        if levels > 0 {
            by.retain(|&c| self.column(c).key);
            let parted = |level: usize| {
                let mut begun: HashSet<Vec<String>> = HashSet::new();
                let key = |row: &Row| keys_up_to(self, level).map(|c| folded(row.text(c))).collect::<Vec<_>>();
                let mut rows = self.rows.iter().enumerate();
                rows.any(|(r, row)| self.begins_group(r, level) && !begun.insert(key(row)))
            };
            let known = |level: &usize| keys_up_to(self, *level).all(|c| by.contains(&c));
            if !(1..=levels).filter(known).any(parted) {
                return;
            }
        }
        if by.is_empty() {
            return;
        }
        let mut rows = std::mem::take(&mut self.rows);
        let before: Vec<Vec<EcoString>> =
            rows.iter().map(|row| by.iter().map(|&c| row.text(c).clone()).collect()).collect();
        let place = rows.iter().flat_map(|row| &row.cells).find_map(|cell| cell.place.clone());
        order_by(self, &by, false, None, &mut rows);
        let moved =
            rows.iter().zip(&before).filter(|(row, before)| !by.iter().map(|&c| row.text(c)).eq(before.iter())).count();
        self.rows = rows;
        if moved == 0 {
            return;
        }
        let fields: Vec<&str> = by.iter().map(|&c| self.column(c).field.as_str()).collect();
        let (ja, en) = (fields.join("、"), fields.join(", "));
        let mut finding = Finding::info(
            "M130",
            msg!("行を様式の順（{ja}）に並べ替えました", "the rows were put into the form's order ({en})"),
        );
        finding.place = place;
        findings.push(finding);
    }
}

/// The key columns of a level and those outside it.
fn keys_up_to(plan: &Plan, level: usize) -> impl Iterator<Item = usize> {
    (0..plan.columns.len()).filter(move |&c| plan.column(c).key && plan.column(c).group.is_some_and(|g| g <= level))
}
