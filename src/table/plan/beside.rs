//! The worksheet データ of a workbook that matome wrote: read where the paper's own sheet is gone; beside it, told where
//! somebody wrote into it.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::difference::differing;
use super::{Cell, Plan, Row};
use crate::finding::{Finding, Message, quote};
use crate::meta::{Given, Meta};
use crate::msg;
use crate::source::Sheet;
use crate::stamped::DataStamp;
use crate::table::TableForm;

/// So many pairs of rows are compared by their cells; of more, rows are paired in their order.
const MOST_PAIRS: usize = 1_000_000;

/// The stamp of such a worksheet.
pub fn stamp_of(sheet: &Sheet) -> Option<DataStamp> {
    sheet.stamps.iter().find_map(|(_, text)| DataStamp::of_cell(text))
}

/// Whether it holds what it was written with.
pub fn is_untouched(sheet: &Sheet, stamp: &DataStamp) -> bool {
    stamp.holds(sheet.cells.iter().map(|cell| cell.text.as_str()))
}

/// What is known beforehand, with the years of a worksheet that has no place for them.
pub fn given_with(given: &Given, form: &TableForm, head: &Map<String, Value>) -> Given {
    let mut given = given.clone();
    for name in form.years.keys() {
        let year = head.get(name).and_then(Value::as_i64).and_then(|year| i32::try_from(year).ok());
        if let Some(year) = year {
            given.years.entry(name.clone()).or_insert(year);
        }
    }
    given
}

/// Fills in what is not known of what stands around the rows. `all` of it, or what no sheet has a place for: 団体.
pub fn fill_meta(meta: &mut Meta, form: &TableForm, head: &Map<String, Value>, all: bool) {
    let Meta { plan, body, number, lead, meeting, title } = meta;
    let slots = [
        (body, "団体"),
        (plan, "計画"),
        (number, "資料番号"),
        (title, "題名"),
        (meeting, "会議"),
        (lead, form.lead_key().unwrap_or("基本理念")),
    ];
    for (slot, key) in slots.into_iter().take(if all { 6 } else { 1 }) {
        if slot.is_none() {
            *slot = head.get(key).and_then(Value::as_str).map(str::to_owned);
        }
    }
}

/// `M307`: texts of データ that are not those of the paper's sheet. Rows may stand in another order.
pub fn tell_unlike(plan: &Plan, data: &Plan, findings: &mut Vec<Finding>) {
    let pairs = columns(plan, data);
    let texts = |row: &Row, of: fn(&(usize, usize)) -> usize| -> Vec<String> {
        pairs.iter().map(|pair| row.text(of(pair)).to_string()).collect()
    };
    let mut same: HashMap<Vec<String>, Vec<usize>> = HashMap::new();
    for (r, row) in plan.rows.iter().enumerate().rev() {
        same.entry(texts(row, |pair| pair.0)).or_default().push(r);
    }
    let mut left: Vec<Option<&Row>> = plan.rows.iter().map(Some).collect();
    let mut changed: Vec<&Row> = Vec::new();
    for row in &data.rows {
        match same.get_mut(&texts(row, |pair| pair.1)).and_then(Vec::pop) {
            Some(r) => drop(left.get_mut(r).and_then(Option::take)),
            None => changed.push(row),
        }
    }
    let mut left: Vec<&Row> = left.into_iter().flatten().collect();
    let alike = |own: &Row, row: &Row| pairs.iter().filter(|(a, b)| own.text(*a) == row.text(*b)).count();
    let many = left.len().saturating_mul(changed.len()) > MOST_PAIRS;
    for row in changed {
        let best = if many { 0 } else { nearest(&left, |own| alike(own, row)) };
        match left.get(best).copied().filter(|own| alike(own, row) >= pairs.len().div_ceil(2)) {
            Some(own) => {
                left.remove(best);
                let differ = pairs.iter().filter(|(a, b)| own.text(*a) != row.text(*b));
                findings.extend(differ.map(|(a, b)| unlike(plan, *a, own.cell(*a), row.cell(*b))));
            }
            None => findings.push(alone(row, true)),
        }
    }
    findings.extend(left.into_iter().map(|own| alone(own, false)));
}

/// The first of those that have most in common.
fn nearest(left: &[&Row], alike: impl Fn(&Row) -> usize) -> usize {
    let best = left.iter().enumerate().max_by_key(|(at, own)| (alike(own), std::cmp::Reverse(*at)));
    best.map_or(0, |(at, _)| at)
}

/// Columns of both that are the same.
fn columns(plan: &Plan, data: &Plan) -> Vec<(usize, usize)> {
    let name = |plan: &Plan, c: usize| {
        (plan.column(c).field.clone(), plan.columns.get(c).and_then(|column| column.block.clone()))
    };
    let find = |a: usize| (0..data.columns.len()).find(|&b| name(data, b) == name(plan, a)).map(|b| (a, b));
    (0..plan.columns.len()).filter_map(find).collect()
}

fn hinted(finding: Finding) -> Finding {
    finding.hint(msg!(
        "紙面になるのは公式のシートです。データに書いたものを公式のシートに写し、データのシートを消してください",
        "the paper is made from the official sheet; put there what was typed into \"データ\", and delete that sheet"
    ))
}

fn unlike(plan: &Plan, c: usize, official: &Cell, data: &Cell) -> Finding {
    let field = &plan.column(c).field;
    let (one, two, _) = differing(&official.text, &data.text);
    let mut finding = Finding::error(
        "M307",
        Message {
            ja: format!("「データ」のシートの{field}が、公式のシートと違います: 「{}」と「{}」", two.ja, one.ja),
            en: format!("{field} on the sheet \"データ\" is not that of the paper: \"{}\" and \"{}\"", two.en, one.en),
        },
    );
    finding.place.clone_from(&data.place);
    finding.related.extend(official.place.clone());
    hinted(finding)
}

/// A row that is on one of the sheets alone.
fn alone(row: &Row, on_data: bool) -> Finding {
    let cells = || row.cells.iter().filter(|cell| !cell.text.is_empty());
    let text = quote(&cells().map(|cell| cell.text.as_str()).collect::<Vec<_>>().join(" "));
    let message = match on_data {
        true => msg!(
            "「データ」のシートの行が、公式のシートにありません: 「{text}」",
            "a row of the sheet \"データ\" is not on that of the paper: \"{text}\""
        ),
        false => msg!(
            "公式のシートの行が、「データ」のシートにありません: 「{text}」",
            "a row of the paper's sheet is not on the sheet \"データ\": \"{text}\""
        ),
    };
    let mut finding = Finding::error("M307", message);
    finding.place = cells().find_map(|cell| cell.place.clone());
    hinted(finding)
}
