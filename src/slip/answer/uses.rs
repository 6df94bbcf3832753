//! Which fields of a slip are the plan's, and which are open.

use super::super::definition::SlipForm;
use crate::stamped::Use;
use crate::words::folded;

/// Names of the field that says which section answers.
const SECTION: [&str; 14] = [
    "局区",
    "局区等",
    "担当局",
    "担当局等",
    "部局",
    "課",
    "課名",
    "担当課",
    "担当課名",
    "所管課",
    "所管課名",
    "担当部署",
    "担当係",
    "部署名",
];

/// What names the project and its section is the plan's.
pub fn uses(form: &SlipForm) -> Vec<Use> {
    let is_section = |name: &str| SECTION.contains(&folded(name).as_str());
    let of = |(f, field): (usize, &super::super::Field)| {
        let names = form.key.contains(&f) || form.bookmarks.contains(&f) || is_section(&field.name);
        if names { Use::Plan } else { Use::Open }
    };
    form.fields.iter().enumerate().map(of).collect()
}
