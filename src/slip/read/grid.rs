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
    let rows: Vec<&[Spanned]> = cells.chunk_by(|a, b| a.cell.at.row == b.cell.at.row).collect();
    let place = cells.first().map(|c| c.cell.place.clone());
    let join = |rows: &[&[Spanned]]| {
        rows.iter().copied().flatten().map(|c| c.cell.text.as_str()).collect::<Vec<_>>().join("\n")
    };
    // a cell that leaves room at its left: a label would stand there
    let left = cells.iter().map(|c| c.cell.at.col).min();
    let is_indented = |row: &[Spanned]| row.first().map(|c| c.cell.at.col) > left;
    let is_row = |row: &[Spanned]| {
        let is_wide = |span: Merge| span.first.col != span.last.col && span.last.col < last_col;
        row.len() > 1 || is_indented(row) || row.first().is_some_and(|c| is_wide(c.span))
    };
    let first = rows.iter().position(|r| r.len() > 1).map(|first| {
        // a head of one column, beside an empty corner
        let head = first.checked_sub(1).filter(|n| rows.get(*n).is_some_and(|row| is_indented(row)));
        head.unwrap_or(first)
    });
    let last = rows.iter().rposition(|r| is_row(r));
    let Some((over, table, under)) = first.zip(last).and_then(|(first, last)| parts(&rows, first, last)) else {
        let text = join(&rows);
        return match tabbed(&text) {
            Some(answer) => Answer { place, ..answer },
            None => Answer { text, place, ..Answer::default() },
        };
    };
    let mut starts: Vec<u32> = table.iter().copied().flatten().map(|c| c.cell.at.col).collect();
    starts.sort_unstable();
    starts.dedup();
    // the corner over the row labels may be empty in every row but the head
    let line = |row: &[Spanned]| -> Vec<String> {
        starts
            .iter()
            .map(|col| row.iter().find(|c| c.cell.at.col == *col).map_or(String::new(), |c| c.cell.text.clone()))
            .collect()
    };
    let table = headed(table.iter().map(|row| line(row)));
    Answer { text: join(over), table: Some(table), notes: join(under), place }
}

/// What stands over a table from one line to another, the table, and what stands under it.
fn parts<T>(lines: &[T], first: usize, last: usize) -> Option<(&[T], &[T], &[T])> {
    let (table, under) = lines.split_at_checked(last.saturating_add(1))?;
    let (over, table) = table.split_at_checked(first)?;
    Some((over, table, under))
}

/// A table whose first line holds its headings.
fn headed(mut lines: impl Iterator<Item = Vec<String>>) -> ResultTable {
    ResultTable { columns: lines.next().unwrap_or_default(), rows: lines.collect() }
}

/// Lines with tabs in them are a table, what stands over it is text, what stands under it are notes. `None` without
/// tabs.
pub fn tabbed(text: &str) -> Option<Answer> {
    let lines: Vec<&str> = text.lines().collect();
    let (first, last) = (lines.iter().position(|l| l.contains('\t'))?, lines.iter().rposition(|l| l.contains('\t'))?);
    let split = |l: &&str| l.split('\t').map(|c| c.trim().to_owned()).collect::<Vec<_>>();
    let (over, table, under) = parts(&lines, first, last)?;
    let (text, notes) = (over.join("\n"), under.join("\n"));
    Some(Answer { text, table: Some(headed(table.iter().map(split))), notes, ..Answer::default() })
}
