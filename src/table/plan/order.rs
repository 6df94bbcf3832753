//! The order of rows that were put together from several inputs.

use std::cmp::Ordering;
use std::collections::HashMap;

use super::{Plan, Row};
use crate::form::Roles;
use crate::register::Register;
use crate::words::{half_width, natural};

impl Plan {
    /// The columns that say who answers. A group's label may name bureaus too, but not who answered a row.
    pub(crate) fn roles(&self) -> Roles {
        let own = |c: &usize| {
            let spec = self.column(*c);
            !spec.block && (spec.group.is_none() || spec.key || self.form.section.contains(&spec.field))
        };
        let fields = (0..self.columns.len()).filter(own).map(|c| (c, self.column(c).field.as_str()));
        Roles::of(&self.form.section, fields)
    }
}

/// The columns by which a form orders rows: those that it names, else the keys of its groups.
pub fn columns_of(plan: &Plan) -> Vec<usize> {
    let all = 0..plan.columns.len();
    if plan.form.order.is_empty() {
        return all.filter(|&c| plan.column(c).key && plan.column(c).group.is_some()).collect();
    }
    let column = |field| all.clone().find(|&c| &plan.column(c).field == field);
    plan.form.order.iter().filter_map(column).collect()
}

/// Sorts stably by these columns: keys by the numbers in them, who answers by the register, others by first appearance.
pub fn order_by(plan: &Plan, fields: &[usize], several: bool, register: Option<&Register>, rows: &mut Vec<Row>) {
    let counted = |&c: &usize| {
        // names of one file stay in the order in which it has them
        let number =
            |row: &Row| row.cells[c].text.is_empty() || row.cells[c].text.contains(|d| half_width(d).is_ascii_digit());
        let key = plan.column(c).key;
        match (several, plan.form.order.is_empty()) {
            (true, false) => key,
            (true, true) => rows.iter().all(number),
            (false, _) => (key || plan.form.levels() == 0) && rows.iter().all(number),
        }
    };
    let natural_order: Vec<bool> = fields.iter().map(counted).collect();
    // one rank stands for bureau and section, where the first of them is
    let official = if several { register.map(|register| ranks(plan, register, rows)) } else { None };
    let roles = plan.roles();
    let is_role = |c: usize| roles.bureau == Some(c) || roles.section == Some(c);
    let first_role = fields.iter().position(|&c| is_role(c)).unwrap_or(fields.len());
    let by_rank = |a: usize, b: usize| official.as_ref().map_or(Ordering::Equal, |ranks| ranks[a].cmp(&ranks[b]));
    // of one section that is called by two names, no row comes before others
    let known = |a: usize| official.as_ref().is_some_and(|ranks| !ranks[a].1);
    let met = first_met(plan, fields, rows);
    let mut index: Vec<usize> = (0..rows.len()).collect();
    index.sort_by(|&a, &b| {
        for (i, &c) in fields.iter().enumerate() {
            if i == first_role && by_rank(a, b) != Ordering::Equal {
                return by_rank(a, b);
            }
            if is_role(c) && known(a) && known(b) {
                continue;
            }
            let (x, y) = (&rows[a].cells[c].text, &rows[b].cells[c].text);
            let by = if x == y {
                Ordering::Equal
            } else if natural_order[i] {
                natural(x, y)
            } else {
                met[a][i].cmp(&met[b][i])
            };
            if by != Ordering::Equal {
                return by;
            }
        }
        let last = if first_role == fields.len() { by_rank(a, b) } else { Ordering::Equal };
        last.then(a.cmp(&b))
    });
    let mut taken: Vec<Option<Row>> = rows.drain(..).map(Some).collect();
    rows.extend(index.into_iter().filter_map(|i| taken[i].take()));
}

/// Where a row stands by who answers it: the number of its section, or that of the last of its bureau if only that is
/// known, which comes behind it; what the register does not know is last.
type Rank = (usize, bool);

/// The rank of each row; a name is looked up once.
fn ranks(plan: &Plan, register: &Register, rows: &[Row]) -> Vec<Rank> {
    let roles = plan.roles();
    let mut known: HashMap<(Option<&str>, &str), Rank> = HashMap::new();
    let mut out = Vec::with_capacity(rows.len());
    for row in rows {
        let (bureau, section) = roles.names(|c| row.cells[c].text.as_str());
        let rank = known.entry((bureau, section)).or_insert_with(|| register.rank_of((bureau, section)));
        out.push(*rank);
    }
    out
}

/// For each row and field, how many other names were met before its own.
fn first_met(plan: &Plan, fields: &[usize], rows: &[Row]) -> Vec<Vec<usize>> {
    let mut met: Vec<HashMap<Vec<&str>, usize>> = vec![HashMap::new(); fields.len()];
    let ranks = rows.iter().map(|row| {
        let of_field = |(i, &c): (usize, &usize)| {
            // a section is first met within its bureau
            let from = fields[..i].iter().rposition(|&f| plan.column(f).key).map_or(0, |k| k + 1);
            let name: Vec<&str> = fields[from..i].iter().chain([&c]).map(|&f| row.cells[f].text.as_str()).collect();
            let next = met[i].len();
            *met[i].entry(name).or_insert(next)
        };
        fields.iter().enumerate().map(of_field).collect()
    });
    ranks.collect()
}
