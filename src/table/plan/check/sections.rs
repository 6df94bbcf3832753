//! `M410`, `M411`: who answered, held against the register.

use crate::finding::Finding;
use crate::meta::Given;
use crate::register::{self, Answering};
use crate::table::plan::{Plan, Row};

/// `several`: the rows were put together from several files, so all who are asked should be among them.
pub fn check(plan: &Plan, several: bool, given: &Given, findings: &mut Vec<Finding>) {
    let (Some(register), roles) = (&given.register, plan.roles()) else { return };
    if !roles.any() {
        return;
    }
    let examples = |row: &&Row| [roles.section, roles.bureau].iter().flatten().any(|&c| row.cell(c).example);
    let answers = plan.rows.iter().filter(|row| !examples(row)).map(|row| {
        let (bureau, section) = roles.names(|c| row.text(c).as_str());
        let column = roles.section.filter(|&c| !row.text(c).is_empty()).or(roles.bureau);
        Answering { bureau, section, place: column.and_then(|c| row.cell(c).place.as_ref()) }
    });
    register::check(register, &given.asked, answers, several, findings);
}
