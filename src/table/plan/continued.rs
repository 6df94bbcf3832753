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
        let specs = || columns.iter().map(|column| form.spec(column));
        let mut again = false;
        let mut other = false;
        let labels = specs().zip(&mut row.cells).zip(last).filter(|((spec, _), _)| spec.group.is_some() && !spec.flow);
        for ((spec, Cell { text, .. }), last) in labels {
            if text.strip_suffix(CONTINUED).is_some_and(|label| label == last) {
                text.clone_from(last);
                again = true;
            }
            other |= spec.key && !text.is_empty() && text != last;
            if !text.is_empty() {
                last.clone_from(text);
            }
        }
        let flowing = specs().zip(&mut row.cells).zip(began).enumerate().filter(|(_, ((spec, _), _))| spec.flow);
        for (c, ((_, cell), began)) in flowing {
            match began.and_then(|at| rows.get_mut(at)).and_then(|row| row.cell_mut(c)) {
                _ if cell.text.is_empty() => {}
                // the same cell seen again: it is merged over the group's rows
                Some(start) if !other && start == cell => *cell = Cell::default(),
                Some(start) if again && !other => start.text.push_str(&std::mem::take(cell).text),
                _ => *began = Some(rows.len()),
            }
        }
        match rows.last_mut() {
            Some(before) if goes_on(before, &row, marks, names) => {
                append(before, row, marks, names, plain(form, columns));
            }
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

/// The columns outside the groups, with their definitions.
fn plain<'a>(
    form: &'a TableForm,
    columns: &'a [TableColumn],
) -> impl DoubleEndedIterator<Item = (usize, &'a TableColumn, &'a Column)> {
    let all = columns.iter().enumerate().map(|(c, column)| (c, column, form.spec(column)));
    all.filter(|(_, _, spec)| spec.group.is_none())
}

/// Columns that carry the mark in the later parts of a row: those of the form, or else the last required
/// one that is not answered by year, or else the first outside the groups.
pub fn mark_columns(form: &TableForm, columns: &[TableColumn]) -> Vec<usize> {
    let plain = || plain(form, columns);
    let own: Vec<usize> = plain().filter(|(_, _, spec)| spec.continued).map(|(c, ..)| c).collect();
    if !own.is_empty() {
        return own;
    }
    let required = plain().rfind(|(_, column, spec)| spec.required && column.year.is_none());
    required.or_else(|| plain().next()).map(|(c, ..)| c).into_iter().collect()
}

/// Columns that name a row beside the marked ones: the required ones that are not answered by year. Where the
/// text of such a column goes on, it carries the mark too.
pub fn name_columns(form: &TableForm, columns: &[TableColumn]) -> Vec<usize> {
    let marks = mark_columns(form, columns);
    let names = plain(form, columns).filter(|(_, column, spec)| spec.required && column.year.is_none());
    names.map(|(c, ..)| c).filter(|c| !marks.contains(c)).collect()
}

/// Whether a row is the later part of the one before: the marked text, and nothing but the mark in the columns
/// that name a row. A row that a department named 〜（続き） has those filled.
fn goes_on(before: &Row, row: &Row, marks: &[usize], names: &[usize]) -> bool {
    if row.id.is_some() && row.id != before.id {
        return false;
    }
    let marked = marks.iter().any(|&c| {
        let (old, new) = (before.text(c), row.text(c));
        new.starts_with(CONTINUED) || (!old.is_empty() && new.strip_suffix(CONTINUED) == Some(old.trim_end()))
    });
    let unnamed = |text: &str| text.is_empty() || text.starts_with(CONTINUED);
    marked && names.iter().all(|&c| unnamed(row.text(c)))
}

fn append<'a>(
    before: &mut Row,
    row: Row,
    marks: &[usize],
    names: &[usize],
    plain: impl Iterator<Item = (usize, &'a TableColumn, &'a Column)>,
) {
    for (c, ..) in plain {
        let (Some(whole), cell) = (before.cell_mut(c), row.cell(c)) else { continue };
        let mut text = cell.text.as_str();
        if marks.contains(&c) && text.strip_suffix(CONTINUED) == Some(whole.text.trim_end()) {
            continue;
        }
        if marks.contains(&c) || names.contains(&c) {
            text = text.strip_prefix(CONTINUED).unwrap_or(text);
        }
        whole.text.push_str(text);
        if whole.place.is_none() {
            whole.place.clone_from(&cell.place);
        }
    }
}
