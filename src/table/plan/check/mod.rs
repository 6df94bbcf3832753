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

use super::Plan;
use crate::around;
use crate::finding::Finding;
use crate::meta::Given;
use crate::text::FontChain;

/// Runs every rule. Findings come in the order of the paper.
pub fn check(plan: &Plan, given: &Given, fonts: &FontChain, findings: &mut Vec<Finding>) {
    split_group::check(plan, findings);
    required::check(plan, findings);
    allowed::check(plan, findings);
    too_long::check(plan, findings);
    repeated_row::check(plan, findings);
    serial::check(plan, findings);
    number::check(plan, findings);
    turned_number::check(plan, findings);
    reprint::check(plan, findings);
    characters::check(plan, fonts, findings);
    left_example::check(plan, findings);
    glyphs::check(plan, fonts, findings);
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
