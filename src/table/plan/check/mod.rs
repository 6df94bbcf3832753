//! Checks of the plan data; one file a rule.

mod allowed;
pub(crate) mod characters;
pub(crate) mod glyphs;
mod left_example;
mod number;
mod repeated_row;
mod reprint;
mod required;
mod sections;
mod serial;
mod size;
mod split_group;
mod too_long;
mod totals;
mod turned_number;

pub use sections::check as sections;
pub use size::check as size;
pub use totals::check as totals;

use rayon::prelude::*;

use super::Plan;
use crate::around;
use crate::finding::Finding;
use crate::meta::Given;
use crate::text::FontChain;

/// A rule with the plan that it looks at.
type Rule<'a> = &'a (dyn Fn(&mut Vec<Finding>) + Sync);

/// Runs every rule. Findings come in the order of the paper.
pub fn check(plan: &Plan, given: &Given, fonts: &FontChain, findings: &mut Vec<Finding>) {
    let rules: [Rule; 12] = [
        &|found| split_group::check(plan, found),
        &|found| required::check(plan, found),
        &|found| allowed::check(plan, found),
        &|found| too_long::check(plan, found),
        &|found| repeated_row::check(plan, found),
        &|found| serial::check(plan, found),
        &|found| number::check(plan, found),
        &|found| turned_number::check(plan, found),
        &|found| reprint::check(plan, found),
        &|found| characters::check(plan, fonts, found),
        &|found| left_example::check(plan, found),
        &|found| glyphs::check(plan, fonts, found),
    ];
    let told = rules.par_iter().map(|rule| {
        let mut found = Vec::new();
        rule(&mut found);
        found
    });
    findings.extend(told.collect::<Vec<_>>().into_iter().flatten());
    let file = plan.rows.iter().flat_map(|r| &r.cells).find_map(|c| Some(&c.place.as_ref()?.file));
    around::check(&plan.meta, given, file, fonts, findings);
}

/// Each typed cell once: a group's text counts where it was typed, not where it was filled down.
fn typed_cells(plan: &Plan) -> impl Iterator<Item = (usize, usize, &super::Cell)> {
    plan.rows.iter().enumerate().flat_map(move |(r, row)| {
        row.cells
            .iter()
            .enumerate()
            .filter_map(move |(c, cell)| (!cell.text.is_empty() && plan.begins_cell(r, c)).then_some((r, c, cell)))
    })
}
