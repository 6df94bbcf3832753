//! Which columns of a table are the plan's, earlier answers, or open.

use crate::stamped::Use;
use crate::table::plan::Plan;
use crate::table::{TableColumn, TableForm};

/// For the columns of a form with its usual years.
pub fn uses_of_form(form: &TableForm, phase: Option<&str>) -> Vec<Use> {
    form.table(&form.years).map(|columns| uses(form, &columns, phase, None)).unwrap_or_default()
}

/// For the columns of a plan; `block` is the reporting year that is asked, the last one where none is given.
pub fn uses_of_plan(plan: &Plan, phase: Option<&str>, block: Option<i32>) -> Vec<Use> {
    uses(&plan.form, &plan.columns, phase, block)
}

fn uses(form: &TableForm, columns: &[TableColumn], phase: Option<&str>, block: Option<i32>) -> Vec<Use> {
    let asked = block.or_else(|| columns.iter().filter_map(|column| column.year).max());
    let phases = form.columns.iter().any(|spec| spec.answer.is_some());
    let of = |column: &TableColumn| {
        let spec = form.spec(column);
        match column.year {
            Some(year) if asked.is_some_and(|asked| year < asked) => Use::Last,
            Some(year) if asked.is_some_and(|asked| year > asked) => Use::Plan,
            _ if phases => match &spec.answer {
                Some(answer) if phase.is_none_or(|phase| phase == answer) => Use::Open,
                _ => Use::Plan,
            },
            _ if spec.group.is_none() && !form.names_row(column) => Use::Open,
            _ => Use::Plan,
        }
    };
    columns.iter().map(of).collect()
}
