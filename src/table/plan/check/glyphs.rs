//! `M201`–`M203`: characters that the print fonts lack, or draw in another font or another shape.

use super::typed_cells;
use crate::finding::Finding;
use crate::table::plan::Plan;
use crate::text::{FontChain, check_glyphs};

pub fn check(plan: &Plan, fonts: &FontChain, findings: &mut Vec<Finding>) {
    for (_, _, cell) in typed_cells(plan) {
        for mut finding in check_glyphs(&cell.text, fonts) {
            finding.place.clone_from(&cell.place);
            findings.push(finding);
        }
    }
}
