//! Understands which options of a legend an answer names, by their words, with or without their numbers.

use super::super::words::{Phrase, Piece, Slots};
use super::options::options;
use crate::words::mark_folded;

/// What parts the names of several options: first what hardly any name holds, then more.
const BETWEEN: [&[char]; 4] = [
    &['、', ',', '，', ';', '；', '\n'],
    &['、', ',', '，', ';', '；', '\n', ' ', '\u{3000}'],
    &['、', ',', '，', ';', '；', '\n', '/', '／', '・'],
    &['、', ',', '，', ';', '；', '\n', '/', '／', '・', ' ', '\u{3000}'],
];

/// The options of `町内会、老人クラブ`, `2 町内会`, `①ＮＰＯ／学校`, and what is filled into their slots. `None` when a
/// piece is no option, or may be two.
pub fn named_options(text: &str, legend: &[Phrase]) -> Option<(Vec<usize>, Slots)> {
    if let Some((option, slots)) = one(text, legend) {
        return Some((vec![option], slots));
    }
    BETWEEN.iter().find_map(|between| {
        let mut slots = Vec::new();
        let mut out = Vec::new();
        for piece in pieces(text, between) {
            let (option, own) = one(piece, legend)?;
            out.push(option);
            slots.extend(own);
        }
        (!out.is_empty()).then_some((out, slots))
    })
}

/// The pieces between separators outside of brackets.
fn pieces<'a>(text: &'a str, between: &[char]) -> Vec<&'a str> {
    let mut depth = 0_u32;
    let pieces = text.split(|c| {
        match c {
            '(' | '（' => depth = depth.saturating_add(1),
            ')' | '）' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && between.contains(&c)
    });
    pieces.map(str::trim).filter(|piece| !piece.is_empty()).collect()
}

/// The one option that a piece means.
fn one(piece: &str, legend: &[Phrase]) -> Option<(usize, Slots)> {
    let piece = piece.trim().trim_end_matches('。');
    let named = |text: &str| -> Option<(usize, Slots)> {
        let mut found = legend.iter().enumerate().filter_map(|(n, option)| Some((n, means(text, option)?)));
        let first = found.next()?;
        found.next().is_none().then_some(first)
    };
    if let Some(found) = named(piece) {
        return Some(found);
    }
    // its number in front: 2 町内会, (2)町内会, ②：町内会
    let word = piece.find(|c: char| !c.is_numeric() && !"（()） \u{3000}.．:：、-－".contains(c))?;
    let (number, word) = piece.split_at(word);
    let (option, slots) = named(word)?;
    let number = number.trim_matches(|c: char| c.is_whitespace() || ".．:：、-－".contains(c));
    match options(number)?.as_slice() {
        [number] if *number == option => Some((option, slots)),
        _ => None,
    }
}

/// Whether a text is the words of an option, and what stands in its slots.
fn means(text: &str, option: &Phrase) -> Option<Slots> {
    // options begin with their number
    let words = option.without_first()?;
    if option.slots().is_empty() {
        return (!text.is_empty() && mark_folded(&words) == mark_folded(text)).then(Vec::new);
    }
    let first = option.pieces.iter().find_map(|p| if let Piece::Fixed(t) = p { Some(t.as_str()) } else { None })?;
    let number = first.chars().next()?;
    if let Some(slots) = option.read(&format!("{number}{text}")) {
        return Some(slots);
    }
    let short = |t: &str| mark_folded(t.split(['（', '(']).next().unwrap_or(""));
    if short(&words) != short(text) || short(text).is_empty() {
        return None;
    }
    let inside = text.split_once(['（', '(']).and_then(|(_, rest)| rest.strip_suffix(['）', ')']));
    match (option.slots(), inside) {
        // what stands behind the brackets is more than this option
        (_, None) if text.contains(['（', '(']) => None,
        (_, None) => Some(Vec::new()),
        ([slot], Some(inside)) => Some(vec![(*slot, inside.trim().to_owned())]),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Engine;
    use crate::meta::Meta;
    use crate::slip::Worded;

    #[test]
    fn options_by_their_words() {
        let form = Engine::new().form("evaluation").value_or_faults().unwrap().into_slip().unwrap();
        let words = Worded::new(&form, &form.years, &Meta::default()).unwrap();
        let read = |text: &str| named_options(text, &words.legends[1]).map(|(list, slots)| (list, slots.len()));
        for text in [
            "NPO、町内会",
            "1 ＮＰＯ／8 町内会",
            "ＮＰＯ　町内会",
            "(1)NPO;(8)町内会;",
            "①ＮＰＯ\n町内会",
            "ＮＰＯ・町内会。",
        ] {
            assert_eq!(read(text), Some((vec![0, 7], 0)), "{text}");
        }
        assert_eq!(read("相談機関（しおみ、なぎさ）、企業"), Some((vec![4, 5], 1)));
        assert_eq!(read("コミュニティソーシャルワーカー（ＣＳＷ）"), Some((vec![9], 0)));
        for text in ["2 町内会", "町内会など", "", "、", "町"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
