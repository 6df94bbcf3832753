//! Which cells of a table paper head others: what a reader hears before each answer.

use super::plan::Plan;

/// For each column of a plan, whether its cells head rows.
pub(super) struct Heads {
    /// The rows of their group.
    groups: Vec<bool>,
    /// Their own row.
    names: Vec<bool>,
}

impl Heads {
    /// Groups are headed by their keys and by the first label beside a key; rows by what tells them apart, by a number
    /// within their group, and by the first column in a form that says neither.
    pub fn of(plan: &Plan) -> Self {
        let label = |c: usize, level: usize, key: bool| {
            let spec = plan.column(c);
            spec.group == Some(level) && spec.key == key && !spec.flow && !spec.may_differ
        };
        let all = 0..plan.columns.len();
        let group = |c: usize| {
            plan.column(c).group.is_some_and(|level| {
                let before = (0..c).filter(|&b| plan.column(b).group == Some(level)).count();
                label(c, level, true) || label(c, level, false) && before <= 1
            })
        };
        let told = all.clone().any(|c| plan.names_row(c));
        let name = |c: usize| {
            let ungrouped = plan.column(c).group.is_none();
            ungrouped && (plan.names_row(c) || plan.column(c).serial || !told && c == 0)
        };
        Self { groups: all.clone().map(group).collect(), names: all.map(name).collect() }
    }

    /// Whether the cell in row `r` heads the rows of its group. One without text heads nothing.
    pub fn group(&self, plan: &Plan, r: usize, c: usize) -> bool {
        self.groups[c] && !is_empty(plan, r, c)
    }

    /// Whether the cells of a column head the rows of their groups.
    pub fn is_group(&self, c: usize) -> bool {
        self.groups[c]
    }

    /// Whether the cell heads its row.
    pub fn name(&self, plan: &Plan, r: usize, c: usize) -> bool {
        self.names[c] && !is_empty(plan, r, c)
    }

    /// How many columns to the left of `c` head rows.
    pub fn before(&self, c: usize) -> usize {
        (0..c).filter(|&b| self.groups[b] || self.names[b]).count()
    }
}

fn is_empty(plan: &Plan, r: usize, c: usize) -> bool {
    plan.rows[r].cells[c].text.trim().is_empty()
}
