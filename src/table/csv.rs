//! A table as CSV: a row a row, a column a column, the texts of groups on each of their rows.

use super::TableColumn;
use super::plan::Plan;
use crate::csv::{csv, push_row};

/// The table. Its headings are the names of data files, those of reporting years with their year before: the form reads
/// them back. Cells are the texts that were answered, an example text too.
pub fn write_csv(plan: &Plan) -> String {
    let mut out = csv();
    push_row(&mut out, headings(plan).iter().map(String::as_str));
    for row in &plan.rows {
        push_row(&mut out, row.cells.iter().map(|cell| cell.text.as_str()));
    }
    out
}

/// The columns by the names of data files, those of reporting years with their year before.
pub fn headings(plan: &Plan) -> Vec<String> {
    let name = |column: &TableColumn| {
        let field = &plan.form.columns[column.spec].field;
        column.block.as_ref().map_or_else(|| field.clone(), |block| format!("{block}_{field}"))
    };
    plan.columns.iter().map(name).collect()
}
