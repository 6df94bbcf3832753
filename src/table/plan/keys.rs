//! What tells the rows of a plan apart.

use super::{Plan, Row};
use crate::row_key::RowKey;

impl Plan {
    /// The key of each row: its id, the keys of its groups and what names it in them.
    pub fn keys(&self) -> Vec<RowKey> {
        let columns = self.key_columns();
        let key = |row: &Row| RowKey::new(row.id.as_ref(), columns.iter().map(|&c| row.text(c).as_str()));
        self.rows.iter().map(key).collect()
    }

    /// The columns of a row's key, groups first.
    fn key_columns(&self) -> Vec<usize> {
        let all = 0..self.columns.len();
        let groups = all.clone().filter(|&c| self.column(c).group.is_some() && self.column(c).key);
        groups.chain(all.filter(|&c| self.names_row(c))).collect()
    }

    /// Whether a column outside the groups tells rows apart.
    pub(crate) fn names_row(&self, c: usize) -> bool {
        self.columns.get(c).is_some_and(|column| self.form.names_row(column))
    }
}
