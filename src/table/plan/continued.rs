//! Undoes what a printed workbook adds where a page ends: repeated labels（続き）and rows in parts.

use ecow::EcoString;

use super::{CONTINUED, Cell, Row};
use crate::table::{Column, TableColumn, TableForm};

/// Takes the mark off repeated group labels and puts the parts of a row together again.
pub fn join(form: &TableForm, columns: &[TableColumn], rows: &mut Vec<Row>) {
    let spec = |c: usize| &form.columns[columns[c].spec];
    let mut last: Vec<EcoString> = vec![EcoString::new(); columns.len()];
    let marks = mark_columns(form, columns);
    let names = name_columns(form, columns);
    let mut out: Vec<Row> = Vec::with_capacity(rows.len());
    // where the text of each flowing column began
    let mut began: Vec<Option<usize>> = vec![None; columns.len()];
    for mut row in rows.drain(..) {
        let mut again = false;
        let mut other = false;
        for c in (0..columns.len()).filter(|&c| spec(c).group.is_some() && !spec(c).flow) {
            let text = &mut row.cells[c].text;
            if text.strip_suffix(CONTINUED).is_some_and(|label| label == last[c]) {
                text.clone_from(&last[c]);
                again = true;
            }
            other |= spec(c).key && !text.is_empty() && *text != last[c];
            if !text.is_empty() {
                last[c].clone_from(text);
            }
        }
        for c in (0..columns.len()).filter(|&c| spec(c).flow) {
            match began[c].and_then(|at| out.get_mut(at)) {
                _ if row.cells[c].text.is_empty() => {}
                // the same cell seen again: it is merged over the group's rows
                Some(start) if !other && start.cells[c] == row.cells[c] => row.cells[c] = Cell::default(),
                Some(start) if again && !other => {
                    let part = std::mem::take(&mut row.cells[c]);
                    start.cells[c].text.push_str(&part.text);
                }
                _ => began[c] = Some(out.len()),
            }
        }
        match out.last_mut() {
            Some(before) if goes_on(before, &row, &marks, &names) => append(before, row, &marks, &names, spec),
            _ => out.push(row),
        }
    }
    *rows = out;
}

/// Columns that carry the mark in the later parts of a row: those of the form, or else the last required
/// one that is not answered by year, or else the first outside the groups.
pub fn mark_columns(form: &TableForm, columns: &[TableColumn]) -> Vec<usize> {
    let spec = |c: usize| &form.columns[columns[c].spec];
    let plain = |c: &usize| spec(*c).group.is_none();
    let own: Vec<usize> = (0..columns.len()).filter(plain).filter(|&c| spec(c).continued).collect();
    if !own.is_empty() {
        return own;
    }
    let required = (0..columns.len()).filter(plain).rfind(|&c| spec(c).required && columns[c].year.is_none());
    required.or_else(|| (0..columns.len()).find(plain)).into_iter().collect()
}

/// Columns that name a row beside the marked ones: the required ones that are not answered by year. Where the
/// text of such a column goes on, it carries the mark too.
pub fn name_columns(form: &TableForm, columns: &[TableColumn]) -> Vec<usize> {
    let spec = |c: usize| &form.columns[columns[c].spec];
    let marks = mark_columns(form, columns);
    let names = |c: usize| spec(c).group.is_none() && spec(c).required && columns[c].year.is_none();
    (0..columns.len()).filter(|&c| names(c) && !marks.contains(&c)).collect()
}

/// Whether a row is the later part of the one before: the marked text, and nothing but the mark in the columns
/// that name a row. A row that a department named 〜（続き） has those filled.
fn goes_on(before: &Row, row: &Row, marks: &[usize], names: &[usize]) -> bool {
    if row.id.is_some() && row.id != before.id {
        return false;
    }
    let marked = marks.iter().any(|&c| {
        let (old, new) = (&before.cells[c].text, &row.cells[c].text);
        new.starts_with(CONTINUED) || (!old.is_empty() && new.strip_suffix(CONTINUED) == Some(old.trim_end()))
    });
    let unnamed = |text: &str| text.is_empty() || text.starts_with(CONTINUED);
    marked && names.iter().all(|&c| unnamed(&row.cells[c].text))
}

fn append<'a>(before: &mut Row, row: Row, marks: &[usize], names: &[usize], spec: impl Fn(usize) -> &'a Column) {
    for (c, cell) in row.cells.into_iter().enumerate().filter(|(c, _)| spec(*c).group.is_none()) {
        let whole = &mut before.cells[c];
        let mut text = cell.text.as_str();
        if marks.contains(&c) && text.strip_suffix(CONTINUED) == Some(whole.text.trim_end()) {
            continue;
        }
        if marks.contains(&c) || names.contains(&c) {
            text = text.strip_prefix(CONTINUED).unwrap_or(text);
        }
        whole.text.push_str(text);
        if whole.place.is_none() {
            whole.place = cell.place;
        }
    }
}
