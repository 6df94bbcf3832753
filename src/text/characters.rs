//! `M107`, `M108`, `M114`: characters that leave no trace on paper, private-use characters (外字), and
//! half-width katakana where the form does not want it.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;

use super::{is_private, is_unprinted};
use crate::finding::{Finding, quote};
use crate::msg;

/// `M107` and `M108` of one text.
pub fn check_characters(text: &str) -> Vec<Finding> {
    let codes = |of: fn(char) -> bool| {
        let set: BTreeSet<char> = text.chars().filter(|c| of(*c)).collect();
        let codes: Vec<String> = set.iter().map(|c| format!("U+{:04X}", *c as u32)).collect();
        (!codes.is_empty()).then(|| (codes.join("、"), codes.join(", ")))
    };
    let mut findings = Vec::new();
    if let Some((ja, en)) = codes(|c| is_unprinted(c) && !is_private(c)) {
        findings.push(Finding::info(
            "M107",
            msg!("見えない制御文字を除きました: {ja}", "invisible control characters were removed: {en}"),
        ));
    }
    if let Some((ja, en)) = codes(is_private) {
        let message = msg!("外字（私用領域の文字）があります: {ja}", "private-use characters: {en}");
        findings.push(Finding::error("M108", message).hint(msg!(
            "ほかの PC では別の字になります。通常の漢字か IVS 付きの漢字で書き直してください",
            "other machines show another shape; use an ordinary character or a variation sequence"
        )));
    }
    findings
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
