//! `M107`, `M108`, `M114`: characters that leave no trace on paper, private-use characters (外字), and
//! half-width katakana where the form does not want it.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;

use super::typed_cells;
use crate::finding::{Finding, quote};
use crate::msg;
use crate::plan::Plan;
use crate::text::{is_private, is_unprinted};

pub fn check(plan: &Plan, findings: &mut Vec<Finding>) {
    for (_, _, cell) in typed_cells(plan) {
        if plan.form.text.warn_half_kana
            && let Some(mut finding) = half_kana(&cell.text)
        {
            finding.place.clone_from(&cell.place);
            findings.push(finding);
        }
        let mut hidden = BTreeSet::new();
        let mut private = BTreeSet::new();
        for c in cell.text.chars() {
            if is_private(c) {
                private.insert(c);
            } else if is_unprinted(c) {
                hidden.insert(c);
            }
        }
        let codes =
            |set: &BTreeSet<char>| set.iter().map(|c| format!("U+{:04X}", *c as u32)).collect::<Vec<_>>().join("、");
        if !hidden.is_empty() {
            let codes = codes(&hidden);
            let mut finding = Finding::info(
                "M107",
                msg!("見えない制御文字を除きました: {codes}", "invisible control characters were removed: {codes}"),
            );
            finding.place.clone_from(&cell.place);
            findings.push(finding);
        }
        if !private.is_empty() {
            let codes = codes(&private);
            let mut finding = Finding::error(
                "M108",
                msg!("外字（私用領域の文字）があります: {codes}", "private-use characters: {codes}"),
            )
            .hint(msg!(
                "ほかの PC では別の字になります。通常の漢字か IVS 付きの漢字で書き直してください",
                "other machines show another shape; use an ordinary character or a variation sequence"
            ));
            finding.place.clone_from(&cell.place);
            findings.push(finding);
        }
    }
}

/// `M114`: the first stretch of half-width katakana. It is printed as typed.
pub fn half_kana(text: &str) -> Option<Finding> {
    let is_half = |c: char| ('\u{FF66}'..='\u{FF9F}').contains(&c);
    let start = text.find(is_half)?;
    let typed: String = text[start..].chars().take_while(|c| is_half(*c)).collect();
    let full: String = typed.nfkc().collect();
    let (typed, full) = (quote(&typed), quote(&full));
    Some(
        Finding::warning("M114", msg!("半角のカタカナがあります: 「{typed}」", "half-width katakana: \"{typed}\""))
            .hint(msg!("全角で書いてください（{full}）", "write it full-width ({full})")),
    )
}
