//! Makes a small table, and the text over and under it, from the cells of an answer.

use super::super::{Answer, ResultTable};
use crate::source::{Merge, SheetCell};

/// A cell with the range it covers.
#[derive(Clone, Copy)]
pub struct Spanned<'a> {
    pub cell: &'a SheetCell,
    pub span: Merge,
}

/// Rows of two or more cells are the table; what stands over it is text, what stands under it are notes.
pub fn results(cells: &[Spanned], last_col: u32) -> Answer {
    let mut rows: Vec<Vec<Spanned>> = Vec::new();
    for cell in cells {
        match rows.last_mut() {
            Some(row) if row[0].cell.at.row == cell.cell.at.row => row.push(*cell),
            _ => rows.push(vec![*cell]),
        }
    }
    let place = cells.first().map(|c| c.cell.place.clone());
    let join =
        |rows: &[Vec<Spanned>]| rows.iter().flatten().map(|c| c.cell.text.as_str()).collect::<Vec<_>>().join("\n");
    // a cell that leaves room at its left: a label would stand there
    let left = cells.iter().map(|c| c.cell.at.col).min();
    let is_indented = |row: &[Spanned]| Some(row[0].cell.at.col) > left;
    let is_row = |row: &[Spanned]| {
        row.len() > 1 || is_indented(row) || {
            let span = row[0].span;
            span.first.col != span.last.col && span.last.col < last_col
        }
    };
    let (Some(first), Some(last)) = (rows.iter().position(|r| r.len() > 1), rows.iter().rposition(|r| is_row(r)))
    else {
        let text = join(&rows);
        return match tabbed(&text) {
            Some(answer) => Answer { place, ..answer },
            None => Answer { text, place, ..Answer::default() },
        };
    };
    // a head of one column, beside an empty corner
    let first = first - usize::from(first > 0 && is_indented(&rows[first - 1]));
    let body = &rows[first..=last];
    let mut starts: Vec<u32> = body.iter().flatten().map(|c| c.cell.at.col).collect();
    starts.sort_unstable();
    starts.dedup();
    // the corner over the row labels may be empty in every row but the head
    let line = |row: &[Spanned]| -> Vec<String> {
        starts
            .iter()
            .map(|col| row.iter().find(|c| c.cell.at.col == *col).map_or(String::new(), |c| c.cell.text.clone()))
            .collect()
    };
    let table = ResultTable { columns: line(&body[0]), rows: body[1..].iter().map(|r| line(r)).collect() };
    Answer { text: join(&rows[..first]), table: Some(table), notes: join(&rows[last + 1..]), place }
}

/// Lines with tabs in them are a table, what stands over it is text, what stands under it are notes. `None` without
/// tabs.
pub fn tabbed(text: &str) -> Option<Answer> {
    let lines: Vec<&str> = text.lines().collect();
    let (first, last) = (lines.iter().position(|l| l.contains('\t'))?, lines.iter().rposition(|l| l.contains('\t'))?);
    let split = |l: &&str| l.split('\t').map(|c| c.trim().to_owned()).collect::<Vec<_>>();
    let table =
        ResultTable { columns: split(&lines[first]), rows: lines[first + 1..=last].iter().map(split).collect() };
    let (text, notes) = (lines[..first].join("\n"), lines[last + 1..].join("\n"));
    Some(Answer { text, table: Some(table), notes, ..Answer::default() })
}
