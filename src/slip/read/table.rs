//! Reads a table with a project a row and the field names as headings.

use super::super::words::normalise;
use super::super::{Answer, FieldKind, Slip};
use super::Reading;
use super::grid::tabbed;
use crate::finding::{Finding, quote};
use crate::msg;
use crate::source::{Sheet, SheetCell};

/// Headings that a table must have at least.
const LEAST: usize = 2;

fn rows(sheet: &Sheet) -> Vec<&[SheetCell]> {
    sheet.cells.chunk_by(|a, b| a.at.row == b.at.row).collect()
}

/// The row with the headings; `None` when no row has headings of the form.
pub fn head(sheet: &Sheet, reading: &Reading) -> Option<usize> {
    let rows = rows(sheet);
    let known = |row: &[SheetCell]| row.iter().filter(|c| field_of(reading, &c.text).is_some()).count();
    let head = (0..rows.len().min(30)).max_by_key(|&r| (known(rows[r]), std::cmp::Reverse(r)))?;
    (known(rows[head]) >= LEAST).then_some(head)
}

/// Reads one table.
pub fn read(sheet: &Sheet, head: usize, reading: &mut Reading) {
    let mut rows = rows(sheet);
    let top = rows[head].first().map_or(0, |c| c.at.row);
    for cell in rows[..head].iter().copied().flatten() {
        reading.above(cell, true);
    }
    let mut columns: Vec<(u32, Option<usize>)> = Vec::new();
    for cell in rows[head] {
        let field = field_of(reading, &cell.text);
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
    for row in rows.split_off(head + 1) {
        let mut slip = Slip::empty(reading.form);
        slip.place = row.first().map(|c| c.place.clone());
        let at = row.first().map_or(0, |c| c.at.row);
        for cell in row.iter().chain(merged(sheet, top, at)) {
            match columns.iter().find(|(col, _)| *col == cell.at.col).and_then(|(_, f)| *f) {
                Some(field) => {
                    let answer = from_text(reading, field, cell);
                    reading.put(&mut slip, field, answer);
                }
                None => reading.stray(&cell.text, Some(&cell.place)),
            }
        }
        reading.slips.push(slip);
    }
}

/// Cells between the headings and a row that are merged down over it.
fn merged(sheet: &Sheet, head: u32, row: u32) -> impl Iterator<Item = &SheetCell> {
    let over = sheet.merges.iter().filter(move |m| (head + 1..row).contains(&m.first.row) && row <= m.last.row);
    over.filter_map(|m| {
        let at = sheet.cells.binary_search_by_key(&(m.first.row, m.first.col), |c| (c.at.row, c.at.col));
        at.ok().map(|n| &sheet.cells[n])
    })
}

/// 1 for the same words, 0 for words that share nothing.
pub fn likeness(a: &str, b: &str) -> f64 {
    crate::words::likeness(a, b, normalise)
}

/// The field that a heading or key means.
pub fn field_of(reading: &Reading, text: &str) -> Option<usize> {
    let text = normalise(text);
    reading.words.headings.iter().position(|names| names.iter().any(|n| normalise(n) == text))
}

/// An answer in one cell.
fn from_text(reading: &Reading, field: usize, cell: &SheetCell) -> Answer {
    let place = Some(cell.place.clone());
    match tabbed(&cell.text).filter(|_| reading.form.fields[field].kind == FieldKind::Results) {
        Some(answer) => Answer { place, ..answer },
        None => Answer { text: cell.text.clone(), place, ..Answer::default() },
    }
}
