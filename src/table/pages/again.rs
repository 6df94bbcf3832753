//! Rows of a plan that stood in the plan before it.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::table::plan::{Plan, Row};

/// A plan that was set before.
pub struct Before<'a> {
    plan: &'a Plan,
    /// Rows by their texts; made when the first one is elsewhere than before.
    by_texts: OnceLock<HashMap<Vec<&'a str>, usize>>,
}

fn texts(row: &Row) -> impl Iterator<Item = &str> {
    row.cells.iter().map(|cell| cell.text.as_str())
}

impl<'a> Before<'a> {
    pub fn new(plan: &'a Plan) -> Self {
        Self { plan, by_texts: OnceLock::new() }
    }

    /// Whether the columns are the same, and all that says how a text is set in them.
    pub fn has_columns_of(&self, new: &Plan) -> bool {
        self.plan.columns == new.columns
            && self.plan.form.columns == new.form.columns
            && self.plan.form.text.rules == new.form.text.rules
    }

    /// The row of the old plan with the texts of a row of the new one.
    pub fn row(&self, new: &Plan, r: usize) -> Option<usize> {
        let row = &new.rows[r];
        if self.plan.rows.get(r).is_some_and(|old| texts(old).eq(texts(row))) {
            return Some(r);
        }
        let rows = || self.plan.rows.iter().enumerate().map(|(r, old)| (texts(old).collect(), r));
        self.by_texts.get_or_init(|| rows().collect()).get(&texts(row).collect::<Vec<_>>()).copied()
    }
}
