//! Understands what was typed: amounts, check boxes, numbers of options.

use super::super::Answer;
use super::super::definition::{FieldKind, SlipForm, circled};
use super::super::words::{Worded, normalise, trim};
use crate::finding::{Finding, quote};
use crate::form::era::half_width;
use crate::msg;

/// Marks of a box that is chosen, and of one that is not.
const CHOSEN: &str = "■☑✓✔☒レ●◉";
const FREE: &str = "□☐○◯";

/// Brings an answer into its one form; what cannot be understood stays as typed, for the checks to name.
pub fn tidy(form: &SlipForm, words: &Worded, field: usize, answer: &mut Answer, findings: &mut Vec<Finding>) {
    match &form.fields[field].kind {
        FieldKind::Text | FieldKind::Results => answer.text = trim(&answer.text).to_owned(),
        FieldKind::Amount { unit } => {
            // a blank form has the unit alone
            if normalise(&answer.text) == normalise(unit) {
                answer.text.clear();
            }
            answer.text = amount(&answer.text, unit).unwrap_or_else(|| trim(&answer.text).to_owned());
        }
        FieldKind::Boxes { .. } => {
            let names: Vec<String> = words.boxes[field].iter().map(|p| p.plain()).collect();
            if let Some(list) = chosen(&answer.text, &names) {
                answer.text = list.iter().map(|n| words.box_name(field, *n)).collect::<Vec<_>>().join("、");
            } else if !answer.text.trim().is_empty() {
                let (name, text) = (&form.fields[field].name, quote(&answer.text));
                let mut finding = Finding::error(
                    "M124",
                    msg!("「{name}」の印を読めません: 「{text}」", "cannot read the boxes of \"{name}\": \"{text}\""),
                )
                .hint(msg!("選んだものの □ を ■ にしてください", "turn □ into ■ for what is chosen"));
                finding.place.clone_from(&answer.place);
                findings.push(finding);
            }
        }
        FieldKind::Choice { none, .. } => {
            let typed = answer.text.trim_start_matches(|c: char| c == '→' || c == '⇒' || c.is_whitespace());
            if let Some(none) = none.as_deref().filter(|n| is_none(typed, n)) {
                answer.text = none.to_owned();
            } else {
                answer.text = match options(typed) {
                    Some(list) => list.iter().map(|n| circled(*n)).collect(),
                    None => trim(typed).to_owned(),
                };
            }
        }
    }
}

fn is_none(text: &str, none: &str) -> bool {
    let text = normalise(text);
    text == normalise(none) || matches!(text.as_str(), "無し" | "無" | "なし" | "該当なし" | "-" | "ー")
}

/// A whole number of units: `1,546千円`, `1546`, `１，５４６`, `0`. `None` for anything else.
pub fn amount(text: &str, unit: &str) -> Option<String> {
    let text: String = text.chars().map(half_width).filter(|c| !c.is_whitespace()).collect();
    let unit: String = unit.chars().map(half_width).collect();
    let digits = text.strip_suffix(&unit).unwrap_or(&text);
    let (sign, digits) = match digits.strip_prefix(['-', '△', '▲', '−']) {
        Some(rest) => ("-", rest),
        None => ("", digits),
    };
    if digits.is_empty() {
        return None;
    }
    let groups: Vec<&str> = digits.split([',', '，', '、']).collect();
    let well = groups.len() == 1
        || groups.iter().enumerate().all(|(i, g)| if i == 0 { (1..=3).contains(&g.len()) } else { g.len() == 3 });
    let plain: String = groups.concat();
    if !well || !plain.bytes().all(|b| b.is_ascii_digit()) || plain.len() > 18 {
        return None;
    }
    let plain = plain.trim_start_matches('0');
    Some(if plain.is_empty() { "0".to_owned() } else { format!("{sign}{plain}") })
}

/// The chosen ones of some names (normalised), from `□A ■B`, `A、B`, or a name a line. `None` when it is
/// none of these.
pub fn chosen(text: &str, names: &[String]) -> Option<Vec<usize>> {
    let all: Vec<char> = text.chars().collect();
    let starts: Vec<usize> = (0..all.len()).filter(|&i| CHOSEN.contains(all[i]) || FREE.contains(all[i])).collect();
    let short = |name: &str| name.split('(').next().unwrap_or("").to_owned();
    let find = |piece: &str| {
        let piece = normalise(piece);
        let matching = |n: &&String| !piece.is_empty() && (piece == **n || short(&piece) == short(n));
        names.iter().position(|n| matching(&n))
    };
    let mut out = Vec::new();
    if starts.is_empty() {
        for piece in text.split(['、', ',', '，', '\n', '/', '／']).filter(|p| !p.trim().is_empty()) {
            out.push(find(piece)?);
        }
        return Some(out);
    }
    if all[..starts[0]].iter().any(|c| !c.is_whitespace()) {
        return None;
    }
    for (k, &at) in starts.iter().enumerate() {
        let end = starts.get(k + 1).copied().unwrap_or(all.len());
        let piece: String = all[at + 1..end].iter().collect();
        let name = find(&piece)?;
        if CHOSEN.contains(all[at]) {
            out.push(name);
        }
    }
    Some(out)
}

/// Options by their numbers from 0: `①⑧⑫`, `①、⑧・⑫`, `1,8,12`. `None` for anything else.
pub fn options(text: &str) -> Option<Vec<usize>> {
    let mut out = Vec::new();
    let mut digits = String::new();
    for c in text.chars().map(half_width).chain(['、']) {
        if c.is_ascii_digit() {
            digits.push(c);
            continue;
        }
        if !digits.is_empty() {
            out.push(std::mem::take(&mut digits).parse::<usize>().ok()?.checked_sub(1)?);
        }
        match c {
            '①'..='⑳' => out.push(c as usize - '①' as usize),
            '❶'..='❿' => out.push(c as usize - '❶' as usize),
            '、' | ',' | '・' | '･' | '.' | '/' | ';' | '，' | '．' | '｡' | '。' | '(' | ')' | '番' | '\'' => {
            }
            c if c.is_whitespace() => {}
            _ => return None,
        }
    }
    out.iter().all(|n| *n < 20).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts() {
        for text in ["1,546千円", "1546", "１，５４６", "1,546　千円", " 1,546 "] {
            assert_eq!(amount(text, "千円").as_deref(), Some("1546"), "{text}");
        }
        assert_eq!(amount("0", "千円").as_deref(), Some("0"));
        assert_eq!(amount("△12千円", "千円").as_deref(), Some("-12"));
        for text in ["約120万", "12.7", "1,54千円", "1546円", "-", "未定", ""] {
            assert_eq!(amount(text, "千円"), None, "{text}");
        }
    }

    #[test]
    fn option_numbers_in_any_punctuation() {
        for text in ["①⑧⑫", "①、⑧・⑫", "1,8,12", "１　８　１２", "①\n⑧\n⑫"] {
            assert_eq!(options(text), Some(vec![0, 7, 11]), "{text}");
        }
        assert_eq!(options("ＮＰＯ"), None);
        assert_eq!(options("0"), None);
    }

    #[test]
    fn boxes() {
        let names: Vec<String> = ["高齢者", "障害者", "その他()"].map(String::from).into();
        let read = |t| chosen(t, &names);
        assert_eq!(read("□ 高齢者　■障害者　☑ その他（学生）"), Some(vec![1, 2]));
        assert_eq!(read("高齢者、障害者"), Some(vec![0, 1]));
        assert_eq!(read("□高齢者　□障害者"), Some(vec![]));
        assert_eq!(read("市民"), None);
    }
}
