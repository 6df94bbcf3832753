//! Slips as CSV: a row a project, a column a field; the cells of small tables in columns of their own.

use std::collections::HashMap;

use super::definition::{FieldKind, SlipForm};
use super::read::amount;
use super::{Answer, Slips};
use crate::csv::{csv, push_row};

/// Behind the name of a field: what stands under its table.
const NOTES: &str = "注記";

/// A column of the table.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Column {
    /// What was answered in words.
    Field(usize),
    /// A cell of a field's table: its row and its column, and which of those of that name it is.
    Cell(usize, String, String, usize),
    Notes(usize),
}

/// The projects. A field with tables has, behind its own column, one for each row and column that a table has
/// somewhere, in the order in which they first stand: 事業実績_開催回数_令和6年度.
pub fn write_csv(book: &Slips) -> String {
    let form = &book.form;
    let mut columns = Vec::new();
    for (f, field) in form.fields.iter().enumerate() {
        columns.push(Column::Field(f));
        if field.kind == FieldKind::Results {
            let answers = || book.slips.iter().map(|slip| &slip.answers[f]);
            let mut known: HashMap<Column, ()> = HashMap::new();
            for (column, _) in answers().flat_map(|answer| cells(f, answer)) {
                if known.insert(column.clone(), ()).is_none() {
                    columns.push(column);
                }
            }
            if answers().any(|answer| !answer.notes.is_empty()) {
                columns.push(Column::Notes(f));
            }
        }
    }
    let mut out = csv();
    let names: Vec<String> = columns.iter().map(|column| name(form, column)).collect();
    push_row(&mut out, names.iter().map(String::as_str));
    for slip in &book.slips {
        let tables: HashMap<Column, String> =
            slip.answers.iter().enumerate().flat_map(|(f, answer)| cells(f, answer)).collect();
        let texts: Vec<String> = columns
            .iter()
            .map(|column| match column {
                Column::Field(f) => text(&form.fields[*f].kind, &slip.answers[*f]),
                Column::Notes(f) => slip.answers[*f].notes.clone(),
                cell => tables.get(cell).cloned().unwrap_or_default(),
            })
            .collect();
        push_row(&mut out, texts.iter().map(String::as_str));
    }
    out
}

fn name(form: &SlipForm, column: &Column) -> String {
    match column {
        Column::Field(f) => form.fields[*f].name.clone(),
        Column::Notes(f) => format!("{}_{NOTES}", form.fields[*f].name),
        Column::Cell(f, row, head, nth) => {
            let parts = [form.fields[*f].name.as_str(), row, head];
            let name = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("_");
            if *nth > 1 { format!("{name}_{nth}") } else { name }
        }
    }
}

/// An amount is its digits, without unit and separators.
fn text(kind: &FieldKind, answer: &Answer) -> String {
    match kind {
        FieldKind::Amount { unit } => amount(&answer.text, unit).unwrap_or_else(|| answer.text.clone()),
        _ => answer.text.clone(),
    }
}

/// The cells of an answer's table; the first of each row names it.
fn cells(field: usize, answer: &Answer) -> Vec<(Column, String)> {
    let word = |text: &String| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut seen: HashMap<(String, String), usize> = HashMap::new();
    let mut out = Vec::new();
    if let Some(table) = &answer.table {
        let single = table.columns.len() < 2;
        for row in &table.rows {
            let label = row.first().filter(|_| !single).map(word).unwrap_or_default();
            for (head, cell) in table.columns.iter().zip(row).skip(usize::from(!single)) {
                let head = word(head);
                let nth = seen.entry((label.clone(), head.clone())).or_default();
                *nth += 1;
                out.push((Column::Cell(field, label.clone(), head, *nth), cell.clone()));
            }
        }
    }
    out
}
