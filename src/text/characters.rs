//! `M107`, `M108`, `M114`, `M117`, `M118`: characters that leave no trace on paper, private-use characters (外字), half-width
//! katakana where the form does not want it, odd blanks, and a tilde that stands for から.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;
use unicode_normalization::UnicodeNormalization;

use super::spaces::is_odd_space;
use super::unprinted::{is_common, unprinted};
use super::{Coverage, FontChain, is_private};
use crate::finding::{Finding, quote};
use crate::msg;

/// `M107`, `M108`, `M117` and `M118` of one text.
pub fn check_characters(text: &str, fonts: &FontChain) -> Vec<Finding> {
    if text.chars().all(is_common) {
        return Vec::new();
    }
    let mut findings = Vec::new();
    if let Some((ja, en)) = codes(unprinted(text)) {
        findings.push(Finding::info(
            "M107",
            msg!("見えない制御文字を除きました: {ja}", "invisible control characters were removed: {en}"),
        ));
    }
    if let Some((ja, en)) = codes(text.chars().filter(|c| is_odd_space(*c))) {
        findings.push(Finding::info(
            "M117",
            msg!("ふつうの空白でない空白を、空白として刷ります: {ja}", "odd blanks are printed as blanks: {en}"),
        ));
    }
    findings.extend(tilde(text));
    findings.extend(gaiji(text, fonts));
    findings
}

/// Their code points, each once.
fn codes(chars: impl Iterator<Item = char>) -> Option<(String, String)> {
    let set: BTreeSet<char> = chars.collect();
    let codes: Vec<String> = set.iter().map(|c| format!("U+{:04X}", *c as u32)).collect();
    (!codes.is_empty()).then(|| (codes.join("、"), codes.join(", ")))
}

/// `M108`: an error, unless a font that the project declares for them has them all.
fn gaiji(text: &str, fonts: &FontChain) -> Vec<Finding> {
    let (mut lacking, mut drawn) = (Vec::new(), Vec::new());
    let mut font = None;
    for c in text.chars().filter(|c| is_private(*c)) {
        let by = match fonts.coverage(c) {
            Coverage::Own => Some(0),
            Coverage::Fallback(n) => Some(n),
            Coverage::Missing => None,
        };
        font = font.or(by);
        if by.is_some() { drawn.push(c) } else { lacking.push(c) }
    }
    let lacking = codes(lacking.into_iter()).map(|(ja, en)| {
        let message = msg!("外字（私用領域の文字）があります: {ja}", "private-use characters: {en}");
        Finding::error("M108", message)
            .hint(msg!(
                "ほかの PC では別の字になります。通常の漢字か IVS 付きの漢字で書き直してください",
                "other machines show another shape; use an ordinary character or a variation sequence"
            ))
            .hint(msg!(
                "外字の書体があれば、fonts フォルダーに入れ、matome.toml に [gaiji] font = \"fonts/…\" と書くと刷れます",
                "with a font that has them in the fonts folder, and [gaiji] font = \"fonts/...\" in matome.toml, they are printed"
            ))
    });
    let family = font.and_then(|n| fonts.families().get(n)).map_or("", String::as_str);
    let drawn = codes(drawn.into_iter()).map(|(ja, en)| {
        let message = msg!(
            "外字（私用領域の文字）を書体「{family}」で刷ります: {ja}",
            "private-use characters are printed in {family}: {en}"
        );
        Finding::warning("M108", message).hint(msg!(
            "字の形を確かめてください。PDF から写した文では〓になり、ほかの PC の XLSX では別の字になります",
            "look at their shapes: text copied from the PDF has 〓, and a workbook on another machine another shape"
        ))
    });
    lacking.into_iter().chain(drawn).collect()
}

/// `M118`: the first `10~20`. It is printed as typed.
fn tilde(text: &str) -> Option<Finding> {
    static RANGE: LazyLock<Regex> = LazyLock::new(|| {
        let side = r"[0-9０-９\p{Han}\p{Hiragana}\p{Katakana}%％円）)]";
        let number = r"[0-9０-９.,:/．，：／]{0,12}";
        let pattern = format!(
            r"{number}{side} ?[~\x{{2DC}}\x{{223C}}\x{{2053}}] ?[約第（(]?{number}[0-9０-９\p{{Han}}\p{{Katakana}}]"
        );
        Regex::new(&pattern).expect("constant pattern")
    });
    if !text.contains(['~', '\u{2DC}', '\u{223C}', '\u{2053}']) {
        return None;
    }
    // the figures in front may begin behind a colon
    let typed = RANGE.find(text)?.as_str().trim_start_matches(['.', ',', ':', '/', '．', '，', '：', '／']);
    let good = typed.replace(['~', '\u{2DC}', '\u{223C}', '\u{2053}'], "～").replace(" ～", "～").replace("～ ", "～");
    let (typed, good) = (quote(typed), quote(&good));
    Some(
        Finding::info(
            "M118",
            msg!("「から」の意味の半角の ~ があります: 「{typed}」", "a tilde stands for a range: \"{typed}\""),
        )
        .hint(msg!("全角の ～ で書いてください（{good}）", "write a wave dash ({good})")),
    )
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
