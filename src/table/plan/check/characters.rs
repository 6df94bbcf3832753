//! `M107`, `M108`, `M114`: characters that leave no trace on paper, private-use characters (外字), and
//! half-width katakana where the form does not want it.

use super::typed_cells;
use crate::finding::Finding;
use crate::table::plan::Plan;
use crate::text::{FontChain, check_characters, half_kana};

pub fn check(plan: &Plan, fonts: &FontChain, findings: &mut Vec<Finding>) {
    for (_, _, cell) in typed_cells(plan) {
        let kana = if plan.form.text.warn_half_kana { half_kana(&cell.text) } else { None };
        for mut finding in kana.into_iter().chain(check_characters(&cell.text, fonts)) {
            finding.place.clone_from(&cell.place);
            findings.push(finding);
        }
    }
}
