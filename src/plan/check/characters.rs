//! `M107`, `M108`: characters that leave no trace on paper, and private-use characters (外字).

use std::collections::BTreeSet;

use super::typed_cells;
use crate::finding::Finding;
use crate::msg;
use crate::plan::Plan;
use crate::text::{is_private, is_unprinted};

pub fn check(plan: &Plan, findings: &mut Vec<Finding>) {
    for (_, _, cell) in typed_cells(plan) {
        let mut hidden = BTreeSet::new();
        let mut private = BTreeSet::new();
        for c in cell.text.chars() {
            if is_private(c) {
                private.insert(c);
            } else if is_unprinted(c) {
                hidden.insert(c);
            }
        }
        let codes = |set: &BTreeSet<char>| {
            let codes: Vec<String> = set.iter().map(|c| format!("U+{:04X}", *c as u32)).collect();
            (codes.join("、"), codes.join(", "))
        };
        if !hidden.is_empty() {
            let (ja, en) = codes(&hidden);
            let mut finding = Finding::info(
                "M107",
                msg!("見えない制御文字を除きました: {ja}", "invisible control characters were removed: {en}"),
            );
            finding.place.clone_from(&cell.place);
            findings.push(finding);
        }
        if !private.is_empty() {
            let (ja, en) = codes(&private);
            let mut finding =
                Finding::error("M108", msg!("外字（私用領域の文字）があります: {ja}", "private-use characters: {en}"))
                    .hint(msg!(
                        "ほかの PC では別の字になります。通常の漢字か IVS 付きの漢字で書き直してください",
                        "other machines show another shape; use an ordinary character or a variation sequence"
                    ));
            finding.place.clone_from(&cell.place);
            findings.push(finding);
        }
    }
}
