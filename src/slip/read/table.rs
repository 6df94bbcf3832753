//! Reads a table with a project a row and the field names as headings.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use super::super::words::normalise;
use super::super::{Answer, FieldKind, Slip};
use super::Reading;
use super::grid::tabbed;
use super::strays::tell_strays;
use crate::finding::{Finding, quote};
use crate::msg;
use crate::place::Place;
use crate::source::{Sheet, SheetCell};

/// Headings that a table must have at least.
const LEAST: usize = 2;

/// Rows in which the headings may stand.
const DEEPEST: usize = 30;

fn rows(sheet: &Sheet) -> impl Iterator<Item = &[SheetCell]> {
    sheet.cells.chunk_by(|a, b| a.at.row == b.at.row)
}

/// A table with too few of the form's headings.
pub struct Few {
    pub sheet: Arc<str>,
    pub place: Place,
    /// The headings that the form has.
    pub known: Vec<String>,
    /// How many headings there are.
    pub all: usize,
}

/// The row with the headings; `None` when no row has headings of the form. A table with many others is not the form's.
pub fn head(sheet: &Sheet, reading: &Reading) -> Option<Result<usize, Few>> {
    let known = |row: &[SheetCell]| -> Vec<(usize, String)> {
        row.iter().filter_map(|c| field_of(reading, &c.text).map(|f| (f, quote(&c.text)))).collect()
    };
    // a heading that stands twice counts once
    let once = |mut list: Vec<(usize, String)>| {
        let mut seen = HashSet::new();
        list.retain(|(field, _)| seen.insert(*field));
        list
    };
    let rows = rows(sheet).take(DEEPEST).map(|row| (row, once(known(row)))).enumerate();
    let (head, (row, found)) = rows.max_by_key(|(n, (_, found))| (found.len(), std::cmp::Reverse(*n)))?;
    let (count, all) = (found.len(), row.len());
    if count < LEAST {
        return None;
    }
    let form = reading.form;
    let has = |f: usize| found.iter().any(|(own, _)| *own == f);
    let asked: Vec<usize> = (0..).zip(&form.fields).filter(|(_, field)| field.required).map(|(f, _)| f).collect();
    let named = if asked.is_empty() {
        form.key.iter().copied().any(has) || form.key.is_empty()
    } else {
        asked.into_iter().all(has)
    };
    if count >= form.fields.len().div_ceil(2) || (named && count >= all.div_ceil(2)) {
        return Some(Ok(head));
    }
    let known = found.into_iter().map(|(_, text)| text).collect();
    Some(Err(Few { sheet: sheet.name.clone(), place: row.first()?.place.clone(), known, all }))
}

/// Reads one table.
pub fn read(sheet: &Sheet, head: usize, reading: &mut Reading) {
    let mut rows = rows(sheet);
    for cell in rows.by_ref().take(head).flatten() {
        reading.above(cell, true);
    }
    let head = rows.next().unwrap_or_default();
    let top = head.first().map_or(0, |c| c.at.row);
    let mut columns: Vec<(u32, Option<usize>)> = Vec::new();
    let mut unused: Vec<u32> = Vec::new();
    let mut strays: BTreeMap<u32, Vec<&SheetCell>> = BTreeMap::new();
    for cell in head {
        let field = field_of(reading, &cell.text);
        if field.is_none() && reading.form.is_unused(&cell.text) {
            unused.push(cell.at.col);
            continue;
        }
        columns.push((cell.at.col, field));
        if field.is_none() {
            let text = quote(&cell.text);
            let mut finding =
                Finding::warning("M051", msg!("見出し「{text}」は様式にありません", "the form has no \"{text}\""))
                    .at(cell.place.clone());
            let names = reading.form.fields.iter().map(|f| f.name.as_str());
            let near = names.max_by(|a, b| likeness(a, &cell.text).total_cmp(&likeness(b, &cell.text)));
            if let Some(near) = near.filter(|near| likeness(near, &cell.text) > 0.4) {
                finding = finding.hint(msg!(
                    "「{near}」のことなら、そのとおりに書いてください",
                    "if it means \"{near}\", write it so"
                ));
            }
            reading.findings.push(finding);
        }
    }
    for row in rows {
        let told = reading.findings.len();
        let mut slip = Slip::empty(reading.form);
        slip.place = row.first().map(|c| c.place.clone());
        let at = row.first().map_or(0, |c| c.at.row);
        for cell in row.iter().chain(merged(sheet, top, at)) {
            match columns.iter().find(|(col, _)| *col == cell.at.col).and_then(|(_, f)| *f) {
                Some(field) => {
                    let answer = from_text(reading, field, cell);
                    reading.put(&mut slip, field, answer);
                }
                None if unused.contains(&cell.at.col) => {}
                None => strays.entry(cell.at.col).or_default().push(cell),
            }
        }
        reading.take(slip, told);
    }
    // a merged cell stands in several rows
    for cells in strays.values_mut() {
        cells.dedup_by_key(|cell| cell.at);
    }
    strays.values().for_each(|cells| tell_strays(cells, 1, reading));
}

/// Cells between the headings and a row that are merged down over it.
fn merged(sheet: &Sheet, head: u32, row: u32) -> impl Iterator<Item = &SheetCell> {
    let over = sheet.merges.iter().filter(move |m| head < m.first.row && m.first.row < row && row <= m.last.row);
    over.filter_map(|m| {
        let at = sheet.cells.binary_search_by_key(&(m.first.row, m.first.col), |c| (c.at.row, c.at.col));
        sheet.cells.get(at.ok()?)
    })
}

/// 1 for the same words, 0 for words that share nothing.
pub fn likeness(a: &str, b: &str) -> f64 {
    crate::words::likeness(a, b, normalise)
}

/// The field that a heading or key means.
pub fn field_of(reading: &Reading, text: &str) -> Option<usize> {
    reading.headings.get(&normalise(text)).copied()
}

/// An answer in one cell.
fn from_text(reading: &Reading, field: usize, cell: &SheetCell) -> Answer {
    let place = Some(cell.place.clone());
    let results = reading.form.fields.get(field).is_some_and(|field| field.kind == FieldKind::Results);
    match tabbed(&cell.text).filter(|_| results) {
        Some(answer) => Answer { place, ..answer },
        None => Answer { text: cell.text.clone(), place, ..Answer::default() },
    }
}
