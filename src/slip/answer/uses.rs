//! Which fields of a slip are the plan's, and which are open.

use super::super::definition::SlipForm;
use crate::stamped::Use;

/// What names the project and its section is the plan's.
pub fn uses(form: &SlipForm) -> Vec<Use> {
    let of = |f: usize| {
        let names = form.key.contains(&f) || form.bookmarks.contains(&f) || form.roles().all().any(|own| own == f);
        if names { Use::Plan } else { Use::Open }
    };
    (0..form.fields.len()).map(of).collect()
}
