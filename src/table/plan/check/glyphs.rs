//! `M201`–`M203`: characters that the print fonts lack, or draw in another font or another shape.

use super::typed_cells;
use crate::finding::Finding;
use crate::msg;
use crate::place::Place;
use crate::table::plan::Plan;
use crate::text::{FontChain, check_glyphs, is_private};

pub fn check(plan: &Plan, fonts: &FontChain, findings: &mut Vec<Finding>) {
    for (_, _, cell) in typed_cells(plan) {
        for mut finding in check_glyphs(&cell.text, fonts) {
            finding.place.clone_from(&cell.place);
            findings.push(finding);
        }
    }
}

/// What stands round the table: title, 資料番号 and the like, which have no place of their own.
pub fn check_meta(plan: &Plan, fonts: &FontChain, findings: &mut Vec<Finding>) {
    let meta = &plan.meta;
    let answers = plan.rows.iter().flat_map(|r| &r.cells).find_map(|c| Some(c.place.as_ref()?.file.clone()));
    let texts = [
        ("題名", &meta.title),
        ("資料番号", &meta.number),
        ("計画", &meta.plan),
        ("団体", &meta.body),
        ("基本理念", &meta.lead),
    ];
    for (name, text) in texts {
        let Some(text) = text else { continue };
        let before = findings.len();
        findings.extend(check_glyphs(text, fonts));
        if text.chars().any(is_private) {
            let text = crate::finding::quote(text);
            findings.push(Finding::error(
                "M108",
                msg!("「{text}」に外字（私用領域の文字）があります", "\"{text}\" has private-use characters"),
            ));
        }
        let place = meta.places.get(name).cloned().or_else(|| answers.clone().map(Place::file));
        for finding in &mut findings[before..] {
            finding.place.clone_from(&place);
        }
    }
}
