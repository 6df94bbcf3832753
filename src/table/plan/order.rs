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
        let number = |row: &Row| row.text(c).is_empty() || row.text(c).contains(|d| half_width(d).is_ascii_digit());
        let key = plan.column(c).key;
        match (several, plan.form.order.is_empty()) {
            (true, false) => key,
            (true, true) => rows.iter().all(number),
            (false, _) => (key || plan.form.levels() == 0) && rows.iter().all(number),
        }
    };
    let columns: Vec<(usize, bool)> = fields.iter().map(|c| (*c, counted(c))).collect();
    // one rank stands for bureau and section, where the first of them is
    let official = if several { register.map(|register| ranks(plan, register, rows)) } else { None };
    let roles = plan.roles();
    let is_role = |c: usize| roles.bureau == Some(c) || roles.section == Some(c);
    let first_role = fields.iter().position(|&c| is_role(c)).unwrap_or(fields.len());
    let met = first_met(plan, fields, rows);
    let rank = |n: usize| official.as_ref().and_then(|ranks| ranks.get(n).copied());
    let all = rows.iter().zip(&met).enumerate();
    let mut order: Vec<Placed> = all.map(|(n, (row, met))| Placed { n, row, met, rank: rank(n) }).collect();
    order.sort_by(|a, b| {
        let by_rank = a.rank.cmp(&b.rank);
        let met = a.met.iter().zip(b.met);
        for (i, (&(c, natural_order), (met_a, met_b))) in columns.iter().zip(met).enumerate() {
            if i == first_role && by_rank != Ordering::Equal {
                return by_rank;
            }
            // of one section that is called by two names, no row comes before others
            if is_role(c) && a.is_known() && b.is_known() {
                continue;
            }
            let (x, y) = (a.row.text(c), b.row.text(c));
            let by = if x == y {
                Ordering::Equal
            } else if natural_order {
                natural(x, y)
            } else {
                met_a.cmp(met_b)
            };
            if by != Ordering::Equal {
                return by;
            }
        }
        let last = if first_role == fields.len() { by_rank } else { Ordering::Equal };
        last.then(a.n.cmp(&b.n))
    });
    let order: Vec<usize> = order.into_iter().map(|row| row.n).collect();
    let mut taken: Vec<Option<Row>> = rows.drain(..).map(Some).collect();
    rows.extend(order.into_iter().filter_map(|n| taken.get_mut(n)?.take()));
}

/// A row with what it is ordered by.
struct Placed<'a> {
    n: usize,
    row: &'a Row,
    /// For each field, how many other names were met before its own.
    met: &'a [usize],
    /// Where a register orders the rows.
    rank: Option<Rank>,
}

impl Placed<'_> {
    /// Whether the register knows the section.
    fn is_known(&self) -> bool {
        self.rank.is_some_and(|(_, unknown)| !unknown)
    }
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
        let (bureau, section) = roles.names(|c| row.text(c).as_str());
        let rank = known.entry((bureau, section)).or_insert_with(|| register.rank_of((bureau, section)));
        out.push(*rank);
    }
    out
}

/// For each row and field, how many other names were met before its own.
fn first_met<'a>(plan: &Plan, fields: &[usize], rows: &'a [Row]) -> Vec<Vec<usize>> {
    // a section is first met within its bureau
    let named_by = |(i, c): (usize, &usize)| -> Vec<usize> {
        let before = fields.iter().take(i);
        let within = before.clone().rposition(|&f| plan.column(f).key).map_or(0, |key| key.saturating_add(1));
        before.skip(within).chain([c]).copied().collect()
    };
    let columns: Vec<Vec<usize>> = fields.iter().enumerate().map(named_by).collect();
    let mut met: Vec<HashMap<Vec<&str>, usize>> = vec![HashMap::new(); fields.len()];
    let first = |row: &'a Row| {
        let of_field = |(columns, met): (&Vec<usize>, &mut HashMap<Vec<&'a str>, usize>)| {
            let name: Vec<&str> = columns.iter().map(|&f| row.text(f).as_str()).collect();
            let next = met.len();
            *met.entry(name).or_insert(next)
        };
        columns.iter().zip(&mut met).map(of_field).collect()
    };
    rows.iter().map(first).collect()
}
