//! Links: whether a target says more than the text that is shown.

use super::Area;
use crate::place::CellRef;
use crate::source::workbook::biff::utf16;
use crate::source::workbook::compound::{u16_at, u32_at};

/// Whether a target lies outside of the workbook.
pub fn is_outside(target: &str) -> bool {
    !target.is_empty() && !target.starts_with('#')
}

/// Whether the shown text says the target already.
pub fn says(shown: &str, target: &str) -> bool {
    let (shown, target) = (bare(shown), bare(target));
    target.is_empty() || shown.contains(&target)
}

/// An address as people write it: without scheme, percent codes, last slash, capitals and what a mail begins with.
fn bare(address: &str) -> String {
    let mut rest = decoded(address.trim()).to_lowercase();
    for scheme in ["mailto:", "https://", "http://", "file:///", "tel:"] {
        if let Some(after) = rest.strip_prefix(scheme) {
            rest = after.to_owned();
            break;
        }
    }
    let end = if rest.contains('@') { rest.find('?').unwrap_or(rest.len()) } else { rest.len() };
    let rest: String = rest[..end].trim_end_matches('/').replace('\\', "/");
    // full-width addresses and blanks are typed all the time
    rest.chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| match c {
            '！'..='～' => char::from_u32((c as u32).saturating_sub(0xFEE0)).unwrap_or(c),
            c => c,
        })
        .collect()
}

/// Resolves `%E3%81%82`; what is no UTF-8 then stays.
fn decoded(address: &str) -> String {
    let bytes = address.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0_usize;
    while let Some(&byte) = bytes.get(at) {
        let code = (byte == b'%').then(|| address.get(at..at.saturating_add(3))?.get(1..)).flatten();
        match code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(code) => {
                out.push(code);
                at = at.saturating_add(3);
            }
            None => {
                out.push(byte);
                at = at.saturating_add(1);
            }
        }
    }
    String::from_utf8(out).unwrap_or_else(|_| address.to_owned())
}

/// The target of `HYPERLINK("…", …)`: inside `Some(None)` when it is not written out; `None` for other formulas.
pub fn of_formula(formula: &str) -> Option<Option<String>> {
    let at = formula.to_ascii_uppercase().find("HYPERLINK(")?;
    let inside = formula[at..].get("HYPERLINK(".len()..)?.trim_start();
    let Some(rest) = inside.strip_prefix('"') else { return Some(None) };
    let (target, rest) = rest.split_once('"')?;
    // "…"&A5: only a part is written
    let whole = matches!(rest.trim_start().chars().next(), None | Some(',' | ';' | ')'));
    Some(whole.then(|| target.to_owned()))
}

/// How texts stand in formulas: one byte with the length and a flag (XLS), or two (XLSB).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Width {
    Narrow,
    Wide,
}

/// The same for the tokens of a binary formula that ends in HYPERLINK.
pub fn of_tokens(tokens: &[u8], width: Width) -> Option<Option<String>> {
    // PtgFuncVar with any number of arguments
    const HYPERLINK: [u8; 2] = 359_u16.to_le_bytes();
    let call = tokens.len().checked_sub(4)?;
    let &[token, _, low, high] = tokens.get(call..)? else { return None };
    if token & 0x1F != 0x02 || token & 0x60 == 0 || [low, high] != HYPERLINK {
        return None;
    }
    let (target, rest) = match text_token(tokens.get(..call)?, width) {
        Some(found) => found,
        None => return Some(None),
    };
    // behind it only another text or reference, not what joins them
    let reference = match width {
        Width::Narrow => 5,
        Width::Wide => 7,
    };
    let alone = match rest.first() {
        None => true,
        Some(0x17) => text_token(rest, width).is_some_and(|(_, rest)| rest.is_empty()),
        Some(token) => token & 0x1F == 0x04 && rest.len() == reference,
    };
    Some(alone.then_some(target))
}

/// PtgStr and what follows.
fn text_token(tokens: &[u8], width: Width) -> Option<(String, &[u8])> {
    let (&0x17, rest) = tokens.split_first()? else { return None };
    let (count, wide, rest) = match width {
        Width::Narrow => (usize::from(*rest.first()?), rest.get(1)? & 1 == 1, rest.get(2..)?),
        Width::Wide => (usize::from(u16_at(rest, 0)?), true, rest.get(2..)?),
    };
    let length = if wide { count.saturating_mul(2) } else { count };
    let (bytes, rest) = rest.split_at_checked(length)?;
    let text = if wide { utf16(bytes) } else { bytes.iter().copied().map(char::from).collect() };
    Some((text, rest))
}

/// The links of a sheet of XLSB (BrtHLink): their cells and the ids of their relationships.
pub fn binary<'a>(records: impl Iterator<Item = (u16, &'a [u8])>) -> Vec<(Area, String)> {
    let link = |data: &[u8]| {
        let n = |at| u32_at(data, at);
        let (first, last) = (CellRef { row: n(0)?, col: n(8)? }, CellRef { row: n(4)?, col: n(12)? });
        let length = usize::try_from(n(16)?).ok()?.checked_mul(2)?;
        Some((Area { first, last }, utf16(data.get(20..)?.get(..length)?)))
    };
    records.filter(|(kind, _)| *kind == 0x01EE).filter_map(|(_, data)| link(data)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_the_same_in_any_spelling() {
        assert!(says("https://example.jp/", "http://example.jp"));
        assert!(says("担当 Soumu@Example.jp まで", "mailto:soumu@example.jp?subject=x"));
        assert!(says("ｅｘａｍｐｌｅ．ｊｐ", "https://example.jp/"));
        assert!(says("example.jp/案内", "https://example.jp/%E6%A1%88%E5%86%85"));
        assert!(!says("実績はこちら", "https://example.jp/"));
        assert!(!says("example.jp", "https://example.com/"));
        assert!(!says("100%", "100%zz%é"));
    }

    #[test]
    fn a_formula_names_its_target() {
        let some = |target: &str| Some(Some(target.to_owned()));
        assert_eq!(of_formula(r#"HYPERLINK("https://a.jp","案内")"#), some("https://a.jp"));
        assert_eq!(of_formula(r#"of:=hyperlink("https://a.jp";"案内")"#), some("https://a.jp"));
        assert_eq!(of_formula(r#"HYPERLINK("https://"&A5,"案内")"#), Some(None));
        assert_eq!(of_formula(r#"IF(A1,HYPERLINK(B1),"")"#), Some(None));
        assert_eq!(of_formula("SUM(A1)"), None);
    }
}
