//! A table as CSV: a row a row, a column a column, the texts of groups on each of their rows.

use super::plan::Plan;
use crate::csv::{csv, push_row};

/// The table. Its headings are the names of data files, those of reporting years with their year before: the form reads
/// them back. Cells are the texts that were answered, an example text too.
pub fn write_csv(plan: &Plan) -> String {
    let mut out = csv();
    let names: Vec<String> = plan
        .columns
        .iter()
        .map(|column| {
            let field = &plan.form.columns[column.spec].field;
            column.block.as_ref().map_or_else(|| field.clone(), |block| format!("{block}_{field}"))
        })
        .collect();
    push_row(&mut out, names.iter().map(String::as_str));
    for row in &plan.rows {
        push_row(&mut out, row.cells.iter().map(|cell| cell.text.as_str()));
    }
    out
}
