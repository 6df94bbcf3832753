//! Undoes what a printed workbook adds where a page ends: repeated labels（続き）and rows in parts.

use ecow::EcoString;

use super::{CONTINUED, Cell, Row};
use crate::limits::Room;
use crate::table::{Column, TableColumn, TableForm};

/// Rows as they come in: the mark is taken off repeated group labels, and the parts of a row are put together again.
pub struct Joined<'a> {
    form: &'a TableForm,
    columns: &'a [TableColumn],
    marks: Vec<usize>,
    names: Vec<usize>,
    /// The text above in each column of a group.
    last: Vec<EcoString>,
    /// Where the text of each flowing column began.
    began: Vec<Option<usize>>,
    rows: Vec<Row>,
}

impl<'a> Joined<'a> {
    pub fn new(form: &'a TableForm, columns: &'a [TableColumn]) -> Self {
        let (marks, names) = (mark_columns(form, columns), name_columns(form, columns));
        let (last, began) = (vec![EcoString::new(); columns.len()], vec![None; columns.len()]);
        Self { form, columns, marks, names, last, began, rows: Vec::new() }
    }

    /// Takes the next row; of those beyond the room the last alone is kept, so that its parts are none of another's.
    pub fn take(&mut self, mut row: Row, room: &mut Room) {
        let Self { form, columns, marks, names, last, began, rows } = self;
        let spec = |c: usize| &form.columns[columns[c].spec];
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
            match began[c].and_then(|at| rows.get_mut(at)) {
                _ if row.cells[c].text.is_empty() => {}
                // the same cell seen again: it is merged over the group's rows
                Some(start) if !other && start.cells[c] == row.cells[c] => row.cells[c] = Cell::default(),
                Some(start) if again && !other => {
                    let part = std::mem::take(&mut row.cells[c]);
                    start.cells[c].text.push_str(&part.text);
                }
                _ => began[c] = Some(rows.len()),
            }
        }
        match rows.last_mut() {
            Some(before) if goes_on(before, &row, marks, names) => append(before, row, marks, names, spec),
            _ => {
                if !room.take(|| row.cells.iter().find_map(|cell| cell.place.clone())) {
                    rows.pop();
                }
                rows.push(row);
            }
        }
    }

    /// All rows.
    pub fn rows(self) -> Vec<Row> {
        self.rows
    }
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
