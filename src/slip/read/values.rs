//! Understands what was typed: amounts, check boxes, numbers of options.

use super::super::Answer;
use super::super::definition::{FieldKind, circled};
use super::super::words::{Slots, normalise, trim};
use super::Reading;
use super::boxes::{Chosen, chosen};
use super::named::named_options;
use super::options::{options, worded_options};
use crate::finding::{Finding, quote};
use crate::msg;
use crate::words::half_width;

/// Brings an answer into its one form; what cannot be understood stays as typed, for the checks to name.
/// Gives what it says in other fields' slots.
pub fn tidy(reading: &mut Reading, field: usize, answer: &mut Answer) -> Slots {
    let (form, words) = (reading.form, reading.words);
    let Some(own) = form.fields.get(field) else { return Vec::new() };
    if form.is_missing(&answer.text) {
        answer.text = trim(&answer.text).to_owned();
        return Vec::new();
    }
    match &own.kind {
        FieldKind::Text | FieldKind::Results => answer.text = trim(&answer.text).to_owned(),
        FieldKind::Amount { unit } => {
            // a blank form has the unit alone
            if normalise(&answer.text) == normalise(unit) {
                answer.text.clear();
            }
            answer.text = amount(&answer.text, unit).unwrap_or_else(|| trim(&answer.text).to_owned());
        }
        FieldKind::Boxes { .. } => match words.boxes.get(field).and_then(|choices| chosen(&answer.text, choices)) {
            Some(Chosen { choices, left_over }) => {
                answer.text = choices.iter().map(|n| words.box_name(field, *n)).collect::<Vec<_>>().join("、");
                for text in left_over {
                    let place = answer.place.clone();
                    reading.stray(&text, place.as_ref());
                }
            }
            None => {
                let (name, text) = (&own.name, quote(&answer.text));
                let mut finding = Finding::error(
                    "M124",
                    msg!("「{name}」の印を読めません: 「{text}」", "cannot read the boxes of \"{name}\": \"{text}\""),
                )
                .hint(msg!("選んだものの □ を ■ にしてください", "turn □ into ■ for what is chosen"));
                finding.place.clone_from(&answer.place);
                reading.findings.push(finding);
            }
        },
        FieldKind::Choice { legend, none, .. } => {
            let legend = words.legends.get(*legend).map(Vec::as_slice).unwrap_or_default();
            let typed = answer.text.trim_start_matches(|c: char| c == '→' || c == '⇒' || c.is_whitespace());
            let circles = |list: Vec<usize>| list.into_iter().map(circled).collect();
            let typed = typed.trim_end_matches([';', '；']);
            if let Some(none) = none.as_deref().filter(|n| is_none(typed, n)) {
                answer.text = none.to_owned();
            } else if let Some(list) = options(typed) {
                answer.text = circles(list);
            } else if let Some((list, slots)) = worded_options(typed, legend) {
                answer.text = circles(list);
                return slots;
            } else if let Some((list, slots)) = named_options(typed, legend) {
                answer.text = circles(list);
                return slots;
            } else {
                answer.text = trim(typed).to_owned();
            }
        }
    }
    Vec::new()
}

fn is_none(text: &str, none: &str) -> bool {
    let text = normalise(text);
    let text = text.trim_end_matches('。');
    let dashes = !text.is_empty() && text.chars().all(|c| "-ー―—–‐−─".contains(c));
    dashes
        || text == normalise(none)
        || matches!(text, "無し" | "無" | "なし" | "特になし" | "特に無し" | "該当なし" | "該当無し")
}

/// A whole number of units: `1,546千円`, `1546`, `１，５４６`, `0`. `None` for anything else.
pub fn amount(text: &str, unit: &str) -> Option<String> {
    let text: String = text.chars().map(half_width).filter(|c| !c.is_whitespace()).collect();
    let unit: String = unit.chars().map(half_width).collect();
    let digits = text.strip_suffix(&unit).or_else(|| text.strip_suffix(&format!("({unit})"))).unwrap_or(&text);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts() {
        for text in ["1,546千円", "1546", "１，５４６", "1,546　千円", " 1,546 ", "1,546（千円）"] {
            assert_eq!(amount(text, "千円").as_deref(), Some("1546"), "{text}");
        }
        assert_eq!(amount("0", "千円").as_deref(), Some("0"));
        assert_eq!(amount("△12千円", "千円").as_deref(), Some("-12"));
        for text in ["約120万", "12.7", "1,54千円", "1546円", "-", "未定", ""] {
            assert_eq!(amount(text, "千円"), None, "{text}");
        }
    }
}
